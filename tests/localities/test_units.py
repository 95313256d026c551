"""Which unit, what became of it, what belongs to its area: on the small tree."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from localities import selectors
from localities.choices import REFORM_DAY, Extent, UnitLevel
from localities.models import AdministrativeUnit, UnitSuccession
from tests.factories.localities import REFORM_EVE, administrative_unit, thai_binh_units

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> SimpleNamespace:
    return thai_binh_units()


def test_a_code_on_a_day(units: SimpleNamespace) -> None:
    assert selectors.unit_on("33", REFORM_EVE) == units.hung_yen_old
    assert selectors.unit_on("33", REFORM_DAY) == units.hung_yen
    assert selectors.unit_on("34", REFORM_DAY) is None
    assert selectors.unit_on("12589", date(2023, 1, 1)) == units.diep_nong
    assert selectors.unit_on("12589", date(2025, 1, 1)) == units.quang_trung
    assert selectors.unit_on("12472", REFORM_DAY, UnitLevel.COMMUNE) == units.quynh_phu
    assert selectors.unit_on("12472", REFORM_DAY, UnitLevel.PROVINCE) is None
    assert selectors.unit_on("99", REFORM_DAY) is None


def test_a_written_code_may_name_its_day(units: SimpleNamespace) -> None:
    today = date(2026, 12, 31)
    assert selectors.unit_of_code("34@2024-12-31", day=today) == units.thai_binh
    assert selectors.unit_of_code("34", day=today) is None
    assert selectors.unit_of_code(" 33 ", day=today) == units.hung_yen
    with pytest.raises(ValueError, match="NNNN-TT-NN"):
        selectors.unit_of_code("34@31/12/2024", day=today)


def test_what_became_of_a_unit(units: SimpleNamespace) -> None:
    outcome = selectors.successors(units.quynh_coi)
    assert outcome == selectors.Outcome(((units.quynh_phu, Extent.WHOLE),), known=True)
    assert selectors.unit_now(units.quynh_coi) == units.quynh_phu
    assert selectors.successors(units.thai_binh).units == ((units.hung_yen, Extent.WHOLE),)
    assert selectors.unit_now(units.quynh_phu) == units.quynh_phu


def test_a_split_unit_returns_all_parts(units: SimpleNamespace) -> None:
    outcome = selectors.successors(units.ngoc_thanh)
    assert outcome.units == ((units.hiep_cuong, Extent.PART), (units.son_nam, Extent.PART))
    assert outcome.known
    assert selectors.unit_now(units.ngoc_thanh) is None


def test_not_known_is_an_answer(units: SimpleNamespace) -> None:
    for unit in (units.quynh_xa, units.quynh_chau, units.diep_nong):
        assert selectors.successors(unit) == selectors.Outcome((), known=False)
        assert selectors.unit_now(unit) is None


def test_districts_were_abolished(units: SimpleNamespace) -> None:
    outcome = selectors.successors(units.quynh_phu_old)
    assert outcome == selectors.Outcome((), known=True, abolished=True)
    assert selectors.present_units_of(units.quynh_phu_old) == [units.a_sao, units.quynh_phu]


def test_chains_are_followed(units: SimpleNamespace) -> None:
    """Quỳnh Xá -> An Khê -> A Sào, and a part of Quỳnh Châu -> Quỳnh Côi -> Quỳnh Phụ."""
    UnitSuccession.objects.create(old=units.quynh_xa, new=units.an_khe, extent=Extent.WHOLE)
    UnitSuccession.objects.create(old=units.quynh_chau, new=units.quynh_coi, extent=Extent.PART)
    UnitSuccession.objects.create(old=units.quynh_chau, new=units.quynh_xa, extent=Extent.PART)
    assert selectors.unit_now(units.quynh_xa) == units.a_sao
    outcome = selectors.successors(units.quynh_chau)
    assert outcome.units == ((units.a_sao, Extent.PART), (units.quynh_phu, Extent.PART))
    assert outcome.known
    reach = selectors.closure(units.a_sao)
    whole = (units.a_sao, units.an_dong, units.an_khe, units.quynh_xa)
    assert reach.whole == {unit.pk for unit in whole}
    assert reach.shared == {units.quynh_chau.pk}


def test_a_chain_that_breaks_off_is_not_known(units: SimpleNamespace) -> None:
    UnitSuccession.objects.create(old=units.quynh_chau, new=units.quynh_xa, extent=Extent.PART)
    UnitSuccession.objects.create(old=units.quynh_chau, new=units.an_khe, extent=Extent.PART)
    outcome = selectors.successors(units.quynh_chau)
    assert outcome == selectors.Outcome(((units.a_sao, Extent.PART),), known=False)


def test_a_circle_in_the_data_ends(units: SimpleNamespace) -> None:
    UnitSuccession.objects.create(old=units.quynh_xa, new=units.quynh_chau, extent=Extent.WHOLE)
    UnitSuccession.objects.create(old=units.quynh_chau, new=units.quynh_xa, extent=Extent.WHOLE)
    assert selectors.successors(units.quynh_xa).units == ()
    assert units.quynh_chau.pk in selectors.closure(units.quynh_xa).whole


def test_present_units_of_any_level(units: SimpleNamespace) -> None:
    assert selectors.present_units_of(units.a_sao) == [units.a_sao]
    assert selectors.present_units_of(units.quynh_hai) == [units.quynh_phu]
    assert selectors.present_units_of(units.quynh_xa) == []
    assert selectors.present_units_of(units.hung_yen_old) == [units.hiep_cuong, units.son_nam]
    assert len(selectors.present_units_of(units.hung_yen)) == 9
    assert selectors.present_units_of(units.ha_noi) == [units.ba_dinh, units.ngoc_ha]


def test_units_below(units: SimpleNamespace) -> None:
    below = selectors.descendants(units.quynh_phu_old)
    assert {units.quynh_coi, units.quynh_xa, units.quynh_chau} < set(below)
    on_eve = selectors.descendants(units.quynh_phu_old, on=REFORM_EVE)
    assert set(on_eve) == {units.quynh_coi, units.an_khe, units.an_dong, units.quynh_hai}
    assert units.quynh_phu_old in selectors.descendants(units.thai_binh)
    assert selectors.descendants(units.quynh_coi).count() == 0


def test_the_area_of_a_present_province_is_everything_merged_into_it(
    units: SimpleNamespace,
) -> None:
    outside = {units.ha_noi.pk, units.ba_dinh.pk, units.ngoc_ha.pk}
    everything = {unit.pk for unit in units.all}
    assert selectors.closure_ids(units.hung_yen) == everything - outside
    assert selectors.closure(units.hung_yen).shared == frozenset()
    assert selectors.closure_ids(units.ha_noi) == outside


def test_a_split_unit_is_shared_by_its_successors(units: SimpleNamespace) -> None:
    reach = selectors.closure(units.hiep_cuong)
    assert reach.whole == {units.hiep_cuong.pk, units.song_mai.pk}
    assert reach.shared == {units.ngoc_thanh.pk}
    assert selectors.closure(units.son_nam).shared == {units.ngoc_thanh.pk}
    assert selectors.closure_ids(units.son_nam) == {units.son_nam.pk, units.ngoc_thanh.pk}


def test_what_is_reached_twice_is_whole_if_one_way_was(units: SimpleNamespace) -> None:
    """Quỳnh Xá: a part went straight into A Sào, all of it into An Khê, which went into A Sào."""
    UnitSuccession.objects.create(old=units.quynh_xa, new=units.a_sao, extent=Extent.PART)
    UnitSuccession.objects.create(old=units.quynh_xa, new=units.an_khe, extent=Extent.WHOLE)
    UnitSuccession.objects.create(old=units.quynh_chau, new=units.quynh_xa, extent=Extent.WHOLE)
    reach = selectors.closure(units.a_sao)
    assert {units.quynh_xa.pk, units.quynh_chau.pk} < reach.whole
    assert reach.shared == frozenset()


def test_the_area_of_a_former_district(units: SimpleNamespace) -> None:
    """Its communes of all names, and the present ones that took one of them whole."""
    reach = selectors.closure(units.kim_dong_old)
    assert reach.whole == {
        units.kim_dong_old.pk,
        units.ngoc_thanh.pk,
        units.song_mai.pk,
        units.hiep_cuong.pk,
    }
    assert units.quynh_xa.pk in selectors.closure_ids(units.quynh_phu_old)


def test_labels(units: SimpleNamespace) -> None:
    assert selectors.label(units.quynh_xa) == "X. Quỳnh Xá"
    assert selectors.label(units.hung_ha_town) == "TT. Hưng Hà"
    assert selectors.label(units.ha_noi) == "TP. Hà Nội"
    address = "xã Quỳnh Xá, huyện Quỳnh Phụ, tỉnh Thái Bình"
    assert selectors.long_label(units.quynh_xa) == f"{address} (trước 01/07/2025)"
    assert selectors.long_label(units.quynh_xa, on=date(2020, 1, 1)) == address
    assert selectors.long_label(units.son_nam) == "phường Sơn Nam, tỉnh Hưng Yên"
    units.son_nam.valid_to = date(2030, 12, 31)
    assert selectors.long_label(units.son_nam).endswith("tỉnh Hưng Yên (đến 31/12/2030)")


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        (
            "localities_unit_dates_in_order",
            {"valid_from": date(2026, 1, 1), "valid_to": REFORM_EVE},
        ),
        ("localities_unit_below_province_has_parent", {"parent": None, "province": None}),
        ("localities_unit_code_once_now", {"valid_from": REFORM_DAY}),
        ("localities_unit_code_once_until_a_day", {"valid_to": REFORM_EVE}),
    ],
)
def test_the_database_refuses(units: SimpleNamespace, constraint: str, change: dict) -> None:
    unit = administrative_unit("12472", "Xã Khác", parent=units.hung_yen)
    for name, value in change.items():
        setattr(unit, name, value)
    failure = "UNIQUE|unique" if "once" in constraint else constraint
    with pytest.raises(IntegrityError, match=failure), transaction.atomic():
        unit.save()


def test_units_come_in_vietnamese_order(units: SimpleNamespace) -> None:
    names = list(
        AdministrativeUnit.objects.present()
        .filter(province=units.hung_yen)
        .values_list("name", flat=True)
    )
    assert names == [
        "A Sào", "Diên Hà", "Hiệp Cường", "Hưng Hà", "Lê Quý Đôn", "Long Hưng", "Quỳnh Phụ",
        "Sơn Nam", "Thái Bình",
    ]  # fmt: skip
