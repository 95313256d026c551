"""Writes of courses: who may, where, what is derived, and what their line counts of them."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Coverage
from accounts.permissions import Permission
from kernel import history
from kernel.findings import errors, run
from kernel.text import fold, sort_key
from programmes.models import SupportProject, TrackingLine
from programmes.services import CountedRow, record_results
from programmes.services.projects import settle_place
from training import selectors
from training.checks import DATE_CHECKS
from training.models import TrainingCourse

Stored = dict[str, Any]


@transaction.atomic
def save_course(course: TrainingCourse, *, by: Any, reason: str = "") -> TrainingCourse:
    """Store a course with its keys and present unit, and rewrite what its line counts of it.

    In this order: right, area, project and line, checks, history, counted results. Raises
    PermissionDenied without the right or for a course out of the area; ValidationError by field,
    with the code "stale" when somebody saved the course since it was read.
    """
    if not by.can(Permission.EDIT_COURSES, course):
        raise PermissionDenied
    before = _lock(course)
    _require_in_area(course, before, by)
    _require_project(course, before, by)
    _require_line(course, before, by)
    _check(course)
    settle_place(course, before)
    _set_keys(course)
    saved = history.save(course, by=by, reason=reason)
    recount([saved])
    return saved


@transaction.atomic
def remove_course(course: TrainingCourse, *, by: Any, reason: str = "") -> None:
    """Move a course to the recycle bin; its line counts it no more.

    Raises ValidationError with the code "stale" when somebody saved it since it was read.
    """
    if not by.can(Permission.EDIT_COURSES, course):
        raise PermissionDenied
    _lock(course)
    history.remove(course, by=by, reason=reason)
    record_results(selectors.source_key(course), [])


@transaction.atomic
def restore_course(course: TrainingCourse, *, by: Any, reason: str = "") -> TrainingCourse:
    """Take a course out of the recycle bin; its line counts it again.

    Raises ValidationError while its project is in the bin; PermissionDenied.
    """
    history.require_in_bin(course, Permission.EDIT_COURSES, by)
    restored = history.restore(course, needs=["project"], by=by, reason=reason)
    recount([restored])
    return restored


@transaction.atomic
def recount(courses: Iterable[TrainingCourse]) -> None:
    """Rewrite what these courses count. Derived: nobody needs a right for it, no history is kept.

    The lines are locked before their indicators are read: one that somebody adds at this moment is
    either seen here, or sees the course.
    """
    rows = list(courses)
    lines = TrackingLine.objects.select_for_update(of=("self",))
    held = lines.filter(pk__in={row.line_id for row in rows if row.line_id}).order_by("pk")
    list(held.values_list("pk", flat=True))
    counts = selectors.counts_of(rows)
    for course in rows:
        record_results(selectors.source_key(course), _counted_rows(counts[course.pk]))


def recount_lines(line_ids: Collection[int]) -> None:
    """Count anew what courses count for lines whose indicators have changed."""
    courses = TrainingCourse.objects.alive().filter(line__in=line_ids).select_related("project")
    recount(selectors.miscounted(courses.order_by("pk")))


def _counted_rows(counts: Iterable[selectors.IndicatorCount]) -> list[CountedRow]:
    return [
        CountedRow(
            line_id=row.line_id,
            indicator_id=row.indicator.pk,
            occurred_on=row.count.day,
            amount=Decimal(row.count.amount),
        )
        for row in counts
        if row.count.amount is not None and row.count.day is not None
    ]


def _lock(course: TrainingCourse) -> Stored | None:
    """Lock the stored row; what stood in it. Refuses a row that somebody has changed since."""
    if course.pk is None:
        return None
    rows = TrainingCourse.objects.select_for_update(of=("self",)).filter(pk=course.pk)
    stored = rows.values("version", "unit_id", "project_id", "line_id").get()
    if stored["version"] != course.version:
        raise ValidationError(
            _("Lớp “%(name)s” vừa được người khác cập nhật; hãy tải lại rồi sửa.")
            % {"name": course.name},
            code="stale",
        )
    return stored


def _require_in_area(course: TrainingCourse, before: Stored | None, by: Any) -> None:
    """A place out of the area is refused; one of a split unit while nobody else has chosen it."""
    if course.unit_id is None:
        raise ValidationError({"unit": _("Chưa chọn Địa điểm mở lớp.")})
    if by.sees_everything or (before and before["unit_id"] == course.unit_id):
        return
    covered = dict(
        Coverage.objects.filter(
            organisation_id=by.organisation_id,
            unit_id__in=[course.unit_id, course.unit_now_id or course.unit_id],
        ).values_list("unit_id", "is_shared")
    )
    shared = covered.get(course.unit_id)
    chosen = course.unit_now_id is None or covered.get(course.unit_now_id) is False
    if shared is None or (shared and not chosen):
        raise ValidationError({"unit": _("Địa bàn không thuộc phạm vi của đơn vị.")})


def _require_project(course: TrainingCourse, before: Stored | None, by: Any) -> None:
    if course.project_id is None:
        raise ValidationError({"project": _("Chưa chọn Đề án.")})
    if before and before["project_id"] == course.project_id:
        return
    if not SupportProject.objects.visible_to(by).filter(pk=course.project_id).exists():
        raise ValidationError({"project": _("Đề án không có hoặc không thuộc phạm vi của đơn vị.")})


def _require_line(course: TrainingCourse, before: Stored | None, by: Any) -> None:
    """The line is one of the project's; a line out of the area stays where it stood already."""
    if course.line_id is None:
        return
    kept = before is not None and before["line_id"] == course.line_id
    lines = TrackingLine.objects.alive() if kept else TrackingLine.objects.visible_to(by)
    if not lines.filter(pk=course.line_id, project=course.project_id).exists():
        raise ValidationError({"line": _("Hãy chọn một dòng theo dõi của đề án này.")})


def _check(course: TrainingCourse) -> None:
    problems: dict[str, list[str]] = {}
    if not course.name.strip():
        problems["name"] = [_("Chưa nhập Tên lớp.")]
    for finding in errors(run(DATE_CHECKS, selectors.date_facts_of(course))):
        problems.setdefault(finding.field, []).append(finding.message)
    if problems:
        raise ValidationError(problems)


def _set_keys(course: TrainingCourse) -> None:
    limit = course._meta.get_field("search_key").max_length
    places = dict.fromkeys(unit.full_name for unit in (course.unit, course.unit_now) if unit)
    project = course.project
    words = [course.name, course.trade, course.provider_label, project.code, project.name]
    course.search_key = fold(" ".join([*words, course.place_text, *places]))[:limit]
    course.sort_key = sort_key(course.name)[: course._meta.get_field("sort_key").max_length]
