"""What does not run as drawn is said, with element, line and remedy, in zh and en."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import decisions
from engine.decisions import Severity

Build = Callable[..., decisions.Model]


def _decision(inner: str, attributes: str = "") -> str:
    return f'<decision id="d" name="d"{attributes}>\n{inner}</decision>'


def _literal(text: str) -> str:
    return f"<literalExpression id='le'><text>{text}</text></literalExpression>"


EXTERNAL = 'function(x) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}'
INPUT = '<inputData id="in" name="gross"><variable name="gross" typeRef="number"/></inputData>'
NEEDS = '<informationRequirement id="ir"><requiredInput href="#in"/></informationRequirement>'
TWO = 2 * _decision(_literal("1"))
UNTYPED = '<inputData id="in" name="a"><variable id="x" name="a" typeRef="nmber"/></inputData>'
REFUSED = [
    (_decision('<literalExpression id="x"><importedValues/></literalExpression>'), "decisions.import", "x"),
    (_decision('<conditional id="x"><if/><then/></conditional>'), "decisions.part_missing", "x"),
    (_decision(_literal("1") + '<list id="x"/>'), "decisions.parts", "x"),
    (_decision('<functionDefinition id="x" kind="PMML">' + _literal("1") + "</functionDefinition>"),
     "decisions.foreign_function", "x"),
    (_decision(_literal(EXTERNAL)), "decisions.foreign_function", "le"),
    (_decision('<pivotTable id="x"/>'), "decisions.element", "x"),
    (_decision('<own:thing xmlns:own="urn:own" id="x"/>' + _literal("1")), "decisions.element", "x"),
    (TWO.replace('name="d"', 'name="e"', 1), "decisions.id_duplicate", "d"),
    (TWO.replace('id="d"', 'id="e"', 1), "decisions.name_duplicate", "e"),
    (_decision(_literal("1"), "") + '<inputData id="x"/>', "decisions.name_missing", "x"),
    (_decision('<relation id="x"><column name="a"/><row id="r"/></relation>'), "decisions.cells", "r"),
    ('<import id="x" importType="http://www.w3.org/2001/XMLSchema" namespace="urn:x"/>', "decisions.import", "x"),
    ('<import id="x" importType="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="urn:x" name="x"/>',
     "decisions.import", "x"),
    ('<decisionService id="x" name="s"><outputDecision href="#gone"/></decisionService>', "decisions.requirement", "x"),
    ('<decisionService id="x" name="s"/>', "decisions.part_missing", "x"),
    (UNTYPED, "decisions.unknown_type", "x"),
    (INPUT + _decision(_literal("gross")), "decisions.not_required", "le"),
    (_decision(_literal("roundd(1.5)")), "decisions.unknown_function", "le"),
    (INPUT + _decision(NEEDS.replace("#in", "#d") + _literal("1")), "decisions.cycle", "d"),
    (INPUT + _decision(NEEDS.replace("#in", "#gone") + _literal("1")), "decisions.requirement", "ir"),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "code", "element"), REFUSED)
def test_what_does_not_run_is_an_error(build: Build, inner: str, code: str, element: str) -> None:
    found = [finding for finding in build(inner).findings if finding.code == code]

    assert [finding.element for finding in found[:1]] == [element]
    assert found[0].severity is Severity.ERROR
    assert found[0].line >= 2
    assert found[0].remedy_zh and found[0].remedy_en
    assert found[0].text("zh") != found[0].text("en")


def test_what_only_documents_a_model_is_no_finding(build: Build) -> None:
    model = build(
        '<knowledgeSource id="k" name="law"/><textAnnotation id="t"><text>why</text></textAnnotation>'
        '<association id="a"><sourceRef href="#d"/><targetRef href="#t"/></association>'
        '<organizationUnit id="o" name="sales"/><performanceIndicator id="p" name="speed"/>'
        + _decision(
            "<description>x</description><extensionElements><own:x xmlns:own='urn:own'/></extensionElements>"
            '<question>?</question><variable name="d"/><authorityRequirement id="ar"><requiredAuthority href="#k"/>'
            "</authorityRequirement>" + _literal("1")
        )
    )

    assert model.findings == ()


def test_a_misspelt_attribute_is_a_warning(build: Build) -> None:
    model = build(_decision(_literal("1"), ' hitPolcy="FIRST"'))

    (finding,) = model.findings
    assert (finding.code, finding.severity) == ("decisions.attribute", Severity.WARNING)
    assert "hitPolcy" in finding.en


def test_a_camunda_7_input_variable_is_an_error(build: Build) -> None:
    table = (
        '<decisionTable id="t"><input id="i" xmlns:camunda="http://camunda.org/schema/1.0/dmn" '
        'camunda:inputVariable="x"><inputExpression><text>a</text></inputExpression></input><output id="o"/>'
        "</decisionTable>"
    )

    assert ("decisions.extension", "i") in [(it.code, it.element) for it in build(_decision(table)).findings]


def test_a_misspelt_name_is_a_warning_with_the_one_that_was_meant(build: Build) -> None:
    model = build(INPUT + _decision(NEEDS + _literal("groos * 2")))

    (finding,) = model.findings
    assert (finding.code, finding.severity) == ("decisions.unknown_name", Severity.WARNING)
    assert finding.remedy_en.startswith("Is gross meant?")
    assert finding.remedy_zh.startswith("是否指 gross？")


def test_names_of_a_model_without_input_data_are_process_variables(build: Build) -> None:
    assert build(_decision(_literal("gross * 2"))).findings == ()


def test_a_misspelt_member_of_a_known_type_is_a_warning(build: Build) -> None:
    total = '<itemComponent name="total"><typeRef>number</typeRef></itemComponent>'
    item = f'<itemDefinition name="order">{total}</itemDefinition>'
    model = build(item + INPUT.replace("number", "order") + _decision(NEEDS + _literal("gross.totl * 2")))

    (finding,) = model.findings
    assert finding.code == "decisions.unknown_member"
    assert finding.remedy_en.startswith("Is total meant?")


def test_a_misspelt_name_in_a_cell_names_the_row_and_the_column(build_table: Build) -> None:
    model = build_table(["gross"], ["x"], [("< 5", "0"), (">= limit", "1")])

    finding = next(it for it in model.findings if it.code == "decisions.unknown_name")
    assert (finding.row, finding.rows) == (2, (2,))
    assert finding.zh == "“审批”第 2 行“gross”：没有名为 limit 的输入"


def test_a_file_of_a_later_version_says_how_it_is_run() -> None:
    source = '<definitions xmlns="https://www.omg.org/spec/DMN/20300101/MODEL/" id="m" name="m" namespace="urn:m"/>'

    assert [it.code for it in decisions.load_model(source.encode(), "m.dmn").findings] == ["decisions.version"]
