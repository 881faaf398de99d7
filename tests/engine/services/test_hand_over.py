"""Handing over what somebody absent holds gives nobody the right to decide; two hand-overs at once leave one."""

from __future__ import annotations

from typing import Any

from engine import errors, inbox
from kit import db

BOSS = db.Actor(21, "boss")
WHY = "同事休假，转给在岗的人"
NOBODY: frozenset[str] = frozenset()


def hand_over(draw: Any, task: Any, to: int, receiver: frozenset[str]) -> Any:
    return lambda tx: inbox.transfer(
        tx, task, to=to, reason=WHY, groups=NOBODY, receiver_groups=receiver, overseer=True
    )


def test_an_overseer_moves_the_task_of_somebody_absent_to_the_group(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    instance = house.start()
    task = house.item(instance, "A")
    house.write(lambda tx: inbox.claim(tx, task, groups=draw.SALES), draw.ZHAO)

    house.write(hand_over(draw, task, draw.QIAN.id, draw.SALES), BOSS)

    house.complete(task, actor=draw.QIAN, groups=draw.SALES)
    assert house.status(instance) == "ended"


def test_an_overseer_cannot_give_the_decision_to_himself(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    task = house.item(house.start(), "A")
    house.write(lambda tx: inbox.claim(tx, task, groups=draw.SALES), draw.ZHAO)

    house.refuse(errors.NotReceiver, hand_over(draw, task, BOSS.id, frozenset({"admin"})), BOSS)


def test_an_overseer_leaves_alone_what_nobody_holds(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    task = house.item(house.start(), "A")

    house.refuse(errors.NotCandidate, hand_over(draw, task, draw.QIAN.id, draw.SALES), BOSS)
