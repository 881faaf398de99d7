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


def _deploy(house: Any, content: bytes) -> None:
    house.write(lambda tx: definitions.deploy(tx, {"diagram.bpmn": content}, note="for the test"))
