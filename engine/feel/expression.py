"""From a text to something that can be evaluated, and the guard around every evaluation."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from engine.feel import budget, builtins, compile_tests, json_values, nodes, remedies
from engine.feel.code import MEMO, RAW, Code, Env, Site, Test
from engine.feel.compiler import Compiler
from engine.feel.errors import FeelError, FeelSyntaxError, FeelTooComplex
from engine.feel.parser import Parser
from engine.feel.types import Type

logger = logging.getLogger(__name__)
T = TypeVar("T")


def guarded(work: Callable[[], T]) -> T:
    """Run it within the budget; whatever is not a FeelError is our own bug: logged, and raised as FeelError."""
    started = budget.start()
    try:
        return work()
    except FeelError:
        raise
    except (RecursionError, MemoryError):
        raise FeelTooComplex(limit="stack") from None
    except Exception as problem:
        logger.exception("An expression failed", extra={"action": "feel_failed"})
        raise FeelError(reason=f"{type(problem).__name__}: {problem}") from problem
    finally:
        if started:
            budget.stop()


def parse(
    text: str,
    names: frozenset[str] = frozenset(),
    types: Mapping[str, Type] | None = None,
    members: frozenset[str] = frozenset(),
) -> nodes.Node:
    """The syntax tree of an expression; raises FeelSyntaxError or FeelTooComplex."""
    return guarded(lambda: _parsed(Parser(text, names, builtins.SCOPE, members, types), Parser.whole))


def _parsed(parser: Parser, whole: Callable[[Parser], T]) -> T:
    """The tree; a syntax error is looked at once more for what was meant."""
    try:
        return whole(parser)
    except FeelSyntaxError as problem:
        if problem.failed is None:
            raise
        raise remedies.diagnosed(parser.text, parser.tokens, *problem.failed) from None


def parse_unary_tests(
    text: str,
    names: frozenset[str] = frozenset(),
    types: Mapping[str, Type] | None = None,
    members: frozenset[str] = frozenset(),
) -> nodes.UnaryTests:
    """The syntax tree of a decision table cell; raises FeelSyntaxError or FeelTooComplex."""
    return guarded(lambda: _parsed(Parser(text, names, builtins.SCOPE, members, types), Parser.whole_tests))


@dataclass(frozen=True)
class Expression:
    """A compiled expression. `free`: the variables it reads for certain."""

    text: str
    tree: nodes.Node
    free: frozenset[str]
    code: Code
    counted: bool

    def evaluate(self, variables: dict[str, Any]) -> Any:
        """The FEEL value over JSON variables, which are not changed. Raises FeelError only."""
        env: Env = {RAW: variables, MEMO: {}}
        if self.counted:
            return guarded(lambda: self.code(env))
        try:
            return self.code(env)
        except FeelError:
            raise
        except Exception:
            return guarded(lambda: self.code(env))


@dataclass(frozen=True)
class UnaryTests:
    """Compiled tests of one value."""

    text: str
    tree: nodes.UnaryTests
    free: frozenset[str]
    run: Test

    def test(self, value: Any, variables: dict[str, Any]) -> bool | None:
        """Whether a JSON value passes; None when it cannot be told. Raises FeelError only."""
        env: Env = {RAW: variables, MEMO: {}}
        result = guarded(lambda: self.run(json_values.lift(value), env))
        return result if isinstance(result, bool) else None


@lru_cache(maxsize=4096)
def compile_expression(text: str, names: frozenset[str] = frozenset()) -> Expression:
    """Compile for JSON variables; the same text and names give the same object. Raises FeelError only."""
    tree = parse(text, names)
    build = Compiler(raw=True)
    code = guarded(lambda: build.code(tree, Site()))
    _refuse_external(text, build)
    return Expression(text, tree, frozenset(build.free), code, build.loops)


@lru_cache(maxsize=4096)
def compile_unary_tests(text: str, names: frozenset[str] = frozenset()) -> UnaryTests:
    """Compile the tests of a decision table cell for JSON variables. Raises FeelError only."""
    tree = parse_unary_tests(text, names)
    build = Compiler(raw=True)
    run = guarded(lambda: compile_tests.unary_tests(build, tree, Site()))
    _refuse_external(text, build)
    return UnaryTests(text, tree, frozenset(build.free), run)


def _refuse_external(text: str, build: Compiler) -> None:
    """Functions of Java or PMML, which decisions of the TCK may name but nothing here runs."""
    if build.external is not None:
        raise FeelSyntaxError.located(text, build.external, "refused_external")
