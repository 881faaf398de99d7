"""Which parts of a condition or result are constants, and their values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.feel import builtins, nodes
from engine.feel.arithmetic import negate

_TEMPORAL_CALLS = ("date", "time", "date and time", "duration")
UNKNOWN: Any = object()


def constant(node: nodes.Node | None) -> Any:
    """The value of a node that is a constant, else UNKNOWN."""
    if isinstance(node, nodes.Literal):
        return node.value
    if isinstance(node, nodes.Negate):
        value = constant(node.operand)
        return UNKNOWN if value is UNKNOWN else negate(value)
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and node.names is None:
        function = builtins.value(node.function.name)
        arguments = [constant(argument) for argument in node.arguments]
        if function is not None and function.name in _TEMPORAL_CALLS and UNKNOWN not in arguments:
            return function.call(arguments)
    return UNKNOWN


def constants(test: nodes.Node) -> Iterator[Any]:
    """All constants of a condition, outermost first; a call such as date("…") counts as one."""
    value = constant(test)
    if value is not UNKNOWN:
        yield value
        return
    for part in _parts(test):
        yield from constants(part)


def _parts(test: nodes.Node) -> tuple[nodes.Node, ...]:
    match test:
        case nodes.Test(operand=operand):
            return (operand,)
        case nodes.Interval(low=low, high=high):
            return tuple(end for end in (low, high) if end is not None)
        case nodes.ListOf(items=items):
            return items
        case nodes.Logic(operands=operands):
            return operands
        case nodes.Compare(left=left, right=right):
            return left, right
        case nodes.Between(low=low, high=high):
            return low, high
        case nodes.In(tests=tests):
            return tests
    return ()


def mentions_null(test: nodes.Node) -> bool:
    """Whether the condition speaks of null."""
    return any(isinstance(part, nodes.Literal) and part.value is None for part in nodes.walk(test))
