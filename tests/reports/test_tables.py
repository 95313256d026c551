"""The printed table: texts, decimals, stars, sums and the foot line, without a database."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kernel.money import MoneyUnit
from reports import tables
from reports.figures.shapes import Column, ColumnKind, Figures, Row, RowKind
from reports.layouts import shipped
from reports.tables import LineKind

pytestmark = pytest.mark.pure

COLUMNS = (
    Column("number", "STT", ColumnKind.NUMBER, "", shown=True),
    Column("project", "Tên", ColumnKind.TEXT, "", shown=True),
    Column("place", "Nơi", ColumnKind.TEXT, "", shown=True),
    Column("total", "Tổng kinh phí", ColumnKind.MONEY, "đồng", shown=True),
    Column("support", "Cộng", ColumnKind.MONEY, "đồng", shown=True, group="Hỗ trợ"),
    Column("other", "Khác", ColumnKind.MONEY, "đồng", shown=True, group="Hỗ trợ"),
    Column("starts_on", "Từ ngày", ColumnKind.DATE, "", shown=True),
    Column("state", "Trạng thái", ColumnKind.STATE, "", shown=True),
    Column("note", "Ghi chú", ColumnKind.TEXT, "", shown=False),
)
KEYS = [column.key for column in COLUMNS]
MONEY = ("total", "support", "other")


def row(
    kind: RowKind, level: int, code: str, values: dict[str, Any], unknown: tuple[str, ...] = ()
) -> Row:
    counts = {key: int(key in unknown) for key in MONEY}
    return Row(kind, level, code, f"Dòng {code}", dict.fromkeys(KEYS) | values, counts)


def figures() -> Figures:
    one = {"number": 1, "project": "Một", "total": 750_000_000, "support": 300_000_000, "other": 0}
    two = {"number": 2, "project": "Hai", "support": 235_850_000}
    both = {"total": 750_000_000, "support": 535_850_000, "other": 0}
    lacking = ("total", "other")
    rows = [
        row(RowKind.GROUP, 1, "B", {}),
        row(RowKind.GROUP, 2, "B.1", {}),
        row(RowKind.ITEM, 3, "1", one | {"starts_on": date(2026, 3, 5), "state": "in_progress"}),
        row(RowKind.ITEM, 3, "2", two, lacking),
        row(RowKind.SUBTOTAL, 2, "B.1", both, lacking),
        row(RowKind.SUBTOTAL, 1, "B", both, lacking),
        row(RowKind.TOTAL, 0, "", both, lacking),
    ]
    return Figures(
        slug="annual-plan",
        title="",
        form_code="",
        period="2026",
        unit=None,
        level="all",
        shape="main",
        filters={},
        generated_at=datetime(2026, 11, 23, tzinfo=UTC),
        columns=COLUMNS,
        rows=rows,
        layout=shipped()[0],
    )


def build(unit: str = MoneyUnit.MILLION, decimals: int = 1) -> tables.Table:
    return tables.build(figures(), money_unit=unit, decimals=decimals)


def test_a_head_line_bears_its_subtotal_and_no_second_line_repeats_it() -> None:
    table = build()
    assert [(line.kind, line.code) for line in table.lines] == [
        (LineKind.HEAD, "B"),
        (LineKind.HEAD, "B.1"),
        (LineKind.ITEM, "1"),
        (LineKind.ITEM, "2"),
        (LineKind.TOTAL, ""),
    ]
    assert table.texts(table.lines[1]) == [
        "B.1",
        "Dòng B.1",
        "",
        "750,00",
        "535,85",
        "0,00",
        "",
        "",
    ]


def test_decimals_are_those_that_every_amount_needs() -> None:
    table = build()
    assert table.decimals == 2
    assert table.texts(table.lines[2]) == [
        "1",
        "Một",
        "",
        "750,00",
        "300,00",
        "0,00",
        "05/03/2026",
        "Đang thực hiện",
    ]
    assert table.texts(table.lines[3])[3:6] == ["", "235,85", ""]
    assert build(decimals=3).texts(table.lines[3])[4] == "235,850"


def test_in_dong_nothing_is_divided() -> None:
    table = build(MoneyUnit.DONG)
    assert table.texts(table.lines[3])[4] == "235.850.000"
    assert table.number(ColumnKind.MONEY, 235_850_000) == 235_850_000


def test_in_thousands_rows_show_whole_dong_where_any_needs_it() -> None:
    table = build(MoneyUnit.THOUSAND, decimals=0)
    assert (table.decimals, table.texts(table.lines[3])[4]) == (0, "235.850")
    assert build(MoneyUnit.THOUSAND, decimals=6).decimals == 3
    assert build(MoneyUnit.DONG, decimals=1).decimals == 0
    assert (table.million_decimals, build(decimals=3).million_decimals) == (2, 3)
    assert table.number(ColumnKind.MONEY, 235_850_000) == 235_850
    assert table.number(ColumnKind.MONEY, 1) == 0.001


def test_in_million_numbers_stay_exact() -> None:
    table = build()
    assert table.number(ColumnKind.MONEY, 235_850_000) == 235.85
    assert table.number(ColumnKind.MONEY, 235_000_000) == 235
    assert table.number(ColumnKind.MONEY, 1) == 0.000001


def test_stars_mark_sums_that_leave_something_out() -> None:
    table = build()
    total, support, other = 3, 4, 5
    assert table.lines[0].marks == {total: "*", other: "*"}
    assert support not in table.lines[4].marks
    assert all(not line.marks for line in table.lines if line.kind == LineKind.ITEM)


def test_a_sum_knows_the_lines_that_it_adds() -> None:
    lines = build().lines
    assert [line.adds for line in lines] == [((1, 1),), ((2, 3),), (), (), ((0, 0),)]


def test_the_foot_line_says_how_many_and_what() -> None:
    assert build().foot == (
        "* Chưa đủ số liệu: 1 đề án (STT 2) chưa rõ tổng kinh phí (1), hỗ trợ khác (1); "
        "số có dấu * chỉ gồm phần đã biết."
    )


def test_the_head_has_groups_over_their_columns() -> None:
    upper, lower = build().head
    assert [(cell.label, cell.at, cell.columns, cell.rows) for cell in upper] == [
        ("STT", 0, 1, 2),
        ("Tên", 1, 1, 2),
        ("Nơi", 2, 1, 2),
        ("Tổng kinh phí", 3, 1, 2),
        ("Hỗ trợ", 4, 2, 1),
        ("Từ ngày", 6, 1, 2),
        ("Trạng thái", 7, 1, 2),
    ]
    assert [(cell.label, cell.at) for cell in lower] == [("Cộng", 4), ("Khác", 5)]


def test_labels_run_over_the_text_columns() -> None:
    table = build()
    assert (table.label_at, table.span) == (1, 2)


def test_what_no_document_can_hold_is_left_out() -> None:
    assert tables.printable("a\x00b\x0b\ufffe") == "ab"
    assert tables.printable("hai\ndòng") == "hai\ndòng"
