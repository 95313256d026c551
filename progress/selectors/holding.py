"""Which lines a period holds, and which organisation reports them."""

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from accounts.models import Coverage, Organisation
from programmes.models import TrackingLine
from programmes.selectors import tracked_lines
from progress.models import PeriodSubmission, ReportingPeriod


def held_lines(period: ReportingPeriod) -> "QuerySet[TrackingLine]":
    """Return the lines of a period in its Centre's area, with ``reporter_id`` on its last day."""
    area = Coverage.objects.filter(organisation=period.centre_id, is_shared=False)
    rows = tracked_lines(year=period.year, day=period.data_to)
    return rows.filter(unit__in=area.values("unit_id"))


def reported_by(period: ReportingPeriod, organisations: Collection[int]) -> Q:
    """Return the condition "one of these organisations reports it"; the Centre's need no row."""
    condition = Q(reporter_id__in=list(organisations))
    if period.centre_id in organisations:
        condition |= Q(reporter_id__isnull=True)
    return condition


def lines_held_by(submissions: Collection[PeriodSubmission]) -> dict[int, list[TrackingLine]]:
    """Return the lines of submissions of one period, by organisation, unordered; one query."""
    if not submissions:
        return {}
    period = next(iter(submissions)).period
    organisations = {submission.organisation_id for submission in submissions}
    found: dict[int, list[TrackingLine]] = {pk: [] for pk in organisations}
    rows = held_lines(period).filter(reported_by(period, organisations))
    for line in rows.order_by():
        found[line.reporter_id or period.centre_id].append(line)  # type: ignore[attr-defined]
    return found


def line_counts(period: ReportingPeriod) -> dict[int, int]:
    """Return how many lines each organisation holds in a period; one query."""
    counts: dict[int, int] = {}
    rows = held_lines(period).order_by().values("reporter_id").annotate(n=Count("pk"))
    for reporter, count in rows.values_list("reporter_id", "n"):
        key = reporter or period.centre_id
        counts[key] = counts.get(key, 0) + count
    return counts


def unasked_offices(period: ReportingPeriod) -> list[Organisation]:
    """Return who holds a line of the period and has no report in it: lines came after it opened.

    The Centre has one always. One query.
    """
    asked = PeriodSubmission.objects.alive().filter(period=period)
    holders = held_lines(period).order_by().filter(reporter_id__isnull=False)
    offices = Organisation.objects.filter(pk__in=holders.values("reporter_id"))
    missing = offices.exclude(pk__in=asked.values("organisation_id"))
    return list(missing.order_by("sort_key", "pk"))
