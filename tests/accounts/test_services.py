"""Writes of accounts and organisations: who may, and what would break."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.choices import ContactKind, OrganisationKind, Role
from accounts.models import Contact, Organisation, User
from accounts.services import (
    UnknownPersonError,
    acting,
    remove_record,
    save_organisation,
    save_record,
    save_user,
    system_user,
)
from tests.factories.accounts import office, person
from tests.factories.localities import thai_binh_units

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    """A Centre with its administrator and an officer."""
    units = thai_binh_units()
    centre = office(units.hung_yen, kind=OrganisationKind.EXTENSION_CENTRE)
    return SimpleNamespace(
        units=units,
        centre=centre,
        admin=person("quantri", centre, Role.SYSTEM_ADMIN),
        officer=person("chuyenvien", centre, Role.CENTRE_OFFICER),
    )


def test_only_the_administrator_writes(place: SimpleNamespace) -> None:
    contact = Contact(organisation=place.centre, full_name="A", kind=ContactKind.OTHER)
    for call in (
        lambda by: save_user(place.officer, by=by),
        lambda by: save_organisation(place.centre, by=by),
        lambda by: save_record(contact, by=by),
        lambda by: remove_record(contact, by=by),
        lambda by: remove_record(place.admin, by=by),
    ):
        with pytest.raises(PermissionDenied):
            call(place.officer)
    place.officer.full_name = "Tên mới"
    assert save_user(place.officer, by=place.admin).full_name == "Tên mới"
    assert save_organisation(place.centre, by=place.admin).version == 2


def test_an_account_of_another_area_is_out_of_reach(place: SimpleNamespace) -> None:
    far = person("xa", office(place.units.ha_noi), Role.CENTRE_OFFICER)
    far.role = Role.SYSTEM_ADMIN
    with pytest.raises(PermissionDenied):
        save_user(far, by=place.admin)


def test_an_organisation_with_people_stays(place: SimpleNamespace) -> None:
    with pytest.raises(ValidationError, match="còn 2 tài khoản"):
        remove_record(place.centre, by=place.admin)
    empty = office(place.centre.unit, name="Không người")
    remove_record(empty, by=place.admin)
    assert not Organisation.objects.alive().filter(pk=empty.pk).exists()


def test_a_telephone_number_is_in_no_history_row(place: SimpleNamespace) -> None:
    contact = Contact(
        organisation=place.centre,
        kind=ContactKind.FOCAL_POINT,
        full_name="Nguyễn Văn Minh Họa",
        phone="0900 000 001",
        email="minh@hoa.vn",
    )
    save_record(contact, by=place.admin)
    row = contact.history.values().get()
    assert row["full_name"] == "Nguyễn Văn Minh Họa"
    assert not [value for value in row.values() if "0900" in str(value) or "minh@" in str(value)]


def test_a_command_acts_for_a_person_in_use_or_the_system(place: SimpleNamespace) -> None:
    assert acting(None) == acting("") == system_user()
    assert acting("ChuyenVien") == place.officer
    User.objects.filter(pk=place.officer.pk).update(is_active=False)
    for name in ("chuyenvien", "khong-ai", system_user().username):
        with pytest.raises(UnknownPersonError, match=name):
            acting(name)
