"""Suspending holds and resuming brings back; versions are pinned; memory is never older than the table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import definitions, errors, history, inbox, instances, jobs, messages, runtime, timers
from kit import db

WHY = "盘点期间暂停"


class Refused(Exception):
    """What a test raises."""


def suspend(house: Any, instance: int) -> None:
    house.write(lambda tx: instances.suspend(tx, instance, reason=WHY))


def resume(house: Any, instance: int) -> None:
    house.write(lambda tx: instances.resume(tx, instance, reason="盘点结束恢复"))


def everything(draw: Any) -> str:
    """A person, a job, a timer and a message at once."""
    body = draw.tag("parallelGateway", "f") + draw.user("A") + draw.job("J", "test.remote")
    body += draw.catch("T", draw.timer("PT1H")) + draw.catch("M", draw.MESSAGE) + draw.tag("parallelGateway", "j")
    return body + draw.flow("s>f>A>j>e; f>J>j; f>T>j; f>M>j")


def seen(house: Any) -> int:
    with house.database.read() as reader:
        return len(inbox.page(reader, inbox.Query(99, frozenset({"sales"}))).items)


# ---- suspend and resume -----------------------------------------------------------------------------


def test_suspending_holds_tasks_jobs_timers_and_messages(house: Any, draw: Any, handlers: Any) -> None:
    house.draw(everything(draw))
    instance = house.start(no="7")
    task, job = house.item(instance, "A"), house.item(instance, "J")
    suspend(house, instance)
    house.clock.advance(timedelta(hours=2))

    assert house.live(instance) == ["A~", "J~", "M~", "T~"] and house.status(instance) == "suspended"
    assert seen(house) == 0
    house.refuse(errors.InstanceNotActive, lambda tx: inbox.complete(tx, task, groups=draw.SALES))
    assert timers.fire_due(house.database) == 0
    jobs.run(house.database, job)
    assert handlers.calls == []
    sent = house.write(lambda tx: messages.publish(tx, "paid", "7", {}))
    assert not sent.delivered and messages.relay(house.database) == 0

    resume(house, instance)

    assert house.live(instance) == ["A", "J", "M", "T"] and seen(house) == 1
    assert timers.fire_due(house.database) == 1
    assert messages.relay(house.database) == 1
    jobs.run(house.database, job)
    house.complete(task)
    assert house.status(instance) == "ended"


def test_a_held_task_can_be_neither_claimed_given_back_nor_handed_over(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    instance, other = house.start(), house.start()
    mine = house.item(other, "A")
    house.write(lambda tx: inbox.claim(tx, mine, groups=draw.SALES), draw.ZHAO)
    suspend(house, instance)
    suspend(house, other)
    free = house.item(instance, "A")

    house.refuse(errors.InstanceNotActive, lambda tx: inbox.claim(tx, free, groups=draw.SALES))
    house.refuse(errors.InstanceNotActive, lambda tx: inbox.unclaim(tx, mine))
    house.refuse(errors.InstanceNotActive, lambda tx: inbox.transfer(tx, mine, to=5, reason=WHY, groups=draw.SALES))

    assert seen(house) == 0
    resume(house, other)
    assert house.task(other, "A").assignee == draw.ZHAO.id and seen(house) == 0


def test_a_job_that_ends_while_its_instance_is_suspended_runs_again_after(house: Any, draw: Any, handlers: Any) -> None:
    house.draw(draw.job("J", "test.remote") + draw.flow("s>J>e"))
    instance = house.start()
    job = house.item(instance, "J")
    handlers.plan = [lambda: suspend(house, instance)]

    jobs.run(house.database, job)

    assert house.live(instance) == ["J~"] and handlers.applied == []
    resume(house, instance)
    jobs.run(house.database, job)
    assert house.status(instance) == "ended" and handlers.applied == ["call 2"]
    assert handlers.calls[0].key == handlers.calls[1].key


def test_suspending_twice_and_resuming_a_running_one_are_refused(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    instance = house.start()

    house.refuse(errors.InstanceNotActive, lambda tx: instances.resume(tx, instance, reason=WHY))
    suspend(house, instance)
    house.refuse(errors.InstanceNotActive, lambda tx: instances.suspend(tx, instance, reason=WHY))


def test_a_suspended_instance_can_be_cancelled(house: Any, draw: Any) -> None:
    house.draw(everything(draw))
    instance = house.start(no="7")
    suspend(house, instance)

    house.write(lambda tx: instances.cancel(tx, instance, reason="客户不要了"))

    assert house.rows(instance) == [] and house.status(instance) == "cancelled"


def test_an_operator_corrects_variables_and_conditions_are_looked_at_again(house: Any, draw: Any) -> None:
    waits = "<conditionalEventDefinition><condition>=ready</condition></conditionalEventDefinition>"
    house.draw(draw.catch("C", waits) + draw.flow("s>C>e"))
    instance = house.start(ready=False)

    house.write(lambda tx: instances.correct(tx, instance, {"ready": True}, reason="仓库已确认"))

    assert house.status(instance) == "ended" and "instance.corrected" in house.actions(instance)


# ---- versions ---------------------------------------------------------------------------------------


def test_running_instances_keep_their_diagram_and_new_ones_take_the_new(house: Any, draw: Any) -> None:
    house.draw(draw.user("A") + draw.user("Old") + draw.flow("s>A>Old>e"))
    before = house.start()

    house.draw(draw.user("A") + draw.user("New") + draw.flow("s>A>New>e"))
    after = house.start()
    house.do(before, "A")
    house.do(after, "A")

    assert house.live(before) == ["Old"] and house.live(after) == ["New"]


def test_a_restarted_process_still_knows_the_old_diagram(house: Any, draw: Any, settings: Any) -> None:
    house.draw(draw.user("A") + draw.user("Old") + draw.flow("s>A>Old>e"))
    instance = house.start()
    house.draw(draw.user("A") + draw.user("New") + draw.flow("s>A>New>e"))

    runtime.install(house.database, settings)
    house.do(instance, "A")

    assert house.live(instance) == ["Old"]


def call(draw: Any, process: str) -> str:
    return draw.tag("callActivity", "C", draw.zeebe(f'<zeebe:calledElement processId="{process}"/>'))


def test_a_called_process_is_pinned_with_its_caller(house: Any, draw: Any) -> None:
    caller = draw.document(draw.user("A") + call(draw, "sub") + draw.flow("s>A>C>e"))

    def deploy(inner: str) -> definitions.Deployment:
        called = draw.document(draw.user(inner) + draw.flow(f"s>{inner}>e"), "sub")
        sources = {"proc.bpmn": caller, "sub.bpmn": called}
        deployed: definitions.Deployment = house.write(lambda tx: definitions.deploy(tx, sources, note="x"))
        return deployed

    deploy("Old")
    before = house.start()
    done = deploy("New")
    after = house.start()
    house.do(before, "A")
    house.do(after, "A")

    assert {item.key: (item.version, item.fresh) for item in done.definitions} == {"proc": (1, False), "sub": (2, True)}
    assert house.live(before) == ["Old"] and house.live(after) == ["New"]


def test_a_called_process_that_changes_alone_reaches_new_instances_of_its_caller(house: Any, draw: Any) -> None:
    caller = draw.document(call(draw, "sub") + draw.flow("s>C>e"))
    first = draw.document(draw.user("Old") + draw.flow("s>Old>e"), "sub")
    house.write(lambda tx: definitions.deploy(tx, {"proc.bpmn": caller, "sub.bpmn": first}, note="x"))
    second = draw.document(draw.user("New") + draw.flow("s>New>e"), "sub")

    house.write(lambda tx: definitions.deploy(tx, {"sub.bpmn": second}, note="x"))

    assert house.live(house.start()) == ["New"]


def test_an_unchanged_file_keeps_its_version(house: Any, draw: Any) -> None:
    first = house.draw(draw.ONE_TASK)
    again = house.draw(draw.ONE_TASK)

    assert [(item.version, item.fresh) for item in (*first.definitions, *again.definitions)] == [(1, True), (1, False)]


def test_going_back_to_an_old_drawing_is_a_new_version(house: Any, draw: Any) -> None:
    house.draw(draw.ONE_TASK)
    house.draw(draw.user("B") + draw.flow("s>B>e"))
    done = house.draw(draw.ONE_TASK)

    instance = house.start()
    assert done.definitions[0].version == 3 and house.live(instance) == ["A"]
    with house.database.read() as reader:
        assert instances.view(reader, instance).version == 3
        (listed,) = definitions.page(reader)
    assert (listed.version, listed.running) == (3, 1)


def test_a_file_that_loses_a_process_leaves_the_other_as_it_was(house: Any, draw: Any) -> None:
    two = b'<process id="other" isExecutable="true"><startEvent id="os"/><userTask id="O"/><endEvent id="oe"/>'
    two += b'<sequenceFlow id="o1" sourceRef="os" targetRef="O"/><sequenceFlow id="o2" sourceRef="O" targetRef="oe"/>'
    both = draw.document(draw.ONE_TASK).replace(b"</definitions>", two + b"</process></definitions>")
    house.deploy(both)
    house.draw(draw.user("New") + draw.flow("s>New>e"))

    assert house.live(house.start("proc")) == ["New"]
    assert house.live(house.start("other")) == ["O"]


# ---- the hot cache ----------------------------------------------------------------------------------


def test_a_node_that_was_overtaken_reads_again(cluster: Any, draw: Any) -> None:
    one, two = cluster
    one.draw(draw.user("A") + draw.user("B") + draw.user("C") + draw.user("D") + draw.flow("s>A>B>C>D>e"))
    instance = one.start()
    for node, element in ((one, "A"), (two, "B"), (one, "C"), (two, "D")):
        assert node.live(instance) == [element]
        node.do(instance, element)

    assert one.status(instance) == "ended" and one.path(instance) == ["s", "A", "B", "C", "D", "e"]


def test_a_node_sees_what_another_has_suspended(cluster: Any, draw: Any) -> None:
    one, two = cluster
    one.draw(draw.ONE_TASK)
    instance = one.start()
    task = one.item(instance, "A")
    suspend(two, instance)

    one.refuse(errors.InstanceNotActive, lambda tx: inbox.complete(tx, task, groups=draw.SALES))
    resume(two, instance)
    one.complete(task)

    assert two.status(instance) == "ended"


def test_a_failed_transaction_never_returns_its_object(house: Any, draw: Any) -> None:
    house.draw(draw.user("A", outcomes="x,y") + draw.user("B") + draw.flow("s>A>B>e"))
    instance = house.start()
    task = house.item(instance, "A")

    def fails(tx: db.Tx) -> None:
        inbox.complete(tx, task, outcome="x", groups=draw.SALES)
        raise Refused

    with pytest.raises(Refused):
        house.write(fails)

    assert runtime.of(house.database).hot.take(instance) is None
    assert house.live(instance) == ["A"]
    house.complete(task, outcome="y")
    assert house.variables(instance)["outcome"] == "y" and house.live(instance) == ["B"]


def test_a_savepoint_takes_back_an_advance_and_what_memory_knew_of_it(house: Any, draw: Any) -> None:
    house.draw(draw.user("A", outcomes="x,y") + draw.user("B") + draw.flow("s>A>B>e"))
    instance, other = house.start(), house.start()
    task, its = house.item(instance, "A"), house.item(other, "A")

    def work(tx: db.Tx) -> None:
        inbox.complete(tx, its, outcome="y", groups=draw.SALES)
        with pytest.raises(Refused), tx.savepoint():
            inbox.complete(tx, task, outcome="x", groups=draw.SALES)
            raise Refused
        inbox.complete(tx, task, outcome="y", groups=draw.SALES)

    house.write(work)

    for one in (instance, other):
        assert house.live(one) == ["B"] and house.variables(one)["outcome"] == "y"
        assert house.actions(one) == ["instance.started", "task.completed"]
        house.do(one, "B")
        assert house.status(one) == "ended"


def test_a_small_cache_forgets_and_nothing_is_lost(house: Any, draw: Any, settings: Any) -> None:
    small = settings.model_copy(update={"hot_instances": 1})
    runtime.install(house.database, small)
    house.draw(draw.user("A") + draw.user("B") + draw.flow("s>A>B>e"))
    started = [house.start(key=f"K{number}") for number in range(4)]

    for element in ("A", "B"):
        for instance in started:
            house.do(instance, element)

    assert {house.status(instance) for instance in started} == {"ended"}


def test_the_journal_of_an_instance_counts_its_versions(house: Any, draw: Any) -> None:
    house.draw(draw.user("A") + draw.flow("s>A>e"))
    instance = house.start()
    suspend(house, instance)
    resume(house, instance)
    house.do(instance, "A")

    with house.database.read() as reader:
        entries = history.entries(reader, instance)

    assert [entry.n for entry in entries] == [1, 2, 3, 4]
