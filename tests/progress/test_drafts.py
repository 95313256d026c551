"""What an office types is kept as it is; what can't be kept is refused with its cell."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.choices import Role
from programmes.choices import CountedFrom
from programmes.models import LineIndicator, ReportingAssignment
from programmes.services import CountedRow, record_results
from progress.choices import Origin
from progress.models import EntryIndicator, PeriodSubmission, ProgressEntry
from progress.selectors import lines_of
from progress.services import EntryDraft, IndicatorDraft, lock_period, save_draft, submit
from tests.factories import programmes
from tests.factories import progress as factory


@pytest.fixture
def report(place: SimpleNamespace) -> PeriodSubmission:
    """The commune's report of October."""
    return factory.submission(place.october, place.commune)


def refusal(
    report: PeriodSubmission, *entries: EntryDraft, by: Any, **more: Any
) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        save_draft(report, factory.draft(report, *entries, **more), by=by)
    return caught.value


def test_everything_typed_is_kept_with_its_author(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    told = factory.said(
        place.loom,
        "4.5",
        percent=47,
        estimate=10,
        invested=250_000_000,
        results="Lắp 4 máy",
        difficulties="Chờ điện\r\nba pha",
        proposals="Kéo điện",
        explanation="  Kỳ trước\u200b ghi nhầm ",
    )
    with time_machine.travel("2026-10-15T10:42:00+07:00", tick=False):
        save_draft(
            report,
            factory.draft(report, told, difficulties="Mưa", proposals="Không"),
            by=place.local,
        )
    entry = report.entries.get()
    assert (entry.state, entry.percent, entry.invested_amount) == ("in_progress", 47, 250_000_000)
    assert (entry.results, entry.proposals) == ("Lắp 4 máy", "Kéo điện")
    assert entry.difficulties.splitlines() == ["Chờ điện", "ba pha"]
    assert entry.explanation == "Kỳ trước ghi nhầm"
    cell = entry.indicators.get()
    assert (cell.done, cell.estimate) == (Decimal("4.5"), Decimal(10))
    report.refresh_from_db()
    assert (report.difficulties, report.proposals) == ("Mưa", "Không")
    assert (report.state, report.version, report.origin) == ("draft", 2, "self")
    assert f"{report.saved_at:%Y-%m-%d %H:%M}" == "2026-10-15 03:42"
    for row in (report, entry, cell):
        assert row.history.order_by("-pk")[0].history_user == place.local


def test_the_same_again_writes_nothing(place: SimpleNamespace, report: PeriodSubmission) -> None:
    save_draft(report, factory.draft(report, factory.said(place.loom, 5)), by=place.local)
    before = (report.version, report.saved_at, ProgressEntry.history.count())
    save_draft(report, factory.draft(report, factory.said(place.loom, 5)), by=place.local)
    report.refresh_from_db()
    assert (report.version, report.saved_at, ProgressEntry.history.count()) == before


def test_an_empty_line_is_no_entry_until_something_is_said(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    nothing = EntryDraft(place.loom.pk, indicators=[IndicatorDraft(place.machine.pk)])
    save_draft(report, factory.draft(report, nothing), by=place.local)
    assert not report.entries.exists()
    save_draft(report, factory.draft(report, factory.said(place.loom, 0, state="")), by=place.local)
    assert report.entries.get().indicators.get().done == 0
    save_draft(report, factory.draft(report, nothing), by=place.local)
    assert report.entries.get().indicators.get().done is None


def test_lines_and_indicators_that_aren_t_named_stay(place: SimpleNamespace) -> None:
    other = factory.line(place, "Máy cắt", reporter=place.commune)
    report = factory.submission(place.october, place.commune)
    both = factory.draft(report, factory.said(place.loom, 5), factory.said(other, 2))
    save_draft(report, both, by=place.local)
    alone = EntryDraft(place.loom.pk, state="in_progress", results="Lắp máy")
    save_draft(report, factory.draft(report, alone), by=place.local)
    done = dict(EntryIndicator.objects.order_by("pk").values_list("entry__line", "done"))
    assert done == {place.loom.pk: 5, other.pk: 2}


def test_a_draft_may_hold_what_can_t_be_sent(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    factory.sent(
        factory.submission(place.september, place.commune),
        factory.said(place.loom, 8),
        by=place.local,
    )
    wrong = factory.said(place.loom, 2, state="")
    save_draft(report, factory.draft(report, wrong), by=place.local)
    assert report.entries.get().indicators.get().done == 2


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"percent": 101}, "percent", "Tiến độ 101 % không hợp lệ. Nhập số từ 0 đến 100."),
        ({"percent": -1}, "percent", "Tiến độ -1 % không hợp lệ. Nhập số từ 0 đến 100."),
        ({"invested": -5}, "invested", "Kinh phí phải là số nguyên không âm (đồng)."),
        ({"done": "-1"}, "done-{machine}", "Số lượng không được âm."),
        ({"estimate": -1}, "estimate-{machine}", "Số lượng không được âm."),
    ],
)
def test_what_can_t_be_stored_is_refused_at_its_cell(
    place: SimpleNamespace,
    report: PeriodSubmission,
    change: dict[str, Any],
    field: str,
    message: str,
) -> None:
    told = factory.said(place.loom, change.pop("done", 1), **change)
    error = refusal(report, told, by=place.local)
    name = f"dong-{place.loom.pk}-{field.format(machine=place.machine.pk)}"
    assert error.message_dict == {name: [message]}
    assert not report.entries.exists()


