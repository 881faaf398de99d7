"""Whoever changes the audit trail behind the service's back is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from kit import audit, seal
from kit.db import Database, Tx
from oms.audit import queries
from oms.audit.verify import Damage, Report, verify

Anchored = dict[int, bytes]
STREAMS = (11, 12)


@pytest.fixture
def anchored(database: Database, tmp_path: Path) -> Anchored:
    """Ten events in each of two streams, the first sixteen sealed in two blocks and anchored outside."""
    anchor = seal.Anchor(tmp_path / "anchor")
    for round_ in range(5):
        for _ in range(2):
            database.write(_event)
        block = database.write(seal.seal)
        if block is not None and round_ < 4:
            anchor.add(block.no, bytes(block.hash), 0)
    return anchor.blocks()


def _event(tx: Tx) -> None:
    for stream in STREAMS:
        audit.record(tx, stream, "thing.changed", subject=f"T-{stream}", after={"value": "1"})


def _verify(database: Database, anchored: Anchored) -> Report:
    with database.read() as reader:
        return verify(reader, anchored)


@contextmanager
def _behind_the_back(database: Database) -> Iterator[Connection]:
    """A connection past the service, with the triggers gone that make the trail append-only."""
    engine = create_engine(database.url)
    with engine.begin() as connection:
        for table in ("journal", "journal_block"):
            if database.postgres:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
                continue
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
        yield connection
    engine.dispose()


def _tamper(database: Database, *statements: str) -> None:
    with _behind_the_back(database) as connection:
        for statement in statements:
            connection.execute(text(statement))


def _damages(report: Report) -> set[str]:
    return {finding.damage.value for finding in report.findings}


def test_an_untouched_trail_is_whole(database: Database, anchored: Anchored) -> None:
    report = _verify(database, anchored)

    assert report.whole
    assert (report.rows, report.streams) == (20, 2)
    assert report.blocks >= len(anchored) >= 3


@pytest.mark.parametrize("statement", ["UPDATE journal SET n = 40 WHERE n = 3", "DELETE FROM journal"])
def test_the_database_itself_refuses_changes(database: Database, anchored: Anchored, statement: str) -> None:
    engine = create_engine(database.url)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


TAMPERING = {
    "edited": ("UPDATE journal SET body = '{}' WHERE stream = 11 AND n = 3", Damage.ROW_EDITED),
    "edited time": ("UPDATE journal SET at = at + 1 WHERE stream = 11 AND n = 3", Damage.ROW_EDITED),
    "edited actor": ("UPDATE journal SET actor_name = 'x' WHERE stream = 11 AND n = 3", Damage.ROW_EDITED),
    "deleted": ("DELETE FROM journal WHERE stream = 11 AND n = 3", Damage.ROW_MISSING),
    "deleted stream": ("DELETE FROM journal WHERE stream = 11", Damage.BLOCK_ROWS),
    "cut": ("DELETE FROM journal WHERE stream = 11 AND n > 5", Damage.BLOCK_ROWS),
    "moved": ("UPDATE journal SET n = 30 WHERE stream = 11 AND n = 3", Damage.ROW_MISSING),
    "block cut": ("DELETE FROM journal_block WHERE no > 1", Damage.ANCHOR_MISSING),
    "block edited": ("UPDATE journal_block SET n = n + 1 WHERE no = 2", Damage.BLOCK_EDITED),
    "block deleted": ("DELETE FROM journal_block WHERE no = 2", Damage.BLOCK_MISSING),
}


@pytest.mark.parametrize("case", TAMPERING)
def test_tampering_is_found(database: Database, anchored: Anchored, case: str) -> None:
    statement, damage = TAMPERING[case]
    _tamper(database, statement)

    assert damage in _damages(_verify(database, anchored))


def test_two_rows_that_change_places_are_found(database: Database, anchored: Anchored) -> None:
    swap = "UPDATE journal SET n = {} WHERE stream = 11 AND n = {}"
    _tamper(database, swap.format(99, 3), swap.format(3, 4), swap.format(4, 99))

    assert {Damage.ROW_UNCHAINED, Damage.ROW_EDITED} <= _damages(_verify(database, anchored))


def test_an_edit_with_all_hashes_computed_anew_is_found(database: Database, anchored: Anchored) -> None:
    _rewrite(database, lambda body: body.replace("1", "2"))

    assert _damages(_verify(database, anchored)) == {Damage.BLOCK_ROWS}
    _reseal(database)
    assert _damages(_verify(database, anchored)) == {Damage.ANCHOR_DIFFERS}


def test_the_export_tells_every_event_and_the_last_block(database: Database, anchored: Anchored) -> None:
    with database.read() as reader:
        lines = [orjson.loads(line) for line in queries.export(reader)]
        blocks = verify(reader, {}).blocks

    assert [(line["stream"], line["n"]) for line in lines[:-1]] == [
        (str(stream), n) for stream in STREAMS for n in range(1, 11)
    ]
    assert lines[-1] == {"last_block": blocks}


def test_pages_follow_each_other_without_gap(database: Database, anchored: Anchored) -> None:
    with database.read() as reader:
        first = queries.stream(reader, 11, limit=6)
        second = queries.stream(reader, 11, cursor=first.next_cursor, limit=6)
        seen, cursor = [], None
        while True:
            page = queries.everything(reader, cursor=cursor, limit=7)
            seen += [(event.stream, event.n) for event in page.items]
            if (cursor := page.next_cursor) is None:
                break

    assert [event.n for event in first.items + second.items] == list(range(10, 0, -1))
    assert second.next_cursor is None
    assert sorted(seen) == [(stream, n) for stream in STREAMS for n in range(1, 11)]


def _rewrite(database: Database, change: Callable[[str], str]) -> None:
    """What a clever forger does: edit a row and hash the rest of its stream anew."""
    with _behind_the_back(database) as connection:
        rows = connection.execute(text("SELECT * FROM journal WHERE stream = 11 ORDER BY n")).all()
        prev = audit.GENESIS
        for row in rows:
            body = change(row.body) if row.n == 3 else row.body
            digest = audit.row_hash(prev, (*_hashed(row), body))
            values = {"body": body, "prev": prev, "hash": digest, "n": row.n}
            connection.execute(
                text("UPDATE journal SET body=:body, prev=:prev, hash=:hash WHERE stream=11 AND n=:n"), values
            )
            prev = digest


def _hashed(row: Any) -> tuple[Any, ...]:
    return (row.stream, row.n, row.at, row.actor, row.actor_name, row.action, row.subject, row.reason)


def _reseal(database: Database) -> None:
    """And hash all blocks anew."""
    with _behind_the_back(database) as connection:
        prev = audit.GENESIS
        for block in connection.execute(text("SELECT * FROM journal_block ORDER BY no")).all():
            leaves = connection.execute(
                text("SELECT hash FROM journal WHERE xid >= :a AND xid < :b ORDER BY stream, n"),
                {"a": block.xid_from, "b": block.xid_to},
            ).scalars()
            root = seal.merkle_root([bytes(leaf) for leaf in leaves])
            digest = seal.block_hash(prev, root, block.no, block.xid_from, block.xid_to, block.n)
            connection.execute(
                text("UPDATE journal_block SET root=:root, prev=:prev, hash=:hash WHERE no=:no"),
                {"root": root, "prev": prev, "hash": digest, "no": block.no},
            )
            prev = digest
