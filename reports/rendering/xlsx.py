"""A document as an Excel workbook: real numbers and dates, sums as formulas, text as text.

XlsxWriter is imported inside functions: it is slow to load.
"""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any, NamedTuple

from kernel.sheets.heights import (
    BODY_PT,
    LETTERS_PER_CHARACTER,
    LINE_PT,
    TALLEST_PT,
    lines_of,
    wrapped,
)
from reports.documents import Document
from reports.figures.shapes import ColumnKind
from reports.tables import ADDED_KINDS, STAR, HeadCell, Line, LineKind, Table, printable

FONT = "Times New Roman"
A4 = 9
MM_PER_CHARACTER = 1.85  # width of a digit of Excel's own measure
MM_PER_INCH = 25.4
ROW_PT = 15
HEAD_PT = 44
BOLD_LETTERS_PER_CHARACTER = 1.1
MARGINS_MM = {"left": 30, "right": 15, "top": 20, "bottom": 20}
_ALIGN = {ColumnKind.NUMBER: "center", ColumnKind.DATE: "center"}
_WORDS = {ColumnKind.TEXT, ColumnKind.STATE}
_FIGURES = dict.fromkeys([*ADDED_KINDS, ColumnKind.PERCENT], "right")
# Each number of these shows the decimals that it has: 5 classes and 2,5 tonnes stand in one column.
_OWN_DECIMALS = {ColumnKind.QUANTITY, ColumnKind.PERCENT}


def render(document: Document) -> bytes:
    """Return the document as .xlsx."""
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": 11},
        },
    )
    book.set_properties(
        {
            "title": document.plain_title,
            "author": document.author,
            "created": document.generated_at.replace(tzinfo=None),
        }
    )
    _Sheet(book, document).write()
    book.close()
    return buffer.getvalue()


def decimals_of(value: Any) -> int:
    """Return how many decimals a number has."""
    written = f"{Decimal(value or 0):f}"
    return len(written.partition(".")[2].rstrip("0"))


class _Column(NamedTuple):
    """How the cells of a column are written; ``style`` None: each by its own decimals; ``letters``
    of a column of words are what one line of it holds."""

    kind: str
    convert: Callable[[Any], Any]
    write: Callable[..., Any]
    style: Any
    letters: int | None


