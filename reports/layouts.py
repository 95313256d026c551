"""A layout as the figures use it, and those that the portal ships (data/layouts.csv).

Keys of a report's columns are its own; a column that the office adds for writing by hand has a key
that begins with ``OWN``, and no value in any row.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from kernel import validity

SHIPPED = Path(__file__).resolve().parent / "data" / "layouts.csv"
OWN = "own_"
YEAR, PERIOD = "{year}", "{period}"  # what a title may leave open


def is_own(key: str) -> bool:
    """Whether a column is the office's own: blank on paper, not computed."""
    return key.startswith(OWN)


@dataclass(frozen=True)
class LayoutLine:
    """One column of a layout; ``width`` in mm."""

    key: str
    label: str
    group: str
    order: int
    width: int
    shown: bool

    @property
    def is_own(self) -> bool:
        """Whether the column is the office's own."""
        return is_own(self.key)


@dataclass(frozen=True)
class Layout:
    """A layout of one report in force during a time.

    ``signers`` (form of signing, position, name), ``recipients``, ``money_unit`` and ``decimals``
    are empty where the office's profile says them; ``pk`` is None for one that isn't stored.
    """

    slug: str
    name: str
    title: str
    form_code: str
    is_confirmed: bool
    money_unit: str
    decimals: int | None
    orientation: str
    prepared_by: str
    valid_from: date | None
    valid_to: date | None
    columns: tuple[LayoutLine, ...]
    signers: tuple[tuple[str, str, str], ...] = ()
    recipients: tuple[str, ...] = ()
    pk: int | None = None

    @property
    def printed_form_code(self) -> str:
        """The form code if the office has compared the layout with the official form."""
        return self.form_code if self.is_confirmed else ""

    def titled(self, *, year: int, period_title: str = "") -> str:
        """Return the title with the year and the period in it."""
        period = period_title or f"năm {year}"
        return self.title.replace(PERIOD, period).replace(YEAR, str(year))


@cache
def shipped() -> tuple[Layout, ...]:
    """Return the layouts of the data file, in the file's order."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    blocks: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        blocks.setdefault((row["slug"], row["valid_from"]), []).append(row)
    return tuple(_layout(block) for block in blocks.values())


def shipped_on(slug: str, day: date) -> Layout | None:
    """Return the shipped layout of a report for a day; None for a report that has none."""
    own = [layout for layout in shipped() if layout.slug == slug]
    return next((one for one in own if validity.is_on(one, day)), None)


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _layout(rows: list[dict[str, str]]) -> Layout:
    head = rows[0]
    return Layout(
        slug=head["slug"],
        name=head["name"],
        title=head["title"],
        form_code=head["form_code"],
        is_confirmed=False,
        money_unit=head["money_unit"],
        decimals=int(head["decimals"]) if head["decimals"] else None,
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
