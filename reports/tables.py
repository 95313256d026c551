"""The printed table: which lines stand on the sheet and what each cell says, decided once.

Pure. Every renderer takes the same lines: HTML, PDF and Word print ``texts``, Excel writes
``values`` in the same unit. A head line bears its subtotal's money; no second line repeats it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from kernel.dates import format_date
from kernel.money import decimals_needed, format_dong, format_million, format_percent
from programmes.choices import ProjectState
from reports.figures.shapes import Column, ColumnKind, Figures, Row, RowKind
from reports.models import MoneyUnit

STAR = "*"
MILLION = 1_000_000
MAX_DECIMALS = 6
NAMED_ITEMS = 12  # so many row numbers are named in the foot line
_FIGURE_KINDS = {ColumnKind.MONEY, ColumnKind.PERCENT, ColumnKind.NUMBER}
# XML 1.0 has no place for these, and no paper needs them.
_UNPRINTABLE = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


class LineKind(StrEnum):
    """Kinds of printed lines."""

    HEAD = "head"
    ITEM = "item"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; ``values`` are in đồng, one per printed column.

    ``label`` runs over ``span`` columns from ``Table.label_at`` on head and total lines.
    ``stars`` are the columns whose sum leaves something out; ``adds`` the ranges of lines (first,
    last) that its sums add.
    """

    kind: LineKind
    level: int
    code: str
    label: str
    values: tuple[Any, ...]
    stars: frozenset[int] = frozenset()
    adds: tuple[tuple[int, int], ...] = ()


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
    incomplete: tuple[int, ...]
    unknown_words: tuple[tuple[str, int], ...]

    @cached_property
    def label_at(self) -> int:
        """The column where the label of a head line begins."""
        keys = [column.key for column in self.columns]
        if "project" in keys:
            return keys.index("project")
        texts = [i for i, c in enumerate(self.columns) if c.kind not in _FIGURE_KINDS]
        return texts[0] if texts else 0

    @cached_property
    def span(self) -> int:
        """How many columns a label may run over."""
        rest = self.columns[self.label_at + 1 :]
        run = next((i for i, c in enumerate(rest) if c.kind in _FIGURE_KINDS), len(rest))
        return run + 1

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
        if line.kind != LineKind.ITEM:
            cells[self.label_at] = line.label
            if self.number_at is not None and self.number_at != self.label_at:
                cells[self.number_at] = line.code
        return cells

    def text(self, kind: str, value: Any) -> str:
        """Return one known value as printed."""
        if kind == ColumnKind.MONEY:
            if self.money_unit == MoneyUnit.DONG:
                return format_dong(value)
            return format_million(value, self.decimals)
        if kind == ColumnKind.DATE:
            return format_date(value)
        if kind == ColumnKind.STATE:
            return str(ProjectState(value).label)
        if kind == ColumnKind.PERCENT:
            return format_percent(Decimal(value))
        return printable(str(value))

    def number(self, kind: str, value: Any) -> Any:
        """Return one known value as a spreadsheet keeps it: a date, a text, or an exact number.

        Money is in the sheet's unit.
        """
        if kind == ColumnKind.MONEY:
            if self.money_unit == MoneyUnit.DONG:
                return int(value)
            return value // MILLION if not value % MILLION else value / MILLION
        if kind == ColumnKind.PERCENT:
            return float(Decimal(value))
        if kind in {ColumnKind.DATE, ColumnKind.NUMBER}:
            return value
        return self.text(kind, value)

    @property
    def foot(self) -> str:
        """The sentence under the table for sums that leave something out; empty if none does."""
        if not self.incomplete:
            return ""
        named = ", ".join(str(n) for n in self.incomplete[:NAMED_ITEMS])
        more = ", …" if len(self.incomplete) > NAMED_ITEMS else ""
        words = ", ".join(f"{label} ({count})" for label, count in self.unknown_words)
        return (
            f"{STAR} Chưa đủ số liệu: {len(self.incomplete)} đề án (STT {named}{more}) chưa rõ "
            f"{words}; số có dấu {STAR} chỉ gồm phần đã biết."
        )


