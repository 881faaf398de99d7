"""Every row of a file has exactly one place: a line of an order, or the reject file with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from integrations.files import mapping, reject_file
from integrations.files.drafts import OrderDraft, RejectedOrder
from integrations.files.mapping import Mapping
from integrations.files.orders_file import OrdersFile
from integrations.files.reconciliation import Reconciliation
from kit.errors import Kind, Rejected
from kit.money import BadAmount

SAMPLES = Path(__file__).parents[3] / "samples" / "mappings"
RETAIL = mapping.by_name("online-retail", SAMPLES)
STANDARD = mapping.by_name("标准订单", SAMPLES)
HEADER = "订单号,客户编码,商品编码,数量,含税单价,备注,加急\n"
Read = tuple[list[OrderDraft], list[RejectedOrder], Reconciliation]


def read(path: Path, by: Mapping = STANDARD) -> Read:
    file = OrdersFile(path, by)
    index = file.index()
    sums = Reconciliation()
    drafts: list[OrderDraft] = []
    rejected: list[RejectedOrder] = []
    for order in file.orders(index):
        if isinstance(order, OrderDraft):
            sums.accept(order)
            drafts.append(order)
        else:
            sums.reject(order)
            rejected.append(order)
    assert sums.agrees_with(index), sums.as_json(index)
    return drafts, rejected, sums


def written(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def codes(order: RejectedOrder) -> list[tuple[int, str]]:
    return [(row.number, reason.code) for row in order.rows for reason in row.reasons]


def test_rows_with_the_same_number_are_one_order_even_apart(tmp_path: Path) -> None:
    path = written(tmp_path, "A,C-1,S1,1,2.50,,\nB,C-2,S1,2,1,,是\nA,C-1,S2,3,10,,\n")

    drafts, rejected, _ = read(path)

    assert not rejected
    assert [(d.ordinal, d.external_no, d.amount_fen, d.urgent) for d in drafts] == [
        (1, "B", 200, True),
        (2, "A", 3250, False),
    ]
    assert [(line.row, line.sku) for line in drafts[1].lines] == [(2, "S1"), (4, "S2")]


def test_exact_duplicates_of_a_row_are_lines_of_their_own(tmp_path: Path) -> None:
    drafts, _, _ = read(written(tmp_path, "A,C-1,S1,1,2,,\n" * 3))

    assert len(drafts[0].lines) == 3


def test_a_bad_line_refuses_its_order_and_every_row_says_why(tmp_path: Path) -> None:
    path = written(tmp_path, "A,C-1,S1,1,2,,\nA,C-1,,x,1.005,,\nA,C-1,S3,1,2,,\nB,C-1,S1,1,1,,\n")

    drafts, (order,), _ = read(path)

    assert [draft.external_no for draft in drafts] == ["B"]
    assert codes(order) == [
        (2, "order.incomplete"),
        (3, "cell.missing"),
        (3, "cell.number_unreadable"),
        (3, "cell.price_too_exact"),
        (4, "order.incomplete"),
    ]
    assert order.reason.code == "cell.missing"
    assert [reason.column for reason in order.rows[1].reasons] == ["商品编码", "数量", "含税单价"]


def test_a_mapping_may_drop_the_bad_line_and_keep_the_order(tmp_path: Path) -> None:
    path = written(tmp_path, "A,C-1,S1,0,2,,\nA,C-1,S2,1,2,,\nB,C-1,S1,-1,2,,\n")

    drafts, rejected, sums = read(path, STANDARD.model_copy(update={"bad_line": "drop_line"}))

    assert [line.sku for line in drafts[0].lines] == ["S2"]
    assert [row.number for row in drafts[0].dropped] == [2]
    assert [order.external_no for order in rejected] == ["B"]
    assert (sums.accepted.rows, sums.rejected.rows) == (1, 2)


def test_a_row_without_an_order_number_is_refused_alone(tmp_path: Path) -> None:
    drafts, rejected, _ = read(written(tmp_path, ",C-1,S1,1,2,,\n ,C-1,S1,1,2,,\nA,C-1,S1,1,2,,\n"))

    assert len(drafts) == 1
    assert [codes(order) for order in rejected] == [[(2, "cell.missing")], [(3, "cell.missing")]]


def test_rows_of_one_order_that_disagree_about_the_customer_refuse_it(tmp_path: Path) -> None:
    _, (order,), _ = read(written(tmp_path, "A,C-1,S1,1,2,,\nA,C-2,S1,1,2,,\n"))

    assert codes(order) == [(2, "order.incomplete"), (3, "order.header_conflict")]
    assert "C-2" in order.rows[1].reasons[0].zh


def test_a_separator_inside_a_cell_is_noticed(tmp_path: Path) -> None:
    _, (order,), _ = read(written(tmp_path, "A,C-1,S1,1,2,急,是,多\n"))

    assert codes(order) == [(2, "row.too_long")]


def test_a_short_row_has_empty_cells_at_its_end(tmp_path: Path) -> None:
    drafts, _, _ = read(written(tmp_path, "A,C-1,S1,1\n"))

    assert drafts[0].lines[0].unit_price is None


def test_a_code_destroyed_by_a_spreadsheet_is_refused_and_not_rounded(tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["订单号", "客户编码", "商品编码", "数量", "含税单价"])
    sheet.write_row(1, 0, [2022072512345928259, "C-1", "000123", 2, 1.79])
    sheet.write_row(2, 0, ["2022072512345928259", "C-1", "000123", 2, 1.79])
    book.close()

    (draft,), (order,), _ = read(path)

    assert (draft.external_no, draft.lines[0].sku, draft.amount_fen) == ("2022072512345928259", "000123", 358)
    assert codes(order) == [(2, "cell.code_damaged")]


def test_what_the_business_refuses_leads_back_to_the_row_and_its_column(tmp_path: Path) -> None:
    path = written(tmp_path, "A,C-1,S1,1,2,,\nB,C-1,S1,1,2,,\nA,C-1,S2,1,2,,\n")
    file = OrdersFile(path, STANDARD)
    draft = [order for order in file.orders(file.index()) if isinstance(order, OrderDraft)][1]

    order = file.refuse(
        draft, Rejected([BadAmount(at="lines[1].sku", value="S2"), BadAmount(at="external_no", value="A")])
    )

    assert [(row.number, [reason.column for reason in row.reasons]) for row in order.rows] == [
        (2, ["订单号"]),
        (4, ["商品编码"]),
    ]
    assert BadAmount.kind is Kind.INVALID


def test_the_reject_file_corrected_is_an_import_file(tmp_path: Path) -> None:
    path = written(tmp_path, 'A,C-1,S1,-3,2,"=1+1",\nA,C-1,S2,1,2,"=1+1",\n')
    file = OrdersFile(path, STANDARD)
    (order,) = (order for order in file.orders(file.index()) if isinstance(order, RejectedOrder))
    text = "".join(reject_file.lines(file.table.header, order.rows))
    path.write_bytes(text.replace("'-3", "3").encode())

    drafts, rejected, _ = read(path)

    assert not rejected
    assert (drafts[0].remark, drafts[0].amount_fen) == ("=1+1", 800)


def test_two_readings_give_the_same_orders_with_the_same_ordinals(shared: Path) -> None:
    file = OrdersFile(shared / "data" / "online-retail-2011-12-05.csv", RETAIL)
    index = file.index()

    assert list(file.orders(index)) == list(file.orders(index))


def test_a_real_day_is_127_orders_and_24_rejected_invoices(shared: Path) -> None:
    drafts, rejected, sums = read(shared / "data" / "online-retail-2011-12-05.csv", RETAIL)

    assert (len(drafts), sums.accepted.rows, sums.accepted.amount_fen) == (127, 5297, 88_741_96)
    assert (len(rejected), sums.rejected.rows, sums.rejected.amount_fen) == (24, 34, -30_990_64)
    assert sums.accepted.amount_fen + sums.rejected.amount_fen == 57_751_32
    assert sums.reasons == {"unmatched_return": 16, "cell.price_not_positive": 5, "cell.quantity_not_positive": 3}
    assert sum(draft.customer_code == "WALK-IN" for draft in drafts) == 11
    assert sum(draft.amount_fen > 5_000_00 for draft in drafts) == 6
    assert all("." not in draft.customer_code for draft in drafts)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C9", "", "D"]),
        st.sampled_from(["1", "2", "", "C"]),
        st.sampled_from(["S1", "S2", ""]),
        st.sampled_from(["1", "2.5", "-1", "0", "x", ""]),
        st.sampled_from(["1.79", "10", "0", "-2", "0.001", "x", ""]),
    ),
    min_size=1,
    max_size=25,
)


@given(rows=ROWS, bad_line=st.sampled_from(["reject_order", "drop_line"]))
def test_no_row_is_lost_and_the_sums_agree_whatever_the_file_holds(
    rows: list[tuple[str, ...]], bad_line: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("rows") / "orders.csv"
    lines = ["InvoiceNo,CustomerID,StockCode,Quantity,UnitPrice,InvoiceDate,Country,Description"]
    path.write_text("\n".join([*lines, *[",".join([*row, "2011-12-05 08:38:00", "UK", "x"]) for row in rows]]))

    drafts, rejected, _ = read(path, RETAIL.model_copy(update={"bad_line": bad_line}))

    seen = [line.row for draft in drafts for line in draft.lines]
    seen += [row.number for draft in drafts for row in draft.dropped]
    seen += [row.number for order in rejected for row in order.rows]
    assert sorted(seen) == list(range(2, len(rows) + 2))
    every: list[OrderDraft | RejectedOrder] = sorted([*drafts, *rejected], key=lambda order: order.ordinal)
    assert [order.ordinal for order in every] == list(range(1, len(drafts) + len(rejected) + 1))
