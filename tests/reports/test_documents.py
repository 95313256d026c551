"""One plan written in every format and read back cell by cell by other libraries."""

import dataclasses
import io
import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from accounts.models import OfficeProfile
from accounts.services import system_user
from reports import documents, rendering, selectors
from reports.catalogue import REPORTS, put_together
from reports.documents import Document
from reports.figures import Figures, annual_plan
from reports.layouts import shipped
from reports.models import FormLayout
from reports.parameters import read
from reports.services import load_layouts
from tests.factories import programmes as factory
from tests.reports import readers
from tests.reports.readers import decimal, squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.document]

FORMULA = "=1+1"
LONG = ("Đề án ứng dụng máy móc thiết bị tiên tiến trong sản xuất chiếu cói xuất khẩu, " * 6)[:400]
HEADS = 2
MONEY = {"total", "counterpart", "other"} | {
    f"support{part}" for part in ("", "_national", "_provincial", "_commune")
}


def fill(place: SimpleNamespace, count: int = 60) -> None:
    """Projects of two levels and groups; every seventh lacks a source, one has a zero plan."""
    for i in range(count):
        national = i % 2 == 0
        lines = {
            "support_national" if national else "support_provincial": 100_000_000 + i * 250_000,
            "counterpart": 450_000_000,
            "other": 0,
        }
        if not national:
            lines["support_commune"] = 0
        if i % 7 == 3:
            del lines["counterpart"]
        factory.project(
            {4: FORMULA, 5: LONG}.get(i, f"Đề án ứng dụng máy dệt chiếu số {i}"),
            unit=place.units.quynh_phu,
            province=place.units.hung_yen,
            level="national" if national else "local",
            activity=place.machines if i % 3 else place.training,
            lines=lines,
            beneficiary=f"Tổ hợp tác dệt chiếu {i}",
            **factory.year_dates(),
        )


def put(place: SimpleNamespace, **texts: str) -> tuple[Figures, Document]:
    parameters = read({"year": "2026"} | texts, years_only=True)
    return put_together(REPORTS["annual-plan"], parameters, place.officer)


def written(format_: str, figures: Figures, document: Document) -> bytes:
    return rendering.render(format_, figures, document)


