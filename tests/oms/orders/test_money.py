"""Money of lines and orders: exact, rounded once per line, the same everywhere."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kit import money
from oms.orders import lines
from oms.pricing import rules as pricing

prices = st.decimals("0.000001", "100000", places=6)
quantities = st.decimals("0.000001", "10000", places=6)
discounts = st.decimals(0, 100, places=2)
rates = st.sampled_from([Decimal(rate) for rate in ("0", "0.01", "0.03", "0.06", "0.09", "0.13")])
OPEN = None


def _round_half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


@given(prices, quantities, discounts, rates)
def test_a_line_is_rounded_once_from_the_exact_product(
    price: Decimal, quantity: Decimal, discount: Decimal, rate: Decimal
) -> None:
    agreed = pricing.agree(pricing.PriceRange(price, OPEN, OPEN), None, discount, at="x")
    gross = money.line_gross(agreed.net_price, quantity)
    net, tax = money.split_tax(gross, rate)

    exact = Fraction(price) * Fraction(quantity) * (100 - Fraction(discount))
    assert gross == _round_half_up(exact)
    assert net + tax == gross
    assert net == _round_half_up(Fraction(gross) / (1 + Fraction(rate)))
    assert 0 <= tax <= gross


@given(st.lists(st.tuples(st.integers(0, 10**9), rates), max_size=30))
def test_an_order_is_the_sum_of_its_rounded_lines(amounts: list[tuple[int, Decimal]]) -> None:
    priced = [
        lines.PricedLine(None, Decimal(1), None, *money.split_tax(gross, rate), gross)  # type: ignore[arg-type]
        for gross, rate in amounts
    ]

    totals = lines.totals(priced)

    assert totals["net_fen"] + totals["tax_fen"] == totals["gross_fen"] == sum(a for a, _ in amounts)


@given(prices, prices)
def test_a_hidden_discount_is_never_shown_as_none(list_price: Decimal, typed: Decimal) -> None:
    agreed = pricing.agree(pricing.PriceRange(list_price, OPEN, OPEN), typed, Decimal(0), at="x")

    below = (list_price - typed) / list_price * 100
    assert (agreed.below_list_percent > 0) == (typed < list_price)
    assert abs(agreed.below_list_percent - max(below, Decimal(0))) <= Decimal("0.01")


def test_vat_of_a_known_invoice() -> None:
    assert money.split_tax(8_000_000, Decimal("0.13")) == (7_079_646, 920_354)
    assert money.line_gross(Decimal("0.125"), Decimal(1)) == 13
    assert Decimal("0.125").quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("0.13")
