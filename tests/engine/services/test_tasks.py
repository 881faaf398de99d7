"""People's tasks: who may, how it is decided, and what the second one is told."""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import select

from engine import errors, history, inbox, instances, runtime
from kit import config, db
from kit.audit import JournalRow, ReasonMissing
from kit.clock import SettableClock
from kit.errors import Failure, Rejected

FORM = orjson.dumps(
    {
        "title": "Form",
        "type": "object",
        "required": ["amount"],
        "additionalProperties": False,
        "properties": {"amount": {"type": "number"}, "note": {"type": "string"}},
    }
)
NOBODY: frozenset[str] = frozenset()


def test_completing_moves_the_instance_on_and_leaves_outcome_and_actor(house: Any, draw: Any) -> None:
    house.draw(draw.user("A", outcomes="approve,reject") + draw.user("B") + draw.flow("s>A>B>e"))
    instance = house.start(no="7")

    done = house.do(instance, "A", outcome="approve", comment="好")

    assert (done.instance_id, done.outcome, done.ended) == (instance, "approve", False)
    assert house.live(instance) == ["B"]
    assert house.variables(instance) == {"no": "7", "outcome": "approve", "comment": "好", "actor": "zhao"}
    assert house.do(instance, "B").ended
    assert house.status(instance) == "ended" and house.path(instance) == ["s", "A", "B", "e"]


def test_the_second_is_told_who_was_first_and_when(house: Any, draw: Any) -> None:
    house.draw(draw.user("A", outcomes="approve,reject") + draw.user("B") + draw.flow("s>A>B>e"))
    task = house.item(house.start(), "A")
    house.complete(task, outcome="approve", actor=draw.ZHAO)
    house.clock.advance(timedelta(minutes=5))

    refusal = house.refuse(errors.TaskClosed, lambda tx: inbox.complete(tx, task, groups=draw.SALES), draw.QIAN)

    assert refusal.params == {"name": "zhao", "when": "2026-11-25 10:00", "outcome": "approve"}
    assert "zhao" in refusal.message("zh") and "（通过）" in refusal.message("zh")
    assert "2026-11-25 10:00" in refusal.message("en") and "(approved)" in refusal.message("en")


def test_the_last_task_of_an_instance_tells_the_same(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    task = house.item(house.start(), "A")
    house.complete(task)

    house.refuse(errors.TaskClosed, lambda tx: inbox.complete(tx, task, groups=draw.SALES), draw.QIAN)


def test_a_task_that_never_was_is_unknown(house: Any, draw: Any) -> None:
    house.refuse(errors.TaskUnknown, lambda tx: inbox.complete(tx, UUID(int=5), groups=draw.SALES))


def test_of_eight_that_complete_at_once_one_wins(house: Any, draw: Any) -> None:
    house.draw(draw.user("A", outcomes="o0,o1,o2,o3,o4,o5,o6,o7") + draw.flow("s>A>e"))
    instance = house.start()
    task = house.item(instance, "A")
    together = threading.Barrier(8, timeout=20)

    def decide(number: int) -> str:
        together.wait()
        try:
            return str(house.complete(task, outcome=f"o{number}", actor=db.Actor(number, f"u{number}")).outcome)
        except errors.TaskClosed as refusal:
            return f"after {refusal.params['outcome']}"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(decide, range(8)))

    winners = [answer for answer in told if answer.startswith("o")]
    assert len(winners) == 1
    assert set(told) == {winners[0], f"after {winners[0]}"}
    assert house.actions(instance).count("task.completed") == 1
    assert house.variables(instance)["outcome"] == winners[0]


def _decide_in_process(url: str, folder: str, task: str, name: str, gate: Any, answers: Any) -> None:
    settings = config.Settings(data_dir=Path(folder), database_url=url)
    database = db.open_database(settings)
    runtime.install(database, settings)
    gate.wait(30)
    actor = db.Actor(len(name), name)
    try:
        database.write(lambda tx: inbox.complete(tx, UUID(task), groups=frozenset({"sales"})), actor=actor)
        answers.put(f"{name} won")
    except Failure as refusal:
        answers.put(f"{name}: {refusal.code} {refusal.params.get('name', '')}")
    database.close()


