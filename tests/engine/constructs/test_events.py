"""Boundary, catch, throw and end events, one test for each diagram."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent


def test_boundary_interrupting(play: Any) -> None:
    play.deploy("boundary_interrupting")

    play.start("boundary_interrupting", order_id="7").message("paid", "7", sum=5)
    assert play.waits == ["book_in"]
    play.do("book_in").ended("start arrived book_in booked", order_id="7", sum=5)

    play.start("boundary_interrupting", order_id="8").later(hours=2)
    play.do("cancel").ended("start too_late cancel cancelled", order_id="8")

    play.start("boundary_interrupting", order_id="9").do("wait_for_goods").ended(
        "start wait_for_goods end", order_id="9"
    )


def test_boundary_many_times(play: Any) -> None:
    play.deploy("boundary_many_times").start("boundary_many_times", order_id="7")

    for box in range(3):
        assert play.message("paid", "7", box=box)
    assert [play.later(hours=1) for _ in range(3)] == [1, 1, 0]

    assert play.waits == ["arrived", *["book_in"] * 3, *["remind_supplier"] * 2, "wait_for_goods"]
    play.do("wait_for_goods")
    for element in ["book_in"] * 3 + ["remind_supplier"] * 2:
        play.do(element)
    assert play.status == "ended" and play.waits == [] and play.variables == {"order_id": "7", "box": 2}
    assert (play.trace.count("booked"), play.trace.count("reminded")) == (3, 2)


def test_error_boundary_takes_its_code_and_the_other_all_that_is_left(play: Any) -> None:
    play.deploy("error_boundary")

    play.start("error_boundary", fails="SHORT").do("reorder").ended("start short reorder ordered", fails="SHORT")
    play.start("error_boundary", fails="LOST").do("investigate").ended("start any investigate found", fails="LOST")
    play.start("error_boundary", fails="", checked=True).ended("start check end", fails="", checked=True)


def test_error_end(play: Any) -> None:
    play.deploy("error_end").start("error_end")

    play.do("pick")

    play.do("reorder").ended("start picking_start pick short reorder ordered")


def test_escalation_throw_and_end(play: Any) -> None:
    play.deploy("escalation_throw_and_end").start("escalation_throw_and_end")
    assert play.waits == ["call_customer", "deliver"]

    play.do("deliver")

    assert play.waits == ["call_customer", "send_again"]
    play.do("send_again").do("call_customer")
    play.ended("start delivery_start on_late late deliver on_lost send_again sent call_customer called")


def test_conditional_catch_and_boundary(play: Any) -> None:
    play.deploy("conditional_catch_and_boundary").start("conditional_catch_and_boundary", stock=1, urgent=False)
    assert play.waits == ["enough", "order_more", "urgent"]

    play.correct(urgent=True)
    assert play.waits == ["enough", "hurry", "order_more", "urgent"]
    play.do("order_more", stock=12)

    assert play.waits == ["hurry", "ship"]
    play.do("hurry").do("ship").ended(
        "start fork urgent order_more ordered enough hurry hurried ship shipped", stock=12, urgent=True
    )


def test_event_gateway_takes_what_comes_first(play: Any) -> None:
    play.deploy("event_gateway")

    play.start("event_gateway", order_id="7").message("paid", "7", sum=5)
    play.do("ship").ended("start wait paid ship shipped", order_id="7", sum=5)

    play.start("event_gateway", order_id="8").later(days=1)
    play.do("remind").ended("start wait late remind reminded", order_id="8")

    assert play.start("event_gateway", order_id="9").signal("stock.counted") == 1
    play.ended("start wait counted closed", order_id="9")


def test_link(play: Any) -> None:
    play.deploy("link").start("link")

    play.do("check").do("pack")

    play.ended("start check to_packing from_check pack end")


def test_message_throw(play: Any) -> None:
    play.deploy("message_throw", "boundary_interrupting")
    receiver = play.start("boundary_interrupting", order_id="7").instance
    play.start("message_throw", order_id="7", amount=12).ended("start tell told", order_id="7", amount=12)

    assert play.relay() == 1

    assert play.look_at(receiver).waits == ["book_in"] and play.variables == {"order_id": "7", "amount": 12}


def test_send_and_receive_tasks(play: Any) -> None:
    play.deploy("send_and_receive_tasks").start("send_and_receive_tasks", order_id="7", say="price?")

    play.do("ask")
    assert play.waits == ["answer"]
    play.message("paid", "7", sum=5)

    play.ended("start ask answer end", order_id="7", say="price?", sum=5)
    assert play.heard.words == ["asked price?"]


def test_signals_across_instances(play: Any) -> None:
    play.deploy("signal_throw", "signal_catch")
    catchers = [play.start("signal_catch").instance for _ in range(3)]
    play.start("signal_throw", difference=4)
    assert play.waits == ["report"]

    assert play.relay() == 6 and play.relay() == 0  # a catch and a boundary each

    for catcher in catchers:
        play.look_at(catcher).do("adjust")
        assert play.status == "ended" and play.variables == {"difference": 4}
        assert sorted(play.trace) == ["adjust", "adjusted", "fork", "start", "stop_count", "stopped", "wait_counted"]


def test_signal_that_ends_a_process_reaches_those_who_come_to_wait_before(play: Any) -> None:
    play.deploy("signal_throw", "signal_catch")
    thrower = play.start("signal_throw", difference=4).instance
    play.relay()
    late = play.start("signal_catch").instance

    play.look_at(thrower).do("report").ended("start counted report closed", difference=4)

    assert play.relay() == 2 and play.look_at(late).waits == ["adjust"]


def test_timer_catch(play: Any) -> None:
    play.deploy("timer_catch").start("timer_catch", pause="PT30M")

    assert (play.later(minutes=29), play.later(minutes=1)) == (0, 1)
    assert play.waits == ["day"]
    assert play.later(days=1) == 1  # 26 November, 9 o'clock in Shanghai

    play.ended("start pause day end", pause="PT30M")


def test_terminate(play: Any) -> None:
    play.deploy("terminate").start("terminate")

    play.do("watch")

    play.ended("start fork watch stop")


def test_event_payload_mapping(play: Any) -> None:
    play.deploy("event_payload_mapping").start("event_payload_mapping", order_id="7")

    play.message("paid", "7", amount=12.5, note="only what is mapped")
    assert play.variables == {"order_id": "7", "fen": 1250}
    play.signal("stock.counted", difference=-3)

    play.do("ship")
    assert play.status == "ended" and play.variables == {"order_id": "7", "fen": 1250, "correction": -3}


@pytest.mark.parametrize(
    ("cycle", "left"), [(b'=cycle(2, duration("PT1H"))', 2), (b'=cycle(duration("PT1H"))', 4), (b"=pause", 3)]
)
def test_a_timer_that_repeats_by_an_expression(play: Any, cycle: bytes, left: int) -> None:
    drawn = (FOLDER / "boundary_many_times.bpmn").read_bytes()
    assert drawn.count(b">R2/PT1H<") == 1
    play.deploy(bpmn_repeated=drawn.replace(b"R2/PT1H", cycle))
    play.start("boundary_many_times", order_id="7", pause="R3/PT1H")

    assert sum(play.later(hours=1) for _ in range(4)) == left


def test_timer_cron_comes_at_its_hours_in_the_zone_of_the_host(play: Any) -> None:
    play.deploy("timer_cron").start("timer_cron")  # Wednesday, 10 o'clock in Shanghai

    fired = [play.later(hours=1) for _ in range(24)]

    assert [hour for hour, count in enumerate(fired, 11) if count] == [13, 17, 33]  # 33: Thursday, 9 o'clock
    play.later(days=1)  # Friday, after 9
    assert play.waits.count("remind") == 4
    assert play.later(hours=9) == 1 and play.later(days=1, hours=10) == 0  # nothing on Saturday and Sunday
    play.do("wait_for_goods")
    for _ in range(5):
        play.do("remind")
    assert play.status == "ended" and play.waits == []


def test_error_payload_leaves_through_the_mappings_of_both_ends(play: Any) -> None:
    play.deploy("error_payload").start("error_payload", order_id="7")
    assert play.waits == ["check", "read_note"] and play.variables == {"order_id": "7", "noted_order": "7"}

    play.do("check", missing=3)

    assert play.waits == ["order_more", "read_note"]
    play.do("order_more").do("read_note")
    assert play.status == "ended"
    assert play.variables == {"order_id": "7", "noted_order": "7", "to_order": 6, "why": "SHORT"}
