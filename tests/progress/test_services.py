"""A report's way from draft to approved figures."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from progress.selectors import lines_of
from progress.services import approve, reopen, return_for_fix, save_draft, submit
from tests.factories import progress as factory


def test_from_draft_to_the_project_s_percent(place: SimpleNamespace) -> None:
    report = factory.submission(place.october, place.commune)
    assert [row.line for row in lines_of(report)] == [place.loom]
    save_draft(report, factory.draft(report, factory.said(place.loom, 5)), by=place.local)
    submit(report, by=place.local, note="Chờ máy")
    return_for_fix(report, by=place.officer, note="Kèm ảnh")
    save_draft(report, factory.draft(report, factory.said(place.loom, 6)), by=place.local)
    submit(report, by=place.local, note="Chờ máy")
    assert report.state == "resubmitted"
    approve(report, by=place.officer)
    line = place.loom
    line.refresh_from_db()
    assert (line.state, line.progress_percent, line.progress_as_of) == (
        "in_progress",
        60,
        date(2026, 10, 14),
    )
    assert line.indicators.get().done == Decimal(6)
    project = line.project
    project.refresh_from_db()
    assert (project.progress_percent, project.progress_as_of) == (60, date(2026, 10, 14))
    reopen(report, by=place.leader, note="Nhầm số")
    line.refresh_from_db()
    project.refresh_from_db()
    assert (line.state, line.progress_percent, line.indicators.get().done) == ("", None, None)
    assert project.progress_percent is None
