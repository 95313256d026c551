"""Entries of a report: written from what is typed, from what was said before, from courses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kernel import history
from kernel.text import clean
from programmes.progress import entry_percent
from progress.models import COMPUTED, EntryIndicator, PeriodSubmission, ProgressEntry
from progress.selectors import IndicatorCell, LineRow

#: the reason in the history of entries that say again what was said last
CARRIED = "mang số kỳ trước sang"
_TEXTS = ("results", "difficulties", "proposals", "explanation")


@dataclass(frozen=True)
class IndicatorDraft:
    """What is typed for an indicator of a line, cumulative; None is unknown."""

    indicator_id: int
    done: Decimal | None = None
    estimate: Decimal | None = None


@dataclass(frozen=True)
class EntryDraft:
    """What is typed for a line."""

    line_id: int
    state: str = ""
    percent: int | None = None
    invested: int | None = None
    results: str = ""
    difficulties: str = ""
    proposals: str = ""
    explanation: str = ""
    indicators: Sequence[IndicatorDraft] = field(default_factory=tuple)


class Writing:
    """Gathers what changes in the entries of one report and stores it in bulk, with history."""

    def __init__(self, submission: PeriodSubmission) -> None:
        self.submission = submission
        self.entries: list[ProgressEntry] = []
        self.indicators: list[EntryIndicator] = []
        self.refused: dict[str, str] = {}

    def take(self, row: LineRow, draft: EntryDraft) -> None:
        """Take a draft for a line; what can't be stored at all is remembered as refused."""
        entry = row.entry or ProgressEntry(submission=self.submission, line=row.line)
        typed = {cell.indicator_id: cell for cell in draft.indicators}
        cells = [self._cell(row, cell, typed.get(cell.indicator.pk)) for cell in row.indicators]
        self._refuse_foreign(row, typed)
        values: dict[str, Any] = {name: self._text(draft, name) for name in _TEXTS}
        values |= {"state": draft.state, "invested_amount": draft.invested}
        parts = [(done, cell.planned) for cell, done, _estimate in cells]
        # A percent that follows from the rest isn't kept as a typed one: it moves with the rest.
        derived = entry_percent(draft.state, None, parts)
        values["percent"] = None if draft.percent == derived else draft.percent
        self._refuse_bounds(row, draft)
        says = any(values.values()) or values["percent"] == 0 or draft.invested == 0
        says = says or any(
            value is not None
            for cell, done, estimate in cells
            for value in ((done, estimate) if cell.counted is None else (estimate,))
        )
        if entry.pk is None and not says:
            return
        if entry.pk is None or any(getattr(entry, key) != value for key, value in values.items()):
            for key, value in values.items():
                setattr(entry, key, value)
            self.entries.append(entry)
        self._take_cells(entry, cells)

    def carry(self, row: LineRow) -> None:
        """Say of a line again what was said last; a line never reported gets an empty entry."""
        before = row.previous
        entry = ProgressEntry(submission=self.submission, line=row.line)
        if before is not None:
            entry.state, entry.percent = before.state, before.typed_percent
            entry.invested_amount, entry.explanation = before.invested, before.explanation
        self.entries.append(entry)
        cells = [
            (
                cell,
                cell.previous if cell.counted is None else cell.counted,
                before.estimate.get(cell.indicator.pk) if before else None,
            )
            for cell in row.indicators
        ]
        self._take_cells(entry, cells)

    def count(self, row: LineRow) -> None:
        """Bring what courses count in an entry up to the last day of the data."""
        if row.entry is None:
            return
        counted = [cell for cell in row.indicators if cell.counted is not None]
        cells = [(cell, cell.counted, cell.estimate) for cell in counted]
        self._take_cells(row.entry, cells)

    def store(self, *, by: Any, reason: str = "") -> bool:
        """Write what changed; return whether anything did. Raises ValidationError with all."""
        if self.refused:
            raise ValidationError(self.refused)
        for entry in self.entries:
            entry.clean_fields(exclude=["submission", "line"])
        history.save_many(ProgressEntry, self.entries, by=by, reason=reason)
        history.save_many(EntryIndicator, self.indicators, by=by, reason=reason)
        return bool(self.entries or self.indicators)

    def _take_cells(self, entry: ProgressEntry, cells: Iterable["_Cell"]) -> None:
        held = {row.indicator_id: row for row in entry.indicators.all()} if entry.pk else {}
        for cell, done, estimate in cells:
            row = held.get(cell.indicator.pk)
            if row is None:
                if done is None and estimate is None:
                    continue
                row = EntryIndicator(entry=entry, indicator=cell.indicator)
            elif (row.done, row.estimate) == (done, estimate):
                continue
            row.done, row.estimate = done, estimate
            self.indicators.append(row)

    def _cell(self, row: LineRow, cell: IndicatorCell, draft: IndicatorDraft | None) -> "_Cell":
        """What an indicator says now: counted, typed, or as it was when it isn't named."""
        done, estimate = (draft.done, draft.estimate) if draft else (cell.done, cell.estimate)
        for name, value in (("done", done), ("estimate", estimate)):
            if value is not None and value < 0:
                field_name = f"dong-{row.line.pk}-{name}-{cell.indicator.pk}"
                self.refused[field_name] = _("Số lượng không được âm.")
        return cell, done if cell.counted is None else cell.counted, estimate

    def _refuse_foreign(self, row: LineRow, typed: Mapping[int, IndicatorDraft]) -> None:
        if set(typed) - {cell.indicator.pk for cell in row.indicators}:
            name = f"dong-{row.line.pk}-state"
            self.refused[name] = _("Chỉ tiêu không thuộc dòng theo dõi này; hãy tải lại trang.")

    def _refuse_bounds(self, row: LineRow, draft: EntryDraft) -> None:
        if draft.percent is not None and not 0 <= draft.percent <= 100:
            self.refused[f"dong-{row.line.pk}-percent"] = (
                _("Tiến độ %s %% không hợp lệ. Nhập số từ 0 đến 100.") % draft.percent
            )
        if draft.invested is not None and draft.invested < 0:
            self.refused[f"dong-{row.line.pk}-invested"] = _(
                "Kinh phí phải là số nguyên không âm (đồng)."
            )

    @staticmethod
    def _text(draft: EntryDraft, name: str) -> str:
        return clean(getattr(draft, name), multiline=name != "explanation")


