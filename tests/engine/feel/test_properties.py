"""What holds for all values: exact numbers, calendar arithmetic, and texts that read back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.feel import calendar, temporal
from engine.feel.values import equal, literal

REFERENCE = Context(prec=34)
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def _value(text: str, **variables: Any) -> Any:
    return feel.compile_expression(text).evaluate(variables)


@given(numbers, numbers)
def test_arithmetic_is_decimal_arithmetic_of_34_digits(a: Decimal, b: Decimal) -> None:
    assert _value("a + b", a=a, b=b) == REFERENCE.add(a, b)
    assert _value("a - b", a=a, b=b) == REFERENCE.subtract(a, b)
    assert _value("a * b", a=a, b=b) == REFERENCE.multiply(a, b)
    assert _value("a / b", a=a, b=b) == (REFERENCE.divide(a, b) if b else None)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_of_a_variable_counts_as_it_is_written(value: float) -> None:
    assert _value("v", v=value) == Decimal(repr(value))


@given(st.integers(-(10**14), 10**14))
def test_an_amount_in_fen_survives_the_way_through_json(fen: int) -> None:
    yuan = fen / 100

    assert feel.to_json(_value("v * 1", v=yuan)) == yuan


@given(json_values)
def test_json_goes_through_unchanged(value: Any) -> None:
    assert feel.to_json(_value("v", v=value)) == value


@given(json_values)
def test_a_value_written_as_text_reads_back_equal(value: Any) -> None:
    lifted = feel.lift(value)

    again = feel.compile_expression.__wrapped__(literal(lifted)).evaluate({})

    assert equal(again, lifted) is True


@given(st.dates(), st.integers(-20_000, 20_000))
def test_days_are_counted_as_the_standard_library_counts_them(day: date, shift: int) -> None:
    ordinal = calendar.to_ordinal(day.year, day.month, day.day)

    assert ordinal == (day - date(1970, 1, 1)).days
    try:
        moved = day + timedelta(days=shift)
    except OverflowError:
        return
    assert str(temporal.from_ordinal(ordinal + shift)) == moved.isoformat()


@given(st.integers(-999_999_999, 999_999_999), st.integers(1, 12), st.integers(1, 28))
def test_dates_of_nine_digit_years_read_back(year: int, month: int, day: int) -> None:
    value = temporal.Date(year, month, day)

    assert temporal.parse_date(str(value)) == value
    assert temporal.from_ordinal(value.ordinal) == value


@given(st.integers(-(10**20), 10**20))
def test_durations_read_back(nanos: int) -> None:
    value = temporal.DaysDuration(nanos)

    assert temporal.parse_duration(str(value)) == value


@given(st.text(max_size=40))
def test_any_text_is_an_expression_or_a_feel_error(text: str) -> None:
    try:
        feel.compile_expression.__wrapped__(text).evaluate({})
    except feel.FeelError as problem:
        assert problem.message("zh")
