"""Runs an import: each order of a file in one transaction with its progress mark.

Killed at any moment and run again, it goes on where it was: an order and its mark are committed together.
An order that is refused leaves nothing behind but its rows in the reject list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from handlers import import_masters, triggers
from integrations.files import kept as kept_files
from integrations.files import reject_file
from integrations.files.drafts import FileIndex, OrderDraft, Reason, RejectedOrder, RejectedRow
from integrations.files.errors import FileRefused, MappingUnknown, OrderIncomplete
from integrations.files.kept import KeptFile
from integrations.files.mapping import Mapping
from integrations.files.orders_file import OrdersFile
from integrations.files.reconciliation import Reconciliation
from kit import broadcast, quantities
from kit.db import Actor, Database, Tx
from kit.errors import Failure
from oms.customers import rules as customer_rules
from oms.imports import amounts, queries
from oms.imports import service as imports
from oms.imports.errors import ItemDoneTwice
from oms.imports.queries import ImportRecord, Reject
from oms.imports.rules import ImportStatus, Outcome
from oms.orders import draft as order_drafts
from oms.orders import queries as orders
from oms.orders import submission

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Report:
    """How an import ended; `sums` compares file, accepted and rejected to the cent."""

    job: ImportRecord
    sums: dict[str, object]


class _Undo(Exception):
    """Ends the transaction of a dry run's order without leaving anything."""


def open_import(
    database: Database, source: Path, mapping: Mapping, *, folder: Path, file_name: str, dry_run: bool, actor: Actor
) -> ImportRecord:
    """Keep the file under `folder` and open its job; the same file under the same mapping finds its old job."""
    kept = kept_files.keep(source, mapping, folder)
    new = imports.NewImport(
        fingerprint=kept.fingerprint,
        file_name=file_name,
        file_path=str(kept.path),
        mapping=mapping.name,
        dry_run=dry_run,
    )
    return database.write(lambda tx: imports.open_job(tx, new), actor=actor)


def run(database: Database, job_id: int, progress: Progress | None = None) -> ImportRecord:
    """Import what is not imported yet, and return the job. `progress` hears (orders done, orders in all).

    A job that is over is left as it is. A file that cannot be read ends the job as failed.
    """
    with database.read() as reader:
        job = queries.job(reader, job_id)
        done = set(amounts.outcomes(reader, job_id))
    if job.finished_at is not None:
        return job
    try:
        kept = kept_files.find(Path(job.file_path))
        _Run(database, job, kept, progress).all_but(done)
    except (FileRefused, MappingUnknown) as refused:
        told = refused
        database.write(lambda tx: imports.fail(tx, job_id, told), actor=_actor(job))
    else:
        database.write(lambda tx: imports.finish(tx, job_id), actor=_actor(job))
    with database.read() as reader:
        return queries.job(reader, job_id)


def resume(database: Database) -> list[ImportRecord]:
    """Run every job that a stopped process left unfinished, oldest first."""
    with database.read() as reader:
        unfinished = queries.unfinished(reader)
    return [run(database, job.id) for job in unfinished]


def report(database: Database, job_id: int) -> Report:
    """The sums of a finished job: the file is added up again and compared with what the tables hold."""
    with database.read() as reader:
        job = queries.job(reader, job_id)
        outcomes = amounts.outcomes(reader, job_id)
        booked = amounts.booked(reader, job_id)
        refused_fen = amounts.refused_fen(reader, job_id)
        reasons = amounts.reasons(reader, job_id, consequence=OrderIncomplete.code)
    if job.status != ImportStatus.FINISHED:
        return Report(job, {})
    file = _open(kept_files.find(Path(job.file_path)))
    index = file.index()
    sums = Reconciliation()
    for order in file.orders(index):
        if isinstance(order, OrderDraft) and outcomes[order.ordinal] != Outcome.REJECTED:
            sums.accept(order)
        else:
            sums.reject(file.refuse(order, OrderIncomplete(row=0)) if isinstance(order, OrderDraft) else order)
    sums.reasons.clear()
    sums.reasons.update(reasons)
    told = sums.as_json(index)
    on_the_books = job.dry_run or index.unreadable_rows > 0 or booked.gross_fen == sums.accepted.amount_fen
    told["agrees"] = bool(told["agrees"]) and on_the_books and refused_fen == sums.rejected.amount_fen
    return Report(job, told)


def reject_lines(database: Database, job_id: int) -> Iterator[str]:
    """The reject file of a job, line by line (reject_file.lines). Whoever takes the lines slowly holds no transaction
    open meanwhile. Raises ImportUnknown."""
    with database.read() as reader:
        job = queries.job(reader, job_id)
    header = _open(kept_files.find(Path(job.file_path))).table.header
    return reject_file.lines(header, (_row(reject) for reject in _rejects(database, job_id)))


def _rejects(database: Database, job_id: int) -> Iterator[Reject]:
    """Each portion in a transaction of its own."""
    last = -1
    while True:
        with database.read() as reader:
            portion = queries.rejects_after(reader, job_id, last)
        if not portion:
            return
        yield from portion
        last = portion[-1].row