def expected_lines(payload: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    """What paper must say, from the JSON alone: (kind, cells), money in đồng."""
    shown = [column["key"] for column in payload["columns"] if column["shown"]]
    sums = {row["code"]: row for row in payload["rows"] if row["kind"] == "subtotal"}
    lines = []
    for row in payload["rows"]:
        if row["kind"] == "subtotal":
            continue
        if row["kind"] == "item":
            lines.append(("item", [row["values"][key] for key in shown]))
            continue
        source = sums[row["code"]] if row["kind"] == "group" else row
        cells = [source["values"][key] if key in MONEY else None for key in shown]
        cells[shown.index("number")] = row["code"] or None
        label = row["label"] if row["level"] == 2 else row["label"].upper()
        cells[shown.index("project")] = label
        lines.append((row["kind"], cells))
    return lines


def in_million(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount) / 1_000_000


def compare(found: list[list[Any]], lines: list[Any], shown: list[str], money: Any) -> None:
    """Every cell of every row is what the figures say."""
    assert len(found) == len(lines)
    for cells, (_kind, expected) in zip(found, lines, strict=True):
        assert len(cells) == len(shown)
        for key, cell, value in zip(shown, cells, expected, strict=True):
            if key in MONEY:
                assert money(cell) == in_million(value), (key, cells)
            else:
                assert str(cell or "") == str("" if value is None else value), (key, cells)


@pytest.fixture
def plan(place: SimpleNamespace) -> SimpleNamespace:
    """The figures of sixty projects, their document, and what paper must say."""
    fill(place)
    figures, document = put(place)
    payload = json.loads(written("json", figures, document))
    shown = [column["key"] for column in payload["columns"] if column["shown"]]
    return SimpleNamespace(
        figures=figures,
        document=document,
        payload=payload,
        shown=shown,
        labels=[column["label"] for column in payload["columns"] if column["shown"]],
        lines=expected_lines(payload),
    )


def test_json_is_the_figures(plan: SimpleNamespace) -> None:
    rows = plan.payload["rows"]
    assert len([row for row in rows if row["kind"] == "item"]) == 60
    assert [row["values"]["total"] for row in rows] == [
        row.values["total"] for row in plan.figures.rows
    ]
    names = {row["label"] for row in rows}
    assert FORMULA in names
    assert LONG in names


def test_screen_says_the_figures(plan: SimpleNamespace) -> None:
    page = written("html", plan.figures, plan.document).decode()
    _head, body = readers.html_rows(page, HEADS)
    compare(body, plan.lines, plan.shown, decimal)


def test_word_says_the_figures(plan: SimpleNamespace) -> None:
    body = written("docx", plan.figures, plan.document)
    _head, rows = readers.docx_rows(body, HEADS)
    compare(rows, plan.lines, plan.shown, decimal)


def test_excel_says_the_figures(plan: SimpleNamespace) -> None:
    body = written("xlsx", plan.figures, plan.document)
    _head, rows = readers.xlsx_rows(body, "STT", HEADS)
    compare(rows, plan.lines, plan.shown, lambda v: None if v is None else Decimal(str(v)))


def test_pdf_says_the_figures(plan: SimpleNamespace) -> None:
    pages = readers.pdf_pages(written("pdf", plan.figures, plan.document))
    assert len(pages) >= 3
    texts = [plan.document.table.texts(line) for line in plan.document.table.lines]
    for cells, (_kind, expected) in zip(texts, plan.lines, strict=True):
        for key, cell, value in zip(plan.shown, cells, expected, strict=True):
            if key in MONEY:
                assert decimal(cell) == in_million(value)
    head = squeezed("".join(c.label for row in plan.document.table.head for c in row))
    assert all(head in page for page in pages[:-1])
    body = "".join(page.split(head, 1)[-1] for page in pages)
    words = "".join(
        "".join(
            cell + line.marks.get(i, "") for i, cell in enumerate(plan.document.table.texts(line))
        )
        for line in plan.document.table.lines
    )
    assert body.startswith(squeezed(words))


def test_sums_in_excel_are_formulas_that_count_nothing_twice(plan: SimpleNamespace) -> None:
    body = written("xlsx", plan.figures, plan.document)
    found = readers.formulas(body)
    assert found
    assert set(found.values()) == {f for f in found.values() if f.startswith("=SUM(")}
    for address, (worth, seen) in readers.sums(body).items():
        assert worth == seen, address


def test_excel_keeps_text_as_text_and_unknown_sums_empty(place: SimpleNamespace) -> None:
    factory.project(
        FORMULA, unit=place.units.quynh_phu, province=place.units.hung_yen, activity=place.machines
    )
    figures, document = put(place)
    body = written("xlsx", figures, document)
    assert readers.formulas(body) == {}, "a sum of nothing known is an empty cell"
    cells = [c for row in openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows() for c in row]
    name = next(cell for cell in cells if cell.value == FORMULA)
    assert name.data_type == "s"


def test_excel_is_set_up_for_print(plan: SimpleNamespace) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", plan.figures, plan.document)))
    sheet = book.active
    head = next(cell.row for cell in sheet["A"] if cell.value == "STT")
    assert sheet.freeze_panes == f"A{head + HEADS}"
    assert sheet.print_title_rows == f"${head}:${head + 1}"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert "&P" in sheet.oddFooter.center.text
    assert "&N" in sheet.oddFooter.center.text
    total = next(cell for cell in sheet[sheet.max_row - 9] + sheet["F"] if cell.data_type == "f")
    assert total.number_format.startswith("#,##0.0")


def test_a_date_column_is_dates_in_excel(place: SimpleNamespace) -> None:
    load_layouts(by=system_user())
    layout = FormLayout.objects.on("annual-plan", factory.date(2026, 12, 31)).get()
    layout.columns.filter(key="starts_on").update(shown=True)
    fill(place, 2)
    figures, document = put(place)
    _head, rows = readers.xlsx_rows(written("xlsx", figures, document), "STT", HEADS)
    at = [c.key for c in document.table.columns].index("starts_on")
    dates = [row[at] for row in rows if row[at]]
    assert [day.date() for day in dates] == [factory.date(2026, 2, 1)] * 2


def test_labels_order_and_columns_come_from_the_database(place: SimpleNamespace) -> None:
    fill(place, 3)
    load_layouts(by=system_user())
    layout = FormLayout.objects.on("annual-plan", factory.date(2026, 12, 31)).get()
    layout.columns.filter(key="beneficiary").update(label="Đơn vị được hỗ trợ", order=1)
    layout.columns.filter(key="place").update(shown=False)
    layout.columns.filter(key="state").update(shown=True, order=15)
    figures, document = put(place)
    payload = json.loads(written("json", figures, document))
    shown = [(c["key"], c["label"]) for c in payload["columns"] if c["shown"]]
    assert shown[:4] == [
        ("beneficiary", "Đơn vị được hỗ trợ"),
        ("number", "STT"),
        ("state", "Trạng thái"),
        ("project", "Tên đề án"),
    ]
    assert "place" not in dict(shown)
    heads = {
        "html": readers.html_rows(written("html", figures, document).decode(), HEADS)[0],
        "docx": readers.docx_rows(written("docx", figures, document), HEADS)[0],
        "xlsx": readers.xlsx_rows(written("xlsx", figures, document), "Đơn vị được hỗ trợ", HEADS)[
            0
        ],
    }
    for name, head in heads.items():
        assert head[0][:4] == [label for _key, label in shown[:4]], name
        assert "Địa điểm thực hiện" not in head[0], name
    first_page = readers.pdf_pages(written("pdf", figures, document))[0]
    assert "ĐơnvịđượchỗtrợSTTTrạngtháiTênđềán" in first_page
    assert "Địađiểm" not in first_page
    assert "Đãđăngký" in first_page
    _head, rows = readers.docx_rows(written("docx", figures, document), HEADS)
    assert rows[2][0].startswith("Tổ hợp tác")


def test_an_office_layout_is_never_overwritten(place: SimpleNamespace) -> None:
    count = len(shipped())
    assert load_layouts(by=system_user()) == {"created": count, "updated": 0, "unchanged": 0}
    layout = FormLayout.objects.on("annual-plan", factory.date(2026, 12, 31)).get()
    layout.columns.filter(key="project").update(label="Của đơn vị")
    assert load_layouts(by=system_user()) == {"created": 0, "updated": 0, "unchanged": count}
    assert layout.columns.get(key="project").label == "Của đơn vị"
    assert layout.columns.get(key="project").history.latest().history_user.is_system


def test_the_shipped_layout_serves_where_none_is_stored(place: SimpleNamespace) -> None:
    before = annual_plan(read({"year": "2026"}, years_only=True), place.officer).columns
    load_layouts(by=system_user())
    after = annual_plan(read({"year": "2026"}, years_only=True), place.officer).columns
    assert before == after
    earlier = annual_plan(read({"year": "2024"}, years_only=True), place.officer).columns
    assert {c.key for c in earlier if c.shown} ^ {c.key for c in after if c.shown} == {
        "support_district",
        "support_commune",
    }


# --- main document and annex ---------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["html", "docx", "xlsx", "pdf"])
def test_a_main_document_has_letterhead_blank_number_and_signature(
    place: SimpleNamespace, format_: str
) -> None:
    fill(place, 2)
    figures, document = put(place)
    text = readers.text_of(format_, written(format_, figures, document))
    year = figures.generated_at.year
    for words in (
        "SỞ CÔNG THƯƠNG TỈNH HƯNG YÊN",
        "TRUNG TÂM KHUYẾN CÔNG MINH HỌA",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: /KH-TTKC",
        f"Hưng Yên, ngày tháng năm {year}",
        "KẾ HOẠCH",
        "Khuyến công năm 2026",
        "Đơn vị tính: triệu đồng",
        "Nơi nhận:",
        "- Lưu: VT, TTKC.",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Lê Minh Họa",
    ):
        assert squeezed(words) in text, words
    assert "BÁOCÁO" not in text
    assert "Phụlục" not in text
    assert "Mẫusố" not in text, "a form code prints only once the office has confirmed the layout"


@pytest.mark.parametrize("format_", ["html", "docx", "xlsx", "pdf"])
def test_an_annex_goes_with_a_decision_and_has_no_letterhead(
    place: SimpleNamespace, format_: str
) -> None:
    fill(place, 2)
    figures, document = put(place, shape="annex", level="local", unit="33")
    text = readers.text_of(format_, written(format_, figures, document))
    for words in (
        "Phụ lục I",
        "KẾ HOẠCH KHUYẾN CÔNG NĂM 2026",
        "Khuyến công địa phương – Tỉnh Hưng Yên",
        "(Kèm theo Quyết định số /QĐ- ngày tháng năm của Ủy ban nhân dân tỉnh Hưng Yên)",
    ):
        assert squeezed(words) in text, words
    for words in ("CỘNG HÒA", "Nơi nhận", "Số:", "GIÁM ĐỐC"):
        assert squeezed(words) not in text, words


def test_a_kind_of_document_is_named_once(place: SimpleNamespace) -> None:
    figures, document = put(place)
    assert document.plain_title == "Kế hoạch khuyến công năm 2026", "the screen's heading"
    assert (document.headings, document.title) == (("KẾ HOẠCH",), "Khuyến công năm 2026")
    paper = selectors.office_paper(place.officer, factory.date(2026, 1, 1))
    report = documents.compose(figures, paper)
    assert (report.headings, report.title) == (("BÁO CÁO",), "Kế hoạch khuyến công năm 2026")
    assert report.letterhead is not None
    assert squeezed(report.letterhead.number_line) == "Số:/BC-TTKC"


@pytest.mark.parametrize("title", ["Kế hoạch", "kế hoạch ", "Biểu tổng hợp kế hoạch"])
def test_a_title_that_says_nothing_else_stays(place: SimpleNamespace, title: str) -> None:
    figures, _document = put(place)
    paper = selectors.office_paper(place.officer, factory.date(2026, 1, 1))
    odd = dataclasses.replace(figures, title=title)
    assert documents.compose(odd, paper, kind=documents.PLAN).title == title


def test_the_office_names_its_own_title(place: SimpleNamespace) -> None:
    load_layouts(by=system_user())
    FormLayout.objects.update(title="KẾ HOẠCH kinh phí khuyến công {year}")
    assert put(place)[1].title == "Kinh phí khuyến công 2026"


def test_a_confirmed_layout_prints_its_form_code(place: SimpleNamespace) -> None:
    load_layouts(by=system_user())
    FormLayout.objects.update(is_confirmed=True, orientation="portrait")
    figures, document = put(place)
    assert figures.form_code == document.form_code == "Mẫu số 2"
    assert document.landscape is False
    assert document.notes == ("Không có đề án nào trong kỳ.",)


def test_an_office_without_profile_gets_blanks(place: SimpleNamespace) -> None:
    place.profile.signers.all().delete()
    place.profile.delete()
    paper = selectors.office_paper(place.officer, factory.date(2026, 1, 1))
    assert paper == selectors.OfficePaper(issuing_body="Trung tâm Khuyến công minh họa")
    _figures, document = put(place)
    assert document.letterhead is not None
    assert squeezed(document.letterhead.number_line) == "Số:/KH"


def test_amounts_are_shown_in_the_unit_that_was_chosen(place: SimpleNamespace) -> None:
    fill(place, 1)
    _figures, document = put(place, money_unit="dong")
    assert document.unit_line == "Đơn vị tính: đồng"
    total = document.table.texts(document.table.lines[-1])
    assert "550.000.000" in total


def test_what_a_layout_leaves_open_the_profile_says(place: SimpleNamespace) -> None:
    fill(place, 1)
    load_layouts(by=place.officer)
    OfficeProfile.objects.update(money_unit="thousand", decimals=2)
    figures, document = put(place)
    assert "550.000,00" in document.table.texts(document.table.lines[-1])
    for format_ in ("html", "pdf", "docx", "xlsx"):
        text = readers.text_of(format_, written(format_, figures, document))
        assert squeezed("Đơn vị tính: nghìn đồng") in text
        assert format_ == "docx" or ("550000" if format_ == "xlsx" else "550.000,00") in text
    FormLayout.objects.update(money_unit="million", decimals=3)
    for asked, unit, total in (
        ({}, "triệu đồng", "550,000"),
        ({"money_unit": "thousand"}, "nghìn đồng", "550.000,00"),
        ({"money_unit": "dong"}, "đồng", "550.000.000"),
    ):
        _figures, document = put(place, **asked)
        assert document.unit_line == f"Đơn vị tính: {unit}"
        assert total in document.table.texts(document.table.lines[-1])
