"""Reminders and escalations reach the right people once, in business hours, and leave the house by a real server."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import select

import handlers
from engine import definitions, inbox, reminders, runtime
from handlers import due_tasks, outbox_relay, triggers
from integrations.messenger import Messenger
from kit import clock, config, db
from kit.outbox import OutboxMessage
from oms.notifications.models import Notification
from oms.orders.draft import LineDraft, OrderDraft
from samples import demo

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise, on 3.11
BPMN = Path(__file__).parents[2] / "bpmn"


@pytest.fixture
def task(database: db.Database, settings: config.Settings) -> inbox.Task:
    """An approval at 10:00 on a Wednesday: four business hours to decide, reminders in between."""
    handlers.register()
    runtime.install(database, settings, notifier=due_tasks.TaskNotifier())
    files = [*BPMN.glob("*.bpmn"), *BPMN.glob("*.dmn"), *BPMN.glob("forms/*.json")]
    sources = {file.name: file.read_bytes() for file in files}
    database.write(lambda tx: definitions.deploy(tx, sources, note="first deployment"))
    demo.load(database)
    line = LineDraft(sku="A-100", quantity="60")
    draft = OrderDraft(customer_code="C-1001", channel="B2B", lines=(line,))
    order = database.write(lambda tx: triggers.submit_order(tx, draft), actor=db.Actor(1, "sales"))
    with database.read() as reader:
        query = inbox.Query(0, frozenset(), business_key=str(order.id))
        return inbox.page(reader, query).items[0]


def notices(database: db.Database) -> list[tuple[str, str | None]]:
    with database.read() as reader:
        rows = reader.session.execute(select(Notification.level, Notification.user_group).order_by(Notification.id))
        return [(level, group) for level, group in rows if level != "info"]


def test_a_reminder_is_sent_once_per_interval(
    database: db.Database, clock: clock.SettableClock, task: inbox.Task
) -> None:
    assert task.remind_at is not None
    clock.set(task.remind_at - timedelta(seconds=1))
    assert reminders.send_due(database) == 0

    clock.set(task.remind_at)

    assert reminders.send_due(database) == 1
    assert reminders.send_due(database) == 0
    assert notices(database) == [("reminder", "contract_approver")]


def test_after_downtime_one_reminder_comes_and_not_a_burst(
    database: db.Database, clock: clock.SettableClock, task: inbox.Task
) -> None:
    clock.advance(timedelta(days=9))

    reminders.send_due(database)
    reminders.send_due(database)

    assert [level for level, _ in notices(database)].count("reminder") == 1


def test_an_overdue_task_lets_the_escalation_group_in(
    database: db.Database, clock: clock.SettableClock, task: inbox.Task
) -> None:
    assert task.due_at is not None
    clock.set(task.due_at)

    reminders.send_due(database)

    with database.read() as reader:
        seen = inbox.find(reader, task.id)
    assert set(seen.candidate_groups) > {"contract_approver"}
    assert [level for level, _ in notices(database)].count("escalation") == 1


def test_a_notice_leaves_the_house_through_a_real_server(
    database: db.Database, clock: clock.SettableClock, task: inbox.Task, httpserver: HTTPServer
) -> None:
    assert task.remind_at is not None
    httpserver.expect_request("/hook", method="POST").respond_with_data("ok")
    url = f"json://{httpserver.host}:{httpserver.port}/hook"
    relay = outbox_relay.OutboxRelay(lambda: Messenger([url]))
    clock.set(task.remind_at)
    reminders.send_due(database)

    assert relay.run(database) == 1
    assert relay.run(database) == 0
    request, _ = httpserver.log[0]
    assert "合同审批" in request.get_json()["title"]


def test_a_notice_that_cannot_be_delivered_waits_and_comes_again(
    database: db.Database, clock: clock.SettableClock, task: inbox.Task, httpserver: HTTPServer
) -> None:
    assert task.remind_at is not None
    httpserver.expect_ordered_request("/hook").respond_with_data("busy", status=503)
    httpserver.expect_ordered_request("/hook").respond_with_data("ok")
    url = f"json://{httpserver.host}:{httpserver.port}/hook"
    relay = outbox_relay.OutboxRelay(lambda: Messenger([url]))
    clock.set(task.remind_at)
    reminders.send_due(database)

    assert relay.run(database) == 0
    clock.advance(timedelta(seconds=10))

    assert relay.run(database) == 1
    with database.read() as reader:
        assert reader.session.scalars(select(OutboxMessage)).all() == []
