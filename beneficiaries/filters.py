"""Filters of the list of facilities, each a removable pill."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from beneficiaries.choices import FacilityKind, RecordSource
from beneficiaries.models import IndustryCode, RuralIndustrialFacility
from kernel.lists import ListFilter, Several
from localities import selectors as localities
from localities.filters import NOT_IN_REACH, UnitFilter

DIVISION_LEVEL = 2
INVALID = {
    "kind": _("Loại hình đã chọn không có."),
    "unit": NOT_IN_REACH,
    "industry": _("Ngành đã chọn không có."),
    "source": _("Nguồn hồ sơ đã chọn không có."),
}


def _divisions(request: Any) -> QuerySet:
    return IndustryCode.objects.filter(level=DIVISION_LEVEL).order_by("code", "-version")


class FacilityFilter(ListFilter):
    """What a list of facilities can be narrowed by; the address reproduces the view."""

    kind = django_filters.MultipleChoiceFilter(
        label=_("Loại hình"), choices=FacilityKind.choices, widget=Several
    )
    unit = UnitFilter(method="by_unit")
    industry = django_filters.ModelChoiceFilter(
        label=_("Ngành"),
        queryset=_divisions,
        method="by_industry",
        empty_label=_("Tất cả"),
        widget=forms.Select({"data-search": ""}),
    )
    source = django_filters.MultipleChoiceFilter(
        label=_("Nguồn hồ sơ"), choices=RecordSource.choices, widget=Several
    )

    class Meta:
        model = RuralIndustrialFacility
        fields: list[str] = []

    invalid = INVALID

    def by_unit(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """A present unit with all that went into it whole; an old one with what lay in it."""
        if value.is_present:
            ids = localities.closure(value).whole
            return rows.filter(Q(unit__in=ids) | Q(unit_now__in=ids))
        below = localities.descendants(value).values("pk")
        return rows.filter(Q(unit=value) | Q(unit__in=below))

    def by_industry(self, rows: QuerySet, name: str, value: IndustryCode) -> QuerySet:
        """The industry itself and everything under it, down to the fifth level."""
        below, path = Q(industry=value), "industry"
        for _level in range(value.level, 5):
            path += "__parent"
            below |= Q(**{path: value})
        return rows.filter(below)
