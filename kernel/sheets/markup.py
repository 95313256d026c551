"""Reads the XML of one worksheet as a stream, for what the parser does not tell.

Finds cells outside the limits before the parser makes room for them, and notes formulas without a
value, error values and hidden rows. Standard library only: runs in the confined child process.
"""

import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field

from kernel.sheets.cells import NOT_CALCULATED
from kernel.sheets.refusal import MEGABYTE, Code, Limits, column_number, grouped, refusal

PIECE = 256 * 1024
# An Excel cell holds at most 32,767 characters; an unfinished element longer than this is no cell.
LONGEST_ELEMENT = MEGABYTE
# Enough to tell "25.000" exactly; counting further would only cost time.
ROWS_COUNTED = 200_000

# "<" can't stand inside an attribute and no <c> inside another: every repeat stops there, so that
# hostile markup costs no more than honest markup of its length. The outer repeat isn't possessive:
# before Python 3.11.5 (Debian 12 has 3.11.2) a possessive group finds less than is there.
ELEMENT = re.compile(
    rb"<(?:\w{1,20}:)?(?:"
    rb"(?P<is_row>row)(?P<row>[\s/][^<>]*+)?>"
    rb"|c(?P<cell>[\s/][^<>]*+)?>"
    rb"(?:(?<=/>)|(?P<inside>[^<]*+(?:<(?!/?(?:\w{1,20}:)?(?:c|row)[\s/>])[^<]*+)*)"
    rb"</(?:\w{1,20}:)?c>)"
    rb")"
)
OPENING = re.compile(rb"<(?:\w{1,20}:)?(?:row|c)(?=[\s/>])")
ADDRESS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d{1,7})[\"']")
HIDDEN = re.compile(rb"\shidden\s*=\s*[\"'](?:1|true)[\"']")
TYPE = re.compile(rb"\st\s*=\s*[\"'](\w+)[\"']")
VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]+)<")
INLINE = re.compile(rb"<(?:\w+:)?is[\s>]")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


@dataclass
class SheetFacts:
    """What the XML of a sheet tells; rows and columns counted from 1."""

    filled_rows: int = 0
    last_row: int = 0
    last_column: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)


class SheetScanner:
    """Follows the rows and cells of a worksheet; raises SheetRefused beyond `limits`."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.facts = SheetFacts()
        self.row = 0
        self.column = 0
        self.hidden = False

    def scan(self, archive: zipfile.ZipFile, part: str) -> SheetFacts:
        """Read the part to its end. Raises SheetRefused FAR_CELL, ROWS or DAMAGED."""
        rest = b""
        with archive.open(part) as stream:
            while piece := stream.read(PIECE):
                rest = self._elements(rest + piece)
                if len(rest) > LONGEST_ELEMENT:
                    raise refusal(Code.DAMAGED)
                if self.facts.filled_rows > ROWS_COUNTED:
                    found = f"hơn {grouped(ROWS_COUNTED)}"
                    raise refusal(Code.ROWS, limit=grouped(self.limits.rows), found=found)
        facts = self.facts
        self.limits.check_rows(facts.filled_rows, facts.last_row, facts.last_column)
        return facts

    def _elements(self, text: bytes) -> bytes:
        """Take what is complete in `text`; return the unfinished end."""
        end = 0
        for element in ELEMENT.finditer(text):
            end = element.end()
            if element["is_row"]:
                self._start_row(element["row"] or b"")
            else:
                self._take_cell(element["cell"] or b"", element["inside"])
        unfinished = OPENING.search(text, end)
        if unfinished:
            return text[unfinished.start() :]
        return text[max(end, len(text) - 32) :]

    def _start_row(self, attributes: bytes) -> None:
        number = ROW_NUMBER.search(attributes)
        self.row = int(number[1]) if number else self.row + 1
        self.column = 0
        self.hidden = HIDDEN.search(attributes) is not None

    def _take_cell(self, attributes: bytes, inside: bytes | None) -> None:
        address = ADDRESS.search(attributes)
        row = int(address[2]) if address else self.row
        self.column = column_number(address[1].decode()) if address else self.column + 1
        if not inside:
            return  # formatted but empty: not data
        kind = TYPE.search(attributes)
        value = VALUE.search(inside)
        if value is None and not INLINE.search(inside):
            if not FORMULA.search(inside) or (kind and kind[1] == b"str"):
                return
            self._note_error(row, NOT_CALCULATED)
        elif kind and kind[1] == b"e" and value:
            self._note_error(row, value[1].decode("utf-8", "replace")[:20])
        self._fill(row, self.column)

    def _note_error(self, row: int, code: str) -> None:
        self.facts.errors[row, self.column] = code

    def _fill(self, row: int, column: int) -> None:
        facts = self.facts
        self.limits.check_column(row, column)
        if row != facts.last_row:
            facts.filled_rows += 1
            if self.hidden:
                facts.hidden_rows.append(row)
        if row >= facts.last_row:
            facts.last_row, facts.last_column = row, column


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> name of its part in the package, from the workbook and its relations."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _parsed(archive, "xl/_rels/workbook.xml.rels")
    }
    parts = {}
    for element in _parsed(archive, "xl/workbook.xml").iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        key = next((v for k, v in element.items() if k.rpartition("}")[2] == "id"), None)
        target = targets.get(key, "")
        name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        parts[element.get("name", "")] = name
    return parts


def _parsed(archive: zipfile.ZipFile, part: str) -> ET.Element:
    """The tree of a small part, its name found whatever its case. KeyError when it is missing."""
    names = {name.lower(): name for name in archive.namelist()}
    with archive.open(names[part]) as stream:
        text = stream.read(4 * MEGABYTE + 1)
    if len(text) > 4 * MEGABYTE:
        raise refusal(Code.DAMAGED)
    return ET.fromstring(text)  # noqa: S314 - preflight let no DTD through
