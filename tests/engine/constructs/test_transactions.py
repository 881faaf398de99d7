"""Transactions: booked, cancelled or broken off by an error."""

from __future__ import annotations

from typing import Any

BEGUN = "start booking_start freeze_credit reserve_stock"


def begun(play: Any) -> Any:
    play.heard.words.clear()
    play.deploy("transaction").start("transaction")
    assert play.waits == ["confirm", "watch"] and play.heard.words == ["freeze", "reserve"]
    return play


def test_a_transaction_that_is_not_cancelled_is_a_sub_process(play: Any) -> None:
    begun(play).do("confirm", answer="yes").do("watch").do("ship")

    play.ended(f"{BEGUN} confirm answer booked watch watched booking ship shipped", answer="yes")


def test_a_cancelled_transaction_is_undone_last_first_before_it_goes_on(play: Any) -> None:
    begun(play).do("confirm", answer="no")
    assert play.waits == ["release_stock"]  # what still ran is gone, nothing goes on yet

    play.do("release_stock")

    assert play.waits == ["inform"] and play.heard.words[2:] == ["release credit"]
    play.do("inform")
    assert play.status == "ended" and play.waits == []
    assert play.trace[-5:] == ["release_stock", "release_credit", "cancelled", "inform", "informed"]


def test_an_error_inside_a_transaction_undoes_nothing(play: Any) -> None:
    begun(play).do("confirm", answer="broken")

    assert play.waits == ["repair"] and play.heard.words == ["freeze", "reserve"]
    play.do("repair")
    assert play.status == "ended" and play.waits == []
