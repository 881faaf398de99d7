"""Random and broken text: nothing but a FeelError ever comes out."""

from __future__ import annotations

import logging
import random

import pytest

from engine import feel
from engine.feel.builtins.registry import BUILT_INS

ATOMS = [
    "1", "0", "-1.5", "1e400", '"a"', '""', "true", "null", "x", "y.z", "lines", "lines.qty", "?", "item", "[]", "{}",
    '@"2024-02-29"', '@"10:00:00Z"', '@"2024-01-01T00:00:00@Asia/Shanghai"', '@"P1Y"', '@"PT1H"', "[1..3]", "(<5)",
    "function(a) a", "金额",
]  # fmt: skip
OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]
VARIABLES = {"x": 3, "y": {"z": [1, "a", None]}, "lines": [{"qty": 1}, {"qty": 2.5}], "金额": 12.3}
CASES = 6_000


def _expression(rng: random.Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.2:
        return rng.choice(ATOMS)
    inner = [_expression(rng, depth - 1) for _ in range(3)]
    a, b, c = inner
    return rng.choice(
        [
            f"{a} {rng.choice(OPERATORS)} {b}",
            f"({a})",
            f"[{a}, {b}]",
            f"[{a}..{b}]",
            f"{{k: {a}, l: k}}",
            f"({a})[{b}]",
            f"({a}).k",
            f"if {a} then {b} else {c}",
            f"for i in {a} return {b}",
            f"some i in {a} satisfies {b}",
            f"{a} between {b} and {c}",
            f"{a} in ({b}, < {c})",
            f"{a} instance of {rng.choice(['number', 'list<string>', 'context<a: number>'])}",
            f"{rng.choice(list(BUILT_INS))}({', '.join(inner[: rng.randrange(4)])})",
        ]
    )


def _broken(rng: random.Random, text: str) -> str:
    position = rng.randrange(len(text) + 1)
    return (
        text[:position]
        + rng.choice(["", "(", "]", '"', "，", "..", "in", "@", "\\", "\0", "😀"])
        + text[position + 1 :]
    )


@pytest.mark.parametrize("seed", [20261125, None])
def test_random_expressions_raise_nothing_but_feel_errors(seed: int | None, caplog: pytest.LogCaptureFixture) -> None:
    rng = random.Random(seed)
    caplog.set_level(logging.ERROR, logger="engine.feel")

    for number in range(CASES):
        text = _expression(rng, rng.randrange(1, 4))
        if number % 4 == 0:
            text = _broken(rng, text)
        try:
            value = feel.compile_expression.__wrapped__(text).evaluate(VARIABLES)
            feel.to_json(value)
        except (feel.FeelSyntaxError, feel.FeelTooComplex):
            continue
        except feel.FeelError as problem:
            assert problem.__cause__ is None, text

    assert [record.message for record in caplog.records] == []
