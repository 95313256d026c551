"""The pages of tracking lines: what they take, what they say, who gets them."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programmes.choices import BeneficiaryKind, CountedFrom, LineState
from programmes.models import (
    Allocation,
    LineIndicator,
    ProjectIndicator,
    ReportingAssignment,
    SupportProject,
    TrackingLine,
)
from programmes.services import LineProgress, hand_over, record_progress
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.factories.tracking import D, indicator, line_of, reported
from tests.programmes.conftest import text_of


@pytest.fixture
def browser(client_of_officer: Client) -> Client:
    """The officer's browser."""
    return client_of_officer


def posted(place_of: Any, *rows: tuple[Any, str], **more: Any) -> dict[str, Any]:
    """A whole form of a line with rows (indicator, planned)."""
    data: dict[str, Any] = {
        "allocation": "",
        "unit": place_of.pk,
        "name": "",
        "order": "1",
        "note": "",
        "version": "",
        "chi-tieu-TOTAL_FORMS": str(len(rows)),
        "chi-tieu-INITIAL_FORMS": "0",
    }
    for number, (row, planned) in enumerate(rows):
        data[f"chi-tieu-{number}-indicator"] = row.pk if row else ""
        data[f"chi-tieu-{number}-planned"] = planned
    return data | more


# --- the ways on from the project's page ----------------------------------------------------------


def test_a_project_leads_to_its_courses(
    browser: Client, people: SimpleNamespace, weaving: SupportProject
) -> None:
    page = browser.get(weaving.get_absolute_url()).text
    assert f'href="/dao-tao/?project={weaving.pk}"' in page
    assert f'href="/dao-tao/them/?project={weaving.pk}"' in page
    assert browser.get("/dao-tao/", {"project": weaving.pk}).status_code == 200
    assert browser.get("/dao-tao/them/", {"project": weaving.pk}).status_code == 200
    reader = signed_in(people.of["centre_accountant"]).get(weaving.get_absolute_url()).text
    assert f'href="/dao-tao/?project={weaving.pk}"' in reader
    assert "/dao-tao/them/" not in reader


# --- the panel on the project's page --------------------------------------------------------------


def test_a_project_without_lines_says_what_to_do(
    browser: Client, people: SimpleNamespace, weaving: SupportProject
) -> None:
    page = text_of(browser.get(weaving.get_absolute_url()))
    assert "Chưa có dòng theo dõi" in page
    assert f"/de-an/{weaving.pk}/theo-doi/them/" in page
    page = text_of(signed_in(people.leader).get(weaving.get_absolute_url()))
    assert "Chưa có dòng theo dõi: các dòng được lập khi đề án được phê duyệt" in page
    assert "theo-doi" not in page


@time_machine.travel("2026-10-15T09:00:00+07:00", tick=False)
def test_the_panel_says_how_far_and_how_it_is_weighed(
    browser: Client, place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject
) -> None:
    classes = indicator(counted_from=CountedFrom.COURSES)
    people_count = indicator("1-02", "Số lao động")
    lines = [line_of(weaving, by=place.officer, name=f"Điểm {n}", order=n) for n in (1, 2, 3)]
    ProjectIndicator.objects.create(project=weaving, indicator=people_count, planned=D(1500))
    LineIndicator.objects.create(line=lines[0], indicator=classes, planned=D(2))
    LineIndicator.objects.create(line=lines[0], indicator=people_count, planned=D(1250))
    hand_over(lines[0], people.local.organisation, valid_from=date(2026, 8, 1), by=place.officer)
    record_progress(
        [
            LineProgress(
                lines[0].pk,
                LineState.IN_PROGRESS,
                55,
                date(2026, 9, 30),
                None,
                {people_count.pk: D("12.5")},
            ),
            LineProgress(lines[1].pk, LineState.NOT_STARTED, 0, date(2026, 8, 31), None, {}),
        ],
        by=place.officer,
    )
    page = text_of(browser.get(weaving.get_absolute_url()))
    assert (
        'Tiến độ đề án <b class="figs">27 %</b> đến <span class="figs">30/09/2026</span>, '
        'tính trên <span class="figs">2/3</span> dòng, các dòng như nhau.' in page
    )
    assert 'Phòng Kinh tế xã Hưng Hà<span class="sub">từ <span class="figs">01/08/2026' in page
    assert "mặc định, chưa bàn giao" in page
    assert 'Số lao động: <span class="figs text-nowrap">12,5 / 1.250</span> lớp' in page
    assert "một phần tính từ lớp đào tạo" in page
    assert (
        'Số lao động: các dòng <span class="figs">1.250</span>, '
        'đề án <span class="figs">1.500</span> lớp' in page
    )
    # equal plans: nothing to warn of
    LineIndicator.objects.create(line=lines[1], indicator=people_count, planned=D(250))
    assert "khác kế hoạch đề án" not in text_of(browser.get(weaving.get_absolute_url()))


