"""How a built-in is declared and chosen: `@built_in("floor(n: number, scale: number?)")`.

A parameter is `name: type`; `?` behind the type: may be left out; `??`: may also be given as null; `*`: any number.
A single-element list fits a parameter that wants its element, a scalar fits a parameter that wants a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, DecimalException
from typing import Any, TypeVar

from engine.feel import budget
from engine.feel.temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from engine.feel.values import FeelFunction, Range

F = TypeVar("F", bound=Callable[..., Any])

_CLASSES: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "list": (list,),
    "context": (dict,),
    "function": (FeelFunction,),
    "range": (Range,),
    "date": (Date, DateTime),
    "time": (Time, DateTime),
    "duration": (DaysDuration, MonthsDuration),
    "instant": (DateTime, Date, Time),
    "point": (Decimal, str, Date, Time, DateTime, DaysDuration, MonthsDuration, Range),
}
_PARAMETER = re.compile(r"([^:]+):\s*([a-z]+)(\?\??|\*)?")


class Bad(Exception):
    """An argument does not fit: the call gives null."""


@dataclass(frozen=True)
class Parameter:
    """One declared parameter; kind is a key of _CLASSES or `any`."""

    name: str
    kind: str
    optional: bool = False
    nullable: bool = False
    variadic: bool = False

    def accept(self, value: Any) -> Any:
        """The value as this parameter takes it, or Bad."""
        if self.kind == "any":
            return value
        if value is None:
            if self.nullable:
                return None
            raise Bad
        classes = _CLASSES[self.kind]
        if type(value) in classes:
            return value
        if self.kind == "list":
            return [value]
        if type(value) is list and len(value) == 1 and type(value[0]) in classes:
            return value[0]
        raise Bad

    def takes(self, value: Any) -> bool:
        """Whether `accept` takes the value."""
        try:
            self.accept(value)
        except Bad:
            return False
        return True


@dataclass(frozen=True)
class Overload:
    """One signature of a built-in."""

    parameters: tuple[Parameter, ...]
    call: Callable[..., Any]

    def same_but_for_names(self, other: Overload) -> bool:
        """Whether positional arguments mean the same to both."""
        mine, others = ([replace(p, name="") for p in it.parameters] for it in (self, other))
        return self.call is other.call and mine == others

    @property
    def variadic(self) -> bool:
        """Whether the last parameter takes any number of arguments."""
        return bool(self.parameters) and self.parameters[-1].variadic

    @property
    def required(self) -> int:
        """Fewest arguments."""
        return sum(not parameter.optional for parameter in self.parameters)

    def accepted(self, arguments: Sequence[Any]) -> list[Any]:
        """The arguments as the parameters take them, or Bad."""
        parameters = self.parameters
        if len(arguments) > len(parameters):
            parameters += (parameters[-1],) * (len(arguments) - len(parameters))
        return [p.accept(a) for p, a in zip(parameters, arguments, strict=False)]

    def invoke(self, arguments: Sequence[Any]) -> Any:
        """The result, or null when an argument does not fit. Any other exception is our own bug and goes on."""
        budget.tick()
        try:
            return self.call(*self.accepted(arguments))
        except (Bad, DecimalException):
            return None

    def invoke_named(self, arguments: dict[str, Any]) -> Any:
        """As `invoke`, with names that `BuiltIn.named` checked; a parameter left out is null."""
        budget.tick()
        try:
            values = [p.accept(arguments[p.name]) if p.name in arguments else None for p in self.parameters]
            return self.call(*values)
        except (Bad, DecimalException):
            return None


@dataclass
class BuiltIn:
    """All signatures of one name."""

    name: str
    overloads: list[Overload] = field(default_factory=list)

    def positional(self, count: int) -> Callable[[Sequence[Any]], Any] | None:
        """What to call with so many arguments: of several signatures the first that takes their types."""
        fitting = [
            overload
            for overload in self.overloads
            if overload.required <= count and (overload.variadic or count <= len(overload.parameters))
        ]
        first = fitting[0] if fitting else None
        if first is None or all(overload.same_but_for_names(first) for overload in fitting):
            return None if first is None else first.invoke
        return lambda arguments: _first_that_fits(fitting, arguments)

    def named(self, names: Sequence[str]) -> Overload | None:
        """The signature with these parameter names, each once."""
        given = set(names)
        if len(given) != len(names):
            return None
        for overload in self.overloads:
            known = {parameter.name for parameter in overload.parameters}
            needed = {parameter.name for parameter in overload.parameters if not parameter.optional}
            if needed <= given <= known:
                return overload
        return None

    def as_value(self) -> FeelFunction:
        """The built-in as a function value, to be handed over or called by another name."""
        first = self.overloads[0]
        names = tuple(parameter.name for parameter in first.parameters)
        return FeelFunction(names, self._call, name=self.name, variadic=True, named=self._call_named)

    def _call(self, arguments: list[Any]) -> Any:
        invoke = self.positional(len(arguments))
        return None if invoke is None else invoke(arguments)

    def _call_named(self, arguments: dict[str, Any]) -> Any:
        overload = self.named(tuple(arguments))
        return None if overload is None else overload.invoke_named(arguments)


def _first_that_fits(overloads: list[Overload], arguments: Sequence[Any]) -> Any:
    budget.tick()
    for overload in overloads:
        try:
            accepted = overload.accepted(arguments)
        except Bad:
            continue
        try:
            return overload.call(*accepted)
        except (Bad, DecimalException):
            return None
    return None


BUILT_INS: dict[str, BuiltIn] = {}


def built_in(*signatures: str) -> Callable[[F], F]:
    """Register a function under one or more signatures."""

    def register(function: F) -> F:
        for signature in signatures:
            name, _, rest = signature.partition("(")
            parameters = tuple(_parameter(part) for part in rest.rstrip(")").split(",") if part.strip())
            BUILT_INS.setdefault(name, BuiltIn(name)).overloads.append(Overload(parameters, function))
        return function

    return register


def _parameter(text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    mark = match[3] or ""
    return Parameter(match[1].strip(), match[2], "?" in mark, mark == "??", mark == "*")
