"""What the rows of the grid add up to, by source and by content: known parts, unknown ones told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from programmes.grid.columns import MONEY, Column
from programmes.grid.rows import ReadRow


@dataclass
class Sum:
    """A sum of what is known, None when nothing is, and how many rows are unknown."""

    amount: int | None = None
    unknown: int = 0

    def add(self, amount: int | None) -> None:
        """Add one row."""
        if amount is None:
            self.unknown += 1
        else:
            self.amount = (self.amount or 0) + amount


@dataclass
class ContentSum:
    """What the rows of one content add up to."""

    label: str
    count: int
    support: Sum


def by_column(rows: Iterable[ReadRow], columns: Sequence[Column]) -> dict[str, Sum]:
    """The sum of each money column."""
    sums = {column.key: Sum() for column in columns if column.kind == MONEY}
    for row in rows:
        for key, total in sums.items():
            total.add(row.values.get(key))
    return sums


def by_content(rows: Iterable[ReadRow]) -> list[ContentSum]:
    """The support by content in the catalogue's order; rows without one last."""
    found: dict[str, ContentSum] = {}
    order: dict[str, tuple[bool, int]] = {}
    for row in rows:
        group = getattr(row.values.get("activity"), "parent", None) or row.values.get("activity")
        label = f"{group.code} {group.short_name or group.name}" if group else "Chưa rõ nội dung"
        order.setdefault(label, (group is None, getattr(group, "order", 0)))
        content = found.setdefault(label, ContentSum(label, 0, Sum()))
        content.count += 1
        content.support.add(row.values.get("support"))
    return [found[label] for label in sorted(found, key=lambda name: order[name])]
