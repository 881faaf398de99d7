"""Jobs on PostgreSQL with real worker processes: atomic with the advance, shared, taken over from the dead."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from pydantic import BaseModel
from sqlalchemy import select, text

from api.job_worker import JobWorker
from engine import definitions, instances, jobs, runtime, topics
from engine.dispatch import cluster, lost_jobs
from engine.dispatch.ticks import Ticker, cluster_ticks, engine_ticks
from engine.models import Instance, InstanceStatus, WorkItem
from kit import config, db, outbox
from kit.outbox import OutboxMessage

PATIENCE = 60.0
BODY = (
    '<startEvent id="s"/><serviceTask id="J"><extensionElements><zeebe:taskDefinition type="test.work" retries="3"/>'
    '</extensionElements></serviceTask><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="J"/>'
    '<sequenceFlow id="f2" sourceRef="J" targetRef="e"/>'
)
DIAGRAM = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="x">'
    f'<process id="proc" isExecutable="true">{BODY}</process></definitions>'
).encode()


class Given(BaseModel):
    """How long the work takes, and whether it ever ends."""

    seconds: float = 0
    log: str = ""


class Made(BaseModel):
    """Which process did it."""

    by: int


def work(reader: db.Database, job: topics.Job, given: Given) -> Made:
    """Writes down who works on what; hangs while the file `hang` lies beside the log."""
    with Path(given.log).open("a") as log:
        log.write(f"{os.getpid()} {job.task_id.hex} {threading.active_count()}\n")
    time.sleep(given.seconds)
    while Path(given.log).with_name("hang").exists():
        time.sleep(0.1)
    return Made(by=os.getpid())


def effect(tx: db.Tx, job: topics.Job, given: Given, made: Made) -> None:
    outbox.put(tx, "effect", {"by": made.by}, key=job.key)


def register() -> None:
    if topics.find("test.work") is None:
        topics.remote("test.work", title_zh="工作", title_en="work", apply=effect, backoff=(1, 1))(work)


def open_node(url: str, folder: Path) -> db.Database:
    register()
    settings = config.Settings(data_dir=folder, database_url=url)
    database = db.open_database(settings)
    runtime.install(database, settings, dispatch=cluster.ClusterDispatch())
    return database


def run_worker(url: str, folder: str, threads: int, ready: Any) -> None:
    """A worker process: jobs and all clock work."""
    database = open_node(url, Path(folder))
    Ticker(database, [*engine_ticks(timedelta(seconds=1)), *cluster_ticks()]).start()
    JobWorker(database, concurrency=threads).start()
    ready.set()
    threading.Event().wait()


@pytest.fixture(autouse=True)
def _topic() -> Iterator[None]:
    register()
    yield
    topics.REGISTRY.pop("test.work", None)


@pytest.fixture
def node(url: str, tmp_path: Path) -> Iterator[db.Database]:
    database = open_node(url, tmp_path)
    database.write(lambda tx: definitions.deploy(tx, {"proc.bpmn": DIAGRAM}, note="x"))
    yield database
    database.close()


Spawn = Callable[..., Any]


@pytest.fixture
def spawn(url: str, tmp_path: Path) -> Iterator[Spawn]:
    """Starts worker processes; they end with the test."""
    context = multiprocessing.get_context("spawn")
    started: list[Any] = []

    def start(threads: int = 4) -> Any:
        ready = context.Event()
        process = context.Process(target=run_worker, args=(url, str(tmp_path), threads, ready))
        process.start()
        started.append(process)
        assert ready.wait(PATIENCE)
        return process

    yield start
    for process in started:
        process.kill()
        process.join(20)


def start(node: db.Database, log: Path, *, count: int = 1, seconds: float = 0) -> list[int]:
    given = {"log": str(log), "seconds": seconds}

    def one(tx: db.Tx) -> int:
        return instances.start(tx, "proc", given, business_key="K").instance_id

    return [node.write(one) for _ in range(count)]


def until(condition: Callable[[], bool], patience: float = PATIENCE) -> float:
    """Seconds it took; fails when it never comes true."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < patience, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - began


def ended(node: db.Database, wanted: list[int]) -> bool:
    with node.read() as reader:
        query = select(Instance.id).where(Instance.status == InstanceStatus.ENDED, Instance.id.in_(wanted))
        return set(reader.session.scalars(query)) == set(wanted)


def effects(node: db.Database) -> list[str]:
    with node.read() as reader:
        return list(reader.session.scalars(select(OutboxMessage.key)))


def queued(node: db.Database) -> list[tuple[str, str]]:
    with node.read() as reader:
        rows = reader.connection.execute(text("SELECT status::text, args ->> 'task_id' FROM procrastinate_jobs"))
        return [(row[0], row[1]) for row in rows]


def lines(log: Path) -> list[list[str]]:
    return [line.split() for line in log.read_text().splitlines()] if log.exists() else []


def test_a_job_is_deferred_with_the_advance_and_gone_with_its_rollback(node: db.Database, tmp_path: Path) -> None:
    class Refused(Exception):
        pass

    def fails(tx: db.Tx) -> None:
        instances.start(tx, "proc", {}, business_key="x")
        raise Refused

    with pytest.raises(Refused):
        node.write(fails)
    assert queued(node) == []

    def partly(tx: db.Tx) -> None:
        with suppress(Refused), tx.savepoint():
            instances.start(tx, "proc", {}, business_key="undone")
            raise Refused
        instances.start(tx, "proc", {}, business_key="kept")

    node.write(partly)
    with node.read() as reader:
        (item,) = reader.session.scalars(select(WorkItem.id))
    assert queued(node) == [("todo", item.hex)]


