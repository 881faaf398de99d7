"""Three questions about a type: is it, make it, is it allowed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.feel import types
from engine.feel.types import Type

SMALL = types.restrict(Type("number"), lambda value: value < 10)
BOX = Type("context", fields=(("n", SMALL),))


@pytest.mark.parametrize(
    ("value", "wanted", "is_one", "made"),
    [
        (Decimal(5), SMALL, True, Decimal(5)),
        (Decimal(50), SMALL, True, None),
        ([Decimal(50)], Type("list", item=SMALL), True, None),
        ([Decimal(5)], SMALL, False, Decimal(5)),
        ([[Decimal(5)]], SMALL, False, None),
        (Decimal(5), Type("list", item=SMALL), False, [Decimal(5)]),
        (Decimal(50), Type("list", item=SMALL), False, None),
        ({"n": Decimal(50)}, BOX, True, None),
        ({"n": None}, BOX, True, {"n": None}),
        ("5", SMALL, False, None),
        (None, SMALL, False, None),
        (None, Type("null"), True, None),
    ],
)
def test_allowed_values_count_for_coercion_only(value: Any, wanted: Type, is_one: bool, made: Any) -> None:
    assert (types.conforms(value, wanted), types.coerce(value, wanted)) == (is_one, made)
