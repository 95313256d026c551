"""How rows of projects stand on a sheet: sections by level, groups by content, sums, one total."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from kernel.validity import is_on
from programmes.choices import FundingLevel
from programmes.models import ActivityType, Indicator, SupportProject
from reports.figures.shapes import ITEM_LEVEL, TOTAL_LEVEL, ColumnKind, Row, RowKind, add_up

SECTIONS: dict[str, tuple[str, str]] = {
    FundingLevel.NATIONAL: ("A", "Khuyến công quốc gia"),
    FundingLevel.LOCAL: ("B", "Khuyến công địa phương"),
    FundingLevel.UNKNOWN: ("C", "Chưa rõ cấp"),
}


@dataclass(frozen=True)
class Group:
    """A group of contents of the catalogue: code, name and place in the order."""

    code: str
    name: str
    order: int


NO_GROUP = Group("0", "Chưa rõ nội dung", 10_000)
CARRIED_OVER = Group("CT", "Chuyển tiếp từ năm trước", 10_001)


class Groups:
    """Finds the group of a project or indicator: the top of its content, as of a day."""

    def __init__(self, day: date) -> None:
        self._types = {row.pk: row for row in ActivityType.objects.all()}
        self._in_force = {
            row.code: row
            for row in self._types.values()
            if row.parent_id is None and is_on(row, day)
        }

    def of(self, row: SupportProject | Indicator) -> Group:
        """Return the group of a project or indicator; ``NO_GROUP`` when its content isn't known."""
        found = self._types.get(row.activity_id)
        while found is not None and found.parent_id is not None:
            found = self._types[found.parent_id]
        if found is None:
            return NO_GROUP
        named = self._in_force.get(found.code, found)
        return Group(named.code, named.short_name or named.name, named.order)


class Placed(Protocol):
    """What stands in a section: a project and its group there."""

    @property
    def project(self) -> SupportProject:
        """The project."""

    @property
    def group(self) -> Group:
        """The group in its section."""


Entry = TypeVar("Entry", bound=Placed)
ItemRows = Callable[[Entry, int], Sequence[Row]]


@dataclass(frozen=True)
class Sheet:
    """The keys of a report: all of them, those that sums add, those whose unknowns are counted."""

    kinds: Mapping[str, ColumnKind]
    sums: Sequence[str]
    counted: Sequence[str]

    def group_row(self, level: int, code: str, label: str) -> Row:
        """Return the row that opens a section or a group; it carries no figures."""
        nothing: dict[str, Any] = dict.fromkeys(self.kinds)
        return Row(RowKind.GROUP, level, code, label, nothing, dict.fromkeys(self.counted, 0), 0)

    def sum_row(self, kind: RowKind, level: int, code: str, label: str, items: list[Row]) -> Row:
        """Return the sum over the known parts of items."""
        sums, unknown, unknown_count = add_up(items, self.sums, self.counted)
        values = {**dict.fromkeys(self.kinds), **sums}
        return Row(kind, level, code, label, values, unknown, unknown_count)

    def subtotal(self, level: int, code: str, label: str, items: list[Row]) -> Row:
        """Return the subtotal of a section or group."""
        return self.sum_row(RowKind.SUBTOTAL, level, code, label, items)

    def total(self, items: list[Row]) -> Row:
        """Return the one total."""
        return self.sum_row(RowKind.TOTAL, TOTAL_LEVEL, "", "Tổng cộng", items)


def in_sections(sheet: Sheet, entries: Sequence[Entry], item: ItemRows[Entry]) -> list[Row]:
    """Return the sections with their groups, items and subtotals, without the total.

    ``item`` draws an entry's rows from its running number: the item, then what belongs to it.
    """
    rows: list[Row] = []
    number = 0
    for level, (code, label) in SECTIONS.items():
        section = [entry for entry in entries if entry.project.level == level]
        if not section:
            continue
        rows.append(sheet.group_row(1, code, label))
        drawn = _groups(sheet, code, section, item, start=number)
        rows += drawn
        items = items_of(drawn)
        rows.append(sheet.subtotal(1, code, f"Cộng {label.lower()}", items))
        number += len(items)
    return rows


def _groups(
    sheet: Sheet, code: str, entries: Iterable[Entry], item: ItemRows[Entry], *, start: int
) -> list[Row]:
    by_group: dict[Group, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_group[entry.group].append(entry)
    rows: list[Row] = []
    number = start
    for group in sorted(by_group, key=lambda group: (group.order, group.code)):
        full_code = f"{code}.{group.code}"
        rows.append(sheet.group_row(2, full_code, group.name))
        drawn: list[Row] = []
        for entry in by_group[group]:
            number += 1
            drawn += item(entry, number)
        rows += drawn
        rows.append(sheet.subtotal(2, full_code, f"Cộng {group.name}", items_of(drawn)))
    return rows


def items_of(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that sums of projects are made of."""
    return [row for row in rows if row.kind == RowKind.ITEM and row.level == ITEM_LEVEL]
