"""Names of places as people write them: short and long labels, and a written place taken apart.

Pure, no query. "xã Quỳnh Xá, huyện Quỳnh Phụ", "x. Quỳnh Xá, h. Quỳnh Phụ", "TT Hưng Hà", "P14".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from kernel.dates import format_date
from kernel.text import clean, fold, sort_key
from localities.choices import CITIES, REFORM_DAY, UnitKind

if TYPE_CHECKING:
    from localities.models import AdministrativeUnit

SHORT: Final = {
    UnitKind.PROVINCE: "T.",
    UnitKind.RURAL_DISTRICT: "H.",
    UnitKind.URBAN_DISTRICT: "Q.",
    UnitKind.TOWN: "TX.",
    UnitKind.COMMUNE: "X.",
    UnitKind.WARD: "P.",
    UnitKind.TOWNSHIP: "TT.",
    UnitKind.SPECIAL_ZONE: "ĐK.",
} | dict.fromkeys(CITIES, "TP.")

# Longest first. The second part: how the word may be spelt; another accent makes it part of a name
# ("Xá Tổng" is no "xã Tổng").
_WORDS: Final[list[tuple[str, frozenset[str], frozenset[UnitKind]]]] = [
    ("dac khu", frozenset({"đặc khu", "dac khu"}), frozenset({UnitKind.SPECIAL_ZONE})),
    ("thi tran", frozenset({"thị trấn", "thi tran"}), frozenset({UnitKind.TOWNSHIP})),
    ("thi xa", frozenset({"thị xã", "thi xa"}), frozenset({UnitKind.TOWN})),
    ("thanh pho", frozenset({"thành phố", "thanh pho"}), CITIES),
    ("phuong", frozenset({"phường", "phuong"}), frozenset({UnitKind.WARD})),
    ("huyen", frozenset({"huyện", "huyen"}), frozenset({UnitKind.RURAL_DISTRICT})),
    ("quan", frozenset({"quận", "quan"}), frozenset({UnitKind.URBAN_DISTRICT})),
    ("tinh", frozenset({"tỉnh", "tinh"}), frozenset({UnitKind.PROVINCE})),
    ("xa", frozenset({"xã", "xa"}), frozenset({UnitKind.COMMUNE})),
    ("t p", frozenset({"t p"}), CITIES),
    ("tt", frozenset({"tt"}), frozenset({UnitKind.TOWNSHIP})),
    ("tx", frozenset({"tx"}), frozenset({UnitKind.TOWN})),
    ("tp", frozenset({"tp"}), CITIES),
    ("dk", frozenset({"đk", "dk"}), frozenset({UnitKind.SPECIAL_ZONE})),
    ("x", frozenset({"x"}), frozenset({UnitKind.COMMUNE})),
    ("p", frozenset({"p"}), frozenset({UnitKind.WARD})),
    ("h", frozenset({"h"}), frozenset({UnitKind.RURAL_DISTRICT})),
    ("q", frozenset({"q"}), frozenset({UnitKind.URBAN_DISTRICT})),
    ("t", frozenset({"t"}), frozenset({UnitKind.PROVINCE})),
]
ABBREVIATIONS: Final = frozenset({"x", "p", "tt", "tx", "tp", "h", "q", "t", "dk"})
_NUMBERED: Final = re.compile(r"^([pq]) ?0*(\d+)$")
_COUNT: Final = re.compile(
    r"^(?:\d+|các|hai|ba|bốn|năm)\s+(?=(?:huyện|quận|xã|phường|thị|thành phố|tp)\b)", re.IGNORECASE
)
_BREAKS: Final = re.compile(r"[,;:\n()\[\]/–—+&]|\s+(?:và|va)\s+")
_BEFORE_KIND: Final = re.compile(
    r"(?<!\bthị)\s+(?=(?:huyện|quận|tỉnh|thị xã|thị trấn|thành phố|đặc khu|phường|xã"
    r"|tp\.?|tx\.?|tt\.?|[hqxpt]\.)\s*\S)",
    re.IGNORECASE,
)
# Without accents only what can't be part of a name ("Quan Hóa" is one, so "quan" doesn't break).
_BEFORE_PLAIN_KIND: Final = re.compile(
    r"\s+(?=(?:huyen|thi xa|thi tran|thanh pho|dac khu|tp|tx|tt|[hqxpt])\s+\S)", re.IGNORECASE
)


@dataclass(frozen=True)
class Reading:
    """One way to understand a written name.

    `kinds`: those it may have, None when not said. `key`: finds all spellings. `order`: the sort
    key, equal only for the same letters and tones ("Hoà", "Hòa", but not "Hoa").
    """

    kinds: frozenset[UnitKind] | None
    key: str
    order: str


def name_key(text: str) -> str:
    """The key that equal names share: folded, numbers without leading zeros ("Phường 01")."""
    return re.sub(r"\b0+(?=\d)", "", fold(text))


def other_keys(names: str) -> str:
    """Keys of other names ("Tỉnh Thừa Thiên Huế; …") between bars: "|thua thien hue|"."""
    keys = [readings(name)[0].key for name in names.split(";") if name.strip()]
    return f"|{'|'.join(keys)}|" if keys else ""


def split_full_name(full_name: str) -> tuple[frozenset[UnitKind], str]:
    """Kinds and bare name of an official full name. Raises ValueError without a kind."""
    for plain, spellings, kinds in _WORDS:
        head = " ".join(full_name.split()[: len(plain.split())])
        if head.lower() in spellings and len(plain) > 1:
            return kinds, full_name[len(head) :].strip()
    raise ValueError(f"Tên đơn vị không có loại: “{full_name}”.")


def readings(text: str) -> list[Reading]:
    """How one written name can be understood, the likeliest first; empty for an empty text."""
    text = _COUNT.sub("", clean(text))
    folded = name_key(text)
    if not folded:
        return []
    numbered = _NUMBERED.match(folded)
    if numbered:
        folded = f"{numbered[1]} {numbered[2]}"
    whole = Reading(None, folded, sort_key(text))
    written = re.sub(r"[\W_]+", " ", text.lower()).strip()
    for plain, spellings, kinds in _WORDS:
        if folded.startswith(plain + " "):
            head = " ".join(written.split()[: len(plain.split())])
            if numbered or head in spellings:
                rest = " ".join(written.split()[len(plain.split()) :])
                return [Reading(kinds, folded[len(plain) + 1 :], sort_key(rest)), whole]
    return [whole]


def is_bare_kind(text: str) -> bool:
    """Whether the text is only the word for a kind ("xã", "TP.")."""
    return name_key(text) in {plain for plain, _spellings, _kinds in _WORDS}


def parts(text: str) -> list[str]:
    """A written place taken apart at commas, brackets, "và", " - " and before words for kinds."""
    pieces: list[str] = []
    for piece in _BREAKS.split(clean(text, multiline=True)):
        for smaller in _BEFORE_KIND.split(piece):
            found = smaller.strip(" .-")
            if found and not is_bare_kind(found):
                pieces.append(found)
    return pieces


def plain_parts(text: str) -> list[str]:
    """`parts` for text typed without accents or commas: "x quynh xa h quynh phu"."""
    return [piece for part in parts(text) for piece in _BEFORE_PLAIN_KIND.split(part) if piece]


def label(unit: AdministrativeUnit) -> str:
    """The short label: "X. Quỳnh Xá", "TT. Hưng Hà", "TP. Thái Bình"."""
    return f"{SHORT[UnitKind(unit.kind)]} {unit.name}"


def lowered(full_name: str) -> str:
    """A full name inside a sentence: "xã Quỳnh Xá", "thành phố Huế"."""
    return full_name[:1].lower() + full_name[1:]


def long_label(unit: AdministrativeUnit, *, on: date | None = None) -> str:
    """The whole address: "xã Quỳnh Xá, huyện Quỳnh Phụ, tỉnh Thái Bình (trước 01/07/2025)".

    With `on` names are those of that day where a unit was renamed, and nothing says that it ended.
    Costs no query when parent and province were selected with the unit.
    """
    names = [lowered(unit.name_on(on)) for unit in unit.line()]
    return ", ".join(names) + ("" if on else ending(unit))


def ending(unit: AdministrativeUnit) -> str:
    """The remark on a unit that is no more, with a space before it; empty for a present one."""
    if unit.valid_to is None:
        return ""
    if unit.valid_to < REFORM_DAY:
        return f" (trước {format_date(REFORM_DAY)})"
    return f" (đến {format_date(unit.valid_to)})"
