"""Reports that are read: the queue, and who may sign, return, approve and open them again."""

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.choices import Role
from progress.models import PeriodSubmission
from progress.services import approve, lock_period, submit
from tests.factories import progress as factory
from tests.factories.accounts import signed_in
from tests.factories.programmes import organisation, person

TODAY = "2026-10-16 09:41:00+07:00"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def report(place: SimpleNamespace) -> PeriodSubmission:
    """The commune's report for October, sent, with a reason for being late."""
    found = factory.submission(place.october, place.commune)
    late = factory.said(place.loom, 5, explanation="Chờ điện ba pha", difficulties="Mất điện")
    return factory.sent(found, late, by=place.local)


@pytest.fixture
def quiet(place: SimpleNamespace) -> PeriodSubmission:
    """The report of the office without lines: nothing new, sent in one press."""
    found = factory.submission(place.october, place.beside)
    return _empty(found, place.neighbour)


def _empty(report: PeriodSubmission, by: Any) -> PeriodSubmission:
    signed_in(by).post(at(report, "khong-phat-sinh/"))
    report.refresh_from_db()
    return report


def at(report: PeriodSubmission, step: str = "") -> str:
    """The address of a report, or of a step of it."""
    return f"/tien-do/{report.pk}/{step}"


def queue_of(report: PeriodSubmission) -> str:
    """The address of the queue in which a report waits."""
    return f"/tien-do/ky/{report.period_id}/duyet/"


