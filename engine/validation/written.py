"""Every text of a drawing that is FEEL, or could have been meant as FEEL, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from engine import feel
from engine.dialect.xml import BPMN, ZEEBE, local
from engine.errors import Edit
from engine.feel import nodes
from engine.validation import drawing as drawn
from engine.validation.drawing import Drawing

CONDITIONS = frozenset({"conditionExpression", "condition", "completionCondition", "loopCondition"})
TIMES = frozenset({"timeDate", "timeDuration", "timeCycle"})
_DECLARED = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}
_PLAIN = frozenset({"property", "header"})  # texts for people and handlers, never evaluated
UNKNOWN = object()
_KNOWN: WeakKeyDictionary[Drawing, dict[Any, tuple[Written, ...]]] = WeakKeyDictionary()
SHOWN = 80  # characters of an expression that a finding repeats


@dataclass(frozen=True)
class Written:
    """`raw` as it stands, without outer blanks; `attribute` is empty when it is the text of `node`."""

    node: Any
    attribute: str
    raw: str

    @property
    def element(self) -> Any:
        """The drawn element that it belongs to."""
        return drawn.owner(self.node)

    @property
    def tag(self) -> str:
        """Local name of the XML element that holds it."""
        return local(self.node)

    @property
    def is_condition(self) -> bool:
        return self.tag in CONDITIONS

    @property
    def expression(self) -> str | None:
        """FEEL without its '='; None for plain text. A condition is FEEL in any case."""
        if self.raw.startswith("="):
            return self.raw[1:]
        return self.raw if self.is_condition else None

    @property
    def line(self) -> int:
        return int(self.node.sourceline or 0)

    def rewritten(self, raw: str) -> Edit:
        """The edit that puts another text in its place."""
        if self.attribute:
            return drawn.set_attribute(self.node, self.attribute, raw)
        return drawn.set_text(self.node, raw)


def of_drawing(drawing: Drawing) -> tuple[Written, ...]:
    """In the order of the file; processes that are left out of a run are left out here."""
    return tuple(found for texts in _by_top(drawing).values() for found in texts)


def of_process(drawing: Drawing, process: Any) -> tuple[Written, ...]:
    """What stands in one process of the drawing."""
    return _by_top(drawing).get(process, ())


def _by_top(drawing: Drawing) -> dict[Any, tuple[Written, ...]]:
    """Declarations, then processes; read once for all rules that ask."""
    known = _KNOWN.get(drawing)
    if known is None:
        tops = [node for node in ([] if drawing.root is None else drawing.root) if local(node) in _DECLARED]
        known = {
            top: tuple(found for node in top.iter() for found in _of_node(node)) for top in (*tops, *drawing.processes)
        }
        _KNOWN[drawing] = known
    return known


def _of_node(node: Any) -> Iterator[Written]:
    name = local(node)
    if node.tag == BPMN + name and (name in CONDITIONS or name in TIMES):
        yield from _written(node, "", node.text)
    elif node.tag == BPMN + name and name in _DECLARED:
        yield from _written(node, _DECLARED[name], node.get(_DECLARED[name]))
    elif node.tag == ZEEBE + name and name not in _PLAIN:
        for attribute, text in node.attrib.items():
            yield from _written(node, str(attribute), text)


def _written(node: Any, attribute: str, text: str | None) -> Iterator[Written]:
    if text and text.strip():
        yield Written(node, attribute, text.strip())


@lru_cache(maxsize=4096)
def compiled(text: str) -> feel.Expression | None:
    """None for what is not FEEL."""
    try:
        return feel.compile_expression(text)
    except feel.FeelError:
        return None


def constant(expression: feel.Expression) -> Any:
    """Its JSON value when that is the same in every run, UNKNOWN otherwise; null for what cannot be evaluated."""
    if expression.free or any(isinstance(part, nodes.Call | nodes.Name) for part in nodes.walk(expression.tree)):
        return UNKNOWN
    try:
        return feel.to_json(expression.evaluate({}))
    except feel.FeelError:
        return None


def always_true(condition: str | None) -> bool:
    """The condition of a flow holds whatever the variables are."""
    expression = compiled(condition.removeprefix("=")) if condition else None
    return expression is not None and constant(expression) is True


def is_juel(text: str) -> bool:
    """The expression language of Camunda 7 and Flowable: ${…} or #{…}."""
    return "${" in text or "#{" in text


def short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else f"{flat[:SHOWN]}…"
