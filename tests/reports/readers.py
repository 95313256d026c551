"""Independent readers of what the portal writes: each returns the rows of the printed table.

A row is a list of cells as text; a cell that runs over several columns is followed by empty ones.
Money comes back as a Decimal in the sheet's unit, an empty money cell as None.
"""

from __future__ import annotations

import io
import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import docx
import openpyxl
import pypdf

SPACE = re.compile(r"\s+")


def squeezed(text: str) -> str:
    """The text without any blank: where lines were broken doesn't matter."""
    return SPACE.sub("", text)


class _Grid(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.heads: list[str] = []
        self._inside = self._cell = False
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "table":
            self._inside = facts.get("class") == "grid"
        if not self._inside:
            return
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self._cell, self._span = True, int(facts.get("colspan") or 1)
            self.rows[-1].append("")
            if tag == "th":
                self.heads.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._cell:
            self._cell = False
            self.rows[-1] += [""] * (self._span - 1)

    def handle_data(self, data: str) -> None:
        if self._inside and self._cell:
            self.rows[-1][-1] += data


def html_rows(text: str, heads: int) -> tuple[list[list[str]], list[list[str]]]:
    """The rows of the head and of the body of the sheet."""
    grid = _Grid()
    grid.feed(text)
    return grid.rows[:heads], grid.rows[heads:]


def docx_rows(body: bytes, heads: int) -> tuple[list[list[str]], list[list[str]]]:
    """The rows of the head and of the body of the table that has a repeated head."""
    document = docx.Document(io.BytesIO(body))
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    table = next(t for t in document.tables if list(t._tbl.iter(f"{name}tblHeader")))
    rows = []
    for line in table._tbl.tr_lst:
        cells: list[str] = []
        for cell in line.tc_lst:
            text = "".join(
                node.text or "" if node.tag == f"{name}t" else "\n"
                for node in cell.iter(f"{name}t", f"{name}br")
            )
            cells += [text] + [""] * (cell.grid_span - 1)
        rows.append(cells)
    return rows[:heads], rows[heads:]


def xlsx_rows(body: bytes, first_head: str, heads: int) -> tuple[list[list[Any]], list[list[Any]]]:
    """The rows of the head and of the body: cached values as a reader of the file sees them."""
    sheet = openpyxl.load_workbook(io.BytesIO(body), data_only=True).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    start = next(i for i, row in enumerate(rows) if row[0] == first_head)
    end = next(i for i, row in enumerate(rows) if "TỔNG CỘNG" in row)
    return rows[start : start + heads], rows[start + heads : end + 1]


def number_formats(body: bytes, first_head: str, heads: int) -> list[list[str]]:
    """The number formats of the cells of the body, which hold stars and daggers."""
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    rows = list(sheet.iter_rows())
    start = next(i for i, row in enumerate(rows) if row[0].value == first_head)
    end = next(i for i, row in enumerate(rows) if "TỔNG CỘNG" in {c.value for c in row})
    return [[cell.number_format for cell in row] for row in rows[start + heads : end + 1]]


def formulas(body: bytes) -> dict[str, str]:
    """Address -> formula of every formula cell."""
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    return {
        cell.coordinate: cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def sums(body: bytes) -> dict[str, tuple[Decimal, Decimal]]:
    """Address -> (what the formula comes to, what a reader of the file sees) of every formula."""
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    cached = openpyxl.load_workbook(io.BytesIO(body), data_only=True).active

    def worth(address: str) -> Decimal:
        cell = sheet[address]
        if cell.data_type != "f":
            return Decimal(str(cell.value or 0))
        total = Decimal(0)
        for part in cell.value.removeprefix("=SUM(").removesuffix(")").split(","):
            block = sheet[part]
            for row in block if isinstance(block, tuple) else ((block,),):
                total += sum((worth(one.coordinate) for one in row), Decimal(0))
        return total

    return {
        address: (worth(address), Decimal(str(cached[address].value))) for address in formulas(body)
    }


def pdf_pages(body: bytes) -> list[str]:
    """The text of each page, without blanks and page number, in the order in which it was drawn."""
    pages = [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(body)).pages]
    for number, text in enumerate(pages[1:], start=2):
        assert text.endswith(str(number)), "WeasyPrint draws the margin after the page"
        pages[number - 1] = text.removesuffix(str(number))
    return pages


def docx_words(body: bytes) -> str:
    """What a Word file says outside its table: the first row of each table, and the paragraphs."""
    document = docx.Document(io.BytesIO(body))
    cells = [c for table in document.tables for row in table.rows[:1] for c in row.cells]
    paragraphs = [p.text for p in document.paragraphs]
    return "\n".join([*(cell.text for cell in cells), *paragraphs])


def text_of(format_: str, body: bytes) -> str:
    """What a file says, without blanks; of Word's big table the first row only."""
    if format_ == "html":
        return squeezed(body.decode().split("<body", 1)[1])
    if format_ == "pdf":
        return "".join(pdf_pages(body))
    if format_ == "docx":
        return squeezed(docx_words(body))
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    return squeezed("".join(str(c.value or "") for row in sheet.iter_rows() for c in row))


def decimal(text: str) -> Decimal | None:
    """ "1.047,1*†" as Decimal("1047.1"); None for an empty cell."""
    plain = text.replace(".", "").replace(",", ".").rstrip("*†")
    return Decimal(plain) if plain else None
