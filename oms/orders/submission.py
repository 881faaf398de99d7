"""Takes an order in: everything is checked and told at once, then order, lines and audit are written together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import insert

from kit import audit, broadcast, ids, money
from kit.compiled import Compiled
from kit.db import Tx
from kit.errors import Failure, Rejected
from kit.insert_once import insert_once
from kit.quantities import text
from oms.customers import errors as customer_errors
from oms.customers import queries as customers
from oms.inventory import queries as inventory
from oms.orders import errors, numbering, queries, rules
from oms.orders.draft import OrderDraft
from oms.orders.lines import PricedLine, check_stock, price_lines, totals
from oms.orders.models import OrderLine, SalesOrder

_INSERT_LINES = Compiled(insert(OrderLine))


@dataclass(frozen=True)
class Checked:
    """A draft that holds."""

    customer: customers.CustomerRecord
    warehouse: inventory.WarehouseRecord
    external_no: str | None
    lines: list[PricedLine]


def submit(tx: Tx, draft: OrderDraft) -> queries.OrderRecord:
    """Take the order in, as `submitted`. Raises Rejected with one failure per fault, and changes nothing then."""
    checked = check(tx, draft)
    order_id = ids.new_id()
    row = _row(tx, draft, checked, order_id)
    if not insert_once(tx, SalesOrder, row):
        raise Rejected([_taken(tx, draft.channel, checked.external_no or "")])
    rows = [line.row(order_id, n) for n, line in enumerate(checked.lines, 1)]
    _INSERT_LINES.run_many(tx, rows)
    audit.record(
        tx,
        order_id,
        "order.submitted",
        subject=row["number"],
        after={
            "commercial": rules.Commercial.SUBMITTED,
            "customer": checked.customer.code,
            "gross": money.yuan(row["gross_fen"]),
            "lines": content(checked.lines),
        },
        fresh=True,
    )
    broadcast.announce(tx, "orders", {"order_id": str(order_id)})
    return queries.OrderRecord(**row)


def check(tx: Tx, draft: OrderDraft) -> Checked:
    """Everything that can be wrong with a draft, told at once: raises Rejected. Reads only."""
    failures: list[Failure] = []
    customer = _customer(tx, draft.customer_code, failures)
    external_no = _external_no(tx, draft, failures)
    if len(draft.remark) > rules.MAX_REMARK:
        failures.append(errors.RemarkTooLong(at="remark", length=rules.MAX_REMARK))
    most = rules.MAX_IMPORTED_LINES if draft.imported else rules.MAX_LINES
    priced = price_lines(tx, draft.lines, most=most, failures=failures)
    warehouse = None
    try:
        warehouse = inventory.warehouse_by_code(tx, draft.warehouse_code, at="warehouse_code")
        check_stock(tx, draft.lines, priced, warehouse, failures)
    except Failure as failure:
        failures.append(failure)
    if failures or customer is None or warehouse is None:
        raise Rejected(failures)
    return Checked(customer, warehouse, external_no, priced)


def check_stock_again(tx: Tx, draft: OrderDraft) -> None:
    """For an order that found its goods taken: between the check and the reservation others may have reserved on
    PostgreSQL. Raises Rejected as the check would have. Reads only."""
    failures: list[Failure] = []
    warehouse = inventory.warehouse_by_code(tx, draft.warehouse_code, at="warehouse_code")
    priced = price_lines(tx, draft.lines, most=len(draft.lines), failures=failures)
    check_stock(tx, draft.lines, priced, warehouse, failures)
    if failures:
        raise Rejected(failures)


def content(lines: Sequence[PricedLine]) -> list[list[str]]:
    """What was agreed per line: SKU, quantity, unit price, discount. For the audit trail and the hash."""
    return [
        [
            line.product.sku,
            text(line.quantity),
            text(line.price.unit_price),
            text(line.price.discount_percent),
        ]
        for line in lines
    ]


def content_hash(customer_code: str, ship_to: dict[str, Any] | None, lines: list[list[str]]) -> str:
    """The fingerprint of what an approver approves: customer, address, lines."""
    return hashlib.sha256(orjson.dumps([customer_code, ship_to, lines])).hexdigest()


def discount(lines: Sequence[PricedLine], *, price_agreed: bool) -> Decimal:
    """The largest discount of any line in percent, as approval rules see it."""
    if price_agreed:
        return max((line.price.discount_percent for line in lines), default=Decimal(0))
    return max((line.price.below_list_percent for line in lines), default=Decimal(0))


def _customer(tx: Tx, code: str, failures: list[Failure]) -> customers.CustomerRecord | None:
    customer = customers.find_customer(tx, code)
    if customer is None:
        failures.append(customer_errors.CustomerUnknown(at="customer_code", customer=code[:64]))
    elif customer.blocked:
        failures.append(errors.CustomerBlocked(at="customer_code", customer=customer.code))
    return customer


def _external_no(tx: Tx, draft: OrderDraft, failures: list[Failure]) -> str | None:
    if not rules.channel_known(draft.channel, imported=draft.imported):
        known = ", ".join(rules.Channel)
        failures.append(errors.ChannelUnknown(at="channel", channel=draft.channel[:40], channels=known))
    external_no = (draft.external_no or "").strip()
    if not external_no:
        return None
    if len(external_no) > rules.MAX_EXTERNAL_NO or not external_no.isprintable():
        failures.append(errors.ExternalNumberUnreadable(at="external_no", length=rules.MAX_EXTERNAL_NO))
    elif queries.find_external(tx, draft.channel, external_no) is not None:
        failures.append(_taken(tx, draft.channel, external_no))
    return external_no


def _taken(tx: Tx, channel: str, external_no: str) -> errors.ExternalNumberTaken:
    first = queries.find_external(tx, channel, external_no)
    number = first.number if first else "?"
    return errors.ExternalNumberTaken(at="external_no", channel=channel, external_no=external_no, number=number)


def _row(tx: Tx, draft: OrderDraft, checked: Checked, order_id: int) -> dict[str, Any]:
    customer, lines = checked.customer, checked.lines
    return {
        "id": order_id,
        "number": numbering.next_number(tx),
        "channel": draft.channel,
        "external_no": checked.external_no,
        "customer_id": customer.id,
        "customer_code": customer.code,
        "customer_name": customer.name,
        "tier": customer.tier,
        "priority": customer.priority,
        "warehouse_id": checked.warehouse.id,
        "warehouse_code": checked.warehouse.code,
        "commercial": rules.Commercial.SUBMITTED.value,
        "fulfilment": rules.Fulfilment.NONE.value,
        "payment": rules.Payment.UNPAID.value,
        "tags": [],
        **totals(lines),
        "discount_percent": discount(lines, price_agreed=draft.price_agreed),
        "line_count": len(lines),
        "urgent": draft.urgent,
        "remark": draft.remark,
        "requested_date": draft.requested_date,
        "ship_to": draft.ship_to,
        "content_hash": content_hash(customer.code, draft.ship_to, content(lines)),
        "submitted_by": tx.actor.name,
        "process_instance_id": None,
        "credit_since": None,
        "version": 1,
        "updated_by": tx.actor.name,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
