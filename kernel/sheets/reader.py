"""Reads an uploaded table: preflight here, parsing in a confined process, typed cells back."""

import json
from dataclasses import dataclass
from typing import Any

from kernel import confined
from kernel.sheets.cells import Cell, unpacked
from kernel.sheets.preflight import Kind, Source, content, preflight
from kernel.sheets.refusal import Code, Limits, SheetRefused, cell_address, refusal

CHILD = "kernel.sheets.child"
DEFAULT_LIMITS = Limits()

Row = list[Cell]


@dataclass(frozen=True)
class Workbook:
    """One table of an upload.

    `rows[0]` is row 1 of the sheet; empty cells are None, and a row ends at its last filled cell.
    `sheet` is the name of the sheet that was read, "" for a text table, None when the workbook has
    several and none could be chosen (then `rows` is empty). `sheets` are all worksheets,
    `visible_sheets` the ones a person sees. `merged` are ranges such as "A1:C1"; `hidden_rows`
    are row numbers counted from 1 (both known for xlsx; `merged` for xls too).
    """

    kind: Kind
    sheets: tuple[str, ...]
    visible_sheets: tuple[str, ...]
    sheet: str | None
    rows: list[Row]
    merged: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()


def read(file: Source, *, sheet: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read one sheet of an uploaded file (bytes, path or binary stream).

    Without `sheet` it is the one named "Du lieu", else the only visible one. Text cells stay text,
    numbers are int or Decimal (15 significant digits), dates date or datetime, formula errors
    CellError. Raises SheetRefused with a Vietnamese message; nothing else is raised for any file.
    """
    data = content(file)
    kind = preflight(data)
    request = {
        "kind": kind,
        "sheet": sheet if kind != "csv" else None,
        "rows": limits.rows,
        "columns": limits.columns,
        "header_rows": limits.header_rows,
    }
    try:
        lines = confined.run(CHILD, request, data).splitlines()
        return _workbook(kind, [json.loads(line) for line in lines])
    except (confined.OverrunError, ValueError, KeyError, TypeError, IndexError) as error:
        # half an answer: the child was stopped while it wrote
        raise refusal(Code.HEAVY) from error


def _workbook(kind: Kind, answers: list[Any]) -> Workbook:
    last = answers[-1] if answers else None
    if isinstance(last, dict) and "refused" in last:
        raise SheetRefused(Code(last["refused"]), last["message"])
    if last != {"end": True}:
        raise refusal(Code.HEAVY)
    head = answers[0]
    return Workbook(
        kind=kind,
        sheets=tuple(head["sheets"]),
        visible_sheets=tuple(head["visible"]),
        sheet=head["sheet"],
        rows=[[unpacked(value) for value in row] for row in answers[1:-1]],
        merged=tuple(_merged_range(*corners) for corners in head["merged"]),
        hidden_rows=tuple(head["hidden_rows"]),
    )


def _merged_range(top: int, left: int, bottom: int, right: int) -> str:
    return f"{cell_address(top + 1, left + 1)}:{cell_address(bottom + 1, right + 1)}"
