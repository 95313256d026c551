"""What figures are made of: columns, rows, sums over known parts, and their one canonical JSON.

Pure. Money is whole đồng; ``None`` is "chưa rõ" or "does not apply", told apart by ``unknown``.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils import timezone

from reports.layouts import Layout, is_own

TOTAL_LEVEL, ITEM_LEVEL, CHILD_LEVEL = 0, 3, 4


class ColumnKind(StrEnum):
    """What the values of a column are; it decides how each renderer writes them."""

    TEXT = "text"
    NUMBER = "number"
    QUANTITY = "quantity"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    STATE = "state"


class RowKind(StrEnum):
    """Kinds of rows (contract)."""

    GROUP = "group"
    ITEM = "item"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in the values, and how the layout shows it (``width`` in mm)."""

    key: str
    label: str
    kind: ColumnKind
    unit: str
    shown: bool
    group: str = ""
    width: int = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A row; ``unknown`` counts per money key the items whose part isn't known."""

    kind: RowKind
    level: int
    code: str
    label: str
    values: Mapping[str, Any]
    unknown: Mapping[str, int]
    unknown_count: int = 0

    def value(self, key: str) -> Any:
        """Return the value of a column; one of the office's own is always empty."""
        return None if is_own(key) else self.values[key]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one report, computed once and printed everywhere.

    ``can_carry`` are the keys whose values are marked on rows that count a ``carried`` one.
    """

    slug: str
    title: str
    form_code: str
    period: str
    unit: str | None
    level: str
    shape: str
    filters: Mapping[str, Any]
    generated_at: datetime
    columns: Sequence[Column]
    rows: Sequence[Row]
    layout: Layout
    can_carry: frozenset[str] = frozenset()

    @property
    def items(self) -> list[Row]:
        """The rows that the total is made of."""
        return [row for row in self.rows if row.kind == RowKind.ITEM and row.level != CHILD_LEVEL]

    @property
    def total(self) -> Row:
        """The one total."""
        return next(row for row in reversed(self.rows) if row.kind == RowKind.TOTAL)

    def content(self) -> dict[str, Any]:
        """Return columns and rows as plain data: what the hash covers."""
        own = dict.fromkeys(column.key for column in self.columns if is_own(column.key))
        return {
            "columns": [
                {
                    "key": column.key,
                    "label": column.label,
                    "kind": str(column.kind),
                    "unit": column.unit,
                    "shown": column.shown,
                }
                for column in self.columns
            ],
            "rows": [
                {
                    "kind": str(row.kind),
                    "level": row.level,
                    "code": row.code,
                    "label": row.label,
                    "values": {key: plain(value) for key, value in row.values.items()} | own,
                    "unknown": dict(row.unknown),
                    "unknown_count": row.unknown_count,
                }
                for row in self.rows
            ],
        }

    def payload(self) -> dict[str, Any]:
        """Return the whole report as plain data (contract, "Reports")."""
        content = self.content()
        return {
            "slug": self.slug,
            "title": self.title,
            "form_code": self.form_code,
            "period": self.period,
            "unit": self.unit,
            "level": self.level,
            "shape": self.shape,
            "filters": dict(self.filters),
            "generated_at": timezone.localtime(self.generated_at).isoformat(timespec="seconds"),
            **content,
            "sha256": hashlib.sha256(canonical(content).encode()).hexdigest(),
        }


def canonical(content: Mapping[str, Any]) -> str:
    """Return the JSON text that is hashed: keys sorted, no blanks, non-ASCII unescaped."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: dates in ISO 8601, exact fractions as text with a point."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else f"{value:f}".rstrip("0")
    return value


def add_up(
    items: Iterable[Row], keys: Sequence[str], counted: Sequence[str]
) -> tuple[dict[str, Any], dict[str, int], int]:
    """Sum the known parts of items per key: (sums, unknown counts, items of unknown support).

    A sum is ``None`` when no part is known. Unknowns are counted for all of ``counted``.
    """
    sums: dict[str, Any] = dict.fromkeys(keys)
    unknown = dict.fromkeys(counted, 0)
    unknown_count = 0
    for item in items:
        unknown_count += item.unknown_count
        for key in keys:
            amount = item.values[key]
            if amount is not None:
                sums[key] = (sums[key] or 0) + amount
        for key in counted:
            unknown[key] += item.unknown[key]
    return sums, unknown, unknown_count
