"""Evaluating for people: JSON result, explanation, and what became null."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import decisions

Build = Callable[..., decisions.Model]

DRD = """
<inputData id="in_gross" name="gross"><variable name="gross" typeRef="number"/></inputData>
<decision id="levels" name="审批级数"><variable name="levels"/>
  <extensionElements><zeebe:versionTag xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" value="1.2"/>
  </extensionElements>
  <informationRequirement><requiredInput href="#in_gross"/></informationRequirement>
  <decisionTable id="dt" hitPolicy="FIRST">
    <input id="c" label="金额"><inputExpression typeRef="number"><text>gross</text></inputExpression></input>
    <output id="o" name="levels" typeRef="number"/>
    <annotation name="why"/>
    <rule id="small"><inputEntry><text>&lt;= 5000</text></inputEntry><outputEntry><text>0</text></outputEntry>
      <annotationEntry><text>免审</text></annotationEntry></rule>
    <rule id="large"><description>要审</description><inputEntry><text>-</text></inputEntry>
      <outputEntry><text>1</text></outputEntry></rule>
  </decisionTable>
</decision>
<decision id="answer" name="answer"><variable name="answer" typeRef="string"/>
  <informationRequirement><requiredDecision href="#levels"/></informationRequirement>
  <literalExpression><text>if levels > 0 then "wait" else "go"</text></literalExpression>
</decision>
<decisionService id="svc" name="approval service"><outputDecision href="#answer"/><encapsulatedDecision href="#levels"/>
  <inputData href="#in_gross"/></decisionService>
"""


def test_an_answer_explains_the_required_decisions_with_rows_annotations_and_versions(build: Build) -> None:
    answer = decisions.evaluate(build(DRD), "answer", {"gross": 4000})

    assert (answer.id, answer.kind, answer.result, answer.warnings) == ("answer", "decision", "go", ())
    (levels,) = answer.explanation.requires
    assert (levels.id, levels.name, levels.version, levels.value) == ("levels", "审批级数", "1.2", 0)
    (table,) = levels.tables
    assert (table.rows, table.matched, table.annotations, table.rule_ids) == ((1,), (1,), ("免审",), ("small",))
    assert table.policy == "FIRST"
    assert [(it.name, it.value) for it in levels.requires] == [("gross", 4000)]


def test_a_description_stands_for_an_annotation(build: Build) -> None:
    answer = decisions.evaluate(build(DRD), "levels", {"gross": 6000})

    assert answer.rules[0].annotations == ("要审",)


def test_a_service_is_called_by_its_name(build: Build) -> None:
    answer = decisions.evaluate(build(DRD), "approval service", {"gross": 6000})

    assert (answer.id, answer.kind, answer.result) == ("svc", "decisionService", "wait")
    assert answer.explanation.requires[0].requires[0].tables[0].rows == (2,)


def test_a_misspelt_input_is_told_with_the_one_that_was_meant(build: Build) -> None:
    answer = decisions.evaluate(build(DRD), "levels", {"grosss": 6000})

    assert [warning.en for warning in answer.warnings[:2]] == [
        "the input grosss is not read; is gross meant?",
        "the input gross was not given and counts as null.",
    ]


def test_an_input_of_another_type_is_told(build: Build) -> None:
    answer = decisions.evaluate(build(DRD), "levels", {"gross": "much"})

    assert answer.result == 1
    assert 'the value "much" of gross is no number, and counts as null.' in [it.en for it in answer.warnings]
    assert 'gross 的值 "much" 不是数字，按空值处理。' in [it.zh for it in answer.warnings]


def test_an_expression_without_a_value_says_which_part(build: Build) -> None:
    model = build(
        '<inputData id="o" name="order"/><decision id="d" name="d"><informationRequirement><requiredInput href="#o"/>'
        "</informationRequirement><literalExpression><text>order.lines.total * 2</text></literalExpression></decision>"
    )

    answer = decisions.evaluate(model, "d", {"order": {"lines": {}}})

    assert answer.result is None
    assert "order.lines.total" in answer.warnings[0].en
    assert answer.warnings[0].line == 2


def test_a_text_becomes_the_date_that_the_model_declares(build: Build) -> None:
    model = build(
        '<inputData id="s" name="since"><variable name="since" typeRef="date"/></inputData><decision id="d" name="d">'
        '<informationRequirement><requiredInput href="#s"/></informationRequirement><literalExpression><text>since.year'
        "</text></literalExpression></decision>"
    )

    assert model.evaluate("d", {"since": "2026-02-03"}).json() == 2026
    assert decisions.evaluate(model, "d", {"since": "soon"}).result is None


def test_the_rows_that_lost_against_priority_are_matched_but_not_chosen(build_table: Build) -> None:
    model = build_table(["n"], ["x"], [("> 1", '"b"'), ("> 2", '"a"')], policy="PRIORITY", values=['"a", "b"'])

    (hit,) = decisions.evaluate(model, "t", {"n": 3}).rules

    assert (hit.rows, hit.matched) == ((2,), (1, 2))


def test_an_unknown_target_is_refused(build: Build) -> None:
    with pytest.raises(decisions.DecisionUnknown):
        decisions.evaluate(build(DRD), "in_gross", {})


def test_a_graph_of_diamonds_is_told_once(build: Build) -> None:
    layer = '<decision id="d0" name="d0"><literalExpression><text>1</text></literalExpression></decision>'
    for n in range(1, 30):
        below = ["d0", "d0"] if n == 1 else [f"d{n - 1}", f"e{n - 1}"]
        needs = "".join(
            f'<informationRequirement><requiredDecision href="#{it}"/></informationRequirement>' for it in below
        )
        text = " + ".join(below)
        body = f"{needs}<literalExpression><text>{text}</text></literalExpression>"
        layer += f'<decision id="d{n}" name="d{n}">{body}</decision><decision id="e{n}" name="e{n}">{body}</decision>'

    answer = decisions.evaluate(build(layer), "d29", {})

    assert answer.result == 2**29


def test_no_row_and_a_value_that_is_not_allowed_are_told(build_table: Build) -> None:
    model = build_table(["tier"], ["x"], [('"VIP"', "1")], allowed=['"VIP", "plain"'])

    told = [[it.en for it in decisions.evaluate(model, "t", {"tier": tier}).warnings] for tier in ("plain", "gold")]

    assert told == [
        ["'审批': no row hits."],
        ["'审批': the value \"gold\" of tier is none that the input allows, so the result is null."],
    ]


def test_an_argument_that_does_not_fit_is_told(build: Build) -> None:
    answer = decisions.evaluate(build(DRD), "approval service", {"gross": "much"})

    assert answer.result is None
    assert 'the value "much" of gross is no number, and counts as null.' in [it.en for it in answer.warnings]
