"""What an expression gave where something else was needed, told as the cause of an incident: which value was found, and
why it was null."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from engine import feel, incident_causes
from engine.elements.tree import Token
from engine.elements.variables import value, visible
from engine.incident_causes import CorrelationKeyEmpty, NoFlowTaken, NotAList, NotAWholeNumber, TimeUnreadable
from kit.errors import Failure

Field = tuple[str, str]
PRIORITY: Field = ("优先级", "priority")
RETRIES: Field = ("尝试次数", "number of attempts")
SHOWN = 80  # characters of a value in a sentence
MOST_CONDITIONS = 3  # told of a gateway


def no_flow_taken(token: Token, flows: Iterable[tuple[str | None, str]]) -> NoFlowTaken:
    """`flows`: conditions with the names of their targets. A condition that was null says why."""
    conditions = [condition for condition, _ in flows if condition is not None]
    told = [_condition(token, condition) for condition in conditions[:MOST_CONDITIONS]]
    rest = len(conditions) - len(told)
    if rest:
        told.append((f"另外 {rest} 个", f"{rest} more"))
    zh, en = ("；".join(zh for zh, _ in told), "; ".join(en for _, en in told))
    return NoFlowTaken(conditions_zh=zh, conditions_en=en)


def correlation_key_empty(token: Token, expression: str) -> CorrelationKeyEmpty:
    zh, en = _why_null(token, expression) or ("内容为空", "it is empty")
    return CorrelationKeyEmpty(expression=_plain(expression), reason_zh=zh, reason_en=en)


def not_a_list(token: Token, expression: str, found: Any) -> NotAList:
    zh, en = _why_null(token, expression) or (f"现在是 {_shown(found)}", f"it is {_shown(found)}")
    return NotAList(expression=_plain(expression), reason_zh=zh, reason_en=en)


def time_unreadable(token: Token, expression: str, found: Any, failure: Failure) -> TimeUnreadable:
    """`found` is what the expression gave; `failure` says why it is no time."""
    said = incident_causes.reason_of(failure)
    zh, en = (found is None and _why_null(token, expression)) or (said["reason_zh"], said["reason_en"])
    return TimeUnreadable(expression=_plain(expression), reason_zh=zh, reason_en=en)


def whole_number(found: Any, field: Field) -> int | None:
    """None for nothing. Raises NotAWholeNumber."""
    if found is None or found == "":
        return None
    try:
        return int(found)
    except (TypeError, ValueError):
        raise NotAWholeNumber(field_zh=field[0], field_en=field[1], found=_shown(found)) from None


def _condition(token: Token, condition: str) -> tuple[str, str]:
    text = _plain(condition)
    why = _why_null(token, condition)
    return (text, text) if why is None else (f"{text}，因为{why[0]}", f"{text}, because {why[1]}")


def _why_null(token: Token, source: str) -> tuple[str, str] | None:
    """None where the expression has a value, or nothing is known about why it has none."""
    text = _plain(source)
    try:
        if value(token, f"={text}") is not None:
            return None
        reasons = feel.explain(text, dict(visible(token)))
    except Failure as failure:
        said = incident_causes.reason_of(failure)
        return said["reason_zh"], said["reason_en"]
    told = [(reason.zh.rstrip("。"), reason.en.rstrip(".")) for reason in reasons[:1]]
    return told[0] if told else ("结果为空值", "it is null")


def _plain(expression: str) -> str:
    return expression.removeprefix("=").strip()


def _shown(found: Any) -> str:
    text = found if isinstance(found, str) else orjson.dumps(found).decode()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
