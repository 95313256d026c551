"""What lists and pages of periods and reports show beside their rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.utils import timezone

from progress.choices import SubmissionState as State
from progress.models import PeriodSubmission, PeriodTransition, ReportingPeriod
from progress.selectors.holding import held_lines
from progress.selectors.periods import due_state
from progress.workflow import LABELS


@dataclass(frozen=True)
class ListedPeriod:
    """A period in the list: of the offices that must report, how many have, and how."""

    period: ReportingPeriod
    must: int
    sent: int
    approved: int
    waiting: int
    late: int


@dataclass(frozen=True)
class ListedSubmission:
    """An office's report in its own list."""

    submission: PeriodSubmission
    due: tuple[str, int]
    line_count: int


def listed_periods(periods: Sequence[ReportingPeriod], user: Any) -> list[ListedPeriod]:
    """Count the reports of each period of a page; two queries however many periods."""
    holders = holder_counts(periods)
    rows = PeriodSubmission.objects.visible_to(user).filter(period__in=[one.pk for one in periods])
    found: dict[int, list[tuple[int, str, Any]]] = {one.pk: [] for one in periods}
    for period, *facts in rows.values_list("period", "organisation", "state", "submitted_at"):
        found[period].append(tuple(facts))
    return [_listed(one, holders[one.pk], found[one.pk]) for one in periods]


def _listed(
    period: ReportingPeriod, holders: Collection[int], rows: list[tuple[int, str, Any]]
) -> ListedPeriod:
    due = [(state, at) for office, state, at in rows if office in holders]
    sent = [at for state, at in due if state in State.SENT]
    return ListedPeriod(
        period,
        must=len(due),
        sent=len(sent),
        approved=sum(1 for state, _at in due if state == State.APPROVED),
        waiting=sum(1 for _office, state, _at in rows if state in State.WAITING),
        late=sum(1 for at in sent if _is_late(at, period.local_due_on)),
    )


def _is_late(moment: Any, due: date) -> bool:
    return bool(moment) and timezone.localtime(moment).date() > due


def listed_submissions(submissions: Sequence[PeriodSubmission]) -> list[ListedSubmission]:
    """Return how each report of a page stands and how many lines it holds; one query."""
    today = timezone.localdate()
    holders = holder_counts([one.period for one in submissions])
    return [
        ListedSubmission(
            one, due_state(one, today), holders[one.period_id].get(one.organisation_id, 0)
        )
        for one in submissions
    ]


def holder_counts(periods: Collection[ReportingPeriod]) -> dict[int, dict[int, int]]:
    """Return, by period, how many lines each organisation holds; one query for all periods."""
    unique = {one.pk: one for one in periods}
    counts: dict[int, dict[int, int]] = {pk: {} for pk in unique}
    if not unique:
        return counts
    for pk, reporter, count in _union([_holders(one) for one in unique.values()]):
        office = reporter or unique[pk].centre_id
        counts[pk][office] = counts[pk].get(office, 0) + count
    return counts


def _holders(period: ReportingPeriod) -> QuerySet:
    rows = held_lines(period).order_by().annotate(period_id=Value(period.pk))
    return rows.values_list("period_id", "reporter_id").annotate(n=Count("pk"))


def _union(parts: list[QuerySet]) -> QuerySet:
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


# --- what has happened ----------------------------------------------------------------------------


def timeline(submission: PeriodSubmission) -> list[dict[str, Any]]:
    """Return what has happened to a report, the newest first."""
    rows = submission.transitions.select_related("by").order_by("-at", "-pk")
    return [_entry(row) for row in rows]


def period_timeline(period: ReportingPeriod) -> list[dict[str, Any]]:
    """Return when a period was locked and opened again, the newest first."""
    rows = PeriodTransition.objects.filter(subject=period).select_related("by")
    return [_entry(row) for row in rows.order_by("-at", "-pk")]


def _entry(row: Any) -> dict[str, Any]:
    return {
        "at": row.at,
        "title": str(LABELS.get(row.name, row.name)),
        "who": str(row.by),
        "reason": row.note,
    }


__all__ = [
    "ListedPeriod",
    "ListedSubmission",
    "holder_counts",
    "listed_periods",
    "listed_submissions",
    "period_timeline",
    "timeline",
]
