"""Reads about tracking lines: what a period holds, what is counted, how far projects are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.choices import ProgressWeighting
from accounts.selectors import CentreMap, centres_of
from programmes.choices import FundingSource, ProjectState
from programmes.models import CountedResult, DecisionLine, SupportProject, TrackingLine
from programmes.progress import LineShare, ProjectProgress, project_progress


def tracked_lines(*, year: int, day: date) -> QuerySet[TrackingLine]:
    """Return the lines that a period of ``year`` holds on ``day``, with ``reporter_id``.

    Not narrowed to anybody's area: callers do that (``visible_to``, a Centre's coverage).
    """
    last_year = Coalesce(F("project__last_year"), F("project__first_year"))
    return (
        TrackingLine.objects.alive()
        .alias(until=last_year)
        .filter(
            Q(project__approved_on__isnull=True) | Q(project__approved_on__lte=day),
            project__deleted_at__isnull=True,
            project__state__in=ProjectState.TRACKED,
            project__first_year__lte=year,
            until__gte=year,
        )
        .with_reporter(day)
        .select_related("project", "unit", "allocation__facility", "allocation__organisation")
    )


def counted_on(line_ids: Iterable[int], day: date | None) -> dict[tuple[int, int], Decimal]:
    """Return what is counted by itself until ``day``: (line, indicator) -> sum, in one query.

    A pair without any row until then is missing, which is not zero. Without a day: all there is.
    """
    rows = CountedResult.objects.filter(line__in=list(line_ids))
    if day is not None:
        rows = rows.filter(occurred_on__lte=day)
    sums = rows.order_by().values_list("line_id", "indicator_id").annotate(total=Sum("amount"))
    return {(line, indicator): total for line, indicator, total in sums}


@dataclass(frozen=True)
class LinesProgress:
    """How far a project's lines bring it: the percent, and the newest day that it speaks of."""

    progress: ProjectProgress
    as_of: date | None


def percents_of(projects: Iterable[SupportProject]) -> dict[int, LinesProgress]:
    """Weigh the lines of each project as its Centre's profile says; four queries for any number.

    The profile is the one in force on the newest day of the lines.
    """
    rows = {project.pk: project for project in projects}
    lines: dict[int, list[TrackingLine]] = {pk: [] for pk in rows}
    found = TrackingLine.objects.alive().filter(project__in=list(rows)).order_by("pk")
    for line in found.only("project", "allocation", "progress_percent", "progress_as_of"):
        lines[line.project_id].append(line)
    return weighed(rows.values(), lines)


def weighed(
    projects: Iterable[SupportProject], lines: Mapping[int, Sequence[TrackingLine]]
) -> dict[int, LinesProgress]:
    """Weigh the given lines of each project by the percents that they bear; three queries.

    A report of an earlier period hands in lines that bear the percents of its last day.
    """
    rows = {project.pk: project for project in projects}
    supports = _supports([line for held in lines.values() for line in held])
    centres = centres_of(project.unit_id for project in rows.values())
    return {
        pk: _weigh(project, lines.get(pk, ()), supports, centres=centres)
        for pk, project in rows.items()
    }


def _weigh(
    project: SupportProject,
    lines: Sequence[TrackingLine],
    supports: Mapping[int, int],
    *,
    centres: CentreMap,
) -> LinesProgress:
    days = [
        line.progress_as_of
        for line in lines
        if line.progress_percent is not None and line.progress_as_of is not None
    ]
    as_of = max(days, default=None)
    profile = centres.profile(project.unit_id, as_of or timezone.localdate())
    only = project.support_amount if len(lines) == 1 else None
    progress = project_progress(
        (LineShare(line.progress_percent, supports.get(line.pk, only)) for line in lines),
        weighting=profile.progress_weighting if profile else ProgressWeighting.SUPPORT,
    )
    return LinesProgress(progress, as_of)


def _supports(lines: Sequence[TrackingLine]) -> dict[int, int]:
    """The approved support of each line whose beneficiary is its own; in đồng, never negative."""
    holders: dict[int, list[int]] = {}
    for line in lines:
        if line.allocation_id:
            holders.setdefault(line.allocation_id, []).append(line.pk)
    sums = (
        DecisionLine.objects.counted()
        .filter(allocation__in=list(holders), source__in=FundingSource.SUPPORT)
        .order_by()
        .values_list("allocation_id")
        .annotate(total=Sum("amount"))
    )
    return {
        holders[allocation][0]: total
        for allocation, total in sums
        if len(holders[allocation]) == 1 and total >= 0
    }
