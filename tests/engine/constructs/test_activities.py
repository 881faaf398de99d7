"""Compensation, ad-hoc sub-processes, called processes, mappings, scripts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def test_compensation_by_a_throw_event(play: Any) -> None:
    play.deploy("compensation_throw").start("compensation_throw", ok=True)
    assert play.heard.words == ["reserve"]

    play.do("approve", ok=False)

    assert play.heard.words == ["reserve", "release"]
    assert play.status == "ended" and play.trace[-2:] == ["compensate", "cancelled"]


def test_nothing_is_compensated_on_the_good_way(play: Any) -> None:
    play.deploy("compensation_throw").start("compensation_throw", ok=True)

    play.do("approve").ended("start reserve_stock approve approved shipped", ok=True)

    assert play.heard.words == ["reserve"]


def test_compensation_by_an_end_event_last_first(play: Any) -> None:
    play.deploy("compensation_end").start("compensation_end")

    play.do("freeze_credit").do("reserve_stock")

    assert play.waits == ["release_stock"]
    play.do("release_stock")
    assert play.waits == ["release_credit"]
    play.do("release_credit")
    play.ended("start freeze_credit reserve_stock release_stock release_credit undone")


def test_ad_hoc_until_its_condition_holds(play: Any) -> None:
    play.deploy("ad_hoc").start("ad_hoc", clear=False)
    assert play.waits == ["box"]

    play.activate("inspect").activate("photograph").activate("inspect")
    play.do("photograph").do("describe").do("inspect")
    assert play.waits == ["box", "inspect"]
    play.do("inspect", clear=True)

    play.ended("start photograph describe inspect inspect box end", clear=True)


def test_ad_hoc_by_an_expression(play: Any) -> None:
    play.deploy("ad_hoc_by_expression").start("ad_hoc_by_expression", chosen=["weigh", "inspect"])
    assert play.waits == ["box", "inspect", "weigh"]

    play.do("weigh").activate("weigh").do("inspect").do("weigh")

    play.ended("start weigh inspect weigh box end", chosen=["weigh", "inspect"])


def test_io_mapping_scopes(play: Any) -> None:
    play.deploy("io_mapping_scopes").start("io_mapping_scopes", order={"total": 100})

    play.do("price")
    assert play.variables == {"order": {"total": 100}, "doubled": 200, "quoted": 190}
    play.do("send", sent_by="zhao", draft="not mapped")

    play.ended(
        "start quote_start price quote_end quote send end",
        order={"total": 100},
        doubled=200,
        quoted=190,
        log={"sender": "zhao"},
    )


def test_an_input_made_part_by_part_hides_the_object_around_it(play: Any) -> None:
    """Later inputs still see the parts that no input has set; outputs go into the object that is there."""
    drawn = (FOLDER / "io_mapping_scopes.bpmn").read_bytes()
    given = b'<zeebe:input source="=quoted" target="offer.amount" />'
    assert given in drawn
    more = (
        b'<zeebe:input source="=offer.note" target="offer.copy" /><zeebe:output source="=offer" target="log.offer" />'
    )
    play.deploy(bpmn_io=drawn.replace(given, given + more))
    play.start("io_mapping_scopes", order={"total": 100}, offer={"note": "old"}, log={"began": True})

    play.do("price").do("send", sent_by="zhao")

    assert play.status == "ended" and play.variables["offer"] == {"note": "old"}
    assert play.variables["log"] == {"began": True, "offer": {"amount": 190, "copy": "old"}, "sender": "zhao"}


def test_script_task(play: Any) -> None:
    play.deploy("script_task").start("script_task", amount=10.1, discount=0.2)

    play.do("look").ended("start net look end", amount=10.1, discount=0.2, net=9.9)


def test_call_by_version_tag(play: Any) -> None:
    for version in ("called_v1", "called_v2", "call_by_version_tag"):
        play.deploy(version)
    play.start("call_by_version_tag")

    for step in ("step_1", "step_2", "step_1"):
        assert play.waits == [step]
        play.do(step, seen=step)

    first, second = ("called_start step_1 called_end", "called_start step_2 called_end")
    play.ended(f"start {first} call_first {second} call_latest {first} call_again end", seen="step_1")


def test_call_of_the_same_deployment(play: Any) -> None:
    play.deploy("called_v1", "call_same_deployment")
    play.clock.advance(timedelta(minutes=1))
    play.deploy("called_v3").start("call_same_deployment", order_id="7", secret="not handed over")

    play.do("before")
    assert play.waits == ["step_1"]
    play.do("step_1", weight=12, note="not handed back")

    play.ended(
        "start before called_start step_1 called_end call end",
        order_id="7",
        secret="not handed over",
        weight=12,
    )


def test_business_rule_by_the_newest_decision_and_by_a_tag(play: Any) -> None:
    rate = (FOLDER / "rate.dmn").read_bytes()
    play.deploy(dmn_rate=rate)
    play.deploy(dmn_rate=rate.replace(b"winter", b"summer").replace(b">5<", b">8<"))
    play.deploy("business_rule").start("business_rule")

    play.do("look").ended("start find_rate find_old_rate look end", rate=8, old_rate=5)


def test_compensation_of_what_was_done_inside_a_sub_process(play: Any) -> None:
    play.deploy("compensation_in_sub_process").start("compensation_in_sub_process")

    play.do("book_truck").do("book_driver").do("decide")

    assert play.waits == ["cancel_truck"]
    play.do("cancel_truck")
    assert play.status == "ended" and play.trace[-3:] == ["cancel_truck", "take_back", "end"]


def test_ad_hoc_outputs_are_collected_as_its_paths_end(play: Any) -> None:
    play.deploy("ad_hoc_outputs").start("ad_hoc_outputs")

    play.do("weigh", result="heavy").activate("weigh").do("inspect", result="fine")
    play.do("weigh", result="light")

    assert play.status == "ended" and play.variables["results"] == ["heavy", "fine", "light"]
