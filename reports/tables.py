"""The printed table: which lines stand on the sheet and what each cell says, decided once.

Pure. Every renderer takes the same lines: HTML, PDF and Word print ``texts``, Excel writes
``values`` in the same unit. A head line bears its subtotal's sums; no second line repeats it.
What belongs to an item stands below it, indented, with a name of its own and no running number.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, partial
from typing import Any

from kernel.dates import format_date
from kernel.money import (
    MoneyUnit,
    decimals_needed,
    format_percent,
    format_quantity,
    format_scaled,
)
from programmes.choices import ProjectState
from reports.figures.shapes import CHILD_LEVEL, Column, ColumnKind, Figures, Row, RowKind
from reports.layouts import is_own
from training.choices import CourseState

STAR = "*"
DAGGER = "†"  # a value that an earlier report said
_KNOWN_PART = f"Số có dấu {STAR} chỉ gồm phần đã biết."
_MEASURE = re.compile(r" \(.*\)$")  # "Học viên (người)" is "học viên" in a sentence
NAMED_ITEMS = 12  # so many row numbers are named in the foot line
ADDED_KINDS = frozenset({ColumnKind.MONEY, ColumnKind.QUANTITY})
_NAMES = ("course", "project", "indicator")  # the column that says what a row is about
_FIGURE_KINDS = {*ADDED_KINDS, ColumnKind.PERCENT, ColumnKind.NUMBER}
_STATES: dict[str, Any] = {
    str(state): state.label for states in (CourseState, ProjectState) for state in states
}
# XML 1.0 has no place for these, and no paper needs them.
_UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


class LineKind(StrEnum):
    """Kinds of printed lines."""

    HEAD = "head"
    ITEM = "item"
    CHILD = "child"
    SUMMARY = "summary"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; ``values`` are in đồng, one per printed column.

    ``label`` runs over ``span`` columns from ``Table.label_at`` on every line but an item's.
    ``marks`` says what hangs at the right of a column's number:
    a star where the sum leaves something out, a dagger where it comes from an earlier report.
    ``adds`` are the ranges of lines (first, last) that its sums add; ``unknown`` the columns that
    are empty because nobody knows, not because they don't apply.
    """

    kind: LineKind
    level: int
    code: str
    label: str
    values: tuple[Any, ...]
    marks: Mapping[int, str] = field(default_factory=dict)
    adds: tuple[tuple[int, int], ...] = ()
    unknown: frozenset[int] = frozenset()

    @property
    def is_bold(self) -> bool:
        """Whether the line stands out as a heading or total."""
        return self.kind in {LineKind.HEAD, LineKind.TOTAL}


@dataclass(frozen=True)
class HeadCell:
    """A cell of the table's head; a group runs over ``columns``, a lone column over two rows."""

    label: str
    at: int
    columns: int
    rows: int


