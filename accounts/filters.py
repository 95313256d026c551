"""Filters of the list of accounts, each a removable pill."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.choices import AccountState, Role
from accounts.models import Organisation, User
from kernel.forms import SearchSelect
from kernel.text import fold

MAX_WORDS = 200


def _offices(request: Any) -> QuerySet:
    return Organisation.objects.visible_to(request.user) if request else Organisation.objects.none()


class AccountFilter(django_filters.FilterSet):
    """What a list of accounts can be narrowed by; the address reproduces the view."""

    q = django_filters.CharFilter(label=_("Tìm"), method="by_words")
    role = django_filters.ChoiceFilter(
        label=_("Vai trò"), choices=Role.choices, empty_label=_("Tất cả")
    )
    organisation = django_filters.ModelChoiceFilter(
        label=_("Đơn vị"), queryset=_offices, widget=SearchSelect("desk:search-organisations")
    )
    state = django_filters.ChoiceFilter(
        label=_("Trạng thái"),
        choices=AccountState.choices,
        empty_label=_("Tất cả"),
        method="by_state",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in {
            "role": _("Vai trò đã chọn không có."),
            "organisation": _("Đơn vị không có hoặc không thuộc phạm vi của bạn."),
            "state": _("Trạng thái đã chọn không có."),
        }.items():
            self.form.fields[name].error_messages["invalid_choice"] = words

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Every word must occur in the name or the user name, without accents."""
        for word in fold(value[:MAX_WORDS]).split():
            rows = rows.filter(search_key__contains=word)
        return rows

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Accounts in use, those whose person has not come yet, closed ones."""
        if value == AccountState.CLOSED:
            return rows.filter(is_active=False)
        return rows.filter(is_active=True, must_change_password=value == AccountState.FIRST)
