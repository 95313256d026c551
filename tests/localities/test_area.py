"""Places of a sheet: read as the search box reads them, without a query each."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from localities.selectors import Area
from tests.factories.localities import thai_binh_units


@pytest.fixture
def units(db: None) -> SimpleNamespace:
    return thai_binh_units()


@pytest.fixture
def area(units: SimpleNamespace) -> Area:
    return Area.of(units.hung_yen, covered=None)


def named(area: Area, text: str) -> list[str]:
    return [unit.full_name for unit in area.named(text).units]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Xã Quỳnh Phụ", ["Xã Quỳnh Phụ"]),
        ("quynh phu", ["Xã Quỳnh Phụ", "Huyện Quỳnh Phụ"]),
        ("x. Quỳnh Xá, h. Quỳnh Phụ", ["Xã Quỳnh Xá"]),
        ("x quynh xa h quynh phu", ["Xã Quỳnh Xá"]),
        ("xã Quỳnh Xá, huyện Hưng Hà", []),
        ("12499", ["Xã A Sào"]),
        ("Tỉnh Hưng Yên", ["Tỉnh Hưng Yên", "Tỉnh Hưng Yên"]),
        ("Phường Ba Đình", []),
        ("Xã Không Có", []),
        ("Xã Không Có, huyện Quỳnh Phụ", []),
        ("", []),
    ],
)
def test_units_that_a_text_may_mean(area: Area, text: str, names: list[str]) -> None:
    assert named(area, text) == names


def test_a_village_in_front_is_kept(area: Area) -> None:
    found = area.named("Thôn Đông, xã A Sào")
    assert [unit.full_name for unit in found.units] == ["Xã A Sào"]
    assert found.rest == "Thôn Đông"


def test_a_code_with_its_last_day(area: Area, units: SimpleNamespace) -> None:
    assert area.named("12589").units == (units.diep_nong, units.quang_trung)
    assert area.named("Xã Quang Trung [12589@2025-06-30]").units == (units.quang_trung,)


def test_what_is_spelled_is_read_back(area: Area, units: SimpleNamespace) -> None:
    for unit in (units.quang_trung, units.a_sao, units.quynh_phu, units.hung_yen_old):
        assert area.named(area.spelled(unit)).units == (unit,)


def test_names_that_are_like_it(area: Area) -> None:
    assert [unit.full_name for unit in area.near("xã Quỳnh Sá")][:1] == ["Xã Quỳnh Xá"]
    assert [unit.full_name for unit in area.near("phường A Sào")] == ["Xã A Sào"]


def test_what_became_of_a_unit(area: Area, units: SimpleNamespace) -> None:
    assert area.now(units.a_sao) == ([units.a_sao], True)
    assert area.now(units.an_khe) == ([units.a_sao], True)
    assert area.now(units.ngoc_thanh) == ([units.hiep_cuong, units.son_nam], False)
    assert area.now(units.quynh_xa) == ([], False)


def test_only_what_is_covered(units: SimpleNamespace) -> None:
    area = Area.of(units.hung_yen, covered=[units.a_sao.pk])
    assert named(area, "A Sào") == ["Xã A Sào"]
    assert named(area, "Quỳnh Phụ") == []


def test_places_cost_no_query_each(units: SimpleNamespace) -> None:
    area = Area.of(units.hung_yen, covered=None)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for unit in units.all:
            area.spelled(unit)
            area.near(unit.name)
            area.now(unit)
    assert len(asked) == 0
