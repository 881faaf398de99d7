"""An import is exactly once: whatever happens in between, each order of the file is there once or refused once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handlers import imports
from integrations.files import mapping
from integrations.files.mapping import Mapping
from kit.db import SYSTEM, Database
from oms.catalog import queries as catalog
from oms.customers import queries as customers
from oms.imports import queries
from oms.imports.queries import ImportRecord
from oms.imports.rules import ImportStatus, Outcome
from oms.orders import queries as orders

MAPPINGS = Path(__file__).parents[2] / "samples" / "mappings"
RETAIL = mapping.by_name("online-retail", MAPPINGS)
STANDARD = mapping.by_name("标准订单", MAPPINGS)

Open = Callable[..., ImportRecord]


@pytest.fixture
def opened(database: Database, company: object, tmp_path: Path) -> Open:
    """opened(path, mapping, dry_run=True) keeps the file and opens its job."""

    def open_(path: Path, by: Mapping, *, dry_run: bool = False) -> ImportRecord:
        return imports.open_import(
            database, path, by, folder=tmp_path / "kept", file_name=path.name, dry_run=dry_run, actor=SYSTEM
        )

    return open_


def small_file(tmp_path: Path) -> Path:
    """Four orders: good, unknown SKU, a bad line, good."""
    path = tmp_path / "orders.csv"
    path.write_text(
        "订单号,客户编码,商品编码,数量,含税单价\n"
        "F-1,C-1001,A-100,2,100\n"
        "F-2,C-1001,A-100,1,100\n"
        "F-2,C-1001,A-999,1,1\n"
        "F-3,C-1001,A-100,0,100\n"
        "F-4,C-1001,A-100,1,99.50\n",
        encoding="gb18030",
    )
    return path


def counts(job: ImportRecord) -> dict[str, int]:
    return dict(job.counts)


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(
    database: Database, opened: Open, tmp_path: Path
) -> None:
    job = imports.run(database, opened(small_file(tmp_path), STANDARD, dry_run=True).id)

    assert job.status == ImportStatus.FINISHED
    assert counts(job) == {Outcome.VALID: 2, Outcome.REJECTED: 2}
    with database.read() as reader:
        assert orders.find_external(reader, "B2B", "F-1") is None
        refused = {(r.row, r.reasons[0]["code"], r.reasons[0]["column"]) for r in queries.rejects(reader, job.id)}
    assert {row for row, _, column in refused if column == "商品编码"} == {4}
    assert (3, "order.incomplete", "") in refused
    assert (5, "cell.quantity_not_positive", "数量") in refused


def test_a_dry_run_of_a_real_day_agrees_with_the_file_to_the_cent(
    database: Database, opened: Open, shared: Path
) -> None:
    heard: list[tuple[int, int]] = []

    job = imports.run(
        database,
        opened(shared / "data" / "online-retail-2011-12-05.csv", RETAIL, dry_run=True).id,
        lambda done, total: heard.append((done, total)),
    )

    sums = imports.report(database, job.id).sums
    assert counts(job) == {Outcome.VALID: 127, Outcome.REJECTED: 24}
    assert sums["file"] == {"rows": 5331, "orders": 151, "amount": "57751.32"}
    assert sums["accepted"] == {"rows": 5297, "orders": 127, "amount": "88741.96"}
    assert sums["rejected"] == {"rows": 34, "orders": 24, "amount": "-30990.64"}
    assert sums["reasons"] == {"cell.price_not_positive": 5, "cell.quantity_not_positive": 3, "unmatched_return": 16}
    assert sums["agrees"] is True
    assert heard[-1] == (151, 151)
    with database.read() as reader:
        assert customers.find_customer(reader, "WALK-IN") is None
        assert not catalog.products_by_sku(reader, ["23084"])
    lines = list(imports.reject_lines(database, job.id))
    assert lines[0].startswith("\ufeffInvoiceNo,StockCode,")
    assert len(lines) == 1 + 34
    assert sum("unmatched_return" in line for line in lines) == 26
    assert any(line.startswith("C580604,AMAZONFEE,AMAZON FEE,'-1,") for line in lines)


def test_a_file_that_cannot_be_read_ends_the_job_and_imports_nothing(
    database: Database, opened: Open, tmp_path: Path
) -> None:
    path = tmp_path / "broken.csv"
    path.write_text('订单号,客户编码,商品编码,数量\nF-1,C-1001,A-100,1\nF-2,"C-1001,A-100,1\n', encoding="utf-8")

    job = imports.run(database, opened(path, STANDARD).id)

    assert job.status == ImportStatus.FAILED
    assert "第 3 行" in str(job.error)
    with database.read() as reader:
        assert orders.find_external(reader, "B2B", "F-1") is None


def test_the_job_reads_the_file_that_was_handed_in_even_when_it_has_changed_since(
    database: Database, opened: Open, tmp_path: Path
) -> None:
    path = small_file(tmp_path)
    job = opened(path, STANDARD, dry_run=True)
    path.write_text("something else", encoding="utf-8")

    assert imports.run(database, job.id).done == 4
