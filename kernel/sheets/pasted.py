"""What Excel puts on the clipboard: rows and cells of a pasted text.

Standard library only, like all that reads tables.
"""

import re
import unicodedata

# Excel quotes a cell only when it holds a line end or a tab, others when it holds a mark, which is
# doubled then; any other mark is part of the text. (static/js/rows.js reads alike.)
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*)"(?=[\t\n]|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")


def cells_of(text: str) -> list[list[str]]:
    """The pasted cells, row by row; blank rows stay, because rows are counted."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.removesuffix("\n")
    rows: list[list[str]] = [[]]
    place = 0
    while True:
        cell, place = _cell(text, place)
        rows[-1].append(cell)
        if place >= len(text):
            return rows
        if text[place] == "\n":
            rows.append([])
        place += 1


def _cell(text: str, place: int) -> tuple[str, int]:
    """The cell that begins at a place, and where it ends."""
    quoted = _QUOTED.match(text, place)
    if quoted and re.search(r'[\t\n]|""', quoted[1]):
        return quoted[1].replace('""', '"'), quoted.end()
    plain = _PLAIN.match(text, place)
    return (plain[0], plain.end()) if plain else ("", place)
