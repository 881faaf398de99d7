"""People start the elements of an open ad-hoc sub-process, each start with a reason in the journal."""

from __future__ import annotations

from typing import Any

import pytest

from engine import ad_hoc, errors, history, instances
from kit import audit

WHY = "客户要求回电"


@pytest.fixture
def box(house: Any, draw: Any) -> Any:
    """An ad-hoc sub-process with two tasks; it is over when `enough` is true."""
    inside = "<completionCondition>=enough</completionCondition>" + draw.user("A") + draw.user("B")
    house.draw(draw.tag("adHocSubProcess", "box", inside) + draw.flow("s>box>e"))
    return house


def activate(house: Any, instance: int, element: str, **more: Any) -> None:
    house.write(lambda tx: ad_hoc.activate(tx, instance, element, reason=WHY, **more))


def test_it_waits_for_a_person_and_offers_its_elements(box: Any) -> None:
    instance = box.start(enough=False)

    assert box.live(instance) == ["box"]
    with box.database.read() as reader:
        offered = ad_hoc.choices(reader, instance)
    assert [(it.element_id, it.name, it.sub_process_id) for it in offered] == [
        ("A", "Task A", "box"),
        ("B", "Task B", "box"),
    ]


def test_each_element_can_be_started_as_often_as_wanted(box: Any) -> None:
    instance = box.start(enough=False)

    for element in ("A", "B", "A"):
        activate(box, instance, element)

    assert box.live(instance) == ["A", "A", "B", "box"]
    with box.database.read() as reader:
        started = [entry for entry in history.entries(reader, instance) if entry.action == "activity.started"]
    assert [(it.reason, it.detail["element"], it.actor) for it in started] == [(WHY, x, "zhao") for x in "ABA"]


def test_it_is_over_when_its_condition_holds_and_offers_nothing_then(box: Any) -> None:
    instance = box.start(enough=False)
    activate(box, instance, "A")
    activate(box, instance, "B")

    box.write(lambda tx: instances.correct(tx, instance, {"enough": True}, reason="客户满意了"))
    box.do(instance, "A")

    assert box.status(instance) == "ended" and box.rows(instance) == []
    with box.database.read() as reader:
        assert ad_hoc.choices(reader, instance) == []


def test_an_unknown_element_another_box_and_a_missing_reason_are_refused(box: Any) -> None:
    instance = box.start(enough=False)

    box.refuse(errors.NotStartable, lambda tx: ad_hoc.activate(tx, instance, "e", reason=WHY))
    elsewhere = box.item(box.start(enough=False), "box")
    box.refuse(errors.NotStartable, lambda tx: ad_hoc.activate(tx, instance, "A", reason=WHY, task_id=elsewhere))
    box.refuse(audit.ReasonMissing, lambda tx: ad_hoc.activate(tx, instance, "A", reason=" "))
    box.refuse(errors.InstanceUnknown, lambda tx: ad_hoc.activate(tx, 7, "A", reason=WHY))

    assert box.live(instance) == ["box"]


def test_a_suspended_instance_starts_nothing(box: Any) -> None:
    instance = box.start(enough=False)
    box.write(lambda tx: instances.suspend(tx, instance, reason="盘点期间暂停"))

    box.refuse(errors.InstanceNotActive, lambda tx: ad_hoc.activate(tx, instance, "A", reason=WHY))
    with box.database.read() as reader:
        assert ad_hoc.choices(reader, instance) == []


def test_of_several_open_ones_the_named_one_is_meant(house: Any, draw: Any) -> None:
    loop = "<multiInstanceLoopCharacteristics>" + draw.zeebe(
        '<zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="no"/>'
    )
    inside = loop + "</multiInstanceLoopCharacteristics>" + draw.user("A") + draw.user("B")
    house.draw(draw.tag("adHocSubProcess", "box", inside) + draw.flow("s>box>e"))
    instance = house.start()
    first, second = (row.id for row in house.rows(instance))

    activate(house, instance, "A", task_id=second)
    activate(house, instance, "B")

    opened = {row.element: row for row in house.rows(instance) if row.element != "box"}
    house.complete(opened["A"].id)
    assert [row.id for row in house.rows(instance) if row.element == "box"] == [first]
