"""check_figures finds what doesn't add up, and says nothing of what does."""

import io
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Organisation, User
from programmes.balances import Amounts
from programmes.choices import CountedFrom
from programmes.models import (
    Balance,
    DecisionLine,
    Indicator,
    LineIndicator,
    SupportProject,
    TrackingLine,
)
from programmes.services import (
    CountedRow,
    Opening,
    record_openings,
    record_progress,
    record_results,
    refresh_money,
    save_line,
)
from progress.choices import SubmissionState
from progress.models import PeriodSubmission, ProgressEntry, ReportingPeriod
from progress.services import approved_progress
from tests.factories.programmes import person, project, setting
from training.models import TrainingCourse
from training.services import save_course

pytestmark = pytest.mark.django_db


def run() -> tuple[int, list[str]]:
    """Exit code and lines of the command."""
    out, code = io.StringIO(), 0
    try:
        call_command("check_figures", stdout=out)
    except SystemExit as left:
        code = int(str(left.code))
    return code, out.getvalue().splitlines()


@pytest.fixture
def made(db: None) -> SupportProject:
    """A project with right figures."""
    office: SimpleNamespace = setting()
    found = project(
        "Đề án minh họa",
        unit=office.units.quynh_phu,
        province=office.units.hung_yen,
        lines={"support_provincial": 100, "counterpart": 50, "support_commune": 0, "other": 0},
        code="MH-1",
    )
    refresh_money([found])
    return found


def test_right_figures(made: SupportProject) -> None:
    assert (made.support_amount, made.total_amount) == (100, 150)
    assert run() == (0, ["Đã kiểm tra 1 đề án: không có sai lệch."])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"support_amount": 101}, "kinh phí hỗ trợ lưu “101 đồng”, tính lại “100 đồng”."),
        ({"counterpart_amount": None}, "đối ứng lưu “chưa rõ”, tính lại “50 đồng”."),
        ({"other_amount": None}, "nguồn khác lưu “chưa rõ”, tính lại “0 đồng”."),
        ({"total_amount": 0}, "tổng kinh phí lưu “0 đồng”, tính lại “150 đồng”."),
        ({"beneficiary_text": "Ai đó"}, "đơn vị thụ hưởng lưu “Ai đó”, tính lại “”."),
    ],
)
def test_a_planted_difference_is_found(
    made: SupportProject, change: dict[str, Any], said: str
) -> None:
    SupportProject.objects.filter(pk=made.pk).update(**change)
    code, lines = run()
    assert code == 1
    assert lines == [
        f"Đề án {made.pk} (MH-1 Đề án minh họa): {said}",
        "Đã kiểm tra 1 đề án: 1 sai lệch.",
    ]


def test_a_line_behind_the_back_is_found(made: SupportProject) -> None:
    decision = made.decision_lines.first().decision
    DecisionLine.objects.create(
        decision=decision, project=made, source="support_provincial", amount=7
    )
    code, lines = run()
    assert code == 1
    assert len(lines) == 3  # support and total, and the closing line


def test_balances_are_compared_with_entries_and_decisions(made: SupportProject) -> None:
    accountant = person(Organisation.objects.get(), Role.CENTRE_ACCOUNTANT)
    rows = [Opening(made.pk, "support_provincial", Amounts(90, 70, 0))]
    record_openings(rows, by=accountant, as_of=date(2026, 6, 30))
    assert run()[0] == 0
    spent = Balance.objects.filter(leg="spent")
    spent.update(advanced=71, settled=None, planned=99)
    who = (
        f"Đề án {made.pk} (MH-1 Đề án minh họa), số dư Khuyến công địa phương (cấp tỉnh), "
        "chi cho đơn vị thụ hưởng"
    )
    assert run() == (
        1,
        [
            f"{who}: tạm ứng lưu “71 đồng”, tính lại “70 đồng”.",
            f"{who}: thanh toán lưu “chưa rõ”, tính lại “0 đồng”.",
            f"{who}: kế hoạch lưu “99 đồng”, tính lại “100 đồng”.",
            "Đã kiểm tra 1 đề án: 3 sai lệch.",
        ],
    )
    spent.delete()
    assert len(run()[1]) == 4, "entries without their balance"


# --- tracking lines -------------------------------------------------------------------------------