def printable(text: str) -> str:
    """Return ``text`` without the characters that no document can hold."""
    return text.translate(_UNPRINTABLE) if not text.isprintable() else text


def build(figures: Figures, *, money_unit: str, decimals: int) -> Table:
    """Lay out the figures as printed lines, with enough decimals that rows add up on paper."""
    columns = tuple(column for column in figures.columns if column.shown)
    keys = [column.key for column in columns]
    lines = _with_sums(list(_lines(figures.rows, keys)))
    money = [i for i, column in enumerate(columns) if column.kind == ColumnKind.MONEY]
    amounts = (line.values[i] for line in lines for i in money)
    needed = min(max(decimals, decimals_needed(amounts)), MAX_DECIMALS)
    return Table(
        columns=columns,
        lines=tuple(lines),
        money_unit=money_unit,
        decimals=needed,
        incomplete=tuple(_incomplete(figures.items, [keys[i] for i in money])),
        unknown_words=tuple(_unknown_words(figures.total, [columns[i] for i in money])),
    )


def _lines(rows: Sequence[Row], keys: list[str]) -> Iterable[Line]:
    heads = {row.code for row in rows if row.kind == RowKind.GROUP}
    subtotals = {row.code: row for row in rows if row.kind == RowKind.SUBTOTAL}
    for row in rows:
        if row.kind == RowKind.ITEM:
            yield Line(
                LineKind.ITEM, row.level, row.code, row.label, tuple(row.values[k] for k in keys)
            )
        elif row.kind == RowKind.GROUP:
            yield _sum_line(LineKind.HEAD, row, subtotals.get(row.code, row), keys)
        elif row.kind == RowKind.TOTAL or row.code not in heads:
            yield _sum_line(LineKind.TOTAL, row, row, keys)


def _sum_line(kind: LineKind, row: Row, sums: Row, keys: list[str]) -> Line:
    values = tuple(sums.values[key] for key in keys)
    stars = frozenset(
        i for i, key in enumerate(keys) if values[i] is not None and sums.unknown.get(key, 0)
    )
    label = row.label.upper() if row.level <= 1 else row.label
    return Line(kind, row.level, row.code, printable(label), values, stars)


def _with_sums(lines: list[Line]) -> list[Line]:
    """Note for each sum which lines it adds: the nearest heads below it, else its items."""
    children: dict[int, list[int]] = {}
    path: list[int] = []  # open heads, outermost first
    top: list[int] = []
    for i, line in enumerate(lines):
        if line.kind == LineKind.TOTAL:
            path, children[i], top = [], top, []
            continue
        if line.kind == LineKind.HEAD:
            while path and lines[path[-1]].level >= line.level:
                path.pop()
        (children.setdefault(path[-1], []) if path else top).append(i)
        if line.kind == LineKind.HEAD:
            path.append(i)
    return [
        line if i not in children else _adding(line, _ranges(children[i]))
        for i, line in enumerate(lines)
    ]


def _adding(line: Line, adds: tuple[tuple[int, int], ...]) -> Line:
    return Line(line.kind, line.level, line.code, line.label, line.values, line.stars, adds)


def _ranges(indexes: list[int]) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    for i in indexes:
        if ranges and ranges[-1][1] == i - 1:
            ranges[-1] = (ranges[-1][0], i)
        else:
            ranges.append((i, i))
    return tuple(ranges)


def _incomplete(items: Iterable[Row], keys: list[str]) -> Iterable[int]:
    for number, item in enumerate(items, start=1):
        if any(item.unknown.get(key) for key in keys):
            yield item.values.get("number") or number


def _unknown_words(total: Row, columns: list[Column]) -> Iterable[tuple[str, int]]:
    for column in columns:
        count = total.unknown.get(column.key, 0)
        if count:
            words = [text[:1].lower() + text[1:] for text in (column.group, column.label) if text]
            yield " ".join(words), count
