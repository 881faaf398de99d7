"""Editing an order that was returned: guarded by its version, explained by a reason, seen in the audit trail."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kit.audit import ReasonMissing
from kit.db import Database
from oms.audit import queries as audit
from oms.orders import errors, queries, service
from oms.orders.draft import LineDraft

Place = Callable[..., queries.OrderRecord]
WHY = "客户减少了数量"


def _return(database: Database, order: queries.OrderRecord) -> int:
    database.write(lambda tx: service.await_approval(tx, order.id))
    database.write(lambda tx: service.return_for_edit(tx, order.id, reason="数量看起来填错了"))
    with database.read() as reader:
        return queries.order(reader, order.id).version


def test_lines_are_replaced_with_totals_and_hash(database: Database, place: Place) -> None:
    order = place("A-100", 300)
    version = _return(database, order)
    lines = (LineDraft(sku="A-100", quantity="30", discount_percent="10"),)

    edited = database.write(lambda tx: service.edit_lines(tx, order.id, lines, version=version, reason=WHY))

    assert (edited.gross_fen, edited.discount_percent, edited.version) == (270_000, 10, version + 1)
    assert edited.content_hash != order.content_hash
    with database.read() as reader:
        event = audit.stream(reader, order.id).items[0]
    assert (event.action, event.reason) == ("order.lines_edited", WHY)
    assert event.before == {"lines": [["A-100", "300", "100", "0"]], "gross": "30000.00"}
    assert event.after == {"lines": [["A-100", "30", "100", "10"]], "gross": "2700.00"}


def test_an_old_version_is_refused_and_told_who_was_first(database: Database, place: Place) -> None:
    order = place()
    version = _return(database, order)
    lines = (LineDraft(sku="A-100", quantity="2"),)
    database.write(lambda tx: service.edit_lines(tx, order.id, lines, version=version, reason=WHY))

    with pytest.raises(errors.VersionConflict) as refused:
        database.write(lambda tx: service.edit_lines(tx, order.id, lines, version=version, reason=WHY))
    assert "system" in refused.value.message("zh")


def test_lines_cannot_be_edited_outside_of_a_return(database: Database, place: Place) -> None:
    order = place()

    with pytest.raises(errors.NotEditable):
        database.write(lambda tx: service.edit_lines(tx, order.id, (), version=order.version, reason=WHY))


def test_an_edit_without_reason_is_refused(database: Database, place: Place) -> None:
    order = place()

    with pytest.raises(ReasonMissing):
        database.write(lambda tx: service.edit_lines(tx, order.id, (), version=1, reason="改"))


def test_a_resubmitted_order_goes_through_approval_again(database: Database, place: Place) -> None:
    order = place()
    _return(database, order)

    for step in (service.resubmit, service.await_approval, service.confirm):
        assert database.write(lambda tx, step=step: step(tx, order.id)) is True


def test_an_address_changes_with_a_reason_until_goods_leave(database: Database, place: Place) -> None:
    order = place()
    address = {"city": "杭州", "street": "文三路 1 号"}

    moved = database.write(
        lambda tx: service.change_address(tx, order.id, address, version=1, reason="客户搬了新办公室")
    )

    assert (moved.ship_to, moved.version) == (address, 2)
