"""Remote jobs: tried again with pauses, then a person; a result counts once, and only while it is waited for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from engine import errors, incidents, instances, jobs, runtime, topics
from engine.dispatch.embedded import EmbeddedDispatch
from kit import config
from kit.audit import ReasonMissing

WHY = "已和承运商核对"


def drawn(house: Any, draw: Any, retries: str = "3", more: str = "", path: str = "s>J>B>e") -> int:
    house.draw(draw.job("J", "test.remote", retries=retries) + draw.user("B") + more + draw.flow(path))
    return int(house.start(no="7"))


def run(house: Any, instance: int, **step: float) -> None:
    house.clock.advance(timedelta(**step))
    jobs.run(house.database, house.item(instance, "J"))


def row(house: Any, instance: int) -> Any:
    return next(one for one in house.rows(instance) if one.element == "J")


def the_incident(house: Any) -> incidents.Incident:
    with house.database.read() as reader:
        (found,) = incidents.page(reader).items
    return found


def test_a_job_gives_its_result_and_its_apply_part_runs_once(house: Any, draw: Any, handlers: Any) -> None:
    instance = drawn(house, draw)
    job = house.item(instance, "J")

    run(house, instance)
    jobs.run(house.database, job)

    assert house.live(instance) == ["B"] and house.variables(instance)["answer"] == "call 1"
    assert len(handlers.calls) == 1 and handlers.applied == ["call 1"]
    called = handlers.calls[0]
    assert (called.business_key, called.element_id, called.attempt) == ("K1", "J", 1)
    assert called.key == f"{instance}:{job.hex}"


def test_a_failure_is_tried_again_after_its_pauses_and_then_a_person_is_asked(
    house: Any, draw: Any, handlers: Any
) -> None:
    instance = drawn(house, draw)
    handlers.plan = [topics.HandlerFailed("busy"), RuntimeError("broken"), topics.HandlerFailed("gone")]

    run(house, instance)
    assert row(house, instance).attempts == 1
    run(house, instance, seconds=4)
    assert len(handlers.calls) == 1
    run(house, instance, seconds=1)
    assert row(house, instance).attempts == 2
    run(house, instance, seconds=29)
    assert len(handlers.calls) == 2
    run(house, instance, seconds=1)

    assert [call.attempt for call in handlers.calls] == [1, 2, 3]
    assert len({call.key for call in handlers.calls}) == 1
    assert house.live(instance) == ["J!"] and house.status(instance) == "active"
    assert "gone" in the_incident(house).text.whole("en")
    assert house.actions(instance) == ["instance.started", "job.exhausted"]


def test_the_diagram_says_how_often(house: Any, draw: Any, handlers: Any) -> None:
    instance = drawn(house, draw, retries="1")
    handlers.plan = [topics.HandlerFailed("no")]

    run(house, instance)

    assert house.live(instance) == ["J!"]


def stopped(house: Any, draw: Any, handlers: Any) -> int:
    instance = drawn(house, draw, retries="1")
    handlers.plan = [topics.HandlerFailed("first")]
    run(house, instance)
    return instance


def test_a_person_retries_and_all_attempts_are_there_again(house: Any, draw: Any, handlers: Any) -> None:
    instance = stopped(house, draw, handlers)
    incident = the_incident(house).id
    house.refuse(ReasonMissing, lambda tx: incidents.retry(tx, incident, reason="x"))

    house.write(lambda tx: incidents.retry(tx, incident, reason=WHY))
    run(house, instance)

    assert house.live(instance) == ["B"] and handlers.calls[-1].attempt == 1
    house.refuse(errors.IncidentUnknown, lambda tx: incidents.retry(tx, incident, reason=WHY))


def test_a_retry_that_fails_shows_the_new_reason(house: Any, draw: Any, handlers: Any) -> None:
    instance = stopped(house, draw, handlers)
    handlers.plan = [topics.HandlerFailed("second")]

    house.write(lambda tx: incidents.retry(tx, the_incident(house).id, reason=WHY))
    run(house, instance)

    assert "second" in the_incident(house).text.whole("en")


def test_a_local_handler_that_fails_again_shows_the_new_reason(house: Any, draw: Any, handlers: Any) -> None:
    handlers.plan = [RuntimeError("first")] * 2  # the transaction is run again before it counts as failed
    house.draw(draw.job("J", "test.local") + draw.flow("s>J>e"))
    house.start(no="7")
    incident = the_incident(house)
    assert "first" in incident.text.whole("en")
    handlers.plan = [RuntimeError("second")] * 2

    house.write(lambda tx: incidents.retry(tx, incident.id, reason=WHY))

    assert "second" in the_incident(house).text.whole("en")


def test_a_person_skips_with_a_result(house: Any, draw: Any, handlers: Any) -> None:
    instance = stopped(house, draw, handlers)

    house.write(lambda tx: incidents.skip(tx, the_incident(house).id, reason=WHY, variables={"answer": "by hand"}))

    assert house.live(instance) == ["B"] and house.variables(instance)["answer"] == "by hand"
    assert handlers.applied == []


def test_a_result_that_comes_after_the_cancellation_counts_for_nothing(house: Any, draw: Any, handlers: Any) -> None:
    instance = drawn(house, draw)
    job = house.item(instance, "J")
    handlers.plan = [lambda: house.write(lambda tx: instances.cancel(tx, instance, reason="客户不要了"))]

    jobs.run(house.database, job)

    assert house.status(instance) == "cancelled" and handlers.applied == []
    assert house.actions(instance) == ["instance.started", "instance.cancelled"]


def test_a_failure_that_comes_after_the_cancellation_leaves_no_incident(house: Any, draw: Any, handlers: Any) -> None:
    instance = drawn(house, draw, retries="1")
    job = house.item(instance, "J")

    def cancel_and_fail() -> None:
        house.write(lambda tx: instances.cancel(tx, instance, reason="客户不要了"))
        raise topics.HandlerFailed("late")

    handlers.plan = [cancel_and_fail]
    jobs.run(house.database, job)

    assert house.rows(instance) == []


def test_a_business_error_goes_to_its_own_boundary(house: Any, draw: Any, handlers: Any) -> None:
    more = draw.boundary("E", "J", draw.ERROR) + draw.user("C")
    instance = drawn(house, draw, more=more, path="s>J>B>e; E>C>e")
    handlers.plan = [errors.BpmnError("E1", "no such address", {"hint": "x"})]

    run(house, instance)

    assert house.live(instance) == ["C"] and house.variables(instance)["hint"] == "x"
    assert house.actions(instance)[-1] == "job.error"


def test_a_business_error_that_nobody_catches_asks_a_person(house: Any, draw: Any, handlers: Any) -> None:
    more = draw.boundary("E", "J", draw.ERROR)
    instance = drawn(house, draw, more=more, path="s>J>B>e; E>e")
    handlers.plan = [errors.BpmnError("OTHER", "unknown")]

    run(house, instance)

    assert house.live(instance) == ["J!"] and "OTHER" in the_incident(house).text.whole("en")


def test_a_failing_apply_part_undoes_the_completion_and_is_tried_again(
    house: Any, draw: Any, handlers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = drawn(house, draw)
    answers: Iterator[str] = iter(("broken", "works"))

    def apply(tx: Any, job: Any, given: Any, made: Any) -> None:
        if next(answers) == "broken":
            raise RuntimeError("stock is locked")

    known = topics.find("test.remote")
    assert known is not None
    monkeypatch.setitem(topics.REGISTRY, "test.remote", type(known)(**{**vars(known), "apply": apply}))

    run(house, instance)
    assert house.live(instance) == ["J"] and row(house, instance).attempts == 1
    run(house, instance, seconds=5)

    assert house.live(instance) == ["B"]


def test_a_job_whose_handler_is_gone_asks_a_person(house: Any, draw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = drawn(house, draw)
    monkeypatch.delitem(topics.REGISTRY, "test.remote")

    run(house, instance)

    assert house.live(instance) == ["J!"] and "test.remote" in the_incident(house).text.whole("en")


def test_two_workers_that_have_one_job_finish_it_once(cluster: Any, draw: Any, handlers: Any) -> None:
    one, two = cluster
    instance = drawn(one, draw)
    job = one.item(instance, "J")
    both = threading.Barrier(2, timeout=20)
    handlers.plan = [lambda: both.wait() and None, lambda: both.wait() and None]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda node: jobs.run(node.database, job), (one, two)))

    assert len(handlers.calls) == 2 and len(handlers.applied) == 1
    assert one.live(instance) == ["B"]


# ---- inside the service: EmbeddedDispatch -----------------------------------------------------------


@pytest.fixture
def dispatch(house: Any, settings: config.Settings) -> Iterator[EmbeddedDispatch]:
    embedded = EmbeddedDispatch(2)
    runtime.install(house.database, settings, dispatch=embedded)
    yield embedded
    embedded.stop()


def wait_for(condition: Any) -> None:
    for _ in range(200):
        if condition():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it did not happen in ten seconds")


def test_jobs_of_an_earlier_process_are_taken_up(
    house: Any, draw: Any, handlers: Any, dispatch: EmbeddedDispatch
) -> None:
    instance = drawn(house, draw)
    assert house.live(instance) == ["J"]

    dispatch.start(house.database)

    wait_for(lambda: house.live(instance) == ["B"])
    assert len(handlers.calls) == 1


def test_a_job_runs_after_the_commit_and_never_after_a_rollback(
    house: Any, draw: Any, handlers: Any, dispatch: EmbeddedDispatch
) -> None:
    house.draw(draw.job("J", "test.remote") + draw.user("B") + draw.flow("s>J>B>e"))
    dispatch.start(house.database)

    def fails(tx: Any) -> None:
        instances.start(tx, "proc", {}, business_key="K")
        raise RuntimeError("refused")

    with pytest.raises(RuntimeError):
        house.write(fails)
    instance = house.start()

    wait_for(lambda: house.live(instance) == ["B"])
    assert len(handlers.calls) == 1


def test_a_job_that_is_offered_while_it_runs_is_looked_at_again(
    house: Any, draw: Any, handlers: Any, dispatch: EmbeddedDispatch
) -> None:
    """Suspended and resumed while the handler works: the result comes too early, the second run counts."""
    house.draw(draw.job("J", "test.remote") + draw.user("B") + draw.flow("s>J>B>e"))

    def suspend() -> None:
        house.write(lambda tx: instances.suspend(tx, started[0], reason="盘点期间暂停"))

    started: list[int] = []
    handlers.plan = [suspend]
    started.append(house.start())
    dispatch.start(house.database)
    wait_for(lambda: house.live(started[0]) == ["J~"])

    house.write(lambda tx: instances.resume(tx, started[0], reason="盘点结束恢复"))

    wait_for(lambda: house.live(started[0]) == ["B"])
