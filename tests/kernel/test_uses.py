"""What keeps a row of a catalogue: the first ten of a kind, how many more, one count of queries."""

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils.text import capfirst

from accounts.models import Organisation
from accounts.services import system_user
from kernel.uses import SHOWN, uses
from localities.models import AdministrativeUnit
from tests.factories.accounts import office
from tests.factories.localities import thai_binh_units

pytestmark = pytest.mark.django_db


def told(unit: AdministrativeUnit) -> tuple[list[str], int]:
    """The lines about organisations of a unit, and the queries they took."""

    def named(row: models.Model) -> str:
        return f"{type(row).__name__}: {row}"

    with CaptureQueriesContext(connection) as asked:
        lines = uses([unit], system_user(), named)
    kinds = ("Organisation: ", f"{capfirst(Organisation._meta.verbose_name)}: ")
    return [line for line in lines if line.startswith(kinds)], len(asked)


def test_ten_are_named_and_the_rest_counted() -> None:
    unit = thai_binh_units().quynh_phu
    assert told(unit)[0] == []
    first = office(unit)
    lines, queries = told(unit)
    assert lines == [f"Organisation: {first}"]
    for _number in range(SHOWN + 1):
        office(unit)
    lines, more = told(unit)
    assert len(lines) == SHOWN + 1
    assert lines[-1].endswith(": và 2 mục nữa")
    assert more == queries
    assert Organisation.objects.filter(unit=unit).count() == SHOWN + 2


def test_no_row_has_no_users() -> None:
    """What was ticked may lie out of the scope."""
    assert uses([], system_user(), str) == []
