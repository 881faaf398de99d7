"""Every FEEL expression of a file and where it stands, for the check at deploy; nothing is evaluated here.

Whatever a zeebe: element or an event holds with a leading '=' is FEEL; conditions are FEEL without it, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.dialect.model import DrawnExpression
from engine.dialect.xml import BPMN, ZEEBE, local

_CONDITIONS = ("conditionExpression", "condition", "completionCondition", "loopCondition")
_TIMES = ("timeDate", "timeDuration", "timeCycle")
_DECLARED = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}
_SCOPES = ("process", "subProcess", "transaction", "adHocSubProcess", "definitions")
_PLAIN = ("property", "header")  # texts for people and handlers, never evaluated


def of_file(root: Any, executable: Sequence[Any]) -> tuple[DrawnExpression, ...]:
    """In the order of the file; processes that are not executable are left out."""
    declared = [node for node in root if local(node) in _DECLARED]
    return tuple(found for top in (*declared, *executable) for node in top.iter() for found in _of_node(node))


def _of_node(node: Any) -> Iterator[DrawnExpression]:
    if not isinstance(node.tag, str):
        return
    name = local(node)
    if node.tag == BPMN + name and name in _CONDITIONS and (text := (node.text or "").strip()):
        yield _drawn(node, text.removeprefix("="))
    elif node.tag == BPMN + name and name in _TIMES:
        yield from _if_feel(node, node.text)
    elif node.tag == BPMN + name and name in _DECLARED:
        yield from _if_feel(node, node.get(_DECLARED[name]))
    elif node.tag == ZEEBE + name and name not in _PLAIN:
        for text in node.attrib.values():
            yield from _if_feel(node, text)


def _if_feel(node: Any, text: str | None) -> Iterator[DrawnExpression]:
    stripped = (text or "").strip()
    if stripped.startswith("="):
        yield _drawn(node, stripped[1:])


def _drawn(node: Any, text: str) -> DrawnExpression:
    """The drawn element is the one directly inside a process, a sub-process or the file."""
    element = node
    while element.getparent() is not None and local(element.getparent()) not in _SCOPES:
        element = element.getparent()
    if local(element) == "extensionElements" or element.get("id") is None:  # it belongs to the scope itself
        element = element.getparent()
    return DrawnExpression(text, element.get("id") or "", node.sourceline or 0)
