"""The shipped decision tables, at their boundaries."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from engine import decisions

FOLDER = Path(__file__).resolve().parents[2] / "bpmn"
FILES = sorted(FOLDER.glob("*.dmn"))
MODELS = {path.stem: decisions.load_model(path.read_bytes(), path.name) for path in FILES}


def decide(decision: str, **variables: Any) -> Any:
    return MODELS[decision].evaluate(decision, variables).json()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_table_has_no_finding(path: Path) -> None:
    assert MODELS[path.stem].findings == ()


@pytest.mark.parametrize(
    ("gross", "levels"),
    [(0.01, 0), (4999.99, 0), (5000.00, 0), (5000.01, 1), (50000.00, 1), (50000.01, 2), (9999999.99, 2)],
)
def test_the_amount_decides_how_many_levels_approve(gross: float, levels: int) -> None:
    assert decide("approval_matrix", channel="B2B", gross=gross, discount_percent=0)["levels"] == levels


@pytest.mark.parametrize(("gross", "levels"), [(0.01, 1), (5000.00, 1), (50000.00, 1), (50000.01, 2)])
def test_a_discount_is_always_approved_by_somebody(gross: float, levels: int) -> None:
    assert decide("approval_matrix", channel="B2B", gross=gross, discount_percent=0.01)["levels"] == levels


@pytest.mark.parametrize(
    ("gross", "discount", "row"),
    [(50000.01, 0, 1), (5000.01, 0, 2), (5000.00, 0.5, 3), (5000.00, 0, 4), (5000.00, None, 5)],
)
def test_the_evidence_names_the_row_that_decided(gross: float, discount: float | None, row: int) -> None:
    variables = {"channel": "B2C", "gross": gross, "discount_percent": discount}

    (table,) = MODELS["approval_matrix"].evaluate("approval_matrix", variables).rules

    assert list(table.rows) == [row]


@pytest.mark.parametrize(
    ("facts", "tier", "priority"),
    [
        ({"manual_tier": "VIP"}, "VIP", 9),
        ({"manual_tier": "VIP", "overdue": 100}, "VIP", 9),
        ({"manual_tier": "ordinary", "revenue_12m": 9000000}, "ordinary", 3),
        ({"revenue_12m": 999999.99}, "ordinary", 3),
        ({"revenue_12m": 1000000}, "VIP", 8),
        ({"revenue_12m": 1000000, "overdue": 0.01}, "ordinary", 1),
        ({"revenue_12m": 500000, "contract": True}, "VIP", 7),
        ({"revenue_12m": 499999.99, "contract": True}, "ordinary", 3),
        ({}, "ordinary", 3),
    ],
)
def test_the_tier_follows_from_the_facts_and_a_person_may_overrule(
    facts: dict[str, Any], tier: str, priority: int
) -> None:
    known = {"manual_tier": None, "overdue": 0, "contract": False, "revenue_12m": 0, "kind": "company", **facts}

    assert decide("customer_tier", tier_facts=known) == {"tier": tier, "priority": priority}


@pytest.mark.parametrize(
    ("tier", "overdue", "excess", "percent", "decision", "hours"),
    [
        ("VIP", 0, 1000, 1, "pass", 24),
        ("VIP", 0, 1000.01, 0.5, "risk", 72),
        ("VIP", 0, 1000, 1.01, "risk", 72),
        ("VIP", 0.01, 10, 0.1, "risk", 24),
        ("ordinary", 0, 10, 0.1, "risk", 72),
        ("ordinary", 1, 100000, 50, "risk", 24),
        ("ordinary", 1, 100000.01, 50, "deny", 0),
    ],
)
def test_the_excess_passes_goes_to_risk_control_or_is_denied(
    tier: str, overdue: float, excess: float, percent: float, decision: str, hours: int
) -> None:
    result = decide("credit_policy", tier=tier, overdue=overdue, excess=excess, excess_percent=percent)

    assert result == {"decision": decision, "valid_hours": hours}


@pytest.mark.parametrize(
    ("task", "tier", "urgent", "due"),
    [
        ("approve_level1", "VIP", True, 30),
        ("approve_level1", "VIP", False, 60),
        ("approve_level1", "ordinary", False, 240),
        ("approve_level2", "ordinary", True, 60),
        ("approve_level2", "VIP", False, 240),
        ("edit_order", "VIP", True, 480),
        ("risk_approval", "ordinary", True, 60),
        ("risk_approval", "VIP", False, 240),
        ("prestock", "VIP", False, 60),
        ("follow_up", "VIP", True, 60),
        ("pick", "ordinary", True, 30),
        ("pick", "VIP", False, 60),
        ("pick", "ordinary", False, 240),
        ("put_back", "ordinary", False, 240),
        ("arrange_carrier", "ordinary", False, 120),
        ("chase_carrier", "VIP", True, 120),
        ("something_new", "ordinary", False, 480),
    ],
)
def test_every_task_has_a_due_time_and_is_reminded_before_it(task: str, tier: str, urgent: bool, due: int) -> None:
    result = decide("sla", task=task, tier=tier, urgent=urgent)

    assert result["due_minutes"] == due
    assert 0 < result["remind_minutes"] < due
    assert result["escalate_to"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_table_carries_tests_of_its_own(path: Path) -> None:
    assert path.read_text().count("<orderflow:test ") >= 5


def test_a_changed_limit_is_refused_by_the_tests_in_the_file() -> None:
    changed = (FOLDER / "approval_matrix.dmn").read_text().replace("&gt; 5000<", "&gt;= 5000<")

    (finding,) = decisions.load_model(changed.encode(), "approval_matrix.dmn").findings

    assert finding.en.startswith(
        "'审批规则', test row 1 (5000 元整、没有折扣，免审): expected levels = 0, got levels = 1"
    )


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_change_of_rules_in_the_readme_passes(readme: str) -> None:
    (told,) = re.findall(r"6\. \*\*.*?```", (FOLDER.parent / readme).read_text("utf-8"), re.DOTALL)
    before, after, test_before, test_after = re.findall(r"`((?:&gt; )?[0-9]+)`", told)
    text = (FOLDER / "approval_matrix.dmn").read_text("utf-8")

    changed = text.replace(f">{before}<", f">{after}<", 1).replace(f">{test_before}<", f">{test_after}<", 1)
    model = decisions.load_model(changed.encode(), "approval_matrix.dmn")

    assert model.findings == ()
    asked = {"channel": "B2B", "gross": 2000, "discount_percent": 0}
    assert model.evaluate("approval_matrix", asked).json()["levels"] == 1
