"""Orders: what comes in as a draft, and what is shown of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from api.shapes import customers as customer_shapes
from api.shapes import products as product_shapes
from api.shapes.customers import Credit
from api.shapes.values import Day, Flag, In, Moment, Number, Out, Reason, Short, Variables, Whole
from kit import money
from kit.db import Reader, Tx
from kit.quantities import text
from oms.credit import queries as credits
from oms.logistics import queries as logistics
from oms.orders import queries as orders
from oms.orders import rules
from oms.orders.draft import LineDraft, OrderDraft


class LineIn(In):
    """One wanted line. Without `unit_price` the list price holds."""

    sku: Annotated[str, Field(min_length=1, max_length=64)]
    quantity: Number
    unit_price: Number | None = None
    discount_percent: Number | None = None


class OrderIn(In):
    """An order to be submitted."""

    customer_code: Annotated[str, Field(min_length=1, max_length=64)]
    channel: Literal["B2B", "B2C", "O2O"] = "B2B"
    external_no: Annotated[str, Field(max_length=200)] | None = None
    warehouse_code: Short | None = None
    remark: Annotated[str, Field(max_length=4000)] | None = None
    urgent: Flag = False
    requested_date: Day | None = None
    lines: Annotated[list[LineIn], Field(max_length=5000)]


class OrderEdit(In):
    """New lines for an order that was returned for edit; `version` is the one that was read."""

    version: Whole
    lines: Annotated[list[LineIn], Field(max_length=5000)]
    reason: Reason


class CustomerRef(Out):
    """The customer as of the order."""

    code: str
    name: str
    tier: str


class Status(Out):
    """What was agreed, where the goods are, what is paid."""

    commercial: str
    fulfilment: str
    payment: str


class Totals(Out):
    """In yuan; net + tax = gross."""

    net: str
    tax: str
    gross: str


class OrderRow(Out):
    """An order in a list; `step` 0 to 8 says how far it is, 3 being its credit check."""

    id: str
    number: str
    external_no: str | None
    channel: str
    customer: CustomerRef
    status: Status
    step: int
    totals: Totals
    tags: list[str]
    urgent: bool
    line_count: int
    created_at: Moment
    updated_at: Moment


class OrderRows(Out):
    """A page, newest first."""

    items: list[OrderRow]
    next_cursor: str | None


class Line(Out):
    """A line of an order."""

    line_no: int
    sku: str
    name: str
    uom: str
    quantity: str
    unit_price: str
    discount_percent: str
    net: str
    tax: str
    gross: str
    reserved: str
    shipped: str


class ShipEvent(Out):
    """One report of a carrier."""

    status: str
    at: Moment
    text: str


class Shipment(Out):
    """A parcel; events newest first."""

    id: str
    order_id: str
    carrier: str
    waybill: str | None
    status: str
    created_at: Moment
    delivered_at: Moment | None
    events: list[ShipEvent]


class Shipments(Out):
    """All shipments of an order, oldest first."""

    items: list[Shipment]
    next_cursor: str | None


class Order(OrderRow):
    """An order with everything about it."""

    lines: list[Line]
    warehouse_code: str
    remark: str
    requested_date: date | None
    process_instance_id: str | None
    version: int
    submitted_by: str
    credit: Credit | None
    shipments: list[Shipment]


class TimelineItem(Out):
    """Something that happened to the order."""

    at: Moment
    actor: str
    action: str
    text: str
    reason: str | None
    element_id: str | None
    before: Variables | None
    after: Variables | None


class Timeline(Out):
    """Newest first."""

    items: list[TimelineItem]


def line_drafts(lines: list[LineIn]) -> tuple[LineDraft, ...]:
    return tuple(LineDraft(**line.model_dump()) for line in lines)


def draft(wanted: OrderIn) -> OrderDraft:
    return OrderDraft(
        customer_code=wanted.customer_code,
        channel=wanted.channel,
        lines=line_drafts(wanted.lines),
        external_no=wanted.external_no,
        warehouse_code=wanted.warehouse_code,
        remark=wanted.remark or "",
        urgent=wanted.urgent,
        requested_date=wanted.requested_date,
    )


def row(record: orders.OrderRecord) -> OrderRow:
    return OrderRow(**_row(record))


def order(view: Reader | Tx, record: orders.OrderRecord) -> Order:
    """Reads lines, credit and shipments: three queries."""
    account = credits.find_account(view, record.customer_id)
    shipped = record.fulfilment in rules.SHIPPED_AT_ALL or record.process_instance_id is not None
    return Order(
        **_row(record),
        lines=[_line(line) for line in orders.lines(view, record.id)],
        warehouse_code=record.warehouse_code,
        remark=record.remark,
        requested_date=record.requested_date,
        process_instance_id=None if record.process_instance_id is None else str(record.process_instance_id),
        version=record.version,
        submitted_by=record.submitted_by,
        credit=customer_shapes.credit(account) if account else None,
        shipments=[shipment(one) for one in logistics.shipments_of(view, record.id)] if shipped else [],
    )


def shipment(record: logistics.ShipmentRecord) -> Shipment:
    return Shipment(
        id=str(record.id),
        order_id=str(record.order_id),
        carrier=record.carrier,
        waybill=record.waybill,
        status=record.status,
        created_at=record.created_at,
        delivered_at=record.delivered_at,
        events=[ShipEvent(status=event.status, at=event.occurred_at, text=event.text) for event in record.events],
    )


def _row(record: orders.OrderRecord) -> dict[str, object]:
    return {
        "id": str(record.id),
        "number": record.number,
        "external_no": record.external_no,
        "channel": record.channel,
        "customer": CustomerRef(code=record.customer_code, name=record.customer_name, tier=record.tier),
        "status": Status(commercial=record.commercial, fulfilment=record.fulfilment, payment=record.payment),
        "step": record.step,
        "totals": Totals(
            net=money.yuan(record.net_fen), tax=money.yuan(record.tax_fen), gross=money.yuan(record.gross_fen)
        ),
        "tags": record.tags,
        "urgent": record.urgent,
        "line_count": record.line_count,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
    }


def _line(line: orders.LineRecord) -> Line:
    return Line(
        line_no=line.line_no,
        sku=line.sku,
        name=line.name,
        uom=line.uom,
        quantity=text(line.quantity),
        unit_price=product_shapes.price(line.unit_price) or "0.00",
        discount_percent=text(line.discount_percent),
        net=money.yuan(line.net_fen),
        tax=money.yuan(line.tax_fen),
        gross=money.yuan(line.gross_fen),
        reserved=text(line.reserved),
        shipped=text(line.shipped),
    )
