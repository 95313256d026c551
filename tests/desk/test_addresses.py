"""Bad addresses: a Vietnamese page, no 500, nothing disclosed."""

import re
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from accounts.choices import OrganisationKind, Role
from beneficiaries.models import RuralIndustrialFacility
from desk.views import errors
from khuyencong import urls as roof
from programmes.models import SupportProject
from tests.factories.accounts import office, person, signed_in
from tests.factories.localities import thai_binh_units

pytestmark = pytest.mark.django_db
LISTS = ("/de-an/", "/co-so/", "/ke-hoach/")


@pytest.fixture(scope="module")
def _stored(module_rows: None) -> SimpleNamespace:
    units = thai_binh_units()
    officer = person(
        "cv", office(units.hung_yen, kind=OrganisationKind.EXTENSION_CENTRE), Role.CENTRE_OFFICER
    )
    for n in range(60):
        SupportProject.objects.create(
            name=f"Đề án {n:02d}",
            code=f"KC-{n:02d}",
            unit=units.quynh_phu,
            level="local",
            first_year=2026,
        )
        RuralIndustrialFacility.objects.create(
            name=f"Cơ sở {n:02d}", sort_key=f"{n:02d}", unit=units.quynh_phu
        )
    foreign = SupportProject.objects.create(name="Nơi khác", unit=units.ba_dinh, level="local")
    return SimpleNamespace(foreign=foreign, units=units, officer=officer)


@pytest.fixture
def world(_stored: SimpleNamespace, db: None) -> SimpleNamespace:
    """An officer with 60 projects and facilities, and a project of another province."""
    return SimpleNamespace(client=signed_in(_stored.officer), **deepcopy(vars(_stored)))


def text(response: Any) -> str:
    """The page."""
    return response.content.decode()


def is_error_page(response: Any, status: int, heading: str) -> bool:
    """Whether this is the portal's own page: the heading, no form, no token, no English."""
    page = text(response)
    return (
        response.status_code == status
        and f"<h1>{heading}</h1>" in page
        and f"Mã {status}" in page
        and "<form" not in page
        and "csrf" not in page.lower()
        and not re.search(r"Not Found|Forbidden|Server Error|Bad Request|Traceback", page)
    )


NOT_FOUND = "Không tìm thấy trang"


def test_33_another_areas_number_looks_like_no_number(world: SimpleNamespace) -> None:
    theirs = world.client.get(f"/de-an/{world.foreign.pk}/")
    nobodys = world.client.get("/de-an/999999/")
    assert is_error_page(theirs, 404, NOT_FOUND)
    assert theirs.content == nobodys.content
    assert "Địa chỉ không đúng, hoặc nội dung này không có trong phạm vi của đơn vị bạn." in text(
        theirs
    )
    assert "999999" not in text(nobodys)


@pytest.mark.parametrize("start", ["/de-an/", "/co-so/", "/ke-hoach/", "/ke-hoach/quyet-dinh/"])
@pytest.mark.parametrize(
    "number", ["abc", "-1", "1e3", "１２", "0", str(10**18), str(10**30), "9" * 5000]
)
def test_34_what_is_no_number_of_ours(world: SimpleNamespace, start: str, number: str) -> None:
    assert is_error_page(world.client.get(f"{start}{number}/"), 404, NOT_FOUND)


@pytest.mark.parametrize("start", LISTS[:2])
@pytest.mark.parametrize(
    ("asked", "shown"),
    [("0", 1), ("-1", 1), ("abc", 1), (str(10**9), 2), ("", 1), ("2", 2), ("1.5", 1)],
)
def test_35_the_nearest_page_with_a_notice(
    world: SimpleNamespace, start: str, asked: str, shown: int
) -> None:
    response = world.client.get(start, {"page": asked})
    page = response.context["list"].page
    assert response.status_code == 200
    assert page.number == shown
    notice = f"Không có trang đã yêu cầu; đang xem trang {shown}."
    assert (notice in text(response)) == (asked not in {"", str(shown)})


@pytest.mark.parametrize(
    "sort", ["password", "-deleted_by__password", "id; DROP TABLE", "unit__code"]
)
@pytest.mark.parametrize("start", LISTS)
def test_36_an_unknown_order_is_ignored(world: SimpleNamespace, start: str, sort: str) -> None:
    plain, sorted_by = world.client.get(start), world.client.get(start, {"sort": sort})
    assert sorted_by.status_code == 200
    if "list" in plain.context:
        rows = [row.pk for row in plain.context["list"].page]
        assert [row.pk for row in sorted_by.context["list"].page] == rows


