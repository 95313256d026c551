"""The annual plan that the document benchmarks write, and how their results are compared."""

import hashlib
import io
from typing import Any

import openpyxl
import pypdf

from accounts.services import system_user
from reports import documents, selectors
from reports.catalogue import REPORTS
from reports.documents import Document
from reports.figures import Figures
from reports.parameters import read


def figures_and_document() -> tuple[Figures, Document]:
    """The whole plan of 2026 of this database, as a main document."""
    user = system_user()
    figures = REPORTS["annual-plan"].compute(read({"year": "2026"}, years_only=True), user)
    paper = selectors.office_paper(user, figures.generated_at.date())
    return figures, documents.compose(figures, paper)


def workbook_facts(content: bytes) -> dict[str, Any]:
    """Size of the sheet and one hash over every cell's value and look, read by openpyxl."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    total = hashlib.sha256()
    for row in sheet.iter_rows():
        for cell in row:
            total.update(repr((cell.coordinate, cell.value, look(cell))).encode())
    heights = sorted((at, row.height) for at, row in sheet.row_dimensions.items())
    total.update(repr(heights).encode())
    return {"rows": sheet.max_row, "columns": sheet.max_column, "sha256": total.hexdigest()[:16]}


def look(cell: Any) -> tuple[Any, ...]:
    """What a cell looks like, as far as the sheet sets it."""
    font, place, border = cell.font, cell.alignment, cell.border
    return (
        (font.name, font.size, font.bold, font.italic, font.underline),
        (place.horizontal, place.vertical, place.wrap_text),
        (border.left.style, border.right.style, border.top.style, border.bottom.style),
        cell.number_format,
    )


def paper_facts(content: bytes) -> dict[str, Any]:
    """Pages of a PDF and a hash over the words on them, read by pypdf."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    words = " ".join(" ".join(page.extract_text().split()) for page in pages)
    return {"pages": len(pages), "sha256": hashlib.sha256(words.encode()).hexdigest()[:16]}