def test_a_commune_sees_its_own_line_only(
    place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject
) -> None:
    line_of(weaving, by=place.officer, name="Điểm Hưng Hà")
    line_of(weaving, place.units.a_sao, by=place.officer, name="Điểm A Sào")
    page = text_of(signed_in(people.local).get(weaving.get_absolute_url()))
    assert "Điểm Hưng Hà" in page
    assert "Điểm A Sào" not in page
    assert "Đề án còn 1 dòng ở địa bàn khác." in page
    assert "Chuyên viên Trung tâm thêm, sửa và bàn giao các dòng." in page
    page = text_of(signed_in(people.neighbour).get(weaving.get_absolute_url()))
    assert "Điểm A Sào" in page
    assert "Điểm Hưng Hà" not in page


def test_as_many_queries_for_fifty_lines(
    browser: Client, place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject
) -> None:
    classes = indicator()
    line: Any = None
    spent = []
    for size in (1, 3, 50):
        while weaving.tracking_lines.count() < size:
            number = weaving.tracking_lines.count()
            group = Allocation.objects.create(
                project=weaving, kind=BeneficiaryKind.GROUP, group_name=f"Nhóm {number}"
            )
            line = line_of(weaving, allocation=group, by=place.officer, order=number)
            LineIndicator.objects.create(line=line, indicator=classes, planned=D(1))
            ReportingAssignment.objects.create(
                line=line, organisation=people.local.organisation, valid_from=date(2026, 1, 1)
            )
        counts = []
        for address in (
            weaving.get_absolute_url(),
            f"/de-an/{weaving.pk}/theo-doi/them/",
            f"/de-an/theo-doi/{line.pk}/sua/",
            f"/de-an/theo-doi/{line.pk}/ban-giao/",
            "/tim/dong-theo-doi/?q=nhom",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200
            counts.append(len(queries))
        spent.append(counts)
    assert spent[0] == spent[1] == spent[2]


def test_as_many_queries_for_fifty_indicators(browser: Client, line: TrackingLine) -> None:
    spent = []
    for size in (1, 3, 50):
        for number in range(line.indicators.count(), size):
            row = indicator(f"1-{number:02d}", f"Chỉ tiêu {number}")
            LineIndicator.objects.create(line=line, indicator=row, planned=D(1))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/de-an/theo-doi/{line.pk}/sua/").status_code == 200
        spent.append(len(queries))
    assert spent[0] == spent[1] == spent[2]


# --- who gets the pages ---------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["sua", "ban-giao", "xoa"])
def test_a_line_of_elsewhere_is_not_there(
    place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject, what: str
) -> None:
    beside = line_of(weaving, place.units.a_sao, by=place.officer)
    verb = "post" if what == "xoa" else "get"
    answers = {
        name: getattr(signed_in(who), verb)(f"/de-an/theo-doi/{beside.pk}/{what}/").status_code
        for name, who in (
            ("stranger", people.stranger),
            ("local", people.local),  # the project is his commune's, this line isn't
            ("neighbour", people.neighbour),
            ("leader", people.leader),
        )
    }
    assert answers == {"stranger": 404, "local": 404, "neighbour": 403, "leader": 403}
    gone = signed_in(people.officer)
    assert getattr(gone, verb)(f"/de-an/theo-doi/999999/{what}/").status_code == 404
    assert TrackingLine.objects.alive().count() == 1
    assert getattr(gone, verb)(f"/de-an/theo-doi/{beside.pk}/{what}/").status_code in {200, 302}


def test_a_new_line_needs_the_right_to_the_project(
    people: SimpleNamespace, weaving: SupportProject
) -> None:
    address = f"/de-an/{weaving.pk}/theo-doi/them/"
    answers = {
        name: [signed_in(who).get(address).status_code, signed_in(who).post(address).status_code]
        for name, who in (
            ("stranger", people.stranger),
            ("neighbour", people.neighbour),
            ("local", people.local),
            ("leader", people.leader),
            ("officer", people.officer),
        )
    }
    assert answers == {
        "stranger": [404, 404],
        "neighbour": [404, 404],
        "local": [403, 403],
        "leader": [403, 403],
        "officer": [200, 422],
    }


# --- typing a line --------------------------------------------------------------------------------


def test_a_new_line_is_proposed_what_is_left_and_stored_as_proposed(
    browser: Client, place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    classes, people_count = indicator(), indicator("1-02", "Số lao động")
    for row, planned in ((classes, D(3)), (people_count, D(60))):
        ProjectIndicator.objects.create(project=weaving, indicator=row, planned=planned)
    LineIndicator.objects.create(line=line, indicator=classes, planned=D(3))
    LineIndicator.objects.create(line=line, indicator=people_count, planned=D("12.5"))
    address = f"/de-an/{weaving.pk}/theo-doi/them/"
    shown = browser.get(address)
    rows = shown.context["rows"]
    assert [form.initial for form in rows] == [
        {"indicator": people_count.pk, "planned": D("47.5")},
        {},
        {},
    ]
    assert 'value="47,5"' in shown.content.decode()
    assert shown.context["form"].initial["order"] == 2
    answer = browser.post(
        address,
        posted(place.units.a_sao, (people_count, "47,5"), (None, ""), (None, ""), order="2"),
    )
    made = TrackingLine.objects.latest("pk")
    assert answer["Location"] == f"/de-an/{weaving.pk}/#dong-{made.pk}"
    assert (made.unit, made.order) == (place.units.a_sao, 2)
    assert list(made.indicators.values_list("indicator", "planned")) == [
        (people_count.pk, D("47.5"))
    ]
    assert made.history.get().history_user == place.officer
    assert weaving.places.get().unit == place.units.a_sao


def test_what_a_line_form_refuses(
    browser: Client, place: SimpleNamespace, weaving: SupportProject
) -> None:
    classes = indicator()
    other = factory.registered(place, "Gốm", unit=place.units.a_sao, beneficiary="Nhóm gốm")
    address = f"/de-an/{weaving.pk}/theo-doi/them/"
    cases = (
        (posted(place.units.ba_dinh), "Địa bàn không thuộc phạm vi của đơn vị."),
        (posted(place.units.a_sao, unit=""), "Chưa chọn Địa bàn."),
        (
            posted(place.units.a_sao, allocation=other.allocations.get().pk),
            "Mục đã chọn ở ô này không có hoặc không thuộc phạm vi của đơn vị.",
        ),
        (posted(place.units.a_sao, (classes, "-1")), "Giá trị không được âm."),
        (posted(place.units.a_sao, (classes, "12.5")), "Dùng dấu phẩy cho phần lẻ, ví dụ 12,5."),
        (posted(place.units.a_sao, (None, "5")), "Chưa chọn Chỉ tiêu."),
        (
            posted(place.units.a_sao, (classes, "1"), (classes, "2")),
            "Mỗi chỉ tiêu chỉ ghi một dòng.",
        ),
    )
    for data, sentence in cases:
        answer = browser.post(address, data)
        assert (answer.status_code, sentence in text_of(answer)) == (422, True), sentence
    assert not TrackingLine.objects.exists()


def test_editing_a_line(
    browser: Client, place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    classes, people_count = indicator(), indicator("1-02", "Số lao động")
    kept = LineIndicator.objects.create(line=line, indicator=classes, planned=D(3))
    gone = LineIndicator.objects.create(line=line, indicator=people_count, planned=D(60))
    group = Allocation.objects.create(
        project=weaving, kind=BeneficiaryKind.GROUP, group_name="Nhóm hộ dệt"
    )
    data = posted(
        place.units.hung_ha,
        (classes, "2,5"),
        (people_count, "60"),
        allocation=group.pk,
        version=line.version,
    ) | {
        "chi-tieu-INITIAL_FORMS": "2",
        "chi-tieu-0-id": kept.pk,
        "chi-tieu-1-id": gone.pk,
        "chi-tieu-1-DELETE": "on",
    }
    address = f"/de-an/theo-doi/{line.pk}/sua/"
    assert browser.post(address, data).status_code == 302
    line.refresh_from_db()
    assert (line.allocation, line.label) == (group, "Nhóm hộ dệt")
    assert list(line.indicators.values_list("pk", "planned")) == [(kept.pk, D("2.5"))]
    # the same form again: somebody (here himself) has saved since
    data["note"] = "Sau"
    again = {name: value for name, value in data.items() if not name.startswith("chi-tieu-1")}
    again |= {"chi-tieu-TOTAL_FORMS": "1", "chi-tieu-INITIAL_FORMS": "1"}
    answer = browser.post(address, again)
    assert (answer.status_code, "Hồ sơ vừa được" in text_of(answer)) == (409, True)
    line.refresh_from_db()
    assert line.note == ""


def test_an_indicator_that_reports_speak_of_stays_and_nothing_is_stored_in_part(
    browser: Client, place: SimpleNamespace, line: TrackingLine
) -> None:
    classes = indicator()
    row = LineIndicator.objects.create(line=line, indicator=classes, planned=D(3))
    reported(place, line, state="draft").indicators.create(indicator=classes, done=D(1))
    data = posted(place.units.hung_ha, (classes, "3"), name="Tên mới", version=line.version) | {
        "chi-tieu-INITIAL_FORMS": "1",
        "chi-tieu-0-id": row.pk,
        "chi-tieu-0-DELETE": "on",
    }
    answer = browser.post(f"/de-an/theo-doi/{line.pk}/sua/", data)
    assert answer.status_code == 422
    assert "Chưa bỏ được chỉ tiêu “Số lớp”: đã có số liệu báo cáo tiến độ." in text_of(answer)
    line.refresh_from_db()
    assert (line.name, line.indicators.count()) == ("", 1)


# --- removing -------------------------------------------------------------------------------------


def test_removing_a_line(
    browser: Client, place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    kept = line_of(weaving, by=place.officer)
    edit = f"/de-an/theo-doi/{line.pk}/sua/"
    assert "Xóa dòng theo dõi này?" in text_of(browser.get(edit))
    answer = browser.post(f"/de-an/theo-doi/{line.pk}/xoa/", follow=True)
    assert "Đã chuyển dòng theo dõi vào thùng rác." in text_of(answer)
    assert list(weaving.tracking_lines.alive()) == [kept]
    assert browser.get(edit).status_code == 404
    assert browser.get(f"/de-an/theo-doi/{kept.pk}/xoa/").status_code == 405


def test_a_closed_removal_says_why(
    browser: Client, place: SimpleNamespace, line: TrackingLine
) -> None:
    reported(place, line, state="draft")
    why = "Chưa xóa được dòng “Hỗ trợ máy dệt chiếu”: đã có báo cáo tiến độ."
    page = text_of(browser.get(f"/de-an/theo-doi/{line.pk}/sua/"))
    assert why in page
    assert "Xóa dòng theo dõi này?" not in page
    answer = browser.post(f"/de-an/theo-doi/{line.pk}/xoa/", follow=True)
    assert why in text_of(answer)
    assert TrackingLine.objects.alive().count() == 1
