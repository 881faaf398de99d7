"""Why a part of an evaluation became null: a second compile of the model whose expressions say so.

The normal run knows nothing of it. A warning never changes a result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.decisions import xml
from engine.decisions.xml import Element
from engine.feel import types
from engine.feel.code import Code, Env
from engine.feel.types import Type
from engine.feel.values import literal

WARNINGS = "\0warnings"
"""Key under which a watched evaluation collects what became null."""
MAX_WARNINGS = 50
_SHOWN = 60
TYPE_NAMES = {
    "number": "数字",
    "string": "文本",
    "boolean": "真假值",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "days and time duration": "时长",
    "years and months duration": "年月时长",
    "list": "列表",
    "context": "对象",
    "function": "函数",
    "range": "区间",
}


@dataclass(frozen=True)
class Notice:
    """Something that became null or counted for nothing: where (element, line, row of the table or 0) and why."""

    element: str
    line: int
    zh: str
    en: str
    row: int = 0


@dataclass(frozen=True)
class Watcher:
    """Wraps the code of one node of the graph so that it tells why it gave null."""

    owner: str
    owner_id: str
    names: frozenset[str]

    def expression(self, code: Code, element: Element, text: str, row: int = 0) -> Code:
        """Tells which part of the expression had no value."""

        def run(e: Env) -> Any:
            value = code(e)
            if value is None and text.strip() != "null":
                reasons = _reasons(text, e, self.names)
                self._tell(
                    e,
                    element,
                    row,
                    f"{_short(text)} 得到空值（{'；'.join(r.zh for r in reasons) or '没有结果'}）",
                    f"{_short(text)} gave null ({'; '.join(r.en for r in reasons) or 'it has no result'})",
                )
            return value

        return run

    def coercion(self, read: Code, wanted: Type, element: Element, label: str) -> Code:
        """Tells when a value is lost because it is of another type or is not allowed."""

        def run(e: Env) -> Any:
            value = read(e)
            if value is not None and types.coerce(value, wanted) is None:
                self._tell(e, element, 0, *lost(label, value, wanted))
            return value

        return run

    def _tell(self, e: Env, element: Element, row: int, zh: str, en: str) -> None:
        place_zh, place_en = (f"第 {row} 行，", f"row {row}, ") if row else ("", "")
        identifier = element.get("id") or self.owner_id
        zh, en = f"“{self.owner}”：{place_zh}{zh}。", f"'{self.owner}': {place_en}{en}."
        tell(e.get(WARNINGS), Notice(identifier, xml.line(element), zh, en, row))


def tell(sink: list[Notice] | None, warning: Notice) -> None:
    """Keeps a warning once, and MAX_WARNINGS of them."""
    if sink is not None and len(sink) < MAX_WARNINGS and warning not in sink:
        sink.append(warning)


def lost(label: str, value: Any, wanted: Type) -> tuple[str, str]:
    """The sentence for a value that is not of the type, or not one of its allowed values."""
    shown = _short(literal(value))
    zh, en = type_name(wanted)
    if types.conforms(value, Type(wanted.kind)):
        return (
            f"{label} 的值 {shown} 不在类型 {zh} 允许的值之内，按空值处理",
            f"the value {shown} of {label} is not allowed for its type {en}, and counts as null",
        )
    return (
        f"{label} 的值 {shown} 不是{zh}，按空值处理",
        f"the value {shown} of {label} is no {en}, and counts as null",
    )


def outside(label: str, value: Any) -> tuple[str, str]:
    """The sentence for an input that is none of the values its column allows: the whole table gives null."""
    shown = _short(literal(value))
    return (
        f"{label} 的值 {shown} 不在输入列允许的值之内，结果是空值",
        f"the value {shown} of {label} is none that the input allows, so the result is null",
    )


def argument(sink: list[Notice] | None, element: Element, name: str, value: Any, wanted: Type | None) -> None:
    """A notice for an argument that does not fit the parameter: the whole call gives null."""
    if sink is not None and wanted is not None:
        zh, en = lost(name, value, wanted)
        tell(sink, Notice(element.get("id") or "", xml.line(element), f"{zh}。", f"{en}."))


def type_name(wanted: Type) -> tuple[str, str]:
    """The type in zh and en."""
    return TYPE_NAMES.get(wanted.kind, wanted.kind), wanted.kind


def _reasons(text: str, e: Env, names: frozenset[str]) -> list[feel.Reason]:
    """The parts of an expression that were null; none when they cannot be told."""
    variables = {name: value for name, value in e.items() if not name.startswith("\0")}
    try:
        return feel.explain(text, variables, names)[:3]
    except feel.FeelError:
        return []


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _SHOWN else f"{one_line[:_SHOWN]}…"
