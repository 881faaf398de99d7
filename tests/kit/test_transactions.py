"""The database edge: what is undone, what is answered, who may write, and what happens when a commit fails."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from kit import audit, broadcast, config, db, outbox
from kit.audit import JournalRow
from kit.clock import SettableClock
from kit.db.opening import DatabaseInUse
from kit.db.transaction import Stale
from kit.outbox import OutboxMessage


def topics(database: db.Database) -> list[str]:
    with database.read() as reader:
        return list(reader.session.scalars(select(OutboxMessage.topic).order_by(OutboxMessage.key)))


def actions(database: db.Database, stream: int = 7) -> list[str]:
    with database.read() as reader:
        rows = select(JournalRow.action).where(JournalRow.stream == stream).order_by(JournalRow.n)
        return list(reader.session.scalars(rows))


def put(tx: db.Tx, name: str) -> None:
    outbox.put(tx, name, {}, key=name)


class Refused(Exception):
    """What the tests raise."""


def refuse(tx: db.Tx) -> None:
    raise Refused


def test_a_savepoint_takes_back_rows_audit_notes_and_after_commit_work(database: db.Database) -> None:
    heard: list[str] = []

    def work(tx: db.Tx) -> None:
        audit.record(tx, 7, "kept.before", subject="s")
        put(tx, "a")
        with pytest.raises(Refused), tx.savepoint():
            audit.record(tx, 7, "undone", subject="s")
            put(tx, "undone")
            tx.after_commit(lambda: heard.append("undone"))
            raise Refused
        audit.record(tx, 7, "kept.after", subject="s")
        put(tx, "b")
        tx.after_commit(lambda: heard.append("kept"))

    database.write(work)

    assert topics(database) == ["a", "b"]
    assert actions(database) == ["kept.before", "kept.after"]
    assert heard == ["kept"]


def test_the_first_audit_note_of_a_transaction_may_be_undone(database: db.Database) -> None:
    def work(tx: db.Tx) -> None:
        with pytest.raises(Refused), tx.savepoint():
            audit.record(tx, 7, "undone", subject="s", fresh=True)
            raise Refused
        audit.record(tx, 7, "kept", subject="s")

    database.write(work)

    assert actions(database) == ["kept"]


def test_an_inner_savepoint_is_undone_and_the_outer_one_kept(database: db.Database) -> None:
    def work(tx: db.Tx) -> None:
        with tx.savepoint():
            put(tx, "outer")
            with pytest.raises(Refused), tx.savepoint():
                put(tx, "inner")
                raise Refused

    database.write(work)

    assert topics(database) == ["outer"]


def test_a_row_that_breaks_a_key_undoes_its_savepoint_and_nothing_else(database: db.Database) -> None:
    def work(tx: db.Tx) -> None:
        put(tx, "a")
        with pytest.raises(IntegrityError), tx.savepoint():
            put(tx, "undone")
            tx.flush()
            put(tx, "a")
        put(tx, "b")

    database.write(work)

    assert topics(database) == ["a", "b"]


def test_a_row_that_breaks_a_key_undoes_its_whole_transaction(database: db.Database) -> None:
    def work(tx: db.Tx) -> None:
        put(tx, "a")
        tx.flush()
        put(tx, "a")

    with pytest.raises(IntegrityError):
        database.write(work)

    assert topics(database) == []
    database.write(lambda tx: put(tx, "later"))
    assert topics(database) == ["later"]


def test_a_refused_command_leaves_nothing_and_tells_nobody(database: db.Database) -> None:
    hints: list[broadcast.Hint] = []
    end = broadcast.LOCAL.subscribe(hints.append)

    def work(tx: db.Tx) -> None:
        put(tx, "lost")
        audit.record(tx, 7, "lost", subject="s")
        broadcast.announce(tx, "orders", {})
        raise Refused

    with pytest.raises(Refused):
        database.write(work)
    end()

    assert topics(database) == [] and actions(database) == [] and hints == []


def test_a_change_that_is_committed_is_not_reported_as_failed_by_a_broken_listener(database: db.Database) -> None:
    heard: list[str] = []

    def work(tx: db.Tx) -> str:
        put(tx, "kept")
        tx.after_commit(lambda: refuse(tx))
        tx.after_commit(lambda: heard.append("next"))
        return "done"

    assert database.write(work) == "done"
    assert heard == ["next"] and topics(database) == ["kept"]


def test_streams_written_at_once_stay_without_gaps(database: db.Database) -> None:
    def note(number: int) -> None:
        database.write(lambda tx: audit.record(tx, 7, f"note.{number}", subject="s"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(note, range(12)))

    with database.read() as reader:
        rows = reader.session.execute(select(JournalRow.n, JournalRow.prev, JournalRow.hash).order_by(JournalRow.n))
        chain = [(row.n, row.prev, row.hash) for row in rows]
    assert [n for n, _, _ in chain] == list(range(1, 13))
    assert [prev for _, prev, _ in chain[1:]] == [digest for _, _, digest in chain[:-1]]


def test_time_stands_still_inside_a_transaction(database: db.Database, clock: SettableClock) -> None:
    def work(tx: db.Tx) -> bool:
        before = tx.now
        clock.set(before.replace(year=2027))
        return tx.now == before

    assert database.write(work)


# ---- SQLite: one writer thread ----------------------------------------------------------------------


@pytest.fixture
def sqlite(new_sqlite: Callable[[Path], str], tmp_path: Path) -> Iterator[db.Database]:
    url = new_sqlite(tmp_path)
    opened = db.open_database(config.Settings(data_dir=tmp_path, database_url=url))
    yield opened
    opened.close()


def held_back(database: db.Database) -> tuple[threading.Event, Future[None]]:
    """Keeps the writer busy, so that everything submitted meanwhile becomes one batch."""
    go, began = threading.Event(), threading.Event()

    def wait(tx: db.Tx) -> None:
        began.set()
        assert go.wait(10)

    pool = ThreadPoolExecutor(1)
    held = pool.submit(database.write, wait)
    assert began.wait(10)
    pool.shutdown(wait=False)
    return go, held


def test_a_command_that_breaks_a_key_does_not_hurt_its_neighbours(sqlite: db.Database) -> None:
    sqlite.write(lambda tx: put(tx, "taken"))
    go, _ = held_back(sqlite)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(sqlite.write, lambda tx: put(tx, "a"))
        time.sleep(0.05)
        broken = pool.submit(sqlite.write, lambda tx: put(tx, "taken"))
        time.sleep(0.05)
        last = pool.submit(sqlite.write, lambda tx: put(tx, "z"))
        time.sleep(0.05)
        go.set()
        first.result(10), last.result(10)
        with pytest.raises(IntegrityError):
            broken.result(10)

    assert topics(sqlite) == ["a", "taken", "z"]


def test_one_failing_command_of_a_batch_does_not_hurt_its_neighbours(sqlite: db.Database) -> None:
    go, _ = held_back(sqlite)
    commits: list[str] = []
    sqlite.watch.seen = commits.append

    def fail(tx: db.Tx) -> None:
        put(tx, "fails")
        raise Refused

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(sqlite.write, lambda tx: put(tx, "a"))
        broken = pool.submit(sqlite.write, fail)
        last = pool.submit(sqlite.write, lambda tx: put(tx, "z"))
        time.sleep(0.1)
        go.set()
        first.result(10), last.result(10)
        with pytest.raises(Refused):
            broken.result(10)

    assert topics(sqlite) == ["a", "z"]
    assert commits.count("after") == 2  # the held one, then the three together


def test_a_commit_that_fails_answers_every_command_and_the_writer_lives_on(sqlite: db.Database) -> None:
    sqlite.write(lambda tx: tx.connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
    child = "CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)"
    sqlite.write(lambda tx: tx.connection.exec_driver_sql(child))
    heard: list[str] = []

    def orphan(tx: db.Tx) -> None:  # SQLite finds it at COMMIT, not before
        tx.connection.exec_driver_sql("INSERT INTO child VALUES (99)")

    def innocent(tx: db.Tx) -> None:
        put(tx, "innocent")
        tx.after_commit(lambda: heard.append("innocent"))

    go, held = held_back(sqlite)
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(sqlite.write, work) for work in (innocent, orphan)]
        time.sleep(0.1)
        go.set()
        for answer in answers:
            with pytest.raises(Exception, match="FOREIGN KEY"):
                answer.result(10)

    assert held.result(10) is None
    assert topics(sqlite) == [] and heard == []
    sqlite.write(lambda tx: put(tx, "later"))
    assert topics(sqlite) == ["later"]


def test_write_inside_a_write_is_refused_instead_of_waiting_for_itself(sqlite: db.Database) -> None:
    with pytest.raises(RuntimeError, match="pass the open transaction on"):
        sqlite.write(lambda tx: sqlite.write(lambda inner: None))


def test_write_after_close_is_refused_instead_of_waiting_for_ever(sqlite: db.Database) -> None:
    sqlite.close()

    with pytest.raises(RuntimeError, match="closed"):
        sqlite.write(lambda tx: None)
    sqlite.close()


def test_what_was_queued_before_close_is_written(sqlite: db.Database, tmp_path: Path) -> None:
    go, _ = held_back(sqlite)
    with ThreadPoolExecutor(2) as pool:
        queued = pool.submit(sqlite.write, lambda tx: put(tx, "queued"))
        time.sleep(0.05)
        closing = pool.submit(sqlite.close)
        go.set()
        closing.result(10)
        assert queued.result(10) is None

    again = db.open_database(config.Settings(data_dir=tmp_path, database_url=sqlite.url))
    assert topics(again) == ["queued"]
    again.close()


def test_a_second_process_is_refused_while_the_first_has_the_file(sqlite: db.Database, tmp_path: Path) -> None:
    program = (
        "from kit import config, db\n"
        f"db.open_database(config.Settings(data_dir={str(tmp_path)!r}, database_url={sqlite.url!r}))\n"
    )

    second = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)

    assert second.returncode != 0 and "database.in_use" in second.stderr
    with pytest.raises(DatabaseInUse):
        db.open_database(config.Settings(data_dir=tmp_path, database_url=sqlite.url))
    sqlite.close()
    db.open_database(config.Settings(data_dir=tmp_path, database_url=sqlite.url)).close()


def test_readers_see_nothing_of_an_open_write(sqlite: db.Database) -> None:
    seen: list[list[str]] = []

    def work(tx: db.Tx) -> None:
        put(tx, "open")
        tx.flush()
        seen.append(topics(sqlite))

    sqlite.write(work)

    assert seen == [[]] and topics(sqlite) == ["open"]


def test_a_reader_cannot_write(sqlite: db.Database) -> None:
    with pytest.raises(Exception, match="readonly"), sqlite.read() as reader:
        reader.connection.execute(text("DELETE FROM outbox"))


# ---- PostgreSQL: lost races are run again -----------------------------------------------------------


@pytest.fixture
def postgres(new_postgres: Callable[[], str], tmp_path: Path) -> Iterator[db.Database]:
    opened = db.open_database(config.Settings(data_dir=tmp_path, database_url=new_postgres()))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "race",
    [
        Stale(),
        psycopg.errors.DeadlockDetected(),
        psycopg.errors.LockNotAvailable(),
        psycopg.errors.SerializationFailure(),
    ],
)
def test_a_lost_race_is_run_again_from_the_start(postgres: db.Database, race: Exception) -> None:
    tries: list[int] = []

    def work(tx: db.Tx) -> int:
        put(tx, f"try{len(tries)}")
        tries.append(1)
        if len(tries) < 3:
            raise race
        return len(tries)

    assert postgres.write(work) == 3
    assert topics(postgres) == ["try2"]


def test_two_that_wait_for_each_other_both_get_through(postgres: db.Database) -> None:
    postgres.write(lambda tx: [put(tx, name) for name in ("a", "b")])
    both = threading.Barrier(2, timeout=10)
    tries: list[str] = []

    def take(first: str, second: str) -> None:
        def work(tx: db.Tx) -> None:
            tries.append(first)
            update = text("UPDATE outbox SET attempts = attempts + 1 WHERE key = :key")
            tx.connection.execute(update, {"key": first})
            if len(tries) <= 2:
                both.wait()
            tx.connection.execute(update, {"key": second})

        postgres.write(work)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take, ("a", "b"), ("b", "a")))

    with postgres.read() as reader:
        assert set(reader.session.scalars(select(OutboxMessage.attempts))) == {2}
    assert len(tries) == 3


def test_a_refusal_is_not_run_again(postgres: db.Database) -> None:
    tries: list[int] = []

    def work(tx: db.Tx) -> None:
        tries.append(1)
        raise Refused

    with pytest.raises(Refused):
        postgres.write(work)
    assert tries == [1]


def test_a_reader_sees_one_moment(postgres: db.Database) -> None:
    with postgres.read() as reader:
        before = list(reader.session.scalars(select(OutboxMessage.key)))
        postgres.write(lambda tx: put(tx, "meanwhile"))
        after = list(reader.session.scalars(select(OutboxMessage.key)))

    assert before == after == []
    assert topics(postgres) == ["meanwhile"]


def test_a_part_that_fails_without_a_savepoint_has_the_work_run_again_with_one(database: db.Database) -> None:
    runs: list[bool] = []

    def part(tx: db.Tx) -> None:
        with tx.undoable():
            outbox.put(tx, "undone", {}, key="b")
            raise ValueError

    def work(tx: db.Tx) -> str:
        runs.append(tx.careful)
        outbox.put(tx, "before", {}, key="a")
        try:
            part(tx)
        except ValueError:
            outbox.put(tx, "after", {}, key="c")
        return "done"

    answer = database.write(work)

    assert (answer, runs) == ("done", [False, True])
    assert topics(database) == ["before", "after"]
