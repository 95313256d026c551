"""The list of projects: pills, search, sorting, paging, odd addresses, export."""

import io
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.test import Client, RequestFactory

from kernel import lists
from programmes.choices import FundingSource
from programmes.filters import ProjectFilter
from programmes.models import SupportProject
from programmes.services import save_project
from programmes.views.projects import SORTS
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.programmes.conftest import MILLION

S = FundingSource


@pytest.fixture
def browser(client_of_officer: Client) -> Client:
    """The officer's browser."""
    return client_of_officer


@pytest.fixture(scope="module")
def _stored_projects(_stored_place: SimpleNamespace) -> list[SupportProject]:
    place = deepcopy(_stored_place)
    units = place.units
    types = factory.activity("3.3", "Ứng dụng máy móc", parent=place.machines)
    old = factory.plan(units.thai_binh, 2024, "national")
    full = {
        str(S.PROVINCIAL): 200 * MILLION,
        str(S.COMMUNE): 0,
        str(S.COUNTERPART): 0,
        str(S.OTHER): 0,
    }
    return [
        factory.registered(
            place, "Máy dệt chiếu", unit=units.hung_ha, money=full, activity=types, code="KC26-001"
        ),
        factory.registered(
            place,
            "Đào tạo nghề mây tre",
            unit=units.a_sao,
            activity=place.training,
            kind="grouped",
            code="KC26-002",
        ),
        factory.registered(
            place,
            "Gốm Quỳnh Côi",
            unit=units.quynh_coi,
            of=old,
            code="KC24-001",
            money={str(S.NATIONAL): 50 * MILLION},
        ),
        factory.registered(place, "Ấm chén", unit=units.ngoc_thanh, code="KC26-003"),
    ]


@pytest.fixture(autouse=True)
def some(_stored_projects: list[SupportProject], db: None) -> list[SupportProject]:
    """Four projects that differ in everything the filters ask for."""
    return deepcopy(_stored_projects)


def codes(browser: Client, **query: Any) -> list[str]:
    answer = browser.get("/de-an/", query)
    assert answer.status_code == 200
    return [project.code for project in answer.context["list"].page]


def test_the_newest_year_first(browser: Client, some: list[SupportProject]) -> None:
    assert codes(browser) == ["KC26-001", "KC26-002", "KC26-003", "KC24-001"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "det chieu hung ha"}, ["KC26-001"]),
        ({"q": "HƯNG HÀ"}, ["KC26-001"]),
        ({"q": "dệt quỳnh"}, []),
        ({"q": "kc26-003"}, ["KC26-003"]),
        ({"q": "quynh phu"}, ["KC24-001"]),
        ({"q": "%"}, ["KC26-001", "KC26-002", "KC26-003", "KC24-001"]),
        ({"year": "2024"}, ["KC24-001"]),
        ({"level": "national"}, ["KC24-001"]),
        ({"level": ["national", "local"]}, ["KC26-001", "KC26-002", "KC26-003", "KC24-001"]),
        ({"state": "approved"}, []),
        ({"kind": "grouped"}, ["KC26-002"]),
        ({"incomplete": "false"}, ["KC26-001"]),
        ({"incomplete": "true"}, ["KC26-002", "KC26-003", "KC24-001"]),
        ({"year": "2026", "q": "tre"}, ["KC26-002"]),
    ],
)
def test_filters(
    browser: Client, some: list[SupportProject], query: dict[str, Any], found: list[str]
) -> None:
    assert codes(browser, **query) == found


def test_filters_by_place_group_and_plan(
    place: SimpleNamespace, browser: Client, some: list[SupportProject]
) -> None:
    units = place.units
    assert codes(browser, group=place.machines.pk) == ["KC26-001"]
    assert codes(browser, plan=place.plan.pk) == ["KC26-001", "KC26-002", "KC26-003"]
    assert codes(browser, unit=units.quynh_phu.pk) == ["KC24-001"]
    assert codes(browser, unit=units.thai_binh.pk) == ["KC26-001", "KC26-002", "KC24-001"]
    assert codes(browser, unit=units.hung_yen.pk) == codes(browser)


