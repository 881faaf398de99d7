"""A worker takes jobs once, and signs them off in the transaction that settles them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from engine import jobs
from engine.dispatch import cluster, deferral, lost_jobs, taking
from kit import config, db

TASKS = [UUID(int=number) for number in range(1, 8)]


@pytest.fixture
def queue(url: str, tmp_path: Path) -> Iterator[db.Database]:
    """Seven jobs wait."""
    opened = db.open_database(config.Settings(data_dir=tmp_path, database_url=url))
    opened.write(lambda tx: deferral.defer(tx, TASKS, None))
    yield opened
    opened.close()


@pytest.fixture
def desks(queue: db.Database) -> Iterator[list[taking.Desk]]:
    """Two workers."""
    lines = [psycopg.connect(cluster.conninfo(queue.url), autocommit=True) for _ in range(2)]
    yield [taking.Desk(line) for line in lines]
    for line in lines:
        line.close()


def states(queue: db.Database) -> list[str]:
    with queue.read() as reader:
        return [str(row[0]) for row in reader.connection.execute(text("SELECT status::text FROM procrastinate_jobs"))]


def test_two_workers_take_no_job_twice(desks: list[taking.Desk]) -> None:
    one, two = desks

    taken = [*one.take(3), *two.take(3), *one.take(3), *two.take(3)]

    assert [job.task_id for job in taken] == TASKS


def test_a_job_that_was_rolled_back_with_its_transaction_stays_taken(
    queue: db.Database, desks: list[taking.Desk]
) -> None:
    (job,) = desks[0].take(1)

    def undone(tx: db.Tx) -> None:
        job.sign_off(tx)
        raise RuntimeError("undone")

    with pytest.raises(RuntimeError):
        queue.write(undone)
    assert states(queue).count("doing") == 1

    queue.write(job.sign_off)
    queue.write(job.sign_off)
    assert states(queue) == ["todo"] * 6


def test_a_job_without_a_task_leaves_the_queue(queue: db.Database, desks: list[taking.Desk]) -> None:
    (job,) = desks[0].take(1)
    assert job.row is None

    jobs.run_found(queue, job.task_id, job.row, also=job.sign_off)

    assert states(queue) == ["todo"] * 6


def test_jobs_of_a_worker_that_leaves_go_to_others_at_once(queue: db.Database, desks: list[taking.Desk]) -> None:
    one, two = desks
    one.take(7)
    one.leave()

    assert lost_jobs.recover(queue) == 7
    assert len(two.take(7)) == 7


def test_a_worker_that_was_taken_for_dead_learns_it(queue: db.Database, desks: list[taking.Desk]) -> None:
    one, two = desks
    one.alive()
    late = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour' WHERE id = :id"
    queue.write(lambda tx: tx.connection.execute(text(late), {"id": one._worker}))

    two.alive()

    with pytest.raises(LookupError):
        one.alive()


def test_what_could_not_be_settled_is_given_up_in_the_queue(queue: db.Database, desks: list[taking.Desk]) -> None:
    taken: list[Any] = desks[0].take(2)

    desks[0].sign_off(taken)

    assert len(states(queue)) == 5
