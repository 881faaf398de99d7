"""Order files over HTTP: handed in, run, refused rows fetched, handed in again."""

from __future__ import annotations

from typing import Any

from handlers import imports

V1 = "/api/v1"
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n"


def rows(invoice: str, *lines: str) -> str:
    return HEADER + "".join(f"{invoice},{line},2011-12-05 09:00:00,2.50,17850.0,United Kingdom\r\n" for line in lines)


def hand_in(shop: Any, content: str | bytes, *, name: str = "day.csv", **form: str) -> Any:
    data = {"mapping": "online-retail"} | form
    return shop.as_("sales").post(f"{V1}/imports", files={"file": (name, content)}, data=data)


def finish(shop: Any, job: dict[str, Any]) -> dict[str, Any]:
    imports.run(shop.services.database, int(job["id"]))
    answer = shop.as_("sales").get(f"{V1}/imports/{job['id']}")
    assert answer.status_code == 200
    return dict(answer.json())


def test_a_file_becomes_orders_and_its_faults_a_file_with_reasons(shop: Any) -> None:
    content = (
        rows("536001", "85123A,WHITE HEART,6") + "536002,85123A,WHITE HEART,0,2011-12-05 09:00:00,2.50,17850.0,UK\r\n"
    )

    answer = hand_in(shop, content)
    job = finish(shop, answer.json())

    assert answer.status_code == 202, answer.text
    assert (job["status"], job["total"], job["created"], job["rejected"]) == ("finished", 2, 1, 1)
    orders = shop.as_("sales").get(f"{V1}/orders", params={"q": "536001"}).json()["items"]
    assert [order["totals"]["gross"] for order in orders] == ["15.00"]
    refused = shop.as_("sales").get(f"{V1}/imports/{job['id']}/rejects.csv")
    assert refused.headers["content-disposition"].startswith("attachment")
    assert "536002" in refused.content.decode("utf-8-sig")


def test_the_same_file_again_changes_nothing(shop: Any) -> None:
    content = rows("536100", "85123A,WHITE HEART,6")
    first = finish(shop, hand_in(shop, content).json())
    before = shop.facts()

    second = finish(shop, hand_in(shop, content).json())

    assert second["id"] == first["id"]
    assert shop.facts() == before


def test_a_dry_run_creates_nothing(shop: Any) -> None:
    answer = hand_in(shop, rows("536200", "85123A,WHITE HEART,6"), dry_run="true")
    job = finish(shop, answer.json())

    assert job["dry_run"] is True
    assert job["created"] == 0
    assert shop.as_("sales").get(f"{V1}/orders", params={"q": "536200"}).json()["items"] == []


def test_a_mapping_that_does_not_exist_is_named(shop: Any) -> None:
    before = shop.facts()

    answer = hand_in(shop, rows("536300"), mapping="../../etc/passwd")

    assert 400 <= answer.status_code < 500
    assert "online-retail" in answer.json()["detail"]
    assert shop.facts() == before


def test_a_file_that_cannot_be_read_ends_as_failed(shop: Any) -> None:
    job = finish(shop, hand_in(shop, b"\x00\x01\x02", name="day.xlsx").json())

    assert job["status"] == "failed"
    assert "找不到列" in job["error"]
    english = {"Accept-Language": "en"}
    page = shop.as_("sales").get(f"{V1}/imports", headers=english).json()["items"]
    shown = shop.as_("sales").get(f"{V1}/imports/{job['id']}", headers=english).json()
    assert shown["error"] == page[0]["error"] and shown["error"].startswith("Columns missing")


def test_a_key_stands_for_one_file(shop: Any) -> None:
    def send(content: str) -> Any:
        headers, data = {"Idempotency-Key": "monday"}, {"mapping": "online-retail"}
        files = {"file": ("day.csv", content)}
        return shop.as_("sales").post(f"{V1}/imports", files=files, data=data, headers=headers)

    first, again = send(rows("536700", "85123A,WHITE HEART,6")), send(rows("536700", "85123A,WHITE HEART,6"))
    other = send(rows("536700", "85123A,WHITE HEART,7"))

    assert (first.status_code, again.status_code, again.json()["id"]) == (202, 202, first.json()["id"])
    assert (other.status_code, other.json()["code"]) == (409, "idempotency.key_reused")


def test_a_name_with_a_path_keeps_only_its_last_part(shop: Any) -> None:
    answer = hand_in(shop, rows("536400", "85123A,WHITE HEART,6"), name="../../evil.csv")

    assert answer.json()["filename"] == "evil.csv"


def test_imports_are_listed_newest_first(shop: Any) -> None:
    ids = [hand_in(shop, rows(f"5365{n}", "85123A,WHITE HEART,1")).json()["id"] for n in range(3)]

    page = shop.as_("sales").get(f"{V1}/imports", params={"limit": 2}).json()

    assert [item["id"] for item in page["items"]] == [ids[2], ids[1]]
    assert page["next_cursor"]
    assert shop.as_("sales").get(f"{V1}/imports/5").status_code == 404
