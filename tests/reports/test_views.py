"""The report pages over HTTP: choices, preview, downloads, refusals, scope."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import OrganisationKind, Role
from accounts.models import OfficeProfile
from reports.rendering import CONTENT_TYPES
from tests.factories import programmes as factory

pytestmark = pytest.mark.django_db

URL = "/bao-cao/annual-plan/"


@pytest.fixture
def client_of(place: SimpleNamespace) -> Any:
    def signed_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def officer(place: SimpleNamespace, client_of: Any) -> Client:
    factory.project(
        "Máy dệt chiếu",
        unit=place.units.quynh_phu,
        province=place.units.hung_yen,
        activity=place.machines,
        lines={"support_provincial": 235_800_000},
    )
    return client_of(place.officer)


def test_the_index_lists_the_reports_there_are(officer: Client) -> None:
    page = officer.get(reverse("reports:index"))
    assert page.status_code == 200
    assert URL in page.text
    assert "Kế hoạch khuyến công năm" in page.text


def test_the_page_shows_the_sheet_and_what_it_lacks(officer: Client) -> None:
    page = officer.get(URL, {"nam": "2026"})
    assert page.status_code == 200
    assert "Máy dệt chiếu" in page.text
    assert "235,8" in page.text
    assert "1 đề án chưa đủ số liệu." in page.text
    assert "/de-an/?year=2026&amp;incomplete=true" in page.text
    assert "style=" not in page.text
    assert "<script>" not in page.text


def test_a_unit_that_nobody_chose_stays_the_offices(officer: Client) -> None:
    """The field says so, and what it sends with the other fields leaves it open."""
    OfficeProfile.objects.update(money_unit="thousand")
    for query in ({"nam": "2026"}, {"nam": "2026", "don-vi-tinh": ""}):
        page = officer.get(URL, query).text
        assert '<option value="" selected>Theo mẫu biểu</option>' in page
        assert "Đơn vị tính: nghìn đồng" in page
    chosen = officer.get(URL, {"nam": "2026", "don-vi-tinh": "dong"}).text
    assert '<option value="dong" selected>' in chosen
    assert "Đơn vị tính: đồng" in chosen


def test_without_a_year_the_newest_plan_is_shown(officer: Client) -> None:
    assert "Kế hoạch khuyến công năm 2026" in officer.get(URL).text


@pytest.mark.document
@pytest.mark.parametrize("name", ["pdf", "xlsx", "docx", "json"])
def test_a_file_has_its_type_and_a_plain_name(officer: Client, name: str) -> None:
    query = {"nam": "2026", "dia-ban": "33", "dinh-dang": name}
    answer = officer.get(URL, query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == CONTENT_TYPES[name]
    wanted = f'attachment; filename="ke-hoach-khuyen-cong-2026-33.{name}"'
    assert answer["Content-Disposition"] == wanted
    starts = {"pdf": b"%PDF-1.7", "xlsx": b"PK", "docx": b"PK", "json": b'{"slug"'}
    assert answer.content.startswith(starts[name])


def test_json_of_the_page_is_that_of_the_contract(officer: Client) -> None:
    payload = json.loads(officer.get(URL, {"nam": "2026", "dinh-dang": "json"}).content)
    assert payload["rows"][-1]["values"]["support"] == 235_800_000


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"nam": "2026'--"}, "Năm không hợp lệ."),
        ({"nam": "3026"}, "Năm phải trong khoảng 2000–2040."),
        ({"nam": "2026", "cap": "x"}, "Cấp không hợp lệ."),
        ({"nam": "2026", "hinh-thuc": "x"}, "Hình thức không hợp lệ."),
        ({"nam": "2026", "dia-ban": "' OR 1=1"}, "Địa bàn không hợp lệ."),
        ({"nam": "2026", "don-vi-tinh": "USD"}, "Đơn vị tính không hợp lệ."),
        ({"nam": "2026", "dinh-dang": "exe"}, "Định dạng không hợp lệ."),
        ({"ky": "2026-Q3"}, "Báo cáo này chỉ lập theo năm."),
        ({"nam": "2026'--", "dinh-dang": "pdf"}, "Năm không hợp lệ."),
    ],
)
def test_a_bad_parameter_is_answered_in_words(
    officer: Client, query: dict[str, str], message: str
) -> None:
    page = officer.get(URL, query)
    assert page.status_code == 400
    assert message in page.text
    assert "Xem" in page.text, "the choices stay"


def test_unknown_reports_and_units_are_not_there(officer: Client) -> None:
    assert officer.get("/bao-cao/khong-co/").status_code == 404
    assert officer.post("/bao-cao/khong-co/").status_code == 404
    missing = officer.get(URL, {"nam": "2026", "dia-ban": "99"})
    foreign = officer.get(URL, {"nam": "2026", "dia-ban": "01"})
    assert missing.status_code == foreign.status_code == 404
    assert missing.content == foreign.content


def test_only_get_is_offered(officer: Client) -> None:
    for address in (URL, "/bao-cao/"):
        assert officer.post(address).status_code == 405
        assert officer.put(address).status_code == 405
        assert officer.head(address).status_code == 200


def test_not_signed_in_leads_to_the_sign_in(place: SimpleNamespace) -> None:
    answer = Client().get(URL)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/?next=")


def test_a_ward_sees_its_own_rows_only(
    officer: Client, place: SimpleNamespace, client_of: Any
) -> None:
    ward = factory.organisation(
        place.units.hung_ha, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng Kinh tế"
    )
    local = client_of(factory.person(ward, Role.LOCAL_OFFICER))
    page = local.get(URL, {"nam": "2026"})
    assert page.status_code == 200
    assert "Máy dệt chiếu" not in page.text
    assert "Không có đề án nào trong kỳ." in page.text
    assert local.get(URL, {"nam": "2026", "dia-ban": "12586"}).status_code == 200
    assert local.get(URL, {"nam": "2026", "dia-ban": "12472"}).status_code == 404


def test_a_long_plan_shows_its_first_lines_and_its_total(
    officer: Client, place: SimpleNamespace
) -> None:
    for i in range(210):
        factory.project(
            f"Đề án dài {i}",
            unit=place.units.quynh_phu,
            province=place.units.hung_yen,
            activity=place.machines,
        )
    page = officer.get(URL, {"nam": "2026"}).text
    assert "Đề án dài 190" in page
    assert "Đề án dài 209" not in page
    assert "TỔNG CỘNG" in page
    assert "còn 13 dòng không hiện ở đây" in page


@pytest.mark.parametrize("shape", ["main", "annex"])
def test_the_sheet_of_a_local_office_says_that_it_is_a_part(
    place: SimpleNamespace, client_of: Any, shape: str
) -> None:
    commune = factory.organisation(
        place.units.quynh_phu, kind="commune_office", name="Phòng Kinh tế xã minh họa"
    )
    local = client_of(factory.person(commune, "local_officer"))
    words = "Đề án thuộc địa bàn của Phòng Kinh tế xã minh họa"
    for client, is_part in ((local, True), (client_of(place.officer), False)):
        query = {"nam": "2026", "hinh-thuc": shape}
        page = client.get("/bao-cao/annual-plan/", query).content.decode()
        assert (words in page) is is_part
        filters = client.get("/bao-cao/annual-plan/", query | {"dinh-dang": "json"}).json()
        assert bool(filters["filters"]["office"]) is is_part
