"""The page of a report by period: choosing the time, preview, downloads, refusals."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts.choices import OrganisationKind, Role
from tests.factories import figures as made
from tests.factories import programmes as factory
from tests.reports import following
from tests.reports.readers import squeezed

pytestmark = pytest.mark.django_db

URL = "/bao-cao/progress/"


@pytest.fixture
def officer(place: SimpleNamespace) -> Client:
    following.fill(place)
    return signed_in(place.officer)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("query", "period"),
    [
        ({"ky": "2026-Q3"}, "2026-Q3"),
        ({"nam": "2026"}, "2026"),
        ({"loai-ky": "Q3", "nam": "2026"}, "2026-Q3"),
        ({"loai-ky": "nam", "nam": "2026"}, "2026"),
        ({"loai-ky": "H1", "nam": "2026"}, "2026-H1"),
        ({"loai-ky": "9M", "nam": "2026"}, "2026-9M"),
        ({"loai-ky": "10", "nam": "2026"}, "2026-10"),
        ({"loai-ky": "khoang", "nam": "2026"}, "2026-01-01..2026-12-31"),
        (
            {"loai-ky": "khoang", "tu-ngay": "01/07/2026", "den-ngay": "15/8/2026"},
            "2026-07-01..2026-08-15",
        ),
        ({"ky": "2026-08", "loai-ky": "Q1", "nam": "2025"}, "2026-08"),
    ],
)
def test_two_ways_to_name_a_period(officer: Client, query: dict[str, str], period: str) -> None:
    answer = officer.get(URL, query | {"dinh-dang": "json"})
    assert answer.status_code == 200
    assert json.loads(answer.content)["period"] == period


def chosen(page: Any) -> dict[str, str]:
    return {choice.name: choice.value for choice in page.context["choices"]}


def test_the_choices_say_which_period_is_shown(officer: Client) -> None:
    assert (
        chosen(officer.get(URL, {"ky": "2026-Q3"})).items()
        >= {
            "loai-ky": "Q3",
            "nam": "2026",
        }.items()
    )
    free = chosen(officer.get(URL, {"ky": "2026-07-01..2026-08-15"}))
    assert (free["loai-ky"], free["tu-ngay"], free["den-ngay"]) == (
        "khoang",
        "01/07/2026",
        "15/08/2026",
    )
    assert "nam" not in free
    yearly = chosen(officer.get("/bao-cao/annual-plan/", {"nam": "2026"}))
    assert yearly["nam"] == "2026"
    assert "loai-ky" not in yearly
    assert "don-vi-tinh" not in chosen(officer.get("/bao-cao/courses/", {"nam": "2026"}))


def test_the_page_shows_the_sheet_and_who_has_not_reported(officer: Client) -> None:
    page = officer.get(URL, {"ky": "2026-10"})
    assert page.status_code == 200
    assert "Tiến độ thực hiện đề án khuyến công tháng 10/2026" in page.text
    assert "1 dòng chưa báo cáo kỳ này." in page.text
    assert "Số cơ sở được hỗ trợ" in page.text
    assert "Phụ lục kèm theo báo cáo" in page.text
    assert "style=" not in page.text
    assert "Xem đơn vị chưa báo cáo" not in page.text, "nobody has opened this period"
    september = officer.get(URL, {"ky": "2026-09"}).text
    assert "chưa báo cáo kỳ này" not in september
    assert "ky=2026-09&amp;" in september, "downloads keep the period"


def test_who_has_not_reported_is_one_step_away(officer: Client, place: SimpleNamespace) -> None:
    opened = made.period(place.officer.organisation, "2026-10")
    page = officer.get(URL, {"ky": "2026-10"}).text
    assert f'href="{opened.get_absolute_url()}">Xem đơn vị chưa báo cáo' in page
    back = officer.get(opened.get_absolute_url()).text
    assert f'href="{URL}?ky=2026-10"' in back
    assert 'href="/bao-cao/van-ban/?ky=2026-10"' in back


@pytest.mark.document
@pytest.mark.parametrize("name", ["pdf", "xlsx", "docx", "json", "html"])
@pytest.mark.parametrize("slug", ["progress", "courses"])
def test_every_format_is_handed_over(officer: Client, slug: str, name: str) -> None:
    answer = officer.get(f"/bao-cao/{slug}/", {"ky": "2026-09", "dinh-dang": name})
    assert answer.status_code == 200
    stem = {"progress": "tien-do", "courses": "lop-dao-tao"}[slug]
    if name != "html":
        assert f'filename="{stem}-2026-09.{name}"' in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"ky": "2026-13"}, "Kỳ báo cáo không hợp lệ."),
        ({"loai-ky": "13", "nam": "2026"}, "Kỳ báo cáo không hợp lệ."),
        ({"loai-ky": "Q3", "nam": "3026"}, "Năm phải trong khoảng 2000–2040."),
        ({"loai-ky": "khoang", "nam": "x"}, "Năm không hợp lệ."),
        ({"loai-ky": "khoang", "tu-ngay": "31/02/2026", "den-ngay": "01/03/2026"}, "31/02/2026"),
        ({"loai-ky": "khoang", "tu-ngay": "01/03/2026"}, "ngày/tháng/năm"),
        (
            {"loai-ky": "khoang", "tu-ngay": "02/03/2026", "den-ngay": "01/03/2026"},
            "Ngày cuối kỳ phải sau ngày đầu kỳ.",
        ),
    ],
)
def test_a_bad_period_is_answered_in_words(
    officer: Client, query: dict[str, str], message: str
) -> None:
    page = officer.get(URL, query)
    assert page.status_code == 400
    assert message in page.text
    assert "Xem</button>" in page.text, "the choices stay"
    assert chosen(page)["loai-ky"] in {"nam", "13", "Q3", "khoang"}
    for key in ("tu-ngay", "den-ngay"):
        if key in query:
            assert query[key] in page.text, "what was typed stays"


def test_a_ward_sees_its_own_lines(officer: Client, place: SimpleNamespace) -> None:
    place.loom.places.create(unit=place.units.hung_ha)
    there = made.line(place.loom, {place.facilities: 4}, unit=place.units.hung_ha, name="Ở xã")
    following.report(place, there, "2026-09", 1, difficulties="Chuyện của xã")
    following.report(place, place.loom_line, "2026-10", 6, difficulties="Chuyện của nơi khác")
    ward = factory.organisation(
        place.units.hung_ha, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng Kinh tế"
    )
    local = signed_in(factory.person(ward, Role.LOCAL_OFFICER))
    payload = local.get(URL, {"ky": "2026", "dinh-dang": "json"}).json()
    children = [row for row in payload["rows"] if row["level"] == 4]
    assert [(row["values"]["plan"], row["values"]["ytd"]) for row in children] == [(4, 1)]
    page = local.get(URL, {"ky": "2026-10"}).text
    assert "Chuyện của nơi khác" not in page
    assert "Chuyện của nơi khác" in officer.get(URL, {"ky": "2026-10"}).text
    assert squeezed("Đề án thuộc địa bàn của Phòng Kinh tế") in squeezed(page)