def test_of_two_processes_that_complete_at_once_one_wins(cluster: Any, draw: Any, tmp_path: Path) -> None:
    house, _ = cluster
    house.draw(draw.ONE_TASK)
    context = multiprocessing.get_context("spawn")
    rounds = 3
    for _ in range(rounds):
        instance = house.start()
        task = house.item(instance, "A").hex
        gate, answers = context.Barrier(2), context.Queue()
        names = ("li", "wang")
        processes = [
            context.Process(
                target=_decide_in_process, args=(house.database.url, str(tmp_path), task, name, gate, answers)
            )
            for name in names
        ]
        for process in processes:
            process.start()
        told = sorted(answers.get(timeout=60) for _ in names)
        for process in processes:
            process.join(30)

        winner = next(answer for answer in told if answer.endswith("won")).split()[0]
        loser = next(name for name in names if name != winner)
        assert told == sorted([f"{winner} won", f"{loser}: task.closed {winner}"])
        assert house.status(instance) == "ended"


def test_nobody_approves_what_they_submitted(house: Any, draw: Any) -> None:
    house.draw(draw.user("A", selfApproval="no", outcomes="approve,reject") + draw.flow("s>A>e"))
    instance = house.start(submitted_by="zhao")
    task = house.item(instance, "A")

    house.refuse(errors.SelfApproval, lambda tx: inbox.complete(tx, task, groups=draw.SALES), draw.ZHAO)

    assert house.live(instance) == ["A"]
    house.complete(task, outcome="approve", actor=draw.QIAN)
    assert house.status(instance) == "ended"


