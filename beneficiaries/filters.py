"""Filters of the list of facilities, each a removable pill."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from beneficiaries.choices import FacilityKind, RecordSource
from beneficiaries.models import IndustryCode, RuralIndustrialFacility
from beneficiaries.selectors import matching
from kernel.forms import SearchSelect
from localities import selectors as localities
from localities.models import AdministrativeUnit

MAX_WORDS = 200
DIVISION_LEVEL = 2
INVALID = {
    "kind": _("Loại hình đã chọn không có."),
    "unit": _("Địa bàn không có hoặc không thuộc phạm vi của đơn vị."),
    "industry": _("Ngành đã chọn không có."),
    "source": _("Nguồn hồ sơ đã chọn không có."),
}


class Several(forms.SelectMultiple):
    """A list of which several may be chosen, with search by script."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-search": "", **(attrs or {})}, choices)


def _units(request: Any) -> QuerySet:
    rows = AdministrativeUnit.objects.all()
    if request is None or request.user.sees_everything:
        return rows
    return rows.filter(pk__in=request.user.covered_units())


def _divisions(request: Any) -> QuerySet:
    return IndustryCode.objects.filter(level=DIVISION_LEVEL).order_by("code", "-version")


class FacilityFilter(django_filters.FilterSet):
    """What a list of facilities can be narrowed by; the address reproduces the view."""

    q = django_filters.CharFilter(label=_("Tìm"), method="by_words")
    kind = django_filters.MultipleChoiceFilter(
        label=_("Loại hình"), choices=FacilityKind.choices, widget=Several
    )
    unit = django_filters.ModelChoiceFilter(
        label=_("Địa bàn"),
        queryset=_units,
        widget=SearchSelect("desk:search-units"),
        method="by_unit",
    )
    industry = django_filters.ModelChoiceFilter(
        label=_("Ngành"), queryset=_divisions, method="by_industry", empty_label=_("Tất cả")
    )
    source = django_filters.MultipleChoiceFilter(
        label=_("Nguồn hồ sơ"), choices=RecordSource.choices, widget=Several
    )

    class Meta:
        model = RuralIndustrialFacility
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, message in INVALID.items():
            messages = self.form.fields[name].error_messages
            messages["invalid_choice"] = messages["invalid_list"] = message

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Every word must occur, without accents."""
        return matching(rows, value[:MAX_WORDS])

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
