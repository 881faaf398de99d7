"""The books of an import: nothing is lost or doubled by running it again."""

from __future__ import annotations

import pytest

from kit.db import Database
from oms.imports import errors, queries, service
from oms.imports.rules import Outcome
from oms.imports.service import NewImport

FILE = NewImport(fingerprint="f" * 64, file_name="日单.csv", file_path="uploads/1.csv", mapping="标准订单")


def _open(database: Database, new: NewImport = FILE) -> queries.ImportRecord:
    return database.write(lambda tx: service.open_job(tx, new))


def _job(database: Database, job_id: int) -> queries.ImportRecord:
    with database.read() as reader:
        return queries.job(reader, job_id)


def test_the_same_file_finds_its_job_again(database: Database) -> None:
    job = _open(database)
    database.write(lambda tx: service.start(tx, job.id, total=3, rows=9))
    database.write(lambda tx: service.finish(tx, job.id))

    again = _open(database)

    assert (again.id, again.status, again.total) == (job.id, "finished", 3)
    other = NewImport(fingerprint="f" * 64, file_name="日单.csv", file_path="x", mapping="other")
    assert _open(database, other).id != job.id


def test_a_dry_run_is_a_job_of_its_own_each_time(database: Database) -> None:
    dry = NewImport(fingerprint="f" * 64, file_name="x", file_path="x", mapping="m", dry_run=True)

    assert len({_open(database, dry).id, _open(database, dry).id}) == 2


def test_an_order_of_the_file_is_done_once(database: Database) -> None:
    job = _open(database)
    database.write(lambda tx: service.record_order(tx, job.id, 1, "PO-1", Outcome.CREATED, 5))

    with pytest.raises(errors.ItemDoneTwice):
        database.write(lambda tx: service.record_order(tx, job.id, 1, "PO-1", Outcome.CREATED, 6))
    with database.read() as reader:
        assert queries.done_ordinals(reader, job.id) == {1}


def test_a_progress_mark_disappears_with_the_transaction_that_failed(database: Database) -> None:
    job = _open(database)

    def crash(tx: object) -> None:
        service.record_order(tx, job.id, 1, "PO-1", Outcome.CREATED, 5)  # type: ignore[arg-type]
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        database.write(crash)
    assert _job(database, job.id).done == 0


def test_progress_and_rejects_can_be_read(database: Database) -> None:
    job = _open(database)
    reason = {"code": "order.unknown_sku", "column": "商品编码", "zh": "不存在", "en": "unknown"}
    rows = [queries.Reject(n, "PO-2", ["PO-2", "x"], [reason], None) for n in (8, 7)]
    database.write(lambda tx: service.start(tx, job.id, total=2, rows=3))
    database.write(lambda tx: service.record_order(tx, job.id, 1, "PO-1", Outcome.CREATED, 5))
    database.write(lambda tx: service.record_rejected(tx, job.id, 2, "PO-2", rows))

    found = _job(database, job.id)

    assert (found.done, found.count(Outcome.CREATED), found.count(Outcome.REJECTED)) == (2, 1, 1)
    with database.read() as reader:
        assert [reject.row for reject in queries.rejects(reader, job.id)] == [7, 8]
        assert [job.id for job in queries.unfinished(reader)] == [job.id]


def test_a_failed_job_says_why(database: Database) -> None:
    job = _open(database)
    database.write(lambda tx: service.fail(tx, job.id, errors.ItemDoneTwice(ordinal=7)))

    failed = _job(database, job.id)
    assert failed.status == "failed"
    assert failed.why("zh") != failed.why("en")
    assert all("7" in str(failed.why(language)) for language in ("zh", "en"))
