"""What a year of reporting leaves behind: lines, a hand-over, courses, periods, reports, a text."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from accounts.choices import Role
from accounts.models import Organisation
from programmes.models import Indicator, LineIndicator, SupportProject, TrackingLine
from programmes.services import hand_over, save_line, save_line_indicator
from progress.models import PeriodSubmission, ReportingPeriod
from progress.selectors import lines_of
from progress.services import (
    approve,
    lock_period,
    return_for_fix,
    save_draft,
    save_period,
    submit,
)
from reports.choices import TextSection
from reports.models import TextParagraph, TextReport
from reports.services import save_paragraph, save_text_report
from tests.factories import programmes as factory
from tests.factories import progress as reporting
from training.choices import CourseState
from training.models import TrainingCourse
from training.services import save_course


def fill_reports(place: SimpleNamespace, ward: Organisation, officer: Any) -> None:
    """Three lines of the project under way, two months of reports on them, two courses."""
    project = SupportProject.objects.get(name="Đề án minh họa 01")
    machine, trainee = _indicators()
    lines = [
        _line(place, project, f"Dòng minh họa {i}", indicator, planned)
        for i, (indicator, planned) in enumerate(
            ((machine, Decimal(4)), (machine, None), (trainee, Decimal(70))), start=1
        )
    ]
    hand_over(lines[0], ward, valid_from=date(2026, 4, 15), by=place.officer, note="Minh họa")
    _courses(place, project, lines[2])
    for code, done in (("2026-04", 1), ("2026-05", 0)):
        period = save_period(ReportingPeriod(centre=place.centre, code=code), by=place.officer)
        _centres_own(place, period, lines[1], done)
        _wards(place, period, ward, officer, lines[0])
    lock_period(ReportingPeriod.objects.get(code="2026-04"), by=place.leader)
    _text(place)


def _indicators() -> tuple[Indicator, Indicator]:
    machine = reporting.indicator("3-03", "Số máy minh họa", "máy", order=1)
    trainee = reporting.indicator(
        "1-02", "Số học viên minh họa", "người", order=2, counted_from="trainees"
    )
    return machine, trainee


def _line(
    place: SimpleNamespace,
    project: SupportProject,
    name: str,
    indicator: Indicator,
    planned: Decimal | None,
) -> TrackingLine:
    line = save_line(TrackingLine(project=project, name=name, unit=project.unit), by=place.officer)
    save_line_indicator(
        LineIndicator(line=line, indicator=indicator, planned=planned), by=place.officer
    )
    return line


def _courses(place: SimpleNamespace, project: SupportProject, line: TrackingLine) -> None:
    facts = {"project": project, "line": line, "unit": project.unit}
    finished = TrainingCourse(
        **facts,
        name="Lớp minh họa đã bế giảng",
        state=CourseState.FINISHED,
        starts_on=date(2026, 4, 2),
        ends_on=date(2026, 4, 28),
        planned_trainee_count=35,
        trainee_count=35,
        women_count=20,
        minority_count=0,
    )
    save_course(finished, by=place.officer)
    save_course(TrainingCourse(**facts, name="Lớp minh họa chưa khai giảng"), by=place.officer)


def _centres_own(
    place: SimpleNamespace, period: ReportingPeriod, silent: TrackingLine, done: int
) -> None:
    """The Centre's own report, approved; one line of it says nothing of its number."""
    reviewer = factory.person(place.centre, Role.CENTRE_OFFICER)
    mine = PeriodSubmission.objects.get(period=period, organisation=place.centre)
    entries = [
        reporting.said(row.line, None if row.line == silent else done, results="Minh họa")
        for row in lines_of(mine)
    ]
    reporting.approved(mine, *entries, by=place.officer, reviewer=reviewer)


def _wards(
    place: SimpleNamespace,
    period: ReportingPeriod,
    ward: Organisation,
    officer: Any,
    line: TrackingLine,
) -> None:
    """The ward's: April is approved, May sent and returned with a reason."""
    theirs = PeriodSubmission.objects.get(period=period, organisation=ward)
    said = reporting.said(line, 2, invested=250_000_000, difficulties="Chờ giao máy (minh họa)")
    save_draft(theirs, reporting.draft(theirs, said), by=officer)
    submit(theirs, by=officer, note="Minh họa")
    if period.code == "2026-04":
        approve(theirs, by=place.officer)
    else:
        return_for_fix(theirs, by=place.officer, note="Bổ sung ảnh chụp máy (minh họa)")


def _text(place: SimpleNamespace) -> None:
    report = save_text_report(
        TextReport(centre=place.centre, period_code="2026-04"), by=place.officer
    )
    paragraph = TextParagraph(
        report=report, section=TextSection.values[0], text="Đoạn viết thêm minh họa."
    )
    save_paragraph(paragraph, by=place.officer)
