"""A record that was stored since it was read isn't overwritten; refusals are told in full."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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


def test_the_database_judges_a_constraint_and_its_sentence_is_told() -> None:
    made = office(None)
    made.address, made.deleted_at = "Số 2", timezone.now()
    with pytest.raises(ValidationError) as refused:
        history.save(made, by=system_user())
    assert refused.value.messages == ["Hai mục này phải cùng có hoặc cùng để trống."]
    stored = Organisation.objects.get(pk=made.pk)
    assert (stored.address, stored.history.count()) == ("", made.history.count())
    assert made.version == stored.version
    # the same record, mended, is stored: the refusal left nothing behind
    made.deleted_at = None
    history.save(made, by=system_user())
    assert Organisation.objects.get(pk=made.pk).address == "Số 2"


def test_what_is_wrong_is_told_at_once_fields_and_constraints() -> None:
    made = office(None)
    made.kind, made.deleted_at = "không có", timezone.now()
    with pytest.raises(ValidationError) as refused:
        history.save(made, by=system_user())
    assert set(refused.value.message_dict) == {"kind", "__all__"}


def test_a_record_that_is_right_asks_no_constraint() -> None:
    def asked(check: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            check()
        return sum('"_check"' in query["sql"] for query in queries)

    made = office(None)
    assert asked(made.validate_constraints) > 0  # the control: each would cost a query
    made.address = "Số 3"
    assert asked(lambda: history.save(made, by=system_user())) == 0


def test_of_many_only_the_named_columns_are_written() -> None:
    """A column that isn't named keeps what the table holds; version and moment go on."""
    made = office(None)
    mine = Organisation.objects.get(pk=made.pk)
    mine.address = "Số 1"
    Organisation.objects.filter(pk=made.pk).update(phone="0227 000 000")
    history.save_many(Organisation, [mine], by=system_user(), reason="lý do", fields=["address"])
    stored = Organisation.objects.get(pk=made.pk)
    written = (stored.address, stored.phone, stored.version)
    assert written == ("Số 1", "0227 000 000", made.version + 1)
    assert stored.updated_at > made.updated_at
    row = stored.history.latest()
    told = (row.address, row.version, row.history_user, row.history_change_reason)
    assert told == ("Số 1", stored.version, system_user(), "lý do")


def test_of_many_all_columns_are_written_where_none_is_named() -> None:
    made = office(None)
    made.address, made.phone = "Số 1", "0227 000 001"
    history.save_many(Organisation, [made], by=system_user())
    stored = Organisation.objects.get(pk=made.pk)
    assert (stored.address, stored.phone, stored.version) == ("Số 1", "0227 000 001", 2)