class _Sheet:
    """Writes one document on one worksheet, from the top down."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book = book
        self.document = document
        self.table: Table = document.table
        self.sheet = book.add_worksheet(document.sheet_name[:31])
        self.last = len(self.table.columns) - 1
        self.row = 0
        self._formats: dict[tuple[Any, ...], Any] = {}

    def write(self) -> None:
        """Write everything."""
        self._page()
        self._letterhead()
        self._titles()
        head = self.row
        self._head()
        self.sheet.freeze_panes(self.row, 0)
        self.sheet.repeat_rows(head, self.row - 1)
        self._body()
        self._foot()
        self.sheet.print_area(0, 0, max(self.row - 1, 0), self.last)

    def _page(self) -> None:
        sheet = self.sheet
        sheet.set_paper(A4)
        if self.document.landscape:
            sheet.set_landscape()
        sheet.set_margins(**{side: mm / MM_PER_INCH for side, mm in MARGINS_MM.items()})
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f'&C&"{FONT}"Trang &P/&N')
        sheet.hide_gridlines(2)
        for i, column in enumerate(self.table.columns):
            sheet.set_column(i, i, column.width / MM_PER_CHARACTER)

    def format(self, **properties: Any) -> Any:
        """Return one format per set of properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
            self._formats[key] = self.book.add_format(base | properties)
        return self._formats[key]

    def across(self, text: str, first: int, last: int, **properties: Any) -> None:
        """Write a text over columns of the current row."""
        style = self.format(**properties)
        if first >= last:
            self.sheet.write_string(self.row, first, printable(text), style)
        else:
            self.sheet.merge_range(self.row, first, self.row, last, "", style)
            self.sheet.write_string(self.row, first, printable(text), style)

    def _letterhead(self) -> None:
        head = self.document.letterhead
        if head is None:
            return
        half = max(self.last // 2, 0)
        pairs = (
            (head.governing_body, {}, head.state_name, {"bold": True}),
            (head.issuing_body, {"bold": True}, head.motto, {"bold": True, "underline": 1}),
            (head.number_line, {}, head.place_and_date, {"italic": True}),
        )
        for left, left_style, right, right_style in pairs:
            self.across(left, 0, half, align="center", **left_style)
            if half < self.last:
                self.across(right, half + 1, self.last, align="center", **right_style)
            self.row += 1
        self.row += 1

    def _titles(self) -> None:
        document = self.document
        if document.form_code:
            self.across(document.form_code, 0, self.last, align="right", bold=True)
            self.row += 1
        for text in (*document.headings, document.title):
            self.across(text, 0, self.last, align="center", bold=True, font_size=14)
            self.row += 1
        for text in document.subtitles:
            self.across(text, 0, self.last, align="center", italic=True)
            self.row += 1
        if document.unit_line:
            self.across(document.unit_line, 0, self.last, align="right", italic=True)
            self.row += 1

    def _head(self) -> None:
        style = self.format(bold=True, align="center", text_wrap=True, border=1, font_size=BODY_PT)
        for row in self.table.head:
            for cell in row:
                last_row, last_column = self.row + cell.rows - 1, cell.at + cell.columns - 1
                if (last_row, last_column) != (self.row, cell.at):
                    self.sheet.merge_range(self.row, cell.at, last_row, last_column, "", style)
                self.sheet.write_string(self.row, cell.at, printable(cell.label), style)
            self.sheet.set_row(self.row, max(HEAD_PT / len(self.table.head), self._height(row)))
            self.row += 1

    def _height(self, row: tuple[HeadCell, ...]) -> float:
        """Return the height of a row of the head: no word of it may be cut off."""
        lines = 1
        for cell in row:
            if cell.rows == 1:
                lines = max(lines, wrapped(cell.label, self._letters(cell.at, cell.columns)))
        return lines * LINE_PT + 3

    def _letters(self, first: int, count: int) -> int:
        """Return how many bold letters fit into a line of some columns."""
        width = sum(column.width for column in self.table.columns[first : first + count])
        return max(int(width / MM_PER_CHARACTER * BOLD_LETTERS_PER_CHARACTER), 1)

    def _number_format(self, kind: str, value: Any, *, mark: str) -> dict[str, str]:
        if kind == ColumnKind.DATE:
            return {"num_format": "dd/mm/yyyy"}
        if kind == ColumnKind.NUMBER:
            return {"num_format": "0"}
        decimals = decimals_of(value) if kind in _OWN_DECIMALS else self.table.decimals
        digits = "#,##0" + ("." + "0" * decimals if decimals else "")
        # A mark, or the room of one: digits stay in line.
        room = f"_{STAR}" * (self.table.mark_width - len(mark))
        return {"num_format": digits + (f'"{mark}"' if mark else "") + room}

    def _style(self, kind: str, value: Any = None, *, bold: bool = False, mark: str = "") -> Any:
        align = _FIGURES.get(ColumnKind(kind)) or _ALIGN.get(ColumnKind(kind))
        if align is None:
            return self.format(border=1, bold=bold, text_wrap=True, align="left", font_size=BODY_PT)
        return self.format(
            border=1,
            bold=bold,
            align=align,
            font_size=BODY_PT,
            **self._number_format(kind, value, mark=mark),
        )

    def _columns(self) -> list[_Column]:
        """Return how the cells of each column are written: found once, used for every row."""
        sheet = self.sheet
        kinds = {ColumnKind.DATE: sheet.write_datetime}
        numbers = {*_FIGURES, ColumnKind.NUMBER}
        return [
            _Column(
                column.kind,
                self.table.numbers(column.kind),
                kinds.get(column.kind)
                or (sheet.write_number if column.kind in numbers else sheet.write_string),
                None if column.kind in _OWN_DECIMALS else self._style(column.kind),
                max(int(column.width / MM_PER_CHARACTER * LETTERS_PER_CHARACTER), 1)
                if column.kind in _WORDS
                else None,
            )
            for column in self.table.columns
        ]

    def _body(self) -> None:
        first = self.row
        columns = self._columns()
        for line in self.table.lines:
            if self.table.runs_over(line):
                self._sum(line, first)
            else:
                self._item(line, columns)
            self.row += 1

    def _item(self, line: Line, columns: list[_Column]) -> None:
        """Write the cells of a line without a label.

        A row with long texts is given its height: not every program does so when it opens a file.
        """
        row, lines, marks = self.row, 1, line.marks
        for at, (value, column) in enumerate(zip(line.values, columns, strict=True)):
            kind, convert, write, style, letters = column
            if style is None or at in marks:
                style = self._style(kind, value, mark=marks.get(at, ""))
            if value is None:
                self.sheet.write_blank(row, at, None, style)
                continue
            cell = convert(value)
            write(row, at, cell, style)
            if letters and len(cell) > letters:
                lines = max(lines, lines_of(cell, letters))
        if lines > 1:
            self.sheet.set_row(row, min(max(lines * LINE_PT + 3, ROW_PT), TALLEST_PT))

    def _sum(self, line: Line, first: int) -> None:
        """Write a head or total line: its label runs over, its sums are formulas."""
        table, texts = self.table, self.table.texts(line)
        inside = range(table.label_at, table.label_at + table.span)
        self._label(line, inside)
        for at, column in enumerate(table.columns):
            if at in inside:
                continue
            value = line.values[at]
            style = self._style(column.kind, value, bold=line.is_bold, mark=line.marks.get(at, ""))
            if column.kind in _FIGURES and value is not None:
                self._figure(line, first, at, style)
            elif texts[at]:
                self.sheet.write_string(self.row, at, texts[at], style)
            else:
                self.sheet.write_blank(self.row, at, None, style)

    def _label(self, line: Line, inside: range) -> None:
        """Write a label over empty cells; one that is too long for them gets more lines."""
        look: dict[str, Any] = {"bold": line.is_bold, "font_size": BODY_PT, "top": 1, "bottom": 1}
        if line.kind == LineKind.CHILD:
            look["indent"] = 1
        lines = wrapped(line.label, self._letters(inside[0], len(inside)))
        if lines > 1 and len(inside) > 1:
            style = self.format(left=1, right=1, text_wrap=True, **look)
            self.sheet.merge_range(self.row, inside[0], self.row, inside[-1], "", style)
            self.sheet.write_string(self.row, inside[0], line.label, style)
            self.sheet.set_row(self.row, lines * LINE_PT + 3)
            return
        for at in inside:
            first, last = at == inside[0], at == inside[-1]
            style = self.format(left=int(first), right=int(last), **look)
            if first:
                self.sheet.write_string(self.row, at, line.label, style)
            else:
                self.sheet.write_blank(self.row, at, None, style)

    def _figure(self, line: Line, first: int, at: int, style: Any) -> None:
        """Write a sum as a formula where rows of the sheet add up to it, else as its number."""
        kind = self.table.columns[at].kind
        cached = self.table.number(kind, line.values[at])
        if kind in ADDED_KINDS and line.adds:
            self.sheet.write_formula(self.row, at, self._formula(line, first, at), style, cached)
        else:
            self.sheet.write_number(self.row, at, cached, style)

    def _formula(self, line: Line, first: int, at: int) -> str:
        from xlsxwriter.utility import xl_range

        ranges = [xl_range(first + a, at, first + b, at) for a, b in line.adds]
        return f"=SUM({','.join(ranges)})"

    def _foot(self) -> None:
        for note in self.document.notes:
            self.across(note, 0, self.last, italic=True, text_wrap=True, valign="top")
            self.sheet.set_row(self.row, ROW_PT * ceil(len(note) / self._letters(0, self.last + 1)))
            self.row += 1
        if not self.document.signatures:
            return
        self.row += 1
        start = self.row
        self._recipients()
        end_of_left = self.row
        self._signatures(start)
        self.row = max(self.row, end_of_left)

    def _recipients(self) -> None:
        if not self.document.recipients:
            return
        third = max(self.last // 3, 0)
        self.across("Nơi nhận:", 0, third, bold=True, italic=True)
        self.row += 1
        for text in self.document.recipients:
            self.across(text, 0, third, font_size=10)
            self.row += 1

    def _signatures(self, start: int) -> None:
        count = len(self.document.signatures)
        left = self.last // 3 + 1
        step = max((self.last - left + 1) // count, 1)
        for i, signature in enumerate(self.document.signatures):
            first = min(left + i * step, self.last)
            last = self.last if i == count - 1 else min(first + step - 1, self.last)
            lines = [signature.capacity, signature.position, "", "", "", signature.full_name]
            for offset, text in enumerate(lines):
                if text:
                    self.row = start + offset
                    self.across(text, first, last, bold=True, align="center")
        self.row = start + 6