def test_without_the_property_one_may_decide_ones_own(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    instance = house.start(submitted_by="zhao")

    house.do(instance, "A", actor=draw.ZHAO)

    assert house.status(instance) == "ended"


@pytest.mark.parametrize(
    ("variables", "places"),
    [
        ({}, ["variables.amount"]),
        ({"amount": "12"}, ["variables.amount"]),
        ({"amount": 1, "evil": 1}, ["variables"]),
        ({"amount": "x", "note": 1}, ["variables.amount", "variables.note"]),
    ],
)
def test_a_form_that_does_not_fit_is_refused_field_by_field(
    house: Any, draw: Any, variables: dict[str, Any], places: list[str]
) -> None:
    form = '<zeebe:formDefinition formId="ask"/>'
    house.draw(draw.user("A", extra=form) + draw.flow("s>A>e"), ask_json=FORM)
    instance = house.start()
    task = house.item(instance, "A")

    refusal = house.refuse(Rejected, lambda tx: inbox.complete(tx, task, variables=variables, groups=draw.SALES))

    assert [failure.at for failure in refusal.failures] == places
    assert house.live(instance) == ["A"] and house.actions(instance) == ["instance.started"]


def test_a_form_that_fits_becomes_variables(house: Any, draw: Any) -> None:
    form = '<zeebe:formDefinition formId="ask"/>'
    house.draw(draw.user("A", extra=form) + draw.flow("s>A>e"), ask_json=FORM)
    instance = house.start()

    house.do(instance, "A", variables={"amount": 12.5})

    assert house.variables(instance)["amount"] == 12.5


def test_a_task_without_form_takes_no_variables(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    task = house.item(house.start(approved=False), "A")

    def sneak(tx: db.Tx) -> None:
        inbox.complete(tx, task, variables={"approved": True}, groups=draw.SALES)

    house.refuse(Rejected, sneak)


def test_an_outcome_that_is_not_offered_is_refused(house: Any, draw: Any) -> None:
    house.draw(draw.user("A", outcomes="approve,reject") + draw.flow("s>A>e"))
    task = house.item(house.start(), "A")

    refusal = house.refuse(errors.OutcomeUnknown, lambda tx: inbox.complete(tx, task, outcome="pay", groups=draw.SALES))

    assert "approve, reject" in refusal.message("zh")


@pytest.mark.parametrize("comment", [None, "", "  ", "x", "\u200b" * 9])
def test_rejecting_without_a_word_is_refused(house: Any, draw: Any, comment: str | None) -> None:
    house.draw(draw.user("A", outcomes="approve,reject") + draw.flow("s>A>e"))
    task = house.item(house.start(), "A")

    def reject(tx: db.Tx) -> None:
        inbox.complete(tx, task, outcome="reject", comment=comment, groups=draw.SALES)

    house.refuse(errors.CommentMissing, reject)


def test_who_is_no_candidate_may_not_decide_claim_or_hand_over(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    task = house.item(house.start(), "A")

    refusal = house.refuse(errors.NotCandidate, lambda tx: inbox.complete(tx, task, groups=frozenset({"finance"})))
    house.refuse(errors.NotCandidate, lambda tx: inbox.claim(tx, task, groups=NOBODY))
    house.refuse(errors.NotCandidate, lambda tx: inbox.transfer(tx, task, to=1, reason="休假交接给孙", groups=NOBODY))

    assert refusal.params == {"whom": "sales"}


def test_a_claimed_task_belongs_to_one(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    instance = house.start()
    task = house.item(instance, "A")
    house.write(lambda tx: inbox.claim(tx, task, groups=draw.SALES), draw.ZHAO)
    house.write(lambda tx: inbox.claim(tx, task, groups=draw.SALES), draw.ZHAO)

    house.refuse(errors.NotCandidate, lambda tx: inbox.claim(tx, task, groups=draw.SALES), draw.QIAN)
    house.refuse(errors.NotCandidate, lambda tx: inbox.complete(tx, task, groups=draw.SALES), draw.QIAN)
    house.refuse(errors.NotCandidate, lambda tx: inbox.unclaim(tx, task), draw.QIAN)

    assert house.task(instance, "A").assignee == draw.ZHAO.id
    house.write(lambda tx: inbox.unclaim(tx, task), draw.ZHAO)
    house.complete(task, actor=draw.QIAN)


def test_of_eight_that_claim_at_once_one_has_it(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    instance = house.start()
    task = house.item(instance, "A")
    together = threading.Barrier(8, timeout=20)

    def claim(number: int) -> str:
        together.wait()
        try:
            house.write(lambda tx: inbox.claim(tx, task, groups=draw.SALES), db.Actor(100 + number, f"u{number}"))
        except errors.NotCandidate as refusal:
            return str(refusal.params["whom"])
        return "mine"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(claim, range(8)))

    assert sorted(told) == sorted(["mine", *[f"#{house.task(instance, 'A').assignee}"] * 7])


def test_who_claims_twice_at_once_has_it_and_the_audit_tells_it_once(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    instance = house.start()
    task = house.item(instance, "A")
    together = threading.Barrier(4, timeout=20)

    def claim(_: int) -> None:
        together.wait()
        house.write(lambda tx: inbox.claim(tx, task, groups=draw.SALES), draw.ZHAO)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(claim, range(4)))

    assert house.task(instance, "A").assignee == draw.ZHAO.id
    with house.database.read() as reader:
        told = select(JournalRow.n).where(JournalRow.action == "task.claimed")
        assert len(reader.session.scalars(told).all()) == 1


def test_a_task_that_is_handed_over_is_the_receivers(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    instance = house.start()
    task = house.item(instance, "A")
    house.refuse(ReasonMissing, lambda tx: inbox.transfer(tx, task, to=draw.SUN.id, reason="x", groups=draw.SALES))

    house.write(
        lambda tx: inbox.transfer(tx, task, to=draw.SUN.id, reason="休假交接给孙", groups=draw.SALES), draw.ZHAO
    )

    house.refuse(errors.NotCandidate, lambda tx: inbox.complete(tx, task, groups=draw.SALES), draw.ZHAO)
    house.complete(task, actor=draw.SUN, groups=NOBODY)
    assert house.status(instance) == "ended"


def test_a_draft_is_ones_own_and_goes_with_the_task(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    task = house.item(house.start(), "A")
    house.write(lambda tx: inbox.save_draft(tx, task, {"amount": 1}), draw.ZHAO)
    house.write(lambda tx: inbox.save_draft(tx, task, {"amount": 2}), draw.ZHAO)

    with house.database.read() as reader:
        assert inbox.draft(reader, task, draw.ZHAO.id) == {"amount": 2}
        assert inbox.draft(reader, task, draw.QIAN.id) == {}
    house.complete(task)
    with house.database.read() as reader:
        assert inbox.draft(reader, task, draw.ZHAO.id) == {}
    house.refuse(errors.TaskClosed, lambda tx: inbox.save_draft(tx, task, {}), draw.ZHAO)


def test_the_card_tells_what_is_needed_to_decide(house: Any, draw: Any) -> None:
    rows = '<zeebe:input source="=no" target="number"/><zeebe:input source="=why" target="reason"/>'
    extra = f"<zeebe:ioMapping>{rows}</zeebe:ioMapping>" + '<zeebe:formDefinition formId="ask"/>'
    house.draw(draw.user("A", extra=extra) + draw.user("B") + draw.flow("s>A>B>e"), ask_json=FORM)
    instance = house.start(no="SO-1", why="超过额度")

    with house.database.read() as reader:
        card = inbox.card(reader, house.item(instance, "A"))

    assert (card.task.name, card.task.reason, card.facts) == ("Task A", "超过额度", {"number": "SO-1"})
    assert card.form is not None and card.form["title"] == "Form"
    assert card.next == ["Task B"] and card.history == []


def test_the_decision_is_in_the_history_with_its_comment(house: Any, draw: Any) -> None:
    house.draw(draw.user("A", outcomes="approve,reject") + draw.flow("s>A>e"))
    instance = house.start()
    house.do(instance, "A", outcome="reject", comment="价格太低", actor=draw.QIAN)

    with house.database.read() as reader:
        entry = history.entries(reader, instance)[-1]

    assert (entry.actor, entry.action, entry.reason) == ("qian", "task.completed", "价格太低")
    assert entry.detail["outcome"] == "reject"


def test_a_cancelled_instance_leaves_nothing_to_do(house: Any, draw: Any) -> None:
    house.draw(draw.user("A") + draw.boundary("T", "A", draw.timer("PT1H"), False) + draw.flow("s>A>e; T>e"))
    instance = house.start()
    task = house.item(instance, "A")
    house.refuse(ReasonMissing, lambda tx: instances.cancel(tx, instance, reason="  "))

    house.write(lambda tx: instances.cancel(tx, instance, reason="客户不要了"))

    assert house.status(instance) == "cancelled" and house.rows(instance) == []
    house.refuse(errors.TaskUnknown, lambda tx: inbox.complete(tx, task, groups=draw.SALES))
    house.refuse(errors.InstanceNotActive, lambda tx: instances.cancel(tx, instance, reason="再取消一次"))


def test_a_started_process_must_exist(house: Any) -> None:
    house.refuse(errors.UnknownProcess, lambda tx: instances.start(tx, "gone", {}, business_key="K"))


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, {1: "number as key"}, b"bytes", object()])
def test_variables_that_are_not_json_are_refused_and_nothing_is_started(house: Any, draw: Any, value: object) -> None:
    house.draw(draw.ONE_TASK)

    house.refuse(errors.BadVariables, lambda tx: instances.start(tx, "proc", {"x": value}, business_key="K"))

    with house.database.read() as reader:
        assert instances.page(reader).items == []


def test_starting_and_deciding_in_one_transaction_is_all_or_nothing(
    house: Any, draw: Any, clock: SettableClock
) -> None:
    house.draw(draw.user("A") + draw.user("B") + draw.flow("s>A>B>e"))

    def both(tx: db.Tx) -> int:
        instance = instances.start(tx, "proc", {}, business_key="K").instance_id
        task = inbox.page(tx, inbox.Query(0, draw.SALES, instance_id=instance)).items[0]
        inbox.complete(tx, task.id, groups=draw.SALES)
        return instance

    instance = house.write(both)

    assert house.live(instance) == ["B"] and house.actions(instance) == ["instance.started", "task.completed"]
