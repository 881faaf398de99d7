"""What another engine would run: extensions of Flowable, Activiti, jBPM or SpiffWorkflow, which mean nothing here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import BPMN
from engine.errors import Finding, Severity
from engine.validation import drawing as drawn
from engine.validation.deployment import Deployment
from engine.validation.drawing import Drawing
from engine.validation.rule import Rule

RULE = Rule(
    "extension.foreign",
    Severity.ERROR,
    "{engine} 的扩展 {names} 在这里不运行",
    "The extension {names} of {engine} is not run here",
    "改用 Camunda 8（zeebe）的同类属性，或删除它",
    "Use the corresponding Camunda 8 (zeebe) property, or remove it",
)
ENGINES = {
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://www.jboss.org/drools": "jBPM",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffWorkflow",
    "http://www.camunda.com/fox": "Camunda fox",
    "http://knowprocess.com/bpmn": "KnowProcess",
}
# Colours, versions and words for people: nothing is lost without them.
_HARMLESS = frozenset(
    {
        *("packageName", "version", "versionTag", "selectable", "bgcolor", "dg", "displayName", "icon", "dtype"),
        *("metaData", "metaValue", "import", "historyTimeToLive", "exclusive", "category", "priority"),
        *("flowable-idm-initiator", "allow-send-email"),
    }
)


def check(drawing: Drawing, deployment: Deployment) -> Iterator[Finding]:
    found: dict[tuple[Any, str], dict[str, None]] = defaultdict(dict)
    for process in drawing.processes:
        for node in process.iter():
            for namespace, name in _names(node):
                if namespace in ENGINES and name not in _HARMLESS:
                    found[drawn.owner(node), namespace][name] = None
    for (node, namespace), names in found.items():
        yield RULE.at(drawing, node, engine=ENGINES[namespace], names=", ".join(names))


def _names(node: Any) -> Iterator[tuple[str, str]]:
    """Namespace and name of the element and of its attributes, but for BPMN itself."""
    tag = node.tag if isinstance(node.tag, str) else BPMN
    for name in (tag, *map(str, node.attrib)):
        if name.startswith("{") and not name.startswith(BPMN):
            namespace, _, local = name[1:].partition("}")
            yield namespace, local
