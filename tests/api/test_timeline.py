"""The timeline tells everything that is written about an order, in words of the reader's language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api import timeline
from oms.logistics.rules import ShipmentStatus

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = {
    "engine": re.compile(r'Cause\(\s*"([a-z_.]+)"'),
    "oms/orders": re.compile(r'"(order\.[a-z_]+)"'),
    "oms/logistics": re.compile(r'audit\.record\(tx, [\w.]+, "([a-z_.]+)"'),
    "oms/inventory": re.compile(r'audit\.record\(tx, order_id, "([a-z_.]+)"'),
}
ACTIONS = sorted(
    {
        action
        for folder, pattern in WRITTEN.items()
        for path in (ROOT / folder).glob("**/*.py")
        for action in pattern.findall(path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_has_a_sentence(action: str) -> None:
    zh, en = timeline.SENTENCES[action]

    assert re.search(r"[\u4e00-\u9fff]", zh) or zh == "{name}：{outcome}"
    assert not re.search(r"[\u4e00-\u9fff]", en)
    assert re.findall(r"{\w+}", zh) == re.findall(r"{\w+}", en)


def test_all_kinds_of_entries_were_found() -> None:
    assert {"order.submitted", "shipment.moved", "pick.confirmed", "incident.retried"} <= set(ACTIONS)


def test_codes_are_told_as_words() -> None:
    assert timeline.sentence("order.tier_decided", {"tier": "ordinary"}, "zh") == "客户等级判定：普通"
    assert timeline.sentence("job.completed", {"topic": "logistics.book"}, "zh") == "自动任务完成：下运单"
    assert timeline.sentence("job.completed", {"topic": "logistics.book"}, "en") == "Job done: Book a parcel"
    assert timeline.sentence("message.received", {"message": "shipment.delivered"}, "zh") == "收到消息：包裹已签收"
    assert timeline.sentence("message.received", {"message": "their.own"}, "en") == "Message received: their.own"


@pytest.mark.parametrize("status", list(ShipmentStatus))
def test_every_report_of_a_parcel_is_told(status: ShipmentStatus) -> None:
    assert re.search(r"[\u4e00-\u9fff]", timeline.sentence("shipment.moved", {"status": status.value}, "zh"))
    assert timeline.sentence("shipment.moved", {"status": status.value}, "en").startswith("Parcel: ")