class _Run:
    """One pass over one file."""

    def __init__(self, database: Database, job: ImportRecord, kept: KeptFile, progress: Progress | None) -> None:
        self._database = database
        self._job = job
        self._mapping = kept.mapping
        self._progress = progress
        self._file = _open(kept)
        self._index = FileIndex()
        self._masters = import_masters.Masters(kept.mapping, self._index, file_name=job.file_name)

    def all_but(self, done: set[int]) -> None:
        """Every order of the file that is not among the ordinals `done`."""
        job, index = self._job, self._file.index()
        self._index = index
        self._masters = import_masters.Masters(self._mapping, index, file_name=job.file_name)
        self._write(lambda tx: imports.start(tx, job.id, total=index.orders, rows=index.rows))
        for order in self._file.orders(index):
            if order.ordinal not in done:
                self._one(order)
            if self._progress:
                self._progress(order.ordinal, index.orders)

    def _one(self, order: OrderDraft | RejectedOrder) -> None:
        try:
            if isinstance(order, OrderDraft):
                self._submit(order)
            else:
                self._reject(order)
        except ItemDoneTwice:
            return  # another worker runs the same job and was faster

    def _submit(self, draft: OrderDraft) -> None:
        """The order, or its rejection in a transaction of its own: what was prepared for it is undone."""
        try:
            if self._job.dry_run:
                outcome = self._try(draft)
                self._write(lambda tx: self._mark(tx, draft, outcome, None))
            else:
                self._write(lambda tx: self._create(tx, draft))
        except ItemDoneTwice:
            raise
        except Failure as failure:
            self._reject(self._file.refuse(draft, failure))

    def _create(self, tx: Tx, draft: OrderDraft) -> None:
        known = self._known(tx, draft)
        if known is not None:
            self._mark(tx, draft, Outcome.KNOWN, known.id)
            return
        self._masters.prepare(tx, draft)
        order = triggers.submit_order(tx, self._as_order(draft))
        self._mark(tx, draft, Outcome.CREATED, order.id)

    def _known(self, tx: Tx, draft: OrderDraft) -> orders.OrderRecord | None:
        """The order that this one became in an earlier file."""
        known = orders.find_external(tx, self._mapping.channel, draft.external_no)
        return known if known is not None and _same(tx, known, draft) else None

    def _try(self, draft: OrderDraft) -> Outcome:
        """What would become of the order; raises what `_create` would."""
        outcome = Outcome.KNOWN

        def check(tx: Tx) -> NoReturn:
            nonlocal outcome
            if self._known(tx, draft) is None:
                self._masters.prepare(tx, draft)
                submission.check(tx, self._as_order(draft))
                outcome = Outcome.VALID
            raise _Undo

        with suppress(_Undo):
            self._write(check)
        return outcome

    def _as_order(self, draft: OrderDraft) -> order_drafts.OrderDraft:
        lines = tuple(
            order_drafts.LineDraft(
                sku=line.sku,
                quantity=quantities.text(line.quantity),
                unit_price=None if line.unit_price is None else quantities.text(line.unit_price),
            )
            for line in draft.lines
        )
        return order_drafts.OrderDraft(
            customer_code=draft.customer_code,
            channel=self._mapping.channel,
            lines=lines,
            external_no=draft.external_no,
            warehouse_code=draft.warehouse_code,
            remark=draft.remark,
            urgent=draft.urgent,
            price_agreed=True,
            imported=True,
        )

    def _mark(self, tx: Tx, draft: OrderDraft, outcome: Outcome, order_id: int | None) -> None:
        imports.record_order(tx, self._job.id, draft.ordinal, draft.external_no, outcome, order_id)
        dropped = [_reject(draft.external_no, row) for row in draft.dropped]
        imports.record_dropped(tx, self._job.id, dropped)
        self._announce(tx, draft.ordinal)

    def _reject(self, order: RejectedOrder) -> None:
        rows = [_reject(order.external_no, row) for row in order.rows]

        def record(tx: Tx) -> None:
            imports.record_rejected(tx, self._job.id, order.ordinal, order.external_no, rows)
            self._announce(tx, order.ordinal)

        self._write(record)

    def _announce(self, tx: Tx, ordinal: int) -> None:
        """About a hundred times in all, so that a progress bar moves."""
        total = self._index.orders
        if ordinal % max(1, total // 100) == 0:
            broadcast.announce(tx, "imports", {"import_id": str(self._job.id), "done": ordinal, "total": total})

    def _write(self, work: Callable[[Tx], None]) -> None:
        self._database.write(work, actor=_actor(self._job))


def _open(kept: KeptFile) -> OrdersFile:
    return OrdersFile(kept.path, kept.mapping)


def _same(tx: Tx, known: orders.OrderRecord, draft: OrderDraft) -> bool:
    """Whether the order that has this number already is this one: its customer, its goods, and its amount where the
    file names prices. One that was changed since is another: whoever imports it again is told."""
    priced = all(line.unit_price is not None for line in draft.lines)
    return (
        customer_rules.code_key(known.customer_code) == customer_rules.code_key(draft.customer_code)
        and (known.gross_fen == draft.amount_fen or not priced)
        and Counter((line.sku, line.quantity) for line in orders.lines(tx, known.id))
        == Counter((line.sku, line.quantity) for line in draft.lines)
    )


def _actor(job: ImportRecord) -> Actor:
    return Actor(job.started_by_id, job.started_by)


def _reject(external_no: str, row: RejectedRow) -> Reject:
    reasons = [{"code": r.code, "column": r.column, "zh": r.zh, "en": r.en} for r in row.reasons]
    return Reject(row.number, external_no, list(row.cells), reasons, row.amount_fen)


def _row(reject: Reject) -> RejectedRow:
    reasons = tuple(Reason(**reason) for reason in reject.reasons)
    return RejectedRow(reject.row, tuple(reject.cells), reasons, reject.amount_fen)
