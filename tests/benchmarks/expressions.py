"""A cached gateway condition, and a decision table of 500 rows whose last row fits."""

from __future__ import annotations

import timeit
from collections.abc import Callable

from place import Place
from report import Line

from engine import decisions, feel

TEXT = 'order.total > 50000 and customer.tier in ("VIP", "SVIP")'
ORDER = {"order": {"total": 60000}, "customer": {"tier": "VIP"}}
ROWS = 500


def measure(place: Place) -> list[Line]:
    model = decisions.load_model(_table(), "m.dmn")
    last = {"a": f"w{ROWS - 1}", "b": ROWS + 5, "c": "b"}
    condition = _microseconds(lambda: feel.compile_expression(TEXT).evaluate(ORDER), 5000)
    row = _microseconds(lambda: model.evaluate("t", last), 200)
    return [
        Line("feel_condition_us", "cached gateway condition", condition, "µs", 2),
        Line("dmn_500_rows_us", "decision table, 500 rows, the last one fits", row, "µs", 100),
    ]


def _microseconds(work: Callable[[], object], number: int) -> float:
    return min(timeit.repeat(work, number=number, repeat=9)) / number * 1e6


def _table() -> bytes:
    inputs = "".join(f"<input id='{n}'><inputExpression><text>{n}</text></inputExpression></input>" for n in "abc")
    rules = "".join(_rule(n) for n in range(ROWS))
    head = (
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='m' name='m'><decision id='t' name='t'>"
    )
    return (
        f"{head}<decisionTable id='d'>{inputs}<output id='o'/>{rules}</decisionTable></decision></definitions>".encode()
    )


def _rule(n: int) -> str:
    cells = "".join(
        f"<inputEntry><text>{cell}</text></inputEntry>" for cell in (f'"w{n}"', f"[{n}..{n + 9}]", '"a", "b"')
    )
    return f"<rule id='r{n}'>{cells}<outputEntry><text>{n}</text></outputEntry></rule>"
