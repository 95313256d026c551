"""Tracking lines that make themselves, and what is recorded of them: progress and counts.

What people type about lines (places, plans, who reports) is written by ``services.lines``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kernel import history
from kernel.text import fold
from localities.models import AdministrativeUnit
from programmes.choices import BeneficiaryKind
from programmes.models import (
    Allocation,
    CountedResult,
    LineIndicator,
    ProjectIndicator,
    ProjectPlace,
    SupportProject,
    TrackingLine,
)
from programmes.selectors import counted_on, percents_of

MADE = "lập dòng theo dõi"
_FOLLOWED = (BeneficiaryKind.FACILITY, BeneficiaryKind.ORGANISATION, BeneficiaryKind.GROUP)
#: stored column of a line -> field of ``LineProgress``
RECORDED = {
    "state": "state",
    "progress_percent": "percent",
    "progress_as_of": "as_of",
    "invested_amount": "invested",
}
#: what a project stores of its lines
_OF_PROJECT = ("progress_percent", "progress_as_of")


@dataclass(frozen=True)
class LineProgress:
    """What was approved last of a line; cumulative. Without ``as_of`` nothing is approved."""

    line_id: int
    state: str
    percent: int | None
    as_of: date | None
    invested: int | None
    done: Mapping[int, Decimal | None]


@dataclass(frozen=True)
class CountedRow:
    """What one source counts for an indicator of a line, and on which day."""

    line_id: int
    indicator_id: int
    occurred_on: date
    amount: Decimal


# --- lines that are missing -----------------------------------------------------------------------


@transaction.atomic
def ensure_lines(projects: Iterable[SupportProject], *, by: Any, reason: str = "") -> int:
    """Give each project without a line its lines; return how many were made.

    One for each named beneficiary, else one for the whole project, which then plans what the
    project plans. The caller has checked the right. A fixed number of queries however many
    projects; two people at once wait for each other here.
    """
    bare = _bare([project.pk for project in projects])
    if not bare:
        return 0
    reason = reason or MADE
    lines = _new_lines(bare, by)
    history.save_many(TrackingLine, lines, by=by, reason=reason)
    history.save_many(ProjectPlace, _new_places(lines), by=by, reason=reason)
    history.save_many(LineIndicator, _plans_of_whole_projects(lines), by=by, reason=reason)
    return len(lines)


def _bare(keys: Sequence[int]) -> dict[int, SupportProject]:
    """Lock the projects without a line; those that got one while we waited drop out."""

    def held(among: Sequence[int]) -> set[int]:
        lines = TrackingLine.objects.alive().filter(project__in=among)
        return set(lines.values_list("project_id", flat=True))

    without = sorted(set(keys) - held(keys))
    if not without:
        return {}
    rows = SupportProject.objects.alive().select_for_update(of=("self",))
    locked = rows.select_related("unit", "unit_now").filter(pk__in=without).order_by("pk")
    found = {project.pk: project for project in locked}
    made_meanwhile = held(without)
    return {pk: project for pk, project in found.items() if pk not in made_meanwhile}


def _new_lines(projects: Mapping[int, SupportProject], by: Any) -> list[TrackingLine]:
    followed: dict[int, list[Allocation | None]] = {pk: [] for pk in projects}
    allocations = Allocation.objects.filter(project__in=list(projects), kind__in=_FOLLOWED)
    for row in allocations.select_related(
        "facility__unit", "facility__unit_now", "organisation"
    ).order_by("pk"):
        followed[row.project_id].append(row)
    area = _area([row for rows in followed.values() for row in rows if row], by)
    lines = []
    for pk, project in projects.items():
        for order, allocation in enumerate(followed[pk] or [None], start=1):
            unit, unit_now = _place(project, allocation, area)
            line = TrackingLine(
                project=project, allocation=allocation, unit=unit, unit_now=unit_now, order=order
            )
            set_line_key(line)
            lines.append(line)
    return lines


def _area(allocations: Iterable[Allocation], by: Any) -> set[int] | None:
    """Which of the facilities' units the person's office covers; None for all of them."""
    if by.sees_everything:
        return None
    units: set[int] = set()
    for row in allocations:
        if row.facility:
            units |= {row.facility.unit_id, row.facility.unit_now_id or row.facility.unit_id}
    covered = by.covered_units().filter(unit__in=units)
    return {row["unit_id"] for row in covered}


def _place(
    project: SupportProject, allocation: Allocation | None, area: set[int] | None
) -> tuple[AdministrativeUnit, AdministrativeUnit | None]:
    """Where the beneficiary works, by a unit of the project's own time; else the project's."""
    own = (project.unit, project.unit_now)
    facility = allocation.facility if allocation else None
    if facility is None or (project.unit_now_id and facility.unit_now_id == project.unit_now_id):
        return own
    unit = facility.unit
    if project.unit.valid_to is None and unit.valid_to is not None and facility.unit_now:
        unit = facility.unit_now
    if area is not None and unit.pk not in area:
        return own
    return unit, facility.unit_now


def _new_places(lines: Sequence[TrackingLine]) -> list[ProjectPlace]:
    keys = {line.project_id for line in lines}
    rows = ProjectPlace.objects.filter(project__in=keys).values_list("project_id", "unit_id")
    known = set(rows)
    places = []
    for line in lines:
        key = (line.project_id, line.unit_id)
        if line.unit_id != line.project.unit_id and key not in known:
            known.add(key)
            places.append(
                ProjectPlace(project=line.project, unit=line.unit, unit_now=line.unit_now)
            )
    return places


def _plans_of_whole_projects(lines: Sequence[TrackingLine]) -> list[LineIndicator]:
    """What a project plans goes to its only line; several lines share it out by hand."""
    held: dict[int, list[TrackingLine]] = {}
    for line in lines:
        held.setdefault(line.project_id, []).append(line)
    alone = {pk: rows[0] for pk, rows in held.items() if len(rows) == 1}
    planned = ProjectIndicator.objects.filter(project__in=list(alone)).order_by("pk")
    return [
        LineIndicator(
            line=alone[row.project_id], indicator_id=row.indicator_id, planned=row.planned
        )
        for row in planned
    ]


def set_line_key(line: TrackingLine) -> None:
    """Rewrite what a line is found by: its own words, its beneficiary, its places."""
    limit = line._meta.get_field("search_key").max_length
    places = dict.fromkeys(unit.full_name for unit in (line.unit, line.unit_now) if unit)
    words = [line.name, line.beneficiary, line.project.code, line.project.name, *places]
    line.search_key = fold(" ".join(words))[:limit]


# --- what was approved ----------------------------------------------------------------------------


@transaction.atomic
def record_progress(records: Sequence[LineProgress], *, by: Any, reason: str = "") -> None:
    """Write what was approved last of each line, then the percents of their projects.

    A line of which nothing is approved keeps what is counted by itself. The caller has checked the
    right. A fixed number of queries however many lines; only what differs is written.
    """
    told = {record.line_id: record for record in records}
    projects = lock_projects(TrackingLine.objects.filter(pk__in=told).values("project"))
    rows = TrackingLine.objects.select_for_update(of=("self",)).filter(pk__in=told)
    changed = [line for line in rows.order_by("pk") if _take(line, told[line.pk])]
    history.save_many(TrackingLine, changed, by=by, reason=reason, fields=RECORDED)
    history.save_many(LineIndicator, _done_of(told), by=by, reason=reason, fields=["done"])
    store_percents(projects, by=by, reason=reason)


def lock_projects(keys: Iterable[int] | QuerySet) -> list[SupportProject]:
    """Lock and read projects in the order of their numbers; always before their lines."""
    rows = SupportProject.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return list(rows.order_by("pk"))


def _take(line: TrackingLine, record: LineProgress) -> bool:
    values = {name: getattr(record, source) for name, source in RECORDED.items()}
    differs = any(getattr(line, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(line, name, value)
    return differs


def _done_of(told: Mapping[int, LineProgress]) -> list[LineIndicator]:
    silent = [pk for pk, record in told.items() if record.as_of is None]
    counted = counted_on(silent, None) if silent else {}
    changed = []
    for row in LineIndicator.objects.filter(line__in=list(told)).order_by("pk"):
        value = done_of(row, told[row.line_id], counted)
        if row.done != value:
            row.done = value
            changed.append(row)
    return changed


def done_of(
    row: LineIndicator, record: LineProgress, counted: Mapping[tuple[int, int], Decimal]
) -> Decimal | None:
    """Return what a line's indicator says as done: what is approved, else what is counted."""
    if record.as_of is None:
        return counted.get((row.line_id, row.indicator_id))
    return record.done.get(row.indicator_id)


