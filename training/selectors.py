"""Reads of courses: lists and their sums, one page, what its line counts, search, work to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from beneficiaries.selectors import timeline
from kernel.dates import format_date
from kernel.search import matching
from kernel.text import fold
from kernel.work import Hit, WorkItem
from localities import selectors as localities
from localities.names import lowered
from programmes.models import (
    CountedResult,
    Indicator,
    LineIndicator,
    SupportProject,
    TrackingLine,
)
from training.checks import DateFacts
from training.choices import CourseState
from training.counting import Count, CourseFacts
from training.counting import count as counted
from training.models import TrainingCourse

SEARCH_LIMIT = 20
MOST_WORK = 5
NUMBERS = ("trainee_count", "women_count", "minority_count", "employed_count")


def listed(user: Any) -> QuerySet[TrainingCourse]:
    """The courses that a person sees, with what a row of a list shows."""
    return TrainingCourse.objects.visible_to(user).for_list()


def search(user: Any, q: str) -> list[Hit]:
    """Courses for the box on top of every page; nothing for a text without letters."""
    if not fold(q) or not user.can(Permission.VIEW_COURSES):
        return []
    return [
        Hit(
            kind=_("Lớp đào tạo"),
            title=row.name,
            detail=" · ".join(filter(None, [localities.label(row.unit), row.project.name])),
            url=row.get_absolute_url(),
        )
        for row in matching(listed(user), q).order_by("sort_key", "pk")[:SEARCH_LIMIT]
    ]


# --- time ----------------------------------------------------------------------------------------


def held_between(first: date, last: date) -> Q:
    """The condition "held on some of these days".

    A course of which one day is known was held on it; one without any in its project's years.
    """
    begun = Q(starts_on__lte=last) | Q(starts_on__isnull=True, ends_on__lte=last)
    not_over = Q(ends_on__gte=first) | Q(ends_on__isnull=True, starts_on__gte=first)
    years = Q(project__last_year__gte=first.year) | Q(
        project__last_year__isnull=True, project__first_year__gte=first.year
    )
    undated = Q(starts_on__isnull=True, ends_on__isnull=True, project__first_year__lte=last.year)
    return (begun & not_over) | (undated & years)


def overdue(day: date) -> Q:
    """The condition "over by its dates, but its numbers or its state haven't come"."""
    waits = Q(state__in=[CourseState.PLANNED, CourseState.RUNNING, CourseState.UNKNOWN])
    unknown = Q(state=CourseState.FINISHED, trainee_count__isnull=True)
    return Q(ends_on__lt=day) & (waits | unknown)


def work_for(user: Any) -> list[WorkItem]:
    """Courses that are over and whose numbers somebody must add; the first few, then the rest."""
    if not user.can(Permission.EDIT_COURSES):
        return []
    rows = listed(user).filter(overdue(timezone.localdate())).order_by("ends_on", "pk")
    count = rows.count()
    shown = rows[: count if count <= MOST_WORK else MOST_WORK - 1]
    items = [
        _work(
            _("Bổ sung số liệu lớp “%s”") % row.name,
            _("Bế giảng %(day)s · %(place)s")
            % {"day": format_date(row.ends_on), "place": localities.label(row.unit)},
            reverse("training:course-edit", args=[row.pk]),
        )
        for row in shown
    ]
    if count > len(items):
        title = _("Bổ sung số liệu %s lớp khác") % (count - len(items))
        url = f"{reverse('training:courses')}?figures=overdue"
        items.append(_work(title, _("Đã qua ngày bế giảng, chưa có số liệu"), url))
    return items


def _work(title: str, detail: str, url: str) -> WorkItem:
    return WorkItem(
        verb=_("Bổ sung"),
        title=title,
        detail=detail,
        due=None,
        state="at_risk",
        url=url,
        action=_("Nhập số liệu"),
    )


# --- lists ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Totals:
    """Sums over a list of courses (known parts) and of how many courses each isn't known."""

    count: int
    planned_trainee_count: int | None
    trainee_count: int | None
    women_count: int | None
    minority_count: int | None
    employed_count: int | None
    unknown: dict[str, int]


def totals(rows: QuerySet[TrainingCourse]) -> Totals:
    """Add up the list's numbers in one query."""
    sums: dict[str, Any] = {f"sum_{name}": Sum(name) for name in NUMBERS}
    known: dict[str, Any] = {f"known_{name}": models.Count(name) for name in NUMBERS}
    found = rows.order_by().aggregate(
        count=models.Count("pk"), planned=Sum("planned_trainee_count"), **sums, **known
    )
    return Totals(
        count=found["count"],
        planned_trainee_count=found["planned"],
        unknown={name: found["count"] - found[f"known_{name}"] for name in NUMBERS},
        **{name: found[f"sum_{name}"] for name in NUMBERS},
    )


# --- counting ------------------------------------------------------------------------------------


def source_key(course: TrainingCourse) -> str:
    """Under which key the line's counted results of this course are stored."""
    return f"course:{course.pk}"


def facts_of(course: TrainingCourse) -> CourseFacts:
    """What the rules of counting look at."""
    return CourseFacts(
        state=course.state,
        starts_on=course.starts_on,
        ends_on=course.ends_on,
        project_year=course.project.first_year,
        trainees=course.trainee_count,
        employed=course.employed_count,
        employed_on=course.employed_on,
    )


