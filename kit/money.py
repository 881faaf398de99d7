"""Money is an integer number of fen (1/100 yuan). No float, no rounding but HALF_UP per line."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from kit import errors

Fen = int

_YUAN = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,2})?", re.ASCII)
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_CENT = Decimal("0.01")


class BadAmount(errors.Failure):
    """An amount is not a plain number with at most two decimals."""

    code = "money.bad_amount"
    kind = errors.Kind.INVALID
    zh = "金额「{value}」无法识别，写成最多两位小数的数字，例如 1280.50"
    en = "Amount “{value}” is not readable; write a number with at most two decimals, such as 1280.50"


def parse_yuan(text: str, *, at: str = "") -> Fen:
    """“12.30” → 1230. Raises BadAmount for exponents, NaN, full-width digits, blanks or a third decimal."""
    if not _YUAN.fullmatch(text):
        raise BadAmount(at=at, value=text[:40])
    return int(Decimal(text).scaleb(2))


def yuan(amount: Fen) -> str:
    """1230 → “12.30”, always two decimals."""
    sign, value = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{value // 100}.{value % 100:02d}"


def number(amount: Fen) -> float | int:
    """The amount in yuan as a process variable: a JSON number whose shortest text is exact (below 10^13 yuan)."""
    return amount // 100 if amount % 100 == 0 else float(yuan(amount))


def round_fen(value: Decimal) -> Fen:
    """Yuan to fen, HALF_UP: 2.345 → 235."""
    return int(_EXACT.scaleb(_EXACT.quantize(value, _CENT), 2))


def line_gross(price: Decimal, quantity: Decimal) -> Fen:
    """Price × quantity of one line, rounded once."""
    return round_fen(_EXACT.multiply(price, quantity))


def split_tax(gross: Fen, rate: Decimal) -> tuple[Fen, Fen]:
    """(net, tax) of a tax-inclusive amount; net + tax is always the gross."""
    net = round_fen(_EXACT.divide(Decimal(gross).scaleb(-2), 1 + rate))
    return net, gross - net
