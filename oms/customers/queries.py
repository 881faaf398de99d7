"""Reads of customers: by code, by id, search, the facts for the tier decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from kit import money, pagination
from kit.compiled import Compiled
from kit.db import Reader, Tx
from oms.customers import errors, rules
from oms.customers.models import Customer

LARGEST_PAGE = 200


@dataclass(frozen=True)
class CustomerRecord:
    """A customer; amounts in fen. `tier` is the last decided one, `manual_tier` a person's override."""

    id: int
    code: str
    name: str
    kind: str
    region: str
    tier: str
    priority: int
    manual_tier: str | None
    revenue_12m_fen: int
    overdue_fen: int
    contract: bool
    service_user: str | None
    blocked: bool
    version: int


_COLUMNS = tuple(getattr(Customer, name) for name in CustomerRecord.__dataclass_fields__)
_BY_ID = Compiled(select(*_COLUMNS).where(Customer.id == bindparam("customer_id")))
_BY_CODE = Compiled(select(*_COLUMNS).where(Customer.code_key == bindparam("key")))


def find_customer(reader: Reader | Tx, code: str) -> CustomerRecord | None:
    """The customer with this code, written in any case, or None."""
    row = _BY_CODE.one(reader, {"key": rules.code_key(code)})
    return CustomerRecord(*row) if row else None


def customer_by_code(reader: Reader | Tx, code: str) -> CustomerRecord:
    """As `find_customer`; raises CustomerUnknown."""
    found = find_customer(reader, code)
    if found is None:
        raise errors.CustomerUnknown(customer=code)
    return found


def customer_by_id(reader: Reader | Tx, customer_id: int) -> CustomerRecord:
    """The customer with this id; raises CustomerUnknown."""
    row = _BY_ID.one(reader, {"customer_id": customer_id})
    if row is None:
        raise errors.CustomerUnknown(customer=str(customer_id))
    return CustomerRecord(*row)


def search(
    reader: Reader | Tx, *, q: str = "", cursor: str | None = None, limit: int = 50
) -> pagination.Page[CustomerRecord]:
    """Customers whose code or name contains `q`, by code; a page of `limit`."""
    statement = select(*_COLUMNS).order_by(Customer.code_key)
    if q:
        code = Customer.code_key.contains(rules.code_key(q), autoescape=True)
        statement = statement.where(or_(code, Customer.name.icontains(q, autoescape=True)))
    if cursor:
        (last,) = pagination.decode_cursor(cursor, 1)
        statement = statement.where(Customer.code_key > str(last))
    limit = max(1, min(limit, LARGEST_PAGE))
    found = [_record(row) for row in reader.connection.execute(statement.limit(limit + 1))]
    more = len(found) > limit
    after = pagination.encode_cursor((rules.code_key(found[limit - 1].code),)) if more else None
    return pagination.Page(found[:limit], after)


def tier_facts(customer: CustomerRecord) -> dict[str, Any]:
    """What the tier decision looks at, as process variables; amounts in yuan."""
    return {
        "revenue_12m": money.number(customer.revenue_12m_fen),
        "overdue": money.number(customer.overdue_fen),
        "contract": customer.contract,
        "manual_tier": customer.manual_tier,
        "kind": customer.kind,
    }


def _record(row: Row[*tuple[Any, ...]]) -> CustomerRecord:
    return CustomerRecord(**row._mapping)
