"""Tracking lines and reports on them for tests; lines go through the services."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation
from accounts.services import system_user
from programmes.choices import LineState
from programmes.models import Indicator, SupportProject, TrackingLine
from programmes.services import LineProgress, save_line
from progress.models import PeriodSubmission, ProgressEntry, ReportingPeriod

D = Decimal
SEPTEMBER = date(2026, 9, 30)


def indicator(code: str = "1-01", name: str = "Số lớp", **more: Any) -> Indicator:
    """An indicator of the catalogue."""
    return Indicator.objects.create(code=code, name=name, measure="lớp", **more)


def reads(queries: CaptureQueriesContext) -> int:
    """How often the database was asked; what is written goes in batches of its own size."""
    return sum(1 for query in queries if query["sql"].startswith("SELECT"))


def line_of(project: SupportProject, unit: Any = None, **more: Any) -> TrackingLine:
    """A line stored as the officer of the Centre stores it."""
    by = more.pop("by", None) or system_user()
    return save_line(TrackingLine(project=project, unit=unit or project.unit, **more), by=by)


def told(line: TrackingLine, percent: int | None, **more: Any) -> LineProgress:
    """What was approved of a line at the end of September."""
    facts = {
        "state": LineState.IN_PROGRESS,
        "as_of": SEPTEMBER,
        "invested": None,
        "done": {},
    } | more
    return LineProgress(line_id=line.pk, percent=percent, **facts)


def reported(
    place: SimpleNamespace,
    line: TrackingLine,
    *,
    of: Organisation | None = None,
    month: int = 9,
    state: str = "approved",
    centre: Organisation | None = None,
) -> ProgressEntry:
    """An entry of this line in the submission of an organisation for a month of 2026."""
    last = monthrange(2026, month)[1]
    period, _new = ReportingPeriod.objects.get_or_create(
        centre=centre or place.centre,
        kind="month",
        code=f"2026-{month:02d}",
        starts_on=date(2026, month, 1),
        ends_on=date(2026, month, last),
        data_from=date(2026, month, 1),
        data_to=date(2026, month, last),
        local_due_on=date(2026, month, last),
    )
    approval = {"approved_at": timezone.now(), "approved_by": place.officer}
    submission = PeriodSubmission.objects.create(
        period=period,
        organisation=of or place.centre,
        state=state,
        **(approval if state == "approved" else {}),
    )
    return ProgressEntry.objects.create(submission=submission, line=line)
