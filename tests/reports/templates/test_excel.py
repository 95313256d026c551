"""An Excel template: every placeholder filled, rows repeated, everything else follows or stays."""

import datetime
import io
from typing import Any

import openpyxl
import pytest

from reports.templates.refusal import Code, TemplateRefused
from reports.templates.running import fill, look_into
from tests.reports.templates import making
from tests.reports.templates.making import FORMULA, NASTY, cells, excel, opened

pytestmark = pytest.mark.document

MODEL = ["{{ dong.stt }}", "{{ dong.ten_de_an }}", "{{ dong.tong_kinh_phi }}"]


def table(sheet: Any, *, first: int = 2) -> None:
    """A head, the row that repeats in Excel's row ``first`` + 1, a total by formula."""
    sheet.write_row(first - 1, 0, ["STT", "Tên đề án", "Kinh phí"])
    sheet.write_row(first, 0, MODEL)
    sheet.write(first + 1, 1, "Tổng cộng")
    sheet.write_formula(first + 1, 2, f"=SUM(C{first + 1})")


def test_a_row_repeats_and_the_formula_below_adds_all_of_it() -> None:
    body = fill(excel(lambda _book, sheet: table(sheet)), making.values())
    assert cells(body) == [
        [None, None, None],
        ["STT", "Tên đề án", "Kinh phí"],
        [1, NASTY, 235.8],
        [2, FORMULA, None],
        [3, "Lò gốm", 0],
        [None, "Tổng cộng", "=SUM(C3:C5)"],
    ]


def test_plain_sums_bear_what_they_come_to_and_other_formulas_nothing() -> None:
    def draw(_book: Any, sheet: Any) -> None:
        table(sheet)
        sheet.write_formula(4, 2, "=SUM(C3,C4)")
        sheet.write_formula(5, 2, "=C4*2")
        sheet.write_formula(6, 2, "=SUM(C4:C6)")

    body = fill(excel(draw), making.values())
    book = openpyxl.load_workbook(io.BytesIO(body), data_only=True).worksheets[0]
    assert [cell.value for cell in book["C"][5:]] == [235.8, 471.6, None, None]
    assert [cell.value for cell in opened(body)["C"][5:]] == [
        "=SUM(C3:C5)", "=SUM(C3:C5,C6)", "=C6*2", "=SUM(C6:C8)",
    ]  # fmt: skip


def test_text_is_text_numbers_are_numbers_dates_are_dates() -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "{{ dong.ten_de_an }}")
        sheet.write_string(0, 1, "{{ dong.ngay_bat_dau }}")
        sheet.write_string(
            0, 2, "{{ dong.tong_kinh_phi }}", book.add_format({"num_format": "0.00"})
        )
        sheet.write_string(0, 3, "{{ dong.tong_kinh_phi }}")
        day = book.add_format({"num_format": "d-m-yy"})
        sheet.write_string(0, 4, "{{ dong.ngay_bat_dau }}", day)

    lines = [making.project(1, text, 2.5) for text in ("=1+1", "+84", "-x", "@a", "007", "1e5")]
    body = fill(excel(draw), making.values(*lines))
    rows = list(opened(body).iter_rows())
    assert [row[0].value for row in rows] == ["=1+1", "+84", "-x", "@a", "007", "1e5"]
    assert {row[0].data_type for row in rows} == {"s"}
    assert [row[0].quotePrefix for row in rows] == [True] * 4 + [False] * 2
    assert {row[1].value for row in rows} == {datetime.datetime(2026, 3, 2)}  # noqa: DTZ001
    assert (rows[0][1].number_format, rows[0][4].number_format) == ("dd/mm/yyyy", "d-m-yy")
    assert (rows[0][2].number_format, rows[0][3].number_format) == ("0.00", making.MONEY)
    assert {row[2].value for row in rows} == {2.5}


def test_no_cell_becomes_a_formula() -> None:
    lines = [making.project(1, text, 1) for text in ("=1+1", "=cmd|'/c calc'!A1", "@SUM(A1)")]
    body = fill(excel(lambda _b, s: s.write_row(0, 0, MODEL)), making.values(*lines))
    assert {cell.data_type for row in opened(body).iter_rows() for cell in row} == {"n", "s"}


