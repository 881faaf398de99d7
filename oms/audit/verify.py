"""Proves that the audit trail is whole: streams, sealed blocks, and the anchors outside the database.

Found: an edited, deleted, inserted or moved row, a cut tail, an edited or missing block, each also when the
hashes were computed anew, as long as an anchor outside is older. Not found: rows of the last unsealed second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, and_, or_, select

from kit import audit, seal
from kit.audit import GENESIS, JournalBlock, JournalRow
from kit.db import Reader

READ_AT_ONCE = 5_000


class Damage(StrEnum):
    """What is wrong."""

    ROW_EDITED = "row_edited"  # the row's hash does not belong to its content
    ROW_MISSING = "row_missing"  # a number is left out
    ROW_UNCHAINED = "row_unchained"  # the row does not follow the one before it
    BLOCK_EDITED = "block_edited"  # the block's hash does not belong to its content
    BLOCK_MISSING = "block_missing"  # a block number or a range of transactions is left out
    BLOCK_ROWS = "block_rows"  # the rows of the block are not those that were sealed
    ANCHOR_DIFFERS = "anchor_differs"  # the block is not the one that was anchored outside
    ANCHOR_MISSING = "anchor_missing"  # an anchored block is gone: the tail was cut off


@dataclass(frozen=True)
class Finding:
    """One damage: in a stream at a number, or in a block."""

    damage: Damage
    stream: int | None = None
    n: int | None = None
    block: int | None = None


@dataclass(frozen=True)
class Report:
    """What was looked at and what is damaged."""

    rows: int
    streams: int
    blocks: int
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """True when nothing is damaged."""
        return not self.findings


def verify(reader: Reader, anchored: Mapping[int, bytes]) -> Report:
    """Read everything once. `anchored` holds block number → hash as they were written outside the database."""
    findings: list[Finding] = []
    rows, streams = 0, 0
    stream, n, prev = None, 0, GENESIS
    for row in _rows(reader):
        if row.stream != stream:
            stream, n, prev, streams = row.stream, 0, GENESIS, streams + 1
        findings.extend(_check_row(row, n, prev))
        n, prev, rows = row.n, bytes(row.hash), rows + 1
    blocks = reader.connection.execute(_blocks()).all()
    findings.extend(_check_blocks(reader, blocks))
    findings.extend(_check_anchors(blocks, anchored))
    return Report(rows, streams, len(blocks), tuple(findings))


def _check_row(row: Row[*tuple[Any, ...]], last: int, prev: bytes) -> Iterator[Finding]:
    if row.n != last + 1:
        yield Finding(Damage.ROW_MISSING, stream=row.stream, n=last + 1)
    elif bytes(row.prev) != prev:
        yield Finding(Damage.ROW_UNCHAINED, stream=row.stream, n=row.n)
    fields = (
        row.stream,
        row.n,
        row.at,
        row.actor,
        row.actor_name,
        row.action,
        row.subject,
        row.reason,
        row.body,
    )
    if audit.row_hash(bytes(row.prev), fields) != bytes(row.hash):
        yield Finding(Damage.ROW_EDITED, stream=row.stream, n=row.n)


def _check_blocks(reader: Reader, blocks: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Finding]:
    no, prev, edge = 0, GENESIS, 0
    for block in blocks:
        if (block.no, block.xid_from, bytes(block.prev)) != (no + 1, edge, prev):
            yield Finding(Damage.BLOCK_MISSING, block=no + 1)
        digest = seal.block_hash(bytes(block.prev), bytes(block.root), block.no, block.xid_from, block.xid_to, block.n)
        if digest != bytes(block.hash):
            yield Finding(Damage.BLOCK_EDITED, block=block.no)
        leaves = _leaves(reader, block.xid_from, block.xid_to)
        if len(leaves) != block.n or seal.merkle_root(leaves) != bytes(block.root):
            yield Finding(Damage.BLOCK_ROWS, block=block.no)
        no, prev, edge = block.no, bytes(block.hash), block.xid_to


def _check_anchors(blocks: Sequence[Row[*tuple[Any, ...]]], anchored: Mapping[int, bytes]) -> Iterator[Finding]:
    known = {block.no: bytes(block.hash) for block in blocks}
    for no, digest in sorted(anchored.items()):
        if no not in known:
            yield Finding(Damage.ANCHOR_MISSING, block=no)
        elif known[no] != digest:
            yield Finding(Damage.ANCHOR_DIFFERS, block=no)


def _rows(reader: Reader) -> Iterator[Row[*tuple[Any, ...]]]:
    """Every row by stream and number, in portions."""
    table = JournalRow.__table__
    stream, n = -(2**63), 0
    while True:
        following = or_(JournalRow.stream > stream, and_(JournalRow.stream == stream, JournalRow.n > n))
        statement = select(table).where(following).order_by(JournalRow.stream, JournalRow.n)
        portion = reader.connection.execute(statement.limit(READ_AT_ONCE)).all()
        yield from portion
        if len(portion) < READ_AT_ONCE:
            return
        stream, n = portion[-1].stream, portion[-1].n


def _blocks() -> Any:
    return select(JournalBlock.__table__).order_by(JournalBlock.no)


def _leaves(reader: Reader, xid_from: int, xid_to: int) -> list[bytes]:
    statement = (
        select(JournalRow.hash)
        .where(JournalRow.xid >= xid_from, JournalRow.xid < xid_to)
        .order_by(JournalRow.stream, JournalRow.n)
    )
    return [bytes(digest) for digest in reader.connection.scalars(statement)]