@dataclass(frozen=True)
class Table:
    """The columns and lines of one sheet, with the unit and decimals of its money."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    money_unit: str
    decimals: int
    incomplete: tuple[int | str, ...]
    unknown_words: tuple[tuple[str, int], ...]
    noun: str = "đề án"

    @cached_property
    def label_at(self) -> int:
        """The column where the label of a head line begins."""
        keys = [column.key for column in self.columns]
        names = [key for key in _NAMES if key in keys]
        if names:
            return keys.index(names[0])
        texts = [
            i
            for i, column in enumerate(self.columns)
            if column.kind not in _FIGURE_KINDS and not is_own(column.key)
        ]
        return texts[0] if texts else 0

    @cached_property
    def span(self) -> int:
        """How many columns a label may run over."""
        rest = self.columns[self.label_at + 1 :]
        run = next((i for i, c in enumerate(rest) if c.kind in _FIGURE_KINDS), len(rest))
        return run + 1

    @cached_property
    def names_children(self) -> bool:
        """Whether the label column names what stands below an item; no column of its own does."""
        return all(column.key != "indicator" for column in self.columns)

    def runs_over(self, line: Line) -> bool:
        """Whether the line's label takes several columns; the ones below it are empty."""
        if line.kind == LineKind.CHILD:
            return self.names_children
        return line.kind != LineKind.ITEM

    @cached_property
    def mark_width(self) -> int:
        """The most marks that hang at one number; every number of the table leaves their room."""
        return max((len(m) for line in self.lines for m in line.marks.values()), default=1)

    @cached_property
    def power(self) -> int:
        """The power of ten of đồng that money is printed in."""
        return MoneyUnit(self.money_unit).power

    @property
    def million_decimals(self) -> int:
        """How many decimals the amounts need in triệu đồng, in which sentences tell them."""
        if self.money_unit == MoneyUnit.MILLION:
            return self.decimals
        return max(1, decimals_needed(_amounts(self.columns, self.lines)))

    @cached_property
    def number_at(self) -> int | None:
        """The column of running numbers and codes, if it is printed."""
        return next((i for i, c in enumerate(self.columns) if c.key == "number"), None)

    @cached_property
    def head(self) -> tuple[tuple[HeadCell, ...], ...]:
        """The rows of the head: two when neighbouring columns share a group, else one."""
        if not any(column.group for column in self.columns):
            return (tuple(HeadCell(c.label, i, 1, 1) for i, c in enumerate(self.columns)),)
        upper: list[HeadCell] = []
        lower: list[HeadCell] = []
        for i, column in enumerate(self.columns):
            if not column.group:
                upper.append(HeadCell(column.label, i, 1, 2))
                continue
            lower.append(HeadCell(column.label, i, 1, 1))
            if i and self.columns[i - 1].group == column.group:
                last = upper.pop()
                upper.append(HeadCell(last.label, last.at, last.columns + 1, 1))
            else:
                upper.append(HeadCell(column.group, i, 1, 1))
        return tuple(upper), tuple(lower)

    def texts(self, line: Line) -> list[str]:
        """Return the line's cells as printed; unknown is an empty cell."""
        cells = [
            "" if value is None else self.text(column.kind, value)
            for column, value in zip(self.columns, line.values, strict=True)
        ]
        if self.runs_over(line):
            cells[self.label_at] = line.label
        if line.is_bold and self.number_at is not None and self.number_at != self.label_at:
            cells[self.number_at] = line.code
        return cells

    def text(self, kind: str, value: Any) -> str:
        """Return one known value as printed."""
        if kind == ColumnKind.MONEY:
            return format_scaled(value, self.power, self.decimals)
        if kind == ColumnKind.DATE:
            return format_date(value)
        if kind == ColumnKind.STATE:
            return str(_STATES[value])
        if kind == ColumnKind.QUANTITY:
            return format_quantity(value)
        if kind == ColumnKind.PERCENT:
            return format_percent(Decimal(value))
        return printable(str(value))

    def number(self, kind: str, value: Any) -> Any:
        """Return one known value as a spreadsheet keeps it."""
        return self.numbers(kind)(value)

    def numbers(self, kind: str) -> Callable[[Any], Any]:
        """Return what makes a date, a text or an exact number of the known values of a kind.

        Money is in the sheet's unit.
        """
        if kind == ColumnKind.MONEY:
            scale = 10**self.power
            return lambda amount: amount / scale if amount % scale else amount // scale
        if kind in {ColumnKind.PERCENT, ColumnKind.QUANTITY}:
            return _exact
        if kind in {ColumnKind.DATE, ColumnKind.NUMBER}:
            return lambda value: value
        if kind == ColumnKind.TEXT:
            return lambda value: printable(str(value))
        return partial(self.text, kind)

    @property
    def foot(self) -> str:
        """The sentence under the table for sums that leave something out; empty if none does."""
        if not self.incomplete:
            return f"{STAR} {_KNOWN_PART}" if self._has_stars else ""
        named = ", ".join(str(n) for n in self.incomplete[:NAMED_ITEMS])
        more = ", …" if len(self.incomplete) > NAMED_ITEMS else ""
        words = ", ".join(f"{label} ({count})" for label, count in self.unknown_words)
        lacking = f"chưa rõ {words}" if words else "có đề án chưa rõ số"
        return (
            f"{STAR} Chưa đủ số liệu: {len(self.incomplete)} {self.noun} (STT {named}{more}) "
            f"{lacking}; số có dấu {STAR} chỉ gồm phần đã biết."
        )

    @property
    def _has_stars(self) -> bool:
        return any(STAR in mark for line in self.lines for mark in line.marks.values())


def _exact(value: Any) -> int | float:
    exact = Decimal(value)
    return int(exact) if exact == int(exact) else float(exact)


def printable(text: str) -> str:
    """Return ``text`` without the characters that no document can hold."""
    return text.translate(_UNPRINTABLE) if not text.isprintable() else text