def date_facts_of(course: TrainingCourse) -> DateFacts:
    """What the checks look at, today."""
    return DateFacts(
        state=course.state,
        today=timezone.localdate(),
        starts_on=course.starts_on,
        ends_on=course.ends_on,
        employed_on=course.employed_on,
    )


@dataclass(frozen=True)
class IndicatorCount:
    """What a course counts for one indicator of its line."""

    line_id: int
    indicator: Indicator
    count: Count


def counts_of(courses: Iterable[TrainingCourse]) -> dict[int, list[IndicatorCount]]:
    """What each course counts for the indicators of its line, by the course's id: one query."""
    rows = list(courses)
    held: dict[int, list[LineIndicator]] = {}
    indicators = (
        LineIndicator.objects.filter(
            line__in={row.line_id for row in rows if row.line_id}, line__deleted_at__isnull=True
        )
        .exclude(indicator__counted_from="")
        .select_related("indicator")
        .order_by("indicator__order", "pk")
    )
    for indicator in indicators:
        held.setdefault(indicator.line_id, []).append(indicator)
    return {
        row.pk: [
            IndicatorCount(
                line_id=item.line_id,
                indicator=item.indicator,
                count=counted(item.indicator.counted_from, facts_of(row)),
            )
            for item in held.get(row.line_id or 0, [])
        ]
        for row in rows
    }


def line_of_courses(user: Any, project: SupportProject) -> TrackingLine | None:
    """The project's only line, or the only one of its lines that counts courses; else None."""
    rows = TrackingLine.objects.visible_to(user).filter(project=project).select_related("unit")
    lines = list(rows.order_by("order", "pk"))
    if len(lines) > 1:
        counting = LineIndicator.objects.filter(line__in=lines).exclude(indicator__counted_from="")
        held = set(counting.values_list("line_id", flat=True))
        lines = [line for line in lines if line.pk in held]
    return lines[0] if len(lines) == 1 else None


def _stored_counts(keys: Iterable[str]) -> dict[str, set[tuple[int, int, date, Decimal]]]:
    found: dict[str, set[tuple[int, int, date, Decimal]]] = {}
    names = ("source_key", "line_id", "indicator_id", "occurred_on", "amount")
    for key, *row in CountedResult.objects.filter(source_key__in=list(keys)).values_list(*names):
        found.setdefault(key, set()).add((row[0], row[1], row[2], row[3]))
    return found


def _wanted(counts: Iterable[IndicatorCount]) -> set[tuple[int, int, date, Decimal]]:
    return {
        (row.line_id, row.indicator.pk, row.count.day, Decimal(row.count.amount))
        for row in counts
        if row.count.amount is not None and row.count.day is not None
    }


def miscounted(courses: Iterable[TrainingCourse]) -> list[TrainingCourse]:
    """The courses whose counted results differ from what they count now; two queries."""
    rows = list(courses)
    counts = counts_of(rows)
    stored = _stored_counts(source_key(row) for row in rows)
    return [row for row in rows if stored.get(source_key(row), set()) != _wanted(counts[row.pk])]


# --- one course ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class NumberRow:
    """A line of the table of numbers: planned, actual, and the actual's share of the trainees."""

    label: str
    planned: int | None
    has_plan: bool
    actual: int | None
    share: int | None
    as_of: date | None = None


@dataclass(frozen=True)
class CoursePage:
    """What the page of one course shows."""

    course: TrainingCourse
    place: str
    place_now: str
    numbers: Sequence[NumberRow]
    line: TrackingLine | None
    line_is_gone: bool
    counts: Sequence[IndicatorCount]
    is_miscounted: bool
    project_url: str
    timeline: Sequence[dict[str, Any]]


def course_page(user: Any, course: TrainingCourse) -> CoursePage:
    """Gather the facts of one page, all within what the person sees."""
    place = localities.long_label(course.unit)
    moved = course.unit_now is not None and course.unit_now_id != course.unit_id
    line = course.line
    gone = line is not None and line.is_deleted
    visible = SupportProject.objects.visible_to(user).filter(pk=course.project_id).exists()
    counts = counts_of([course])[course.pk]
    stored = _stored_counts([source_key(course)]).get(source_key(course), set())
    return CoursePage(
        course=course,
        place=place[:1].upper() + place[1:],
        place_now=lowered(course.unit_now.full_name) if course.unit_now and moved else "",
        numbers=_numbers(course),
        line=None if gone else line,
        line_is_gone=gone,
        counts=counts,
        is_miscounted=stored != _wanted(counts),
        project_url=course.project.get_absolute_url() if visible else "",
        timeline=timeline(course),
    )


def _numbers(course: TrainingCourse) -> list[NumberRow]:
    def share(part: int | None) -> int | None:
        whole = course.trainee_count
        return None if part is None or not whole else (200 * part + whole) // (2 * whole)

    women, minority, employed = course.women_count, course.minority_count, course.employed_count
    return [
        NumberRow(_("Học viên"), course.planned_trainee_count, True, course.trainee_count, None),
        NumberRow(_("Trong đó: nữ"), None, False, women, share(women)),
        NumberRow(_("Trong đó: dân tộc thiểu số"), None, False, minority, share(minority)),
        NumberRow(
            _("Có việc làm sau đào tạo"),
            course.planned_employed_count,
            True,
            employed,
            share(employed),
            course.employed_on if employed is not None else None,
        ),
    ]
