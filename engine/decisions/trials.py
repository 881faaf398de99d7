"""The test table that a decision carries in its file: inputs, and what must come out before it may be deployed.

    <extensionElements>
      <orderflow:testTable xmlns:orderflow="urn:orderflow:dmn:1">
        <orderflow:test name="exactly 5000">
          <orderflow:input name="gross">5000</orderflow:input>
          <orderflow:expected name="levels">0</orderflow:expected>
        </orderflow:test>
      </orderflow:testTable>
    </extensionElements>

Cells are FEEL without variables; an input that is left out is null. `expected` names an output, or without a name is
the whole result.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.decisions import xml
from engine.decisions.finding import Finding, Pair, Severity
from engine.decisions.graph import Graph, Node
from engine.decisions.xml import Element
from engine.feel.values import equal, literal

NAMESPACE = "urn:orderflow:dmn:1"
MAX_TESTS = 1_000
"""Tests of one decision that are run."""
MAX_SECONDS = 5.0
"""All tests of one file together."""
Run = Callable[[Node, dict[str, Any]], Any]
"""Evaluates a node over inputs: the FEEL value."""


@dataclass(frozen=True)
class Trial:
    """One row of a test table. Cells are FEEL values; an expected name of None is the whole result."""

    inputs: dict[str, Any]
    expected: tuple[tuple[str | None, Any], ...]


class _Unreadable(Exception):
    """A cell that is no constant of FEEL, or a part that is not known."""

    def __init__(self, element: Element, said: Pair) -> None:
        super().__init__(said[1])
        self.element, self.said = element, said


def findings(graph: Graph, reads: Callable[[Node], set[str]], run: Run) -> Iterator[Finding]:
    """The tests of all decisions of a file that fail or cannot be read."""
    deadline = time.monotonic() + MAX_SECONDS
    for node in graph.nodes:
        tests = _tests(node)
        if len(tests) > MAX_TESTS:
            said = f"有 {len(tests)} 行测试，超过 {MAX_TESTS}", f"it has {len(tests)} tests, more than {MAX_TESTS}"
            yield _finding(node, tests[MAX_TESTS], 0, "decisions.tests_many", said, ("删去一些", "Remove some"))
        for number, element in enumerate(tests[:MAX_TESTS], 1):
            if time.monotonic() > deadline:
                said = f"测试超过 {MAX_SECONDS:.0f} 秒", f"the tests take more than {MAX_SECONDS:.0f} seconds"
                yield _finding(node, element, number, "decisions.tests_slow", said, ("减少测试", "Remove some"))
                return
            yield from _one(node, element, number, reads(node), run)


def _tests(node: Node) -> list[Element]:
    extensions = xml.child(node.element, "extensionElements")
    tables = [] if extensions is None else [it for it in extensions if it.tag == f"{{{NAMESPACE}}}testTable"]
    return [test for table in tables for test in xml.children(table)]


def _one(node: Node, element: Element, number: int, known: set[str], run: Run) -> Iterator[Finding]:
    try:
        trial = _read(element, known)
    except _Unreadable as problem:
        remedy = "改正这一格", "Correct the cell"
        yield _finding(node, problem.element, number, "decisions.test_unreadable", problem.said, remedy)
        return
    try:
        result = run(node, trial.inputs)
    except feel.FeelError as problem:
        wanted = "、".join(_cell(name, value) for name, value in trial.expected)
        said = (
            f"应得 {wanted}，却失败：{problem.message('zh').rstrip('。')}",
            f"expected {wanted}, but it failed: {problem.message('en').rstrip('.')}",
        )
        yield _finding(node, element, number, "decisions.test_failed", said, _REMEDY)
        return
    for name, wanted in trial.expected:
        got = result if name is None else result.get(name) if isinstance(result, dict) else result
        if not _same(wanted, got):
            said = (
                f"应得 {_cell(name, wanted)}，实得 {_cell(name, got)}",
                f"expected {_cell(name, wanted)}, got {_cell(name, got)}",
            )
            yield _finding(node, element, number, "decisions.test_failed", said, _REMEDY)


_REMEDY = "改正决策，或改正测试", "Correct the decision, or the test"


def _read(element: Element, known: set[str]) -> Trial:
    if xml.local(element) != "test":
        name = xml.local(element)
        raise _Unreadable(element, (f"测试表里不能有 {name}", f"a test table holds no {name}"))
    inputs: dict[str, Any] = {}
    expected: list[tuple[str | None, Any]] = []
    for cell in xml.children(element):
        given = cell.get("name")
        if xml.local(cell) == "input" and given:
            if given not in known:
                raise _Unreadable(cell, _no_input(given, ", ".join(sorted(known))))
            inputs[given] = _value(cell)
        elif xml.local(cell) == "expected":
            expected.append((given, _value(cell)))
        else:
            raise _Unreadable(cell, ("测试只能有带名称的 input 和 expected", "a test holds named inputs and expected"))
    if not expected:
        raise _Unreadable(element, ("测试没有写期望的结果", "the test expects nothing"))
    return Trial(inputs, tuple(expected))


def _no_input(name: str, listed: str) -> Pair:
    return f"决策没有输入 {name}（它的输入：{listed}）", f"there is no input {name} (the inputs are {listed})"


def _value(cell: Element) -> Any:
    text = (cell.text or "").strip() or "null"
    try:
        expression = feel.compile_expression(text)
        if expression.free:
            name = sorted(expression.free)[0]
            raise _Unreadable(cell, (f"{name} 不是常量；文本要加双引号", f"{name} is no constant; quote a text"))
        return expression.evaluate({})
    except feel.FeelError as problem:
        said = problem.message("zh").rstrip("。"), problem.message("en").rstrip(".")
        raise _Unreadable(cell, said) from None


def _same(wanted: Any, got: Any) -> bool:
    return wanted is got or equal(wanted, got) is True


def _cell(name: str | None, value: Any) -> str:
    return literal(value) if name is None else f"{name} = {literal(value)}"


def _finding(node: Node, element: Element, row: int, code: str, said: Pair, remedy: Pair) -> Finding:
    zh, en = (f"测试第 {row} 行", f"test row {row}") if row else ("测试表", "the test table")
    name = element.get("name") if xml.local(element) == "test" else None
    zh, en = (f"{zh}（{name}）", f"{en} ({name})") if name else (zh, en)
    return Finding(
        severity=Severity.ERROR,
        code=code,
        element=element.get("id") or node.id,
        line=xml.line(element),
        zh=f"“{node.title}”{zh}：{said[0]}",
        en=f"'{node.title}', {en}: {said[1]}",
        row=row,
        remedy_zh=remedy[0],
        remedy_en=remedy[1],
        decision=node.id,
    )
