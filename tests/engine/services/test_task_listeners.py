"""Task listeners: asked before anybody gets a task, called before it is seen and before it is done."""

from __future__ import annotations

from typing import Any

import pytest

from engine import errors, inbox

SALES = frozenset({"sales"})


def listeners(*rows: str) -> str:
    pairs = [row.split() for row in rows]
    written = "".join(f'<zeebe:taskListener eventType="{event}" type="{topic}"/>' for event, topic in pairs)
    return f"<zeebe:taskListeners>{written}</zeebe:taskListeners>"


def drawn(draw: Any, *rows: str) -> bytes:
    return bytes(draw.document(draw.user("A", extra=listeners(*rows)) + draw.flow("s>A>e")))


def test_a_claim_a_transfer_and_giving_back_call_the_listener(house: Any, draw: Any, handlers: Any) -> None:
    house.deploy(drawn(draw, "assigning test.local"))
    started = house.start("proc")
    task = house.task(started, "A").id

    house.write(lambda tx: inbox.claim(tx, task, groups=SALES))
    house.write(lambda tx: inbox.transfer(tx, task, to=12, reason="on holiday", groups=SALES))

    assert [job.headers["assignee"] for job in handlers.calls] == ["11", "12"]
    assert house.task(started, "A").assignee == 12


def test_a_listener_that_refuses_leaves_the_task_where_it_was(house: Any, draw: Any, handlers: Any) -> None:
    house.deploy(drawn(draw, "assigning test.local"))
    started = house.start("proc")
    task = house.task(started, "A").id
    refusal = errors.BpmnError("FULL", "four tasks are enough")
    handlers.plan = [refusal, refusal]  # what fails is run again with savepoints

    with pytest.raises(errors.ListenerRefused, match="four tasks are enough"):
        house.write(lambda tx: inbox.claim(tx, task, groups=SALES))

    assert house.task(started, "A").assignee is None
    house.write(lambda tx: inbox.claim(tx, task, groups=SALES))
    assert house.task(started, "A").assignee == 11
