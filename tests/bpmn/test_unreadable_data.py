"""What a table cannot read never approves, grants or favours: whatever of the inputs is missing or of a wrong kind."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from engine import decisions

FOLDER = Path(__file__).resolve().parents[2] / "bpmn"
MODELS = {path.stem: decisions.load_model(path.read_bytes(), path.name) for path in FOLDER.glob("*.dmn")}
MISSING = object()
UNREADABLE = (MISSING, None, "五千", True, [5, 6], {"amount": 5}, -1)


def decide(decision: str, **variables: Any) -> Any:
    known = {name: value for name, value in variables.items() if value is not MISSING}
    return MODELS[decision].evaluate(decision, known).json()


@pytest.mark.parametrize("gross", [10, 5000, 5000.01, 50000.01, *UNREADABLE])
@pytest.mark.parametrize("discount", [0, 0.5, 101, *UNREADABLE])
def test_an_order_is_never_approved_by_rule_on_bad_data(gross: Any, discount: Any) -> None:
    readable = type(gross) in (int, float) and gross >= 0 and type(discount) in (int, float) and 0 <= discount <= 100

    levels = decide("approval_matrix", channel="B2B", gross=gross, discount_percent=discount)["levels"]

    assert levels in ((0, 1, 2) if readable else (2,))


@pytest.mark.parametrize("name", ["tier", "overdue", "excess", "excess_percent"])
@pytest.mark.parametrize("value", UNREADABLE)
def test_credit_is_never_granted_on_bad_data(name: str, value: Any) -> None:
    vip = {"tier": "VIP", "overdue": 0, "excess": 10, "excess_percent": 0.1}
    assert decide("credit_policy", **vip)["decision"] == "pass"

    assert decide("credit_policy", **vip | {name: value})["decision"] == "risk"


@pytest.mark.parametrize("name", ["overdue", "contract", "revenue_12m"])
@pytest.mark.parametrize("value", [None, "100 万", [5, 6], {"amount": 5}])
def test_a_customer_is_never_a_vip_on_bad_data(name: str, value: Any) -> None:
    facts = {"manual_tier": None, "overdue": 0, "contract": True, "revenue_12m": 500000}
    assert decide("customer_tier", tier_facts=facts)["tier"] == "VIP"

    assert decide("customer_tier", tier_facts=facts | {name: value})["tier"] == "ordinary"
    assert decide("customer_tier", tier_facts={key: facts[key] for key in facts if key != name})["tier"] == "ordinary"


@pytest.mark.parametrize("manual", ["vip", "Vip", "一般", ""])
def test_a_tier_that_a_person_wrote_wrong_is_the_ordinary_one(manual: str) -> None:
    facts = {"manual_tier": manual, "overdue": 0, "contract": True, "revenue_12m": 9000000}

    assert decide("customer_tier", tier_facts=facts)["tier"] == "ordinary"


@pytest.mark.parametrize("facts", [MISSING, None, "VIP", 9, ["VIP"]])
def test_no_facts_at_all_are_the_ordinary_tier(facts: Any) -> None:
    assert decide("customer_tier", tier_facts=facts) == {"tier": "ordinary", "priority": 3}


@pytest.mark.parametrize(
    ("task", "tier", "urgent"),
    [*itertools.product(["approve_level1"], [MISSING, 9], [MISSING, "是"]), (MISSING, "VIP", True), (5, "VIP", True)],
)
def test_a_time_limit_that_cannot_be_worked_out_is_the_usual_one(task: Any, tier: Any, urgent: Any) -> None:
    limits = decide("sla", task=task, tier=tier, urgent=urgent)

    assert limits["due_minutes"] == (240 if task == "approve_level1" else 480)
