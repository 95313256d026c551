"""Approving and re-opening: what is written into lines and projects, and who may not."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel import guards, history
from kernel.workflow import TransitionRefused
from programmes.models import TrackingLine
from programmes.services import save_line_indicator
from progress.models import EntryIndicator, PeriodSubmission, ProgressEntry
from progress.selectors import approved_series
from progress.services import (
    approve,
    approve_clean,
    approved_progress,
    lock_period,
    reopen,
    return_for_fix,
    save_draft,
    submit,
)
from tests.factories import programmes
from tests.factories import progress as factory

OCTOBER = date(2026, 10, 14)
SEPTEMBER = date(2026, 9, 14)


@pytest.fixture
def report(place: SimpleNamespace) -> PeriodSubmission:
    """The commune's report of October."""
    return factory.submission(place.october, place.commune)


def told(line: TrackingLine) -> tuple[Any, ...]:
    """The stored columns of a line and of its project."""
    line = TrackingLine.objects.select_related("project").get(pk=line.pk)
    done = line.indicators.order_by("pk").first()
    own = (line.state, line.progress_percent, line.progress_as_of, line.invested_amount)
    return (*own, done and done.done, line.project.progress_percent, line.project.progress_as_of)


NOTHING = ("", None, None, None, None, None, None)


