"""Every list of dated rows in the admin says what holds today; every record shows its history."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.urls import reverse

from accounts.choices import OrganisationKind, Role
from kernel.dated_admin import StandingFilter
from kernel.validity import standing
from programmes.models import ActivityType
from tests.factories.accounts import office, person, signed_in
from tests.factories.localities import thai_binh_units

DATED = {
    "accounts.OfficeProfile",
    "accounts.Organisation",
    "localities.AdministrativeUnit",
    "programmes.ActivityType",
    "programmes.Indicator",
    "programmes.LegalDocument",
    "programmes.SupportNorm",
    "reports.FormLayout",
}


@pytest.mark.pure
def test_every_dated_list_has_the_column_and_the_filter(rf: Any) -> None:
    request = rf.get("/")
    found = set()
    for model, page in admin.site._registry.items():
        names = {field.name for field in model._meta.fields}
        if {"valid_from", "valid_to"} <= names:
            found.add(model._meta.label)
            assert page.get_list_display(request)[-1] == "standing", model
            assert page.get_list_filter(request)[0] is StandingFilter, model
    assert found >= DATED


@pytest.mark.pure
def test_every_record_of_the_admin_keeps_its_history() -> None:
    """The logs of transitions and the ledger are history themselves; balances are its sums."""
    without = {model.__name__ for model in admin.site._registry if not hasattr(model, "history")}
    logs = {name for name in without if name.endswith("Transition")}
    assert without - logs == {"LedgerEntry", "Balance"}


@pytest.mark.pure
@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (None, None, "current"),
        (date(2026, 11, 26), date(2026, 11, 26), "current"),
        (date(2026, 11, 27), None, "coming"),
        (None, date(2026, 11, 25), "over"),
    ],
)
def test_where_a_row_stands(first: date | None, last: date | None, found: str) -> None:
    row = ActivityType(valid_from=first, valid_to=last)
    assert standing(row, date(2026, 11, 26)) == found


@pytest.mark.django_db
@time_machine.travel("2026-11-26 09:00:00+07:00", tick=False)
def test_the_list_of_contents(client: Any) -> None:
    centre = office(thai_binh_units().hung_yen, kind=OrganisationKind.EXTENSION_CENTRE)
    client = signed_in(person("chuyenvien", centre, Role.CENTRE_OFFICER))
    for code, first, last in (
        ("1", None, None),
        ("2", date(2027, 1, 1), None),
        ("3", None, date(2025, 10, 14)),
    ):
        ActivityType.objects.create(code=code, short_name="x", valid_from=first, valid_to=last)
    url = reverse("admin:programmes_activitytype_changelist")
    page = client.get(url).content.decode()
    for words in ("Đang áp dụng", "Chưa áp dụng", "Hết áp dụng"):
        assert page.count(words) == 2, words  # in the filter and in its row
    for value, code in (("current", "1"), ("coming", "2"), ("over", "3")):
        page = client.get(url, {"hien": value}).context["cl"].result_list
        assert [row.code for row in page] == [code]
    assert client.get(url, {"hien": "gì"}).context["cl"].result_count == 3
