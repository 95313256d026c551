"""Synthetic lines, periods and approved reports of the synthetic projects, plainly marked as such.

Entries are written in bulk, past the steps that people take one by one; what approval writes to
lines and projects is written by the service of approval, and check_figures proves it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.choices import OrganisationKind
from accounts.models import Coverage, Organisation, OrganisationArea
from accounts.services import save_organisation, save_record
from kernel import history, statistics
from khuyencong.sample.office import PROVINCE
from khuyencong.sample.places import unit_of
from khuyencong.sample.volume import BATCH, MILLION, PROJECT_NAME, REASON, YEAR
from localities import selectors as localities
from localities.choices import REFORM_DAY
from programmes.choices import CountedFrom, LineState, ProjectState
from programmes.models import (
    Indicator,
    LineIndicator,
    ReportingAssignment,
    SupportProject,
    TrackingLine,
)
from programmes.services import ensure_lines, record_progress
from progress import workflow
from progress.choices import PeriodKind, SubmissionState
from progress.models import (
    EntryIndicator,
    PeriodSubmission,
    ProgressEntry,
    ReportingPeriod,
    SubmissionTransition,
)
from progress.services import approved_progress, ensure_submissions, open_year

OFFICE_NAME = "Phòng tổng hợp thử tải"
CENTRE_NAME = "Trung tâm tổng hợp thử tải"
TEXT = "Số liệu tổng hợp để thử tải, không có thật"


@dataclass(frozen=True)
class _Reach:
    """How far a line has come in a month."""

    percent: int
    invested: int
    done: Decimal


@transaction.atomic
def build_reports(count: int, *, seed: int, by: Any) -> int:
    """Add about ``count`` approved entries to synthetic projects; return how many there are new.

    At most one a month for each line that has none: more need more projects.
    """
    random = Random(seed)  # noqa: S311  (repeatable, no secret)
    offices = _offices(by)
    lines = _lines(offices, random, by)
    periods = _periods(by)
    submissions = _submissions(periods, set(offices.values()))
    made, used = 0, set()
    for start in range(0, len(lines), BATCH):
        some = lines[start : start + BATCH]
        wanted = -(-count * len(some) // len(lines))
        entries = list(_entries(some, periods, submissions, random))
        entries = sorted(entries, key=lambda pair: pair[0].submission.period.data_to)[:wanted]
        _store(entries, by)
        used |= {entry.submission_id for entry, _cell in entries}
        made += len(entries)
    _approve([row for row in submissions.values() if row.pk in used], by)
    for start in range(0, len(lines), BATCH):
        ids = [line.pk for line in lines[start : start + BATCH]]
        record_progress(approved_progress(ids), by=by, reason=REASON)
    statistics.refresh(ProgressEntry, EntryIndicator, TrackingLine, LineIndicator)
    return made


# --- offices and lines ----------------------------------------------------------------------------


def _offices(by: Any) -> dict[int, int]:
    """A synthetic office for each commune that has none: unit -> organisation; and a Centre."""
    province = unit_of(PROVINCE)
    centres = Organisation.objects.alive().filter(kind=OrganisationKind.EXTENSION_CENTRE)
    if not Coverage.objects.filter(unit=province, organisation__in=centres).exists():
        _office(CENTRE_NAME, OrganisationKind.EXTENSION_CENTRE, province, None, by)
    kept = Organisation.objects.alive().filter(kind=OrganisationKind.COMMUNE_OFFICE)
    theirs = set(kept.exclude(name__startswith=OFFICE_NAME).values_list("unit_id", flat=True))
    found = dict(kept.filter(name__startswith=OFFICE_NAME).values_list("unit_id", "pk"))
    for unit in localities.present_units_of(province):
        if unit.pk not in found and unit.pk not in theirs:
            name = f"{OFFICE_NAME} {unit.full_name}"
            office = _office(name, OrganisationKind.COMMUNE_OFFICE, unit, REFORM_DAY, by)
            found[unit.pk] = office.pk
    return found


def _office(name: str, kind: str, unit: Any, since: date | None, by: Any) -> Organisation:
    office = Organisation(kind=kind, name=name, unit=unit, valid_from=since, note=TEXT)
    save_organisation(office, by=by, reason=REASON)
    area = OrganisationArea(organisation=office, unit=unit, valid_from=since)
    save_record(area, by=by, reason=REASON)
    return office


def _lines(offices: dict[int, int], random: Random, by: Any) -> list[TrackingLine]:
    """The synthetic lines without a report, each with an indicator and the office of its place."""
    projects = SupportProject.objects.alive().filter(
        name__startswith=PROJECT_NAME, state__in=ProjectState.TRACKED
    )
    bare = list(projects.filter(tracking_lines__isnull=True).order_by("pk"))
    for start in range(0, len(bare), BATCH):
        ensure_lines(bare[start : start + BATCH], by=by, reason=REASON)
    rows = TrackingLine.objects.alive().filter(
        project__name__startswith=PROJECT_NAME, unit__in=offices, entries__isnull=True
    )
    lines = list(rows.select_related("project").order_by("pk"))
    planned = set(LineIndicator.objects.filter(line__in=rows).values_list("line_id", flat=True))
    unplanned = [line for line in lines if line.pk not in planned]
    typed = list(Indicator.objects.exclude(counted_from__in=CountedFrom.values).order_by("code"))
    plans = [
        LineIndicator(line=line, indicator=random.choice(typed), planned=random.randint(1, 12))
        for line in unplanned
    ]
    history.save_many(LineIndicator, plans, by=by, reason=REASON)
    assignments = [
        ReportingAssignment(line=line, organisation_id=offices[line.unit_id]) for line in unplanned
    ]
    history.save_many(ReportingAssignment, assignments, by=by, reason=REASON)
    return lines


# --- periods and entries --------------------------------------------------------------------------


def _periods(by: Any) -> list[ReportingPeriod]:
    """The months of the year, with a submission for every office."""
    covering = Coverage.objects.filter(unit=unit_of(PROVINCE)).values("organisation")
    centres = Organisation.objects.filter(kind=OrganisationKind.EXTENSION_CENTRE, pk__in=covering)
    centre = centres.alive().order_by("pk").first()
    if centre is None:  # _offices has made one
        return []
    open_year(centre, YEAR, [PeriodKind.MONTH], by=by, reason=REASON)
    rows = ReportingPeriod.objects.alive().filter(centre=centre, kind=PeriodKind.MONTH)
    periods = list(rows.filter(ends_on__year=YEAR).select_related("centre").order_by("data_to"))
    for period in periods:
        ensure_submissions(period, by=by, reason=REASON)
    return periods


def _submissions(
    periods: Sequence[ReportingPeriod], offices: set[int]
) -> dict[tuple[int, int], PeriodSubmission]:
    """Submissions by period and office."""
    rows = PeriodSubmission.objects.alive().filter(period__in=periods, organisation__in=offices)
    found = rows.select_related("period")
    return {(row.period_id, row.organisation_id): row for row in found}


def _entries(
    lines: Sequence[TrackingLine],
    periods: Sequence[ReportingPeriod],
    submissions: dict[tuple[int, int], PeriodSubmission],
    random: Random,
) -> Iterator[tuple[ProgressEntry, EntryIndicator]]:
    """What every line could report, month after month."""
    reporters = dict(
        ReportingAssignment.objects.filter(line__in=lines).values_list("line", "organisation")
    )
    plans = {row.line_id: row for row in LineIndicator.objects.filter(line__in=lines)}
    for line in lines:
        plan = plans[line.pk]
        for period, reach in zip(periods, _course_of(plan, periods, random), strict=True):
            state = LineState.DONE if reach.percent == 100 else LineState.IN_PROGRESS
            entry = ProgressEntry(
                submission=submissions[period.pk, reporters[line.pk]],
                line=line,
                state=state,
                percent=reach.percent,
                invested_amount=reach.invested,
                results=TEXT,
                difficulties="Khó khăn thử tải" if random.random() < 0.2 else "",
            )
            yield (
                entry,
                EntryIndicator(
                    entry=entry,
                    indicator_id=plan.indicator_id,
                    done=reach.done,
                    estimate=plan.planned,
                ),
            )


def _course_of(
    plan: LineIndicator, periods: Sequence[ReportingPeriod], random: Random
) -> Iterator[_Reach]:
    """Percents, capital and quantities that never fall."""
    percent, invested = 0, 0
    planned = plan.planned or Decimal(0)
    for _period in periods:
        percent = min(100, percent + random.randint(0, 18))
        invested += random.randint(0, 60) * MILLION
        yield _Reach(percent, invested, (planned * percent / 100).quantize(Decimal(1)))


def _store(pairs: Sequence[tuple[ProgressEntry, EntryIndicator]], by: Any) -> None:
    history.save_many(ProgressEntry, [entry for entry, _cell in pairs], by=by, reason=REASON)
    for entry, cell in pairs:
        cell.entry = entry
    history.save_many(EntryIndicator, [cell for _entry, cell in pairs], by=by, reason=REASON)


def _approve(submissions: Sequence[PeriodSubmission], by: Any) -> None:
    """Let the reports be sent the day after the data end, and approved the day after that."""
    new = [row for row in submissions if not row.is_approved]
    sent, logs = SubmissionState.SUBMITTED, []
    for row in new:
        before = row.state
        row.submitted_at, row.submitted_by = _moment(row, 1), by
        row.approved_at, row.approved_by = _moment(row, 2), by
        row.state = SubmissionState.APPROVED
        for transition, source, target, days in (
            (workflow.SUBMIT, before, sent, 1),
            (workflow.APPROVE, sent, SubmissionState.APPROVED, 2),
        ):
            logs.append(
                SubmissionTransition(
                    subject=row,
                    name=transition.name,
                    source=source,
                    target=target,
                    by=by,
                    at=_moment(row, days),
                    note=TEXT,
                )
            )
    history.save_many(PeriodSubmission, new, by=by, reason=REASON)
    SubmissionTransition.objects.bulk_create(logs, batch_size=500)


def _moment(submission: PeriodSubmission, days: int) -> datetime:
    day = submission.period.data_to + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(9)))
