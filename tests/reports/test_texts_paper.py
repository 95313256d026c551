"""A report in words on paper: Word read back by python-docx, the sheet, the PDF."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from accounts.letterhead import OfficePaper
from reports import documents, rendering
from reports.catalogue import REPORTS, put_together
from reports.parameters import Parameters, parse_period
from reports.rendering import html, pdf, text_docx
from reports.texts import paper, sentences
from reports.texts.facts import IndicatorFacts, MoneyFacts, ScopeFacts, TextFacts
from reports.texts.paper import TextDocument
from reports.texts.periods import words_of
from tests.factories import programmes as factory
from tests.reports import readers
from tests.reports.readers import squeezed

pytestmark = [pytest.mark.document, pytest.mark.django_db]

OFFICE = OfficePaper(
    governing_body="Sở Công Thương tỉnh Hưng Yên",
    issuing_body="Trung tâm Khuyến công minh họa",
    symbol="TTKC",
    place_name="Hưng Yên",
    recipients=("- Sở Công Thương (để b/c);", "- Lưu: VT, TTKC."),
    signers=(("KT. Giám đốc", "Phó Giám đốc", "Lê Minh Họa"),),
)
CLASSES = IndicatorFacts(
    "Số lớp đào tạo nghề",
    "lớp",
    group="Đào tạo nghề",
    plan=Decimal(15),
    period=Decimal(3),
    ytd=Decimal(12),
    estimate=None,
    pct_plan=Decimal("80.0"),
    last_year=Decimal(0),
)
HEADINGS = [
    "I. TÌNH HÌNH THỰC HIỆN",
    "1. Công tác chỉ đạo, ban hành văn bản",
    "2. Kết quả khuyến công quốc gia",
    "3. Kết quả khuyến công địa phương",
    "4. Kết quả theo từng nội dung",
    "5. Giải ngân, vốn đối ứng và hiệu quả",
    "II. ĐÁNH GIÁ",
    "1. Kết quả đạt được",
    "2. Tồn tại, hạn chế",
    "3. Nguyên nhân",
    "III. PHƯƠNG HƯỚNG, NHIỆM VỤ THÁNG 10/2026",
    "IV. ĐỀ XUẤT, KIẾN NGHỊ",
]
OWN = {"direction": ["Sở đã ban hành Kế hoạch số 12.", "Trung tâm đã hướng dẫn các xã."]}


def facts(**more: Any) -> TextFacts:
    support = MoneyFacts(2_345_800_000, unknown=2)
    whole = ScopeFacts(15, support, MoneyFacts(None), under_way=15, indicators=[CLASSES])
    none = ScopeFacts(0, MoneyFacts(None), MoneyFacts(None))
    known = TextFacts(words_of(parse_period("2026-09")), whole, none, whole)
    return replace(known, **more)


@pytest.fixture
def annex(place: SimpleNamespace, asked: Parameters) -> documents.Document:
    """A wide table to go behind the words."""
    factory.project(
        "Máy dệt chiếu",
        unit=place.units.quynh_phu,
        province=place.units.hung_yen,
        activity=place.machines,
        lines={"support_provincial": 235_800_000},
    )
    return put_together(REPORTS["annual-plan"], asked, place.officer)[1]


def composed(of: TextFacts, annex: documents.Document | None = None) -> TextDocument:
    made = sentences.made(of)
    return paper.compose(
        of,
        {section: [*texts, *OWN.get(section, ())] for section, texts in made.items()},
        OFFICE,
        office="",
        generated_at=datetime(2026, 10, 1, 2, 30, tzinfo=UTC),
        annex=annex,
    )


def word(document: TextDocument) -> Any:
    return docx.Document(io.BytesIO(text_docx.render(document)))


def test_word_has_the_letterhead_titles_and_closing_of_a_report(
    annex: documents.Document,
) -> None:
    said = squeezed(readers.docx_words(text_docx.render(composed(facts(), annex))))
    for words in (
        "SỞ CÔNG THƯƠNG TỈNH HƯNG YÊN",
        "TRUNG TÂM KHUYẾN CÔNG MINH HỌA",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "/BC-TTKC",
        "Hưng Yên, ngày",
        "BÁO CÁO",
        "Kết quả hoạt động khuyến công tháng 9/2026",
        "Nơi nhận:",
        "- Lưu: VT, TTKC.",
        "KT. GIÁM ĐỐC",
        "Lê Minh Họa",
    ):
        assert squeezed(words) in said, words


def test_word_has_its_headings_as_headings_in_order(annex: documents.Document) -> None:
    of = word(composed(facts(), annex))
    found = [(p.text, p.style.name) for p in of.paragraphs if p.style.name.startswith("Heading")]
    assert [text for text, _style in found] == HEADINGS
    assert [style for text, style in found if text[0] in "IV"] == ["Heading 1"] * 4
    assert {style for text, style in found if text[0].isdigit()} == {"Heading 2"}


def test_word_is_laid_out_as_administrative_documents_are(annex: documents.Document) -> None:
    of = word(composed(facts(), annex))
    first, second = of.sections
    assert first.orientation == WD_ORIENT.PORTRAIT
    margins = (first.left_margin.mm, first.right_margin.mm, first.top_margin.mm)
    assert margins == pytest.approx((30, 15, 20), abs=0.1)
    assert second.orientation == WD_ORIENT.LANDSCAPE
    assert first.different_first_page_header_footer
    assert not second.different_first_page_header_footer, "the annex is numbered on"
    assert of.styles["Normal"].font.name == "Times New Roman"
    for name in ("Heading 1", "Heading 2"):
        style = of.styles[name]
        assert style.font.name == "Times New Roman"
        assert style.font.size == Pt(13)
        fonts = style.element.rPr.rFonts.attrib
        assert not [key for key in fonts if key.lower().endswith("theme")], fonts
    own = next(p for p in of.paragraphs if p.text == OWN["direction"][0])
    assert own.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert own.paragraph_format.first_line_indent.mm == pytest.approx(12.7, abs=0.1)


def test_own_paragraphs_stand_after_the_sentences_of_their_section() -> None:
    texts = [p.text for p in word(composed(facts())).paragraphs if p.text]
    at = texts.index(HEADINGS[1])
    assert texts[at + 1 : at + 3] == OWN["direction"]
    at = texts.index(HEADINGS[2])
    assert texts[at + 1] == "Năm 2026 không có đề án khuyến công quốc gia nào được theo dõi."
    at = texts.index(HEADINGS[9])
    assert texts[at + 1] == "Chưa có nội dung."


def test_the_small_table_is_read_back_and_blank_cells_are_explained() -> None:
    document = composed(facts())
    head, rows = readers.docx_rows(text_docx.render(document), 1)
    assert head[0][:3] == ["Chỉ tiêu", "Đơn vị tính", "Kế hoạch"]
    assert rows == [
        ["Đào tạo nghề", "", "", "", "", "", "", "", ""],
        ["Số lớp đào tạo nghề", "lớp", "15", "3", "12", "", "80", "0", ""],
    ]
    assert "Ô để trống là chưa có số liệu." in [p.text for p in word(document).paragraphs]


def kept(part: Any) -> bool:
    """Whether Word keeps the paragraph, or every cell of the row, with what comes next."""
    cells = getattr(part, "cells", None)
    paragraphs = [p for cell in cells for p in cell.paragraphs] if cells else [part]
    return all(p.paragraph_format.keep_with_next for p in paragraphs)


def test_nobody_signs_a_page_without_words(
    annex: documents.Document,
) -> None:
    of = word(composed(facts()))
    words = [p for p in of.paragraphs if p.text]
    assert [kept(p) for p in words[-2:]] == [False, True]
    written = rendering.render("docx", None, annex)  # type: ignore[arg-type]
    table = docx.Document(io.BytesIO(written)).tables[1]
    assert kept(table.rows[-1])
    assert not kept(table.rows[-2])
    style = html.stylesheet()
    assert re.search(r"\.paper \.note,\s*\.paper \.closing \{ break-before: avoid; \}", style)


def test_the_annex_goes_with_the_report(annex: documents.Document) -> None:
    of = word(composed(facts(), annex))
    texts = [p.text for p in of.paragraphs if p.text]
    at = texts.index("Phụ lục")
    assert texts[at + 1] == annex.plain_title.upper()
    assert squeezed(texts[at + 2]).startswith("(KèmtheoBáocáosố:/BC-TTKCngàythángnăm")
    cells = {cell.text for row in of.tables[-1].rows for cell in row.cells}
    assert {"Máy dệt chiếu", "235,8"} <= cells


def test_sheet_and_pdf_say_what_word_says(annex: documents.Document) -> None:
    document = composed(facts(), annex)
    pages = readers.pdf_pages(pdf.render_text(document))
    sheet = squeezed(html.text_sheet(document))
    for block in document.blocks:
        for text in (block.heading, *block.paragraphs):
            assert squeezed(text) in "".join(pages)
            assert squeezed(text).replace('"', "&quot;") in sheet
    assert "PHỤLỤC" not in pages[0]
    assert "Máydệtchiếu" in pages[-1]


def test_what_is_typed_is_escaped_and_unprintable_characters_left_out() -> None:
    of = facts()
    document = paper.compose(
        of,
        {"direction": ["<b>đậm</b> & \x0bxuống"]},
        OFFICE,
        office="",
        generated_at=datetime(2026, 10, 1, tzinfo=UTC),
        annex=None,
    )
    assert "&lt;b&gt;đậm&lt;/b&gt; &amp; xuống" in html.text_sheet(document)
    assert "<b>đậm</b> & xuống" in [p.text for p in word(document).paragraphs]


def test_a_part_of_the_area_is_named_under_the_title() -> None:
    document = paper.compose(
        facts(),
        {},
        OFFICE,
        office="Phòng Kinh tế xã minh họa",
        generated_at=datetime(2026, 10, 1, tzinfo=UTC),
        annex=None,
    )
    assert document.subtitles == ("Số liệu thuộc địa bàn của Phòng Kinh tế xã minh họa",)
