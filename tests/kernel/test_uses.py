"""What keeps a row of a catalogue: the first ten of a kind, how many more, one count of queries."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from accounts.services import system_user
from kernel.uses import SHOWN, uses
from localities.models import AdministrativeUnit
from tests.factories.accounts import office
from tests.factories.localities import thai_binh_units

pytestmark = pytest.mark.django_db


KIND = "Tổ chức"


def told(unit: AdministrativeUnit) -> tuple[list[str], int]:
    """The lines about organisations of a unit, and the queries they took."""
    with CaptureQueriesContext(connection) as asked:
        lines = uses([unit], system_user(), admin.site)
    return [line for line in lines if line.startswith(f"{KIND}: ")], len(asked)


def test_ten_are_named_and_the_rest_counted() -> None:
    unit = thai_binh_units().quynh_phu
    assert told(unit)[0] == []
    first = office(unit)
    lines, queries = told(unit)
    url = f"/quan-tri/accounts/organisation/{first.pk}/change/"
    assert lines == [f'{KIND}: <a href="{url}">{first}</a>']
    for _number in range(SHOWN + 1):
        office(unit)
    lines, more = told(unit)
    assert len(lines) == SHOWN + 1
    assert lines[-1] == f"{KIND}: và 2 mục nữa"
    assert more == queries
    assert Organisation.objects.filter(unit=unit).count() == SHOWN + 2


def test_no_row_has_no_users() -> None:
    """What was ticked may lie out of the scope."""
    assert uses([], system_user(), admin.site) == []
