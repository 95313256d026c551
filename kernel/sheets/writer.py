"""Writes Excel and CSV: text stays text, whatever it looks like; numbers and dates stay real."""

import csv
import datetime
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from kernel.sheets.cells import EXACT_INTEGERS, SIGNIFICANT_DIGITS
from kernel.sheets.delimited import harmless

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_DATE = datetime.date(1900, 3, 1)  # Excel believes in 29 February 1900
LONGEST_TEXT = 32_767
CUT_OFF = "… (đã cắt bớt)"
NARROWEST, WIDEST = 8, 60
SHEET_NAME_LENGTH = 31
# What XML can't carry; control characters below are escaped by the library.
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# In a CSV file a control character would make it look like no text at all.
_NO_CSV = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Table:
    """One sheet to write: its name, one row of headers, rows of values."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]]


def xlsx(*tables: Table) -> bytes:
    """The tables as an Excel workbook: header frozen and bold, filter, widths by content.

    str is written as text and can't become a formula or a link; int and Decimal as numbers as long
    as Excel keeps every digit (15), else as text; date, datetime (shown in Vietnamese time) and
    bool as such; None is an empty cell; everything else as its `str()`.
    """
    import xlsxwriter

    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        styles = {
            "header": book.add_format({"bold": True, "text_wrap": True, "num_format": "@"}),
            # the text format keeps "007" and "=1" text when a person edits the cell
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "dd/mm/yyyy"}),
            "time": book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}),
        }
        for table in tables:
            _Writer(book.add_worksheet(table.name[:SHEET_NAME_LENGTH]), styles).write(table)
    return target.getvalue()


class _Writer:
    """One worksheet being filled."""

    def __init__(self, sheet: "Worksheet", styles: dict[str, "Format"]) -> None:
        self.sheet = sheet
        self.styles = styles
        self.widths: dict[int, int] = {}

    def write(self, table: Table) -> None:
        for column, header in enumerate(table.headers):
            self._text(0, column, str(header), "header")
        last = 0
        for last, row in enumerate(table.rows, 1):
            for column, value in enumerate(row):
                self._value(last, column, value)
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
        if table.headers:
            self.sheet.freeze_panes(1, 0)
            self.sheet.autofilter(0, 0, last, len(table.headers) - 1)

    def _value(self, row: int, column: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self.sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float | Decimal):
            self._number(row, column, value)
        elif isinstance(value, datetime.datetime):
            self._moment(row, column, value)
        elif isinstance(value, datetime.date):
            self._date(row, column, value)
        else:
            self._text(row, column, str(value))

    def _text(self, row: int, column: int, text: str, style: str = "text") -> None:
        self.sheet.write_string(row, column, plain(text), self.styles[style])
        longest = max(map(len, text.splitlines()), default=0)
        self.widths[column] = max(self.widths.get(column, 0), longest)

    def _number(self, row: int, column: int, value: float | Decimal) -> None:
        if not fits_number(value):
            self._text(row, column, str(value))
            return
        self.sheet.write_number(row, column, float(value))
        self.widths[column] = max(self.widths.get(column, 0), len(str(value)))

    def _moment(self, row: int, column: int, value: datetime.datetime) -> None:
        if value.tzinfo is not None:
            value = value.astimezone(OFFICE_ZONE).replace(tzinfo=None)
        if value.date() < FIRST_DATE:
            self._text(row, column, value.strftime("%d/%m/%Y %H:%M:%S"))
            return
        self.sheet.write_datetime(row, column, value, self.styles["time"])
        self.widths[column] = max(self.widths.get(column, 0), 19)

    def _date(self, row: int, column: int, value: datetime.date) -> None:
        if value < FIRST_DATE:
            self._text(row, column, f"{value.day:02}/{value.month:02}/{value.year}")
            return
        self.sheet.write_datetime(row, column, value, self.styles["date"])
        self.widths[column] = max(self.widths.get(column, 0), 10)


def fits_number(value: float | Decimal) -> bool:
    """Whether Excel keeps every digit of `value`."""
    if isinstance(value, int):
        return abs(value) < EXACT_INTEGERS
    if isinstance(value, float):
        return math.isfinite(value)
    if not value.is_finite():
        return False
    return len(value.normalize().as_tuple().digits) <= SIGNIFICANT_DIGITS


def plain(text: str) -> str:
    """`text` as XlsxWriter may have it: it must come out as written, and only as text."""
    text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    # XlsxWriter copies a string "<r>…</r>" into the file as it stands, as markup of its own: a
    # name could then add cells or break the workbook. Such a text is given as escaped markup.
    if text.startswith("<r>") and text.endswith("</r>"):
        inside = escape(text[:5000])
        return f'<r><t xml:space="preserve">{inside}</t></r>'
    if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        text = text[: LONGEST_TEXT // 2] + CUT_OFF
    return text


def csv_text(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The table as CSV: quoted, comma, CRLF, with BOM; no cell can become a formula."""
    target = io.StringIO(newline="")
    target.write("\ufeff")
    lines = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    if headers:
        lines.writerow([harmless(str(header)) for header in headers])
    for row in rows:
        lines.writerow([_csv_cell(value) for value in row])
    return target.getvalue()


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(OFFICE_ZONE)
        return value.strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(value, datetime.date):
        return f"{value.day:02}/{value.month:02}/{value.year}"
    return harmless(_NO_CSV.sub("\N{REPLACEMENT CHARACTER}", str(value)))
