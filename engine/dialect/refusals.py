"""What BPMN and zeebe: can say about an element beyond what runs: refused where it would change what happens.

Everything else that may be drawn (documentation, lanes, data, groups, foreign properties) is for people.
"""

from __future__ import annotations

from typing import Any

from engine.dialect.findings import Problems
from engine.dialect.xml import BPMN, CAMUNDA7, ZEEBE, kind, local

# Attributes with the value that is run.
ONLY = {
    "startQuantity": "1",
    "completionQuantity": "1",
    "instantiate": "false",
    "eventGatewayType": "Exclusive",
    "ordering": "Parallel",
    "behavior": "All",
}
PEOPLE = ("potentialOwner", "humanPerformer", "performer", "resourceRole")
EXPRESSIONS = (
    "conditionExpression", "condition", "completionCondition", "loopCondition", "timeDate", "timeDuration", "timeCycle",
)  # fmt: skip
# Attributes of each zeebe: element that are read.
READ: dict[str, tuple[str, ...]] = {
    "taskDefinition": ("type", "retries"),
    "header": ("key", "value"),
    "input": ("source", "target"),
    "output": ("source", "target"),
    "assignmentDefinition": ("assignee", "candidateGroups", "candidateUsers"),
    "taskSchedule": ("dueDate", "followUpDate"),
    "priorityDefinition": ("priority",),
    "formDefinition": ("formId", "bindingType", "versionTag"),
    "calledDecision": ("decisionId", "resultVariable", "bindingType", "versionTag"),
    "calledElement": (
        "processId", "bindingType", "versionTag", "propagateAllChildVariables", "propagateAllParentVariables",
    ),
    "subscription": ("correlationKey",),
    "loopCharacteristics": ("inputCollection", "inputElement", "outputCollection", "outputElement"),
    "script": ("expression", "resultVariable"),
    "property": ("id", "name", "value"),
    "versionTag": ("value",),
    "adHoc": ("activeElementsCollection", "outputCollection", "outputElement"),
    "executionListener": ("eventType", "type", "retries"),
    "taskListener": ("eventType", "type", "retries"),
}  # fmt: skip
# Owners whose zeebe: elements are read as a whole elsewhere.
OWNERS = (
    "process", "message", "multiInstanceLoopCharacteristics", "subProcess", "transaction", "adHocSubProcess",
    "callActivity",
)  # fmt: skip


def check(node: Any, problems: Problems) -> None:
    """Findings about one drawn element, with its loop."""
    loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    for holder in (node,) if loop is None else (node, loop):
        for name, run in ONLY.items():
            if (said := holder.get(name)) not in (None, run):
                problems.add("attribute.not_run", node, attribute=name, value=said, run=run)
    if kind(node) in ("transaction", "adHocSubProcess") and node.get("triggeredByEvent") == "true":
        problems.add("attribute.not_run", node, attribute="triggeredByEvent", value="true", run="false")
    if loop is not None and loop.find(f"{BPMN}loopCardinality") is not None:
        problems.add("loop.cardinality", node)
    if any(node.find(BPMN + name) is not None for name in PEOPLE):
        problems.add("task.people", node)
    moved = (*node.findall(f"{BPMN}dataInputAssociation"), *node.findall(f"{BPMN}dataOutputAssociation"))
    if any(row.find(BPMN + name) is not None for row in moved for name in ("assignment", "transformation")):
        problems.add("task.data_assignment", node)


def check_foreign(top: Any, problems: Problems) -> None:
    """Findings about what Camunda 7 says in event definitions, flows and their expressions."""
    for node in top.iter(f"{BPMN}*"):
        if not local(node).endswith(("EventDefinition", *EXPRESSIONS, "sequenceFlow")):
            continue
        said = [name for name in node.attrib if str(name).startswith(CAMUNDA7)]
        said += [child.tag for child in node.iterfind(f"{BPMN}extensionElements/{CAMUNDA7}*")]
        for name in said:
            problems.add("extension.camunda7", node, extension=str(name).rsplit("}", 1)[-1])


def check_languages(top: Any, problems: Problems) -> None:
    """Findings about expressions that say they are not FEEL."""
    for node in top.iter(*(BPMN + name for name in EXPRESSIONS)):
        language = node.get("language", "feel")
        if not any(mark in language.lower() for mark in ("feel", "/spec/dmn/")):
            problems.add("expression.language", node, language=language)


def check_extensions(top: Any, problems: Problems) -> None:
    """Findings about zeebe: elements where nobody reads them, and about attributes that nobody reads."""
    for extension in top.iter(f"{ZEEBE}*"):
        known = READ.get(local(extension))
        for attribute in extension.attrib:
            if known is not None and attribute not in known:
                problems.add("extension.attribute", extension, extension=local(extension), attribute=attribute)
        holder = extension.getparent()
        if holder.tag != f"{BPMN}extensionElements" or local(extension) == "properties":
            continue
        if not _is_read(holder.getparent()):
            problems.add("extension.unknown", extension, extension=f"zeebe:{local(extension)}")


def _is_read(owner: Any) -> bool:
    tag = kind(owner)
    return tag in OWNERS or tag.endswith(("Task", "Gateway", "Event")) or tag in ("task", "standardLoopCharacteristics")
