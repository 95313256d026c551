"""Reads an uploaded table: preflight here, parsing in a limited child process, typed cells back."""

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from kernel.sheets.cells import Cell, unpacked
from kernel.sheets.preflight import Kind, Source, content, preflight
from kernel.sheets.refusal import MEGABYTE, Code, Limits, SheetRefused, cell_address, refusal

ROOT = Path(__file__).resolve().parents[2]
# Isolated mode leaves the project out of the path; it is added last, so that it hides nothing.
START = f"import sys; sys.path.append({str(ROOT)!r}); from kernel.sheets.child import main; main()"
WALL_SECONDS = 25.0
LARGEST_ANSWER = 48 * MEGABYTE
PIECE = 64 * 1024
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
    lines = _answers(data, json.dumps(request))
    try:
        return _workbook(kind, [json.loads(line) for line in lines])
    except (ValueError, KeyError, TypeError, IndexError) as error:
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


def _answers(data: bytes, request: str) -> list[bytes]:
    """Lines the child writes about `data`. Raises SheetRefused(HEAVY) when it overruns."""
    # A file rather than a pipe: the parent need not feed the child while it reads its answer. It
    # has no name, so nothing stays behind.
    with tempfile.TemporaryFile() as upload:
        upload.write(data)
        upload.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own file, no shell, request is JSON
            [sys.executable, "-I", "-c", START, request],
            stdin=upload,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            close_fds=True,
        )
    with child:
        try:
            answer = _collected(cast("IO[bytes]", child.stdout))
        finally:
            child.kill()
    return answer.splitlines()


def _collected(pipe: IO[bytes]) -> bytes:
    """All the child writes, within the wall clock and the size cap."""
    deadline = time.monotonic() + WALL_SECONDS
    answer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise refusal(Code.HEAVY)
            piece = os.read(pipe.fileno(), PIECE)
            if not piece:
                return bytes(answer)
            answer += piece
            if len(answer) > LARGEST_ANSWER:
                raise refusal(Code.HEAVY)
