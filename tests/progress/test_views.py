"""Lists and pages of periods: what each side sees, opening, locking, and how many queries."""

import re
from datetime import date
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.choices import Role
from programmes.services import hand_over
from progress.models import PeriodSubmission, ReportingPeriod
from progress.selectors import lines_of
from progress.services import lock_period, return_for_fix
from tests.factories import progress as factory
from tests.factories.accounts import signed_in
from tests.factories.programmes import organisation, person

LIST = "/tien-do/"
ADD = "/tien-do/ky/them/"
TODAY = "2026-10-20 09:30:00+07:00"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def text_of(answer: Any) -> str:
    """What the page says, as a person reads it."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def page(of: ReportingPeriod, step: str = "") -> str:
    """The address of a period, or of something done to it."""
    return f"/tien-do/ky/{of.pk}/{step}"


# --- lists --------------------------------------------------------------------------------------


def test_the_centre_sees_how_many_of_those_that_must_report_have(place: SimpleNamespace) -> None:
    factory.approved(
        factory.submission(place.october, place.commune),
        factory.said(place.loom, 5),
        by=place.local,
        reviewer=place.officer,
    )
    said = text_of(signed_in(place.officer).get(LIST))
    # The commune and the Centre hold a line each; the office of A Sào holds none and isn't counted.
    assert "Tháng 10/2026 15/09 – 14/10/2026 17/10/2026 20/10/2026 25/10/2026 1 / 2 1 1 Xem" in said
    assert "Tháng 9/2026 15/08 – 14/09/2026 17/09/2026 20/09/2026 25/09/2026 0 / 2 0 0 Xem" in said
    assert "Mở kỳ báo cáo" in said


def test_what_waits_is_counted_on_the_button(place: SimpleNamespace) -> None:
    sent = factory.submission(place.october, place.commune)
    factory.sent(sent, factory.said(place.loom, 5), by=place.local)
    assert "Duyệt 1" in text_of(signed_in(place.officer).get(LIST))
    assert "Duyệt 1" not in text_of(signed_in(place.leader).get(LIST))


def test_a_local_office_sees_its_own_reports_only(place: SimpleNamespace) -> None:
    said = text_of(signed_in(place.local).get(LIST))
    assert "Tháng 10/2026 15/09 – 14/10/2026 17/10/2026 1 Quá hạn 3 ngày – Lập báo cáo" in said
    assert place.beside.name not in said
    assert "Mở kỳ báo cáo" not in said


def test_a_returned_report_shows_its_reason_in_the_list(place: SimpleNamespace) -> None:
    report = factory.submission(place.october, place.commune)
    factory.sent(report, factory.said(place.loom, 5), by=place.local)
    return_for_fix(report, by=place.officer, note="Thiếu biên bản lắp đặt")
    said = text_of(signed_in(place.local).get(LIST))
    assert "Lý do trả lại: Thiếu biên bản lắp đặt" in said
    assert "Sửa báo cáo" in said


def test_lists_are_narrowed_by_year_kind_and_state(place: SimpleNamespace) -> None:
    factory.period(place, "2026-Q3")
    lock_period(place.september, by=place.leader)
    browser = signed_in(place.officer)

    def shown(query: str) -> list[str]:
        names = ("Tháng 10/2026", "Tháng 9/2026", "Quý III/2026")
        said = text_of(browser.get(f"{LIST}?{query}"))
        return [name for name in names if name in said]

    assert shown("nam=2026&loai=month") == ["Tháng 10/2026", "Tháng 9/2026"]
    assert shown("loai=quarter") == ["Quý III/2026"]
    assert shown("tinh_trang=locked") == ["Tháng 9/2026"]
    assert shown("nam=2024") == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("nam=2026'--", "Năm không hợp lệ."),
        ("loai=tuan", "Loại kỳ đã chọn không có."),
        ("tinh_trang=x", "Tình trạng đã chọn không có."),
    ],
)
def test_a_filter_that_makes_no_sense_says_so(
    place: SimpleNamespace, query: str, sentence: str
) -> None:
    for who in (place.officer, place.local):
        answer = signed_in(who).get(f"{LIST}?{query}")
        assert (answer.status_code, sentence in text_of(answer)) == (400, True)


def test_lists_ask_as_often_for_many_periods_as_for_one(
    place: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    officer, local = signed_in(place.officer), signed_in(place.local)
    for month in range(1, 9):
        if month in (1, 3):
            with django_assert_num_queries(6):
                officer.get(LIST)
            with django_assert_num_queries(5):
                local.get(LIST)
        factory.period(place, f"2026-{month:02d}")
    with django_assert_num_queries(6):
        officer.get(LIST)
    with django_assert_num_queries(5):
        local.get(LIST)


# --- one period ---------------------------------------------------------------------------------


def test_a_period_says_who_has_reported_and_who_has_not(place: SimpleNamespace) -> None:
    report = factory.submission(place.october, place.commune)
    factory.sent(report, factory.said(place.loom, 5), by=place.local)
    said = text_of(signed_in(place.officer).get(page(place.october)))
    assert "Đã gửi 1 / 2 đơn vị phải nộp 1 gửi muộn" in said
    assert "Chưa gửi 1 đơn vị mang số kỳ trước" in said
    assert "Phòng Kinh tế xã Hưng Hà" in said
    assert "20/10/2026 09:30 Gửi muộn 3 ngày" in said
    assert "Chép lời nhắc cho 1 đơn vị" in said
    assert "Hạn nộp 17/10/2026, đã quá 3 ngày." in said
    assert "Duyệt 1 báo cáo" in said


def test_figures_of_a_period_open_their_rows(place: SimpleNamespace) -> None:
    report = factory.submission(place.october, place.commune)
    factory.sent(report, factory.said(place.loom, 5), by=place.local)
    browser = signed_in(place.officer)
    found = {
        view: [
            str(row.submission.organisation)
            for row in browser.get(f"{page(place.october)}?xem={view}").context["rows"]
        ]
        for view in ("da-gui", "cho-duyet", "da-duyet", "tra-lai", "chua-gui")
    }
    assert found == {
        "da-gui": [place.commune.name],
        "cho-duyet": [place.commune.name],
        "da-duyet": [],
        "tra-lai": [],
        "chua-gui": [place.centre.name],
    }


def test_a_local_office_sees_only_itself_on_a_period(place: SimpleNamespace) -> None:
    said = text_of(signed_in(place.local).get(page(place.october)))
    assert place.commune.name in said
    assert place.beside.name not in said
    assert "Chép lời nhắc" not in said
    assert "Khóa kỳ" not in said


def test_a_period_asks_as_often_for_many_offices_as_for_one(
    place: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    browser = signed_in(place.officer)
    with django_assert_num_queries(7):
        browser.get(page(place.october))
    for number in range(8):
        office = factory._office(place.units.hung_ha, f"Phòng Kinh tế {number}")
        PeriodSubmission.objects.create(period=place.october, organisation=office)
    with django_assert_num_queries(7):
        browser.get(page(place.october))


def test_who_takes_a_line_over_in_an_open_period_gets_a_report(place: SimpleNamespace) -> None:
    later = organisation(place.units.hung_ha, kind="commune_office", name="Phòng Văn hóa xã")
    officer, leader = signed_in(place.officer), signed_in(place.leader)
    assert "Bổ sung" not in text_of(officer.get(page(place.october)))
    hand_over(place.loom, later, valid_from=date(2026, 10, 1), by=place.officer)
    assert "Bổ sung" not in text_of(officer.get(page(place.september)))
    said = text_of(officer.get(page(place.october)))
    assert "Đơn vị chưa có báo cáo Nhận bàn giao dòng theo dõi sau khi mở kỳ:" in said
    assert "Phòng Văn hóa xã Bổ sung 1 đơn vị" in said
    assert "Phòng Văn hóa xã" not in text_of(leader.get(page(place.october)))
    answer = officer.post(page(place.october, "bo-sung/"), follow=True)
    assert "Đã bổ sung 1 đơn vị vào kỳ báo cáo." in text_of(answer)
    assert answer.context["unasked"] == []
    report = factory.submission(place.october, later)
    assert [row.line for row in lines_of(report)] == [place.loom]


def test_a_locked_period_gets_no_more_reports(place: SimpleNamespace) -> None:
    later = organisation(place.units.hung_ha, kind="commune_office", name="Phòng Văn hóa xã")
    hand_over(place.loom, later, valid_from=date(2026, 10, 1), by=place.officer)
    lock_period(place.october, by=place.leader)
    officer = signed_in(place.officer)
    assert "Bổ sung" not in text_of(officer.get(page(place.october)))
    answer = officer.post(page(place.october, "bo-sung/"))
    assert (answer.status_code, "đã khóa lúc" in text_of(answer)) == (409, True)
    assert not PeriodSubmission.objects.filter(organisation=later).exists()


# --- locking ------------------------------------------------------------------------------------


def test_only_the_leader_locks_and_others_read_who_can(place: SimpleNamespace) -> None:
    officer, leader = signed_in(place.officer), signed_in(place.leader)
    said = text_of(officer.get(page(place.october)))
    assert "Khóa xong không ai gửi, sửa hay duyệt được nữa. Lãnh đạo Trung tâm thực hiện." in said
    assert officer.post(page(place.october, "khoa/")).status_code == 403
    answer = leader.post(page(place.october, "khoa/"), follow=True)
    assert "Đã khóa kỳ báo cáo tháng 10/2026." in text_of(answer)
    locked = (
        "Kỳ báo cáo tháng 10/2026 đã khóa lúc 09:30 ngày 20/10/2026. "
        f"Liên hệ {place.leader}, {place.centre.name}, để mở lại."
    )
    assert locked in text_of(officer.get(page(place.october)))
    again = leader.post(page(place.october, "khoa/"))
    assert (again.status_code, "không cần làm lại" in text_of(again)) == (409, True)


def test_unlocking_asks_for_a_reason(place: SimpleNamespace) -> None:
    lock_period(place.october, by=place.leader)
    leader = signed_in(place.leader)
    answer = leader.post(page(place.october, "mo-khoa/"), {"note": ""})
    assert (answer.status_code, "Hãy ghi lý do" in text_of(answer)) == (422, True)
    leader.post(page(place.october, "mo-khoa/"), {"note": "Bổ sung số của hai xã"})
    place.october.refresh_from_db()
    assert not place.october.is_locked


# --- opening ------------------------------------------------------------------------------------


def posted(**more: Any) -> dict[str, Any]:
    """A period's form, right in every field."""
    data = {
        "code": "2026-11",
        "data_from": "15/10/2026",
        "data_to": "14/11/2026",
        "local_due_on": "18/11/2026",
        "department_due_on": "",
        "agency_due_on": "25/11/2026",
        "note": "",
        "version": "",
    }
    return data | more


