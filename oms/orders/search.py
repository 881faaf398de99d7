"""Pages of orders, newest first, found among millions.

A word is looked for anywhere in the numbers and names of the newest WINDOW orders. Among older ones it finds what an
index finds: the whole number, the whole external number, and the orders of customers whose name or code holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, TextClause, false, or_, select, union

from kit import pagination
from kit.db import Reader, Tx
from oms.customers import queries as customers
from oms.orders import errors, queries, rules
from oms.orders.models import TAGGED, SalesOrder
from oms.orders.queries import OrderRecord

LARGEST_PAGE = 200
WINDOW = 20_000  # orders, two ordinary days: a word is found in them in 50 ms
CUSTOMERS = 20  # whose older orders are looked through
Conditions = Sequence[ColumnElement[bool] | TextClause]


@dataclass(frozen=True, kw_only=True)
class OrderFilter:
    """What a page of orders is narrowed to. `status` matches either the commercial or the fulfilment status; `customer`
    is a code."""

    status: str | None = None
    q: str | None = None
    channel: str | None = None
    customer: str | None = None
    tag: str | None = None


def search(
    reader: Reader | Tx, narrowed: OrderFilter, *, cursor: str | None = None, limit: int = 50
) -> pagination.Page[OrderRecord]:
    """Orders, newest first, a page of `limit`. Raises StatusUnknown, BadCursor."""
    conditions = _conditions(reader, narrowed)
    if cursor:
        (last,) = pagination.decode_cursor(cursor, 1)
        if not isinstance(last, int):
            raise pagination.BadCursor(at="cursor")
        conditions.append(SalesOrder.id < last)
    limit = max(1, min(limit, LARGEST_PAGE))
    if narrowed.q:
        found = _with_word(reader, narrowed.q, conditions, limit + 1)
    else:
        found = queries.matching(reader, _newest(conditions, limit + 1))
    after = pagination.encode_cursor((found[limit - 1].id,)) if len(found) > limit else None
    return pagination.Page(found[:limit], after)


def _conditions(reader: Reader | Tx, narrowed: OrderFilter) -> list[ColumnElement[bool] | TextClause]:
    conditions: list[ColumnElement[bool] | TextClause] = []
    if narrowed.status in set(rules.Commercial):
        conditions.append(SalesOrder.commercial == narrowed.status)
    elif narrowed.status in set(rules.Fulfilment):
        conditions.append(SalesOrder.fulfilment == narrowed.status)
    elif narrowed.status:
        known = ", ".join((*rules.Commercial, *rules.Fulfilment))
        raise errors.StatusUnknown(at="status", status=narrowed.status, known=known)
    if narrowed.channel:
        conditions.append(SalesOrder.channel == narrowed.channel)
    if narrowed.customer:
        customer = customers.find_customer(reader, narrowed.customer)
        conditions.append(SalesOrder.customer_id == customer.id if customer else false())
    if narrowed.tag:
        conditions.append(TAGGED)
        conditions.append(SalesOrder.tags.contains(f'"{narrowed.tag}"', autoescape=True))
    return conditions


def _with_word(reader: Reader | Tx, word: str, conditions: Conditions, most: int) -> list[OrderRecord]:
    floor = _window_begins(reader)
    fields = (SalesOrder.number, SalesOrder.external_no, SalesOrder.customer_code, SalesOrder.customer_name)
    anywhere = or_(*(field.icontains(word, autoescape=True) for field in fields))
    found = queries.matching(reader, _newest([*conditions, SalesOrder.id >= floor, anywhere], most))
    if floor and len(found) < most:
        found += queries.matching(reader, _older(reader, word, [*conditions, SalesOrder.id < floor], most - len(found)))
    return found


def _window_begins(reader: Reader | Tx) -> int:
    """The id from which on orders are among the newest; 0 when all are."""
    return reader.connection.execute(_newest([], 1).offset(WINDOW - 1)).scalar() or 0


def _older(reader: Reader | Tx, word: str, conditions: Conditions, most: int) -> Select[int]:
    """Each branch by an index of its own: one condition for all of them would be a walk through every order."""
    forms = {word, word.upper(), word.lower()}
    named = customers.search(reader, q=word, limit=CUSTOMERS).items
    branches: list[ColumnElement[bool]] = [SalesOrder.number.in_(forms), SalesOrder.external_no.in_(forms)]
    branches += [SalesOrder.customer_id == customer.id for customer in named]
    parts = (_newest([*conditions, branch], most).subquery() for branch in branches)
    found = union(*(select(part.c.id) for part in parts)).subquery()
    return select(found.c.id).order_by(found.c.id.desc()).limit(most)


def _newest(conditions: Conditions, most: int) -> Select[int]:
    return select(SalesOrder.id).where(*conditions).order_by(SalesOrder.id.desc()).limit(most)
