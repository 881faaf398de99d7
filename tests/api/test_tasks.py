"""The inbox over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

V1 = "/api/v1"


@pytest.fixture
def order(shop: Any) -> dict[str, Any]:
    """An order that waits for its first approval."""
    return dict(shop.order(lines=[{"sku": "A-200", "quantity": "3"}]))


@pytest.fixture
def task(shop: Any, order: dict[str, Any]) -> dict[str, Any]:
    (found,) = shop.tasks(order)
    return dict(found)


def act(shop: Any, who: str, task: dict[str, Any], action: str, **body: Any) -> Any:
    return shop.as_(who).post(f"{V1}/tasks/{task['id']}/{action}", json=body)


def test_a_row_says_what_whose_and_why(task: dict[str, Any], order: dict[str, Any]) -> None:
    assert task["element_id"] == "approve_level1"
    assert task["candidate_groups"] == ["contract_approver"]
    assert task["outcomes"] == ["approve", "reject", "return"]
    assert task["order_id"] == order["id"]
    assert task["order"]["gross"] == "7500.00"
    assert task["reason"] and task["due_at"] > task["created_at"]


def test_who_reads_english_reads_it_in_english(shop: Any, task: dict[str, Any], order: dict[str, Any]) -> None:
    english = {"Accept-Language": "en"}
    approver = shop.as_("approver")
    (row,) = approver.get(f"{V1}/tasks", params={"order_id": order["id"]}, headers=english).json()["items"]
    card = approver.get(f"{V1}/tasks/{task['id']}", headers=english).json()["card"]
    chinese = approver.get(f"{V1}/tasks/{task['id']}").json()

    assert (task["name"], task["reason"]) == ("合同审批", "金额超过 5 千")
    assert (row["name"], row["reason"]) == ("Contract approval", "Over 5,000")
    assert [seen["label"] for seen in card["rule"]["inputs"]] == ["Channel", "Amount incl. tax", "Highest discount %"]
    assert (card["rule"]["outputs"]["reason"], card["next"]) == ("Over 5,000", ["Credit check"])
    assert (chinese["name"], chinese["card"]["next"]) == ("合同审批", ["信用核查"])


def test_the_inbox_of_a_group_holds_it(shop: Any, task: dict[str, Any]) -> None:
    for view in ("group", "all"):
        found = shop.as_("approver").get(f"{V1}/tasks", params={"view": view, "limit": 200}).json()["items"]
        assert task["id"] in [row["id"] for row in found]
    mine = shop.as_("approver").get(f"{V1}/tasks", params={"view": "mine"}).json()["items"]
    assert task["id"] not in [row["id"] for row in mine]
    others = shop.as_("logistics").get(f"{V1}/tasks", params={"limit": 200}).json()["items"]
    assert task["id"] not in [row["id"] for row in others]


def test_pages_of_the_inbox_follow_each_other_without_gaps(shop: Any) -> None:
    for _ in range(3):
        shop.order()
    warehouse = shop.as_("warehouse")
    everything = warehouse.get(f"{V1}/tasks", params={"limit": 200}).json()["items"]

    paged: list[str] = []
    cursor = None
    while True:
        page = warehouse.get(f"{V1}/tasks", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        paged += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert paged == [row["id"] for row in everything]


def test_counts_tell_how_much_waits(shop: Any, task: dict[str, Any]) -> None:
    counts = shop.as_("approver").get(f"{V1}/tasks/counts").json()

    assert counts["by_group"]["contract_approver"] >= 1
    assert counts["group"] >= 1
    assert counts["capped"] is False


def test_the_card_holds_all_that_is_needed_to_decide(shop: Any, task: dict[str, Any], order: dict[str, Any]) -> None:
    card = shop.as_("approver").get(f"{V1}/tasks/{task['id']}").json()

    assert card["card"]["order"]["id"] == order["id"]
    assert card["card"]["credit"]["this_order"] == "7500.00"
    assert card["card"]["rule"]["decision"] == "approval_matrix"
    assert card["card"]["rule"]["row"] >= 1
    assert card["form"]["schema"]["type"] == "object"
    assert card["facts"]
    assert card["card"]["next"]


def test_the_form_speaks_the_readers_language(shop: Any, task: dict[str, Any]) -> None:
    answer = shop.as_("approver").get(f"{V1}/tasks/{task['id']}", headers={"Accept-Language": "en"})

    form = answer.json()["form"]
    assert form["schema"]["title"] == "Approval"
    assert "x-en" not in str(form)


@pytest.mark.parametrize("who", ["warehouse", "finance", "logistics"])
def test_the_card_of_others_is_not_found(shop: Any, task: dict[str, Any], who: str) -> None:
    assert shop.as_(who).get(f"{V1}/tasks/{task['id']}").status_code == 404
    assert shop.as_(who).put(f"{V1}/tasks/{task['id']}/draft", json={"variables": {}}).status_code == 404
    assert act(shop, who, task, "claim").status_code == 404
    assert act(shop, who, task, "transfer", to=who, reason="给我来办吧").status_code == 404


def test_a_task_of_others_cannot_be_decided(shop: Any, task: dict[str, Any]) -> None:
    before = shop.facts()

    answer = act(shop, "warehouse", task, "complete", outcome="approve")

    assert answer.status_code == 404
    assert answer.json()["code"] == "task.unknown"
    assert "contract_approver" not in answer.text
    assert shop.facts() == before


def test_who_may_only_look_at_a_task_learns_whose_it_is(shop: Any, task: dict[str, Any]) -> None:
    answer = act(shop, "manager", task, "complete", outcome="approve")

    assert answer.status_code == 403
    assert "contract_approver" in answer.json()["detail"]


def test_a_task_that_a_colleague_has_taken_is_refused_not_hidden(shop: Any, task: dict[str, Any]) -> None:
    assert act(shop, "approver", task, "transfer", to="manager", reason="请经理来批").status_code == 200

    answer = act(shop, "approver", task, "complete", outcome="approve")

    assert answer.status_code == 403
    assert answer.json()["code"] == "task.not_candidate"


def test_a_task_of_others_is_not_found_among_many_either(shop: Any, task: dict[str, Any]) -> None:
    wanted = {"ids": [task["id"]], "outcome": "approve", "comment": "可以"}

    answer = shop.as_("warehouse").post(f"{V1}/tasks/bulk", json=wanted)

    assert [result["code"] for result in answer.json()["results"]] == ["task.unknown"]


def test_a_task_is_decided_once_and_the_second_learns_who_was_first(shop: Any, task: dict[str, Any]) -> None:
    first = act(shop, "approver", task, "complete", outcome="approve", comment="可以", variables={})
    before = shop.facts()
    second = act(shop, "approver", task, "complete", outcome="reject", comment="不可以")

    assert first.status_code == 200, first.text
    assert first.json()["outcome"] == "approve"
    assert second.status_code == 409
    problem = second.json()
    assert problem["code"] == "task.closed"
    assert "approver" in problem["detail"] and "approve" in problem["detail"]
    assert shop.facts() == before


def test_of_many_who_decide_at_once_one_wins(shop: Any, task: dict[str, Any]) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(
            threads.map(lambda _: act(shop, "approver", task, "complete", outcome="approve", comment="可以"), range(6))
        )

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]


def test_an_outcome_that_is_not_offered_is_refused(shop: Any, task: dict[str, Any]) -> None:
    before = shop.facts()

    answer = act(shop, "approver", task, "complete", outcome="maybe")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"] == "outcome"
    assert shop.facts() == before


def test_a_form_that_does_not_validate_names_the_field(shop: Any) -> None:
    (pick,) = shop.tasks(shop.order())
    before = shop.facts()

    answer = act(shop, "warehouse", pick, "complete", variables={"short": [{"sku": 5, "quantity": "1"}]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"] == "variables.short[0].sku"
    assert shop.facts() == before


def test_variables_beside_the_form_are_refused(shop: Any, task: dict[str, Any]) -> None:
    before = shop.facts()

    answer = act(shop, "approver", task, "complete", outcome="approve", variables={"gross": 1})

    assert answer.status_code == 422
    assert shop.facts() == before


def test_a_refusal_wants_a_comment(shop: Any, task: dict[str, Any]) -> None:
    answer = act(shop, "approver", task, "complete", outcome="reject")

    assert answer.status_code == 422
    assert answer.json()["code"] == "task.comment_missing"


def test_a_claimed_task_is_mine_until_i_give_it_back(shop: Any, task: dict[str, Any]) -> None:
    claimed = act(shop, "approver", task, "claim")
    mine = shop.as_("approver").get(f"{V1}/tasks", params={"view": "mine", "limit": 200}).json()["items"]
    given_back = act(shop, "approver", task, "unclaim")

    assert claimed.json()["assignee"] == "approver"
    assert task["id"] in [row["id"] for row in mine]
    assert given_back.json()["assignee"] is None


@pytest.mark.parametrize("attempt", ["claim", "unclaim", "complete"])
def test_whoever_has_a_task_is_told_by_name(shop: Any, task: dict[str, Any], attempt: str) -> None:
    act(shop, "approver", task, "claim")

    refused = act(shop, "admin", task, attempt, **({"outcome": "approve"} if attempt == "complete" else {}))

    assert (refused.status_code, refused.json()["code"]) == (403, "task.not_candidate")
    assert refused.json()["detail"].startswith("这个任务由 approver 处理")
    assert act(shop, "approver", task, "unclaim").status_code == 200


def test_a_task_is_handed_over_with_a_reason(shop: Any, task: dict[str, Any]) -> None:
    without = act(shop, "approver", task, "transfer", to="manager", reason="")
    unknown = act(shop, "approver", task, "transfer", to="nobody", reason="休假去了请代办")
    done = act(shop, "approver", task, "transfer", to="manager", reason="休假去了请代办")

    assert without.status_code == 422
    assert unknown.json()["code"] == "identity.user_unknown"
    assert done.json()["assignee"] == "manager"
    assert act(shop, "manager", task, "complete", outcome="approve").status_code == 200


def test_a_task_is_not_handed_to_somebody_who_could_never_complete_it(shop: Any, task: dict[str, Any]) -> None:
    answer = act(shop, "approver", task, "transfer", to="auditor", reason="休假去了请代办")

    assert (answer.status_code, answer.json()["code"]) == (422, "task.receiver_cannot_work")


def test_a_draft_is_kept_for_its_writer(shop: Any, task: dict[str, Any]) -> None:
    path = f"{V1}/tasks/{task['id']}"

    saved = shop.as_("approver").put(f"{path}/draft", json={"variables": {"note": "想一想"}})

    assert saved.status_code == 204
    assert shop.as_("approver").get(path).json()["draft"] == {"note": "想一想"}
    assert shop.as_("manager").get(path).json()["draft"] == {}


def test_many_are_decided_one_by_one(shop: Any) -> None:
    tasks = [shop.tasks(shop.order(lines=[{"sku": "A-200", "quantity": "3"}]))[0] for _ in range(2)]
    ids = [task["id"] for task in tasks] + [str(uuid4())]

    answer = shop.as_("approver").post(f"{V1}/tasks/bulk", json={"ids": ids, "outcome": "approve"})

    results = answer.json()["results"]
    assert [result["ok"] for result in results] == [True, True, False]
    assert results[2]["code"] == "task.unknown"


def test_nobody_approves_what_he_submitted(shop: Any) -> None:
    answer = shop.as_("manager").post(f"{V1}/orders", json=shop.draft(lines=[{"sku": "A-200", "quantity": "21"}]))
    assert answer.status_code == 201, answer.text
    (first,) = shop.tasks(answer.json())
    assert act(shop, "approver", first, "complete", outcome="approve").status_code == 200
    (second,) = shop.tasks(answer.json())

    refused = act(shop, "manager", second, "complete", outcome="approve")

    assert refused.status_code == 403
    assert refused.json()["code"] == "task.self_approval"
