"""A layout as the figures use it, and those that the portal ships (data/layouts.csv)."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent / "data" / "layouts.csv"


@dataclass(frozen=True)
class LayoutLine:
    """One column of a layout; ``width`` in mm."""

    key: str
    label: str
    group: str
    order: int
    width: int
    shown: bool


@dataclass(frozen=True)
class Layout:
    """A layout of one report in force during a time; ``form_code`` is empty until confirmed."""

    slug: str
    name: str
    title: str
    form_code: str
    is_confirmed: bool
    money_unit: str
    decimals: int
    orientation: str
    prepared_by: str
    valid_from: date | None
    valid_to: date | None
    columns: tuple[LayoutLine, ...]

    @property
    def printed_form_code(self) -> str:
        """The form code if the office has compared the layout with the official form."""
        return self.form_code if self.is_confirmed else ""


@cache
def shipped() -> tuple[Layout, ...]:
    """Return the layouts of the data file, in the file's order."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    blocks: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        blocks.setdefault((row["slug"], row["valid_from"]), []).append(row)
    return tuple(_layout(block) for block in blocks.values())


def _layout(rows: list[dict[str, str]]) -> Layout:
    head = rows[0]
    return Layout(
        slug=head["slug"],
        name=head["name"],
        title=head["title"],
        form_code=head["form_code"],
        is_confirmed=False,
        money_unit=head["money_unit"],
        decimals=int(head["decimals"]),
        orientation=head["orientation"],
        prepared_by="",
        valid_from=_date(head["valid_from"]),
        valid_to=_date(head["valid_to"]),
        columns=tuple(_lines(rows)),
    )


def _lines(rows: Iterable[dict[str, str]]) -> Iterable[LayoutLine]:
    for order, row in enumerate(rows, start=1):
        yield LayoutLine(
            key=row["key"],
            label=row["label"],
            group=row["group"],
            order=order * 10,
            width=int(row["width"]),
            shown=row["shown"] == "1",
        )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
