"""The syntax tree. Nodes are immutable and compare by value.

`position` is the offset in the text: of an operator, of the opening bracket of a filter or call, else of the start.
"""

from __future__ import annotations

from collections.abc import Iterator as IterableOf
from dataclasses import dataclass, field, fields
from typing import Any

from engine.feel.types import Type


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of an expression."""


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, text, boolean, null or temporal constant."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or a built-in; `?` is the value under test."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.member`."""

    source: Node
    member: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[condition]`: a position or a condition; `strict` (boxed): anything but booleans gives null."""

    source: Node
    condition: Node
    strict: bool = False
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """Arguments are positional, or named when `names` is not None."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None = None
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """`-operand`."""

    operand: Node
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """Operators of one precedence, from the left: `first op operand op operand`; `positions` are the operators'."""

    first: Node
    rest: tuple[tuple[str, Node], ...]
    positions: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`and` or `or` over two and more operands."""

    operator: str
    operands: tuple[Node, ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """One of = != < <= > >=."""

    operator: str
    left: Node
    right: Node
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`."""

    value: Node
    tests: tuple[Node, ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """`[low..high]`; an end that is not written is None (`(<10)`). `operator`: = or != of `(=10)`, else empty."""

    low: Node | None
    high: Node | None
    low_closed: bool
    high_closed: bool
    operator: str = ""
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Context(Node):
    """`{key: value}`; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`; `strict` (boxed): a condition that is no boolean gives null."""

    condition: Node
    yes: Node
    no: Node
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """`name in domain` or `name in domain..end`."""

    name: str
    domain: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterators return body`."""

    iterators: tuple[Iterator, ...]
    body: Node
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every`; `strict` (boxed): an answer that is no boolean gives null."""

    quantifier: str
    iterators: tuple[Iterator, ...]
    body: Node
    strict: bool = False
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Function(Node):
    """`function(a, b: type) body`; body None: external, which is refused when it is called."""

    parameters: tuple[tuple[str, Type | None], ...]
    body: Node | None
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Test(Node):
    """A unary test with an operator: `< 5`, `= x`, `!= x`."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """The tests of one cell: any of them (or none when `negated`); no test at all is `-`."""

    tests: tuple[Node, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Compiled(Node):
    """A part that is compiled already: a boxed expression inside `for`, `if` and so on."""

    code: Any = field(compare=False)


def walk(root: Any) -> IterableOf[Node]:
    """The node and everything below it, outside in; also through tuples of nodes."""
    pending: list[Any] = [root]
    while pending:
        part = pending.pop()
        if isinstance(part, tuple):
            pending.extend(part)
        elif isinstance(part, Node):
            yield part
            pending.extend(getattr(part, attribute.name) for attribute in fields(part))


def mentions(root: Node, name: str) -> bool:
    """Whether the name stands anywhere in the tree."""
    return any(type(part) is Name and part.name == name for part in walk(root))
