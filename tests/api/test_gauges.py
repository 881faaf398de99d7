"""What waits is counted for Prometheus."""

from __future__ import annotations

from typing import Any


def test_a_scrape_counts_what_waits(shop: Any) -> None:
    shop.order(lines=[{"sku": "A-200", "quantity": "4"}])

    lines = shop.as_("admin").get("/metrics").text.splitlines()
    found = dict(line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))

    assert float(found["orderflow_work_items_user"]) >= 1
    names = ("incidents", "jobs_due", "outbox_waiting", "messages_waiting", "signals_waiting", "import_rows")
    assert all(float(found[f"orderflow_{name}"]) >= 0 for name in names)
    assert float(found["process_start_time_seconds"]) > 1e9