@pytest.mark.parametrize("year", ["2026'--", "26", "9999999999999999999999", "2026 OR 1=1", "-1"])
def test_37_a_year_that_is_none(world: SimpleNamespace, year: str) -> None:
    report = world.client.get("/bao-cao/annual-plan/", {"nam": year})
    assert report.status_code == 400
    assert re.search("Năm không hợp lệ|Năm phải trong khoảng", text(report))
    listed = world.client.get("/de-an/", {"year": year})
    assert listed.status_code == 400
    assert re.search("Năm không hợp lệ|Năm phải trong khoảng", text(listed))


@pytest.mark.parametrize(
    "address", ["/de-an/%00/", "/de-an/?q=%00", "/tra-cuu/?q=a%00b", "/tim/co-so/?q=%00"]
)
def test_39_a_null_character(world: SimpleNamespace, address: str) -> None:
    assert is_error_page(world.client.get(address), 400, "Yêu cầu không đọc được")


@pytest.mark.parametrize(
    "address",
    [
        "/%2e%2e/etc/passwd",
        "/de-an/%2e%2e/",
        "/%ff%fe/",
        "/de-an/%c3%28/",
        "/static/%2e%2e/khuyencong/settings.py",
    ],
)
def test_39_paths_that_climb_or_cannot_be_read(world: SimpleNamespace, address: str) -> None:
    response = world.client.get(address)
    assert response.status_code in {400, 404}
    assert is_error_page(response, 404, NOT_FOUND) or response.status_code == 400


@pytest.mark.parametrize(
    "address", ["/de-an/?q=%ff%fe", "/tra-cuu/?q=%c3%28", "/co-so/?q=%ed%a0%80"]
)
def test_39_a_query_that_cannot_be_read(world: SimpleNamespace, address: str) -> None:
    assert world.client.get(address).status_code in {200, 400}


def test_40_an_address_of_20_kilobytes(world: SimpleNamespace) -> None:
    for address in ("/" + "a" * 20_000, "/de-an/?q=" + "a" * 20_000):
        for client in (world.client, Client()):
            assert is_error_page(client.get(address), 414, "Địa chỉ quá dài")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "PATCH", "CONNECT"])
def test_41_a_method_that_is_not_offered(world: SimpleNamespace, method: str) -> None:
    response = world.client.generic(method, "/de-an/")
    assert is_error_page(response, 405, "Thao tác không dùng được ở đây")


def test_41_a_post_to_a_page_and_a_get_of_an_action(world: SimpleNamespace) -> None:
    page = world.client.post("/de-an/")
    assert is_error_page(page, 405, "Thao tác không dùng được ở đây")
    assert page.headers["Allow"] == "GET, HEAD"
    action = world.client.get(f"/de-an/{SupportProject.objects.first().pk}/xoa/")
    assert is_error_page(action, 405, "Thao tác không dùng được ở đây")
    assert action.headers["Allow"] == "POST"


@pytest.mark.parametrize(("start", "name"), [("/de-an/", "state"), ("/co-so/", "kind")])
def test_42_a_filter_with_too_many_values(world: SimpleNamespace, start: str, name: str) -> None:
    many = world.client.get(start + "?" + "&".join(f"{name}=x" for _n in range(201)))
    assert many.status_code == 400
    assert "Chọn tối đa 200 mục." in text(many)
    flood = world.client.get(start + "?" + "&".join(f"{name}=x" for _n in range(5000)))
    assert flood.status_code in {400, 414}


def test_42_an_export_with_too_many_values(world: SimpleNamespace) -> None:
    """No file: back to the list, which says why."""
    many = "&".join("state=x" for _n in range(201))
    response = world.client.get(f"/de-an/xuat/?{many}", follow=True)
    assert response.redirect_chain == [(f"/de-an/?{many}", 302)]
    assert response.status_code == 400
    assert "Chọn tối đa 200 mục." in text(response)


OPERATORS = {
    "unit__code": "12472", "deleted_by__password__startswith": "a", "name__regex": "(a+)+$",
    "organisation__users__password": "x", "order_by": "password", "id__gt": "0",
}  # fmt: skip


