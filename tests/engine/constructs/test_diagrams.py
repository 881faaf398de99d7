"""Every diagram of this folder opens in a modeler, runs, and is played by a test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine import dialect

FOLDER = Path(__file__).parent
DIAGRAMS = sorted(FOLDER.glob("*.bpmn"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
SCOPES = (f"{BPMN}subProcess", f"{BPMN}adHocSubProcess", f"{BPMN}transaction")
NOT_DRAWN = ("extensionElements", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics")


def drawn_ids(root: Any) -> set[str]:
    """Everything inside the process that a modeler shows."""
    process = root.find(f"{BPMN}process")
    parents = (process, *process.iter(*SCOPES))
    inside = (child for parent in parents for child in parent if isinstance(child.tag, str))
    return {child.get("id") for child in inside if child.get("id") and etree.QName(child).localname not in NOT_DRAWN}


@pytest.mark.parametrize("diagram", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_has_a_place_for_each_element_and_runs(diagram: Path) -> None:
    content = diagram.read_bytes()
    root = etree.fromstring(content)

    placed = {it.get("bpmnElement") for it in root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge")}

    assert drawn_ids(root) == placed
    assert dialect.parse_model(content, diagram.name).processes


def test_every_diagram_is_played() -> None:
    played = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("test_*.py"))

    def ways(name: str) -> set[str]:
        """One test plays the sequential and the parallel one."""
        return {f'"{name}"', f'"{name.removesuffix("_sequential").removesuffix("_parallel")}_{{kind}}"'}

    assert [path.stem for path in DIAGRAMS if not any(way in played for way in ways(path.stem))] == []
