"""Seals the audit trail: finished rows become Merkle blocks, chained, and anchored in a file outside the database.

A block covers every row of the transactions xid_from <= xid < xid_to, all of them certainly finished. Only one sealer
runs at a time (SQLite: the writer thread; PostgreSQL: an advisory lock). Sealing twice is harmless.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import orjson
from sqlalchemy import func, select, text

from kit import clock
from kit.audit import GENESIS, JournalBlock, JournalRow
from kit.db.transaction import Tx

_LOCK = 7_203_001  # advisory lock number of the sealer
LARGEST = 20_000  # rows in one block


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Leaves and nodes are hashed with different prefixes, so a node cannot pass for a leaf."""
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves] or [GENESIS]
    while len(level) > 1:
        pairs = [(level[i], level[min(i + 1, len(level) - 1)]) for i in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs]
    return level[0]


def block_hash(prev: bytes, root: bytes, no: int, xid_from: int, xid_to: int, count: int) -> bytes:
    return hashlib.sha256(prev + root + orjson.dumps([no, xid_from, xid_to, count])).digest()


def seal(tx: Tx) -> JournalBlock | None:
    """Make the next block, or None when nothing new is finished (or another sealer is at work)."""
    if tx.postgres and not tx.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return None
    last = tx.session.scalars(select(JournalBlock).order_by(JournalBlock.no.desc()).limit(1)).first()
    start = last.xid_to if last else 0
    finished = _finished(tx)
    end = _end(tx, start, finished)
    hashes = tx.session.scalars(
        select(JournalRow.hash)
        .where(JournalRow.xid >= start, JournalRow.xid < end)
        .order_by(JournalRow.stream, JournalRow.n)
    ).all()
    if not hashes:
        return None
    return _append(tx, last, start, end, hashes)


def _finished(tx: Tx) -> int:
    """Every transaction below this number has ended."""
    if not tx.postgres:
        return tx.xid or 0
    return int(tx.session.scalar(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")) or 0)


def _end(tx: Tx, start: int, finished: int) -> int:
    """Where the block ends: whole transactions only, so one that wrote more than LARGEST rows is a block by itself."""
    waiting = select(JournalRow.xid).where(JournalRow.xid >= start, JournalRow.xid < finished).order_by(JournalRow.xid)
    edge = tx.session.scalar(waiting.offset(LARGEST).limit(1))
    if edge is None:
        return finished
    first = tx.session.scalar(waiting.limit(1))
    return edge if edge != first else edge + 1


def _append(tx: Tx, last: JournalBlock | None, start: int, end: int, hashes: Sequence[bytes]) -> JournalBlock:
    no, prev, root = (last.no + 1 if last else 1), (last.hash if last else GENESIS), merkle_root(hashes)
    digest = block_hash(prev, root, no, start, end, len(hashes))
    block = JournalBlock(
        no=no,
        epoch=0,
        xid_from=start,
        xid_to=end,
        n=len(hashes),
        root=root,
        prev=prev,
        hash=digest,
        sealed_at=tx.now,
    )
    tx.session.add(block)
    tx.session.flush()
    return block


class Anchor:
    """An append-only file outside the database; each line is signed with a key that is not in the database."""

    def __init__(self, directory: Path) -> None:
        self._file = directory / "audit-anchor.log"
        self._key = _key(directory / "audit-anchor.key")

    def add(self, no: int, digest: bytes, at_micros: int) -> None:
        """On disk when it returns."""
        line = f"{no} {digest.hex()} {clock.iso(clock.from_micros(at_micros))}"
        with self._file.open("a", encoding="ascii") as file:
            file.write(f"{line} {self._sign(line)}\n")
            file.flush()
            os.fsync(file.fileno())

    def blocks(self) -> dict[int, bytes]:
        """Block number → hash. Raises ValueError for a line whose signature does not match."""
        known = {}
        if self._file.exists():
            for text_line in self._file.read_text(encoding="ascii").splitlines():
                line, _, signature = text_line.rpartition(" ")
                if not hmac.compare_digest(self._sign(line), signature):
                    raise ValueError(f"anchor line was changed: {text_line[:80]}")
                known[int(line.split()[0])] = bytes.fromhex(line.split()[1])
        return known

    def _sign(self, line: str) -> str:
        return hmac.new(self._key, line.encode(), hashlib.sha256).hexdigest()


def _key(path: Path) -> bytes:
    """Made on first use; of two processes that start together one makes it, whole, and both use it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(descriptor, os.urandom(32))
        os.close(descriptor)
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_bytes()
