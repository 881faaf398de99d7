"""Values are read exactly or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.files import cells, errors

BOMBS = [
    "1e999999",
    "NaN",
    "Infinity",
    "-Infinity",
    "9" * 5000,
    "１０",
    "٣",
    "1_000",
    "0x10",
    "1,5",
    "1 000",
    "--1",
    ".",
    "1.",
    ".5",
]


@pytest.mark.parametrize("read", [cells.quantity, cells.price, cells.number])
@pytest.mark.parametrize("text", BOMBS)
def test_number_bombs_and_look_alikes_are_unreadable(read: Callable[[str, str], Decimal], text: str) -> None:
    with pytest.raises(errors.NumberUnreadable):
        read(text, "数量")


@pytest.mark.parametrize(
    ("text", "value"), [("3", "3"), ("3.0", "3"), ("1.790", "1.79"), ("0.01", "0.01"), ("+5", "5")]
)
def test_plain_numbers_are_read_exactly(text: str, value: str) -> None:
    assert cells.price(text, "单价") == Decimal(value)


@pytest.mark.parametrize("text", ["0", "0.0", "-1", "-0"])
def test_nothing_is_sold_for_nothing_or_less(text: str) -> None:
    with pytest.raises(errors.PriceNotPositive):
        cells.price(text, "单价")
    with pytest.raises(errors.QuantityNotPositive):
        cells.quantity(text, "数量")


@pytest.mark.parametrize("text", ["0.001", "1.795", "10.0001"])
def test_a_third_decimal_of_a_price_is_refused_not_rounded(text: str) -> None:
    with pytest.raises(errors.PriceTooExact):
        cells.price(text, "单价")


@pytest.mark.parametrize("text", ["000123", "6901234567892", "2022072512345928259", "1E5", "85123a", "E10", "1e10"])
def test_codes_are_kept_byte_for_byte(text: str) -> None:
    assert cells.code(text, "编码") == text


@pytest.mark.parametrize("text", ["6.90123E+12", "2.02207251234593E+18", "1E+15", "6.9e12"])
def test_a_code_that_a_spreadsheet_has_changed_is_refused(text: str) -> None:
    with pytest.raises(errors.CodeDamaged):
        cells.code(text, "编码")


@given(st.text(max_size=80))
def test_any_text_is_a_value_or_a_cell_failure(text: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    for read in (
        cells.code,
        cells.plain,
        cells.quantity,
        cells.price,
        cells.yes_or_no,
        lambda value, at: cells.moment(value, at, zone),
    ):
        try:
            read(text, "列")
        except errors.CellFailure as failure:
            assert failure.at == "列"
            assert failure.message("zh")
            assert failure.message("en")


@pytest.mark.parametrize(
    "text",
    ["2026-11-25 09:30:00", "2026-11-25T09:30", "2026/11/25 9:30", "2026/11/25 09:30:00", "2026-11-25T09:30:00+08:00"],
)
def test_times_are_local_to_the_mappings_zone(text: str) -> None:
    value = cells.moment(text, "时间", ZoneInfo("Asia/Shanghai"))

    assert value.astimezone(UTC) == datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


def test_summer_time_of_the_source_counts() -> None:
    value = cells.moment("2011-06-01 12:00:00", "InvoiceDate", ZoneInfo("Europe/London"))

    assert value.astimezone(UTC).hour == 11


@pytest.mark.parametrize(
    "text", ["2011-03-27 01:30:00", "32/13/2026", "2026-02-30", "yesterday", "9" * 50, "2026-11-25\n"]
)
def test_a_time_that_never_was_is_refused(text: str) -> None:
    with pytest.raises(errors.MomentUnreadable):
        cells.moment(text, "时间", ZoneInfo("Europe/London"))
