"""Tables in plain text: which encoding, which delimiter, and how a cell is made harmless.

Standard library only: reading runs in the confined child process.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator

from kernel.sheets.refusal import Code, Limits, refusal

DELIMITERS = (";", ",", "\t")
LONGEST_FIELD = 32_767  # what an Excel cell holds

# A cell that a spreadsheet would take for a formula gets a no-break space in front. An apostrophe
# stays visible as text in a CSV, a plain space is skipped by Excel before "=", a zero-width sign
# hides; a no-break space looks like a space, starts no formula in any spreadsheet and is cut off
# by every trimming reader. Inside a text the same is done after each possible delimiter, because
# a spreadsheet set to another list separator would start a new cell there.
SHIELD = "\u00a0"
_PLACE = r"(?:\A|(?<=[,;\t\r\n]))"
_DANGER = r"(?=[\s\u00a0\"']*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])"
_UNSHIELDED = re.compile(_PLACE + _DANGER)
_SHIELDED = re.compile(_PLACE + SHIELD + _DANGER)
_NUMBER = re.compile(r"-\d+(?:[.,]\d+)*%?", re.ASCII)


def harmless(text: str) -> str:
    """`text` as it may stand in a CSV file; a plain negative number stays as it is."""
    return text if _NUMBER.fullmatch(text) else _UNSHIELDED.sub(SHIELD, text)


def original(text: str) -> str:
    """The text that `harmless` was given."""
    return _SHIELDED.sub("", text)


def decoded(data: bytes) -> str:
    """The text of `data`: UTF-8 (with or without BOM), UTF-16 with BOM, else cp1258; NFC.

    Raises SheetRefused(DAMAGED) when it is none of them.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            return unicodedata.normalize("NFC", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise refusal(Code.DAMAGED)


def delimiter(text: str) -> str:
    """The delimiter that cuts the first lines most evenly; a single column has ",".

    Excel's own first line "sep=;" decides when it is there.
    """
    named = re.match(r"sep=([;,\t])\r?\n", text)
    if named:
        return named[1]

    def score(candidate: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=candidate)
        widths = [len(row) for row, _ in zip(rows, range(20), strict=False) if row]
        return (min(widths, default=0), widths.count(max(widths, default=0)))

    best = max(DELIMITERS, key=score)
    return best if best in text else ","


def rows(data: bytes, limits: Limits) -> Iterator[list[str]]:
    """The rows of a text table, cells as text. Raises SheetRefused FAR_CELL, ROWS or DAMAGED."""
    text = decoded(data)
    csv.field_size_limit(LONGEST_FIELD)
    try:
        cut = delimiter(text)
        text = re.sub(r"\Asep=[;,\t]\r?\n", "", text)
        yield from _checked(csv.reader(io.StringIO(text, newline=""), delimiter=cut), limits)
    except csv.Error as error:
        raise refusal(Code.DAMAGED) from error


def _checked(lines: Iterable[list[str]], limits: Limits) -> Iterator[list[str]]:
    filled = last_row = last_column = 0
    for number, line in enumerate(lines, 1):
        width = max((i for i, text in enumerate(line, 1) if text), default=0)
        if width:
            limits.check_column(number, width)
            filled, last_row, last_column = filled + 1, number, width
        if last_row <= limits.rows + limits.header_rows and number <= last_row + 1000:
            yield [original(text) for text in line[:width]]
    limits.check_rows(filled, last_row, last_column)
