"""The admin's ground: a page that somebody has overtaken overwrites nothing."""

from types import SimpleNamespace

import pytest

from accounts.choices import OrganisationKind, Role
from beneficiaries.services import record_facility
from tests.factories.accounts import office, person, signed_in
from tests.factories.beneficiaries import facility
from tests.factories.localities import thai_binh_units
from tests.policy.page_forms import values_of

FORM = "ruralindustrialfacility_form"


@pytest.fixture
def place(db: None) -> SimpleNamespace:
    units = thai_binh_units()
    centre = office(units.hung_yen, kind=OrganisationKind.EXTENSION_CENTRE)
    officer = person("cv", centre, Role.CENTRE_OFFICER)
    record = facility(units.quynh_phu)
    address = f"/quan-tri/beneficiaries/ruralindustrialfacility/{record.pk}/change/"
    client = signed_in(officer)
    page = client.get(address).content.decode()
    return SimpleNamespace(
        officer=officer, record=record, address=address, client=client, shown=values_of(page, FORM)
    )


def test_an_overtaken_page_is_told_and_may_be_saved_once_more(place: SimpleNamespace) -> None:
    place.record.note = "Người khác ghi"
    record_facility(place.record, by=place.officer)
    typed = place.shown | {"products": ["Chiếu cói tôi vừa gõ"]}
    answer = place.client.post(place.address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Hồ sơ vừa được {place.officer} cập nhật lúc " in page
    assert "Chiếu cói tôi vừa gõ" in page
    place.record.refresh_from_db()
    assert (place.record.note, place.record.products) == ("Người khác ghi", "")
    again = values_of(page, FORM)
    assert place.client.post(place.address, again).status_code == 302
    place.record.refresh_from_db()
    assert place.record.products == "Chiếu cói tôi vừa gõ"


def test_a_page_that_nobody_overtook_is_saved(place: SimpleNamespace) -> None:
    """The control."""
    typed = place.shown | {"products": ["Chiếu cói"]}
    assert place.client.post(place.address, typed).status_code == 302
    place.record.refresh_from_db()
    assert place.record.products == "Chiếu cói"
