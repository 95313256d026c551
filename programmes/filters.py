"""Filters of the project and plan lists, each a removable pill."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.forms import SearchSelect
from kernel.text import fold
from localities import selectors as localities
from localities.models import AdministrativeUnit
from programmes.choices import FundingLevel, ProjectKind, ProjectState
from programmes.models import ActivityType, SupportProject


class YearField(forms.IntegerField):
    """A year within the portal's limits."""

    default_error_messages = {"invalid": _("Năm không hợp lệ.")}

    def validate(self, value: Any) -> None:
        """Refuse years that no plan can have."""
        super().validate(value)
        if value is not None and not (
            settings.PORTAL_YEAR_MIN <= value <= settings.PORTAL_YEAR_MAX
        ):
            limits = f"{settings.PORTAL_YEAR_MIN}–{settings.PORTAL_YEAR_MAX}"
            raise ValidationError(_("Năm phải trong khoảng %(limits)s.") % {"limits": limits})


class YearFilter(django_filters.Filter):
    """Filters by a year."""

    field_class = YearField


class RecordNumberFilter(django_filters.Filter):
    """Filters by a record's number, whole and no larger than the database holds."""

    field_class = forms.IntegerField


def _units(request: Any) -> QuerySet:
    rows = AdministrativeUnit.objects.all()
    return (
        rows
        if request is None or request.user.sees_everything
        else rows.filter(pk__in=request.user.covered_units())
    )


def _groups(request: Any) -> QuerySet:
    return ActivityType.objects.filter(parent__isnull=True)


class ProjectFilter(django_filters.FilterSet):
    """What a list of projects can be narrowed by; the address reproduces the view."""

    q = django_filters.CharFilter(label=_("Tìm"), method="by_words")
    year = YearFilter(field_name="first_year", label=_("Năm"))
    level = django_filters.MultipleChoiceFilter(label=_("Cấp"), choices=FundingLevel.choices)
    state = django_filters.MultipleChoiceFilter(label=_("Trạng thái"), choices=ProjectState.choices)
    group = django_filters.ModelChoiceFilter(
        label=_("Nội dung"), queryset=_groups, method="by_group"
    )
    unit = django_filters.ModelChoiceFilter(
        label=_("Địa bàn"),
        queryset=_units,
        widget=SearchSelect("desk:search-units"),
        method="by_unit",
    )
    kind = django_filters.ChoiceFilter(label=_("Loại đề án"), choices=ProjectKind.choices)
    plan = RecordNumberFilter(
        field_name="plan_id",
        label=_("Kế hoạch"),
        widget=forms.HiddenInput,
        max_value=BigIntegerField.MAX_BIGINT,
        error_messages=dict.fromkeys(("invalid", "max_value"), _("Kế hoạch không hợp lệ.")),
    )
    incomplete = django_filters.BooleanFilter(
        label=_("Số liệu"),
        method="by_incomplete",
        widget=forms.Select(
            choices=[("", "Tất cả"), ("true", "Chưa đủ số liệu"), ("false", "Đủ số liệu")]
        ),
    )

    class Meta:
        model = SupportProject
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, message in (
            ("unit", _("Địa bàn không có hoặc không thuộc phạm vi của đơn vị.")),
            ("group", _("Nội dung đã chọn không có.")),
        ):
            self.form.fields[name].error_messages["invalid_choice"] = message

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Every word must occur, without accents."""
        for word in fold(value[:200]).split():
            rows = rows.filter(search_key__contains=word)
        return rows

    def by_group(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """The group itself or any type under it."""
        return rows.filter(Q(activity=value) | Q(activity__parent=value))

    def by_unit(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """The unit with everything it covers, of its time and now."""
        reach = localities.closure(value)
        return rows.filter(
            Q(unit__in=reach.whole)
            | Q(unit_now__in=reach.whole)
            | Q(unit_now__isnull=True, unit__in=reach.shared)
        )

    def by_incomplete(self, rows: QuerySet, name: str, value: bool | None) -> QuerySet:
        """Projects of which a part of the money isn't known, or all known."""
        missing = (
            Q(support_amount__isnull=True)
            | Q(counterpart_amount__isnull=True)
            | Q(total_amount__isnull=True)
        )
        if value is None:
            return rows
        return rows.filter(missing) if value else rows.exclude(missing)
