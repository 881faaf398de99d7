"""Blocks cover each row once and never change; the anchor file cannot be rewritten without its key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from kit import audit, config, db, seal
from kit.audit import GENESIS, JournalBlock, JournalRow


def note(tx: db.Tx, stream: int = 1, times: int = 1) -> None:
    for _ in range(times):
        audit.record(tx, stream, "thing.changed", subject="s")


def covered(database: db.Database) -> tuple[list[int], int]:
    """(how many blocks hold each row, number of rows)."""
    with database.read() as reader:
        rows = list(reader.session.scalars(select(JournalRow.xid)))
        blocks = reader.session.execute(select(JournalBlock.xid_from, JournalBlock.xid_to)).all()
    return [sum(start <= xid < end for start, end in blocks) for xid in rows], len(rows)


def chain(database: db.Database) -> list[JournalBlock]:
    with database.read() as reader:
        return list(reader.session.scalars(select(JournalBlock).order_by(JournalBlock.no)))


def seal_all(database: db.Database) -> None:
    database.write(lambda tx: None)  # SQLite: the batch of the rows is over
    while database.write(seal.seal) is not None:
        pass


def test_every_row_lies_in_exactly_one_block(database: db.Database) -> None:
    for number in range(12):
        database.write(lambda tx, number=number: note(tx, number % 3, 2))  # type: ignore[misc]
        if number % 4 == 3:
            database.write(seal.seal)
    seal_all(database)

    times, rows = covered(database)

    assert rows == 24 and set(times) == {1}


def test_blocks_are_numbered_and_chained_without_gap(database: db.Database) -> None:
    for _ in range(3):
        database.write(note)
        seal_all(database)

    blocks = chain(database)

    assert [block.no for block in blocks] == [1, 2, 3]
    assert [block.prev for block in blocks] == [GENESIS, *(block.hash for block in blocks[:-1])]
    assert [block.xid_from for block in blocks[1:]] == [block.xid_to for block in blocks[:-1]]


def test_nothing_new_makes_no_block(database: db.Database) -> None:
    database.write(note)
    seal_all(database)

    assert database.write(seal.seal) is None
    assert len(chain(database)) == 1


def test_large_amounts_are_sealed_in_blocks_of_whole_transactions(
    database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "LARGEST", 5)
    for number in range(6):
        database.write(lambda tx, number=number: note(tx, number, 2))  # type: ignore[misc]

    seal_all(database)

    times, rows = covered(database)
    assert rows == 12 and set(times) == {1}
    assert max(block.n for block in chain(database)) <= 5


def test_a_transaction_larger_than_a_block_does_not_stop_the_sealer(
    database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "LARGEST", 5)
    database.write(note)
    seal_all(database)
    database.write(lambda tx: None)
    database.write(lambda tx: note(tx, 2, 20))
    database.write(note)

    seal_all(database)

    times, _ = covered(database)
    assert set(times) == {1}
    assert [block.n for block in chain(database)] == [1, 20, 1]


def test_sealing_goes_on_after_a_restart(settings: config.Settings, database: db.Database) -> None:
    database.write(note)
    seal_all(database)
    database.close()

    again = db.open_database(settings)
    again.write(note)
    seal_all(again)

    times, rows = covered(again)
    again.close()
    assert rows == 2 and set(times) == {1}


@pytest.fixture
def postgres(new_postgres: Callable[[], str], tmp_path: Path) -> Iterator[db.Database]:
    opened = db.open_database(config.Settings(data_dir=tmp_path, database_url=new_postgres()))
    yield opened
    opened.close()


def test_a_transaction_that_commits_late_is_sealed_later_and_once(postgres: db.Database) -> None:
    written, go = threading.Event(), threading.Event()

    def slow(tx: db.Tx) -> None:
        note(tx, 1)
        tx.before_commit(lambda _: written.set())
        tx.before_commit(lambda _: go.wait(20) and None)  # type: ignore[func-returns-value]

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(postgres.write, slow)
        assert written.wait(20)
        postgres.write(lambda tx: note(tx, 2))
        postgres.write(seal.seal)
        early = [(block.no, block.hash) for block in chain(postgres)]
        go.set()
        late.result(20)
    seal_all(postgres)

    times, rows = covered(postgres)
    assert rows == 2 and set(times) == {1}
    assert [(block.no, block.hash) for block in chain(postgres)][: len(early)] == early


def test_many_writers_and_two_sealers_cover_each_row_once(postgres: db.Database) -> None:
    def writer(stream: int) -> None:
        for _ in range(15):
            postgres.write(lambda tx: note(tx, stream))

    def sealer(_: int) -> None:
        for _ in range(15):
            postgres.write(seal.seal)

    with ThreadPoolExecutor(5) as pool:
        work = [pool.submit(writer, stream) for stream in range(3)] + [pool.submit(sealer, n) for n in range(2)]
        for job in work:
            job.result(60)
    seal_all(postgres)

    times, rows = covered(postgres)
    blocks = chain(postgres)
    assert rows == 45 and set(times) == {1}
    assert [block.no for block in blocks] == list(range(1, len(blocks) + 1))


def test_the_anchor_file_is_found_changed(tmp_path: Path) -> None:
    anchor = seal.Anchor(tmp_path)
    anchor.add(1, b"\x01" * 32, 0)
    anchor.add(2, b"\x02" * 32, 0)
    file = tmp_path / "audit-anchor.log"

    assert seal.Anchor(tmp_path).blocks() == {1: b"\x01" * 32, 2: b"\x02" * 32}
    file.write_text(file.read_text().replace("01" * 32, "03" * 32))
    with pytest.raises(ValueError, match="anchor line was changed"):
        seal.Anchor(tmp_path).blocks()


def test_the_anchor_key_is_for_its_owner_only(tmp_path: Path) -> None:
    seal.Anchor(tmp_path)

    assert (tmp_path / "audit-anchor.key").stat().st_mode & 0o077 == 0


def test_a_node_of_the_tree_does_not_pass_for_a_leaf() -> None:
    leaves = [bytes([number]) * 32 for number in range(4)]

    root = seal.merkle_root(leaves)

    assert root != seal.merkle_root([seal.merkle_root(leaves[:2]), seal.merkle_root(leaves[2:])])
    assert root != seal.merkle_root(leaves[::-1])
