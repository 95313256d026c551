"""Filters of the list of courses, each a removable pill."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.filters import Several
from kernel.forms import SearchSelect
from localities import selectors as localities
from localities.models import AdministrativeUnit
from programmes.filters import YearFilter
from programmes.models import SupportProject
from training.choices import CourseKind, CourseState
from training.models import TrainingCourse
from training.selectors import held_between, matching, overdue

MAX_WORDS = 200
INVALID = {
    "kind": _("Loại lớp đã chọn không có."),
    "state": _("Tình trạng đã chọn không có."),
    "unit": _("Địa bàn không có hoặc không thuộc phạm vi của đơn vị."),
    "project": _("Đề án không có hoặc không thuộc phạm vi của đơn vị."),
    "figures": _("Điều kiện về số liệu đã chọn không có."),
}
FIGURES = (
    ("unknown", _("Chưa rõ số học viên")),
    ("overdue", _("Quá ngày bế giảng, chưa có số liệu")),
)


def _units(request: Any) -> QuerySet:
    rows = AdministrativeUnit.objects.all()
    if request is None or request.user.sees_everything:
        return rows
    return rows.filter(pk__in=request.user.covered_units())


def _projects(request: Any) -> QuerySet:
    rows = SupportProject.objects.all()
    return rows if request is None else rows.visible_to(request.user)


class CourseFilter(django_filters.FilterSet):
    """What a list of courses can be narrowed by; the address reproduces the view."""

    q = django_filters.CharFilter(label=_("Tìm"), method="by_words")
    year = YearFilter(label=_("Năm"), method="by_year")
    kind = django_filters.MultipleChoiceFilter(
        label=_("Loại lớp"), choices=CourseKind.choices, widget=Several
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("Tình trạng"), choices=CourseState.choices, widget=Several
    )
    unit = django_filters.ModelChoiceFilter(
        label=_("Địa bàn"),
        queryset=_units,
        widget=SearchSelect("desk:search-units"),
        method="by_unit",
    )
    project = django_filters.ModelChoiceFilter(
        label=_("Đề án"), queryset=_projects, widget=SearchSelect("desk:search-projects")
    )
    figures = django_filters.ChoiceFilter(
        label=_("Số liệu"), choices=FIGURES, method="by_figures", empty_label=_("Tất cả")
    )

    class Meta:
        model = TrainingCourse
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, message in INVALID.items():
            messages = self.form.fields[name].error_messages
            messages["invalid_choice"] = messages["invalid_list"] = message

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Every word must occur, without accents."""
        return matching(rows, value[:MAX_WORDS])

    def by_year(self, rows: QuerySet, name: str, value: int) -> QuerySet:
        """Courses held in the year; one without days in the years of its project."""
        return rows.filter(held_between(date(value, 1, 1), date(value, 12, 31)))

    def by_unit(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """The unit with everything it covers, of its time and now."""
        reach = localities.closure(value)
        return rows.filter(
            Q(unit__in=reach.whole)
            | Q(unit_now__in=reach.whole)
            | Q(unit_now__isnull=True, unit__in=reach.shared)
        )

    def by_figures(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Courses whose number of trainees isn't known, or that are over and wait for it."""
        if value == "overdue":
            return rows.filter(overdue(timezone.localdate()))
        return rows.filter(trainee_count__isnull=True)