def test_a_split_unit_leaves_the_others_once_chosen(
    place: SimpleNamespace, browser: Client, some: list[SupportProject]
) -> None:
    units = place.units
    assert codes(browser, unit=units.hiep_cuong.pk) == ["KC26-003"]
    assert codes(browser, unit=units.son_nam.pk) == ["KC26-003"]
    some[3].unit_now = units.son_nam
    save_project(some[3], by=place.officer)
    assert codes(browser, unit=units.hiep_cuong.pk) == []
    assert codes(browser, unit=units.son_nam.pk) == ["KC26-003"]


def test_each_filter_is_a_pill_that_can_be_removed(
    place: SimpleNamespace, browser: Client, some: list[SupportProject]
) -> None:
    query = {
        "q": "may",
        "year": "2026",
        "state": ["registered", "approved"],
        "unit": place.units.hung_ha.pk,
        "page": "1",
        "sort": "name",
    }
    pills = browser.get("/de-an/", query).context["list"].pills
    assert [(pill.label, pill.value) for pill in pills] == [
        ("Năm", "2026"),
        ("Trạng thái", "Đã đăng ký, Đã phê duyệt"),
        ("Địa bàn", "Xã Hưng Hà"),
    ]
    for pill in pills:
        rest = browser.get(pill.remove_url).context["list"]
        assert [other.label for other in rest.pills] == [
            other.label for other in pills if other != pill
        ]
        assert "page=" not in pill.remove_url
        assert "sort=name" in pill.remove_url


# --- odd addresses --------------------------------------------------------------------------------


def test_a_year_that_is_none(browser: Client, some: list[SupportProject]) -> None:
    """No 37."""
    answer = browser.get("/de-an/", {"year": "2026'--"})
    assert (answer.status_code, list(answer.context["list"].notices)) == (
        400,
        ["Năm không hợp lệ."],
    )
    assert answer.context["list"].count == 0
    assert "Năm không hợp lệ." in answer.content.decode()
    export = browser.get("/de-an/xuat/", {"year": "2026'--"})
    assert (export.status_code, export["Location"]) == (302, "/de-an/?year=2026%27--")


@pytest.mark.parametrize(
    "query",
    [
        {"year": "1900"},
        {"year": "9" * 60},
        {"plan": "9" * 23},
        {"plan": "1e30"},
        {"plan": "1.5"},
        {"level": "x"},
        {"state": "'; DROP TABLE x"},
        {"unit": "abc"},
        {"unit": "9" * 40},
        {"group": "0"},
        {"kind": "pilot"},
        {"plan": "NaN"},
        {"plan": "9" * 12},
    ],
)
def test_values_that_nobody_offers(
    browser: Client, some: list[SupportProject], query: dict[str, str]
) -> None:
    answer = browser.get("/de-an/", query)
    assert answer.status_code in {200, 400}
    assert answer.context["list"].count == 0
    assert (answer.status_code == 400) == bool(answer.context["list"].notices)


def test_a_place_of_another_province_is_not_named(
    place: SimpleNamespace, browser: Client, some: list[SupportProject]
) -> None:
    answer = browser.get("/de-an/", {"unit": place.units.ba_dinh.pk})
    assert answer.status_code == 400
    assert "Ba Đình" not in answer.content.decode()


def test_too_many_values(
    place: SimpleNamespace, browser: Client, some: list[SupportProject]
) -> None:
    """No 42; 5,000 values need an address that the door refuses first (No 40)."""
    sentence = "Chọn tối đa 200 mục."
    few = browser.get("/de-an/", {"level": ["local"] * 200})
    assert few.status_code == 200
    many = browser.get("/de-an/", {"level": ["local"] * 201})
    assert (many.status_code, list(many.context["list"].notices)) == (400, [sentence])
    assert sentence in many.content.decode()
    request = RequestFactory().get("/de-an/", {"level": ["local"] * 5_000})
    request.user = place.officer
    page = lists.build(
        request, SupportProject.objects.all(), ProjectFilter, sorts=SORTS, default_sort="-year"
    )
    assert (page.status, list(page.notices), page.count) == (400, [sentence], 0)
    assert browser.get("/de-an/", {"level": ["local"] * 5_000}).status_code == 414


def test_an_unknown_order_is_ignored(browser: Client, some: list[SupportProject]) -> None:
    """No 36."""
    usual = codes(browser)
    for sort in ("password", "-password", "unit__parent", "", "--year", "?"):
        assert codes(browser, sort=sort) == usual