def test_the_form_is_filled_in_by_the_office_s_profile(place: SimpleNamespace) -> None:
    answer = signed_in(place.officer).get(f"{ADD}?nam=2026&ky=2026-11")
    form = answer.context["form"]
    shown = {name: form[name].value() for name in ("data_from", "data_to", "local_due_on")}
    assert shown == {
        "data_from": date(2026, 10, 15),
        "data_to": date(2026, 11, 14),
        "local_due_on": date(2026, 11, 17),
    }


def test_another_year_keeps_the_month_that_was_chosen(place: SimpleNamespace) -> None:
    answer = signed_in(place.officer).get(f"{ADD}?nam=2024&ky=2026-11")
    assert answer.context["period"].code == "2024-11"
    assert answer.context["form"]["data_to"].value() == date(2024, 11, 14)
    assert answer.context["years"] == [2027, 2026, 2025, 2024, 2023, 2022, 2021]


def test_one_period_is_opened_with_edited_days(place: SimpleNamespace) -> None:
    answer = signed_in(place.officer).post(ADD, posted())
    opened = ReportingPeriod.objects.get(code="2026-11")
    assert (answer.status_code, answer["Location"]) == (302, page(opened))
    assert (opened.local_due_on, opened.department_due_on) == (
        date(2026, 11, 18),
        date(2026, 11, 20),
    )
    assert opened.submissions.count() == 3


