"""The coverage closure: who sees the records of old, merged and split units."""

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.choices import OrganisationKind, Role
from accounts.models import Coverage, OrganisationArea, User
from accounts.permissions import Permission
from accounts.services import own_centre, rebuild_coverage, remove_record, save_record, system_user
from beneficiaries.models import RuralIndustrialFacility
from tests.factories.accounts import office, person
from tests.factories.localities import thai_binh_units

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> SimpleNamespace:
    """The small country."""
    return thai_binh_units()


def facility(unit: Any, **more: Any) -> RuralIndustrialFacility:
    """A stored facility."""
    return RuralIndustrialFacility.objects.create(name=f"Cơ sở {unit.full_name}", unit=unit, **more)


def seen_by(user: User) -> set[int]:
    """The facilities that a person sees."""
    return set(RuralIndustrialFacility.objects.visible_to(user).values_list("pk", flat=True))


def covered(of: Any, *, shared: bool = False) -> set[int]:
    """The units in an organisation's coverage."""
    rows = Coverage.objects.filter(organisation=of, is_shared=shared)
    return set(rows.values_list("unit_id", flat=True))


def test_a_province_holds_what_it_was_made_of(units: SimpleNamespace) -> None:
    centre = office(units.hung_yen, kind=OrganisationKind.EXTENSION_CENTRE)
    outside = {units.ha_noi.pk, units.ba_dinh.pk, units.ngoc_ha.pk}
    assert covered(centre) == {unit.pk for unit in units.all} - outside
    assert covered(centre, shared=True) == set()


def test_a_commune_holds_the_old_ones_that_went_into_it(units: SimpleNamespace) -> None:
    ward = office(units.quynh_phu)
    assert covered(ward) == {units.quynh_phu.pk, units.quynh_coi.pk, units.quynh_hai.pk}


def test_a_former_district_holds_its_communes_and_those_that_took_them(
    units: SimpleNamespace,
) -> None:
    district = office(units.quynh_phu_old, kind=OrganisationKind.FORMER_DISTRICT_OFFICE)
    assert {units.an_khe.pk, units.quynh_coi.pk, units.quynh_phu.pk, units.a_sao.pk} <= covered(
        district
    )
    assert units.hung_ha.pk not in covered(district)


def test_a_split_unit_is_seen_by_all_its_successors_until_chosen(units: SimpleNamespace) -> None:
    one = person("hiep-cuong", office(units.hiep_cuong))
    two = person("son-nam", office(units.son_nam))
    other = person("quynh-phu", office(units.quynh_phu))
    split = facility(units.ngoc_thanh)
    assert [split.pk in seen_by(user) for user in (one, two, other)] == [True, True, False]
    RuralIndustrialFacility.objects.filter(pk=split.pk).update(unit_now=units.son_nam)
    assert [split.pk in seen_by(user) for user in (one, two, other)] == [False, True, False]
    assert one.can(Permission.EDIT_FACILITIES)
    assert not one.can(Permission.EDIT_FACILITIES, split)
    assert two.can(Permission.EDIT_FACILITIES, split)


def test_a_split_unit_is_one_for_the_centre(units: SimpleNamespace) -> None:
    centre = person("centre", office(units.hung_yen), Role.CENTRE_OFFICER)
    split = facility(units.ngoc_thanh)
    assert seen_by(centre) == {split.pk}


def test_what_moved_is_seen_where_it_is_now(units: SimpleNamespace) -> None:
    """A present unit that a person has chosen wins over what the unit's own history says."""
    two = person("son-nam", office(units.son_nam))
    moved = facility(units.quynh_coi, unit_now=units.son_nam)
    assert moved.pk in seen_by(two)


def test_an_area_that_goes_takes_its_coverage_along(units: SimpleNamespace) -> None:
    system, ward = system_user(), office(units.quynh_phu)
    area = save_record(OrganisationArea(organisation=ward, unit=units.son_nam), by=system)
    assert units.son_nam.pk in covered(ward)
    assert units.ngoc_thanh.pk in covered(ward, shared=True)
    remove_record(area, by=system)
    assert units.son_nam.pk not in covered(ward)
    assert covered(ward, shared=True) == set()


def test_rebuilding_changes_nothing(units: SimpleNamespace) -> None:
    one, two = office(units.hung_yen), office(units.son_nam)
    before = [(covered(o), covered(o, shared=True)) for o in (one, two)]
    assert rebuild_coverage() == sum(len(whole) + len(shared) for whole, shared in before)
    assert [(covered(o), covered(o, shared=True)) for o in (one, two)] == before


def test_an_account_without_an_area_sees_nothing(units: SimpleNamespace) -> None:
    facility(units.quynh_phu)
    nobody = person("nobody", office(None, kind=OrganisationKind.OTHER), Role.INSPECTOR)
    assert seen_by(nobody) == set()


def test_the_system_sees_everything(units: SimpleNamespace) -> None:
    rows = {facility(units.quynh_phu).pk, facility(units.ba_dinh).pk}
    assert seen_by(system_user()) == rows
    assert system_user().pk == system_user().pk


def test_reports_bear_the_paper_of_the_centre_of_the_own_area(units: SimpleNamespace) -> None:
    """T02: the letterhead of a Centre elsewhere is not mine, even if it came first."""
    kind = OrganisationKind.EXTENSION_CENTRE
    elsewhere = office(units.ha_noi, kind=kind, name="Trung tâm nơi khác")
    centre = office(units.hung_yen, kind=kind, name="Trung tâm của tỉnh")
    local, split = person("xa", office(units.quynh_phu)), person("sn", office(units.son_nam))
    old = person("huyen", office(units.quynh_phu_old))
    strangers = person("hn", office(units.ba_dinh))
    inside = person("tt", centre, Role.CENTRE_OFFICER)
    assert [own_centre(user) for user in (local, split, old, inside)] == [centre] * 4
    assert own_centre(strangers) == elsewhere
    assert own_centre(person("x", office(None, kind=OrganisationKind.OTHER))) is None
