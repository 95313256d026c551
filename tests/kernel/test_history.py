"""A record that somebody has stored since it was read isn't overwritten."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Organisation
from accounts.services import system_user
from kernel import history
from tests.factories.accounts import office

pytestmark = pytest.mark.django_db


def test_the_second_of_two_who_read_the_same_is_refused() -> None:
    made = office(None)
    mine, theirs = (Organisation.objects.get(pk=made.pk) for _person in range(2))
    theirs.address = "Số 1"
    history.save(theirs, by=system_user())
    mine.address = "Số 2"
    with pytest.raises(ValidationError) as refused:
        history.save(mine, by=system_user())
    assert refused.value.code == "stale"
    stored = Organisation.objects.get(pk=made.pk)
    assert (stored.address, stored.version, mine.version) == ("Số 1", made.version + 1, 1)


def test_one_person_may_save_again_and_again() -> None:
    made = office(None)
    for number in ("1", "2", "3"):
        made.address = number
        history.save(made, by=system_user())
    assert Organisation.objects.get(pk=made.pk).address == "3"


def test_a_refused_save_leaves_the_version() -> None:
    made = office(None)
    made.kind = "không có"
    with pytest.raises(ValidationError):
        history.save(made, by=system_user())
    assert made.version == Organisation.objects.get(pk=made.pk).version
