"""Workbooks: values as they were typed, and nothing that unpacks to more than it should."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from integrations.files import xlsx_rows
from integrations.files.errors import DtdForbidden, WorkbookTooLarge, WorkbookUnreadable
from integrations.files.table import Table

Rewrite = Callable[[str, bytes], bytes]


def workbook(path: Path, rows: list[list[object]], *, first_row: int = 0) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet()
    for r, cells in enumerate(rows, start=first_row):
        for c, cell in enumerate(cells):
            if isinstance(cell, datetime):
                sheet.write_datetime(r, c, cell)
            else:
                sheet.write(r, c, cell)
    book.close()
    return path


def rewritten(path: Path, rewrite: Rewrite) -> Path:
    """The workbook with its parts changed."""
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, rewrite(part.filename, old.read(part)))
    return changed


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return workbook(tmp_path / "small.xlsx", [["订单号", "数量"], ["SO-1", 3]])


def test_cells_become_the_text_that_was_typed(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 25, 9, 30)  # noqa: DTZ001 spreadsheets know no zones
    path = workbook(tmp_path / "x.xlsx", [["a"] * 6, ["000123", 48, 1.79, -2.5, True, moment]])

    ((number, cells),) = Table(path).rows()

    assert number == 2
    assert cells == ["000123", "48", "1.79", "-2.5", "TRUE", "2026-11-25 09:30:00"]


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [["订单号"], ["SO-1"], [], ["SO-2"]], first_row=3)

    assert [number for number, _ in Table(path).rows()] == [5, 7]


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_not_passed_off_as_exact(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [["订单号"], [2022072512345928259], [123456789012345]])

    assert [cells[0] for _, cells in Table(path).rows()] == ["2.02207251234593E+18", "123456789012345"]


def test_a_workbook_that_unpacks_to_too_much_is_refused(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_rows, "MAX_UNPACKED_MB", 2)
    bomb = rewritten(small, lambda name, part: part + b" " * 3_000_000 if "sheet1" in name else part)
    assert bomb.stat().st_size < 20_000

    with pytest.raises(WorkbookTooLarge):
        Table(bomb)


def test_a_cell_at_the_end_of_the_world_is_refused(small: Path) -> None:
    far = rewritten(small, lambda name, part: part.replace(b'r="B2"', b'r="XFD1048576"'))

    with pytest.raises(WorkbookUnreadable, match="column 16384"):
        Table(far)


@pytest.mark.parametrize("declaration", [b"<!DOCTYPE x>", b'<!doctype d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'])
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_document_type_is_refused_in_every_part(small: Path, part: str, declaration: bytes) -> None:
    def declare(name: str, content: bytes) -> bytes:
        return content.replace(b"?>", b"?>" + declaration, 1) if name == part else content

    with pytest.raises(DtdForbidden):
        Table(rewritten(small, declare))


def test_a_document_type_hidden_in_utf_16_is_found(small: Path) -> None:
    def hide(name: str, content: bytes) -> bytes:
        return "<!DOCTYPE x>".encode("utf-16") if name == "xl/styles.xml" else content

    with pytest.raises(DtdForbidden):
        Table(rewritten(small, hide))


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 100, b"\xd0\xcf\x11\xe0" + b"\0" * 600],
    ids=["cut", "zeros", "old"],
)
def test_what_only_looks_like_a_workbook_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)

    with pytest.raises(WorkbookUnreadable):
        Table(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")

    with pytest.raises(WorkbookUnreadable):
        Table(path)


def test_a_truncated_workbook_is_refused(small: Path) -> None:
    small.write_bytes(small.read_bytes()[:-200])

    with pytest.raises(WorkbookUnreadable):
        Table(small)