def test_a_mark_of_an_incomplete_sum_is_shown_in_the_format_of_the_template() -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "{{ tong.tong_kinh_phi }}")
        sheet.write(0, 1, "{{ tong.tong_kinh_phi }}", book.add_format({"num_format": "#,##0.00"}))
        sheet.write(0, 2, "Tổng {{ tong.tong_kinh_phi }} triệu đồng, năm {{ nam }}")

    sheet = opened(fill(excel(draw), making.values()))
    assert [cell.value for cell in sheet[1]] == [
        1234.5, 1234.5, "Tổng 1.234,5* triệu đồng, năm 2026",
    ]  # fmt: skip
    assert [cell.number_format for cell in sheet[1][:2]] == ['#,##0.0"*"', '#,##0.00"*"']


def busy(book: Any, sheet: Any) -> None:
    """A sheet with everything that names rows; the row that repeats is the fifth."""
    table(sheet, first=4)
    sheet.merge_range("A1:C1", "{{ ten_co_quan }}", book.add_format({"bold": True}))
    sheet.merge_range("A8:B8", "Người lập")
    sheet.write_formula("C7", "=C6*2")
    sheet.write_formula("D5", "=C5*2")
    sheet.write_formula("E6", "=SUM(C5:C5)+SUM($C$5)+C4")
    sheet.set_column("B:B", 44)
    sheet.set_row(4, 31)
    sheet.set_landscape()
    sheet.print_area("A1:E8")
    sheet.repeat_rows(3)
    sheet.conditional_format("C5:C5", {"type": "cell", "criteria": ">", "value": "$C$6"})
    sheet.data_validation("A8", {"validate": "list", "source": "=$C$5:$C$6"})
    sheet.autofilter("A4:C5")
    sheet.set_h_pagebreaks([6])
    sheet.write_comment("C6", "ghi chú")
    sheet.insert_textbox("B7", "{{ ten_co_quan }}")
    sheet.set_header("&C{{ ten_co_quan }}")
    other = book.add_worksheet("Sheet 2")
    other.write_formula("A1", "=SUM('Bieu 1'!C5:C5)+'Bieu 1'!C6")
    book.define_name("Tong", "='Bieu 1'!$C$6")


def test_formulas_follow_the_rows() -> None:
    body = fill(excel(busy), making.values())
    sheet = opened(body)
    assert [sheet[f"D{row}"].value for row in (5, 6, 7)] == ["=C5*2", "=C6*2", "=C7*2"]
    assert (sheet["C8"].value, sheet["C9"].value) == ("=SUM(C5:C7)", "=C8*2")
    assert sheet["E8"].value == "=SUM(C5:C7)+SUM($C$5:$C$7)+C4"
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert book["Sheet 2"]["A1"].value == "=SUM('Bieu 1'!C5:C7)+'Bieu 1'!C8"
    assert book.defined_names["Tong"].value == "'Bieu 1'!$C$8"
    assert book.calculation.fullCalcOnLoad


def test_what_names_rows_follows_them() -> None:
    body = fill(excel(busy), making.values())
    sheet = opened(body)
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A10:B10", "A1:C1"]
    assert sheet["C8"].comment.text.strip() == "ghi chú"
    assert (sheet.print_area, sheet.print_title_rows) == ("'Bieu 1'!$A$1:$E$10", "$4:$4")
    conditions = sheet.conditional_formatting
    assert [str(one.sqref) for one in conditions] == ["C5:C7"]
    assert next(iter(conditions)).rules[0].formula == ["$C$8"]
    lists = [(str(one.sqref), one.formula1) for one in sheet.data_validations.dataValidation]
    assert lists == [("A10", "$C$5:$C$8")]
    assert sheet.auto_filter.ref == "A4:C7"
    assert [one.id for one in sheet.row_breaks.brk] == [8]
    assert "<xdr:row>8</xdr:row>" in making.part(body, "xl/drawings/drawing1.xml")


def test_what_the_office_has_set_up_stays() -> None:
    body = fill(excel(busy), making.values())
    sheet = opened(body)
    assert sheet.column_dimensions["B"].width == pytest.approx(44.7, 0.1)
    assert sheet.page_setup.orientation == "landscape"
    assert [sheet.row_dimensions[row].height for row in (5, 6, 7)] == [30.75] * 3
    assert "TRUNG TÂM KHUYẾN CÔNG &amp; XTTM" in making.part(body, "xl/drawings/drawing1.xml")
    assert sheet.oddHeader.center.text == "TRUNG TÂM KHUYẾN CÔNG && XTTM"