def test_two_workers_share_the_jobs_and_each_takes_effect_once(node: db.Database, spawn: Spawn, tmp_path: Path) -> None:
    log = tmp_path / "log"
    spawn(), spawn()
    wanted = start(node, log, count=40, seconds=0.05)

    until(lambda: ended(node, wanted))

    assert len(effects(node)) == len(set(effects(node))) == 40
    assert len({line[0] for line in lines(log)}) == 2
    assert len({line[1] for line in lines(log)}) == len(lines(log)) == 40
    until(lambda: queued(node) == [])


def test_a_killed_workers_job_goes_to_another_and_takes_effect_once(
    node: db.Database, spawn: Spawn, tmp_path: Path
) -> None:
    log, hang = tmp_path / "log", tmp_path / "hang"
    hang.touch()
    first = spawn()
    wanted = start(node, log)
    until(lambda: len(lines(log)) == 1)
    spawn()
    os.kill(first.pid, signal.SIGKILL)
    hang.unlink()

    took = until(lambda: ended(node, wanted))

    assert took < lost_jobs.STALLED_AFTER + lost_jobs.HEARTBEAT + 10
    assert len(lines(log)) == 2 and len({line[0] for line in lines(log)}) == 2
    assert len(effects(node)) == 1


def test_jobs_run_in_as_many_threads_as_asked_for(node: db.Database, spawn: Spawn, tmp_path: Path) -> None:
    log = tmp_path / "log"
    (tmp_path / "hang").touch()
    spawn(threads=12)
    wanted = start(node, log, count=12)

    until(lambda: len(lines(log)) == 12, 20)

    (tmp_path / "hang").unlink()
    until(lambda: ended(node, wanted))


def test_an_open_job_that_the_queue_has_lost_is_found(node: db.Database, spawn: Spawn, tmp_path: Path) -> None:
    wanted = start(node, tmp_path / "log")
    node.write(lambda tx: tx.connection.execute(text("DELETE FROM procrastinate_jobs")))
    late = lost_jobs.MISSED_AFTER / timedelta(microseconds=1)
    node.write(lambda tx: tx.connection.execute(text(f"UPDATE work_item SET due_at = due_at - {late:.0f}")))

    assert lost_jobs.recover(node) == 1
    assert lost_jobs.recover(node) == 0

    spawn()
    until(lambda: ended(node, wanted))


def test_a_job_of_a_living_worker_is_left_alone(node: db.Database, tmp_path: Path) -> None:
    start(node, tmp_path / "log")
    register_worker = "INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id"
    fetch = "SELECT id FROM procrastinate_fetch_job_v2(NULL, :worker)"

    def take(tx: db.Tx) -> None:
        worker = tx.connection.execute(text(register_worker)).scalar_one()
        tx.connection.execute(text(fetch), {"worker": worker})

    node.write(take)
    assert lost_jobs.recover(node) == 0 and queued(node)[0][0] == "doing"
    stale = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '21 seconds'"
    node.write(lambda tx: tx.connection.execute(text(stale)))

    assert lost_jobs.recover(node) == 1
    assert queued(node)[0][0] == "todo"


def test_one_broken_job_does_not_keep_the_others_from_being_returned(node: db.Database, tmp_path: Path) -> None:
    start(node, tmp_path / "log", count=3)
    orphan = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL"
    node.write(lambda tx: tx.connection.execute(text(orphan)))

    assert lost_jobs.recover(node) == 3
    assert {status for status, _ in queued(node)} == {"todo"}


def test_a_worker_outlives_a_database_that_drops_its_connections(
    node: db.Database, url: str, spawn: Spawn, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    spawn()
    first = start(node, log)
    until(lambda: ended(node, first))
    with psycopg.connect(cluster.conninfo(url), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    time.sleep(1)
    with suppress(Exception):  # connections of this process were cut, too
        start(node, log)

    second = start(node, log)

    until(lambda: ended(node, second), 45)


def test_a_retry_waits_by_the_databases_clock(node: db.Database, tmp_path: Path) -> None:
    """Our clock may be hours off: what counts is how long to wait."""
    node.write(lambda tx: runtime.of(tx).dispatch.job_later(tx, UUID(int=7), tx.now + timedelta(seconds=90)))

    with node.read() as reader:
        query = text("SELECT extract(epoch FROM scheduled_at - now()) FROM procrastinate_jobs")
        wait = reader.connection.execute(query).scalar_one()
    assert 85 < float(wait) <= 90.1


def test_a_job_that_comes_early_comes_again(node: db.Database, tmp_path: Path) -> None:
    (instance,) = start(node, tmp_path / "log")
    node.write(lambda tx: tx.connection.execute(text("UPDATE work_item SET due_at = due_at + 60000000")))
    node.write(lambda tx: tx.connection.execute(text("DELETE FROM procrastinate_jobs")))
    with node.read() as reader:
        (item,) = reader.session.scalars(select(WorkItem.id))

    jobs.run(node, item)

    assert queued(node) == [("todo", item.hex)] and lines(tmp_path / "log") == []
    assert not ended(node, [instance])


def test_a_job_costs_few_statements(node: db.Database, spawn: Spawn, tmp_path: Path) -> None:
    log = tmp_path / "log"
    spawn()
    started = time.monotonic()
    wanted = start(node, log, count=100)
    until(lambda: ended(node, wanted))

    assert 100 / (time.monotonic() - started) > 20  # a second; far below what it does, far above a poll per job