_Cell = tuple[IndicatorCell, Decimal | None, Decimal | None]


def keep_percents(rows: Iterable[LineRow], *, by: Any) -> None:
    """Write the percents that follow into the entries, before these are approved.

    What was approved must not move when somebody changes the plan of a line afterwards.
    """
    changed = []
    for row in rows:
        if row.entry is not None and row.entry.percent is None:
            row.entry.percent = _derived(row, row.entry)
            changed.append(row.entry)
    written = [entry for entry in changed if entry.percent is not None]
    history.save_many(ProgressEntry, written, by=by, reason=COMPUTED, fields=["percent"])


def release_percents(rows: Iterable[LineRow], *, by: Any) -> None:
    """Let percents follow again once a report is open: those that nobody has typed."""
    entries = {row.entry.pk: row.entry for row in rows if row.entry is not None}
    computed = ProgressEntry.objects.computed().filter(pk__in=list(entries))
    changed = [entries[pk] for pk in computed.order_by("pk").values_list("pk", flat=True)]
    for entry in changed:
        entry.percent = None
    history.save_many(ProgressEntry, changed, by=by, reason=COMPUTED, fields=["percent"])


def _derived(row: LineRow, entry: ProgressEntry) -> int | None:
    """The percent that follows from state and indicators; blank ones stand as they were before."""
    parts = [
        (cell.previous if cell.done is None else cell.done, cell.planned) for cell in row.indicators
    ]
    return entry_percent(entry.state, None, parts)
