"""Filters of the list of courses, each a removable pill."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.forms import SearchSelect
from kernel.lists import ListFilter, Several
from localities.filters import NOT_IN_REACH, UnitFilter
from programmes.filters import YearFilter
from programmes.models import SupportProject
from training.choices import CourseKind, CourseState
from training.models import TrainingCourse
from training.selectors import held_between, overdue

INVALID = {
    "kind": _("Loại lớp đã chọn không có."),
    "state": _("Tình trạng đã chọn không có."),
    "unit": NOT_IN_REACH,
    "project": _("Đề án không có hoặc không thuộc phạm vi của đơn vị."),
    "figures": _("Điều kiện về số liệu đã chọn không có."),
}
FIGURES = (
    ("unknown", _("Chưa rõ số học viên")),
    ("overdue", _("Quá ngày bế giảng, chưa có số liệu")),
)


def _projects(request: Any) -> QuerySet:
    rows = SupportProject.objects.all()
    return rows if request is None else rows.visible_to(request.user)


class CourseFilter(ListFilter):
    """What a list of courses can be narrowed by; the address reproduces the view."""

    year = YearFilter(label=_("Năm"), method="by_year")
    kind = django_filters.MultipleChoiceFilter(
        label=_("Loại lớp"), choices=CourseKind.choices, widget=Several
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("Tình trạng"), choices=CourseState.choices, widget=Several
    )
    unit = UnitFilter()
    project = django_filters.ModelChoiceFilter(
        label=_("Đề án"), queryset=_projects, widget=SearchSelect("desk:search-projects")
    )
    figures = django_filters.ChoiceFilter(
        label=_("Số liệu"), choices=FIGURES, method="by_figures", empty_label=_("Tất cả")
    )

    class Meta:
        model = TrainingCourse
        fields: list[str] = []

    invalid = INVALID

    def by_year(self, rows: QuerySet, name: str, value: int) -> QuerySet:
        """Courses held in the year; one without days in the years of its project."""
        return rows.filter(held_between(date(value, 1, 1), date(value, 12, 31)))

    def by_figures(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Courses whose number of trainees isn't known, or that are over and wait for it."""
        if value == "overdue":
            return rows.filter(overdue(timezone.localdate()))
        return rows.filter(trainee_count__isnull=True)
