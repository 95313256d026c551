"""What the page of a plan's grid posts: its rows, and one thing to be done with them."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kernel.dates import format_date
from kernel.money import DONG, MILLION
from kernel.sheets import reader
from kernel.sheets.cells import Cell
from kernel.sheets.pasted import cells_of
from kernel.sheets.refusal import Code, SheetRefused, refusal
from kernel.sheets.widgets import written
from kernel.text import clean
from programmes.forms.shared import ROW_MESSAGES
from programmes.grid.block import MOST_ROWS, Block, Cells, read_block
from programmes.grid.columns import LONG, Column
from programmes.grid.rows import Remark

PREFIX = "o"
LONGEST_CELL = 4000
LONGEST_PASTE = 1_000_000
BLANK_ROWS = 10


class GridPost:
    """The rows of a post, as its script wrote them or as its fields stand."""

    def __init__(self, post: Any, columns: Sequence[Column]) -> None:
        self.post = post
        self.columns = columns
        self.kinds = {column.key: column.kind for column in columns}
        self.unit = DONG if post.get("unit") == DONG else MILLION
        version = str(post.get("version", ""))
        self.version = int(version) if version.isdecimal() and len(version) < 10 else 0
        self.action = self._action()
        self.rows = self._trimmed(
            self._of_script(post["bang"]) if post.get("bang") else self._of_fields()
        )

    def _action(self) -> str:
        for name in ("chon", "xoa", "chen"):
            if name in self.post:
                return name
        return str(self.post.get("action", ""))

    def _of_script(self, text: str) -> list[Cells]:
        """The rows that the script wrote as JSON. Raises ValidationError for anything else."""
        try:
            rows = json.loads(text)
            return [
                {key: str(row[key]) for key in self.kinds if isinstance(row.get(key), str)}
                for row in rows
            ]
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise ValidationError(ROW_MESSAGES["missing_management_form"]) from error

    def _of_fields(self) -> list[Cells]:
        rows: dict[int, Cells] = {}
        for name in self.post:
            prefix, _dash, rest = name.partition("-")
            number, _dash, key = rest.partition("-")
            if prefix == PREFIX and number.isdecimal() and key in self.kinds and len(number) < 4:
                rows.setdefault(int(number), {})[key] = self.post[name]
        return [rows.get(number, {}) for number in range(max(rows, default=-1) + 1)]

    def _trimmed(self, rows: list[Cells]) -> list[Cells]:
        """Cleaned cells, without empty ones and without the empty rows at the end."""
        kept = [
            {
                key: text
                for key, typed in row.items()
                if (text := clean(typed[:LONGEST_CELL], multiline=self.kinds[key] == LONG))
            }
            for row in rows
        ]
        while kept and not kept[-1]:
            kept.pop()
        return kept

    # --- what is to be done ---

    def pasted(self) -> Block:
        """The block of the pasted text. Raises ValidationError for one that is too long."""
        text = self.post.get("dan", "")
        if len(text) > LONGEST_PASTE:
            raise ValidationError(_("Đoạn dán quá dài; dán mỗi lần tối đa %s dòng.") % MOST_ROWS)
        first = self.post.get("cot", "")
        return read_block(cells_of(text), self.columns, first=first, unit=self.unit)

    def uploaded(self, upload: Any) -> Block:
        """The block of a workbook's sheet. Raises ValidationError with the reason in words."""
        if upload is None:
            raise ValidationError(_("Chưa chọn tệp Excel."))
        try:
            book = reader.read(upload, sheet=clean(self.post.get("trang", "")) or None)
            if book.sheet is None:
                raise refusal(Code.WHICH_SHEET, sheets=", ".join(book.visible_sheets))
        except SheetRefused as refused:
            raise ValidationError(refused.message) from refused
        table = [[_as_typed(cell) for cell in row] for row in book.rows]
        return read_block(table, self.columns, unit=self.unit)

    def with_block(self, block: Block) -> list[Cells]:
        """The rows with the block's behind the last filled one."""
        return [*self.rows, *block.rows]

    def arranged(self) -> list[Cells]:
        """The rows without the one that is taken out, or with a blank one put in."""
        rows = list(self.rows)
        place = self.post.get(self.action, "")
        number = int(place) if place.isdecimal() and len(place) < 4 else len(rows)
        if self.action == "xoa":
            return [row for one, row in enumerate(rows) if one != number]
        rows.insert(number, {})
        return rows

    def chosen(self, remarks: Sequence[Remark]) -> list[Cells]:
        """The rows with what was chosen of the ways that the remarks offer.

        ``3:unit:1`` takes the second way in one cell, ``=3:unit:1`` in all cells of the column
        that say the same, ``*:support:dash`` the first way wherever this is said of the column.
        """
        rows = [dict(row) for row in self.rows]
        place, column, which = [*self.post.get("chon", "").split(":"), "", "", ""][:3]
        if place == "*":
            self._choose_everywhere(rows, remarks, column, which)
            return rows
        for remark in remarks:
            if str(remark.row) != place.removeprefix("=") or remark.column != column:
                continue
            if which.isdecimal() and len(which) < 3 and int(which) < len(remark.choices):
                before = rows[remark.row].get(column, "")
                same = [row for row in rows if row.get(column, "") == before and row]
                for row in same if place.startswith("=") else [rows[remark.row]]:
                    _put(row, column, remark.choices[int(which)].text)
        return rows

    def _choose_everywhere(
        self, rows: list[Cells], remarks: Sequence[Remark], column: str, which: str
    ) -> None:
        if which == "blank":
            for row in rows:
                if row and column not in row:
                    row[column] = "0"
        for remark in remarks:
            if (remark.column, remark.code) == (column, which) and remark.choices:
                _put(rows[remark.row], column, remark.choices[0].text)


def _put(row: Cells, column: str, text: str) -> None:
    if text:
        row[column] = text
    else:
        row.pop(column, None)


def _as_typed(cell: Cell) -> str:
    """A cell of a workbook as a person would type it, so that it is read in one way only."""
    if isinstance(cell, Decimal):
        text = f"{cell:f}".replace(".", ",")
        return f"{text}0" if len(text.partition(",")[2]) == 3 else text
    if isinstance(cell, date):
        return format_date(cell)
    return written(cell)
