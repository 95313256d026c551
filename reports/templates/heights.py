"""Rows of an Excel template grow with the texts that are filled in; no word may be cut off.

Runs in the confined child process.
"""

from collections.abc import Iterable
from string import ascii_uppercase, digits
from typing import Any

from kernel.sheets.heights import BODY_PT, LETTERS_PER_CHARACTER, LINE_PT, TALLEST_PT, lines_of
from kernel.sheets.refusal import column_number
from reports.templates.styles import MAIN, Styles

USUAL_WIDTH = 8.43
MARGIN_PT = 3


class Heights:
    """The widths of a sheet's columns and merged cells, to reckon how high a row must be."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self.styles = styles
        usual = root.find(f"{MAIN}sheetFormatPr")
        self.usual = float((usual is not None and usual.get("defaultColWidth")) or USUAL_WIDTH)
        self.widths = [
            (int(one.get("min")), int(one.get("max")), float(one.get("width") or self.usual))
            for one in root.iter(f"{MAIN}col")
        ]
        self.merged: dict[str, int] = {}
        for one in root.iter(f"{MAIN}mergeCell"):
            first, _colon, last = one.get("ref").partition(":")
            if first.lstrip(ascii_uppercase) == last.lstrip(ascii_uppercase):
                self.merged[first] = column_number(last.rstrip(digits))

    def fit(self, row: Any, model: int, texts: Iterable[tuple[Any, str]]) -> None:
        """Make a row high enough for its wrapped texts; one that is high enough stays."""
        needed = max((self._height(cell, model, text) for cell, text in texts), default=0.0)
        if needed > float(row.get("ht") or LINE_PT + MARGIN_PT):
            row.set("ht", f"{min(needed, TALLEST_PT):g}")
            row.set("customHeight", "1")

    def _height(self, cell: Any, model: int, text: str) -> float:
        style = int(cell.get("s") or 0)
        if not text or not self.styles.wraps(style):
            return 0.0
        letters = cell.get("r").rstrip(digits)
        first = column_number(letters)
        last = self.merged.get(f"{letters}{model}", first)
        size = self.styles.font_size(style)
        room = sum(self._width(column) for column in range(first, last + 1))
        fit = max(int(room * LETTERS_PER_CHARACTER * BODY_PT / size), 1)
        return lines_of(text, fit) * LINE_PT * size / BODY_PT + MARGIN_PT

    def _width(self, column: int) -> float:
        found = (width for first, last, width in self.widths if first <= column <= last)
        return next(found, self.usual)
