"""Templates as an office makes them, and readers of what came out of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import xlsxwriter

from reports.templates.values import Line, Value, Values

NASTY = "Cơ sở <Đúc & Rèn> “Thắng Lợi”"
FORMULA = "=1+1"
MONEY = "#,##0.0"


def single(**more: Value) -> dict[str, Value]:
    """A few values that stand once; a double underscore stands for the point."""
    values = {
        "ten_co_quan": Value("TRUNG TÂM KHUYẾN CÔNG & XTTM"),
        "nam": Value("2026", 2026, "0"),
        "ngay_lap": Value("13/02/2026", "2026-02-13", "date"),
        "noi_nhan": Value("- Như trên;\n- Lưu: VT."),
        "tong.tong_kinh_phi": Value("1.234,5*", 1234.5, MONEY + '"*"'),
    }
    return values | {name.replace("__", "."): value for name, value in more.items()}


def project(number: int, name: str, amount: float | None) -> Line:
    """A line of a project."""
    known = Value() if amount is None else Value(str(amount).replace(".", ","), amount, MONEY)
    return Line(
        "dong",
        {
            "stt": Value(str(number), number, "0"),
            "ten_de_an": Value(name),
            "tong_kinh_phi": known,
            "ngay_bat_dau": Value("02/03/2026", "2026-03-02", "date"),
        },
    )


def group(name: str, amount: float) -> Line:
    """A line that opens a group, with its sum."""
    return Line("nhom", {"ten": Value(name), "tong_kinh_phi": Value(str(amount), amount, MONEY)})


def values(*lines: Line, **more: Value) -> Values:
    """Values with these lines, or three projects of which one has no amount."""
    plain = [project(1, NASTY, 235.8), project(2, FORMULA, None), project(3, "Lò gốm", 0)]
    return Values(single(**more), lines or plain)


# --- Word -----------------------------------------------------------------------------------------


def word(*paragraphs: str, rows: list[list[str]] | None = None) -> bytes:
    """A Word file with paragraphs and one table."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for line, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, texts, strict=True):
                cell.text = text
    return saved(document)


def saved(document: Any) -> bytes:
    """The bytes of a python-docx document."""
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def word_rows(body: bytes) -> list[list[str]]:
    """The texts of the first table."""
    table = docx.Document(io.BytesIO(body)).tables[0]
    return [[cell.text for cell in row.cells] for row in table.rows]


def word_paragraphs(body: bytes) -> list[str]:
    """The texts of the paragraphs outside tables."""
    return [one.text for one in docx.Document(io.BytesIO(body)).paragraphs]


# --- Excel ----------------------------------------------------------------------------------------


def excel(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    """A workbook whose sheet "Bieu 1" is filled by ``fill(book, sheet)``."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as book:
        fill(book, book.add_worksheet("Bieu 1"))
    return target.getvalue()


def opened(body: bytes) -> Any:
    """The first sheet of a workbook, read by somebody else's library."""
    return openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]


def cells(body: bytes) -> list[list[Any]]:
    """The values of the first sheet."""
    return [list(row) for row in opened(body).iter_rows(values_only=True)]


# --- both -----------------------------------------------------------------------------------------


def with_part(data: bytes, name: str, content: bytes | Callable[[bytes], bytes]) -> bytes:
    """The file with one part more or another one; a function gets what stands there."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        kept = {one: source.read(one) for one in source.namelist()}
        kept[name] = content(kept[name]) if callable(content) else content
        for one, body in kept.items():
            archive.writestr(one, body)
    return target.getvalue()


def part(data: bytes, name: str) -> str:
    """The text of a part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()