def test_a_period_asked_in_between_names_its_own_days(place: SimpleNamespace) -> None:
    data = posted(
        kind="free",
        code="",
        starts_on="01/07/2026",
        ends_on="15/08/2026",
        data_from="01/07/2026",
        data_to="15/08/2026",
        local_due_on="20/08/2026",
        agency_due_on="",
    )
    assert signed_in(place.officer).post(ADD, data).status_code == 302
    assert ReportingPeriod.objects.filter(code="2026-07-01..2026-08-15").count() == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"data_from": "31/02/2026"}, "Ngày 31/02/2026 không tồn tại."),
        ({"data_to": "01/10/2026"}, "Ngày cuối của số liệu phải sau ngày đầu."),
        ({"local_due_on": ""}, "Chưa nhập Địa phương nộp trước ngày."),
        ({"code": "2026-10"}, "Kỳ báo cáo tháng 10/2026 đã được mở."),
    ],
)
def test_a_wrong_period_is_not_opened(
    place: SimpleNamespace, more: dict[str, str], sentence: str
) -> None:
    answer = signed_in(place.officer).post(ADD, posted(**more))
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    assert ReportingPeriod.objects.count() == 2


def test_all_periods_of_a_year_are_opened_at_once(place: SimpleNamespace) -> None:
    browser = signed_in(place.officer)
    data = {"action": "year", "year": "2026", "kinds": ["month", "quarter"]}
    answer = browser.post(ADD, data, follow=True)
    assert "Đã mở 14 kỳ báo cáo của năm 2026." in text_of(answer)  # two months were open
    empty = browser.post(ADD, {"action": "year", "year": "2026"})
    assert (empty.status_code, "Chưa chọn Các loại kỳ." in text_of(empty)) == (422, True)


