"""Reading and writing reports asks the database as often for fifty lines as for one."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.models import LineIndicator, TrackingLine
from progress.models import PeriodSubmission, ProgressEntry, ReportingPeriod
from progress.selectors import approved_series, lines_of, period_rows, queue, work_for
from progress.services import approve, reopen, return_for_fix, save_draft, submit
from tests.factories import progress as factory

YEAR_S_END = date(2026, 12, 31)
# SQLite takes so many values in a statement: thirty projects are written in two.
BATCHES = 2


def read_lines(place: SimpleNamespace, period: ReportingPeriod) -> Any:
    own = PeriodSubmission.objects.select_related("period")
    mine = own.get(period=period, organisation=place.commune)
    return [(row.percent, row.line.label, row.previous) for row in lines_of(mine)]


def read_queue(place: SimpleNamespace, period: ReportingPeriod) -> Any:
    return [item.reasons for items in queue(period, place.officer) for item in items]


def read_rows(place: SimpleNamespace, period: ReportingPeriod) -> Any:
    return [str(row.submission.organisation) for row in period_rows(period, place.officer)]


def read_series(place: SimpleNamespace, _period: ReportingPeriod) -> Any:
    lines = TrackingLine.objects.filter(assignments__organisation=place.commune)
    return approved_series(list(lines.values_list("pk", flat=True)), until=YEAR_S_END)


def cost(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as found:
        assert act()
    return len(found)


def lines_up_to(place: SimpleNamespace, total: int) -> list[TrackingLine]:
    """So many lines of the commune, the new ones with two indicators."""
    held = TrackingLine.objects.filter(assignments__organisation=place.commune).order_by("pk")
    for number in range(held.count(), total):
        line = factory.line(place, f"Máy số {number}", reporter=place.commune)
        other = factory.indicator(f"n{number}", "Số lò", "lò")
        LineIndicator.objects.create(line=line, indicator=other, planned=2)
    return list(held)


@pytest.fixture
def reports(place: SimpleNamespace) -> SimpleNamespace:
    """The commune's reports of September and October."""
    return SimpleNamespace(
        before=factory.submission(place.september, place.commune),
        now=factory.submission(place.october, place.commune),
    )


def grow(place: SimpleNamespace, reports: SimpleNamespace, total: int) -> None:
    """Report on so many lines: September approved, October sent."""
    lines = lines_up_to(place, total)
    if reports.before.is_approved:
        reopen(reports.before, by=place.leader, note="Thêm dòng")
        return_for_fix(reports.now, by=place.officer, note="Thêm dòng")
    told = [factory.said(line, 9) for line in lines]
    factory.approved(reports.before, *told, by=place.local, reviewer=place.officer)
    factory.sent(reports.now, *told, by=place.local)


def test_reading_costs_the_same(place: SimpleNamespace, reports: SimpleNamespace) -> None:
    period = ReportingPeriod.objects.select_related("centre").get(pk=place.october.pk)
    costs: dict[str, set[int]] = {}
    for total in (1, 3, 50):
        grow(place, reports, total)
        for read in (read_lines, read_queue, read_rows, read_series):
            found = costs.setdefault(read.__name__, set())
            found.add(cost(lambda read=read: read(place, period)))  # type: ignore[misc]
    assert ProgressEntry.objects.count() == 100
    assert {name: len(found) for name, found in costs.items()} == dict.fromkeys(costs, 1)
    assert max(number for found in costs.values() for number in found) <= 12


@pytest.mark.parametrize("step", ["open", "save", "submit", "approve"])
def test_writing_costs_the_same(
    place: SimpleNamespace, reports: SimpleNamespace, step: str
) -> None:
    costs = set()
    for total in (1, 3, 30):
        lines = lines_up_to(place, total)
        told = factory.draft(reports.now, *(factory.said(line, 9) for line in lines))
        acts = {
            "open": lambda: lines_of(reports.now),
            "save": lambda told=told: save_draft(reports.now, told, by=place.local),
            "submit": lambda: submit(reports.now, by=place.local),
            "approve": lambda: approve(reports.now, by=place.officer),
        }
        for name, act in acts.items():
            number = cost(act)
            if name == step:
                costs.add(number)
        reopen(reports.now, by=place.leader, note="Thêm dòng")
        if total == 1:
            costs.clear()  # the first time there was nothing to change yet
    assert max(costs) - min(costs) <= BATCHES


def test_what_waits_costs_the_same_for_more_periods(place: SimpleNamespace) -> None:
    costs = {cost(lambda: work_for(place.local))}
    for code in ("2026-06", "2026-07", "2026-08"):
        factory.period(place, code)
        costs.add(cost(lambda: work_for(place.local)))
    assert len(work_for(place.local)) == 5
    assert len(costs) == 1
