"""Courses by period: one item per course, sections by level, groups by kind of course."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from localities.models import AdministrativeUnit
from programmes.models import SupportProject
from reports import selectors
from reports.choices import LevelFilter
from reports.figures import projects as loading
from reports.figures.counting import PeriodAsked
from reports.figures.sections import Group, Sheet, in_sections, items_of
from reports.figures.shapes import ITEM_LEVEL, ColumnKind, Figures, Row, RowKind
from reports.figures.words import days_in_words, place_in_words, unit_name
from reports.parameters import Parameters
from training.choices import CourseKind, CourseState
from training.models import TrainingCourse
from training.selectors import held_between

SLUG = "courses"
PLANNED = ("planned_trainees", "planned_employed")
DONE = ("trainees", "women", "minority", "employed")
NUMBERS = ("planned_trainees", "trainees", "women", "minority", "planned_employed", "employed")
_TEXT = (
    "course",
    "project",
    "project_code",
    "kind",
    "level",
    "trade",
    "provider",
    "place",
    "unit_code",
    "time",
    "note",
)
KINDS: dict[str, ColumnKind] = {
    "number": ColumnKind.NUMBER,
    **dict.fromkeys(_TEXT, ColumnKind.TEXT),
    "starts_on": ColumnKind.DATE,
    "ends_on": ColumnKind.DATE,
    **dict.fromkeys(NUMBERS, ColumnKind.QUANTITY),
    "state": ColumnKind.STATE,
}
SHEET = Sheet(KINDS, sums=NUMBERS, counted=NUMBERS)
_KINDS_IN_ORDER = [str(kind) for kind in CourseKind]


def courses(parameters: Parameters, user: Any) -> Figures:
    """Compute the courses that were held in a period, in the area that ``user`` sees.

    Raises reports.selectors.UnknownUnitError for a unit that isn't there or is out of reach.
    """
    period, _before = selectors.period_asked(parameters.period, user)
    unit = selectors.unit_asked(parameters.unit, end=parameters.period.last, user=user)
    layout = selectors.layout_on(SLUG, parameters.period.last)
    rows, undated = _courses(parameters, user, unit, period)
    return Figures(
        slug=SLUG,
        title=layout.titled(year=period.span.year, period_title=period.title),
        form_code=layout.printed_form_code,
        period=parameters.period.code,
        unit=str(parameters.unit) if parameters.unit else None,
        level=parameters.level,
        shape=parameters.shape,
        filters={
            "year": period.span.year,
            "period_title": period.title,
            "data_from": period.span.first.isoformat(),
            "data_to": period.span.last.isoformat(),
            "unit_name": unit_name(unit, parameters.period.last),
            "office": str(user.organisation) if user.is_local else None,
            "undated": undated,
        },
        generated_at=timezone.now().replace(microsecond=0),
        columns=selectors.columns_of(layout, KINDS),
        rows=rows_of(rows),
        layout=layout,
    )


def _courses(
    parameters: Parameters, user: Any, unit: AdministrativeUnit | None, period: PeriodAsked
) -> tuple[list[TrainingCourse], int]:
    """Courses of the period, and how many can't be placed in it: no day of them is known.

    These stand in the report of their project's whole year.
    """
    first, last = period.span.first, period.span.last
    still = Q(state=CourseState.RUNNING, ends_on__isnull=True, starts_on__lte=last)
    rows = TrainingCourse.objects.visible_to(user).filter(held_between(first, last) | still)
    if parameters.level != LevelFilter.ALL:
        rows = rows.filter(project__level=parameters.level)
    if unit is not None:
        rows = rows.filter(loading.in_unit(unit))
    found = list(
        rows.select_related("project", "provider", "unit__parent", "unit__province").order_by(
            F("starts_on").asc(nulls_last=True), F("ends_on").asc(nulls_last=True), "sort_key", "pk"
        )
    )
    if parameters.period.is_year:
        return found, 0
    dated = [course for course in found if course.starts_on or course.ends_on]
    return dated, len(found) - len(dated)


@dataclass(frozen=True)
class _Entry:
    """A course in the section of its project and the group of its kind."""

    course: TrainingCourse
    group: Group

    @property
    def project(self) -> SupportProject:
        """The project whose level is the section."""
        return self.course.project


def rows_of(courses: Sequence[TrainingCourse]) -> list[Row]:
    """Return the rows: sections by level, groups by kind, items, and the one total."""
    several = loading.in_several_provinces(courses)

    def item(entry: _Entry, number: int) -> list[Row]:
        return [_item(entry.course, number, several=several)]

    rows = in_sections(SHEET, [_Entry(course, _group(course)) for course in courses], item)
    return [*rows, SHEET.total(items_of(rows))]


def _group(course: TrainingCourse) -> Group:
    order = _KINDS_IN_ORDER.index(course.kind) + 1
    return Group(str(order), str(CourseKind(course.kind).label), order)


def _item(course: TrainingCourse, number: int, *, several: bool) -> Row:
    numbers: dict[str, int | None] = {
        "planned_trainees": course.planned_trainee_count,
        "trainees": course.trainee_count,
        "women": course.women_count,
        "minority": course.minority_count,
        "planned_employed": course.planned_employed_count,
        "employed": course.employed_count,
    }
    values: dict[str, Any] = {
        "number": number,
        "course": course.name,
        "project": course.project.name,
        "project_code": course.project.code or None,
        "kind": str(CourseKind(course.kind).label),
        "level": str(course.project.get_level_display()),
        "trade": course.trade or None,
        "provider": course.provider_label or None,
        "place": place_in_words(course.place_text, [course.unit], several=several),
        "unit_code": course.unit.code,
        "time": days_in_words(course.starts_on, course.ends_on),
        "starts_on": course.starts_on,
        "ends_on": course.ends_on,
        **numbers,
        "state": str(course.state),
        "note": course.note or None,
    }
    lacking = _lacking(course, numbers)
    return Row(
        RowKind.ITEM,
        ITEM_LEVEL,
        str(number),
        course.name,
        {key: values[key] for key in KINDS},
        {key: int(key in lacking) for key in NUMBERS},
        int("trainees" in lacking),
    )


def _lacking(course: TrainingCourse, numbers: dict[str, int | None]) -> set[str]:
    """What isn't known; what can't be there yet isn't unknown: trainees of a course that hasn't
    opened, work found after one that is still held."""
    asked = {*PLANNED, *DONE}
    if course.state in {CourseState.PLANNED, CourseState.CANCELLED}:
        asked -= {*DONE}
    if course.state == CourseState.RUNNING:
        asked -= {"employed"}
    return {key for key in asked if numbers[key] is None}
