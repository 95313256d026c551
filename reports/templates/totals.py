"""What plain sums of a finished worksheet come to, for who reads the file without counting.

Excel and LibreOffice count everything when they open it; a preview on a telephone doesn't. Runs in
the confined child process.
"""

import math
import re
from collections import defaultdict
from string import ascii_uppercase
from typing import Any

from lxml import etree

from kernel.sheets.refusal import column_number
from reports.templates.styles import MAIN

_RANGE = r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?"
_RANGES = re.compile(_RANGE)
_SUM = re.compile(rf"SUM\({_RANGE}(?:,{_RANGE})*\)")
UNTOLD = math.nan  # a formula that nobody has counted, or an error
DEEP = 4  # so many sums may add each other

Numbers = dict[int, dict[int, float]]  # column -> row -> number; texts are none


def add_up(root: Any) -> None:
    """Write the value of every formula that is one SUM of cells of its own sheet, all of known
    value; sums of sums too."""
    numbers: Numbers = defaultdict(dict)
    sums = {}
    for cell in root.iter(f"{MAIN}c"):
        place = _place(cell.get("r"))
        formula = cell.find(f"{MAIN}f")
        if formula is not None and _SUM.fullmatch(formula.text or "") and not formula.attrib:
            sums[place] = cell
        if (number := _number(cell)) is not None:
            numbers[place[0]][place[1]] = number
    for _time in range(DEEP):
        for (column, row), cell in list(sums.items()):
            total = _total(cell.findtext(f"{MAIN}f"), numbers)
            if math.isfinite(total):
                numbers[column][row] = total
                written = int(total) if total == int(total) else total
                etree.SubElement(cell, f"{MAIN}v").text = repr(written)
                del sums[column, row]


def _place(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return column_number(letters), int(address.lstrip(ascii_uppercase))


def _number(cell: Any) -> float | None:
    if cell.find(f"{MAIN}f") is not None or cell.get("t") == "e":
        return UNTOLD
    written = cell.findtext(f"{MAIN}v")
    return float(written) if written and cell.get("t", "n") == "n" else None


def _total(formula: str, numbers: Numbers) -> float:
    added: list[float] = []
    for left, top, right, bottom in _RANGES.findall(formula):
        columns = range(column_number(left), column_number(right or left) + 1)
        rows = range(int(top), int(bottom or top) + 1)
        for column in columns:
            held = numbers.get(column, {})
            shorter = rows if len(rows) < len(held) else held
            added += [held[row] for row in shorter if row in rows and row in held]
    return math.fsum(added)