@pytest.fixture
def followed(made: SupportProject) -> TrackingLine:
    """A line of the project with one approved report, its figures written by the services."""
    centre = Organisation.objects.get()
    person = User.objects.get(organisation=centre)
    line = save_line(TrackingLine(project=made, unit=made.unit), by=person)
    classes = Indicator.objects.create(code="1-01", name="Số lớp", measure="lớp")
    counted = Indicator.objects.create(
        code="1-02", name="Số lao động", measure="người", counted_from=CountedFrom.TRAINEES
    )
    for row in (classes, counted):
        LineIndicator.objects.create(line=line, indicator=row, planned=10)
    period = ReportingPeriod.objects.create(
        centre=centre,
        kind="month",
        code="2026-09",
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 9, 30),
        data_from=date(2026, 9, 1),
        data_to=date(2026, 9, 30),
        local_due_on=date(2026, 10, 5),
    )
    submission = PeriodSubmission.objects.create(
        period=period,
        organisation=centre,
        state=SubmissionState.APPROVED,
        approved_at=timezone.now(),
        approved_by=person,
    )
    entry = ProgressEntry.objects.create(
        submission=submission, line=line, state="in_progress", percent=40, invested_amount=7
    )
    entry.indicators.create(indicator=classes, done=Decimal("2.5"))
    record_progress(approved_progress([line.pk]), by=person)
    return line


def test_right_figures_of_lines(followed: TrackingLine) -> None:
    followed.project.refresh_from_db()
    assert followed.project.progress_percent == 40
    assert run() == (0, ["Đã kiểm tra 1 đề án: không có sai lệch."])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"state": "done"}, "tình trạng lưu “Hoàn thành”, tính lại “Đang thực hiện”."),
        ({"state": ""}, "tình trạng lưu “”, tính lại “Đang thực hiện”."),
        ({"invested_amount": None}, "vốn cơ sở đã chi lưu “chưa rõ”, tính lại “7”."),
        (
            {"progress_as_of": date(2026, 8, 31)},
            "tiến độ tính đến lưu “31/08/2026”, tính lại “30/09/2026”.",
        ),
    ],
)
def test_a_planted_difference_in_a_line_is_found(
    followed: TrackingLine, change: dict[str, Any], said: str
) -> None:
    TrackingLine.objects.filter(pk=followed.pk).update(**change)
    code, lines = run()
    assert code == 1
    name = f"Dòng theo dõi {followed.pk} (Đề án minh họa, đề án {followed.project_id})"
    assert lines[0] == f"{name}: {said}"
    # a day of the line is the day of its project, too
    assert len(lines) == (3 if "progress_as_of" in change else 2)


def test_a_planted_percent_of_a_line_is_found_and_does_not_hide_in_its_project(
    followed: TrackingLine,
) -> None:
    TrackingLine.objects.filter(pk=followed.pk).update(progress_percent=41)
    SupportProject.objects.filter(pk=followed.project_id).update(progress_percent=41)
    code, lines = run()
    assert (code, len(lines)) == (1, 2)
    assert lines[0].endswith("tiến độ (%) lưu “41”, tính lại “40”.")


def test_a_planted_percent_of_a_project_is_found(followed: TrackingLine) -> None:
    SupportProject.objects.filter(pk=followed.project_id).update(progress_percent=0)
    assert run() == (
        1,
        [
            (
                f"Đề án {followed.project_id} (MH-1 Đề án minh họa): "
                "tiến độ (%) lưu “0”, tính lại “40”."
            ),
            "Đã kiểm tra 1 đề án: 1 sai lệch.",
        ],
    )


def test_a_course_that_its_line_counts_otherwise_is_found(followed: TrackingLine) -> None:
    by = User.objects.get()
    facts = {"project": followed.project, "line": followed, "unit": followed.unit}
    held = save_course(
        TrainingCourse(
            name="Lớp may", state="finished", ends_on=date(2026, 8, 20), trainee_count=35, **facts
        ),
        by=by,
    )
    assert run()[0] == 0
    TrainingCourse.objects.filter(pk=held.pk).update(trainee_count=36)
    code, lines = run()
    assert (code, len(lines)) == (1, 2)
    assert lines[0].startswith(f"Lớp đào tạo {held.pk} (Lớp may, đề án {followed.project_id}): ")


def test_done_is_what_is_approved_else_what_is_counted(followed: TrackingLine) -> None:
    counted = followed.indicators.get(indicator__code="1-02")
    rows = [CountedRow(followed.pk, counted.indicator_id, date(2026, 9, 9), Decimal(30))]
    record_results("course:1", rows)
    assert run()[0] == 0  # the approved report doesn't know of it
    PeriodSubmission.objects.update(state=SubmissionState.RETURNED, return_reason="Xem lại")
    code, lines = run()
    assert (code, len(lines)) == (1, 7)  # four of the line, two of its indicators
    assert [line.partition(": ")[2] for line in lines[4:6]] == [
        "Số lớp (lớp) lưu “2,5”, tính lại “chưa rõ”.",
        "Số lao động (người) lưu “chưa rõ”, tính lại “30”.",
    ]
    record_progress(approved_progress([followed.pk]), by=User.objects.get())
    assert run()[0] == 0
