"""A sheet of two editors, sent, sent twice, locked, approved, and typed for another office."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from progress.models import PeriodSubmission, ProgressEntry
from progress.services import approve, lock_period, return_for_fix
from tests.factories import progress as factory
from tests.factories.accounts import signed_in
from tests.progress.sheets import JSON, TODAY, at, entry_of, posted, row, text_of


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def report(place: SimpleNamespace) -> PeriodSubmission:
    """The commune's report for October, a draft with one line."""
    return factory.submission(place.october, place.commune)


@pytest.fixture
def browser(place: SimpleNamespace) -> Client:
    """The commune officer's browser."""
    return signed_in(place.local)


# --- two editors --------------------------------------------------------------------------------


def test_the_second_editor_sees_both_values_and_may_overwrite(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    colleague = signed_in(place.officer)
    mine = posted(report, place.loom, **row(place.loom, done="7", difficulties="Mất điện"))
    colleague.post(at(report), posted(report, place.loom))
    answer = browser.post(at(report), mine)
    said = text_of(answer)
    assert answer.status_code == 409
    assert (
        f"Hồ sơ vừa được {place.officer} cập nhật lúc 09:41. Nội dung vừa nhập vẫn được giữ"
        " bên dưới; chọn phần cần giữ."
    ) in said
    assert re.findall(r"đang lưu: (.*?) (?=Kế|Khó|%|70|Lý|Tình|Ước|$)", said)[0] == "5"
    assert "đang lưu: Chờ nhà cung cấp" in said
    assert said.count("đang lưu:") == 2  # the cells in which both agree are quiet
    assert entry_of(report).difficulties == "Chờ nhà cung cấp"
    shown = answer.context["sheet"].office["version"].value()
    assert browser.post(at(report), mine | {"version": shown}).status_code == 302
    assert entry_of(report).difficulties == "Mất điện"


def test_the_script_hears_of_the_other_editor(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    mine = posted(report, place.loom, **row(place.loom, done="7"))
    signed_in(place.officer).post(at(report), posted(report, place.loom))
    answer = browser.post(at(report), mine, **JSON)
    assert answer.status_code == 409
    assert answer.json()["message"].startswith(f"Hồ sơ vừa được {place.officer} cập nhật lúc 09:41")


def test_a_save_whose_answer_was_lost_is_no_conflict(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    data = posted(report, place.loom)
    assert browser.post(at(report), data, **JSON).status_code == 200
    again = browser.post(at(report), data, **JSON)
    report.refresh_from_db()
    assert (again.status_code, again.json()["version"]) == (200, report.version)


# --- sending ------------------------------------------------------------------------------------


def test_sending_saves_what_was_typed_first(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    answer = browser.post(at(report), posted(report, place.loom, action="submit"), follow=True)
    assert "Báo cáo tháng 10/2026 đã được gửi." in text_of(answer)
    report.refresh_from_db()
    assert (report.state, entry_of(report).invested_amount) == ("submitted", 250_000_000)


def test_everything_that_keeps_a_report_from_being_sent_is_said_at_once(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    second = factory.line(place, "Máy thêu", reporter=place.commune)
    data = posted(report, place.loom, **row(place.loom, explanation=""))
    answer = browser.post(at(report), data | row(second, state="") | {"action": "submit"})
    said = text_of(answer)
    assert answer.status_code == 422
    assert "Còn 1 lỗi phải sửa. Dòng" in said
    assert "Chưa chọn Tình trạng. Chọn “Chưa bắt đầu” nếu chưa làm gì." in said
    assert "Đạt 50 %, kế hoạch đến kỳ này 78 %. Ghi lý do chậm." in said
    report.refresh_from_db()
    assert (report.state, report.entries.count()) == ("draft", 2)  # what was typed is kept


def test_a_second_press_is_told_when_the_first_arrived(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    data = posted(report, place.loom, action="submit")
    browser.post(at(report), data)
    for answer in (browser.post(at(report), data), browser.post(at(report, "gui/"))):
        said = text_of(answer)
        assert answer.status_code == 409
        assert re.search(r"lúc 09:41, không cần (gửi|làm) lại\.", said)


def test_an_approved_report_takes_nothing(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    factory.sent(report, factory.said(place.loom, 5, explanation="Chậm"), by=place.local)
    approve(report, by=place.officer)
    for extra in ({}, JSON):
        answer = browser.post(at(report), posted(report, place.loom), **extra)
        assert answer.status_code == 409
        said = answer.json()["message"] if extra else text_of(answer)
        assert "Hồ sơ đã duyệt; hãy lập phiếu điều chỉnh." in said
    assert entry_of(report).invested_amount is None


def test_a_locked_period_takes_nothing_and_says_whom_to_ask(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    lock_period(place.october, by=place.leader)
    said = (
        "Kỳ báo cáo tháng 10/2026 đã khóa lúc 09:41 ngày 16/10/2026. "
        f"Liên hệ {place.leader}, {place.centre.name}, để mở lại."
    )
    for action in ("draft", "submit"):
        answer = browser.post(at(report), posted(report, place.loom, action=action))
        assert (answer.status_code, said in text_of(answer)) == (409, True)
    assert not ProgressEntry.objects.exists()


def test_nothing_new_is_sent_in_one_press(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    assert "Không phát sinh" in text_of(browser.get(at(report)))
    assert browser.post(at(report, "khong-phat-sinh/")).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.is_empty) == ("submitted", True)


def test_a_returned_report_shows_its_reason_and_is_sent_again(
    place: SimpleNamespace, report: PeriodSubmission, browser: Client
) -> None:
    factory.sent(report, factory.said(place.loom, 5, explanation="Chậm"), by=place.local)
    return_for_fix(report, by=place.officer, note="Kèm biên bản lắp đặt")
    said = text_of(browser.get(at(report)))
    assert "Trả lại: Kèm biên bản lắp đặt" in said
    assert "Gửi lại" in said
    browser.post(at(report), posted(report, place.loom, action="submit"))
    report.refresh_from_db()
    assert report.state == "resubmitted"


# --- on behalf ----------------------------------------------------------------------------------


def test_the_centre_names_the_source_of_what_it_types_for_an_office(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    officer = signed_in(place.officer)
    assert "Trung tâm nhập thay" in text_of(officer.get(at(report)))
    data = posted(report, place.loom, channel="", origin_note="", action="submit")
    answer = officer.post(at(report), data)
    said = text_of(answer)
    assert answer.status_code == 422
    assert "Chưa chọn Nhận số liệu qua" in said
    assert "Chưa nhập Nguồn số liệu nhập thay" in said
    assert 'href="#id_channel"' in answer.content.decode()
    told = {"channel": "phone", "origin_note": "Ông Nam, ngày 16/10"}
    officer.post(at(report), posted(report, place.loom, action="submit", **told))
    report.refresh_from_db()
    assert (report.state, report.origin, report.channel) == ("submitted", "on_behalf", "phone")


def test_the_office_itself_is_not_asked_for_a_source(
    report: PeriodSubmission, browser: Client
) -> None:
    assert 'name="channel"' not in browser.get(at(report)).content.decode()
