"""Sending a report: what is carried, what refuses it, whose signature it needs."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from kernel.workflow import TransitionRefused
from programmes.models import ReportingAssignment
from progress.models import PeriodSubmission, ProgressEntry
from progress.selectors import lines_of
from progress.services import (
    lock_period,
    return_for_fix,
    save_draft,
    sign,
    submit,
    submit_empty,
    unlock_period,
)
from tests.factories import programmes
from tests.factories import progress as factory


@pytest.fixture
def report(place: SimpleNamespace) -> PeriodSubmission:
    """The commune's report of October."""
    return factory.submission(place.october, place.commune)


@pytest.fixture
def told_in_september(place: SimpleNamespace) -> None:
    """September sent: 8 machines, 200 triệu, an estimate of 10."""
    factory.sent(
        factory.submission(place.september, place.commune),
        factory.said(
            place.loom, 8, invested=200_000_000, estimate=10, difficulties="Mưa", results="8 máy"
        ),
        by=place.local,
    )


def refusal(act: Any, *args: Any, **more: Any) -> TransitionRefused:
    with pytest.raises(TransitionRefused) as caught:
        act(*args, **more)
    return caught.value


def test_what_isn_t_typed_says_again_what_was_said_last(
    place: SimpleNamespace, report: PeriodSubmission, told_in_september: None
) -> None:
    submit(report, by=place.local)
    entry = report.entries.get()
    cell = entry.indicators.get()
    assert (entry.state, entry.percent, entry.invested_amount) == ("in_progress", None, 200_000_000)
    assert (entry.difficulties, entry.results) == ("", "")
    assert (cell.done, cell.estimate) == (8, 10)
    assert entry.history.get().history_user == place.local
    assert (report.state, report.submitted_by, report.is_empty) == (
        "submitted",
        place.local,
        False,
    )


def test_an_estimate_isn_t_carried_into_another_year(
    place: SimpleNamespace, told_in_september: None
) -> None:
    project = place.loom.project
    project.last_year = 2027
    project.save()
    january = factory.submission(factory.period(place, "2027-01"), place.commune)
    submit(january, by=place.local, note="Sang năm")
    cell = january.entries.get().indicators.get()
    assert (cell.done, cell.estimate) == (8, None)


