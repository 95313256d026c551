"""Parses an upload in a confined process; `kernel.sheets.reader` starts it.

Its request: kind, sheet (or null), rows, columns, header_rows. It answers in JSON lines on
standard output: one head, one line per row, one end; or one refusal. A hostile workbook can take
down this process only.
"""

import io
import json
import sys
import zipfile
from typing import Any

from kernel import confined
from kernel.sheets import delimited, markup
from kernel.sheets.cells import Cell, CellError, cell, packed
from kernel.sheets.refusal import Code, Limits, SheetRefused, refusal

MERGED_REPORTED = 1000
TEMPLATE_SHEET = "Du lieu"


def emit(line: object) -> None:
    """Write one JSON line."""
    text = json.dumps(line, ensure_ascii=True, separators=(",", ":"))
    sys.stdout.write(text + "\n")


def chosen_sheet(names: list[str], visible: list[str], asked: str | None) -> str | None:
    """The sheet to read: the one asked for, "Du lieu", or the only visible one; else None."""
    if asked is not None:
        if asked not in names:
            raise refusal(Code.NO_SHEET, sheet=asked, sheets=", ".join(names))
        return asked
    if TEMPLATE_SHEET in names:
        return TEMPLATE_SHEET
    choice = visible or names
    return choice[0] if len(choice) == 1 else None


def read_text(data: bytes, limits: Limits) -> None:
    """Answer with the rows of a text table."""
    emit({"sheets": [], "visible": [], "sheet": "", "merged": [], "hidden_rows": []})
    for row in delimited.rows(data, limits):
        emit([cell(text) for text in row])


def read_workbook(data: bytes, request: dict[str, Any], limits: Limits) -> None:
    """Answer with the chosen sheet of an Excel workbook."""
    import python_calamine

    book = python_calamine.load_workbook(io.BytesIO(data))
    kinds, shown = python_calamine.SheetTypeEnum, python_calamine.SheetVisibleEnum
    sheets = [s for s in book.sheets_metadata if s.typ == kinds.WorkSheet]
    names = [s.name for s in sheets]
    visible = [s.name for s in sheets if s.visible == shown.Visible]
    name = chosen_sheet(names, visible, request["sheet"])
    head: dict[str, Any] = {"sheets": names, "visible": visible, "sheet": name}
    if name is None:
        emit(head | {"merged": [], "hidden_rows": []})
        return
    facts = markup.SheetFacts()
    if request["kind"] == "xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = markup.sheet_parts(archive)[name]
            facts = markup.SheetScanner(limits).scan(archive, part)
    sheet = book.get_sheet_by_name(name)
    merged = [[*first, *last] for first, last in (sheet.merged_cell_ranges or [])[:MERGED_REPORTED]]
    emit(head | {"merged": merged, "hidden_rows": facts.hidden_rows})
    emit_rows(sheet.to_python(skip_empty_area=False), facts, limits)


def emit_rows(table: list[list[Any]], facts: markup.SheetFacts, limits: Limits) -> None:
    """Write the rows without the empty cells and rows at their ends."""
    rows = [[cell(value) for value in line] for line in table]
    for (number, column), code in facts.errors.items():
        place_error(rows, number, column, code)
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    check_extent(rows, limits)
    for row in rows:
        emit([packed(value) for value in row])


def place_error(rows: list[list[Cell]], row: int, column: int, code: str) -> None:
    """Put an error where the parser reports an empty cell; addresses counted from 1."""
    while len(rows) < row:
        rows.append([])
    line = rows[row - 1]
    line.extend([None] * (column - len(line)))
    line[column - 1] = CellError(code)


def check_extent(rows: list[list[Cell]], limits: Limits) -> None:
    """The limits once more on what was really read; the only check for .xls."""
    filled = 0
    for number, row in enumerate(rows, 1):
        if row:
            filled += 1
            limits.check_column(number, len(row))
    limits.check_rows(filled, len(rows), len(rows[-1]) if rows else 0)


def answer(request: dict[str, Any], data: bytes) -> None:
    """Write what the file holds, or why it is refused."""
    limits = Limits(request["rows"], request["columns"], request["header_rows"])
    try:
        if request["kind"] == "csv":
            read_text(data, limits)
        else:
            read_workbook(data, request, limits)
        emit({"end": True})
    except SheetRefused as refused:
        emit({"refused": refused.code, "message": refused.message})
    except MemoryError:
        emit({"refused": Code.HEAVY, "message": refusal(Code.HEAVY).message})
    except BaseException as error:
        # a panic of the parser is no Exception; whatever goes wrong here, the file is at fault
        code = Code.PASSWORD if type(error).__name__ == "PasswordError" else Code.DAMAGED
        emit({"refused": code, "message": refusal(code).message})


def main() -> None:
    """Bind this process, then answer the request."""
    import python_calamine  # noqa: F401 - loaded while files can still be opened

    answer(*confined.enter())
    sys.stdout.flush()
