"""Approved reports stored straight, for figures: services have their own tests.

`approved(line, "2026-09", {indicator: done})` is what the Centre approved of a line in a period.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from localities.models import AdministrativeUnit
from programmes.models import Indicator, LineIndicator, SupportProject, TrackingLine
from progress.choices import PeriodKind, SubmissionState
from progress.models import EntryIndicator, PeriodSubmission, ProgressEntry, ReportingPeriod
from reports.parameters import parse_period
from reports.texts.periods import kind_of
from training.models import TrainingCourse


def indicator(code: str, name: str, measure: str, **more: Any) -> Indicator:
    """An indicator of the catalogue."""
    order = int(code.replace("-", ""))
    return Indicator.objects.create(code=code, name=name, measure=measure, order=order, **more)


def line(
    project: SupportProject,
    plans: Mapping[Indicator, Any] | None = None,
    *,
    unit: AdministrativeUnit | None = None,
    **more: Any,
) -> TrackingLine:
    """A tracking line with what it plans."""
    made = TrackingLine.objects.create(project=project, unit=unit or project.unit, **more)
    for one, planned in (plans or {}).items():
        amount = None if planned is None else Decimal(planned)
        LineIndicator.objects.create(line=made, indicator=one, planned=amount)
    return made


def period(centre: Organisation, code: str, **more: Any) -> ReportingPeriod:
    """A period of a Centre, by the calendar unless other days are given; the one that is there."""
    found = ReportingPeriod.objects.filter(centre=centre, code=code).first()
    if found:
        return found
    asked = parse_period(code)
    days = {"data_from": asked.first, "data_to": asked.last, "local_due_on": asked.last} | more
    return ReportingPeriod.objects.create(
        centre=centre,
        code=code,
        kind=kind_of(asked) or PeriodKind.FREE,
        starts_on=asked.first,
        ends_on=asked.last,
        **days,
    )


def approved(
    line: TrackingLine,
    code: str,
    done: Mapping[Indicator, Any] | None = None,
    *,
    by: User,
    estimates: Mapping[Indicator, Any] | None = None,
    **more: Any,
) -> ProgressEntry:
    """An approved entry of a line in a period of the Centre of ``by``."""
    of = period(by.organisation, code)
    submission = PeriodSubmission.objects.filter(period=of, organisation=by.organisation).first()
    if submission is None:
        submission = PeriodSubmission.objects.create(period=of, organisation=by.organisation)
    else:
        PeriodSubmission.objects.filter(pk=submission.pk).update(state=SubmissionState.DRAFT)
    entry = ProgressEntry.objects.create(
        submission=submission, line=line, **{"state": "in_progress"} | more
    )
    for one in {**(done or {}), **(estimates or {})}:
        EntryIndicator.objects.create(
            entry=entry,
            indicator=one,
            done=_number((done or {}).get(one)),
            estimate=_number((estimates or {}).get(one)),
        )
    approve(submission, by=by)
    return entry


def approve(submission: PeriodSubmission, *, by: User) -> None:
    """Let the figures of a submission count."""
    PeriodSubmission.objects.filter(pk=submission.pk).update(
        state=SubmissionState.APPROVED,
        submitted_at=timezone.now(),
        submitted_by=by,
        approved_at=timezone.now(),
        approved_by=by,
    )


def course(project: SupportProject, name: str, **more: Any) -> TrainingCourse:
    """A course of a project, at its place unless another is given."""
    facts = {"unit": project.unit, "sort_key": name.lower()}
    return TrainingCourse.objects.create(project=project, name=name, **facts | more)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def day(text: str) -> date:
    """A day written as 2026-09-30."""
    return date.fromisoformat(text)
