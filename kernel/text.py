"""Vietnamese text: cleaning what was typed, folding it for search, keys that sort it.

Everything here is pure. Search folds away what a hurried reader ignores (case, tones, đ/d,
punctuation); ordering keeps what a dictionary keeps (the alphabet, then the tones).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

# Characters that print nothing although Unicode doesn't class them as controls or formats:
# combining grapheme joiner, Hangul and Khmer fillers, Mongolian and other variation selectors,
# the blank Braille cell.
_BLANK: Final = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
    | set(range(0x180B, 0x1810))
    | set(range(0xFE00, 0xFE10))
    | set(range(0xE0100, 0xE01F0))
)
_LINE_ENDS: Final = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def _is_hidden(character: str) -> bool:
    if character in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029":  # blanks, shown as space
        return False
    return unicodedata.category(character) in {"Cc", "Cf"} or ord(character) in _BLANK


def _is_invalid(character: str) -> bool:
    code = ord(character)
    return code == 0 or 0xD800 <= code <= 0xDFFF or (code & 0xFFFE) == 0xFFFE


_KEPT: Final = 0x2100  # beyond Latin letters, marks and punctuation nothing is remembered


class _Table(dict[int, str]):
    """What `str.translate` puts for a character: asked of a function once, if it is a common one.

    Remembering all of them would let a hostile text fill the memory.
    """

    def __init__(self, of: Callable[[str], str]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, code: int) -> str:
        found = self._of(chr(code))
        if code < _KEPT:
            self[code] = found
        return found


_PRINTED: Final = _Table(lambda c: "" if _is_hidden(c) or _is_invalid(c) else c)


def clean(text: str, *, multiline: bool = False) -> str:
    """The text to store: NFC, hidden and invalid characters removed, blanks made plain, trimmed.

    A single line has its runs of blanks and line ends joined into one space. With `multiline`
    line ends stay (as "\\n") and only the ends of lines are trimmed.
    """
    text = _LINE_ENDS.sub("\n", text)
    kept = unicodedata.normalize("NFC", text.translate(_PRINTED))
    if not multiline:
        return " ".join(kept.split())
    lines = ["".join(" " if c.isspace() else c for c in line) for line in kept.split("\n")]
    return "\n".join(line.rstrip() for line in lines).strip()


# --- Search ---------------------------------------------------------------------------------------

# Ð (Icelandic eth) is what some old typing programs and fonts produce for Đ.
_STROKES: Final = str.maketrans({"đ": "d", "ð": "d", "Đ": "d", "Ð": "d"})


def fold(text: str) -> str:
    """The text as a search knows it: lower case, no marks, đ as d, words and one space between.

    "X. Quỳnh Xá, H. Quỳnh Phụ" -> "x quynh xa h quynh phu". Hidden characters vanish; full-width
    letters and every script's decimal digits become plain ones. fold(fold(x)) == fold(x).
    """
    letters = text.translate(_PRINTED)
    for _round in range(2):  # lowering may bring new marks (İ), marks may hide a capital (ᴬ)
        letters = unicodedata.normalize("NFKD", letters).casefold().translate(_STROKES)
    return " ".join(letters.translate(_FOLDED).split())


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "M":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return character if character.isalnum() else " "


_FOLDED: Final = _Table(_folded)


# --- Order ----------------------------------------------------------------------------------------

SORT_KEY_LENGTH: Final = 400
"""The most characters `sort_key` returns: give the column at least this max_length."""

ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_CODES: Final = {letter: f"{20 + place:02d}" for place, letter in enumerate(ALPHABET)}
_SHAPES: Final = {
    ("a", "\u0306"): "ă",
    ("a", "\u0302"): "â",
    ("e", "\u0302"): "ê",
    ("o", "\u0302"): "ô",
    ("o", "\u031b"): "ơ",
    ("u", "\u031b"): "ư",
}
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_OTHER_MARK: Final = "9"
_LEVEL, _GAP, _NUMBER, _OTHER_LETTER = "00", "01", "10", "99"
_WORDS: Final = re.compile(r"\d+|[^\W\d_]+")


def sort_key(text: str, *, length: int = SORT_KEY_LENGTH) -> str:
    """A key whose plain ordering is the Vietnamese dictionary's: alphabet, then tones.

    First level: letters in the order of `ALPHABET` (case ignored), words before their
    continuations ("An Bài" < "Anh"), numbers by value ("Nhóm 2" < "Nhóm 10"), punctuation as a
    gap. Second level, over the whole text: the tone of each word (ngang, huyền, hỏi, ngã, sắc,
    nặng), wherever in the word it's written, so that "Hoà" and "Hòa" have one key.

    The key consists of the digits 0-9 only. No collation has contractions, case levels or
    ignorable characters among digits, so C, glibc and ICU collations and SQLite's BINARY all
    order it alike. Letters take two digits, a number its length (two digits) and its digits.
    The key is cut at `length`, which keeps the order of what it still tells apart.
    """
    prepared = unicodedata.normalize("NFKC", text.translate(_PRINTED)).lower()
    prepared = unicodedata.normalize("NFC", prepared)
    prepared = prepared.replace("ð", "đ")
    primary: list[str] = []
    tones: list[str] = []
    end = 0
    for part in _parts(unicodedata.normalize("NFD", prepared)):
        if primary and part.start > end:
            primary.append(_GAP)
        end = part.end
        primary.append(part.primary)
        tones.append(part.tones)
    return ("".join(primary) + _LEVEL + "".join(tones))[:length]


class _Part:
    """One run of letters or of digits: where it stands and what it adds to both levels."""

    __slots__ = ("end", "primary", "start", "tones")

    def __init__(self, start: int, end: int, primary: str, tones: str) -> None:
        self.start, self.end, self.primary, self.tones = start, end, primary, tones


def _parts(decomposed: str) -> Iterator[_Part]:
    place = 0
    while place < len(decomposed):
        start = place
        if decomposed[place].isdecimal():
            while place < len(decomposed) and decomposed[place].isdecimal():
                place += 1
            yield _Part(start, place, _number(decomposed[start:place]), "")
        elif decomposed[place].isalpha():
            while place < len(decomposed) and _in_word(decomposed[place]):
                place += 1
            yield _Part(start, place, *_word(decomposed[start:place]))
        else:
            place += 1


def _in_word(character: str) -> bool:
    return character.isalpha() or unicodedata.category(character)[0] == "M"


def _number(digits: str) -> str:
    plain = "".join(str(unicodedata.decimal(digit)) for digit in digits).lstrip("0") or "0"
    pieces = [plain[place : place + 99] for place in range(0, len(plain), 99)]
    return "".join(f"{_NUMBER}{len(piece):02d}{piece}" for piece in pieces)


def _word(decomposed: str) -> tuple[str, str]:
    """Both levels of one word given in NFD; the tones end with 0, so ngang comes first."""
    codes: list[str] = []
    tones: list[str] = []
    place = 0
    while place < len(decomposed):
        letter = decomposed[place]
        place += 1
        while place < len(decomposed) and unicodedata.category(decomposed[place])[0] == "M":
            mark = decomposed[place]
            place += 1
            if (letter, mark) in _SHAPES:
                letter = _SHAPES[letter, mark]
            else:
                tones.append(_TONES.get(mark, _OTHER_MARK))
        codes.append(_LETTER_CODES.get(letter) or f"{_OTHER_LETTER}{ord(letter):07d}")
    return "".join(codes), "".join(tones) + "0"
