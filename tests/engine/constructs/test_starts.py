"""What starts a process: plain, message, signal and timer start events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine import errors

FOLDER = Path(__file__).parent


def test_message_start_with_its_mapping(play: Any) -> None:
    play.deploy("message_start")

    assert play.message("paid", "7", order_id="7", amount=12, secret="not mapped")

    play.newest("message_start").do("ship")
    play.ended("paid ship end", order_id="7", paid_amount=12)


def test_message_start_lets_one_run_for_each_key(play: Any) -> None:
    play.deploy("message_start")
    assert play.message("paid", "7", order_id="7", amount=1)
    assert not play.message("paid", "7", order_id="7", amount=2) and play.relay() == 0

    play.newest("message_start").do("ship")

    assert play.relay() == 1
    assert play.newest("message_start").variables == {"order_id": "7", "paid_amount": 2}


def test_timer_start(play: Any) -> None:
    play.deploy("timer_start")

    assert [play.later(minutes=30) for _ in range(4)] == [0, 1, 0, 1]

    assert play.count("timer_start") == 2
    play.newest("timer_start").do("count_stock").ended("hourly count_stock end")


def test_signal_start(play: Any) -> None:
    play.deploy("signal_start")

    assert play.signal("stock.counted", difference=4) == 1

    play.newest("signal_start").do("review").ended("start review end", difference=4)


def test_several_starts(play: Any) -> None:
    play.deploy("several_starts")

    play.start("several_starts").do("handle").ended("by_hand merge handle end")
    play.message("paid", "7", order_id="7")
    play.newest("several_starts").do("handle").ended("by_message merge handle end", order_id="7")
    play.signal("stock.counted")
    play.newest("several_starts").do("handle").ended("by_signal merge handle end")
    assert play.later(days=1) == 1
    play.newest("several_starts").do("handle").ended("by_time merge handle end")
    play.start("several_starts", "by_time").do("handle").ended("by_time merge handle end")


def test_an_unknown_start_event_is_refused(play: Any) -> None:
    play.deploy("several_starts")

    with pytest.raises(errors.UnknownStart):
        play.start("several_starts", "nowhere")


def test_start_event_mapping(play: Any) -> None:
    play.deploy("start_event_mapping")

    play.start("start_event_mapping", lines=[{"sku": "A-1"}, {"sku": "B-2"}])

    play.do("look").ended("begin look end", lines=[{"sku": "A-1"}, {"sku": "B-2"}], first_sku="A-1", lines_count=2)


def test_a_conditional_start_is_refused_with_its_element(play: Any) -> None:
    """No instance exists yet whose variables could make it true."""
    drawn = (FOLDER / "timer_start.bpmn").read_bytes()
    timer = drawn[drawn.index(b"<bpmn:timerEventDefinition>") : drawn.index(b"</bpmn:startEvent>")]
    condition = b"<bpmn:conditionalEventDefinition><bpmn:condition>=stock &lt; 3</bpmn:condition>"
    changed = drawn.replace(timer, condition + b"</bpmn:conditionalEventDefinition>")

    with pytest.raises(errors.Unrunnable) as refused:
        play.deploy(bpmn_timer_start=changed)

    assert [(it.code, it.element_id) for it in refused.value.findings] == [("event.kind", "hourly")]


def test_timer_start_cron(play: Any) -> None:
    play.deploy("timer_start_cron")  # Wednesday, 10 o'clock in Shanghai

    assert [play.later(hours=12) for _ in range(10)] == [0, 1, 0, 1, 0, 0, 0, 0, 0, 1]

    assert play.count("timer_start_cron") == 3
    play.newest("timer_start_cron").do("count_stock").ended("each_morning count_stock end")
