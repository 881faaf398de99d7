"""What each hit policy makes of the rules that hit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import decisions

Build = Callable[..., decisions.Model]
AGES = [(">= 18", '"adult"'), (">= 65", '"senior"'), ("< 18", '"child"'), (">= 65", '"senior"')]
PRICES = [("> 1", "10.1"), ("> 2", "20.2"), ("> 3", "20.2")]


def _value(model: decisions.Model, **variables: Any) -> Any:
    return model.evaluate("t", variables).json()


def test_unique_gives_the_only_rule(build_table: Build) -> None:
    model = build_table(["age"], ["group"], AGES)

    assert _value(model, age=20) == "adult"


def test_unique_refuses_two_rules_and_names_their_rows(build_table: Build) -> None:
    model = build_table(["age"], ["group"], AGES)

    with pytest.raises(decisions.SeveralRulesHit) as problem:
        _value(model, age=70)

    assert "1, 2, 4" in problem.value.message("zh")
    assert "审批" in problem.value.message("en")


def test_first_stops_at_the_first_rule(build_table: Build) -> None:
    assert _value(build_table(["age"], ["group"], AGES, policy="FIRST"), age=70) == "adult"


def test_any_takes_equal_results_and_refuses_others(build_table: Build) -> None:
    model = build_table(["age"], ["group"], [*AGES[1:2], *AGES[3:], ("> 90", '"old"')], policy="ANY")

    assert _value(model, age=70) == "senior"
    with pytest.raises(decisions.SeveralRulesHit):
        _value(model, age=91)


def test_priority_takes_the_output_value_that_stands_first(build_table: Build) -> None:
    model = build_table(["age"], ["group"], AGES, policy="PRIORITY", values=['"senior", "adult", "child"'])

    assert _value(model, age=70) == "senior"


def test_rule_order_and_output_order_list_all_results(build_table: Build) -> None:
    in_rules = build_table(["age"], ["group"], AGES, policy="RULE ORDER")
    in_outputs = build_table(["age"], ["group"], AGES, policy="OUTPUT ORDER", values=['"senior", "adult", "child"'])

    assert _value(in_rules, age=70) == ["adult", "senior", "senior"]
    assert _value(in_outputs, age=70) == ["senior", "senior", "adult"]


@pytest.mark.parametrize(
    ("aggregation", "expected"), [("", [10.1, 20.2, 20.2]), ("SUM", 50.5), ("MIN", 10.1), ("MAX", 20.2), ("COUNT", 3)]
)
def test_collect_lists_or_aggregates_exactly(build_table: Build, aggregation: str, expected: Any) -> None:
    model = build_table(["n"], ["price"], PRICES, policy="COLLECT", aggregation=aggregation)

    assert _value(model, n=5) == expected


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "COLLECT"])
def test_no_rule_gives_the_default_or_null(build_table: Build, policy: str) -> None:
    plain = build_table(["n"], ["price"], PRICES, policy=policy)
    with_default = build_table(["n"], ["price"], PRICES, policy=policy, defaults=["0"])

    assert _value(plain, n=0) is None
    assert _value(with_default, n=0) == 0


def test_several_outputs_give_a_context(build_table: Build) -> None:
    model = build_table(["n"], ["due_minutes", "escalate_to"], [("-", "60", '"risk_control"')])

    assert _value(model, n=1) == {"due_minutes": 60, "escalate_to": "risk_control"}
    assert model.decisions[0].outputs == ("due_minutes", "escalate_to")
    assert model.decisions[0].inputs == ("n",)


def test_an_input_outside_its_values_gives_null(build_table: Build) -> None:
    model = build_table(["tier"], ["x"], [("-", "1")], allowed=['"VIP", "SVIP"'])

    assert _value(model, tier="VIP") == 1
    assert _value(model, tier="other") is None


def test_the_evidence_names_rows_inputs_and_conditions(build_table: Build) -> None:
    model = build_table(["gross", "tier"], ["levels"], [("<= 5000", "-", "0"), ("> 5000", '"VIP", "SVIP"', "1")])

    hit = model.evaluate("t", {"gross": 6000.5, "tier": "VIP"}).rules[0]

    assert (hit.decision_id, hit.table, hit.rows, hit.outputs) == ("t", "审批", (2,), 1)
    assert hit.inputs == (
        decisions.InputSeen("gross", 6000.5, "> 5000"),
        decisions.InputSeen("tier", "VIP", '"VIP", "SVIP"'),
    )


def test_an_unknown_decision_is_refused(build_table: Build) -> None:
    with pytest.raises(decisions.DecisionUnknown):
        build_table(["n"], ["x"], [("-", "1")]).evaluate("other", {})
