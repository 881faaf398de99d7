"""Every upload of a designer may be called diagram.bpmn: the name of a file tells nothing apart."""

from __future__ import annotations

from typing import Any

from engine import definitions


def test_two_processes_may_come_in_files_of_the_same_name(house: Any, draw: Any) -> None:
    called = '<callActivity id="C"><extensionElements><zeebe:calledElement processId="one"/></extensionElements>'
    _deploy(house, draw.document(draw.ONE_TASK, "one"))
    _deploy(house, draw.document(f"{called}</callActivity>" + draw.flow("s>C>e"), "two"))

    assert "A" in house.live(house.start("two"))
    assert house.live(house.start("one")) == ["A"]


def test_sources_of_one_name_are_all_given_out(house: Any, draw: Any) -> None:
    one, two = draw.document(draw.ONE_TASK, "one"), draw.document(draw.ONE_TASK, "two")
    _deploy(house, one)
    _deploy(house, two)

    with house.database.read() as reader:
        found = definitions.sources(reader, "process")

    assert found == {"diagram.bpmn": one, "two.diagram.bpmn": two}


def _deploy(house: Any, content: bytes) -> None:
    house.write(lambda tx: definitions.deploy(tx, {"diagram.bpmn": content}, note="for the test"))