@pytest.mark.parametrize("start", LISTS)
def test_lookups_in_the_address_reach_no_column(world: SimpleNamespace, start: str) -> None:
    """T15: only declared filters are read."""
    plain, asked = world.client.get(start), world.client.get(start, OPERATORS)
    assert asked.status_code == 200
    if "list" in plain.context:
        assert asked.context["list"].count == plain.context["list"].count == 60


# --- the error pages themselves ------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 403, 404, 405, 414, 422, 500, 503])
def test_an_error_page_is_the_same_for_everybody(status: int) -> None:
    request = RequestFactory().get("/bi-mat/?q=canary")
    request.user = None  # type: ignore[attr-defined]
    pages = {errors.error_page(status).content for _n in range(2)}
    page = pages.pop().decode()
    assert not pages
    assert '<html lang="vi"' in page
    assert f"Mã {status}" in page
    for word in ("<form", "csrf", "bi-mat", "canary", "<script", "style=", "onclick"):
        assert word not in page.lower()


def crash(request: HttpRequest) -> HttpResponse:
    """A page that fails."""
    raise RuntimeError("bí mật của hệ thống")


def unreadable(request: HttpRequest) -> HttpResponse:
    """A page that can't read what it was sent."""
    raise BadRequest("bí mật của hệ thống")


class Crashing:
    """The URLconf of the portal with two pages that fail."""

    urlpatterns = [path("hong/", crash), path("xau/", unreadable), *roof.urlpatterns]
    handler400, handler403 = roof.handler400, roof.handler403
    handler404, handler500 = roof.handler404, roof.handler500


def test_a_fault_shows_the_portals_page_and_nothing_of_itself(world: SimpleNamespace) -> None:
    client = signed_in(world.officer, raise_request_exception=False)
    with override_settings(ROOT_URLCONF=Crashing):
        broken, bad = client.get("/hong/"), client.get("/xau/")
    assert is_error_page(broken, 500, "Cổng đang gặp trục trặc")
    assert is_error_page(bad, 400, "Yêu cầu không đọc được")
    assert "bí mật" not in text(broken) + text(bad)
    assert "hong" not in text(broken)


def test_a_missing_token_shows_a_page_without_one(world: SimpleNamespace) -> None:
    client = signed_in(world.officer, enforce_csrf_checks=True)
    response = client.post("/de-an/them/", {"name": "x"})
    assert is_error_page(response, 403, "Phiên làm việc đã đổi")
    assert "Tải lại trang" in text(response) or "tải lại trang" in text(response)


def test_an_unknown_host_is_refused() -> None:
    response = Client().get("/dang-nhap/", headers={"host": "evil.vn"})
    assert response.status_code == 400
    assert "evil.vn" not in text(response)


def test_every_answer_bears_the_headers(world: SimpleNamespace) -> None:
    """CSP without unsafe-*, no cache, no frame: on pages, redirects and errors."""
    for client, address in (
        (world.client, "/"), (world.client, "/de-an/"), (world.client, "/quan-tri/"),
        (world.client, "/de-an/999999/"), (world.client, "/de-an/xuat/"), (Client(), "/dang-nhap/"),
        (Client(), "/de-an/"), (world.client, "/tim/co-so/?q=a"), (world.client, "/ke-hoach/them/"),
    ):  # fmt: skip
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"]


def test_reading_leaves_nothing_but_the_session(world: SimpleNamespace) -> None:
    """T16: GET is wrapped to refuse writes (conftest); HEAD is measured here."""
    before = (
        SupportProject.history.count(),
        Session.objects.count(),
        SupportProject.objects.count(),
    )
    for address in (
        "/",
        "/de-an/",
        "/de-an/xuat/",
        "/co-so/",
        "/bao-cao/annual-plan/",
        "/tra-cuu/?q=de",
    ):
        assert world.client.head(address).status_code == 200
        assert world.client.get(address).status_code == 200
    after = (
        SupportProject.history.count(),
        Session.objects.count(),
        SupportProject.objects.count(),
    )
    assert after == before


def test_a_get_that_writes_would_fail(world: SimpleNamespace) -> None:
    """The control of that wrapper."""

    def write(request: HttpRequest) -> HttpResponse:
        SupportProject.objects.update(note="x")
        return HttpResponse()

    class Writing(Crashing):
        urlpatterns = [path("ghi/", write), *roof.urlpatterns]

    with (
        override_settings(ROOT_URLCONF=Writing),
        pytest.raises(AssertionError, match="tried to write"),
    ):
        world.client.get("/ghi/")
