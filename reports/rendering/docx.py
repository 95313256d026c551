"""A document as Word that an office can edit: Times New Roman, NĐ 30 margins, real tables.

The big table is written as XML text: through the object model 2,000 rows take minutes. python-docx
is imported inside functions: it is slow to load.
"""

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reports.documents import Document, Sheet, Signature
from reports.figures.shapes import ColumnKind
from reports.tables import HeadCell, Line, LineKind, Table

FONT = "Times New Roman"
BODY_PT, CELL_PT = 13, 10
TWIPS_PER_MM = 1440 / 25.4
PAGE_MM = (210, 297)
MARGINS_MM = {"left": 30, "right": 15, "top": 20, "bottom": 20}
STAR_TWIPS = 100  # the room of a star at the right of a number
INDENT_TWIPS = 170  # of what stands below an item
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# Letterheads need the whole width of their columns.
_NO_PADDING = (
    f'<w:tblCellMar {_NAMESPACE}><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
    "</w:tblCellMar>"
)
# What a theme would put in the place of each script's typeface.
_THEME = {
    "ascii": "asciiTheme",
    "hAnsi": "hAnsiTheme",
    "eastAsia": "eastAsiaTheme",
    "cs": "cstheme",
}
_ALIGN = {
    ColumnKind.MONEY: "right",
    ColumnKind.QUANTITY: "right",
    ColumnKind.PERCENT: "right",
    ColumnKind.NUMBER: "center",
    ColumnKind.DATE: "center",
}


def render(document: Document) -> bytes:
    """Return the document as .docx."""
    import docx

    word = docx.Document()
    set_up(word, document)
    letterhead(word, document)
    titles(word, document)
    add_table(word, document.table, text_width(document))
    notes(word, document)
    closing(word, document)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


# --- the page -------------------------------------------------------------------------------------


def set_up(word: Any, document: Sheet) -> None:
    """Set page, font, language, page numbers and properties of a new Word document."""
    from docx.shared import Pt

    section = word.sections[0]
    lay_out(section, landscape=document.landscape)
    normal = word.styles["Normal"]
    normal.font.size = Pt(BODY_PT)
    set_typeface(normal)
    normal.paragraph_format.space_after = Pt(0)
    _language(normal)
    _page_number(section)
    properties = word.core_properties
    properties.title, properties.author = document.plain_title, document.author
    properties.language, properties.comments = "vi-VN", ""
    properties.created = properties.modified = document.generated_at.replace(tzinfo=None)


def lay_out(section: Any, *, landscape: bool) -> None:
    """Give a part of the document its paper size and margins."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    width, height = reversed(PAGE_MM) if landscape else PAGE_MM
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    for side, size in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(size))
    section.header_distance = Mm(10)


def set_typeface(style: Any) -> None:
    """Write a style in the one typeface of administrative documents, for every script."""
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "eastAsia", "cs", "hAnsi"):
        fonts.set(_w(script), FONT)
        fonts.attrib.pop(_w(_THEME[script]), None)


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _language(style: Any) -> None:
    from docx.oxml import OxmlElement

    language = OxmlElement("w:lang")
    language.set(_w("val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)


def _page_number(section: Any) -> None:
    """Number the pages at the top centre from the second on (NĐ 30/2020, Phụ lục I)."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(_w("fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


# --- words around the table -----------------------------------------------------------------------


