"""What a deploy says about a model, with the element, the line and the row."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from engine import decisions
from engine.decisions import Severity

Build = Callable[..., decisions.Model]


def _found(model: decisions.Model) -> list[tuple[str, int]]:
    return [(finding.code, finding.row) for finding in model.findings]


def test_a_complete_table_has_no_finding(build_table: Build) -> None:
    model = build_table(
        ["gross", "urgent"],
        ["levels"],
        [("<= 5000", "-", "0"), ("(5000..50000]", "-", "1"), ("> 50000", "true, false", "2")],
    )

    assert model.findings == ()


def test_a_gap_is_described_in_the_terms_of_the_table(build_table: Build) -> None:
    model = build_table(["gross", "tier"], ["x"], [("< 5000", "-", "0"), ("> 5000", "-", "1")])

    (finding,) = model.findings

    assert finding.severity is Severity.WARNING
    assert finding.text("zh") == "“审批”：没有一行覆盖 gross = 5000。增加一行，或设置默认输出。"
    assert finding.text("en") == "'审批': gross = 5000 is covered by no row. Add a row, or a default output."


def test_a_gap_between_words_names_the_word(build_table: Build) -> None:
    model = build_table(["tier"], ["x"], [('"VIP"', "0")], allowed=['"VIP", "SVIP"'])

    assert "tier = SVIP is covered by no row" in model.findings[0].en


def test_a_default_closes_every_gap(build_table: Build) -> None:
    assert build_table(["gross"], ["x"], [("< 5000", "0")], defaults=["1"]).findings == ()


def test_an_overlap_names_both_rows_and_where(build_table: Build) -> None:
    model = build_table(["gross"], ["x"], [("<= 5000", "0"), (">= 5000", "1")])

    (finding,) = model.findings

    assert (finding.code, finding.row, finding.line) == ("decisions.overlap", 2, 4)
    assert "第 1 行和第 2 行在 gross = 5000 时同时命中" in finding.zh


def test_rules_that_may_overlap_by_policy_are_no_finding(build_table: Build) -> None:
    rules = [("<= 5000", "0"), (">= 5000", "1")]

    assert build_table(["gross"], ["x"], rules, policy="FIRST").findings == ()
    assert build_table(["gross"], ["x"], rules, policy="COLLECT").findings == ()


def test_a_rule_behind_earlier_ones_is_unreachable(build_table: Build) -> None:
    rules = [("< 10", "0"), (">= 10", "1"), ("[5..15]", "2")]

    assert _found(build_table(["n"], ["x"], rules, policy="FIRST")) == [("decisions.unreachable", 3)]


def test_a_rule_for_a_value_that_is_not_allowed_is_unreachable(build_table: Build) -> None:
    model = build_table(["tier"], ["x"], [('"VIP"', "0"), ('"GOLD"', "1")], allowed=['"VIP"'])

    assert _found(model) == [("decisions.unreachable", 2)]


def test_dates_are_compared_like_numbers(build_table: Build) -> None:
    rules = [('< date("2026-01-01")', "0"), ('>= @"2026-01-01"', "1")]

    assert build_table(["d"], ["x"], rules).findings == ()


def test_nothing_lies_between_one_day_and_the_next(build_table: Build) -> None:
    rules = [('<= @"2026-06-30"', "0"), ('[@"2026-07-01"..@"2026-07-31"]', "1"), ('> @"2026-08-02"', "2")]

    (finding,) = build_table(["d"], ["x"], rules, types=["date"]).findings

    assert "d > 2026-07-31 and ≤ 2026-08-02 is covered by no row" in finding.en


def test_what_is_no_constant_is_said_not_to_be_analysed(build_table: Build) -> None:
    (finding,) = build_table(["a", "b"], ["x"], [("< b", "-", "0"), ("> b", "-", "1")]).findings

    assert (finding.severity, finding.code) == (Severity.INFO, "decisions.not_analysed")
    assert "第 1、2 行" in finding.zh


def test_a_gap_that_no_computed_condition_can_close_is_reported(build_table: Build) -> None:
    model = build_table(["a", "b"], ["x"], [("< 5", "< a", "0"), ("> 5", "-", "1")])

    assert "a = 5 is covered by no row" in model.findings[0].en


def test_a_cell_that_does_not_parse_is_an_error_with_its_row_and_line(build_table: Build) -> None:
    model = build_table(["n"], ["x"], [("< 5", "0"), ("< <", "1")])

    finding = model.findings[0]

    assert (finding.severity, finding.code, finding.row, finding.line) == (Severity.ERROR, "feel.syntax", 2, 4)
    assert finding.zh.startswith("“审批”第 2 行“n”：第 1 行第 3 列：")


def test_a_requirement_that_points_nowhere_is_an_error(build: Build) -> None:
    model = build(
        '<decision id="d" name="d"><informationRequirement><requiredInput href="#gone"/></informationRequirement>'
        "<literalExpression><text>1</text></literalExpression></decision>"
    )

    assert [finding.code for finding in model.findings] == ["decisions.requirement"]


def test_a_rule_with_a_missing_cell_is_an_error_with_its_row(build_table: Build) -> None:
    model = build_table(["a", "b"], ["x"], [("-", "-", "0"), ("-",)], policy="FIRST")

    assert _found(model) == [("decisions.cells", 2)]


def test_a_decision_without_content_is_a_warning(build: Build) -> None:
    assert _found(build('<decision id="d" name="d"/>')) == [("decisions.no_logic", 0)]


def test_another_expression_language_is_an_error(build: Build) -> None:
    model = build(
        '<decision id="d" name="d"><literalExpression id="le" expressionLanguage="juel"><text>1</text>'
        "</literalExpression></decision>"
    )

    assert [(finding.code, finding.element) for finding in model.findings] == [("decisions.language", "le")]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"<definitions", "XML"),
        (b"<other/>", "DMN"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', "DOCTYPE"),
        (b'<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd"><d/>', "DOCTYPE"),
        (b" " * 5_000_001, "5 MB"),
    ],
)
def test_a_file_that_may_not_be_read_is_refused(source: bytes, words: str) -> None:
    with pytest.raises(decisions.ModelRefused) as problem:
        decisions.load_model(source, "x.dmn")

    assert words in problem.value.message("zh")
    assert words in problem.value.message("en")


def test_a_table_of_500_rows_is_checked_in_time(build_table: Build) -> None:
    rules = [(f"[{n * 10}..{n * 10 + 10})", f'"w{n % 7}"', "-", str(n)) for n in range(500)]

    assert any(finding.code == "decisions.gap" for finding in build_table(["a", "b", "c"], ["x"], rules).findings)


@pytest.mark.parametrize(
    ("type_", "cell", "words"),
    [
        ("number", '"abc"', '金额 是数字，条件 "abc" 却是文本，永远不成立'),
        ("string", "> 5", "金额 是文本，条件 > 5 却是数字，永远不成立"),
        ("boolean", '"yes"', "金额 是真假值"),
        ("number", 'date("2026-01-01")', "却是日期"),
    ],
)
def test_a_condition_of_another_type_is_an_error(build_table: Build, type_: str, cell: str, words: str) -> None:
    model = build_table(["金额"], ["x"], [("-", "0"), (cell, "1")], policy="FIRST", types=[type_])

    found = [finding for finding in model.findings if finding.code == "decisions.type_clash"]

    assert [(finding.row, finding.severity) for finding in found] == [(2, Severity.ERROR)]
    assert words in found[0].zh
    assert found[0].remedy_en.startswith("Test a ")


def test_the_type_of_a_column_is_that_of_the_variable_it_reads(build: Build) -> None:
    rule = "<rule><inputEntry><text>{}</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
    model = build(
        '<itemDefinition name="tier"><typeRef>string</typeRef><allowedValues><text>"VIP","plain"</text></allowedValues>'
        '</itemDefinition><inputData id="in" name="t"><variable name="t" typeRef="tier"/></inputData><decision id="d" '
        'name="d"><informationRequirement><requiredInput href="#in"/></informationRequirement><decisionTable><input '
        f"><inputExpression><text>t</text></inputExpression></input><output/>{rule.format('&quot;VIP&quot;')}"
        f"{rule.format('&quot;gold&quot;')}{rule.format('5')}</decisionTable></decision>"
    )

    assert _found(model) == [
        ("decisions.unreachable", 2),
        ("decisions.type_clash", 3),
        ("decisions.gap", 0),
    ]
    assert "t = plain is covered by no row" in model.findings[2].en


@pytest.mark.parametrize("cell", ["[10..1]", "? > 5 and ? < 3", "? in [5..7] and ? = 9"])
def test_a_condition_that_is_never_true_is_told(build_table: Build, cell: str) -> None:
    model = build_table(["n"], ["x"], [("-", "0"), (cell, "1")], policy="COLLECT", types=["number"])

    (finding,) = model.findings

    assert (finding.code, finding.row) == ("decisions.unreachable", 2)
    assert f"no value of n meets {cell}" in finding.en


def test_a_row_that_several_earlier_ones_take_together_names_them(build_table: Build) -> None:
    model = build_table(["n"], ["x"], [("< 10", "0"), (">= 10", "1"), ("[5..15]", "2")], policy="FIRST")

    assert "row 3 can never hit: all of its cases are taken by rows 1 and 2" in model.findings[0].en


@pytest.mark.parametrize(
    ("output", "words"),
    [('"much"', "is no number"), ("4", "is not one of the allowed values"), ("", "gives no x: the result is null")],
)
def test_an_output_that_cannot_be_is_told(build_table: Build, output: str, words: str) -> None:
    model = build_table(["n"], ["x"], [("-", output)], values=["1, 2, 3"], output_types=["number"])

    (finding,) = model.findings

    assert finding.row == 1
    assert words in finding.en


def test_rows_that_stand_twice_are_told(build_table: Build) -> None:
    rows = [("1", '"a"', "0"), ("2", '"a"', "0"), ("1", '"a"', "0")]

    (finding,) = build_table(["n", "t"], ["x"], rows, policy="COLLECT").findings

    assert (finding.code, finding.rows) == ("decisions.duplicate", (1, 3))
    assert "row 3 is the same as row 1" in finding.en


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"policy": "BEST"}, "decisions.hit_policy"),
        ({"policy": "COLLECT", "aggregation": "AVERAGE"}, "decisions.aggregation"),
        ({"policy": "UNIQUE", "aggregation": "SUM"}, "decisions.aggregation"),
        ({"policy": "PRIORITY"}, "decisions.priorities"),
    ],
)
def test_a_policy_that_cannot_be_kept_is_an_error(build_table: Build, options: dict[str, str], code: str) -> None:
    model = build_table(["n"], ["x"], [("-", "1")], **options)

    assert [finding.code for finding in model.findings if finding.severity is Severity.ERROR] == [code]


def test_findings_of_a_wide_table_are_bounded_in_time(build_table: Build) -> None:
    rand = random.Random(1)
    names = ["a", "b", "c", "d", "e", "f"]
    rows = [[_cell(rand, place) for place in range(6)] + ["1"] for _ in range(500)]
    model = build_table(names, ["x"], rows, policy="FIRST", types=["number", "string"] * 3)

    started = time.process_time()
    found = model.findings

    assert found
    assert time.process_time() - started < 3


def _cell(rand: random.Random, place: int) -> str:
    low, high = sorted((rand.randrange(100), rand.randrange(100)))
    numbers = ["-", f"> {low}", f"[{low}..{high}]", f"<= {high}"]
    words = ["-", f'"w{low}"', f'"w{low}", "w{high}"', f'not("w{low}")']
    return rand.choice(words if place % 2 else numbers)
