"""One rule for "in force on a day": a query and plain values agree, open ends count."""

from datetime import date
from types import SimpleNamespace

import pytest

from kernel import validity
from reports.models import FormLayout

DAY = date(2026, 7, 1)
BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 2)
CASES = [
    (None, None, True),
    (DAY, DAY, True),
    (BEFORE, None, True),
    (None, AFTER, True),
    (AFTER, None, False),
    (None, BEFORE, False),
]


@pytest.mark.pure
@pytest.mark.parametrize(("first", "last", "expected"), CASES)
def test_plain_values(first: date | None, last: date | None, expected: bool) -> None:
    dated = SimpleNamespace(valid_from=first, valid_to=last)
    assert validity.is_on(dated, DAY) is expected


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last", "expected"), CASES)
def test_a_query(first: date | None, last: date | None, expected: bool) -> None:
    FormLayout.objects.create(slug="x", name="x", title="x", valid_from=first, valid_to=last)
    assert FormLayout.objects.filter(validity.on(DAY)).exists() is expected


@pytest.mark.django_db
def test_the_newest_is_first_and_one_without_a_first_day_last() -> None:
    """PostgreSQL would put it first, SQLite last."""
    for name, first in (("open", None), ("new", BEFORE), ("old", date(2020, 1, 1))):
        FormLayout.objects.create(slug="x", name=name, title="x", valid_from=first)
    names = FormLayout.objects.on("x", DAY).values_list("name", flat=True)
    assert list(names) == ["new", "old", "open"]
