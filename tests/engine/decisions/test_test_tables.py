"""The test table that a decision carries: it passes, or the file is refused with row, expected and got."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import decisions
from engine.decisions import Severity

Build = Callable[..., decisions.Model]


@pytest.fixture
def carrying(build: Build) -> Build:
    """Builds a table over `gross` that carries these tests."""

    def make(tests: str, policy: str = "UNIQUE") -> decisions.Model:
        rules = "".join(
            f"<rule><inputEntry><text>{cell}</text></inputEntry><outputEntry><text>{levels}</text></outputEntry>"
            f"<outputEntry><text>{reason}</text></outputEntry></rule>"
            for cell, levels, reason in (("&lt;= 5000", "0", '"small"'), ("> 5000", "1", '"large"'))
        )
        return build(
            '<inputData id="in" name="gross"><variable name="gross" typeRef="number"/></inputData>'
            '<decision id="d" name="审批"><extensionElements>'
            '<orderflow:testTable xmlns:orderflow="urn:orderflow:dmn:1">\n'
            f"{tests}</orderflow:testTable></extensionElements>"
            '<informationRequirement><requiredInput href="#in"/></informationRequirement>'
            f'<decisionTable hitPolicy="{policy}"><input><inputExpression typeRef="number"><text>gross</text>'
            '</inputExpression></input><output name="levels"/><output name="reason"/>'
            f"{rules}</decisionTable></decision>"
        )

    return make


def _test(*cells: str, name: str = "") -> str:
    title = f' name="{name}"' if name else ""
    return f"<orderflow:test{title}>{''.join(cells)}</orderflow:test>\n"


def _input(name: str, text: str) -> str:
    return f'<orderflow:input name="{name}">{text}</orderflow:input>'


def _expected(text: str, name: str = "") -> str:
    title = f' name="{name}"' if name else ""
    return f"<orderflow:expected{title}>{text}</orderflow:expected>"


def test_tests_that_pass_are_no_finding(carrying: Build) -> None:
    tests = _test(_input("gross", "5000"), _expected("0", "levels"), _expected('"small"', "reason"))
    tests += _test(_input("gross", "5000.01"), _expected('{levels: 1, reason: "large"}'))
    tests += _test(_expected("null"))

    assert carrying(tests).findings == ()


def test_a_test_that_fails_names_its_row_what_was_expected_and_what_came(carrying: Build) -> None:
    tests = _test(_input("gross", "1"), _expected("0", "levels"))
    tests += _test(_input("gross", "5000"), _expected("1", "levels"), name="边界")

    (finding,) = carrying(tests).findings

    assert (finding.severity, finding.code, finding.row) == (Severity.ERROR, "decisions.test_failed", 2)
    assert finding.zh == "“审批”测试第 2 行（边界）：应得 levels = 1，实得 levels = 0"
    assert finding.en == "'审批', test row 2 (边界): expected levels = 1, got levels = 0"
    assert finding.line == 4


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (_test(_input("grosss", "1"), _expected("0")), "no input grosss (the inputs are gross)"),
        (_test(_input("gross", "1 +"), _expected("0")), "line 1, column"),
        (_test(_input("gross", "other"), _expected("0")), "other is no constant; quote a text"),
        (_test(_input("gross", "1")), "expects nothing"),
        (_test("<orderflow:output/>"), "named inputs and expected"),
        ("<orderflow:case/>", "holds no case"),
    ],
)
def test_a_test_that_cannot_be_read_is_an_error(carrying: Build, test: str, words: str) -> None:
    (finding,) = carrying(test).findings

    assert (finding.severity, finding.code, finding.row) == (Severity.ERROR, "decisions.test_unreadable", 1)
    assert words in finding.en


def test_an_evaluation_that_fails_is_told_with_its_reason(build: Build) -> None:
    rule = "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>{}</text></outputEntry></rule>"
    model = build(
        '<decision id="d" name="d"><extensionElements><orderflow:testTable xmlns:orderflow="urn:orderflow:dmn:1">'
        f"{_test(_expected('1'))}</orderflow:testTable></extensionElements><decisionTable><input><inputExpression>"
        f"<text>1</text></inputExpression></input><output/>{rule.format(1)}{rule.format(2)}</decisionTable></decision>"
    )

    found = [it for it in model.findings if it.code == "decisions.test_failed"]

    assert "expected 1, but it failed: the table 'd' has hit policy UNIQUE" in found[0].en


def test_tests_are_not_run_where_the_file_has_errors(carrying: Build) -> None:
    model = carrying(_test(_input("gross", "1"), _expected("9")), policy="NONE")

    assert [it.code for it in model.findings] == ["decisions.hit_policy"]


def test_more_tests_than_are_run_are_refused(carrying: Build) -> None:
    tests = _test(_input("gross", "1"), _expected("0", "levels")) * 1001

    assert [it.code for it in carrying(tests).findings] == ["decisions.tests_many"]
