"""A name that can also be read as an operation is told by table, row and column, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import decisions
from engine.decisions import Severity

Build = Callable[..., decisions.Model]
INPUTS = ["gross", "discount", "gross-discount"]


def ambiguous(model: decisions.Model) -> list[decisions.Finding]:
    return [finding for finding in model.findings if finding.code == "decisions.ambiguous_name"]


def in_rows(model: decisions.Model) -> list[decisions.Finding]:
    return [finding for finding in ambiguous(model) if finding.row]


def test_a_cell_is_told_with_its_row_and_column(build_table: Build) -> None:
    model = build_table(INPUTS, ["x"], [("-", "-", "< 5", "0"), ("> gross-discount", "-", "-", "1")])

    (finding,) = in_rows(model)

    assert (finding.severity, finding.row, finding.rows) == (Severity.WARNING, 2, (2,))
    assert finding.zh == "“审批”第 2 行“gross”：“gross-discount”在这里读作一个名称，但也可以是运算 (gross) - (discount)"
    assert finding.en == (
        "'审批': row 2, 'gross', 'gross-discount' is read as one name here, but could be (gross) - (discount)"
    )
    assert finding.text("zh").endswith(
        "若要运算，请写成 (gross) - (discount)；若是名称，把它改成只含文字、数字和下划线的名称。"
    )


def test_an_output_is_told_with_its_column(build_table: Build) -> None:
    model = build_table(INPUTS, ["net"], [("-", "-", "-", "gross-discount * 2")])

    (finding,) = in_rows(model)

    assert "第 1 行“net”" in finding.zh


def test_a_column_is_told_without_a_row(build_table: Build) -> None:
    model = build_table(INPUTS, ["x"], [("-", "-", "-", "1")])

    (finding,) = ambiguous(model)

    assert finding.row == 0 and finding.zh.startswith("“审批”“gross-discount”：")


def test_the_remedies_end_it(build_table: Build) -> None:
    rewritten = build_table(INPUTS, ["x"], [("> (gross) - (discount)", "-", "-", "1")])
    renamed = build_table(["gross", "discount", "gross_discount"], ["x"], [("> gross_discount", "-", "-", "1")])

    assert in_rows(rewritten) == [] and ambiguous(renamed) == []


@pytest.mark.parametrize(
    ("inputs", "cell"),
    [
        (["pre-bureau", "risk"], "> pre-bureau"),  # its parts are nothing
        (["gross", "gross-discount"], "> gross-discount"),  # one part is nothing
        (["gross", "discount"], "> gross-discount"),  # the whole is nothing: it can only be the operation
        (["date", "time", "x"], 'date and time("2026-01-01T00:00") > date'),  # a function
        (INPUTS, '"gross-discount"'),  # a text
    ],
)
def test_what_can_be_read_in_one_way_only_is_not_told(build_table: Build, inputs: list[str], cell: str) -> None:
    model = build_table(inputs, ["x"], [(cell, *["-"] * (len(inputs) - 1), "1")])

    assert in_rows(model) == []


def test_a_members_name_says_nothing_where_no_member_stands(build: Build) -> None:
    model = build(
        '<itemDefinition name="tOrder"><itemComponent name="a-b"><typeRef>number</typeRef></itemComponent>'
        '<itemComponent name="a"><typeRef>number</typeRef></itemComponent></itemDefinition>'
        '<inputData id="i1" name="order"><variable name="order" typeRef="tOrder"/></inputData>'
        '<inputData id="i2" name="a"/><inputData id="i3" name="b"/><decision id="t" name="审批">'
        + "".join(f'<informationRequirement><requiredInput href="#i{n}"/></informationRequirement>' for n in (1, 2, 3))
        + "<literalExpression><text>order.a + a-b</text></literalExpression></decision>"
    )

    assert ambiguous(model) == []


def test_a_member_is_told_where_it_stands(build: Build) -> None:
    model = build(
        '<itemDefinition name="tOrder"><itemComponent name="a-b"><typeRef>number</typeRef></itemComponent>'
        '</itemDefinition><inputData id="i1" name="order"><variable name="order" typeRef="tOrder"/></inputData>'
        '<inputData id="i3" name="b"/><decision id="t" name="审批">'
        + "".join(f'<informationRequirement><requiredInput href="#i{n}"/></informationRequirement>' for n in (1, 3))
        + "<literalExpression><text>order.a-b</text></literalExpression></decision>"
    )

    (finding,) = ambiguous(model)

    assert finding.zh.startswith("“审批”：“a-b”") and finding.row == 0