@pytest.mark.parametrize("key", sorted(SORTS))
def test_each_order_turns_around(browser: Client, some: list[SupportProject], key: str) -> None:
    up, down = codes(browser, sort=key), codes(browser, sort=f"-{key}")
    assert sorted(up) == sorted(down) == sorted(codes(browser))
    link = browser.get("/de-an/", {"sort": key}).context["list"].sorts[key]
    assert (link.order, f"sort=-{key}" in link.url) == ("asc", True)


def test_names_stand_in_the_order_of_the_alphabet(
    browser: Client, some: list[SupportProject]
) -> None:
    assert codes(browser, sort="name") == ["KC26-003", "KC26-002", "KC24-001", "KC26-001"]


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("0", 1),
        ("-1", 1),
        ("-9999999999999999999", 1),
        ("abc", 1),
        ("1.5", 1),
        ("1000000000", 2),
        ("9" * 40, 2),
        ("3", 2),
    ],
)
def test_the_nearest_page(place: SimpleNamespace, browser: Client, page: str, shown: int) -> None:
    """No 35: the nearest page, and a notice that says which."""
    SupportProject.objects.bulk_create(
        SupportProject(name=f"Đề án {n}", unit=place.units.hung_ha, level="local", first_year=2026)
        for n in range(60)
    )
    answer = browser.get("/de-an/", {"page": page})
    found = answer.context["list"]
    assert (answer.status_code, found.page.number) == (200, shown)
    sentence = f"Không có trang đã yêu cầu; đang xem trang {shown}."
    assert list(found.notices) == [sentence]
    assert sentence in answer.content.decode()
    assert not browser.get("/de-an/", {"page": "2"}).context["list"].notices


# --- totals and export ----------------------------------------------------------------------------


def test_totals_are_those_of_the_filter(browser: Client, some: list[SupportProject]) -> None:
    totals = browser.get("/de-an/", {"year": "2024"}).context["list"].totals
    assert (totals.count, totals.support, totals.incomplete) == (1, 50 * MILLION, 1)


def sheet_of(answer: Any) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return list(book.active.iter_rows(values_only=True))


@pytest.mark.parametrize(
    "query", [{}, {"year": "2026"}, {"q": "quynh"}, {"incomplete": "true", "sort": "-name"}]
)
def test_the_export_is_what_the_list_shows(
    browser: Client, some: list[SupportProject], query: dict[str, str]
) -> None:
    answer = browser.get("/de-an/xuat/", query)
    assert answer["Content-Disposition"] == 'attachment; filename="de-an.xlsx"'
    heads, *rows = sheet_of(answer)
    assert heads[:3] == ("Mã", "Tên đề án", "Đơn vị thụ hưởng")
    assert [row[0] for row in rows] == codes(browser, **query)


def test_a_row_of_the_export(browser: Client, some: list[SupportProject]) -> None:
    heads, row = sheet_of(browser.get("/de-an/xuat/", {"q": "det chieu"}))
    told = {head: value for head, value in zip(heads, row, strict=True) if value not in (None, "")}
    assert told == {
        "Mã": "KC26-001",
        "Tên đề án": "Máy dệt chiếu",
        "Địa điểm": "Xã Hưng Hà",
        "Mã địa bàn": "12586",
        "Cấp": "Địa phương",
        "Mã nội dung": "3.3",
        "Nội dung": "Ứng dụng máy móc",
        "Năm": 2026,
        "Hỗ trợ (đồng)": 200 * MILLION,
        "Đối ứng (đồng)": 0,
        "Nguồn khác (đồng)": 0,
        "Tổng kinh phí (đồng)": 200 * MILLION,
        "Trạng thái": "Đã đăng ký",
    }


def test_a_formula_is_text_in_the_export(place: SimpleNamespace, browser: Client) -> None:
    factory.registered(place, "=1+1", unit=place.units.hung_ha, code="KC26-004")
    rows = sheet_of(browser.get("/de-an/xuat/"))
    assert [row[1] for row in rows if row[0] == "KC26-004"] == ["=1+1"]


def test_others_are_in_no_list(people: SimpleNamespace, some: list[SupportProject]) -> None:
    assert codes(signed_in(people.local)) == ["KC26-001"]
    assert codes(signed_in(people.stranger)) == []
    _heads, *rows = sheet_of(signed_in(people.local).get("/de-an/xuat/"))
    assert [row[0] for row in rows] == ["KC26-001"]
