"""Files and functions stay small enough to be read at once, and every module says what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

FILE_LINES = 500
FUNCTION_LINES = 50


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_no_file_is_longer_than_500_lines(all_sources: list[Any]) -> None:
    lengths = {str(source.path): len(source.text.splitlines()) for source in all_sources}

    assert {path: lines for path, lines in lengths.items() if lines > FILE_LINES} == {}


def test_no_function_is_longer_than_50_lines(all_sources: list[Any]) -> None:
    lengths = {
        f"{source.path}:{function.lineno} {function.name}": lines_of(function)
        for source in all_sources
        for function in functions(source.tree)
    }

    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}


def test_every_module_opens_with_a_docstring(all_sources: list[Any]) -> None:
    silent = [str(source.path) for source in all_sources if not ast.get_docstring(source.tree)]

    assert silent == []


def test_no_module_has_a_name_that_says_nothing(all_sources: list[Any]) -> None:
    empty_names = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base", "base_service"}

    assert [str(source.path) for source in all_sources if source.path.stem in empty_names] == []