def add_paragraph(
    place: Any,
    text: str,
    *,
    align: str = "center",
    size: int = BODY_PT,
    before: int = 0,
    **marks: bool,
) -> Any:
    """Add a paragraph and return it; marks: bold, italic."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = place.add_paragraph()
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    paragraph.paragraph_format.space_before = Pt(before)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    for mark, is_set in marks.items():
        setattr(run.font, mark, is_set)
    return paragraph


def _rule(place: Any, width_mm: float, share: float) -> None:
    """Draw a line of a share of the width, in the middle: an empty paragraph with a border."""
    from docx.oxml import parse_xml
    from docx.shared import Mm, Pt

    paragraph = place.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(width_mm * (1 - share) / 2)
    shape.line_spacing = Pt(4)
    border = f'<w:top {_NAMESPACE} w:val="single" w:sz="6" w:space="1" w:color="000000"/>'
    holder = parse_xml(f"<w:pBdr {_NAMESPACE}>{border}</w:pBdr>")
    paragraph._p.get_or_add_pPr().insert_element_before(
        holder, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _columns(word: Any, document: Sheet, shares: list[float]) -> list[Any]:
    """Add a borderless table of one row; return its cells, each without its empty paragraph."""
    from docx.oxml import parse_xml
    from docx.shared import Mm

    whole = text_width(document)
    table = word.add_table(rows=1, cols=len(shares))
    table.autofit = False
    table.rows[0]._tr.get_or_add_trPr().append(_element("cantSplit"))
    table._tbl.tblPr.insert_element_before(parse_xml(_NO_PADDING), "w:tblLook")
    cells = list(table.rows[0].cells)
    for cell, column, share in zip(cells, table.columns, shares, strict=True):
        column.width = cell.width = Mm(whole * share)
        cell._tc.remove(cell.paragraphs[0]._p)
    return cells


def _element(name: str) -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement(f"w:{name}")


def text_width(document: Sheet) -> int:
    """Return the width between the margins in mm."""
    width = PAGE_MM[1] if document.landscape else PAGE_MM[0]
    return width - MARGINS_MM["left"] - MARGINS_MM["right"]


def letterhead(word: Any, document: Sheet) -> None:
    """Write who issues the document, the state's name, blank number and day."""
    head = document.letterhead
    if head is None:
        return
    shares = [0.42, 0.58]
    left, right = _columns(word, document, shares)
    left_mm, right_mm = (text_width(document) * share for share in shares)
    if head.governing_body:
        add_paragraph(left, head.governing_body, size=12)
    add_paragraph(left, head.issuing_body, size=12, bold=True)
    _rule(left, left_mm, 0.45 * min(1, 2.7 * len(head.issuing_body) / left_mm))
    add_paragraph(left, head.number_line)
    add_paragraph(right, head.state_name, size=12, bold=True)
    add_paragraph(right, head.motto, bold=True)
    _rule(right, right_mm, min(52 / right_mm, 0.9))
    add_paragraph(right, head.place_and_date, italic=True)
    add_paragraph(word, "", size=8)


def titles(word: Any, document: Sheet) -> None:
    """Write the kind of document, its title and what stands under it."""
    if document.form_code:
        add_paragraph(word, document.form_code, align="right", bold=True)
    for text in (*document.headings, document.title):
        add_paragraph(word, text, size=14, bold=True)
    for text in document.subtitles:
        add_paragraph(word, text, italic=True)
    if not document.is_annex:
        longest = max(map(len, (*document.headings, document.title, *document.subtitles)))
        width = text_width(document)
        _rule(word, width, 0.45 * min(1, 2.4 * longest / width))  # not half of the words
    if document.unit_line:
        add_paragraph(word, document.unit_line, align="right", italic=True, before=6)


def notes(word: Any, document: Document) -> None:
    """Write what stands under the table."""
    for note in document.notes:
        add_paragraph(word, note, italic=True, size=11, align="left", before=4)


def closing(word: Any, document: Sheet) -> None:
    """Write the recipients at the left and who signs at the right, on no page by themselves."""
    if not document.signatures:
        return
    _keep_last_lines(word)
    add_paragraph(word, "", size=8).paragraph_format.keep_with_next = True
    count = len(document.signatures) + 1
    recipients, *places = _columns(word, document, [1 / count] * count)
    if document.recipients:
        add_paragraph(recipients, "Nơi nhận:", align="left", size=12, bold=True, italic=True)
    for text in document.recipients:
        add_paragraph(recipients, text, align="left", size=11)
    if not recipients.paragraphs:
        recipients.add_paragraph()
    for place, signature in zip(places, document.signatures, strict=True):
        _signature(place, signature)


def _keep_last_lines(word: Any) -> None:
    """Keep the last paragraphs, or the table's last row and its notes, with what comes next."""
    from docx.table import Table as WordTable

    for part in reversed(list(word.iter_inner_content())):
        is_table = isinstance(part, WordTable)
        for paragraph in _words_of_last_row(part) if is_table else [part]:
            paragraph.paragraph_format.keep_with_next = True
        if is_table or not _is_note(part):
            break


def _words_of_last_row(table: Any) -> list[Any]:
    from docx.text.paragraph import Paragraph

    return [Paragraph(words, table) for words in table._tbl.tr_lst[-1].iter(_w("p"))]


def _is_note(paragraph: Any) -> bool:
    return all(run.font.italic for run in paragraph.runs)


