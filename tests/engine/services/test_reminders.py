"""Reminders and escalations come once, in business time, on any number of nodes; one that fails stops no other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from engine import inbox, instances, reminders, runtime
from kit import db

SLA = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="sla" namespace="x">
<decision id="sla" name="sla"><decisionTable id="t" hitPolicy="FIRST">
<input id="i1"><inputExpression id="ie" typeRef="string"><text>task</text></inputExpression></input>
<output id="o1" name="due_minutes" typeRef="number"/><output id="o2" name="remind_minutes" typeRef="number"/>
<output id="o3" name="escalate_to" typeRef="string"/>
<rule id="r1"><inputEntry id="c1"><text>-</text></inputEntry><outputEntry id="c2"><text>240</text></outputEntry>
<outputEntry id="c3"><text>60</text></outputEntry><outputEntry id="c4"><text>"boss"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


class Told:
    """A notifier that remembers, and breaks for one title."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.breaks: set[int] = set()

    def reminded(self, tx: db.Tx, task: runtime.DueTask) -> None:
        if task.instance_id in self.breaks:
            raise RuntimeError("the mail server is gone")
        tx.after_commit(lambda: self.heard.append(("reminded", task.business_key)))

    def escalated(self, tx: db.Tx, task: runtime.DueTask, group: str) -> None:
        tx.after_commit(lambda: self.heard.append((group, task.business_key)))


@pytest.fixture
def told(house: Any, draw: Any) -> Told:
    notifier = Told()
    runtime.of(house.database).notifier = notifier
    house.draw(draw.user("A", sla="sla") + draw.flow("s>A>e"), sla_dmn=SLA)
    return notifier


def tick(house: Any, **step: float) -> int:
    house.clock.advance(timedelta(**step))
    return reminders.send_due(house.database)


def test_due_and_reminder_are_business_minutes_from_now(house: Any, draw: Any, told: Told) -> None:
    instance = house.start()

    task = house.task(instance, "A")

    assert task.due_at is not None and task.remind_at is not None
    assert task.due_at.isoformat() == "2026-11-25T07:30:00+00:00"  # 10:00 + 4 h, lunch left out
    assert task.remind_at.isoformat() == "2026-11-25T03:00:00+00:00"


def test_a_reminder_comes_once_an_interval_until_the_task_is_done(house: Any, draw: Any, told: Told) -> None:
    instance = house.start()

    assert [tick(house, minutes=step) for step in (59, 1, 0, 60, 0)] == [0, 1, 0, 1, 0]
    house.do(instance, "A")
    assert tick(house, hours=5) == 0
    assert told.heard == [("reminded", "K1")] * 2


def test_an_overdue_task_opens_to_the_escalation_group_once(house: Any, draw: Any, told: Told) -> None:
    instance = house.start()
    tick(house, hours=5, minutes=30)
    tick(house)

    assert [who for who, _ in told.heard].count("boss") == 1
    assert house.task(instance, "A").candidate_groups == ("boss", "sales")
    house.do(instance, "A", groups=frozenset({"boss"}), actor=draw.SUN)


def test_who_had_claimed_an_overdue_task_keeps_it(house: Any, draw: Any, told: Told) -> None:
    instance = house.start()
    task = house.item(instance, "A")
    house.write(lambda tx: inbox.claim(tx, task, groups=draw.SALES), draw.ZHAO)
    tick(house, hours=6)

    with house.database.read() as reader:
        assert inbox.page(reader, inbox.Query(5, frozenset({"boss"}))).items == []
    house.complete(task, actor=draw.ZHAO)


def test_a_suspended_task_is_not_reminded_of(house: Any, draw: Any, told: Told) -> None:
    instance = house.start()
    house.write(lambda tx: instances.suspend(tx, instance, reason="盘点期间暂停"))

    assert tick(house, hours=6) == 0 and told.heard == []
    house.write(lambda tx: instances.resume(tx, instance, reason="盘点结束恢复"))
    assert tick(house) == 2


def test_one_reminder_that_fails_does_not_keep_the_others(house: Any, draw: Any, told: Told) -> None:
    told.breaks.add(house.start(key="broken"))
    house.start(key="whole")

    assert tick(house, minutes=60) == 1
    assert told.heard == [("reminded", "whole")]
    told.breaks.clear()
    assert tick(house) == 1


def test_two_nodes_that_tick_at_once_remind_once(cluster: Any, draw: Any) -> None:
    one, two = cluster
    notifier = Told()
    for node in cluster:
        runtime.of(node.database).notifier = notifier
    one.draw(draw.user("A", sla="sla") + draw.flow("s>A>e"), sla_dmn=SLA)
    for number in range(8):
        one.start(key=f"K{number}")
    one.clock.advance(timedelta(hours=6))

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda node: reminders.send_due(node.database), (one, two)))

    assert sum(counts) == 16
    assert sorted(notifier.heard) == sorted(
        [("reminded", f"K{number}") for number in range(8)] + [("boss", f"K{number}") for number in range(8)]
    )


@pytest.mark.parametrize(
    ("due", "remind", "expected"),
    [
        (b'"soon"', b"60", (None, None)),  # the decision gives what is no number
        (b"240", b"0", ("2026-11-25T07:30:00+00:00", None)),
        (b"90.9", b"30.5", ("2026-11-25T03:30:00+00:00", "2026-11-25T02:30:00+00:00")),
        (b"null", b"null", (None, None)),
    ],
)
def test_a_table_with_odd_limits_neither_stops_the_task_nor_reminds_without_end(
    house: Any, draw: Any, due: bytes, remind: bytes, expected: tuple[str | None, str | None]
) -> None:
    table = SLA.replace(b"<text>240</text>", b"<text>" + due + b"</text>")
    table = table.replace(b"<text>60</text>", b"<text>" + remind + b"</text>").replace(b' typeRef="number"', b"")
    house.draw(draw.user("A", sla="sla") + draw.flow("s>A>e"), sla_dmn=table)

    task = house.task(house.start(), "A")

    assert tuple(None if at is None else at.isoformat() for at in (task.due_at, task.remind_at)) == expected
