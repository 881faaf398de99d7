"""Every decision, event and boundary of every diagram is named by a test of its paths."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

HERE = Path(__file__).resolve().parent
DIAGRAMS = sorted((HERE.parents[1] / "bpmn").glob("*.bpmn"))
NS = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL"}


def _turns(path: Path) -> set[str]:
    """Ids of named flows out of gateways, boundary events and starts of event sub-processes."""
    root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    gateways = {
        gateway.attrib["id"]
        for tag in ("exclusiveGateway", "inclusiveGateway")
        for gateway in root.iterfind(f".//bpmn:{tag}", NS)
    }
    flows = {
        flow.attrib["id"]
        for flow in root.iterfind(".//bpmn:sequenceFlow", NS)
        if flow.attrib["sourceRef"] in gateways and flow.get("name")
    }
    events = {event.attrib["id"] for event in root.iterfind(".//bpmn:boundaryEvent", NS)}
    starts = {event.attrib["id"] for event in root.iterfind(".//bpmn:subProcess/bpmn:startEvent", NS)}
    return flows | events | starts


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_every_turn_is_in_the_name_of_a_test(path: Path) -> None:
    names = " ".join(re.findall(r"def (test_\w+)", (HERE / f"test_{path.stem}_paths.py").read_text("utf-8")))

    assert {turn for turn in _turns(path) if turn not in names} == set()
