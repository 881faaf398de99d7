"""zeebe: extension elements of one drawn element, read into plain values; whatever is not known is a finding."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from engine.dialect.findings import Problems
from engine.dialect.model import DEPLOYMENT, LATEST, VERSION_TAG
from engine.dialect.xml import BPMN, CAMUNDA7, ZEEBE, local
from engine.elements import schedule
from engine.elements.activities import Assignment, JobDefinition, Mappings

_ANYWHERE = {"properties"}
_MAPPED = {"ioMapping"}
_JOB = {"taskDefinition", "taskHeaders"}
_COMMON = _MAPPED | {"executionListeners"}
_HEARD = {"executionListeners"}
_USER = {"userTask", "assignmentDefinition", "taskSchedule", "priorityDefinition", "formDefinition"}

ALLOWED: dict[str, set[str]] = {
    "userTask": _COMMON | _USER | {"taskHeaders", "taskListeners"},
    "manualTask": _COMMON,
    "task": _COMMON,
    "serviceTask": _COMMON | _JOB,
    "sendTask": _COMMON | _JOB,
    "businessRuleTask": _COMMON | _JOB | {"calledDecision"},
    "scriptTask": _COMMON | _JOB | {"script"},
    "receiveTask": _COMMON,
    "callActivity": _COMMON | {"calledElement"},
    "subProcess": _COMMON,
    "transaction": _COMMON,
    "adHocSubProcess": _COMMON | {"adHoc"},
    "intermediateCatchEvent": _COMMON,
    "boundaryEvent": _COMMON,
    "startEvent": _COMMON | {"formDefinition"},
    "intermediateThrowEvent": _COMMON | _JOB,
    "endEvent": _COMMON | _JOB,
    "exclusiveGateway": _HEARD,
    "parallelGateway": _HEARD,
    "inclusiveGateway": _HEARD,
    "eventBasedGateway": _HEARD,
    "process": {"versionTag"} | _HEARD,
    "message": {"subscription"},
    "multiInstanceLoopCharacteristics": {"loopCharacteristics"},
}


class Extensions:
    """The zeebe extensions of one node. Reading adds findings; values are FEEL or literal text as drawn."""

    def __init__(self, node: Any, problems: Problems) -> None:
        self.node = node
        self.problems = problems
        self._found: dict[str, Any] = {}
        allowed = ALLOWED.get(local(node), set()) | _ANYWHERE
        holder = node.find(f"{BPMN}extensionElements")
        for child in [] if holder is None else holder:
            tag = str(child.tag)
            if tag.startswith(CAMUNDA7):
                problems.add("extension.camunda7", node, extension=local(child))
            elif tag.startswith(ZEEBE):
                if local(child) not in allowed or local(child) in self._found:
                    problems.add("extension.unknown", node, extension=f"zeebe:{local(child)}")
                self._found[local(child)] = child
        for name in node.attrib:
            if str(name).startswith(CAMUNDA7):
                problems.add("extension.camunda7", node, extension=str(name).rsplit("}", 1)[-1])

    def has(self, name: str) -> bool:
        return name in self._found

    def get(self, name: str, attribute: str) -> str | None:
        """An attribute of an extension; None when either is absent or blank."""
        found = self._found.get(name)
        text = found.get(attribute) if found is not None else None
        return (text.strip() or None) if text else None

    def _rows(self, name: str, row: str) -> list[Any]:
        found = self._found.get(name)
        if found is None:
            return []
        for child in found:
            if str(child.tag).startswith(ZEEBE) and local(child) not in (row, "input", "output"):
                self.problems.add("extension.unknown", self.node, extension=f"zeebe:{local(child)}")
        return [child for child in found if child.tag == ZEEBE + row]

    def mappings(self) -> Mappings:
        return Mappings(tuple(self._mapping("input")), tuple(self._mapping("output")))

    def _mapping(self, direction: str) -> list[tuple[str, str]]:
        rows = []
        for row in self._rows("ioMapping", direction):
            source, target = row.get("source"), row.get("target")
            if not source or not target:
                self.problems.add("mapping.incomplete", self.node)
            else:
                rows.append((source, target))
        return rows

    def properties(self) -> dict[str, str]:
        return {row.get("name") or "": row.get("value") or "" for row in self._rows("properties", "property")}

    def headers(self) -> dict[str, str]:
        return {row.get("key") or "": row.get("value") or "" for row in self._rows("taskHeaders", "header")}

    def job(self) -> JobDefinition | None:
        """None, with a finding where a topic is needed but absent."""
        topic = self.get("taskDefinition", "type")
        if topic is None:
            return None
        retries = self.get("taskDefinition", "retries") or "3"
        self._whole(retries)
        return JobDefinition(topic, retries, self.headers())

    def binding(self, name: str) -> tuple[str, str]:
        """Which version a reference means, with its tag; LATEST when nothing is said."""
        kind, tag = self.get(name, "bindingType") or LATEST, self.get(name, "versionTag") or ""
        if kind not in (LATEST, DEPLOYMENT, VERSION_TAG):
            self.problems.add("call.binding_unknown", self.node, binding=kind)
        elif kind == VERSION_TAG and (not tag or tag.startswith("=")):
            self.problems.add("call.no_tag", self.node)
        return kind, tag if kind == VERSION_TAG else ""

    def assignment(self) -> Assignment:
        priority = self.get("priorityDefinition", "priority")
        due, follow_up = self.get("taskSchedule", "dueDate"), self.get("taskSchedule", "followUpDate")
        self._whole(priority)
        for moment in (due, follow_up):
            self._date(moment)
        return Assignment(
            assignee=self.get("assignmentDefinition", "assignee"),
            groups=self.get("assignmentDefinition", "candidateGroups"),
            users=self.get("assignmentDefinition", "candidateUsers"),
            due=due,
            follow_up=follow_up,
            priority=priority,
            form=self.get("formDefinition", "formId"),
            properties=self.properties(),
        )

    def _whole(self, text: str | None) -> None:
        if text is not None and not text.startswith("=") and not text.isdigit():
            self.problems.add("value.not_number", self.node, text=text)

    def _date(self, text: str | None) -> None:
        if text is None or text.startswith("="):
            return
        try:
            schedule.parse_date(text, UTC)
        except schedule.BadTime:
            self.problems.add("value.bad_date", self.node, text=text)
