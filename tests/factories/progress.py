"""Periods and reports for tests, made through the services as people make them.

`reporting()` is a Centre of the new Hưng Yên with a leader, two commune offices with officer and
leader, and October 2026 opened: 15/09 to 14/10, due on the 17th.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from accounts.choices import OrganisationKind, Role, SignOff
from accounts.models import OfficeProfile, Organisation
from localities.models import AdministrativeUnit
from programmes.models import (
    Indicator,
    LineIndicator,
    ReportingAssignment,
    SupportProject,
    TrackingLine,
)
from progress.models import PeriodSubmission, ReportingPeriod
from progress.services import (
    EntryDraft,
    IndicatorDraft,
    SubmissionDraft,
    approve,
    save_draft,
    save_period,
    submit,
)
from tests.factories import programmes as factory

CODE = "2026-10"
HABITS = {"cut_off_day": 14, "local_due_day": 17, "department_due_day": 20, "agency_due_day": 25}


def reporting(**habits: Any) -> SimpleNamespace:
    """A Centre with its people and two communes with theirs; no line, no period."""
    made = factory.setting()
    OfficeProfile.objects.filter(pk=made.profile.pk).update(**HABITS | habits)
    made.leader = factory.person(made.centre, Role.CENTRE_LEADER)
    made.commune = _office(made.units.hung_ha, "Phòng Kinh tế xã Hưng Hà")
    made.beside = _office(made.units.a_sao, "Phòng Kinh tế xã A Sào")
    made.local = factory.person(made.commune, Role.LOCAL_OFFICER)
    made.signer = factory.person(made.commune, Role.LOCAL_LEADER)
    made.neighbour = factory.person(made.beside, Role.LOCAL_OFFICER)
    made.machine = indicator("may", "Số máy", "máy")
    return made


def _office(unit: AdministrativeUnit, name: str) -> Organisation:
    return factory.organisation(unit, kind=OrganisationKind.COMMUNE_OFFICE, name=name)


def two_sign(place: SimpleNamespace) -> None:
    """Let the Centre ask for two persons behind each report."""
    OfficeProfile.objects.filter(pk=place.profile.pk).update(sign_off=SignOff.TWO)


def indicator(code: str, name: str, measure: str, **more: Any) -> Indicator:
    """An indicator of the catalogue."""
    return Indicator.objects.create(code=code, name=name, measure=measure, **more)


def project(place: SimpleNamespace, name: str, **more: Any) -> SupportProject:
    """A project in progress at xã Hưng Hà, from January to December 2026."""
    facts = {
        "unit": place.units.hung_ha,
        "province": place.units.hung_yen,
        "state": "in_progress",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "sort_key": name.lower(),
    }
    return factory.project(name, **facts | more)


def line(
    place: SimpleNamespace,
    name: str,
    *,
    of: SupportProject | None = None,
    reporter: Organisation | None = None,
    planned: int | str | None = 10,
    unit: AdministrativeUnit | None = None,
) -> TrackingLine:
    """A line of a project of its own, planning machines, reported by the Centre or another."""
    of = of or project(place, f"Đề án {name}")
    made = TrackingLine.objects.create(project=of, name=name, unit=unit or of.unit)
    LineIndicator.objects.create(
        line=made,
        indicator=place.machine,
        planned=None if planned is None else Decimal(planned),
    )
    if reporter:
        ReportingAssignment.objects.create(line=made, organisation=reporter)
    return made


def period(place: SimpleNamespace, code: str = CODE, **more: Any) -> ReportingPeriod:
    """A period opened by the Centre's officer, with its submissions."""
    return save_period(ReportingPeriod(centre=place.centre, code=code, **more), by=place.officer)


def submission(of: ReportingPeriod, organisation: Organisation) -> PeriodSubmission:
    """The submission of an organisation."""
    return PeriodSubmission.objects.get(period=of, organisation=organisation)


def said(
    line: TrackingLine, done: Any = None, *, state: str = "in_progress", **more: Any
) -> EntryDraft:
    """What is typed for a line with one indicator."""
    estimate = more.pop("estimate", None)
    cells = [
        IndicatorDraft(row.indicator_id, _number(done), _number(estimate))
        for row in line.indicators.order_by("pk")[:1]
    ]
    return EntryDraft(line_id=line.pk, state=state, indicators=cells, **more)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def draft(submission: PeriodSubmission, *entries: EntryDraft, **more: Any) -> SubmissionDraft:
    """What a page posts that was filled from this submission."""
    return SubmissionDraft(seen_version=submission.version, entries=entries, **more)


def sent(submission: PeriodSubmission, *entries: EntryDraft, by: Any) -> PeriodSubmission:
    """A report typed and sent by a person."""
    save_draft(submission, draft(submission, *entries), by=by)
    submit(submission, by=by, note="đã kiểm tra")
    return submission


def approved(
    submission: PeriodSubmission, *entries: EntryDraft, by: Any, reviewer: Any
) -> PeriodSubmission:
    """A report sent by one person and approved by another."""
    sent(submission, *entries, by=by)
    approve(submission, by=reviewer)
    return submission
