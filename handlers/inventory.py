"""inventory.*: reserve, pick and give back what an order wants."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_UP, Decimal

from pydantic import Field

from engine import topics
from engine.topics import Job
from handlers import triggers
from handlers.fields import Model, Nothing, OrderId, OrderOnly
from kit.db import Tx
from kit.quantities import text
from oms.catalog import queries as catalog
from oms.inventory import picking, rules
from oms.inventory import service as inventory
from oms.orders import queries
from oms.orders import service as orders

URGENT = 10  # an urgent order waits before every tier's priority (0 to 9)


class Short(Model):
    """One product that is missing."""

    sku: str = Field(title="商品编码", description="SKU")
    wanted: str = Field(title="需要", description="Quantity wanted")
    available: str = Field(title="可用", description="Quantity available")


class Reservation(Model):
    """All of the order is reserved, or nothing is."""

    reserved: bool = Field(title="已预占", description="Everything is reserved")
    shortage: list[Short] = Field(title="缺货", description="What was missing")


class NotFound(Model):
    """One product of which the shelf held less than the books."""

    sku: str = Field(title="商品编码", description="SKU")
    quantity: Decimal = Field(title="缺多少", description="Missing quantity", ge=0)
    note: str | None = Field(None, title="说明", description="What the picker wrote")


class ShortPick(Model):
    """What a picker did not find."""

    order_id: OrderId
    short: list[NotFound] = Field(title="拣不到的货", description="Not found on the shelf")


class ShortReported(Model):
    """By how much the books were wrong."""

    corrected: list[Short] = Field(title="更正的库存", description="What was missing of what the order held")


class PickListMade(Model):
    """How much there is to pick."""

    pick_lines: int = Field(title="拣货行数", description="Number of different products to pick")


@topics.local("inventory.reserve", title_zh="预占库存", title_en="Reserve stock for the order")
def reserve(tx: Tx, job: Job, given: OrderOnly) -> Reservation:
    """What is short waits in the queue of each product: urgent first, then by tier, then by age."""
    order = queries.locked(tx, given.order_id)
    wanted = rules.grouped((line.sku, line.quantity) for line in queries.lines(tx, order.id))
    outcome = inventory.reserve(tx, order.id, order.warehouse_id, wanted)
    if outcome.complete:
        orders.mark_reserved(tx, order.id)
        return Reservation(reserved=True, shortage=[])
    priority = order.priority + (URGENT if order.urgent else 0)
    inventory.wait(tx, order.id, order.warehouse_id, outcome.shortages, priority=priority)
    missing = [Short(sku=it.sku, wanted=text(it.wanted), available=text(it.available)) for it in outcome.shortages]
    return Reservation(reserved=False, shortage=missing)


@topics.local("inventory.create_pick_list", title_zh="生成拣货单", title_en="Make the pick list")
def create_pick_list(tx: Tx, job: Job, given: OrderOnly) -> PickListMade:
    order = queries.order(tx, given.order_id)
    made = picking.create_pick_list(tx, order.id, priority=order.priority)
    orders.mark_picking(tx, order.id)
    return PickListMade(pick_lines=len(made.lines))


@topics.local("inventory.report_short", title_zh="登记少货", title_en="Report what was not on the shelf")
def report_short(tx: Tx, job: Job, given: ShortPick) -> ShortReported:
    """The books are corrected and the whole order gives its goods back: an order leaves in one piece, so it reserves
    anew and waits when that fails. Products that it does not hold are passed over; who waits for the rest tries too."""
    order = queries.locked(tx, given.order_id)
    missing = rules.grouped((it.sku, it.quantity) for it in given.short)
    notes = {it.sku: it.note for it in given.short if it.note}
    picking.cancel_pick(tx, order.id)
    held = inventory.release(tx, order.id)
    orders.mark_unreserved(tx, order.id)
    corrected = []
    for sku, lost in _lost(tx, missing, held).items():
        reason = f"订单 {order.number} 拣货时少货：{notes.get(sku, '未写说明')}"
        inventory.adjust(tx, order.warehouse_id, sku, -lost, reason=reason)
        corrected.append(Short(sku=sku, wanted=text(held[sku]), available=text(held[sku] - lost)))
    for sku in held:
        triggers.wake_waiting(tx, order.warehouse_id, sku)
    return ShortReported(corrected=corrected)


@topics.local("inventory.confirm_pick", title_zh="确认拣货", title_en="Confirm that everything is picked")
def confirm_pick(tx: Tx, job: Job, given: OrderOnly) -> Nothing:
    picking.confirm_pick(tx, given.order_id)
    return Nothing()


@topics.local("inventory.pick_by_warehouse", title_zh="第三方拣货", title_en="Let the third-party warehouse pick")
def pick_by_warehouse(tx: Tx, job: Job, given: OrderOnly) -> PickListMade:
    made = create_pick_list(tx, job, given)
    picking.confirm_pick(tx, given.order_id)
    return made


@topics.local("inventory.release", title_zh="释放库存", title_en="Give the order's stock back")
def release(tx: Tx, job: Job, given: OrderOnly) -> Nothing:
    """Orders that wait for these goods try again."""
    picking.cancel_pick(tx, given.order_id)
    freed = inventory.release(tx, given.order_id)
    warehouse_id = queries.order(tx, given.order_id).warehouse_id
    for sku in freed:
        triggers.wake_waiting(tx, warehouse_id, sku)
    return Nothing()


def _lost(tx: Tx, missing: Mapping[str, Decimal], held: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What is really gone: whole units of the product, and no more than the order held."""
    products = catalog.products_by_sku(tx, held.keys())
    whole = {
        sku: quantity.quantize(Decimal(1).scaleb(-products[sku].uom_decimals), ROUND_UP)
        for sku, quantity in missing.items()
        if sku in held
    }
    return {sku: min(quantity, held[sku]) for sku, quantity in whole.items() if quantity > 0}
