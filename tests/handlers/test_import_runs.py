"""Orders of a file run their process; interrupted anywhere and run again, the import ends in the same state."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from engine import definitions, runtime
from handlers import imports
from integrations.files import mapping
from integrations.files.mapping import Mapping
from kit import db
from kit.config import Settings
from kit.db import Actor, Database
from oms.audit import verify
from oms.credit import queries as credit
from oms.customers import queries as customers
from oms.customers import service as customer_service
from oms.customers.service import NewCustomer
from oms.imports import service
from oms.imports.queries import REJECTS_AT_ONCE, ImportRecord, Reject
from oms.imports.rules import ImportStatus, Outcome
from oms.inventory import queries as stock
from oms.orders import queries as orders
from oms.orders import search as order_search

ROOT = Path(__file__).parents[2]
RETAIL = mapping.by_name("online-retail", ROOT / "samples" / "mappings")
BPMN = ROOT / "bpmn"
CLERK = Actor(7, "sales")
STANDARD = mapping.by_name("标准订单", ROOT / "samples" / "mappings")
TEMPLATE = "订单号,客户编码,商品编码,数量\n"
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
ROWS = """\
1,S1,LANTERN,10,2011-12-05 08:38:00,2.50,14075.0,UK
1,S2,MUG,4,2011-12-05 08:38:00,1.25,14075.0,UK
C2,S1,LANTERN,-1,2011-12-05 08:40:00,2.50,14075.0,UK
3,S1,LANTERN,3000,2011-12-05 08:41:00,2.00,14075.0,UK
4,S3,POST,1,2011-12-05 08:42:00,18.00,,UK
5,S1,LANTERN,1,2011-12-05 08:43:00,0,,UK
6,S2,MUG,2,2011-12-05 08:44:00,1.35,17841.0,UK
6,S2,MUG,2,2011-12-05 08:44:00,1.35,17841.0,UK
"""

Start = Callable[..., ImportRecord]


class Interrupted(Exception):
    """The run is stopped from outside."""


@pytest.fixture
def office(database: Database, settings: Settings, company: object) -> Database:
    """The shipped processes are deployed."""
    runtime.install(database, settings)
    files = {p.name: p.read_bytes() for pattern in ("*.bpmn", "*.dmn", "forms/*.json") for p in BPMN.glob(pattern)}
    database.write(lambda tx: definitions.deploy(tx, files, note="测试部署"))
    return database


@pytest.fixture
def start(office: Database, tmp_path: Path) -> Start:
    """start(rows, mapping) hands the file in."""

    def open_(rows: str = ROWS, by: Mapping = RETAIL, dry_run: bool = False) -> ImportRecord:
        path = tmp_path / "invoices.csv"
        path.write_text((TEMPLATE if by is STANDARD else HEADER) + rows, encoding="utf-8")
        return imports.open_import(
            office, path, by, folder=tmp_path / "kept", file_name="invoices.csv", dry_run=dry_run, actor=CLERK
        )

    return open_


def state(database: Database, job: ImportRecord) -> dict[str, Any]:
    """Everything that an import may leave behind, without ids and times."""
    with database.read() as reader:
        there = order_search.search(reader, order_search.OrderFilter(), limit=200).items
        codes = sorted({order.customer_code for order in there})
        accounts = {code: credit.account(reader, customers.customer_by_code(reader, code).id) for code in codes}
        partner = stock.warehouse_by_code(reader, "W2").id
        skus = ["S1", "S2", "S3"]
        return {
            "orders": sorted((o.external_no, o.gross_fen, o.commercial, o.fulfilment, o.submitted_by) for o in there),
            "frozen": {code: account.frozen_fen for code, account in accounts.items()},
            "movements": {sku: len(stock.ledger(reader, partner, sku)) for sku in skus},
            "available": stock.available(reader, partner, skus),
            "rejects": list(imports.reject_lines(database, job.id)),
        }


def test_every_invoice_is_an_order_or_refused_and_the_sums_agree(office: Database, start: Start) -> None:
    job = imports.run(office, start().id)

    sums = imports.report(office, job.id).sums
    assert job.counts == {Outcome.CREATED: 4, Outcome.REJECTED: 2}
    assert sums["accepted"] == {"rows": 6, "orders": 4, "amount": "6053.40"}
    assert sums["agrees"] is True
    with office.read() as reader:
        order = orders.find_external(reader, "import-uci", "1")
        walk_in = orders.find_external(reader, "import-uci", "4")
    assert order is not None and walk_in is not None
    assert (order.gross_fen, order.warehouse_code, order.submitted_by) == (30_00, "W2", "sales")
    assert walk_in.customer_code == "WALK-IN"


def test_small_orders_go_on_by_themselves_and_a_large_one_waits_for_approval(office: Database, start: Start) -> None:
    job = imports.run(office, start().id)

    commercial = {number: status for number, _, status, _, _ in state(office, job)["orders"]}
    assert commercial == {"1": "confirmed", "3": "in_approval", "4": "confirmed", "6": "confirmed"}


def test_the_same_file_again_changes_nothing(office: Database, start: Start) -> None:
    job = imports.run(office, start().id)
    before = state(office, job)

    again = imports.run(office, start().id)

    assert again.id == job.id
    assert state(office, job) == before


def test_a_larger_file_with_the_same_invoices_creates_only_the_new_ones(office: Database, start: Start) -> None:
    imports.run(office, start().id)

    job = imports.run(office, start(ROWS + "7,S1,LANTERN,1,2011-12-05 09:00:00,2.50,17841.0,UK\n").id)

    assert job.counts == {Outcome.KNOWN: 4, Outcome.CREATED: 1, Outcome.REJECTED: 2}
    assert imports.report(office, job.id).sums["agrees"] is True


def test_a_dry_run_of_what_is_there_already_says_so(office: Database, start: Start) -> None:
    imports.run(office, start().id)

    job = imports.run(office, start(dry_run=True).id)

    assert job.counts == {Outcome.KNOWN: 4, Outcome.REJECTED: 2}


@pytest.mark.parametrize("row", ["N-1,C-1002,A-100,2", "N-1,C-1001,A-100,3", "N-1,C-1001,A-300,2"])
def test_a_number_that_another_order_has_is_refused_though_the_file_names_no_prices(
    office: Database, start: Start, row: str
) -> None:
    office.write(lambda tx: customer_service.create_customer(tx, NewCustomer(code="C-1002", name="另一位客户")))
    imports.run(office, start("N-1,C-1001,A-100,2\n", STANDARD).id)

    job = imports.run(office, start(f"{row}\nN-2,c-1001,A-100,1\n", STANDARD).id)
    same = imports.run(office, start("N-1,c-1001,A-100,2\nN-3,C-1001,A-100,1\n", STANDARD).id)

    assert job.counts == {Outcome.CREATED: 1, Outcome.REJECTED: 1}
    assert any("orders.external_number_taken" in line for line in imports.reject_lines(office, job.id))
    assert same.counts == {Outcome.CREATED: 1, Outcome.KNOWN: 1}


def test_an_invoice_that_comes_again_with_another_amount_is_refused(office: Database, start: Start) -> None:
    imports.run(office, start().id)

    job = imports.run(office, start("1,S1,LANTERN,11,2011-12-05 08:38:00,2.50,14075.0,UK\n").id)

    assert job.counts == {Outcome.REJECTED: 1}
    assert "external_number_taken" in state(office, job)["rejects"][1]


def test_a_line_that_is_dropped_is_in_the_reject_file_and_the_order_runs_without_it(
    office: Database, start: Start
) -> None:
    rows = ROWS + "1,S3,POST,0,2011-12-05 08:38:00,2.50,14075.0,UK\n"

    job = imports.run(office, start(rows, RETAIL.model_copy(update={"bad_line": "drop_line"})).id)

    assert job.counts == {Outcome.CREATED: 4, Outcome.REJECTED: 2}
    assert len(state(office, job)["rejects"]) == 1 + 3
    assert imports.report(office, job.id).sums["agrees"] is True


def _csv(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _xlsx(path: Path, rows: list[list[str]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            for column, text in enumerate(cells):
                sheet.write_string(number, column, text)
    return path


@pytest.mark.parametrize("write", [_csv, _xlsx])
@pytest.mark.parametrize("column", range(8))
def test_a_control_character_in_any_cell_is_a_row_error(
    office: Database, tmp_path: Path, write: Callable[[Path, list[list[str]]], Path], column: int
) -> None:
    good = ["1", "S1", "LANTERN", "10", "2011-12-05 08:38:00", "2.50", "14075.0", "UK"]
    rows = [HEADER.strip().split(","), ["2", *good[1:]], list(good)]
    rows[1][column] = "\x00" + rows[1][column] + "\x0b\x1f"

    path = write(tmp_path / "damaged", rows)
    opened = imports.open_import(
        office, path, RETAIL, folder=tmp_path / "kept", file_name="damaged", dry_run=False, actor=CLERK
    )
    job = imports.run(office, opened.id)

    assert job.counts == {Outcome.CREATED: 1, Outcome.REJECTED: 1}, job.error
    refused = "".join(imports.reject_lines(office, job.id))
    assert "cell.control_character" in refused and "\x00" not in refused
    assert imports.report(office, job.id).sums["agrees"] is True


@pytest.mark.parametrize("write", [_csv, _xlsx])
def test_a_control_character_in_the_header_is_a_column_that_is_missing(
    office: Database, tmp_path: Path, write: Callable[[Path, list[list[str]]], Path]
) -> None:
    path = write(tmp_path / "damaged", [["Invoice\x00No", "Stock\x01Code"], ["1", "S1"]])
    opened = imports.open_import(
        office, path, RETAIL, folder=tmp_path / "kept", file_name="damaged", dry_run=False, actor=CLERK
    )

    job = imports.run(office, opened.id)

    assert job.status == ImportStatus.FAILED
    assert "\ufffd" in (job.error or "")


def test_whoever_takes_the_reject_file_slowly_holds_no_transaction_open(office: Database, start: Start) -> None:
    rows = "".join(f"1,S{n},MUG,0,2011-12-05 08:38:00,2.50,14075.0,UK\n" for n in range(REJECTS_AT_ONCE))
    job = imports.run(office, start(rows).id)

    lines = imports.reject_lines(office, job.id)
    next(lines), next(lines)
    late = Reject(9_999, "2", ["2"], [], None)
    office.write(lambda tx: service.record_dropped(tx, job.id, [late]))

    assert len(list(lines)) == REJECTS_AT_ONCE - 1 + 1


def test_a_run_interrupted_after_any_order_ends_like_an_undisturbed_one(office: Database, start: Start) -> None:
    job = start()

    for stop_after in range(1, 7):

        def stop(done: int, total: int, stop_after: int = stop_after) -> None:
            if done == stop_after:
                raise Interrupted

        with pytest.raises(Interrupted):
            imports.run(office, job.id, stop)
    (finished,) = imports.resume(office)

    assert finished.status == ImportStatus.FINISHED
    assert finished.counts == {Outcome.CREATED: 4, Outcome.REJECTED: 2}
    assert imports.report(office, job.id).sums["agrees"] is True
    assert sum(state(office, job)["movements"].values()) == 5 + 4  # received; reserved where nobody has to approve


@pytest.mark.parametrize("kill_after", [1, 4])
def test_a_process_killed_in_the_middle_is_taken_up_and_nothing_is_there_twice(
    office: Database, start: Start, settings: Settings, kill_after: int
) -> None:
    many = ROWS + "".join(f"{n},S1,LANTERN,1,2011-12-05 10:00:00,2.50,17841.0,UK\n" for n in range(100, 120))
    job = start(many)
    office.close()
    command = [sys.executable, str(Path(__file__).with_name("import_process.py")), settings.database_url]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(
        [*command, str(settings.data_dir), str(job.id)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert child.stdout is not None
    for _ in range(kill_after):
        child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()

    with closing(db.open_database(settings)) as database:
        runtime.install(database, settings)
        finished = imports.run(database, job.id)

        assert finished.counts == {Outcome.CREATED: 24, Outcome.REJECTED: 2}
        assert imports.report(database, job.id).sums["agrees"] is True
        with database.read() as reader:
            assert len(order_search.search(reader, order_search.OrderFilter(), limit=200).items) == 24
            assert verify.verify(reader, {}).whole
