"""Redraws the shipped order process for stock SpiffWorkflow: the same nodes, gateways, calls and waits.

What our diagrams say in FEEL becomes Python, what a local handler or a decision answers becomes a one-line script, and
what waits for a worker or a message becomes a manual task, so that stock SpiffWorkflow does no business work at all.
"""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
FILES = ("order_to_cash", "order_approval", "vip_fast_track", "credit_check", "fulfilment", "order_cancel")
REMOTE = ("logistics.",)
SCRIPTS = {
    "find_tier": "tier = 'B'; priority = 3",
    "match_rules": "approval = {'levels': 1, 'reason': 'over 5000.00'}",
    "try_freeze": "granted = True; credit_granted = True",
    "apply_policy": "policy = {'decision': 'pass'}",
    "reserve_stock": "reserved = True; shortage = []",
}
DROPPED = (
    "extensionElements",
    "laneSet",
    "documentation",
    "collaboration",
    "incoming",
    "outgoing",
    "association",
    "compensateEventDefinition",
)


def redraw(folder: Path) -> list[bytes]:
    """One file per process, with the ids of the originals."""
    return [_file(folder / f"{name}.bpmn") for name in FILES]


def _file(path: Path) -> bytes:
    definitions = etree.parse(path).getroot()
    for child in list(definitions):
        if etree.QName(child).namespace != BPMN or _kind(child) in DROPPED:
            definitions.remove(child)
    for element in list(definitions.iter(f"{{{BPMN}}}*")):
        if _undoes(element):
            element.getparent().remove(element)
    for element in list(definitions.iter(f"{{{BPMN}}}*")):
        _element(element)
    for element in list(definitions.iter(f"{{{BPMN}}}*")):
        if _kind(element) in DROPPED:
            element.getparent().remove(element)
    return bytes(etree.tostring(definitions))


def _undoes(element: etree._Element) -> bool:
    """Compensation, which stock SpiffWorkflow cannot run: handlers and the events that they hang on."""
    hangs_on = element.find(f"{{{BPMN}}}compensateEventDefinition") is not None
    return element.get("isForCompensation") == "true" or (hangs_on and _kind(element) == "boundaryEvent")


def _element(element: etree._Element) -> None:
    kind = _kind(element)
    if kind in ("serviceTask", "businessRuleTask", "receiveTask"):
        _task(element, kind)
    elif kind == "callActivity":
        called = element.find(f".//{{{ZEEBE}}}calledElement")
        element.set("calledElement", called.get("processId"))
    elif kind == "conditionExpression":
        element.text = _python(element.text)
    elif kind == "timeDuration":
        element.text = f'"{element.text}"'


def _task(element: etree._Element, kind: str) -> None:
    topic = element.find(f".//{{{ZEEBE}}}taskDefinition")
    waits = kind == "receiveTask" or (topic is not None and topic.get("type").startswith(REMOTE))
    if waits:
        element.tag = f"{{{BPMN}}}userTask"
        element.attrib.pop("messageRef", None)
        return
    element.tag = f"{{{BPMN}}}scriptTask"
    script = etree.SubElement(element, f"{{{BPMN}}}script")
    script.text = SCRIPTS.get(element.get("id"), f"done_{element.get('id')} = 1")


def _python(text: str) -> str:
    """A FEEL condition of our diagrams as a Python expression."""
    flat = text.removeprefix("=").replace(" = ", " == ").replace("true", "True").replace("false", "False")
    return re.sub(r"(\w+)\.(\w+)", r"\1['\2']", flat)


def _kind(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
