"""Filters of the project and plan lists, each a removable pill."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.lists import ListFilter, Several
from localities.filters import NOT_IN_REACH, UnitFilter
from programmes.choices import FundingLevel, ProjectKind, ProjectState, ProjectTag
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


def _groups(request: Any) -> QuerySet:
    return ActivityType.objects.filter(parent__isnull=True)


class ProjectFilter(ListFilter):
    """What a list of projects can be narrowed by; the address reproduces the view."""

    year = YearFilter(field_name="first_year", label=_("Năm"))
    level = django_filters.MultipleChoiceFilter(
        label=_("Cấp"), choices=FundingLevel.choices, widget=Several
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("Trạng thái"), choices=ProjectState.choices, widget=Several
    )
    group = django_filters.ModelChoiceFilter(
        label=_("Nội dung"), queryset=_groups, method="by_group"
    )
    unit = UnitFilter()
    kind = django_filters.ChoiceFilter(label=_("Loại đề án"), choices=ProjectKind.choices)
    tag = django_filters.ChoiceFilter(label=_("Nhãn"), choices=ProjectTag.choices, method="by_tag")
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

    invalid = {"unit": NOT_IN_REACH, "group": _("Nội dung đã chọn không có.")}

    def by_group(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """The group itself or any type under it."""
        return rows.filter(Q(activity=value) | Q(activity__parent=value))

    def by_tag(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Projects that bear the mark."""
        return rows.filter(**{value: True})

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
