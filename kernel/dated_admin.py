"""Dated rows in the admin: each list says what holds today, and can be narrowed to it."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel import validity
from kernel.templatetags.portal import state

STATES: Final = {name: state for name, (state, _word) in validity.STANDINGS.items()}


class StandingFilter(admin.SimpleListFilter):
    """Rows that hold today, will hold, or held once."""

    title = _("hiện áp dụng")
    parameter_name = "hien"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The three standings in the words of the list."""
        return list(zip(STATES, model_admin.standing_words, strict=True))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The rows of the chosen standing."""
        today = timezone.localdate()
        conditions = {
            "current": validity.on(today),
            "coming": Q(valid_from__gt=today),
            "over": Q(valid_to__lt=today),
        }
        chosen = conditions.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


class DatedRows:
    """Adds column and filter to the list of a model with ``valid_from`` and ``valid_to``."""

    model: Any
    standing_words: Sequence[Any] = tuple(word for _state, word in validity.STANDINGS.values())

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        """The columns, at the end where a row stands today."""
        shown = super().get_list_display(request)  # type: ignore[misc]
        return [*shown, "standing"] if self._is_dated() else shown

    def get_list_filter(self, request: HttpRequest) -> Sequence[Any]:
        """The filters, before them where a row stands today."""
        shown = super().get_list_filter(request)  # type: ignore[misc]
        return [StandingFilter, *shown] if self._is_dated() else shown

    def _is_dated(self) -> bool:
        names = {field.name for field in self.model._meta.fields}
        return {"valid_from", "valid_to"} <= names

    @admin.display(description=_("hiện áp dụng"))
    def standing(self, row: Any) -> str:
        """Where a row stands today, in a word with its icon."""
        found = validity.standing(row, timezone.localdate())
        words = dict(zip(STATES, self.standing_words, strict=True))
        return state(STATES[found], words[found])