def store_percents(projects: Sequence[SupportProject], *, by: Any, reason: str) -> None:
    """Write percent and day of locked projects where their lines say something else now."""
    changed = set_percents(projects)
    history.save_many(SupportProject, changed, by=by, reason=reason, fields=_OF_PROJECT)


def set_percents(projects: Sequence[SupportProject]) -> list[SupportProject]:
    """Bring percent and day of locked projects in line with their lines; return those changed."""
    if not projects:
        return []
    now = percents_of(projects)
    changed = []
    for project in projects:
        percent, day = now[project.pk].progress.percent, now[project.pk].as_of
        if (project.progress_percent, project.progress_as_of) != (percent, day):
            project.progress_percent, project.progress_as_of = percent, day
            changed.append(project)
    return changed


# --- what is counted by itself --------------------------------------------------------------------


@transaction.atomic
def record_results(source_key: str, rows: Sequence[CountedRow]) -> None:
    """Replace all that a source counts (``"course:<number>"``) by these rows.

    Lines of which nothing is approved yet show the sums at once; approved figures stay until the
    next report. Derived, therefore without history. The lines are locked before their sums are
    taken: of two courses that end at once, the second counts both.
    """
    held = CountedResult.objects.filter(source_key=source_key)
    keys = set(held.values_list("line_id", flat=True)) | {row.line_id for row in rows}
    locked = TrackingLine.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    lines = list(locked.order_by("pk").only("pk", "progress_as_of"))
    held.delete()
    CountedResult.objects.bulk_create(
        CountedResult(
            source_key=source_key,
            line_id=row.line_id,
            indicator_id=row.indicator_id,
            occurred_on=row.occurred_on,
            amount=row.amount,
        )
        for row in rows
    )
    silent = [line.pk for line in lines if line.progress_as_of is None]
    counted = counted_on(silent, None)
    changed = []
    for planned in LineIndicator.objects.filter(line__in=silent).order_by("pk"):
        value = counted.get((planned.line_id, planned.indicator_id))
        if planned.done != value:
            planned.done = value
            changed.append(planned)
    LineIndicator.objects.bulk_update(changed, ["done"], batch_size=500)
