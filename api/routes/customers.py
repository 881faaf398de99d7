"""Customers: search and show."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from api import guard
from api.guard import By
from api.permissions import V1
from api.shapes import customers as shapes
from api.shapes.values import Cursor, Limit
from oms.credit import queries as credits
from oms.customers import queries

router = guard.router(f"{V1}/customers")


@router.get("")
def page(
    by: By, q: Annotated[str, Query(max_length=100)] = "", cursor: Cursor | None = None, limit: Limit = 50
) -> shapes.Customers:
    """By code; `q` is part of a code or name."""
    with by.read() as reader:
        found = queries.search(reader, q=q, cursor=cursor, limit=limit)
        accounts = credits.accounts(reader, [record.id for record in found.items])
    items = [shapes.customer(record, accounts.get(record.id)) for record in found.items]
    return shapes.Customers(items=items, next_cursor=found.next_cursor)


@router.get("/{code}")
def show(by: By, code: Annotated[str, Path(max_length=64)]) -> shapes.Customer:
    with by.read() as reader:
        record = queries.customer_by_code(reader, code)
        return shapes.customer(record, credits.find_account(reader, record.id))
