"""Search and the places of published cases, on the small tree."""

from types import SimpleNamespace

import pytest

from localities import selectors
from localities.choices import UnitLevel
from localities.models import AdministrativeUnit
from tests.factories.localities import REFORM_EVE, administrative_unit, thai_binh_units

pytestmark = pytest.mark.django_db


@pytest.fixture
def units() -> SimpleNamespace:
    return thai_binh_units()


@pytest.mark.parametrize(
    "text",
    [
        "quynh xa",
        "Quỳnh Xá",
        "QUỲNH XÁ",
        "x. Quỳnh Xá, h. Quỳnh Phụ",
        "x quynh xa h quynh phu",
        "xã Quỳnh Xá, huyện Quỳnh Phụ, tỉnh Thái Bình",
        "xã Quỳnh Xá huyện Quỳnh Phụ tỉnh Thái Bình",
        "Quy\u0300nh Xa\u0301",  # decomposed
        "12568",
    ],
)
def test_one_commune_written_in_many_ways(units: SimpleNamespace, text: str) -> None:
    assert selectors.find(text) == [units.quynh_xa]


def test_present_units_come_first(units: SimpleNamespace) -> None:
    assert selectors.find("Hưng Hà") == [units.hung_ha, units.hung_ha_old, units.hung_ha_town]
    assert selectors.find("huyện Hưng Hà") == [units.hung_ha_old]
    assert selectors.find("tt hung ha") == [units.hung_ha_town]
    assert selectors.find("Hưng Hà", on=REFORM_EVE) == [units.hung_ha_old, units.hung_ha_town]
    assert selectors.find("Hưng Hà", within=units.hung_ha_old, limit=1) == [units.hung_ha]
    assert selectors.find("Hưng Hà", within=units.ha_noi) == []


def test_a_name_that_is_not_finished(units: SimpleNamespace) -> None:
    assert selectors.find("quynh h")[0] == units.quynh_hai
    assert selectors.find("quynh xa thai")[0] == units.quynh_xa
    assert selectors.find("quynh ha") == [units.quynh_hai]
    assert selectors.find("") == []
    assert selectors.find("x.") == []


def test_tones_decide_when_they_are_written(units: SimpleNamespace) -> None:
    other = administrative_unit("99999", "Xã Long Hừng", parent=units.hung_yen)
    other.save()
    assert selectors.find("long hung") == [units.long_hung, other]
    assert selectors.find("Long Hừng") == [other, units.long_hung]


def test_the_admin_search_is_one_queryset(units: SimpleNamespace) -> None:
    scope = AdministrativeUnit.objects.all()
    assert selectors.matching(scope, "quynh phu").first() == units.quynh_phu
    assert units.quynh_xa in selectors.matching(scope, "quynh phu thai binh")
    assert list(selectors.matching(scope, "x.")) == []
    assert list(selectors.matching(scope, "không có đâu")) == []


def test_provinces_of_a_name(units: SimpleNamespace) -> None:
    assert selectors.provinces_named("Hưng Yên") == [units.hung_yen, units.hung_yen_old]
    assert selectors.province_named("tỉnh Hưng Yên", year=2024) == units.hung_yen_old
    assert selectors.province_named("hung yen", year=2025) == units.hung_yen
    assert selectors.province_named("Hưng Yên") == units.hung_yen
    assert selectors.province_named("Thái Bình") == units.thai_binh
    assert selectors.province_named("Thái Bình", year=2026) == units.thai_binh
    assert selectors.province_named("Hà Nội", year=2019) == units.ha_noi
    assert selectors.province_named("Cả nước") is None


