"""Types as data: what `instance of` asks, what an item definition coerces, and which values it allows.

Three questions, kept apart: `conforms` (is it?), `coerce` (make it, or null), `valid` (is it allowed?).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time, utc_midnight
from engine.feel.values import FeelFunction, Range

SIMPLE: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "days and time duration": (DaysDuration,),
    "years and months duration": (MonthsDuration,),
}
SPELLINGS = {
    "Any": "any",
    "Null": "null",
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "duration": "days and time duration",
}


@dataclass(frozen=True)
class Type:
    """kind: a key of SIMPLE, or any, null, list, context, function, range."""

    kind: str
    item: Type | None = None
    fields: tuple[tuple[str, Type], ...] = ()
    parameters: tuple[Type, ...] = ()
    allowed: Callable[[Any], Any] | None = None
    name: str = ""


ANY = Type("any")


def simple(name: str) -> Type | None:
    """A built-in type by any of its spellings, or None."""
    kind = SPELLINGS.get(name, name)
    if kind in SIMPLE or kind in ("any", "null", "list", "context", "function", "range"):
        return Type(kind)
    return None


def conforms(value: Any, wanted: Type) -> bool:
    """`value instance of wanted`: allowed values do not count; null is only of type null, `any` is all but null."""
    return wanted.kind == "null" if value is None else _conforms(value, wanted, allowed=False)


def _fits(value: Any, wanted: Type) -> bool:
    """Whether it is of the type and allowed, all the way in."""
    return wanted.kind == "null" if value is None else _conforms(value, wanted, allowed=True) and valid(value, wanted)


def _conforms(value: Any, wanted: Type, allowed: bool) -> bool:
    kind = wanted.kind
    classes = SIMPLE.get(kind)
    if classes is not None:
        return type(value) in classes
    if kind == "any":
        return True
    inside = _fits if allowed else conforms
    if kind == "list":
        return isinstance(value, list) and (wanted.item is None or all(_in(inside, x, wanted.item) for x in value))
    if kind == "context":
        return isinstance(value, dict) and all(k in value and _in(inside, value[k], t) for k, t in wanted.fields)
    if kind == "function":
        return isinstance(value, FeelFunction) and _function_conforms(value, wanted)
    if kind == "range":
        return isinstance(value, Range) and (wanted.item is None or _range_conforms(value, wanted.item))
    return False


def _in(inside: Callable[[Any, Type], bool], value: Any, wanted: Type) -> bool:
    return value is None or inside(value, wanted)


def _range_conforms(value: Range, item: Type) -> bool:
    ends = [end for end in (value.low, value.high) if end is not None]
    return bool(ends) and all(conforms(end, item) for end in ends)


def _function_conforms(value: FeelFunction, wanted: Type) -> bool:
    if wanted.item is None:
        return True
    if len(wanted.parameters) != len(value.parameters):
        return False
    declared = value.types or (None,) * len(value.parameters)
    inputs = all(
        mine is None or assignable(want, mine) for want, mine in zip(wanted.parameters, declared, strict=False)
    )
    return inputs and (value.result is None or assignable(value.result, wanted.item))


def assignable(given: Type, wanted: Type) -> bool:
    """Whether every value of `given` is one of `wanted`."""
    if wanted.kind == "any" or given.kind == "null":
        return True
    if given.kind != wanted.kind:
        return False
    if wanted.kind in ("list", "range"):
        return wanted.item is None or (given.item is not None and assignable(given.item, wanted.item))
    if wanted.kind == "context":
        mine = dict(given.fields)
        return all(key in mine and assignable(mine[key], type_) for key, type_ in wanted.fields)
    if wanted.kind == "function" and wanted.item is not None:
        same = given.item is not None and len(given.parameters) == len(wanted.parameters)
        return same and all(assignable(w, g) for w, g in zip(wanted.parameters, given.parameters, strict=True))
    return True


def coerce(value: Any, wanted: Type | None) -> Any:
    """`value` as a value of `wanted`, else null: one-element lists and scalars convert, dates become midnight UTC."""
    if value is None or wanted is None or (wanted.kind == "any" and wanted.allowed is None):
        return value
    if _fits(value, wanted):
        return value
    if wanted.kind == "list":
        if not isinstance(value, list):
            return [value] if _fits([value], wanted) else None
        return None
    if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], list):
        return coerce(value[0], wanted)
    if wanted.kind == "date and time" and isinstance(value, Date):
        return utc_midnight(value)
    return None


def valid(value: Any, wanted: Type) -> bool:
    """Whether the allowed values of the type (and of the items of a list) hold."""
    return wanted.allowed is None or wanted.allowed(value) is True


def restrict(base: Type, allowed: Callable[[Any], Any]) -> Type:
    """`base` with allowed values on top of its own."""
    before = base.allowed
    if before is None:
        return replace(base, allowed=allowed)
    return replace(base, allowed=lambda value: before(value) is True and allowed(value))