def text_of(answer: Any) -> str:
    """What the page says, as a person reads it."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def state_of(report: PeriodSubmission) -> str:
    """The state as stored."""
    report.refresh_from_db()
    return report.state


# --- the queue ----------------------------------------------------------------------------------


def test_doubtful_reports_come_first_with_their_reasons(
    place: SimpleNamespace, report: PeriodSubmission, quiet: PeriodSubmission
) -> None:
    answer = signed_in(place.officer).get(queue_of(report))
    said = text_of(answer)
    assert "2 báo cáo chờ duyệt, 1 đơn vị chưa gửi sẽ mang số kỳ trước nếu phát hành." in said
    assert "Cần xem kỹ 1 báo cáo" in said
    assert "Đạt 50 %, kế hoạch đến kỳ này 78 %" in said
    assert "Không có cảnh báo 1 báo cáo Duyệt 1 báo cáo" in said
    assert answer.context["submission"] == report  # the first one is read at once
    assert "Lý do: Chờ điện ba pha" in said


def test_the_chosen_report_shows_what_has_changed(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    before = factory.submission(place.september, place.commune)
    factory.sent(
        before,
        factory.said(place.loom, 3, invested=180_000_000, explanation="Chậm giao máy"),
        by=place.local,
    )
    october = factory.submission(place.october, place.commune)
    line = signed_in(place.officer).get(f"{queue_of(october)}?bao-cao={october.pk}")
    changed = line.context["lines"][0]
    assert [(cell.done, cell.difference, cell.share) for cell in changed.cells] == [(5, 2, 50)]
    assert changed.is_changed
    assert "30 % → 50 %" in text_of(line)


def test_clean_reports_are_approved_together(
    place: SimpleNamespace, report: PeriodSubmission, quiet: PeriodSubmission
) -> None:
    browser = signed_in(place.officer)
    address = f"/tien-do/ky/{report.period_id}/duyet-tat-ca/"
    answer = browser.post(address, {"bao-cao": [quiet.pk, report.pk]}, follow=True)
    said = text_of(answer)
    assert "Đã duyệt 1 báo cáo." in said
    assert "1 báo cáo chưa duyệt được" in said  # the doubtful one isn't approved in passing
    assert (state_of(quiet), state_of(report)) == ("approved", "submitted")
    nothing = browser.post(address, {"bao-cao": ["x"]}, follow=True)
    assert "Chưa chọn báo cáo nào để duyệt." in text_of(nothing)


def test_after_a_decision_the_next_report_comes(
    place: SimpleNamespace, report: PeriodSubmission, quiet: PeriodSubmission
) -> None:
    browser = signed_in(place.officer)
    page = browser.get(queue_of(report))
    assert f'name="tiep" value="{quiet.pk}"' in page.content.decode()
    answer = browser.post(at(report, "duyet/"), {"tiep": quiet.pk})
    assert answer["Location"] == f"{queue_of(report)}?bao-cao={quiet.pk}"
    last = browser.post(at(quiet, "duyet/"), {"tiep": ""}, follow=True)
    assert "Không còn báo cáo nào chờ duyệt" in text_of(last)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_asks_as_often_for_three_reports_as_for_one(
    place: SimpleNamespace, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        office = factory._office(place.units.hung_ha, f"Phòng Kinh tế {number}")
        line = factory.line(place, f"Máy {number}", reporter=office)
        made = PeriodSubmission.objects.create(period=place.october, organisation=office)
        writer = person(office, Role.LOCAL_OFFICER)
        factory.sent(made, factory.said(line, 5, explanation="Chậm"), by=writer)
    browser = signed_in(place.officer)
    with django_assert_num_queries(13):
        browser.get(f"/tien-do/ky/{place.october.pk}/duyet/")


# --- reading ------------------------------------------------------------------------------------


def test_a_sent_report_is_read_by_its_office(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    said = text_of(signed_in(place.local).get(at(report)))
    assert f"Người gửi {place.local}, 16/10/2026 09:41" in said
    assert "Phê duyệt" not in said
    assert "Gửi báo cáo" not in said


def test_an_approved_report_says_who_approved_it_and_who_can_open_it(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    approve(report, by=place.officer)
    said = text_of(signed_in(place.local).get(at(report)))
    assert f"Người duyệt {place.officer}, 16/10/2026 09:41" in said
    assert "Báo cáo đã duyệt, số liệu đang được dùng. Lãnh đạo Trung tâm thực hiện." in said


@pytest.mark.parametrize("count", [1, 3, 50])
def test_reading_asks_as_often_for_fifty_lines_as_for_one(
    place: SimpleNamespace, django_assert_num_queries: Any, count: int
) -> None:
    lines = [place.loom]
    lines += [
        factory.line(place, f"Máy {number}", reporter=place.commune) for number in range(count - 1)
    ]
    found = factory.submission(place.october, place.commune)
    said = [factory.said(line, 5, explanation="Chậm") for line in lines]
    factory.sent(found, *said, by=place.local)
    browser = signed_in(place.officer)
    with django_assert_num_queries(11):
        answer = browser.get(at(found))
    assert len(answer.context["lines"]) == count


# --- deciding -----------------------------------------------------------------------------------


def test_a_report_goes_back_only_with_a_reason(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    browser = signed_in(place.officer)
    answer = browser.post(at(report, "tra-lai/"), {"note": " "})
    said = text_of(answer)
    assert (answer.status_code, "Hãy ghi lý do khi “Trả lại”." in said) == (422, True)
    answer = browser.post(at(report, "tra-lai/"), {"note": "Kèm ảnh lò nung"}, follow=True)
    assert f"Đã trả lại báo cáo của {place.commune}." in text_of(answer)
    assert (state_of(report), report.return_reason) == ("returned", "Kèm ảnh lò nung")


def test_an_approval_that_comes_second_is_told_of_the_first(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    browser = signed_in(place.officer)
    assert browser.post(at(report, "duyet/")).status_code == 302
    answer = browser.post(at(report, "duyet/"))
    said = text_of(answer)
    assert (answer.status_code, "lúc 09:41, không cần làm lại" in said) == (409, True)


def test_where_two_persons_are_asked_for_nobody_approves_his_own(
    place: SimpleNamespace,
) -> None:
    factory.two_sign(place)
    found = factory.submission(place.october, place.centre)
    factory.sent(found, factory.said(place.kiln, 8, explanation="Chậm"), by=place.officer)
    browser = signed_in(place.officer)
    page = text_of(browser.get(at(found)))
    assert "Người lập không được tự duyệt. Chuyên viên khác của Trung tâm thực hiện." in page
    answer = browser.post(at(found, "duyet/"))
    said = text_of(answer)
    assert (answer.status_code, "Người lập không được tự duyệt." in said) == (422, True)
    colleague = signed_in(person(place.centre))
    assert colleague.post(at(found, "duyet/")).status_code == 302
    assert state_of(found) == "approved"


def test_a_report_is_signed_by_the_office_s_leader(place: SimpleNamespace) -> None:
    factory.two_sign(place)
    found = factory.submission(place.october, place.commune)
    local, signer = signed_in(place.local), signed_in(place.signer)
    assert "Trình ký" in text_of(local.get(at(found)))
    said = factory.said(place.loom, 9, explanation="Chậm")
    factory.save_draft(found, factory.draft(found, said), by=place.local)
    answer = local.post(at(found, "gui/"), follow=True)
    assert "Đã trình lãnh đạo ký báo cáo tháng 10/2026." in text_of(answer)
    assert local.post(at(found, "rut-lai/")).status_code == 302
    submit(found, by=place.local)
    page = text_of(signer.get(at(found)))
    assert "Ký gửi" in page
    assert "Không ký, trả lại" in page
    assert local.post(at(found, "ky-ten/")).status_code == 403
    assert signer.post(at(found, "ky-ten/")).status_code == 302
    assert (state_of(found), found.signed_by) == ("submitted", place.signer)


def test_a_leader_who_does_not_sign_says_why(place: SimpleNamespace) -> None:
    factory.two_sign(place)
    found = factory.submission(place.october, place.commune)
    factory.sent(found, factory.said(place.loom, 9, explanation="Chậm"), by=place.local)
    signer = signed_in(place.signer)
    assert signer.post(at(found, "tra-lai/"), {"note": ""}).status_code == 422
    assert signer.post(at(found, "tra-lai/"), {"note": "Đối chiếu lại"}).status_code == 302
    assert state_of(found) == "returned"


def test_only_the_leader_opens_an_approved_report_with_a_reason(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    approve(report, by=place.officer)
    assert signed_in(place.officer).post(at(report, "mo-lai/")).status_code == 403
    leader = signed_in(place.leader)
    assert leader.post(at(report, "mo-lai/"), {"note": ""}).status_code == 422
    answer = leader.post(at(report, "mo-lai/"), {"note": "Nhầm số máy"}, follow=True)
    assert "Đã mở lại báo cáo của Phòng Kinh tế xã Hưng Hà." in text_of(answer)
    assert state_of(report) == "returned"


def test_a_locked_period_closes_every_button_with_its_reason(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    lock_period(place.october, by=place.leader)
    browser = signed_in(place.officer)
    closed = f"đã khóa lúc 09:41 ngày 16/10/2026. Liên hệ {place.leader}"
    assert closed in text_of(browser.get(at(report)))
    for step in ("duyet/", "tra-lai/"):
        answer = browser.post(at(report, step), {"note": "x"})
        assert (answer.status_code, closed in text_of(answer)) == (409, True)


STEPS = (
    "gui/",
    "khong-phat-sinh/",
    "ky-ten/",
    "rut-lai/",
    "tra-lai/",
    "duyet/",
    "mo-lai/",
)


@pytest.mark.parametrize("step", STEPS)
def test_every_step_keeps_its_order_of_answers(
    place: SimpleNamespace, report: PeriodSubmission, step: str
) -> None:
    stranger = person(organisation(place.units.ha_noi, name="Trung tâm Khuyến công khác"))
    assert Client().post(at(report, step)).status_code == 302
    for outside in (place.neighbour, stranger):
        assert signed_in(outside).post(at(report, step)).status_code == 404
    reader = signed_in(person(place.centre, Role.INSPECTOR))
    assert reader.post(at(report, step)).status_code == 403
    assert reader.get(at(report, step)).status_code == 405
    assert state_of(report) == "submitted"