# year, province, text: the unit's name in the tree, what is kept
CASES = [
    (2020, "Thái Bình", "xã Quỳnh Xá, huyện Quỳnh Phụ", "quynh_xa", ""),
    (2020, "Thái Bình", "Quỳnh Xá, Quỳnh Phụ", "quynh_xa", ""),
    (2020, "Thái Bình", "xã Quỳnh Xá, huyện Quỳnh Phụ, tỉnh Thái Bình", "quynh_xa", ""),
    (2025, "Thái Bình", "xã Quỳnh Xá, huyện Quỳnh Phụ", "quynh_phu_old", "xã Quỳnh Xá"),
    (2021, "Thái Bình", "xã Quỳnh Châu, huyện Quỳnh Phụ", "quynh_phu_old", "xã Quỳnh Châu"),
    (2019, "Thái Bình", "xã Quỳnh Châu, huyện Quỳnh Phụ", "quynh_chau", ""),
    (2019, "Thái Bình", "CCN An Khê, huyện Hưng Hà", "hung_ha_old", "CCN An Khê"),
    (2019, "Thái Bình", "thôn Đông, xã An Khê, huyện Quỳnh Phụ", "an_khe", "thôn Đông"),
    (2019, "Thái Bình", "An Đồng, xã An Khê, huyện Quỳnh Phụ", "an_khe", "An Đồng"),
    (2019, "Thái Bình", "huyện Quỳnh Phụ", "quynh_phu_old", ""),
    (2019, "Thái Bình", "Quỳnh Phụ", "quynh_phu_old", ""),
    (2019, "Thái Bình", "", "thai_binh", ""),
    (2019, "Thái Bình", "tỉnh Thái Bình", "thai_binh", ""),
    (2019, "Thái Bình", "Thái Bình", "thai_binh", ""),
    (2019, "Thái Bình", "toàn tỉnh", "thai_binh", "toàn tỉnh"),
    (2019, "Thái Bình", "xã An Khê, huyện Không Có", "thai_binh", "*"),
    # several places: the province
    (2019, "Thái Bình", "xã An Khê, xã An Đồng, huyện Quỳnh Phụ", "thai_binh", "*"),
    (2019, "Thái Bình", "xã An Khê và An Đồng, huyện Quỳnh Phụ", "thai_binh", "*"),
    (2019, "Thái Bình", "huyện Quỳnh Phụ và huyện Hưng Hà", "thai_binh", "*"),
    (2019, "Thái Bình", "2 huyện Quỳnh Phụ, Hưng Hà", "thai_binh", "*"),
    # which names: of the year; for 2025 or without a year both sets
    (2024, "Thái Bình", "xã Minh Tân", "minh_tan", ""),
    (2026, "Hưng Yên", "xã Quỳnh Phụ", "quynh_phu", ""),
    (2026, "Hưng Yên", "xã Song Mai", "hung_yen", "xã Song Mai"),
    (2025, "Hưng Yên", "xã Song Mai", "song_mai", ""),
    (2025, "Hưng Yên", "xã A Sào", "a_sao", ""),
    (None, "Hưng Yên", "xã A Sào", "a_sao", ""),
    (2024, "Hưng Yên", "xã A Sào", "hung_yen_old", "xã A Sào"),
    # a named district means before 1 July 2025, also one of a province merged since
    (2025, "Hưng Yên", "xã An Khê, huyện Quỳnh Phụ", "an_khe", ""),
    (2026, "Hưng Yên", "xã An Khê, huyện Quỳnh Phụ", "an_khe", ""),
    (None, "Hưng Yên", "xã Song Mai, huyện Kim Động", "song_mai", ""),
]


@pytest.mark.parametrize(("year", "province", "text", "unit", "kept"), CASES)
def test_the_place_of_a_case(
    units: SimpleNamespace, year: int | None, province: str, text: str, unit: str, kept: str
) -> None:
    match = selectors.parse_place(text, province=province, year=year)
    assert match.unit == getattr(units, unit)
    assert match.kept_text == (text if kept == "*" else kept)
    assert match.exact == (not kept)


def test_the_province_may_be_given_as_a_unit(units: SimpleNamespace) -> None:
    match = selectors.parse_place("xã An Khê", province=units.thai_binh, year=2019)
    assert match == selectors.PlaceMatch(units.an_khe, exact=True, kept_text="")


def test_a_name_in_both_sets_is_more_than_one_hit(units: SimpleNamespace) -> None:
    administrative_unit("99999", "Xã Song Mai", parent=units.hung_yen, valid_from=None).save()
    AdministrativeUnit.objects.filter(code="99999").update(valid_from="2025-07-01")
    match = selectors.parse_place("xã Song Mai", province="Hưng Yên", year=2025)
    assert match == selectors.PlaceMatch(units.hung_yen, exact=False, kept_text="xã Song Mai")


def test_another_kind_counts_only_inside_a_named_district(units: SimpleNamespace) -> None:
    """Xã Quỳnh Côi can only be the town of that district; without district it's unknown."""
    inside = selectors.parse_place("xã Quỳnh Côi, H. Quỳnh Phụ", province="Thái Bình", year=2010)
    assert inside == selectors.PlaceMatch(units.quynh_coi, exact=True, kept_text="")
    alone = selectors.parse_place("xã Quỳnh Côi", province="Thái Bình", year=2010)
    assert alone == selectors.PlaceMatch(units.thai_binh, exact=False, kept_text="xã Quỳnh Côi")


def test_an_unknown_province_keeps_the_text(units: SimpleNamespace) -> None:
    match = selectors.parse_place("xã An Khê", province="Sao Hỏa", year=2019)
    assert match == selectors.PlaceMatch(None, exact=False, kept_text="xã An Khê")


def test_two_codes_of_one_place_are_one_hit(units: SimpleNamespace) -> None:
    """The published tables list seven wards under two codes; the one with a successor stays."""
    twin = administrative_unit(
        "99998", "Xã An Khê", parent=units.quynh_phu_old, valid_to=REFORM_EVE
    )
    twin.save()
    assert selectors.find("xã An Khê") == [units.an_khe]
    match = selectors.parse_place("xã An Khê", province="Thái Bình", year=2019)
    assert match.unit == units.an_khe


def test_a_city_of_the_provinces_name(units: SimpleNamespace) -> None:
    city = administrative_unit(
        "336", "Thành phố Thái Bình", level=UnitLevel.DISTRICT, parent=units.thai_binh,
        valid_to=REFORM_EVE,
    )  # fmt: skip
    city.kind = "thanh_pho_thuoc_tinh"
    city.save()
    match = selectors.parse_place("TP. Thái Bình", province="Thái Bình", year=2019)
    assert match == selectors.PlaceMatch(city, exact=True, kept_text="")
    match = selectors.parse_place("Thái Bình", province="Thái Bình", year=2019)
    assert match.unit == units.thai_binh
