"""What the compiler's parts share: an expression becomes a closure over one plain dict of names.

Inner scopes copy the dict, so a function value may outlive the loop that made it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from engine.feel import nodes

Env = dict[str, Any]
Code = Callable[[Env], Any]
Test = Callable[[Any, Env], Any]

RAW = "\0variables"
"""Key of the JSON variables, unconverted, in raw mode."""
MEMO = "\0lifted"
"""Key of the lists and contexts that this evaluation already converted, by id."""
UNKNOWN: Any = object()


@dataclass(frozen=True)
class Site:
    """Where a node stands: which names are bound here, and whether members of an item may hide them."""

    bound: frozenset[str] = frozenset()
    in_filter: bool = False

    def bind(self, *names: str) -> Site:
        """The site inside a construct that declares these names."""
        return replace(self, bound=self.bound.union(names))

    def filter(self) -> Site:
        """The site inside a filter."""
        return replace(self, bound=self.bound | {"item"}, in_filter=True)


@dataclass
class Build(ABC):
    """One compilation. `raw`: free names are JSON variables; `known`: names that hide built-ins of the same name.

    `external` is where a function stands that is not FEEL.
    """

    known: frozenset[str] = frozenset()
    raw: bool = False
    free: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    loops: bool = False
    external: int | None = None

    @abstractmethod
    def code(self, node: nodes.Node, site: Site) -> Code:
        """Compile a node. Each node is compiled once, or nesting would cost 2^depth."""


def constant(value: Any) -> Code:
    """Code that gives the same value at any time."""
    return lambda e: value