def build(figures: Figures, *, money_unit: str, decimals: int, noun: str = "đề án") -> Table:
    """Lay out the figures as printed lines, with enough decimals that rows add up on paper."""
    columns = tuple(column for column in figures.columns if column.shown)
    keys = [column.key for column in columns]
    lines = _with_sums(list(_lines(figures, keys)))
    power = MoneyUnit(money_unit).power
    needed = min(max(decimals, decimals_needed(_amounts(columns, lines), power)), power)
    summed = [column for column in columns if column.kind in ADDED_KINDS]
    return Table(
        columns=columns,
        lines=tuple(lines),
        money_unit=money_unit,
        decimals=needed,
        incomplete=tuple(_incomplete(figures.items, [column.key for column in summed])),
        unknown_words=tuple(_unknown_words(figures, summed)),
        noun=noun,
    )


def _amounts(columns: Sequence[Column], lines: Sequence[Line]) -> Iterable[int | None]:
    money = [i for i, column in enumerate(columns) if column.kind == ColumnKind.MONEY]
    return (line.values[i] for line in lines for i in money)


def _lines(figures: Figures, keys: list[str]) -> Iterable[Line]:
    rows = figures.rows
    heads = {row.code for row in rows if row.kind == RowKind.GROUP}
    subtotals = {row.code: row for row in rows if row.kind == RowKind.SUBTOTAL}
    for row in rows:
        if row.kind == RowKind.ITEM:
            is_child = row.level == CHILD_LEVEL
            yield _line(LineKind.CHILD if is_child else LineKind.ITEM, row, row, figures, keys)
        elif row.kind == RowKind.GROUP:
            yield _line(LineKind.HEAD, row, subtotals.get(row.code, row), figures, keys)
        elif row.kind == RowKind.TOTAL:
            yield _line(LineKind.TOTAL, row, row, figures, keys)
        elif row.code not in heads:
            yield _line(LineKind.SUMMARY, row, row, figures, keys)


def _line(kind: LineKind, row: Row, sums: Row, figures: Figures, keys: list[str]) -> Line:
    """Print ``row`` with the values of ``sums``: a head bears its subtotal's."""
    values = tuple(sums.value(key) for key in keys)
    carried = sums.values.get("carried") or 0
    marks: dict[int, str] = {}
    for i, key in enumerate(keys):
        mark = STAR if sums.unknown.get(key, 0) else ""
        mark += DAGGER if carried and key in figures.can_carry else ""
        if mark and values[i] is not None:
            marks[i] = mark
    label = row.label.upper() if row.level <= 1 else row.label
    blank = (i for i, value in enumerate(values) if value is None)
    unknown = frozenset(i for i in blank if sums.unknown.get(keys[i]))
    return Line(kind, row.level, row.code, printable(label), values, marks, unknown=unknown)


def _with_sums(lines: list[Line]) -> list[Line]:
    """Note for each sum which lines it adds: the nearest heads below it, else its items.

    What stands below an item has no money of its own and lies inside the ranges; the lines of a
    summary are added by nobody.
    """
    children: dict[int, list[int]] = {}
    path: list[int] = []  # open heads, outermost first
    top: list[int] = []
    for i, line in enumerate(lines):
        if line.kind == LineKind.SUMMARY:
            continue
        if line.kind == LineKind.TOTAL:
            path, children[i], top = [], [one for one in top if one in children], []
            continue
        if line.kind == LineKind.HEAD:
            while path and lines[path[-1]].level >= line.level:
                path.pop()
        (children.setdefault(path[-1], []) if path else top).append(i)
        if line.kind == LineKind.HEAD:
            path.append(i)
    return [
        line if i not in children else replace(line, adds=_ranges(children[i]))
        for i, line in enumerate(lines)
    ]


def _ranges(indexes: list[int]) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    for i in indexes:
        if ranges and ranges[-1][1] == i - 1:
            ranges[-1] = (ranges[-1][0], i)
        else:
            ranges.append((i, i))
    return tuple(ranges)


def _incomplete(items: Iterable[Row], keys: list[str]) -> Iterable[int | str]:
    for number, item in enumerate(items, start=1):
        if any(item.unknown.get(key) for key in keys):
            yield item.values.get("number") or number


def _unknown_words(figures: Figures, columns: list[Column]) -> Iterable[tuple[str, int]]:
    """Name what the total leaves out; where nothing is added downwards there are no such words."""
    total = next((row for row in figures.rows if row.kind == RowKind.TOTAL), None)
    for column in columns if total else ():
        count = total.unknown.get(column.key, 0)
        if count:
            texts = (_MEASURE.sub("", column.group), column.label)
            yield " ".join(text[:1].lower() + text[1:] for text in texts if text), count
