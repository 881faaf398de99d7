"""Event sub-processes: interrupting ones end what runs around them, others run beside it as often as they are met."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import errors

FOLDER = Path(__file__).parent


def test_message_interrupting(play: Any) -> None:
    play.deploy("event_sub_process_message_interrupting").start("event_sub_process_message_interrupting", order_id="7")
    assert play.waits == ["happens", "pack"]

    assert play.message("paid", "7", sum=5)

    assert play.waits == ["handle"]
    play.do("handle").ended("start happens handle handled exception", order_id="7", sum=5)


def test_message_repeated(play: Any) -> None:
    play.deploy("event_sub_process_message_repeated").start("event_sub_process_message_repeated", order_id="7")

    assert play.message("paid", "7") and play.message("paid", "7")

    assert play.waits == ["handle", "handle", "happens", "pack"]
    play.do("pack").do("handle", index=1).do("handle")
    play.ended("start happens happens pack done handle handled exception handle handled exception", order_id="7")


def test_timer_interrupting(play: Any) -> None:
    play.deploy("event_sub_process_timer_interrupting").start("event_sub_process_timer_interrupting")

    assert (play.later(minutes=59), play.later(minutes=1)) == (0, 1)

    play.do("handle").ended("start happens handle handled exception")


def test_timer_repeated(play: Any) -> None:
    play.deploy("event_sub_process_timer_repeated").start("event_sub_process_timer_repeated")

    assert [play.later(hours=1) for _ in range(4)] == [1, 1, 1, 0]

    assert play.waits == ["handle", "handle", "handle", "pack"]
    play.do("handle").do("handle").do("pack").do("handle")
    assert play.status == "ended" and play.trace.count("exception") == 3


def test_signal_interrupting(play: Any) -> None:
    play.deploy("event_sub_process_signal_interrupting").start("event_sub_process_signal_interrupting")

    assert play.signal("stock.counted", difference=2) == 1

    play.do("handle").ended("start happens handle handled exception", difference=2)


def test_signal_repeated(play: Any) -> None:
    play.deploy("event_sub_process_signal_repeated").start("event_sub_process_signal_repeated")

    assert play.signal("stock.counted") == 1 and play.signal("stock.counted") == 1

    play.do("handle").do("handle").do("pack")
    assert play.status == "ended" and play.trace.count("exception") == 2


def test_error_interrupting(play: Any) -> None:
    play.deploy("event_sub_process_error_interrupting").start("event_sub_process_error_interrupting", fails="SHORT")

    assert play.waits == ["handle"]

    play.do("handle").ended("start happens handle handled exception", fails="SHORT")


def test_escalation_interrupting(play: Any) -> None:
    play.deploy("event_sub_process_escalation_interrupting").start("event_sub_process_escalation_interrupting")

    play.do("check")

    assert play.waits == ["handle"]
    play.do("handle").ended("start check happens handle handled exception")


def test_escalation_repeated(play: Any) -> None:
    play.deploy("event_sub_process_escalation_repeated").start("event_sub_process_escalation_repeated")

    play.do("check")

    assert play.waits == ["handle", "pack"]
    play.do("pack").do("handle").ended("start check happens tell pack done handle handled exception")


def test_conditional_interrupting(play: Any) -> None:
    play.deploy("event_sub_process_conditional_interrupting").start(
        "event_sub_process_conditional_interrupting", stock=9
    )
    assert play.waits == ["happens", "pack"]

    play.correct(stock=2)

    play.do("handle").ended("start happens handle handled exception", stock=2)


def test_conditional_repeated(play: Any) -> None:
    play.deploy("event_sub_process_conditional_repeated").start("event_sub_process_conditional_repeated", stock=9)

    for stock in (2, 1, 8, 2):  # fires when it becomes true, not while it is
        play.correct(stock=stock)

    assert play.waits == ["handle", "handle", "happens", "pack"]
    play.do("handle").do("handle").do("pack")
    assert play.status == "ended" and play.trace.count("exception") == 2


@pytest.mark.parametrize(
    ("name", "element", "target"),
    [("event_sub_process_message_repeated", "exception", "done"), ("compensation_throw", "release_stock", "cancelled")],
)
def test_what_an_event_begins_takes_no_flow_out(play: Any, name: str, element: str, target: str) -> None:
    """It would be followed after an event sub-process, and ignored after a compensation handler."""
    flow = f'<bpmn:sequenceFlow id="stray" sourceRef="{element}" targetRef="{target}" /></bpmn:process>'
    drawn = (FOLDER / f"{name}.bpmn").read_bytes().replace(b"</bpmn:process>", flow.encode())

    with pytest.raises(errors.Unrunnable) as refused:
        play.deploy(bpmn_stray=drawn)

    assert [(it.code, it.element_id) for it in refused.value.findings] == [("flow.not_allowed", element)]
