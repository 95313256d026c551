"""Rules of layouts: what can't be printed is refused, what prints badly is said.

Pure. Widths are in mm of the sheet; a text's width is reckoned from the letters of the paper's
typeface, a little wide rather than too narrow.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Final

from reports.figures.shapes import ColumnKind
from reports.layouts import PERIOD, YEAR, Layout, LayoutLine
from reports.tables import Table

LANDSCAPE: Final = "landscape"
SHEET_MM: Final = {LANDSCAPE: 252, "portrait": 165}  # between the margins
LEAST_MM, MOST_MM = 5, 200
PADDING_MM: Final = 1.8
MARK_MM: Final = 1.1
DIGIT_MM, POINT_MM, LETTER_MM, CAPITAL_MM = 1.77, 0.9, 1.72, 2.4
_WORDS: Final = {ColumnKind.TEXT, ColumnKind.STATE}


def title_problem(title: str) -> str:
    """Return what is wrong with the open places of a title; empty if nothing is."""
    rest = title.replace(YEAR, "").replace(PERIOD, "")
    if "{" in rest or "}" in rest:
        return "Trong dấu ngoặc nhọn chỉ dùng {năm} hoặc {kỳ}."
    return ""


def column_problems(
    lines: Sequence[LayoutLine], kinds: Mapping[str, ColumnKind], orientation: str
) -> Iterable[str]:
    """Say why these columns can't be printed."""
    shown = [line for line in lines if line.shown]
    if not any(kinds.get(line.key) == ColumnKind.TEXT for line in shown):
        yield (
            "Phải hiện ít nhất một cột chữ có số liệu (ví dụ tên đề án) để đặt tên nhóm và dòng "
            "tổng cộng."
        )
    for line in lines:
        if not LEAST_MM <= line.width <= MOST_MM:
            yield f"Cột “{line.label}”: độ rộng từ {LEAST_MM} đến {MOST_MM} mm."
    for line in shown:
        if _share(line.width, shown, orientation) < LEAST_MM:
            yield (
                f"Cột “{line.label}” chỉ còn {_share(line.width, shown, orientation):.0f} mm trên "
                "giấy; hãy bỏ bớt cột hoặc giảm độ rộng cột khác."
            )


def _share(width: float, shown: Sequence[LayoutLine], orientation: str) -> float:
    whole = sum(line.width for line in shown) or 1
    return width * SHEET_MM[orientation] / whole


def fitting(layout: Layout, table: Table) -> Iterable[str]:
    """Say what doesn't fit on the sheet: all columns, numbers, words of the head, torn groups."""
    room, whole = SHEET_MM[layout.orientation], sum(column.width for column in table.columns) or 1
    if whole > room:
        lying = "ngang" if layout.orientation == LANDSCAPE else "dọc"
        yield (
            f"Tổng độ rộng các cột hiện là {whole} mm, khổ {lying} có {room} mm: mọi cột in hẹp "
            f"lại còn {100 * room // whole} %."
        )
    cells = [table.texts(line) for line in table.lines]
    for at, column in enumerate(table.columns):
        given = column.width * room / whole
        if column.kind not in _WORDS:
            longest = max((row[at] for row in cells), key=_number_mm, default="")
            needed = _number_mm(longest) + PADDING_MM + MARK_MM * table.mark_width
            if longest and needed > given:
                yield _too_narrow(column.label, f"số dài nhất {longest}", needed, given)
        word = max(re.split(r"[\s/-]+", column.label), key=_word_mm)
        if _word_mm(word) + PADDING_MM > given:
            yield _too_narrow(column.label, f"chữ “{word}”", _word_mm(word) + PADDING_MM, given)
    yield from _torn_groups(table)


def _too_narrow(label: str, what: str, needed: float, given: float) -> str:
    return f"Cột “{label}” hẹp: {what} cần khoảng {ceil(needed)} mm, đang có {int(given)} mm."


def _torn_groups(table: Table) -> Iterable[str]:
    groups = [column.group for column in table.columns]
    starts = [group for i, group in enumerate(groups) if group and groups[i - 1 : i] != [group]]
    for group in dict.fromkeys(starts):
        if starts.count(group) > 1:
            yield f"Các cột của nhóm “{group}” không đứng liền nhau nên tên nhóm in nhiều lần."


def _number_mm(text: str) -> float:
    return sum(DIGIT_MM if char.isdigit() else POINT_MM for char in text)


def _word_mm(text: str) -> float:
    return sum(CAPITAL_MM if char.isupper() else LETTER_MM for char in text)
