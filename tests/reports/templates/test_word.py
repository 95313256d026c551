"""A Word template: every placeholder filled, rows repeated, nothing else changed."""

import io

import docx
import pytest
from docx.shared import Pt

from reports.templates.running import fill, look_into
from reports.templates.values import Line, Value
from tests.reports.templates import making
from tests.reports.templates.making import FORMULA, NASTY, word, word_paragraphs, word_rows

pytestmark = pytest.mark.document

HEAD = ["STT", "Tên đề án", "Kinh phí"]
MODEL = ["{{ dong.stt }}", "{{ dong.ten_de_an }}", "{{ dong.tong_kinh_phi }}"]
TOTAL = ["", "Tổng cộng", "{{ tong.tong_kinh_phi }}"]


def test_single_values_stand_where_their_placeholders_stood() -> None:
    body = fill(word("{{ ten_co_quan }}", "Năm {{nam}}, lập {{ ngay_lap }}."), making.values())
    assert word_paragraphs(body) == ["TRUNG TÂM KHUYẾN CÔNG & XTTM", "Năm 2026, lập 13/02/2026."]


def test_a_name_may_be_typed_with_accents_capitals_and_blanks() -> None:
    body = fill(word("{{ Tên cơ quan }} {{TEN_CO_QUAN}}"), making.values())
    assert word_paragraphs(body) == [" ".join(["TRUNG TÂM KHUYẾN CÔNG & XTTM"] * 2)]


def test_a_row_repeats_for_each_line_and_text_stays_text() -> None:
    body = fill(word(rows=[HEAD, MODEL, TOTAL]), making.values())
    assert word_rows(body) == [
        HEAD,
        ["1", NASTY, "235,8"],
        ["2", FORMULA, ""],
        ["3", "Lò gốm", "0"],
        ["", "Tổng cộng", "1.234,5*"],
    ]


def test_rows_of_groups_and_projects_follow_the_order_of_the_report() -> None:
    rows = [HEAD, ["", "{{ nhom.ten }}", "{{ nhom.tong_kinh_phi }}"], MODEL]
    lines = [
        making.group("Máy móc", 10.5),
        making.project(1, "A", 10.5),
        making.group("Đào tạo", 3),
        making.project(2, "B", 1),
        making.project(3, "C", 2),
    ]
    names = [row[1] for row in word_rows(fill(word(rows=rows), making.values(*lines)))]
    assert names == ["Tên đề án", "Máy móc", "A", "Đào tạo", "B", "C"]
    without_groups = fill(word(rows=[HEAD, MODEL]), making.values(*lines))
    assert [row[1] for row in word_rows(without_groups)] == ["Tên đề án", "A", "B", "C"]


def test_a_report_without_lines_keeps_one_empty_row() -> None:
    body = fill(word(rows=[HEAD, MODEL, TOTAL]), making.values(making.group("x", 1)))
    assert word_rows(body) == [HEAD, ["", "", ""], ["", "Tổng cộng", "1.234,5*"]]


def test_a_paragraph_outside_tables_repeats_too() -> None:
    body = fill(word("Gồm:", "- {{ dong.ten_de_an }};", "Hết."), making.values())
    assert word_paragraphs(body) == ["Gồm:", f"- {NASTY};", f"- {FORMULA};", "- Lò gốm;", "Hết."]


def test_several_lines_become_paragraphs_of_the_style_where_they_stand_alone() -> None:
    document = docx.Document()
    document.add_paragraph("{{ noi_nhan }}", style="List Bullet")
    document.add_paragraph("Gửi: {{ noi_nhan }}")
    document.add_table(1, 1).rows[0].cells[0].text = "{{ noi_nhan }}"
    body = fill(making.saved(document), making.values())
    found = docx.Document(io.BytesIO(body))
    assert [(one.text, one.style.name) for one in found.paragraphs] == [
        ("- Như trên;", "List Bullet"),
        ("- Lưu: VT.", "List Bullet"),
        ("Gửi: - Như trên;\n- Lưu: VT.", "Normal"),
    ]
    assert word_rows(body) == [["- Như trên;\n- Lưu: VT."]]


def test_a_paragraph_without_lines_vanishes() -> None:
    body = fill(word("Gồm:", "- {{ can_cu.van_ban }};", "Hết."), making.values())
    assert word_paragraphs(body) == ["Gồm:", "Hết."]


