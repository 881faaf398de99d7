"""A mapping is checked word for word before any file is read with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.files import mapping
from integrations.files.columns import Columns
from integrations.files.errors import HeaderMissing, HeaderTwice, MappingInvalid, MappingUnknown
from integrations.files.mapping import FieldName
from integrations.files.table import Table

SAMPLES = Path(__file__).parents[3] / "samples" / "mappings"
SMALL = """
name = "small"
title_zh = "小"
title_en = "small"
channel = "B2B"
[columns]
external_no = { header = ["订单号", "Order No"] }
customer_code = { header = "客户" , default = "WALK-IN", transform = ["strip", "drop_point_zero", "upper"] }
sku = { header = "商品" }
quantity = { header = "数量" }
"""


def table(tmp_path: Path, text: str) -> Table:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return Table(path)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_sample_mapping_is_valid_and_named_like_its_file(path: Path) -> None:
    assert mapping.by_name(path.stem, SAMPLES).name == path.stem


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("[colums]", "colums"),
        ("bad_line = 'guess'", "bad_line"),
        ("zone = 'Mars/Olympus'", "Mars/Olympus"),
        ("zone = '../../etc/passwd'", "zone"),
        ("channel = 'a b'", "channel"),
        ("customers = { create = true, credit_limit = '1e9' }", "credit_limit"),
        ("customers = { create = true, credit_limit = '-1' }", "credit_limit"),
        ("products = { create = true }", "unit_price"),
        ("reject = [{ column = 'sku', code = 'x', zh = '', en = '' }]", "starts_with or equals"),
        ("this is not toml", "Expected"),
    ],
)
def test_a_mistake_is_refused_with_its_place(change: str, reason: str) -> None:
    text = (
        SMALL.replace('channel = "B2B"\n', f'channel = "B2B"\n{change}\n')
        if "channel" not in change
        else SMALL.replace('channel = "B2B"', change)
    )

    with pytest.raises(MappingInvalid) as invalid:
        mapping.parse(text, name="small")

    assert reason in invalid.value.params["reason"]


@pytest.mark.parametrize("column", ["external_no", "customer_code", "sku", "quantity"])
def test_a_mapping_without_a_needed_column_is_refused(column: str) -> None:
    text = "\n".join(line for line in SMALL.splitlines() if not line.startswith(column))

    with pytest.raises(MappingInvalid, match=column):
        mapping.parse(text, name="small")


@pytest.mark.parametrize("name", ["nothing", "../secrets", "online-retail.toml", "/etc/passwd", ""])
def test_a_name_finds_only_mappings_of_the_folder(name: str) -> None:
    with pytest.raises(MappingUnknown, match="online-retail"):
        mapping.by_name(name, SAMPLES)


@pytest.mark.parametrize(
    ("cell", "code"), [("14075.0", "14075"), (" c-1 ", "C-1"), ("", "WALK-IN"), ("1.50", "1.50"), ("x.0", "X.0")]
)
def test_transforms_and_the_default_are_applied_in_order(cell: str, code: str, tmp_path: Path) -> None:
    found = Columns(table(tmp_path, "订单号,客户,商品,数量\n"), mapping.parse(SMALL, name="small"))

    assert found.get(FieldName.CUSTOMER_CODE, ["SO-1", cell, "A", "1"]) == code


def test_headers_are_found_in_any_case_order_and_spelling(tmp_path: Path) -> None:
    found = Columns(table(tmp_path, " 数量 ,商品,ORDER NO,客户,其他\n"), mapping.parse(SMALL, name="small"))

    assert found.get(FieldName.EXTERNAL_NO, ["3", "A", "SO-1", "C", ""]) == "SO-1"
    assert found.header(FieldName.QUANTITY) == "数量"


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    with pytest.raises(HeaderMissing) as missing:
        Columns(table(tmp_path, "订单号,备注\n"), mapping.parse(SMALL, name="small"))

    assert missing.value.params["missing"] == "客户, 商品, 数量"


def test_a_column_that_is_there_twice_is_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(HeaderTwice):
        Columns(table(tmp_path, "订单号,客户,商品,数量,数量\n"), mapping.parse(SMALL, name="small"))