def test_a_percent_that_follows_is_not_kept_as_a_typed_one(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    told = factory.said(place.loom, 5, percent=50)
    save_draft(report, factory.draft(report, told), by=place.local)
    assert report.entries.get().percent is None
    assert lines_of(report)[0].percent == 50


# --- whose line, whose indicator ------------------------------------------------------------------


def test_a_line_of_another_report_is_refused(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    error = refusal(
        report, factory.said(place.loom, 5), factory.said(place.kiln, 5), by=place.local
    )
    assert error.code == "foreign"
    assert "Lò nung" not in " ".join(error.messages)
    assert not ProgressEntry.objects.exists()


def test_an_indicator_of_another_line_is_refused(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    other = factory.indicator("lo", "Số lò", "lò")
    LineIndicator.objects.create(line=place.kiln, indicator=other, planned=1)
    told = EntryDraft(
        place.loom.pk, state="in_progress", indicators=[IndicatorDraft(other.pk, Decimal(1))]
    )
    assert refusal(report, told, by=place.local).message_dict.keys() == {
        f"dong-{place.loom.pk}-state"
    }
    assert not EntryIndicator.objects.exists()


def test_a_line_that_was_handed_over_leaves_the_report(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    save_draft(report, factory.draft(report, factory.said(place.loom, 9)), by=place.local)
    ReportingAssignment.objects.create(
        line=place.loom, organisation=place.centre, valid_from=date(2026, 10, 14)
    )
    assert lines_of(report) == []
    theirs = factory.submission(place.october, place.centre)
    assert [row.line for row in lines_of(theirs)] == [place.kiln, place.loom]
    submit(report, by=place.local)
    assert not report.entries.exists()
    assert ProgressEntry.history.filter(history_type="-").count() == 1


# --- what courses count ---------------------------------------------------------------------------


def test_a_counted_indicator_is_never_typed(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    trainees = factory.indicator("hv", "Học viên", "người", counted_from=CountedFrom.TRAINEES)
    LineIndicator.objects.create(line=place.loom, indicator=trainees, planned=70)

    def counted(day: date, number: int, source: str) -> None:
        record_results(source, [CountedRow(place.loom.pk, trainees.pk, day, Decimal(number))])

    typed = EntryDraft(
        place.loom.pk,
        state="in_progress",
        indicators=[
            IndicatorDraft(place.machine.pk, Decimal(9)),
            IndicatorDraft(trainees.pk, Decimal(99), Decimal(70)),
        ],
    )
    # A course that ends after the data: nobody has counted yet, so what is typed stands.
    counted(date(2026, 10, 15), 30, "course:1")
    save_draft(report, factory.draft(report, typed), by=place.local)
    held = EntryIndicator.objects.filter(indicator=trainees)
    assert held.get().done == 99
    counted(date(2026, 10, 14), 35, "course:2")
    save_draft(report, factory.draft(report, typed), by=place.local)
    assert (held.get().done, held.get().estimate) == (35, 70)
    counted(date(2026, 9, 1), 20, "course:3")
    cells = {cell.indicator: cell.counted for cell in lines_of(report)[0].indicators}
    assert cells == {place.machine: None, trainees: 55}
    submit(report, by=place.local, note="Chờ máy")
    assert held.get().done == 55


# --- closed, overtaken, not allowed ---------------------------------------------------------------


def test_who_may_type(place: SimpleNamespace, report: PeriodSubmission) -> None:
    centre = place.centre
    others = [programmes.person(centre, role) for role in Role if role not in Role.LOCAL]
    refused = [one for one in others if one.role != Role.CENTRE_OFFICER]
    for by in [place.leader, place.signer, place.neighbour, *refused]:
        with pytest.raises(PermissionDenied):
            save_draft(report, factory.draft(report, factory.said(place.loom, 5)), by=by)
    save_draft(report, factory.draft(report, factory.said(place.loom, 5)), by=place.officer)
    assert report.origin == Origin.ON_BEHALF
    save_draft(report, factory.draft(report, factory.said(place.loom, 6)), by=place.local)
    assert report.origin == Origin.SELF


def test_the_second_of_two_editors_hears_of_the_first(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    late = PeriodSubmission.objects.get(pk=report.pk)
    mine = factory.draft(late, factory.said(place.loom, 7))
    with time_machine.travel("2026-10-15T09:41:00+07:00", tick=False):
        save_draft(report, factory.draft(report, factory.said(place.loom, 5)), by=place.officer)
        with pytest.raises(ValidationError) as caught:
            save_draft(late, mine, by=place.local)
    assert caught.value.code == "stale"
    assert caught.value.messages == [
        (
            f"Hồ sơ vừa được {place.officer} cập nhật lúc 09:41. Nội dung vừa nhập vẫn được giữ"
            " bên dưới; chọn phần cần giữ."
        )
    ]
    assert report.entries.get().indicators.get().done == 5


def test_what_was_sent_is_closed(place: SimpleNamespace, report: PeriodSubmission) -> None:
    factory.sent(report, factory.said(place.loom, 9), by=place.local)
    error = refusal(report, factory.said(place.loom, 5), by=place.local)
    assert (error.code, error.messages) == (
        "closed",
        ["Báo cáo đang ở trạng thái “Đã gửi”, không sửa được."],
    )


def test_what_was_approved_is_closed(place: SimpleNamespace, report: PeriodSubmission) -> None:
    factory.approved(report, factory.said(place.loom, 9), by=place.local, reviewer=place.officer)
    error = refusal(report, factory.said(place.loom, 5), by=place.local)
    assert (error.code, error.messages) == (
        "closed",
        ["Hồ sơ đã duyệt; hãy lập phiếu điều chỉnh."],
    )


def test_a_locked_period_says_who_can_open_it(
    place: SimpleNamespace, report: PeriodSubmission
) -> None:
    with time_machine.travel("2026-10-17T23:59:00+07:00", tick=False):
        lock_period(place.october, by=place.leader)
    error = refusal(report, factory.said(place.loom, 5), by=place.local)
    assert (error.code, error.messages) == (
        "closed",
        [
            (
                "Kỳ báo cáo tháng 10/2026 đã khóa lúc 23:59 ngày 17/10/2026."
                f" Liên hệ {place.leader}, Trung tâm Khuyến công minh họa, để mở lại."
            )
        ],
    )
