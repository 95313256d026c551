"""Units and successions that a person enters or corrects."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from localities import selectors, services
from localities.choices import Extent, UnitKind, UnitLevel
from localities.models import AdministrativeUnit, UnitSuccession
from tests.factories.localities import thai_binh_units

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> SimpleNamespace:
    return thai_binh_units()


@pytest.fixture
def author() -> object:
    user = get_user_model()(username="nguoi.sua", is_system=True)
    user.save()
    return user


def test_what_follows_from_kind_name_and_parent_is_filled(
    units: SimpleNamespace, author: object
) -> None:
    unit = AdministrativeUnit(
        code="99999",
        kind=UnitKind.WARD,
        name="  Mới ",
        parent=units.hung_yen,
        valid_from="2030-01-01",
    )
    services.save_unit(unit, by=author, reason="quản trị")
    unit.refresh_from_db()
    assert (unit.full_name, unit.level) == ("Phường Mới", UnitLevel.COMMUNE)
    assert unit.province == units.hung_yen
    assert unit.edited_here
    assert selectors.find("p. moi, hung yen") == [unit]


def test_a_unit_leaves_a_history_row_with_its_author(
    units: SimpleNamespace, author: object
) -> None:
    units.quynh_xa.valid_to = date(2024, 12, 31)
    services.save_unit(units.quynh_xa, by=author, reason="quản trị")
    (row,) = units.quynh_xa.history.all()
    assert (row.history_user, row.history_type) == (author, "~")
    assert row.history_change_reason == "quản trị"


def test_nobody_is_an_author_too(units: SimpleNamespace) -> None:
    services.save_unit(units.quynh_xa, by=None)
    assert units.quynh_xa.history.get().history_user is None


def test_a_wrong_unit_is_refused_in_vietnamese(units: SimpleNamespace, author: object) -> None:
    unit = AdministrativeUnit(code="12472", kind=UnitKind.COMMUNE, name="Khác")
    with pytest.raises(ValidationError) as refused:
        services.save_unit(unit, by=author)
    assert "phải trực thuộc một đơn vị" in str(refused.value)
    assert AdministrativeUnit.objects.filter(name="Khác").count() == 0


def test_a_missing_kind_is_refused(units: SimpleNamespace, author: object) -> None:
    unit = AdministrativeUnit(code="99999", kind="", name="Khác", parent=units.hung_yen)
    with pytest.raises(ValidationError):
        services.save_unit(unit, by=author)


def test_a_successor_that_an_office_knows(units: SimpleNamespace, author: object) -> None:
    row = UnitSuccession(
        old=units.quynh_xa, new=units.quynh_phu, extent=Extent.WHOLE, resolution="Theo địa phương"
    )
    services.save_succession(row, by=author, reason="quản trị")
    assert selectors.unit_now(units.quynh_xa) == units.quynh_phu
    assert row.history.get().history_user == author
    services.remove(row, by=author)
    assert selectors.successors(units.quynh_xa).known is False
    assert UnitSuccession.history.filter(history_type="-").count() == 1


def test_a_unit_in_use_is_not_deleted(units: SimpleNamespace, author: object) -> None:
    with pytest.raises(ProtectedError):
        services.remove(units.quynh_phu_old, by=author)


def test_names_follow_the_day(units: SimpleNamespace) -> None:
    units.ha_noi.other_names = "Tỉnh Hà Đông; Thành phố Thăng Long"
    units.ha_noi.renamed_on = date(2025, 1, 1)
    assert units.ha_noi.name_on(date(2024, 12, 31)) == "Tỉnh Hà Đông"
    assert units.ha_noi.name_on(date(2025, 1, 1)) == units.ha_noi.name_on() == "Thành phố Hà Nội"
