"""The lines of a submission with what was said before, and what the checks say of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import OuterRef, Q, Subquery

from kernel.findings import Finding, run
from programmes.models import Indicator, LineIndicator, SupportProject, TrackingLine
from programmes.progress import entry_percent
from programmes.selectors import counted_on
from progress.checks import ENTRY_CHECKS, EntryFacts, IndicatorFacts
from progress.choices import SubmissionState
from progress.dates import elapsed_percent
from progress.models import PeriodSubmission, ProgressEntry, ReportingPeriod
from progress.selectors.holding import lines_held_by

Planned = Mapping[int, Decimal | None]


@dataclass(frozen=True)
class PreviousValues:
    """What the last approved or sent report of an earlier period said of a line, cumulative.

    ``percent`` is the one that counts; ``typed_percent`` only one that was typed.
    """

    state: str
    percent: int | None
    invested: int | None
    done: Mapping[int, Decimal]
    estimate: Mapping[int, Decimal]
    period_title: str
    typed_percent: int | None
    explanation: str


@dataclass(frozen=True)
class IndicatorCell:
    """An indicator of a line in a submission; ``counted`` is the value that nobody types."""

    indicator: Indicator
    planned: Decimal | None
    previous: Decimal | None
    counted: Decimal | None
    done: Decimal | None
    estimate: Decimal | None


@dataclass(frozen=True)
class LineRow:
    """A line in a submission: what is planned, what was said before, what is said now."""

    line: TrackingLine
    project: SupportProject
    indicators: Sequence[IndicatorCell]
    previous: PreviousValues | None
    entry: ProgressEntry | None
    time_percent: int | None

    @property
    def percent(self) -> int | None:
        """The percent of what is said now: the one typed, else the one that follows."""
        if self.entry is None:
            return None
        parts = [(cell.done, cell.planned) for cell in self.indicators]
        return entry_percent(self.entry.state, self.entry.percent, parts)


def lines_of(submission: PeriodSubmission) -> list[LineRow]:
    """Return the lines of a submission in the order of their projects; constant queries."""
    return rows_of([submission])[submission.pk]


def rows_of(submissions: Sequence[PeriodSubmission]) -> dict[int, list[LineRow]]:
    """Return the lines of submissions of ONE period, by submission; constant queries.

    While a report is being written its lines are those that its organisation holds now; once it
    is sent they are those that it speaks of.
    """
    if not submissions:
        return {}
    period = submissions[0].period
    entries = _entries(submissions)
    lines = _lines(submissions, entries)
    ids = [line.pk for found in lines.values() for line in found]
    told = _Told(period, ids)
    return {
        submission.pk: [
            told.row(line, entries[submission.pk].get(line.pk)) for line in lines[submission.pk]
        ]
        for submission in submissions
    }


def _entries(submissions: Sequence[PeriodSubmission]) -> dict[int, dict[int, ProgressEntry]]:
    found: dict[int, dict[int, ProgressEntry]] = {row.pk: {} for row in submissions}
    rows = ProgressEntry.objects.filter(submission__in=list(found)).order_by()
    for entry in rows.prefetch_related("indicators"):
        found[entry.submission_id][entry.line_id] = entry
    return found


def _lines(
    submissions: Sequence[PeriodSubmission], entries: dict[int, dict[int, ProgressEntry]]
) -> dict[int, list[TrackingLine]]:
    """By submission: what its organisation holds if it is being written, else what it says."""
    held = lines_held_by([row for row in submissions if row.state in SubmissionState.EDITABLE])
    known = {line.pk: line for rows in held.values() for line in rows}
    spoken = {line_id for rows in entries.values() for line_id in rows} - set(known)
    if spoken:
        rows = TrackingLine.objects.alive().filter(pk__in=spoken)
        rows = rows.with_reporter(submissions[0].period.data_to)
        known |= {line.pk: line for line in rows.order_by().select_related(*_SHOWN)}
    found = {}
    for submission in submissions:
        mine = {pk: known[pk] for pk in entries[submission.pk] if pk in known}
        if submission.state in SubmissionState.EDITABLE:
            mine = {pk: line for pk, line in mine.items() if _is_reported_by(line, submission)}
            mine |= {line.pk: line for line in held[submission.organisation_id]}
        found[submission.pk] = sorted(mine.values(), key=_order)
    return found


_SHOWN = ("project", "unit", "allocation__facility", "allocation__organisation")


def _order(line: TrackingLine) -> tuple[str, int, int, int]:
    return (line.project.sort_key, line.project_id, line.order, line.pk)


def _is_reported_by(line: TrackingLine, submission: PeriodSubmission) -> bool:
    reporter = line.reporter_id or submission.period.centre_id  # type: ignore[attr-defined]
    return bool(reporter == submission.organisation_id)


class _Told:
    """What is planned, counted and was said before of some lines: six queries at most."""

    def __init__(self, period: ReportingPeriod, line_ids: Sequence[int]) -> None:
        self.period = period
        self.indicators: dict[int, list[LineIndicator]] = {pk: [] for pk in line_ids}
        rows = LineIndicator.objects.filter(line__in=line_ids).select_related("indicator")
        for row in rows.order_by("indicator__order", "pk"):
            self.indicators[row.line_id].append(row)
        self.counted = counted_on(line_ids, period.data_to) if line_ids else {}
        self.previous = _previous(period, line_ids)
        said = ProgressEntry.objects.filter(pk__in=[row.pk for row in self.previous.values()])
        self.computed = set(said.computed().values_list("pk", flat=True))

    def row(self, line: TrackingLine, entry: ProgressEntry | None) -> LineRow:
        """Put one line together."""
        before = self.previous.get(line.pk)
        previous = self._said(before) if before else None
        typed = {row.indicator_id: row for row in entry.indicators.all()} if entry else {}
        cells = []
        for held in self.indicators[line.pk]:
            key = held.indicator_id
            counted = self._counted(held)
            now = typed.get(key)
            cells.append(
                IndicatorCell(
                    indicator=held.indicator,
                    planned=held.planned,
                    previous=previous.done.get(key) if previous else None,
                    counted=counted,
                    done=now.done if now else None,
                    estimate=now.estimate if now else None,
                )
            )
        project = line.project
        time = elapsed_percent(project.starts_on, project.ends_on, self.period.data_to)
        return LineRow(line, project, cells, previous, entry, time)

    def _counted(self, held: LineIndicator) -> Decimal | None:
        if not held.indicator.counted_from:
            return None
        return self.counted.get((held.line_id, held.indicator_id))

    def _said(self, entry: ProgressEntry) -> PreviousValues:
        rows = list(entry.indicators.all())
        done = {row.indicator_id: row.done for row in rows if row.done is not None}
        planned = {row.indicator_id: row.planned for row in self.indicators[entry.line_id]}
        derived = entry_percent(
            entry.state, None, [(done.get(key), plan) for key, plan in planned.items()]
        )
        follows = entry.percent == derived or entry.pk in self.computed
        # An estimate speaks of the end of its own year.
        same_year = entry.submission.period.year == self.period.year
        estimated = [row for row in rows if same_year and row.estimate is not None]
        estimate = {row.indicator_id: row.estimate for row in estimated}
        return PreviousValues(
            state=entry.state,
            percent=derived if entry.percent is None else entry.percent,
            invested=entry.invested_amount,
            done=done,
            estimate=estimate,
            period_title=entry.submission.period.title,
            typed_percent=None if follows else entry.percent,
            explanation=entry.explanation,
        )


def _previous(period: ReportingPeriod, line_ids: Sequence[int]) -> dict[int, ProgressEntry]:
    """The newest sent entry of each line before this period; three queries.

    Of periods that end on one day the shorter one comes before the longer: September, then the
    quarter.
    """
    if not line_ids:
        return {}
    earlier = Q(submission__period__data_to__lt=period.data_to) | Q(
        submission__period__data_to=period.data_to,
        submission__period__starts_on__gt=period.starts_on,
    )
    newest = (
        ProgressEntry.objects.filter(
            earlier,
            line=OuterRef("pk"),
            submission__state__in=SubmissionState.SENT,
            submission__deleted_at__isnull=True,
            submission__period__deleted_at__isnull=True,
        )
        .order_by("-submission__period__data_to", "submission__period__starts_on", "-pk")
        .values("pk")[:1]
    )
    lines = TrackingLine.objects.filter(pk__in=line_ids).annotate(newest=Subquery(newest))
    ids = lines.order_by().filter(newest__isnull=False).values_list("newest", flat=True)
    rows = ProgressEntry.objects.filter(pk__in=list(ids)).select_related("submission__period")
    return {entry.line_id: entry for entry in rows.order_by().prefetch_related("indicators")}


# --- checks ---------------------------------------------------------------------------------------


def facts_of(row: LineRow) -> EntryFacts | None:
    """Return what the checks look at; None while nothing is said of the line."""
    if row.entry is None:
        return None
    return EntryFacts(
        line_id=row.line.pk,
        state=row.entry.state,
        percent=row.entry.percent,
        invested_previous=row.previous.invested if row.previous else None,
        invested=row.entry.invested_amount,
        explanation=row.entry.explanation,
        time_percent=row.time_percent,
        indicators=[
            IndicatorFacts(
                indicator_id=cell.indicator.pk,
                name=cell.indicator.name,
                measure=cell.indicator.measure,
                planned=cell.planned,
                previous=cell.previous,
                done=cell.done,
            )
            for cell in row.indicators
        ],
    )


def findings_of(
    submission: PeriodSubmission, rows: Iterable[LineRow] | None = None
) -> list[Finding]:
    """Return what the checks say of the lines that a submission speaks of."""
    found = lines_of(submission) if rows is None else rows
    return [finding for row in found for finding in line_findings(row)]


def line_findings(row: LineRow, *, explained: bool = True) -> list[Finding]:
    """Return what the checks say of one line; with ``explained`` off also what a reason answers."""
    facts = facts_of(row)
    if facts is None:
        return []
    return run(ENTRY_CHECKS, facts if explained else replace(facts, explanation=""))