def test_rows_of_two_families_are_two_blocks() -> None:
    lines = [Line("khoan", {"so_tien": Value("5")}), making.project(1, "A", 1)]
    rows = [["{{ dong.ten_de_an }}"], ["{{ khoan.so_tien }}"], ["{{ can_cu.van_ban }}"]]
    body = fill(word(rows=rows), making.values(*lines))
    assert word_rows(body) == [["A"], ["5"], [""]]


def test_a_placeholder_that_word_has_cut_into_runs_is_filled_in_the_look_of_its_beginning() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Số: ")
    for text, bold in (("{", True), ("{ ten_", True), ("co_quan }", False), ("} hết", False)):
        run = paragraph.add_run(text)
        run.font.bold, run.font.size = bold, Pt(14)
    body = fill(making.saved(document), making.values())
    paragraph = docx.Document(io.BytesIO(body)).paragraphs[0]
    assert paragraph.text == "Số: TRUNG TÂM KHUYẾN CÔNG & XTTM hết"
    filled = next(run for run in paragraph.runs if "TRUNG" in run.text)
    assert filled.font.bold
    assert filled.font.size == Pt(14)


def test_headers_footers_and_cells_within_cells_are_filled() -> None:
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{ ten_co_quan }}"
    section.footer.paragraphs[0].text = "{{ nam }}"
    cell = document.add_table(1, 1).rows[0].cells[0]
    cell.add_table(1, 1).rows[0].cells[0].text = "{{ ngay_lap }}"
    found = docx.Document(io.BytesIO(fill(making.saved(document), making.values())))
    assert found.sections[0].header.paragraphs[0].text == "TRUNG TÂM KHUYẾN CÔNG & XTTM"
    assert found.sections[0].footer.paragraphs[0].text == "2026"
    assert found.tables[0].rows[0].cells[0].tables[0].rows[0].cells[0].text == "13/02/2026"


def test_a_value_that_looks_like_a_placeholder_is_not_filled_again() -> None:
    lines = [making.project(1, "{{ ten_co_quan }} {% if x %}", 1)]
    assert word_rows(fill(word(rows=[MODEL]), making.values(*lines))) == [
        ["1", "{{ ten_co_quan }} {% if x %}", "1"]
    ]


def test_a_text_without_placeholders_comes_back_as_it_was() -> None:
    document = word("Không có gì.", rows=[HEAD])
    body = fill(document, making.values())
    assert making.part(body, "word/styles.xml") == making.part(document, "word/styles.xml")
    assert word_paragraphs(body) == ["Không có gì."]


def test_each_placeholder_is_found_with_its_place() -> None:
    document = docx.Document(io.BytesIO(word("Mở đầu", "Năm {{ nam }}", rows=[HEAD, MODEL])))
    document.sections[0].footer.paragraphs[0].text = "Số {{ so }"
    looked = look_into(making.saved(document))
    assert looked.kind == "docx"
    assert [(one.name, one.written, one.place) for one in looked.found] == [
        ("nam", "{{ nam }}", "đoạn 2 (“Năm {{ nam }}”)"),
        ("dong.stt", "{{ dong.stt }}", "bảng 1, dòng 2, ô 1"),
        ("dong.ten_de_an", "{{ dong.ten_de_an }}", "bảng 1, dòng 2, ô 2"),
        ("dong.tong_kinh_phi", "{{ dong.tong_kinh_phi }}", "bảng 1, dòng 2, ô 3"),
        ("", "{{ so }", "chân trang, đoạn 1 (“Số {{ so }”)"),
    ]


def test_a_row_that_mixes_two_kinds_of_lines_is_found() -> None:
    looked = look_into(word(rows=[["{{ dong.ten_de_an }}", "{{ nhom.ten }}"]]))
    assert [one.name for one in looked.found] == ["dong.ten_de_an", ""]


def test_two_thousand_lines_are_filled_within_the_limits() -> None:
    lines = [making.project(n, f"Đề án {n} <&>", n) for n in range(1, 2_001)]
    rows = [["{{ dong.stt }}", "{{ dong.ten_de_an }}", *["{{ dong.tong_kinh_phi }}"] * 18]]
    body = fill(word(rows=rows), making.values(*lines))
    xml = making.part(body, "word/document.xml")
    assert xml.count("<w:tr>") + xml.count("<w:tr ") == 2_000
    assert "Đề án 2000 &lt;&amp;&gt;" in xml
