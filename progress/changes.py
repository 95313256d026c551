"""What a report says beside what was said before: the rows of the pages where one only reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kernel.findings import Finding
from kernel.money import decimals_needed, format_million
from programmes.choices import LineState
from progress.checks import observation
from progress.selectors import IndicatorCell, LineRow


@dataclass(frozen=True)
class Change:
    """A word or amount that isn't what it was: both as the page writes them."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ReportedCell:
    """An indicator in a report."""

    source: IndicatorCell
    done: Decimal | None
    difference: Decimal | None
    share: int | None
    share_before: int | None

    @property
    def is_less(self) -> bool:
        """Whether less is done than before."""
        return self.difference is not None and self.difference < 0


@dataclass(frozen=True)
class ReportedLine:
    """A line in a report: its figures, what else changed, and the words of the office."""

    source: LineRow
    cells: Sequence[ReportedCell]
    changes: Sequence[Change]
    remarks: Sequence[tuple[str, str]]

    @property
    def percent_before(self) -> int | None:
        """The percent that counted in the period before."""
        return self.source.previous.percent if self.source.previous else None

    @property
    def is_changed(self) -> bool:
        """Whether the report says something new of the line."""
        moved = any(cell.difference for cell in self.cells)
        return moved or bool(self.changes) or self.source.percent != self.percent_before

    @property
    def words(self) -> list[tuple[str, str]]:
        """The office's sentences of the line, each with its name."""
        entry = self.source.entry
        if entry is None:
            return []
        named = [
            (_("Kết quả"), entry.results),
            (_("Khó khăn"), entry.difficulties),
            (_("Đề xuất"), entry.proposals),
            (_("Lý do"), entry.explanation),
        ]
        return [(name, text) for name, text in named if text]


def reported(rows: Iterable[LineRow], findings: Iterable[Finding] = ()) -> list[ReportedLine]:
    """Put each line of a report beside what was said of it before."""
    found = list(findings)
    return [
        ReportedLine(
            row,
            [_cell(row, cell) for cell in row.indicators],
            _changes(row),
            [
                (str(one.severity), observation(one))
                for one in found
                if one.field.startswith(f"dong-{row.line.pk}-")
            ],
        )
        for row in rows
    ]


def _cell(row: LineRow, cell: IndicatorCell) -> ReportedCell:
    done = cell.done if row.entry else None
    known = done is not None and cell.previous is not None
    return ReportedCell(
        cell,
        done,
        done - cell.previous if known else None,  # type: ignore[operator]
        _share(done, cell.planned),
        _share(cell.previous, cell.planned),
    )


def _share(done: Decimal | None, planned: Decimal | None) -> int | None:
    return None if done is None or not planned else int(done * 100 / planned)


def _changes(row: LineRow) -> list[Change]:
    entry, previous = row.entry, row.previous
    if entry is None:
        return []
    found = []
    invested = previous.invested if previous else None
    if entry.invested_amount != invested and entry.invested_amount is not None:
        places = max(1, decimals_needed([entry.invested_amount, invested]))
        new = format_million(entry.invested_amount, places)
        old = "" if invested is None else format_million(invested, places)
        found.append(Change(_("Vốn cơ sở đã chi"), old, f"{new} triệu đồng"))
    state = previous.state if previous else ""
    if entry.state != state:
        found.append(Change(_("Tình trạng"), _state(state), _state(entry.state)))
    return found


def _state(value: str) -> str:
    words: dict[str, Any] = dict(LineState.choices)
    return str(words.get(value, _("chưa báo cáo"))) if value else ""
