"""What errors and escalations carry from where they are thrown to where they are caught, within one diagram."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.dialect.xml import kind
from engine.known_variables.state import Known
from engine.validation import dataflow
from engine.validation import drawing as drawn

_CARRY = frozenset({"error", "escalation"})
_THROW = frozenset({"endEvent", "intermediateThrowEvent"})


def payload(node: Any) -> list[Known]:
    """Mapped inputs of what may be thrown inside of where an event listens; optional, since others may throw, too."""
    caught = drawn.event_kind(node) if kind(node) in ("boundaryEvent", "startEvent") else ""
    if caught not in _CARRY:
        return []
    found: dict[str, Known] = {}
    for throw in _throws(_listened_to(node), caught):
        for row in dataflow.rows(throw, "input"):
            name = (row.get("target") or "").split(".")[0]
            if name:
                text = row.get("source") or ""
                found[name] = Known(name, {}, (throw.get("id") or "",), text, text, optional=True)
    return list(found.values())


def _listened_to(node: Any) -> Any:
    """The host of a boundary event; the scope around an event sub-process."""
    if kind(node) == "startEvent":
        inside = node.getparent()
        return inside.getparent() if inside.get("triggeredByEvent") == "true" else None
    host = node.get("attachedToRef")
    return next((it for it in node.getparent() if isinstance(it.tag, str) and it.get("id") == host), None)


def _throws(scope: Any, what: str) -> Iterator[Any]:
    for node in () if scope is None else scope.iter():
        if isinstance(node.tag, str) and kind(node) in _THROW and drawn.event_kind(node) == what:
            yield node
