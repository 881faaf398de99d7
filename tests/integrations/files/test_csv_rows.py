"""What is written is read again, whatever the cells hold; and no cell runs as a formula on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.files import formula_guard, reject_file
from integrations.files.csv_rows import CsvRows
from integrations.files.drafts import Reason, RejectedRow
from integrations.files.errors import CsvBroken, FileEmpty
from integrations.files.table import Table

CELLS = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("'=+-@\t\r\n＝＋－＠\",;| ")),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=12,
)
REASON = Reason("cell.missing", "数量", "不能为空", "It must not be empty")


@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_rejected_rows_read_again_are_the_rows_that_were_read(
    rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("csv") / "rejects.csv"
    rejected = [RejectedRow(n, tuple(cells), (REASON,), None) for n, cells in enumerate(rows, start=2)]
    text = "".join(reject_file.lines(["订单号", "数量", "备注"], rejected))
    path.write_bytes(text.encode())

    again = [cells[:3] for _, cells in CsvRows(path, delimiter=",").rows()]

    assert again == [["订单号", "数量", "备注"], *rows]


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+86 571", "-1", "@x", "\t=1", "\r=1", "＝1", "'=1", "''@x"])
def test_a_dangerous_cell_is_guarded_and_comes_back(cell: str) -> None:
    guarded = formula_guard.guard(cell)

    assert guarded == "'" + cell
    assert formula_guard.restore(guarded) == cell


@pytest.mark.parametrize("cell", ["", "SO-1", "'quoted'", "it's", "12.50", "1=1", "'"])
def test_a_harmless_cell_is_left_alone(cell: str) -> None:
    assert formula_guard.guard(cell) == cell
    assert formula_guard.restore(cell) == cell


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n", ","),
        ("a;b;c\n", ";"),
        ("a\tb\tc\n", "\t"),
        ("a|b|c\n", "|"),
        ('"a,b,c";d;e\n', ";"),
        ("\n\na;b\n", ";"),
    ],
)
def test_the_delimiter_is_found_in_the_header(text: str, delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(text)

    assert CsvRows(path).delimiter == delimiter


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "n.csv"
    path.write_text('\n订单号,备注\nSO-1,"两\n行"\n\nSO-2,x\n,\n', encoding="utf-8")

    table = Table(path)

    assert table.header == ["订单号", "备注"]
    assert list(table.rows()) == [(3, ["SO-1", "两\n行"]), (5, ["SO-2", "x"])]


@pytest.mark.parametrize("text", ['a,b\n1,"open\n2,3\n', 'a,b\n1,"x"y\n', 'a,b\n"' + "x" * 40_000 + '",1\n'])
def test_a_broken_quote_refuses_the_file_instead_of_swallowing_rows(text: str, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(text)

    with pytest.raises(CsvBroken) as broken:
        list(CsvRows(path).rows())

    assert broken.value.params["row"] == 2


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" , ,\n"])
def test_a_file_without_a_header_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(content)

    with pytest.raises(FileEmpty):
        Table(path)
