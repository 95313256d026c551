"""Placeholders in a text: ``{{ ten_co_quan }}``, ``{{ dong.ten_de_an }}``.

There is no template language: a placeholder is a name, never an expression. Standard library only,
because the confined child process uses it as well.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MARKER = re.compile(r"\{\{([^{}]*)\}\}")
# What looks like a placeholder and is none: a half of one, a command of a template language.
BROKEN = re.compile(r"\{\{|\}\}|\{%|%\}|\{#")
COMMANDS = ("{%", "%}", "{#")  # of template languages; there are none here
OPENS_EXPRESSION = re.compile(r"\{\{\s*[\"'(\[]")
NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
LONGEST = 80
MANY = 2_000  # placeholders that a template may have
# What a row repeats for (`Line.kind`), and whose family it is: rows of one family that stand
# together follow each other as their lines do. The family bears the name of its main row.
ROWS = {
    **dict.fromkeys(("dong", "con", "nhom", "muc", "tong_hop"), "dong"),
    **dict.fromkeys(("chi_tieu", "nhom_chi_tieu"), "chi_tieu"),
    **dict.fromkeys(("du_toan", "nhom_du_toan"), "du_toan"),
    **{name: name for name in ("can_cu", "khoan", "thu_huong", "nguon", "phan")},
}

Words = Callable[[str], str]


@dataclass(frozen=True)
class Found:
    """A placeholder as it stands in a file: its name, how it is written, where."""

    name: str
    written: str
    place: str


def name_of(written: str) -> str:
    """Return the name that is meant: "Tên cơ quan" and " ten_co_quan " are both ten_co_quan."""
    letters = unicodedata.normalize("NFKD", written.strip().lower().replace("đ", "d"))
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return ".".join(re.sub(r"[\s_\u00a0]+", "_", part.strip()) for part in kept.split("."))


def is_name(name: str) -> bool:
    """Whether a placeholder is a name and no expression of a template language."""
    return "__" not in name and NAME.fullmatch(name) is not None


def names_in(text: str) -> list[str]:
    """Return the names of a text's placeholders, in order."""
    return [name_of(found[1]) for found in MARKER.finditer(text)]


def found_in(text: str, place: str) -> list[Found]:
    """Return a text's placeholders, and what looks like one but is none."""
    found = [Found(name_of(m[1]), m[0][:LONGEST], place) for m in MARKER.finditer(text)]
    rest = MARKER.sub(" ", text)
    if broken := BROKEN.search(rest):
        found.append(Found("", rest[broken.start() :][:LONGEST].strip(), place))
    return found


def row_kind(text: str) -> str:
    """Return what the row or paragraph with this text repeats for; "" when it stands once."""
    for name in names_in(text):
        prefix = name.partition(".")[0]
        if prefix in ROWS and "." in name:
            return prefix
    return ""


def of_kind(found: Found, kind: str) -> Found:
    """Return a placeholder of a row; without its name when it belongs to rows of another kind."""
    prefix, dot, _rest = found.name.partition(".")
    is_other = bool(dot) and prefix in ROWS and prefix != kind
    return Found("", found.written, found.place) if is_other else found


def replaced(pieces: Sequence[str], words: Words) -> list[str]:
    """Fill the placeholders of a text that is cut into pieces (runs of one paragraph).

    A value stands in the piece where its placeholder begins, the rest of the placeholder vanishes;
    what was filled in is never looked at again.
    """
    whole = "".join(pieces)
    ends: list[int] = []
    for piece in pieces:
        ends.append((ends[-1] if ends else 0) + len(piece))
    result = ["" for _ in pieces]
    at = index = 0

    def put(text: str, end: int) -> None:
        """Give the text from ``at`` to ``end`` back to the pieces that it came from."""
        nonlocal at, index
        while at < end:
            while ends[index] <= at:
                index += 1
            upto = min(ends[index], end)
            result[index] += text[at:upto]
            at = upto

    for found in MARKER.finditer(whole):
        put(whole, found.start())
        while ends[index] <= at:
            index += 1
        result[index] += words(name_of(found[1]))
        at = found.end()
    put(whole, len(whole))
    return result


def runs(kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Return (first, last) of each run of neighbours of one family: one block of a table."""
    blocks: list[tuple[int, int]] = []
    for index, kind in enumerate(kinds):
        if not kind:
            continue
        if blocks and blocks[-1][1] == index - 1 and ROWS[kinds[index - 1]] == ROWS[kind]:
            blocks[-1] = (blocks[-1][0], index)
        else:
            blocks.append((index, index))
    return blocks
