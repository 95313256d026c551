"""Reads of reporting: the lines of a report, who has reported, the queue, series, work."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from progress.models import PeriodSubmission, ReportingPeriod
from progress.selectors import (
    approved_series,
    due_state,
    findings_of,
    lines_of,
    period_rows,
    queue,
    summary_of,
    work_for,
)
from progress.services import (
    approve,
    lock_period,
    reopen,
    return_for_fix,
    save_draft,
    submit,
    submit_empty,
)
from tests.factories import progress as factory

DURING = "2026-10-16T08:00:00+07:00"


@pytest.fixture
def report(place: SimpleNamespace) -> PeriodSubmission:
    """The commune's report of October."""
    return factory.submission(place.october, place.commune)


# --- the lines of a report ------------------------------------------------------------------------


def test_a_line_with_what_is_planned_and_what_was_said(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    before = factory.submission(place.september, place.commune)
    told = factory.said(place.loom, 6, invested=200, estimate=9, explanation="Chờ máy")
    factory.approved(before, told, by=place.local, reviewer=place.officer)
    [row] = lines_of(report)
    assert (row.line, row.project, row.entry, row.percent) == (
        place.loom,
        place.loom.project,
        None,
        None,
    )
    assert row.time_percent == 78
    assert row.previous is not None
    assert (row.previous.state, row.previous.percent, row.previous.typed_percent) == (
        "in_progress",
        60,
        None,
    )
    assert (row.previous.invested, row.previous.period_title) == (200, "tháng 9/2026")
    assert dict(row.previous.done) == {place.machine.pk: Decimal(6)}
    [cell] = row.indicators
    assert (cell.indicator, cell.planned, cell.previous) == (place.machine, 10, 6)
    assert (cell.counted, cell.done, cell.estimate) == (None, None, None)
    assert findings_of(report) == []


def test_before_a_quarter_comes_its_last_month_and_never_the_other_way(
    place: SimpleNamespace,
) -> None:
    quarter = factory.period(place, "2026-Q3")
    month, whole = (
        factory.submission(period, place.commune) for period in (place.september, quarter)
    )
    factory.sent(whole, factory.said(place.loom, 7), by=place.local)
    assert lines_of(month)[0].previous is None
    factory.sent(month, factory.said(place.loom, 6), by=place.local)
    return_for_fix(whole, by=place.officer, note="Xem lại")
    before = lines_of(whole)[0].previous
    assert before is not None
    assert before.period_title == "tháng 9/2026"
    after = lines_of(factory.submission(place.october, place.commune))[0].previous
    assert after is not None
    assert after.period_title == "tháng 9/2026"  # the quarter isn't sent at this moment
    submit(whole, by=place.local)
    after = lines_of(factory.submission(place.october, place.commune))[0].previous
    assert after is not None
    assert after.period_title == "quý III/2026"


def test_drafts_and_removed_periods_say_nothing_before(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    before = factory.submission(place.september, place.commune)
    save_draft(before, factory.draft(before, factory.said(place.loom, 6)), by=place.local)
    assert lines_of(report)[0].previous is None
    submit(before, by=place.local, note="Chờ máy")
    assert lines_of(report)[0].previous is not None
    ReportingPeriod.objects.filter(pk=place.september.pk).update(
        deleted_at="2026-10-01T00:00:00Z", deleted_by=place.officer
    )
    assert lines_of(report)[0].previous is None


def test_a_report_holds_the_lines_of_its_organisation(place: SimpleNamespace) -> None:
    held = {
        office: [row.line for row in lines_of(factory.submission(place.october, office))]
        for office in (place.commune, place.beside, place.centre)
    }
    assert held == {place.commune: [place.loom], place.beside: [], place.centre: [place.kiln]}


def test_findings_name_the_cell(place: SimpleNamespace, report: PeriodSubmission) -> None:
    told = factory.draft(report, factory.said(place.loom, 11, state=""))
    save_draft(report, told, by=place.local)
    assert [(found.code, found.field) for found in findings_of(report)] == [
        ("state_missing", f"dong-{place.loom.pk}-state"),
        ("over_plan", f"dong-{place.loom.pk}-done-{place.machine.pk}"),
    ]


# --- how a report stands --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "saved", "expected"),
    [
        (date(2026, 10, 14), False, ("not_due", 3)),
        (date(2026, 10, 15), False, ("due", 2)),
        (date(2026, 10, 17), False, ("due", 0)),
        (date(2026, 10, 18), False, ("overdue", 1)),
        (date(2026, 10, 15), True, ("draft", 2)),
        (date(2026, 10, 20), True, ("overdue", 3)),
    ],
)
def test_before_it_is_sent(
    place: SimpleNamespace,
    report: PeriodSubmission,
    today: date,
    saved: bool,
    expected: tuple[str, int],
) -> None:
    if saved:
        save_draft(report, factory.draft(report, factory.said(place.loom, 9)), by=place.local)
    assert due_state(report, today) == expected


def test_once_it_is_sent(place: SimpleNamespace, report: PeriodSubmission) -> None:
    today = date(2026, 10, 30)
    with time_machine.travel("2026-10-17T23:59:59+07:00", tick=False):
        factory.sent(report, factory.said(place.loom, 9), by=place.local)
    assert due_state(report, today) == ("sent", 0)
    return_for_fix(report, by=place.officer, note="Kèm ảnh")
    assert due_state(report, today) == ("returned", 0)
    with time_machine.travel("2026-10-19T00:00:00+07:00", tick=False):
        submit(report, by=place.local)
    assert due_state(report, today) == ("corrected", 2)
    approve(report, by=place.officer)
    assert due_state(report, today) == ("approved", 2)
    lock_period(place.october, by=place.leader)
    report.refresh_from_db()
    assert due_state(report, today) == ("approved", 2)
    other = factory.submission(place.october, place.beside)
    assert due_state(other, today) == ("locked", 0)


def test_what_waits_for_a_signature(place: SimpleNamespace, report: PeriodSubmission) -> None:
    factory.two_sign(place)
    factory.sent(report, factory.said(place.loom, 9), by=place.local)
    assert due_state(report, date(2026, 10, 30)) == ("awaiting_signature", 0)


# --- who has reported -----------------------------------------------------------------------------


def test_a_period_in_numbers(place: SimpleNamespace, report: PeriodSubmission) -> None:
    with time_machine.travel("2026-10-19T08:00:00+07:00", tick=False):
        factory.sent(report, factory.said(place.loom, 9), by=place.local)
        submit_empty(factory.submission(place.october, place.beside), by=place.neighbour)
        own = factory.submission(place.october, place.centre)
        save_draft(own, factory.draft(own, factory.said(place.kiln, 9)), by=place.officer)
        found = summary_of(period_rows(place.october, place.leader))
        rows = period_rows(place.october, place.leader)
        local = summary_of(period_rows(place.october, place.local))
    assert (found.must, found.sent, found.approved, found.returned) == (2, 2, 0, 0)
    assert (found.drafts, found.missing, found.late) == (1, 1, 2)
    told = [(row.submission.organisation, row.line_count, row.chip, row.days) for row in rows]
    assert sorted(told, key=str) == sorted(
        [
            (place.centre, 1, "overdue", 2),
            (place.beside, 0, "sent", 2),
            (place.commune, 1, "sent", 2),
        ],
        key=str,
    )
    assert (local.must, local.sent, local.missing) == (1, 1, 0)
    assert [row.submission for row in period_rows(place.october, place.local)] == [report]


def test_the_queue(place: SimpleNamespace, report: PeriodSubmission) -> None:
    own = factory.submission(place.october, place.centre)
    empty = factory.submission(place.october, place.beside)
    with time_machine.travel(DURING, tick=False):
        slow = factory.said(place.loom, 5, explanation="Chờ điện ba pha")
        factory.sent(report, slow, by=place.local)
        factory.sent(own, factory.said(place.kiln, 9), by=place.officer)
    with time_machine.travel("2026-10-18T08:00:00+07:00", tick=False):
        submit_empty(empty, by=place.neighbour)
        look, clean = queue(place.october, place.officer)
    assert [(item.submission, item.reasons) for item in look] == [
        (report, ["Đạt 50 %, kế hoạch đến kỳ này 78 %"]),
        (empty, ["Gửi muộn 1 ngày"]),
    ]
    assert [(item.submission, item.line_count) for item in clean] == [(own, 1)]
    assert queue(place.october, place.local) == ([look[0]], [])


def test_mended_and_typed_for_others_are_looked_at(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    proof = {"channel": "phone", "origin_note": "Ông Minh Họa gọi"}
    told = factory.draft(report, factory.said(place.loom, 9), **proof)
    with time_machine.travel(DURING, tick=False):
        submit(report, by=place.officer, draft=told)
        [item], _clean = queue(place.october, place.officer)
        assert item.reasons == ["Trung tâm nhập thay: Điện thoại"]
        return_for_fix(report, by=place.officer, note="Kèm ảnh")
        submit(report, by=place.local)
        [item], _clean = queue(place.october, place.officer)
    assert item.reasons == ["Đã sửa theo lý do trả lại"]


# --- approved figures over time -------------------------------------------------------------------


def test_the_series_holds_what_is_approved_by_day(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    people = {"by": place.local, "reviewer": place.officer}
    before = factory.submission(place.september, place.commune)
    told = factory.said(place.loom, 6, invested=200, estimate=9, results="6 máy", proposals="Vốn")
    factory.approved(before, told, **people)
    factory.sent(report, factory.said(place.loom, 8), by=place.local)

    def series(day: date) -> list[tuple[Any, ...]]:
        found = approved_series([place.loom.pk, place.kiln.pk], until=day)
        assert found[place.kiln.pk] == []
        return [
            (point.day, point.period_code, point.percent, point.done[place.machine.pk])
            for point in found[place.loom.pk]
        ]

    september = (date(2026, 9, 14), "2026-09", 60, 6)
    assert series(date(2026, 9, 13)) == []
    assert series(date(2026, 12, 31)) == [september]
    approve(report, by=place.officer)
    october = (date(2026, 10, 14), "2026-10", 80, 8)
    assert series(date(2026, 10, 13)) == [september]
    assert series(date(2026, 10, 14)) == [september, october]
    point = approved_series([place.loom.pk], until=date(2026, 9, 14))[place.loom.pk][0]
    assert (point.state, point.invested, point.results, point.proposals, point.difficulties) == (
        "in_progress",
        200,
        "6 máy",
        "Vốn",
        "",
    )
    assert dict(point.estimate) == {place.machine.pk: 9}
    reopen(before, by=place.leader, note="Nhầm số")
    assert series(date(2026, 10, 14)) == [october]


def test_of_two_on_one_day_the_last_approved_stands_last(place: SimpleNamespace) -> None:
    people = {"by": place.local, "reviewer": place.officer}
    quarter = factory.period(place, "2026-Q3")
    factory.approved(
        factory.submission(quarter, place.commune), factory.said(place.loom, 7), **people
    )
    factory.approved(
        factory.submission(place.september, place.commune), factory.said(place.loom, 6), **people
    )
    found = approved_series([place.loom.pk], until=date(2026, 9, 14))[place.loom.pk]
    assert [point.period_code for point in found] == ["2026-Q3", "2026-09"]


# --- what waits for whom --------------------------------------------------------------------------


def verbs(user: Any, at: str = DURING) -> list[tuple[str, str, str]]:
    with time_machine.travel(at, tick=False):
        return [(item.verb, item.title, item.state) for item in work_for(user)]


def test_what_waits_for_whom(place: SimpleNamespace, report: PeriodSubmission) -> None:
    ReportingPeriod.objects.filter(pk=place.september.pk).update(state="locked")
    title = "báo cáo tháng 10/2026"
    assert verbs(place.local, "2026-10-13T08:00:00+07:00") == []
    assert verbs(place.local) == [("Nộp", f"Nộp {title}", "due")]
    assert verbs(place.neighbour) == []  # holds no line: may report, isn't pressed to
    assert verbs(place.officer) == [("Nộp", f"Nộp {title}", "due")]  # the Centre's own
    assert verbs(place.signer) == []
    factory.sent(report, factory.said(place.loom, 9), by=place.local)
    assert verbs(place.local) == []
    assert ("Duyệt", f"Duyệt 1 {title}", "submitted") in verbs(place.officer)
    late = "2026-10-18T08:00:00+07:00"
    assert verbs(place.leader, late) == []
    return_for_fix(report, by=place.officer, note="Kèm ảnh")
    assert verbs(place.local) == [("Sửa", f"Sửa {title}", "returned")]
    assert verbs(place.leader, late) == [("Khóa", f"Khóa kỳ {title}", "due")]
    lock_period(place.october, by=place.leader)
    assert verbs(place.local) == []
    assert verbs(place.leader, late) == []


def test_what_waits_for_a_signature_is_the_leader_s(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    factory.two_sign(place)
    factory.sent(report, factory.said(place.loom, 9), by=place.local)
    assert verbs(place.signer) == [("Ký", "Ký báo cáo tháng 10/2026", "awaiting_signature")]
    assert [row[0] for row in verbs(place.local)] == ["Nộp"]  # September
