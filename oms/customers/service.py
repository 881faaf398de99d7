"""Changes customers. The audit stream of a customer is its id."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from kit import audit, ids
from kit.db import Tx
from kit.insert_once import insert_once
from oms.customers import errors, queries, rules
from oms.customers.models import Customer


@dataclass(frozen=True, kw_only=True)
class NewCustomer:
    """What is needed to open a customer; amounts in fen."""

    code: str
    name: str
    kind: str = rules.CustomerKind.COMPANY
    region: str = ""
    manual_tier: str | None = None
    revenue_12m_fen: int = 0
    overdue_fen: int = 0
    contract: bool = False
    service_user: str | None = None


def create_customer(tx: Tx, new: NewCustomer) -> int:
    """Open a customer and return its id. Raises CodeTaken, CodeUnreadable."""
    if not rules.CODE.fullmatch(new.code):
        raise errors.CodeUnreadable(at="code", customer=new.code[:80])
    customer_id = ids.new_id()
    row = {
        **{name: getattr(new, name) for name in NewCustomer.__dataclass_fields__},
        "id": customer_id,
        "code_key": rules.code_key(new.code),
        "tier": new.manual_tier or rules.ORDINARY,
        "priority": 0,
        "blocked": False,
        "version": 1,
        "created_at": tx.now,
    }
    if not insert_once(tx, Customer, row):
        raise errors.CodeTaken(at="code", customer=new.code)
    audit.record(tx, customer_id, "customer.created", subject=new.code, after={"name": new.name}, fresh=True)
    return customer_id


def ensure_customer(tx: Tx, new: NewCustomer) -> queries.CustomerRecord:
    """The customer with this code, opened if there is none; may run twice."""
    found = queries.find_customer(tx, new.code)
    if found is None:
        create_customer(tx, new)
        found = queries.customer_by_code(tx, new.code)
    return found


def record_tier(tx: Tx, customer_id: int, *, tier: str, priority: int) -> bool:
    """Write down the tier that was decided; True when it changed, which is audited."""
    before = queries.customer_by_id(tx, customer_id)
    if (before.tier, before.priority) == (tier, priority):
        return False
    _change(tx, customer_id, tier=tier, priority=priority)
    audit.record(
        tx,
        customer_id,
        "customer.tier_changed",
        subject=before.code,
        before={"tier": before.tier, "priority": before.priority},
        after={"tier": tier, "priority": priority},
    )
    return True


def set_blocked(tx: Tx, customer_id: int, *, blocked: bool, reason: str) -> None:
    """Refuse new orders of the customer, or accept them again. Needs a reason."""
    why = audit.require_reason(reason)
    customer = queries.customer_by_id(tx, customer_id)
    _change(tx, customer_id, blocked=blocked)
    audit.record(
        tx,
        customer_id,
        "customer.blocked" if blocked else "customer.unblocked",
        subject=customer.code,
        reason=why,
        before={"blocked": customer.blocked},
        after={"blocked": blocked},
    )


def _change(tx: Tx, customer_id: int, **values: object) -> None:
    statement = update(Customer).where(Customer.id == customer_id)
    tx.connection.execute(statement.values(version=Customer.version + 1, **values))
