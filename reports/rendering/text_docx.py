"""A report in words as Word: headings that Word knows as such, paragraphs, the small table, annex.

python-docx is imported inside functions: it is slow to load.
"""

from io import BytesIO
from typing import Any

from reports.documents import Document
from reports.rendering import docx as pieces
from reports.texts.paper import Block, TextDocument

INDENT_MM = 12.7
HEADINGS = {1: "Heading 1", 2: "Heading 2"}


def render(document: TextDocument) -> bytes:
    """Return the report as .docx."""
    import docx

    word = docx.Document()
    pieces.set_up(word, document)
    _heading_styles(word)
    pieces.letterhead(word, document)
    pieces.titles(word, document)
    for block in document.blocks:
        _block(word, document, block)
    pieces.closing(word, document)
    if document.annex:
        _annex(word, document.annex)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _heading_styles(word: Any) -> None:
    """Make Word's own heading styles look like an administrative document: black, one typeface."""
    from docx.shared import Pt, RGBColor

    for name in HEADINGS.values():
        style = word.styles[name]
        style.font.size, style.font.bold = Pt(pieces.BODY_PT), True
        style.font.color.rgb = RGBColor(0, 0, 0)
        pieces.set_typeface(style)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(8), Pt(2)


def _block(word: Any, document: TextDocument, block: Block) -> None:
    from docx.shared import Mm

    if block.heading:
        heading = word.add_paragraph(block.heading, style=HEADINGS[block.level])
        heading.paragraph_format.first_line_indent = Mm(INDENT_MM)
    for text in block.paragraphs:
        body = pieces.add_paragraph(word, text, align="justify", before=6)
        body.paragraph_format.first_line_indent = Mm(INDENT_MM)
        body.paragraph_format.line_spacing = 1.15
    if block.table:
        pieces.add_paragraph(word, "", size=4)
        pieces.add_table(word, block.table, pieces.text_width(document))
    if block.note:
        pieces.add_paragraph(word, block.note, italic=True, size=11, align="left", before=4)


def _annex(word: Any, annex: Document) -> None:
    """Begin a new part of the document, on its own paper, numbered on."""
    section = word.add_section()
    pieces.lay_out(section, landscape=annex.landscape)
    section.different_first_page_header_footer = False
    pieces.titles(word, annex)
    pieces.add_table(word, annex.table, pieces.text_width(annex))
    pieces.notes(word, annex)
