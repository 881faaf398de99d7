"""inventory.*: reserve, pick and give back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine.models import MessageInbox
from handlers import triggers
from handlers.inventory import URGENT
from kit.db import Database
from oms.inventory import queries as stock
from oms.inventory import service as inventory
from oms.inventory.rules import Shortage
from oms.orders import queries as orders
from oms.orders.queries import OrderRecord

Place = Callable[..., OrderRecord]
Run = Callable[..., dict[str, Any]]


def test_what_is_there_is_reserved(database: Database, place: Place, run: Run) -> None:
    order = place(quantity=5)
    run("orders.confirm", order_id=str(order.id))

    assert run("inventory.reserve", order_id=str(order.id)) == {"reserved": True, "shortage": []}
    with database.read() as reader:
        assert stock.held_by(reader, order.id) == {"A-100": Decimal(5)}
        assert orders.order(reader, order.id).fulfilment == "reserved"


def test_reserving_twice_holds_it_once(database: Database, place: Place, run: Run) -> None:
    order = place(quantity=5)

    run("inventory.reserve", order_id=str(order.id))
    run("inventory.reserve", order_id=str(order.id))

    with database.read() as reader:
        assert stock.held_by(reader, order.id) == {"A-100": Decimal(5)}


def test_what_is_short_is_named_and_waits(database: Database, place: Place, run: Run) -> None:
    order = place("A-300", 7)

    result = run("inventory.reserve", order_id=str(order.id))

    assert result == {"reserved": False, "shortage": [{"sku": "A-300", "wanted": "7", "available": "0"}]}
    with database.read() as reader:
        assert stock.waiting_orders(reader, order.warehouse_id, "A-300") == [order.id]


def test_urgent_orders_wait_in_front_then_higher_tiers_then_older_ones(
    database: Database, place: Place, run: Run
) -> None:
    first, vip, urgent = place("A-300", 1), place("A-300", 1), place("A-300", 1, urgent=True)
    run("orders.tag_tier", order_id=str(vip.id), tier="VIP", priority=URGENT - 1)

    for order in (first, vip, urgent):
        run("inventory.reserve", order_id=str(order.id))

    with database.read() as reader:
        waiting = stock.waiting_orders(reader, first.warehouse_id, "A-300")
    assert waiting == [urgent.id, vip.id, first.id]


def test_a_backordered_order_reserves_once_the_goods_are_there(database: Database, place: Place, run: Run) -> None:
    order = place("A-300", 2)
    run("inventory.reserve", order_id=str(order.id))
    run("orders.mark_backordered", order_id=str(order.id))
    database.write(lambda tx: inventory.receive(tx, order.warehouse_id, "A-300", Decimal(2), reason="到货"))

    assert run("inventory.reserve", order_id=str(order.id))["reserved"] is True
    with database.read() as reader:
        assert stock.waiting_orders(reader, order.warehouse_id, "A-300") == []


def test_a_pick_list_counts_products_and_is_confirmed(database: Database, place: Place, run: Run) -> None:
    order = place(quantity=5)
    run("inventory.reserve", order_id=str(order.id))

    assert run("inventory.create_pick_list", order_id=str(order.id)) == {"pick_lines": 1}
    run("inventory.confirm_pick", order_id=str(order.id))

    with database.read() as reader:
        picked = stock.pick_list_of(reader, order.id)
    assert picked is not None
    assert picked.status == "picked"


def test_a_third_party_warehouse_picks_at_once(database: Database, place: Place, run: Run) -> None:
    order = place(quantity=5, warehouse_code="W2")
    run("inventory.reserve", order_id=str(order.id))

    run("inventory.pick_by_warehouse", order_id=str(order.id))

    with database.read() as reader:
        picked = stock.pick_list_of(reader, order.id)
        assert orders.order(reader, order.id).fulfilment == "picking"
    assert picked is not None
    assert picked.status == "picked"


def test_released_goods_are_free_and_their_pick_list_is_void(database: Database, place: Place, run: Run) -> None:
    order = place(quantity=5)
    run("inventory.reserve", order_id=str(order.id))
    run("inventory.create_pick_list", order_id=str(order.id))

    run("inventory.release", order_id=str(order.id))
    run("inventory.release", order_id=str(order.id))

    with database.read() as reader:
        assert stock.held_by(reader, order.id) == {}
        picked = stock.pick_list_of(reader, order.id)
    assert picked is not None
    assert picked.status == "cancelled"


def test_goods_that_a_cancelled_order_gives_back_wake_those_who_wait(
    database: Database, place: Place, run: Run
) -> None:
    holder, waiting = place(quantity=1_000), place(quantity=1)
    run("inventory.reserve", order_id=str(holder.id))
    assert run("inventory.reserve", order_id=str(waiting.id))["reserved"] is False

    run("inventory.release", order_id=str(holder.id))

    assert _woken(database) == [str(waiting.id)]


def test_everybody_who_waits_is_woken(database: Database, place: Place) -> None:
    order, many = place("A-300"), range(1, 151)
    short = (Shortage("A-300", Decimal(1), Decimal(0)),)
    for number in many:
        database.write(lambda tx, n=number: inventory.wait(tx, n, order.warehouse_id, short, priority=0))

    database.write(lambda tx: triggers.receive_stock(tx, order.warehouse_code, "A-300", Decimal(500), reason="到货"))

    assert sorted(map(int, _woken(database))) == list(many)


def _woken(database: Database) -> list[str]:
    """Orders for which a message lies in the inbox that goods have arrived."""
    with database.read() as reader:
        found = select(MessageInbox.correlation).where(MessageInbox.name == triggers.ARRIVED)
        return list(reader.session.scalars(found))


def test_a_short_pick_corrects_whole_units_and_never_more_than_the_order_held(
    database: Database, place: Place, run: Run
) -> None:
    order = place(quantity=3)
    for topic in ("orders.confirm", "inventory.reserve", "inventory.create_pick_list"):
        run(topic, order_id=str(order.id))
    short = [
        {"sku": "A-100", "quantity": "0.2"},
        {"sku": "A-100", "quantity": "900"},
        {"sku": "A-300", "quantity": "1"},
    ]

    reported = run("inventory.report_short", order_id=str(order.id), short=short)
    again = run("inventory.report_short", order_id=str(order.id), short=short)

    assert reported == {"corrected": [{"sku": "A-100", "wanted": "3", "available": "0"}]}
    assert again == {"corrected": []}
    with database.read() as reader:
        level = stock.stock(reader, sku="A-100", warehouse="W1").items[0]
        assert orders.order(reader, order.id).fulfilment == "none"
    assert (level.on_hand, level.reserved) == (997, 0)
