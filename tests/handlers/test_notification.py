"""notification.send: a group hears a thing once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from kit.db import Database
from kit.outbox import OutboxMessage
from oms.notifications import queries
from oms.orders.queries import OrderRecord

Run = Callable[..., dict[str, Any]]


def test_each_group_gets_one_notice_however_often_the_task_runs(
    database: Database, place: Callable[..., OrderRecord], run: Run
) -> None:
    order = place()
    given = {"order_id": str(order.id), "groups": ["warehouse", "customer_service"], "zh": "先备货", "en": "Stage it"}

    run("notification.send", **given)
    run("notification.send", **given)

    with database.read() as reader:
        sent = reader.connection.execute(select(func.count()).select_from(OutboxMessage)).scalar()
        notices = queries.notices(reader, user_id=1, groups=["warehouse"])
    assert sent == 2
    assert [notice.zh for notice in notices.items] == ["先备货"]