def test_from_draft_to_the_project_s_percent(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    save_draft(report, factory.draft(report, factory.said(place.loom, 5)), by=place.local)
    submit(report, by=place.local, note="Chờ máy")
    return_for_fix(report, by=place.officer, note="Kèm ảnh")
    assert (report.state, report.return_reason) == ("returned", "Kèm ảnh")
    mended = factory.said(place.loom, 6, invested=250_000_000)
    save_draft(report, factory.draft(report, mended), by=place.local)
    submit(report, by=place.local, note="Chờ máy")
    assert told(place.loom) == NOTHING
    approve(report, by=place.officer)
    assert told(place.loom) == ("in_progress", 60, OCTOBER, 250_000_000, 6, 60, OCTOBER)
    assert (report.state, report.approved_by, report.return_reason) == (
        "approved",
        place.officer,
        "",
    )
    for record in (place.loom, place.loom.project):
        trace = record.history.order_by("-pk")[0]
        assert (trace.history_user, trace.history_change_reason) == (place.officer, str(report))


def test_re_opening_takes_the_figures_out_until_the_next_approval(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    before = factory.submission(place.september, place.commune)
    people = {"by": place.local, "reviewer": place.officer}
    factory.approved(before, factory.said(place.loom, 4), **people)
    factory.approved(report, factory.said(place.loom, 6), **people)
    assert told(place.loom)[1:3] == (60, OCTOBER)
    reopen(report, by=place.leader, note="Nhầm số")
    assert (report.state, report.approved_at, report.return_reason) == ("returned", None, "Nhầm số")
    assert told(place.loom) == ("in_progress", 40, SEPTEMBER, None, 4, 40, SEPTEMBER)
    reopen(before, by=place.leader, note="Nhầm số")
    assert told(place.loom) == NOTHING
    submit(report, by=place.local, note="Chờ máy")
    approve(report, by=place.officer)
    assert told(place.loom)[1:3] == (60, OCTOBER)


def test_an_earlier_report_approved_later_doesn_t_go_before_a_newer_one(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    people = {"by": place.local, "reviewer": place.officer}
    factory.approved(report, factory.said(place.loom, 6), **people)
    before = factory.submission(place.september, place.commune)
    factory.approved(before, factory.said(place.loom, 4, invested=1_000), **people)
    assert told(place.loom) == ("in_progress", 60, OCTOBER, 1_000, 6, 60, OCTOBER)


def test_a_value_left_blank_leaves_the_one_before(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    people = {"by": place.local, "reviewer": place.officer}
    before = factory.submission(place.september, place.commune)
    factory.approved(before, factory.said(place.loom, 4, invested=9), **people)
    factory.approved(report, factory.said(place.loom, None, state="suspended"), **people)
    assert told(place.loom) == ("suspended", 40, OCTOBER, 9, 4, 40, OCTOBER)


def test_what_was_approved_doesn_t_move_with_the_plan(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    factory.approved(report, factory.said(place.loom, 6), by=place.local, reviewer=place.officer)
    planned = place.loom.indicators.get()
    planned.planned = Decimal(20)
    save_line_indicator(planned, by=place.officer)
    [point] = approved_series([place.loom.pk], until=OCTOBER)[place.loom.pk]
    assert (point.percent, told(place.loom)[1]) == (60, 60)
    reopen(report, by=place.leader, note="Kế hoạch đổi")
    planned.planned = Decimal(10)
    save_line_indicator(planned, by=place.officer)
    submit(report, by=place.local, note="Chờ máy")
    approve(report, by=place.officer)
    assert told(place.loom)[1] == 60


def test_a_percent_that_nobody_typed_follows_again_once_it_is_open(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    people = {"by": place.local, "reviewer": place.officer}
    other = factory.line(place, "Máy cắt", reporter=place.commune)
    lines = [factory.said(place.loom, 6), factory.said(other, 6, percent=75)]
    factory.approved(report, *lines, **people)
    percents = report.entries.order_by("line").values_list("percent", flat=True)
    assert list(percents) == [60, 75]
    reopen(report, by=place.leader, note="Nhầm số")
    assert list(percents.all()) == [None, 75]


# --- who may not ----------------------------------------------------------------------------------


def refusal(act: Any, *args: Any, **more: Any) -> TransitionRefused:
    with pytest.raises(TransitionRefused) as caught:
        act(*args, **more)
    return caught.value


def test_where_two_sign_the_writer_doesn_t_approve(place: SimpleNamespace) -> None:
    factory.two_sign(place)
    own = factory.submission(place.october, place.centre)
    other = programmes.person(place.centre)
    save_draft(own, factory.draft(own, factory.said(place.kiln, 9)), by=place.officer)
    submit(own, by=other)
    for by in (place.officer, other):
        refused = refusal(approve, own, by=by)
        assert (refused.code, refused.message) == ("own", "Người lập không được tự duyệt.")
    third = programmes.person(place.centre)
    approve(own, by=third)
    reopen(own, by=place.leader, note="Nhầm số")
    submit(own, by=other)
    approve(own, by=third)  # what approval itself writes makes nobody a writer
    assert own.approved_by == third


def test_where_one_signs_the_writer_may_approve(place: SimpleNamespace) -> None:
    own = factory.submission(place.october, place.centre)
    factory.approved(own, factory.said(place.kiln, 9), by=place.officer, reviewer=place.officer)
    assert own.state == "approved"


def test_in_a_locked_period_nothing_moves(place: SimpleNamespace, report: PeriodSubmission) -> None:
    factory.sent(report, factory.said(place.loom, 9), by=place.local)
    theirs = factory.submission(place.october, place.centre)
    factory.approved(theirs, factory.said(place.kiln, 9), by=place.officer, reviewer=place.officer)
    lock_period(place.october, by=place.leader)
    assert refusal(approve, report, by=place.officer).code == "locked"
    assert refusal(return_for_fix, report, by=place.officer, note="x").code == "locked"
    assert refusal(reopen, theirs, by=place.leader, note="x").code == "locked"
    assert approve_clean(place.october, by=place.officer, submission_ids=[report.pk]) == 0


def test_clean_ones_are_approved_together(place: SimpleNamespace) -> None:
    reports = [
        factory.submission(place.october, office)
        for office in (place.commune, place.beside, place.centre)
    ]
    slow, empty, own = reports
    factory.sent(slow, factory.said(place.loom, 5, explanation="Chờ điện"), by=place.local)
    submit(empty, by=place.neighbour)
    factory.sent(own, factory.said(place.kiln, 9), by=place.officer)
    with_time = PeriodSubmission.objects.filter(pk__in=[row.pk for row in reports])
    with_time.update(submitted_at="2026-10-16T01:00:00Z")
    ids = [slow.pk, own.pk, 999_999]
    assert approve_clean(place.october, by=place.officer, submission_ids=ids) == 1
    states = dict(with_time.values_list("pk", "state"))
    assert states == {slow.pk: "submitted", empty.pk: "submitted", own.pk: "approved"}
    assert told(place.kiln)[1] == 90
    assert approve_clean(place.october, by=place.leader, submission_ids=[empty.pk]) == 0


# --- the guards -----------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [ProgressEntry, EntryIndicator])
@pytest.mark.parametrize("action", ["update", "delete", "history"])
def test_what_is_approved_can_t_be_changed_by_anybody(
    place: SimpleNamespace, report: PeriodSubmission, model: Any, action: str
) -> None:
    column = "percent" if model is ProgressEntry else "done"

    def change() -> None:
        rows = model.objects.all()
        if action == "update":
            rows.update(**{column: 1})
        elif action == "delete":
            rows._raw_delete(rows.db)
        else:
            row = rows.get()
            setattr(row, column, 1)
            history.save(row, by=place.officer)

    people = {"by": place.local, "reviewer": place.officer}
    factory.approved(report, factory.said(place.loom, 6), **people)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        change()
    assert guards.sentence(caught.value).startswith("Báo cáo đã duyệt, không thể sửa")
    reopen(report, by=place.leader, note="Nhầm số")
    if action != "delete" or model is EntryIndicator:
        change()  # the control: open again, the same writes pass
        assert list(model.objects.values_list(column, flat=True)) in ([1], [])


def test_the_logs_can_t_be_changed(place: SimpleNamespace, report: PeriodSubmission) -> None:
    factory.sent(report, factory.said(place.loom, 9), by=place.local)
    lock_period(place.october, by=place.leader)
    for log in (report.transitions, place.october.transitions):
        with pytest.raises(IntegrityError), transaction.atomic():
            log.update(note="khác")


# --- one source of stored columns -----------------------------------------------------------------


def test_the_stored_columns_are_what_approved_reports_say(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    people = {"by": place.local, "reviewer": place.officer}
    factory.approved(report, factory.said(place.loom, 6), **people)
    lines = {line.pk: line for line in TrackingLine.objects.all()}
    for record in approved_progress(list(lines)):
        line = lines[record.line_id]
        assert (record.state, record.percent, record.as_of, record.invested) == (
            line.state,
            line.progress_percent,
            line.progress_as_of,
            line.invested_amount,
        )
        assert dict(record.done) == {
            row.indicator_id: row.done for row in line.indicators.all() if row.done is not None
        }
