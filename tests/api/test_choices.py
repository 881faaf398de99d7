"""What forms offer to choose from: warehouses, and colleagues to hand a task to."""

from __future__ import annotations

from typing import Any

V1 = "/api/v1"


def test_the_warehouses_say_their_kind_and_which_is_the_default(shop: Any) -> None:
    items = shop.as_("sales").get(f"{V1}/warehouses").json()["items"]

    assert [(item["code"], item["kind"], item["default"]) for item in items] == [
        ("W1", "own", True),
        ("W2", "third_party", False),
    ]
    assert all(item["name"] for item in items)


def test_only_who_may_work_on_tasks_is_offered_as_a_receiver(shop: Any) -> None:
    names = [item["username"] for item in shop.as_("sales").get(f"{V1}/users").json()["items"]]

    assert "approver" in names and names == sorted(names)
    assert not {"auditor", "designer"} & set(names)


def test_receivers_are_narrowed_to_a_group(shop: Any) -> None:
    items = shop.as_("manager").get(f"{V1}/users", params={"group": "warehouse"}).json()["items"]

    assert [item["username"] for item in items] == ["warehouse"]
    assert items[0]["roles"] == ["warehouse"]
    assert set(items[0]) == {"id", "username", "name", "roles"}


def test_an_unknown_group_has_nobody(shop: Any) -> None:
    assert shop.as_("sales").get(f"{V1}/users", params={"group": "nobody"}).json() == {"items": []}


def test_who_only_reads_does_not_get_the_list(shop: Any) -> None:
    assert shop.as_("auditor").get(f"{V1}/users").status_code == 403
