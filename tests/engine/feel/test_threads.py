"""One compiled expression in many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from engine import feel


def test_threads_share_an_expression_without_mixing_their_values() -> None:
    expression = feel.compile_expression("sum(for l in order.lines return l.qty * factor)")

    def run(factor: int) -> bool:
        variables = {"order": {"lines": [{"qty": n} for n in range(10)]}, "factor": factor}
        return all(feel.to_json(expression.evaluate(variables)) == 45 * factor for _ in range(100))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(run, range(1, 17)))


def test_a_thread_that_runs_out_of_budget_does_not_stop_the_others() -> None:
    heavy = feel.compile_expression("some i in 1..1000000000 satisfies i < 0")
    light = feel.compile_expression("count(for i in 1..1000 return i)")

    def stopped(_: int) -> bool:
        try:
            heavy.evaluate({})
        except feel.FeelTooComplex:
            return True
        return False

    with ThreadPoolExecutor(4) as pool:
        refused = pool.map(stopped, range(2))
        answers = list(pool.map(lambda _: feel.to_json(light.evaluate({})), range(20)))
        assert all(refused)
    assert set(answers) == {1000}