def test_a_line_never_reported_must_be_told(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    refused = refusal(submit, report, by=place.local)
    assert refused.code == "findings"
    assert [(finding.code, finding.field) for finding in refused.findings] == [
        ("state_missing", f"dong-{place.loom.pk}-state")
    ]
    assert "Máy dệt chiếu: Chưa chọn Tình trạng." in refused.message
    assert not report.entries.exists()


def test_all_errors_are_told_at_once(
    place: SimpleNamespace, report: PeriodSubmission, told_in_september: None
) -> None:
    other = factory.line(place, "Máy cắt", reporter=place.commune)
    wrong = factory.said(place.loom, 7, invested=1)
    strange = factory.said(other, 1, state="not_started")
    save_draft(report, factory.draft(report, wrong, strange), by=place.local)
    refused = refusal(submit, report, by=place.local, note="Một lý do chung không đủ")
    assert {finding.code for finding in refused.findings} == {
        "done_below_previous",
        "invested_below_previous",
        "not_started_but_done",
    }
    assert refused.message.startswith("Còn 3 lỗi phải sửa.")
    report.refresh_from_db()
    assert report.state == "draft"


def test_a_warning_asks_for_a_reason(place: SimpleNamespace, report: PeriodSubmission) -> None:
    """On 14/10 78 % of the year have gone; 5 of 10 machines are 28 points behind."""
    save_draft(report, factory.draft(report, factory.said(place.loom, 5)), by=place.local)
    refused = refusal(submit, report, by=place.local)
    assert (refused.code, [finding.code for finding in refused.findings]) == (
        "warnings",
        ["behind_plan"],
    )
    assert "Đạt 50 %, kế hoạch đến kỳ này 78 %. Ghi lý do chậm." in refused.message
    explained = factory.said(place.loom, 5, explanation="Chờ điện ba pha")
    save_draft(report, factory.draft(report, explained), by=place.local)
    submit(report, by=place.local)
    assert report.state == "submitted"


def test_typing_and_sending_in_one_request(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    told = factory.draft(report, factory.said(place.loom, 9))
    with time_machine.travel("2026-10-15T09:41:00+07:00", tick=False):
        submit(report, by=place.local, draft=told)
        again = refusal(submit, report, by=place.local, draft=told)
    assert again.code == "state"
    assert again.message == (
        "Báo cáo của đơn vị đã ở trạng thái “Đã gửi” lúc 09:41, không cần làm lại."
    )
    assert report.entries.get().indicators.get().done == 9
    assert report.transitions.count() == 1


def test_what_is_typed_stays_when_it_can_t_be_sent(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    told = factory.draft(report, factory.said(place.loom, 3))
    assert refusal(submit, report, by=place.local, draft=told).code == "warnings"
    assert report.entries.get().indicators.get().done == 3
    assert PeriodSubmission.objects.get(pk=report.pk).state == "draft"


def test_a_stale_page_sends_nothing(place: SimpleNamespace, report: PeriodSubmission) -> None:
    seen = factory.draft(report, factory.said(place.loom, 9))
    save_draft(report, factory.draft(report, factory.said(place.loom, 8)), by=place.officer)
    with pytest.raises(ValidationError) as caught:
        submit(report, by=place.local, draft=seen)
    assert caught.value.code == "stale"
    assert PeriodSubmission.objects.get(pk=report.pk).state == "draft"
    assert report.entries.get().indicators.get().done == 8


# --- nothing happened -----------------------------------------------------------------------------


def test_nothing_happened(
    place: SimpleNamespace, report: PeriodSubmission, told_in_september: None
) -> None:
    """S62: the office confirms what was said last; a line never reported stays unknown."""
    factory.line(place, "Máy cắt", reporter=place.commune)
    submit_empty(report, by=place.local)
    assert (report.state, report.is_empty) == ("submitted", True)
    entry = report.entries.get()
    assert (entry.line, entry.indicators.get().done) == (place.loom, 8)


def test_who_has_no_line_may_say_so(place: SimpleNamespace) -> None:
    report = factory.submission(place.october, place.beside)
    submit_empty(report, by=place.neighbour)
    assert (report.state, report.is_empty, report.entries.count()) == ("submitted", True, 0)


def test_what_was_typed_isn_t_thrown_away(place: SimpleNamespace, report: PeriodSubmission) -> None:
    save_draft(report, factory.draft(report, factory.said(place.loom, 9)), by=place.local)
    assert refusal(submit_empty, report, by=place.local).code == "typed"
    assert report.entries.get().indicators.get().done == 9


def test_figures_of_a_line_that_left_do_not_keep_an_office_from_saying_so(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    save_draft(report, factory.draft(report, factory.said(place.loom, 9)), by=place.local)
    ReportingAssignment.objects.create(
        line=place.loom, organisation=place.centre, valid_from=date(2026, 10, 14)
    )
    submit_empty(report, by=place.local)
    assert (report.state, report.is_empty, report.entries.count()) == ("submitted", True, 0)


def test_a_report_mended_after_nothing_happened_is_no_empty_one(place: SimpleNamespace) -> None:
    report = factory.submission(place.october, place.beside)
    submit_empty(report, by=place.neighbour)
    return_for_fix(report, by=place.officer, note="Xã có lớp học")
    save_draft(
        report, factory.draft(report, difficulties="Lớp học lùi sang tháng 11"), by=place.neighbour
    )
    submit(report, by=place.neighbour)
    assert (report.state, report.is_empty) == ("resubmitted", False)


# --- on behalf, two persons, locked ---------------------------------------------------------------


def test_on_behalf_names_its_source(place: SimpleNamespace, report: PeriodSubmission) -> None:
    told = factory.said(place.loom, 9)
    save_draft(report, factory.draft(report, told), by=place.officer)
    refused = refusal(submit, report, by=place.officer)
    assert [(finding.code, finding.field) for finding in refused.findings] == [
        ("channel_missing", "channel"),
        ("origin_note_missing", "origin_note"),
    ]
    proof = {"channel": "phone", "origin_note": "Ông Minh Họa gọi ngày 15/10"}
    save_draft(report, factory.draft(report, told, **proof), by=place.officer)
    submit(report, by=place.officer)
    assert (report.state, report.origin, report.channel) == ("submitted", "on_behalf", "phone")


def test_the_centre_s_own_report_is_its_own(place: SimpleNamespace) -> None:
    report = factory.submission(place.october, place.centre)
    factory.sent(report, factory.said(place.kiln, 9), by=place.officer)
    assert (report.state, report.origin) == ("submitted", "self")


def test_where_two_sign_only_the_office_s_own_report_waits(place: SimpleNamespace) -> None:
    """S45: what the Centre enters on behalf waits for nobody outside it."""
    factory.two_sign(place)
    ReportingAssignment.objects.filter(line=place.loom).delete()
    own = factory.submission(place.october, place.centre)
    told = [factory.said(place.kiln, 9), factory.said(place.loom, 9)]
    factory.sent(own, *told, by=place.officer)
    assert own.state == "submitted"
    behalf = factory.submission(place.october, place.commune)
    proof = {"channel": "letter", "origin_note": "Công văn 12"}
    save_draft(behalf, factory.draft(behalf, **proof), by=place.officer)
    submit(behalf, by=place.officer)
    assert behalf.state == "submitted"
    waiting = factory.submission(place.october, place.beside)
    submit_empty(waiting, by=place.neighbour)
    assert waiting.state == "awaiting_signature"


def test_the_writer_never_signs(place: SimpleNamespace, report: PeriodSubmission) -> None:
    """An officer who has become the leader meanwhile."""
    factory.two_sign(place)
    factory.sent(report, factory.said(place.loom, 9), by=place.local)
    place.local.role = "local_leader"
    place.local.save()
    refused = refusal(sign, report, by=place.local)
    assert (refused.code, refused.message) == ("own", "Người lập không được tự ký.")
    sign(report, by=place.signer)
    assert report.state == "submitted"


def test_a_late_signature_is_a_late_report(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    factory.two_sign(place)
    with time_machine.travel("2026-10-17T16:00:00+07:00", tick=False):
        factory.sent(report, factory.said(place.loom, 9), by=place.local)
    with time_machine.travel("2026-10-18T08:00:00+07:00", tick=False):
        sign(report, by=place.signer)
    assert f"{report.submitted_at:%d/%m}" == "18/10"


def test_a_locked_period_takes_nothing_and_tells_only_who_may(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    save_draft(report, factory.draft(report, factory.said(place.loom, 9)), by=place.local)
    lock_period(place.october, by=place.leader)
    for act in (submit, submit_empty):
        refused = refusal(act, report, by=place.local)
        assert refused.code == "locked"
        assert f"Liên hệ {place.leader}, " in refused.message
        assert refusal(act, report, by=place.signer).code == "permission"
        assert refusal(act, report, by=place.neighbour).code == "permission"
    unlock_period(place.october, by=place.leader, note="Xã xin bổ sung")
    submit(report, by=place.local)
    assert report.state == "submitted"


def test_a_stranger_finds_no_report(place: SimpleNamespace, report: PeriodSubmission) -> None:
    far = programmes.organisation(place.units.ha_noi, name="Trung tâm Khuyến công Hà Nội minh họa")
    stranger = programmes.person(far)
    assert refusal(submit, report, by=stranger).code == "permission"
    assert not PeriodSubmission.objects.visible_to(stranger).exists()
    assert not ProgressEntry.objects.exists()


def test_a_sent_report_shows_what_it_says(place: SimpleNamespace, report: PeriodSubmission) -> None:
    """A line that comes afterwards isn't in it."""
    factory.sent(report, factory.said(place.loom, 9), by=place.local)
    factory.line(place, "Máy cắt", reporter=place.commune)
    assert [row.line for row in lines_of(report)] == [place.loom]
    return_for_fix(report, by=place.officer, note="Thêm máy cắt")
    assert [row.line.name for row in lines_of(report)] == ["Máy cắt", "Máy dệt chiếu"]
