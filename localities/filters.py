"""The filter by place that lists share."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.forms import SearchSelect
from localities import selectors
from localities.models import AdministrativeUnit

NOT_IN_REACH = _("Địa bàn không có hoặc không thuộc phạm vi của đơn vị.")


def _units(request: Any) -> QuerySet:
    rows = AdministrativeUnit.objects.all()
    if request is None or request.user.sees_everything:
        return rows
    return rows.filter(pk__in=request.user.covered_units())


class UnitFilter(django_filters.ModelChoiceFilter):
    """Rows of a unit with everything it covers, of its time and now."""

    def __init__(self, **kwargs: Any) -> None:
        facts = {
            "label": _("Địa bàn"),
            "queryset": _units,
            "widget": SearchSelect("desk:search-units"),
        }
        super().__init__(**facts | kwargs)

    def filter(self, qs: QuerySet, value: AdministrativeUnit | None) -> QuerySet:
        """Narrow rows that have ``unit`` and ``unit_now``."""
        return qs if value is None else qs.filter(selectors.inside(value))