def test_sums_leave_out_the_rows_of_groups() -> None:
    def draw(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 1, ["{{ nhom.ten }}", "{{ nhom.tong_kinh_phi }}"])
        sheet.write_row(1, 0, MODEL)
        sheet.write_formula(2, 2, "=SUM(C2:C2)")

    lines = [
        making.group("Máy móc", 10),
        making.project(1, "A", 10),
        making.group("Đào tạo", 3),
        making.project(2, "B", 1),
        making.project(3, "C", 2),
    ]
    body = fill(excel(draw), making.values(*lines))
    assert cells(body)[-1] == [None, None, "=SUM(C2:C2,C4:C5)"]
    assert [row[1] for row in cells(body)[:-1]] == ["Máy móc", "A", "Đào tạo", "B", "C"]


def test_a_sum_that_would_count_groups_twice_is_refused() -> None:
    def draw(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 1, ["{{ nhom.ten }}", "{{ nhom.tong_kinh_phi }}"])
        sheet.write_row(1, 0, MODEL)
        sheet.write_formula(2, 2, '=SUMIF(C2:C2,">0")')

    lines = [making.group("x", 1), making.project(1, "A", 1), making.group("y", 1),
             making.project(2, "B", 1)]  # fmt: skip
    with pytest.raises(TemplateRefused) as refused:
        fill(excel(draw), making.values(*lines))
    assert refused.value.code == Code.SUM
    assert "Bieu 1!C5" in refused.value.message


def test_a_report_without_lines_keeps_one_empty_row() -> None:
    body = fill(excel(lambda _book, sheet: table(sheet)), making.values(making.group("x", 1)))
    assert cells(body)[2:] == [[None, None, None], [None, "Tổng cộng", "=SUM(C3)"]]


def test_formulas_that_were_dragged_along_are_written_one_by_one() -> None:
    def draw(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["{{ dong.tong_kinh_phi }}"] * 3)
        for column in range(3):
            sheet.write_formula(1, column, "=SUM(A1:A1)")

    def shared(xml: bytes) -> bytes:
        first = b'<f t="shared" ref="A2:C2" si="0">SUM(A1:A1)</f>'
        parts = xml.split(b"<f>SUM(A1:A1)</f>")
        follow = b'<f t="shared" si="0"/>'
        return parts[0] + first + parts[1] + follow + parts[2] + follow + parts[3]

    template = making.with_part(excel(draw), "xl/worksheets/sheet1.xml", shared)
    assert cells(fill(template, making.values()))[-1] == [
        "=SUM(A1:A3)", "=SUM(B1:B3)", "=SUM(C1:C3)",
    ]  # fmt: skip


def test_rich_text_keeps_its_look() -> None:
    def draw(book: Any, sheet: Any) -> None:
        bold = book.add_format({"bold": True})
        sheet.write_rich_string(0, 0, bold, "Năm {{ n", "am }} của ", bold, "{{ ten_co_quan }}")

    body = fill(excel(draw), making.values())
    text = openpyxl.load_workbook(io.BytesIO(body), rich_text=True).worksheets[0]["A1"].value
    assert str(text) == "Năm 2026 của TRUNG TÂM KHUYẾN CÔNG & XTTM"
    assert next(iter(text)).font.b is True


def test_each_placeholder_is_found_with_its_cell() -> None:
    def draw(_book: Any, sheet: Any) -> None:
        sheet.write(1, 1, "Năm {{ nam }} {{ Dòng.Số quý }}")
        sheet.write(4, 0, "{{ dong.stt }}")
        sheet.write(4, 2, "{{ con.ten }}")
        sheet.set_footer("&C{{ ký }}")

    looked = look_into(excel(draw))
    assert looked.kind == "xlsx"
    assert [(one.name, one.written, one.place) for one in looked.found] == [
        ("nam", "{{ nam }}", "Bieu 1!B2"),
        ("dong.so_quy", "{{ Dòng.Số quý }}", "Bieu 1!B2"),
        ("dong.stt", "{{ dong.stt }}", "Bieu 1!A5"),
        ("", "{{ con.ten }}", "Bieu 1!C5"),
        ("ky", "{{ ký }}", "Bieu 1, đầu trang hoặc chân trang"),
    ]


def test_five_thousand_lines_are_filled_within_the_limits() -> None:
    lines = [making.project(n, f"Đề án {n}", n) for n in range(1, 5_001)]

    def draw(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, [*MODEL, *["{{ dong.tong_kinh_phi }}"] * 17])
        sheet.write_formula(1, 2, "=SUM(C1)")

    rows = cells(fill(excel(draw), making.values(*lines)))
    assert len(rows) == 5_001
    assert rows[-1][2] == "=SUM(C1:C5000)"