def _signature(place: Any, signature: Signature) -> None:
    if signature.capacity:
        add_paragraph(place, signature.capacity, bold=True)
    add_paragraph(place, signature.position, bold=True)
    add_paragraph(place, signature.full_name, bold=True, before=58)


# --- the table ------------------------------------------------------------------------------------


def add_table(word: Any, table: Table, width_mm: float) -> None:
    """Add a printed table at the end, as wide as told."""
    from docx.oxml import parse_xml

    whole = sum(column.width for column in table.columns) or 1
    scale = width_mm * TWIPS_PER_MM / whole
    widths = [round(column.width * scale) for column in table.columns]
    parts = [_table_start(widths)]
    parts += _head_rows(table, widths)
    for line, after in zip(table.lines, (*table.lines[1:], None), strict=False):
        has_more = after is not None and after.kind == LineKind.CHILD != line.kind
        parts.append(_row(table, line, widths, keep=has_more or line.kind == LineKind.HEAD))
    parts.append("</w:tbl>")
    word.element.body.insert_element_before(parse_xml("".join(parts)), "w:sectPr")


def _table_start(widths: list[int]) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    line = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
    borders = "".join(f"<w:{side} {line}/>" for side in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f"<w:tblBorders>{borders}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/>'
        '<w:right w:w="50" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _cell(text: str, width: int, *, shape: str = "", align: str = "", **marks: Any) -> str:
    """Return one cell; marks: bold, mark (a star at its right), keep (with the next row), room
    (for stars, in twips), indented."""
    run = f'<w:rPr>{"<w:b/>" if marks.get("bold") else ""}<w:sz w:val="{CELL_PT * 2}"/></w:rPr>'
    written = escape(text).replace("\n", "</w:t><w:br/><w:t>")
    words = f'<w:r>{run}<w:t xml:space="preserve">{written}</w:t></w:r>' if text else ""
    if marks.get("mark"):
        words += f"<w:r>{run}<w:t>{marks['mark']}</w:t></w:r>"
    room = f'<w:ind w:right="{marks["room"]}"/>' if marks.get("room") else ""
    if marks.get("indented"):
        room = f'<w:ind w:left="{INDENT_TWIPS}"/>'
    keep = "<w:keepNext/>" if marks.get("keep") else ""
    jc = f'<w:jc w:val="{align}"/>' if align else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shape}<w:vAlign w:val="center"/>'
        f'</w:tcPr><w:p><w:pPr>{keep}<w:spacing w:before="30" w:after="30"/>{room}{jc}{run}</w:pPr>'
        f"{words}</w:p></w:tc>"
    )


def _head_rows(table: Table, widths: list[int]) -> list[str]:
    rows = []
    upper, *lower = table.head
    rows.append([_head_cell(cell, widths) for cell in upper])
    if lower:
        by_column = {cell.at: cell for cell in lower[0]}
        rows.append(
            [
                _head_cell(by_column[i], widths)
                if i in by_column
                else _cell("", width, shape="<w:vMerge/>")
                for i, width in enumerate(widths)
            ]
        )
    start = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    return [f"{start}{''.join(cells)}</w:tr>" for cells in rows]


def _head_cell(cell: HeadCell, widths: list[int]) -> str:
    shape = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    shape += '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
    width = sum(widths[cell.at : cell.at + cell.columns])
    return _cell(cell.label, width, shape=shape, align="center", bold=True)


def _row(table: Table, line: Line, widths: list[int], *, keep: bool) -> str:
    """Return one row; ``keep``: on one page with the next, as a heading with what it heads."""
    over = table.runs_over(line)
    inside = range(table.label_at + 1, table.label_at + table.span) if over else range(0)
    cells = []
    for i, (text, column) in enumerate(zip(table.texts(line), table.columns, strict=True)):
        if i in inside:
            continue
        runs_over = over and i == table.label_at and table.span > 1
        width = sum(widths[i : i + table.span]) if runs_over else widths[i]
        align = _ALIGN.get(column.kind, "")
        mark = line.marks.get(i, "")
        cells.append(
            _cell(
                text,
                width,
                shape=f'<w:gridSpan w:val="{table.span}"/>' if runs_over else "",
                align=align,
                bold=line.is_bold,
                mark=mark,
                keep=keep,
                room=(table.mark_width - len(mark)) * STAR_TWIPS if align == "right" else 0,
                indented=line.kind == LineKind.CHILD and i == table.label_at,
            )
        )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"
