"""A pasted block, or the cells of a sheet, to rows of the grid: columns found by their heads."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from kernel.money import MILLION
from kernel.sheets.cells import TOTAL_ROWS
from kernel.text import clean, fold
from programmes.grid.columns import (
    LONG,
    MONEY,
    NUMBERING,
    Column,
    bare,
    column_named,
    unit_of,
    unit_said,
)

MOST_ROWS: Final = 200
Cells = dict[str, str]  # a row of the grid: what is typed, by column; an empty cell has no key
Table = Sequence[Sequence[str]]

_HEAD_WITHIN = 12  # so many lines of title may stand above the heads
_LEAST_HEADS = 2
_SECTION = re.compile(r"(?:[IVX]{1,5}|[A-H])[.)]?")
_PLACE_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-H])\)?")
_BARE_NUMBER = re.compile(r"[\d.,\s]+")


@dataclass
class Block:
    """What a block holds: its rows, the heads that nobody knows, rows left out by their kind."""

    rows: list[Cells] = field(default_factory=list)
    is_headed: bool = False
    unknown_heads: list[str] = field(default_factory=list)
    left_out: int = 0


@dataclass(frozen=True)
class _Heads:
    """Where the columns stand, which unit each head names, where the numbering is."""

    columns: Mapping[int, Column]
    units: Mapping[int, str]
    numbering: int | None
    unknown: tuple[str, ...]
    first_row: int


def read_block(
    table: Table, columns: Sequence[Column], *, first: str = "", unit: str = MILLION
) -> Block:
    """The rows of a table: by its heads in any order, else from the column ``first`` rightwards.

    Sums, sections ("I. Đào tạo nghề") and the row that numbers the columns are left out; a section
    that holds no other cell becomes the content of the rows below it that name none.
    """
    heads = _heads(table, columns)
    block = Block(is_headed=heads is not None)
    if heads is None:
        heads = _in_order(table, columns, first)
    else:
        block.unknown_heads = list(heads.unknown)
    section = ""
    for position, line in enumerate(table[heads.first_row :]):
        if not any(clean(cell) for cell in line):
            continue
        cells = _cells(line, heads, unit)
        number = _at(line, heads.numbering)
        if _is_sum(number, cells) or (position == 0 and block.is_headed and _numbers_places(line)):
            block.left_out += 1
        elif _SECTION.fullmatch(number) and "name" in cells:
            section = cells["name"]
            block.left_out += 1
        elif cells:
            if section:
                cells.setdefault("activity", section)
            block.rows.append(cells)
    return block


def _heads(table: Table, columns: Sequence[Column]) -> _Heads | None:
    """The row, or two rows, that name most columns; None where no row names two.

    A unit that stands above the table is that of the heads that name none.
    """
    best, most = None, _LEAST_HEADS - 1
    for top in range(min(len(table), _HEAD_WITHIN)):
        for rows in (1, 2):
            found = _heads_at(table[top : top + rows], columns, top + rows)
            if len(found.columns) > most:
                best, most = found, len(found.columns)
    if best is None:
        return None
    above = (unit_said(cell) for line in table[: best.first_row] for cell in line)
    said = next(filter(None, above), "")
    return replace(best, units={place: unit or said for place, unit in best.units.items()})


def _heads_at(lines: Table, columns: Sequence[Column], first_row: int) -> _Heads:
    left = list(columns)
    found: dict[int, Column] = {}
    units: dict[int, str] = {}
    numbering = None
    unknown = []
    above = ""
    for place in range(max((len(line) for line in lines), default=0)):
        texts = [clean(_at(line, place)) for line in lines]
        if len(texts) == 2:
            above = texts[0] or (above if texts[1] else "")
        own = texts[-1] or texts[0]
        if bare(own) in NUMBERING:
            numbering = place
            continue
        column = column_named(own, left) or (
            column_named(f"{above} {own}", left) if above else None
        )
        if column:
            left.remove(column)
            found[place] = column
            units[place] = unit_of(own) or unit_of(above)
        elif own:
            unknown.append(own)
    return _Heads(found, units, numbering, tuple(unknown), first_row)


def _in_order(table: Table, columns: Sequence[Column], first: str) -> _Heads:
    """Without heads: from the named column on; a running number in front is no column."""
    keys = [column.key for column in columns]
    start = keys.index(first) if first in keys else 0
    numbered = start == 0 and len(table) > 1 and _is_running(table)
    shift = 1 if numbered else 0
    places = {place + shift: column for place, column in enumerate(columns[start:])}
    return _Heads(places, {}, 0 if numbered else None, (), 0)


def _is_running(table: Table) -> bool:
    numbers = [clean(_at(line, 0)) for line in table if any(clean(cell) for cell in line)]
    return numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _cells(line: Sequence[str], heads: _Heads, unit: str) -> Cells:
    cells: Cells = {}
    for place, column in heads.columns.items():
        text = clean(_at(line, place), multiline=column.kind == LONG)
        if column.kind == MONEY:
            text = _in_unit(text, heads.units.get(place, ""), unit)
        if text:
            cells[column.key] = text
    return cells


def _in_unit(text: str, stated: str, unit: str) -> str:
    """A bare number under a head of another unit gets that unit."""
    if stated and stated != unit and _BARE_NUMBER.fullmatch(text):
        return f"{text} {stated.split()[0]}"
    return text


def _at(line: Sequence[str], place: int | None) -> str:
    return line[place] if place is not None and place < len(line) else ""


def _is_sum(number: str, cells: Cells) -> bool:
    labels = {fold(number), fold(cells.get("code", "")), fold(cells.get("name", ""))}
    return bool(labels & TOTAL_ROWS)


def _numbers_places(line: Sequence[str]) -> bool:
    filled = [clean(cell) for cell in line if clean(cell)]
    return len(filled) > 2 and all(_PLACE_NUMBER.fullmatch(cell) for cell in filled)
