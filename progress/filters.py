"""Filters of the lists of periods and of an office's own reports."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.dates import year_limits
from progress.choices import PeriodKind, PeriodState
from progress.models import PeriodSubmission, ReportingPeriod


def _years() -> list[tuple[str, str]]:
    first, last = year_limits()
    return [(str(year), str(year)) for year in range(last, first - 1, -1)]


class PeriodFilter(django_filters.FilterSet):
    """Year, kind and whether it is open."""

    nam = django_filters.ChoiceFilter(
        label=_("Năm"),
        choices=_years(),
        empty_label=_("Tất cả"),
        method="by_year",
        error_messages={"invalid_choice": _("Năm không hợp lệ.")},
    )
    loai = django_filters.ChoiceFilter(
        label=_("Loại kỳ"),
        choices=PeriodKind.choices,
        empty_label=_("Tất cả"),
        method="by_kind",
        error_messages={"invalid_choice": _("Loại kỳ đã chọn không có.")},
    )
    tinh_trang = django_filters.ChoiceFilter(
        label=_("Tình trạng"),
        choices=PeriodState.choices,
        empty_label=_("Tất cả"),
        method="by_state",
        error_messages={"invalid_choice": _("Tình trạng đã chọn không có.")},
    )

    prefix_path = ""

    class Meta:
        model = ReportingPeriod
        fields: list[str] = []

    def _filtered(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        return rows.filter(**{f"{self.prefix_path}{name}": value})

    def by_year(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Periods that belong to a year: by their last day."""
        return self._filtered(rows, "ends_on__year", int(value))

    def by_kind(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Periods of a kind."""
        return self._filtered(rows, "kind", value)

    def by_state(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Periods that are open, or locked."""
        return self._filtered(rows, "state", value)


class SubmissionFilter(PeriodFilter):
    """The same, of the periods that an office's own reports are for."""

    prefix_path = "period__"

    class Meta:
        model = PeriodSubmission
        fields: list[str] = []
