"""Time comes from kit.clock, money is never a float, settings come from kit.config, errors are never swallowed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

EXACT = {"oms"}  # where a float would be an amount or a quantity; handlers speak JSON numbers with diagrams
EXACT_FILES = {"kit/money.py", "kit/quantities.py"}
# The one place where an amount becomes a JSON number for diagrams, whose FEEL reads it back exactly.
TO_NUMBER = ("kit/money.py", "number")
# Ids are ordered by time but are not business time; a signature carries the real time of the wire; the queue of
# PostgreSQL compares with the server's own time.
WALL_CLOCK = {"kit/ids.py", "integrations/dingtalk.py", "engine/dispatch/cluster.py"}


def found(sources: list[Any], wrong: Callable[[ast.AST], bool]) -> list[str]:
    """Where `wrong` holds, as path:line."""
    return [
        f"{source.path}:{getattr(node, 'lineno', 0)}"
        for source in sources
        for node in ast.walk(source.tree)
        if wrong(node)
    ]


def attribute_of(node: ast.AST, owners: set[str], names: set[str]) -> bool:
    """True for `owner.name`, however long the path before the owner is."""
    if not isinstance(node, ast.Attribute) or node.attr not in names:
        return False
    owner = node.value
    return (isinstance(owner, ast.Name) and owner.id in owners) or (
        isinstance(owner, ast.Attribute) and owner.attr in owners
    )


def test_only_the_clock_asks_for_the_time(sources: list[Any]) -> None:
    elsewhere = [source for source in sources if str(source.path) != "kit/clock.py"]

    def asks(node: ast.AST) -> bool:
        wall = attribute_of(node, {"datetime", "date"}, {"now", "utcnow", "today", "utcfromtimestamp"})
        return wall or attribute_of(node, {"time"}, {"time", "time_ns"})

    assert [place for place in found(elsewhere, asks) if place.split(":")[0] not in WALL_CLOCK] == []


def test_only_the_settings_read_the_environment(sources: list[Any]) -> None:
    elsewhere = [source for source in sources if str(source.path) != "kit/config.py"]

    assert found(elsewhere, lambda node: attribute_of(node, {"os"}, {"getenv", "environ"})) == []


def test_no_float_comes_near_money_or_quantities(sources: list[Any]) -> None:
    exact = [source for source in sources if source.package in EXACT or str(source.path) in EXACT_FILES]

    spared = {
        id(inner)
        for source in exact
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and (str(source.path), node.name) == TO_NUMBER
        for inner in ast.walk(node)
    }

    def is_float(node: ast.AST) -> bool:
        if id(node) in spared:
            return False
        if isinstance(node, ast.Constant):
            return isinstance(node.value, float)
        return isinstance(node, ast.Name) and node.id == "float"

    assert found(exact, is_float) == []


def test_no_error_is_swallowed(all_sources: list[Any]) -> None:
    def swallows(node: ast.AST) -> bool:
        if not isinstance(node, ast.ExceptHandler):
            return False
        return node.type is None or all(isinstance(statement, ast.Pass) for statement in node.body)

    assert found(all_sources, swallows) == []


def test_imports_stand_at_the_top(sources: list[Any]) -> None:
    def inner(tree: ast.Module) -> Iterator[ast.AST]:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from (part for part in ast.walk(node) if isinstance(part, ast.Import | ast.ImportFrom))

    assert [f"{source.path}:{node.lineno}" for source in sources for node in inner(source.tree)] == []


def test_only_kit_commits(sources: list[Any]) -> None:
    elsewhere = [source for source in sources if source.package not in {"kit", "migrations"}]

    def commits(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"

    assert found(elsewhere, commits) == []


def test_relations_are_never_loaded_by_accident(sources: list[Any]) -> None:
    def loads(node: ast.AST) -> bool:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "relationship"):
            return False
        lazy = [keyword.value for keyword in node.keywords if keyword.arg == "lazy"]
        return not (lazy and isinstance(lazy[0], ast.Constant) and lazy[0].value == "raise")

    assert found(sources, loads) == []