def test_the_days_of_a_period_are_changed_until_it_is_locked(place: SimpleNamespace) -> None:
    browser = signed_in(place.officer)
    place.october.refresh_from_db()
    data = posted(
        code="2026-10",
        data_from="15/09/2026",
        data_to="14/10/2026",
        local_due_on="19/10/2026",
        agency_due_on="",
        version=place.october.version,
    )
    assert browser.get(page(place.october, "sua/")).status_code == 200
    assert browser.post(page(place.october, "sua/"), data).status_code == 302
    place.october.refresh_from_db()
    assert place.october.local_due_on == date(2026, 10, 19)
    stale = browser.post(page(place.october, "sua/"), data)
    assert (stale.status_code, "Nội dung vừa nhập vẫn được giữ" in text_of(stale)) == (409, True)
    lock_period(place.october, by=place.leader)
    assert browser.get(page(place.october, "sua/"))["Location"] == page(place.october)
    assert browser.post(page(place.october, "sua/"), data).status_code == 409


# --- who may what -------------------------------------------------------------------------------


def test_every_page_of_periods_keeps_its_order_of_answers(place: SimpleNamespace) -> None:
    stranger = person(organisation(place.units.ha_noi, name="Trung tâm Khuyến công khác"))
    opened = place.october
    pages = [page(opened), page(opened, "sua/"), page(opened, "duyet/")]
    posts = [page(opened, step) for step in ("khoa/", "mo-khoa/", "duyet-tat-ca/")]
    nobody = Client()
    assert {nobody.get(path).status_code for path in [LIST, ADD, *pages]} == {302}
    far = signed_in(stranger)
    assert {far.get(path).status_code for path in pages} == {404}
    assert {far.post(path).status_code for path in [*posts, page(opened, "sua/")]} == {404}
    local = signed_in(place.local)
    assert {local.get(path).status_code for path in [ADD, *pages[1:]]} == {403}
    assert {local.post(path).status_code for path in posts} == {403}
    assert {local.get(path).status_code for path in posts} == {405}
    assert local.post(page(opened)).status_code == 405


@pytest.mark.parametrize("role", sorted(Role))
def test_every_role_reads_the_list(place: SimpleNamespace, role: str) -> None:
    of = place.commune if role in Role.LOCAL else place.centre
    assert signed_in(person(of, role)).get(LIST).status_code == 200
