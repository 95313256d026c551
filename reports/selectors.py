"""Reads of reports: the layout in force, the unit and period asked for, whose paper it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import OfficeProfile
from accounts.services import own_centre
from kernel import validity
from localities import selectors as localities
from localities.choices import UnitLevel
from localities.models import AdministrativeUnit
from programmes.models import SupportProject
from progress.models import ReportingPeriod
from reports.figures.counting import PeriodAsked, Span
from reports.figures.shapes import Column, ColumnKind
from reports.layouts import Layout, LayoutLine, shipped
from reports.models import FormLayout
from reports.parameters import Period, UnitCode
from reports.texts.periods import kind_of

MANY_UNITS = 400  # more than this is a whole country: the list of choices names provinces only


class UnknownUnitError(LookupError):
    """No such unit on that day, or none that the person may read: the two must look alike."""


def layout_on(slug: str, day: date) -> Layout:
    """Return the layout of a report in force on ``day``; the shipped one where none is stored.

    Raises LookupError for a report without any layout.
    """
    row = FormLayout.objects.on(slug, day).prefetch_related("columns").first()
    if row is not None:
        return _from_row(row)
    return next(
        layout for layout in shipped() if layout.slug == slug and validity.is_on(layout, day)
    )


def _from_row(row: FormLayout) -> Layout:
    lines = (
        LayoutLine(line.key, line.label, line.group, line.order, line.width, line.shown)
        for line in row.columns.all()
    )
    return Layout(
        slug=row.slug,
        name=row.name,
        title=row.title,
        form_code=row.form_code,
        is_confirmed=row.is_confirmed,
        money_unit=row.money_unit,
        decimals=row.decimals,
        orientation=row.orientation,
        prepared_by=row.prepared_by,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        columns=tuple(sorted(lines, key=lambda line: line.order)),
    )


def columns_of(layout: Layout, kinds: dict[str, ColumnKind]) -> list[Column]:
    """Return the report's columns as the layout orders and labels them.

    Every key of ``kinds`` is there; one that the layout doesn't name comes last, not shown.
    """
    named = [line for line in layout.columns if line.key in kinds]
    missing = [key for key in kinds if key not in {line.key for line in named}]
    lines = [*named, *(LayoutLine(key, key, "", 0, 20, shown=False) for key in missing)]
    return [
        Column(
            key=line.key,
            label=line.label,
            kind=kinds[line.key],
            unit={"money": "đồng", "percent": "%"}.get(kinds[line.key], ""),
            shown=line.shown,
            group=line.group,
            width=line.width,
        )
        for line in lines
    ]


def unit_asked(code: UnitCode | None, *, end: date, user: Any) -> AdministrativeUnit | None:
    """Return the unit that a code meant on its day, else at the period's end.

    Raises UnknownUnitError when there was none or it is out of the person's area.
    """
    if code is None:
        return None
    unit = localities.unit_on(code.code, code.day or end)
    if unit is None:
        raise UnknownUnitError(str(code))
    if not user.sees_everything and not user.covered_units().filter(unit_id=unit.pk).exists():
        raise UnknownUnitError(str(code))
    return unit


def period_asked(period: Period, user: Any) -> tuple[PeriodAsked, PeriodAsked]:
    """Return the period asked for and the same one of the year before.

    One that the person's Centre has opened says from when to when its data are; else the calendar.
    """
    both = (period, period.year_before())
    opened = _opened([one.code for one in both], user)
    now, before = (_asked(one, opened.get(one.code)) for one in both)
    return now, before


def opened_period(period: Period, user: Any) -> ReportingPeriod | None:
    """Return the period as the person's Centre has opened it; None where it hasn't."""
    return _opened([period.code], user).get(period.code)


def _opened(codes: Sequence[str], user: Any) -> dict[str, ReportingPeriod]:
    rows = ReportingPeriod.objects.alive().filter(centre=own_centre(user), code__in=codes)
    return {row.code: row for row in rows}


def _asked(period: Period, opened: ReportingPeriod | None) -> PeriodAsked:
    if opened is not None:
        span = Span(opened.year, opened.data_from, opened.data_to)
        return PeriodAsked(period.code, opened.title, span)
    named = ReportingPeriod(kind=kind_of(period), starts_on=period.first, ends_on=period.last)
    span = Span(period.last.year, period.first, period.last)
    return PeriodAsked(period.code, named.title, span)


@dataclass(frozen=True)
class OfficePaper:
    """The office's letterhead and signers; empty texts where the office hasn't filled them in."""

    governing_body: str = ""
    issuing_body: str = ""
    symbol: str = ""
    place_name: str = ""
    plan_approver: str = ""
    recipients: tuple[str, ...] = ()
    signers: tuple[tuple[str, str, str], ...] = ()


def office_paper(user: Any, day: date) -> OfficePaper:
    """Return what stands on the paper of the Centre that ``user`` reports for."""
    centre = own_centre(user)
    profile = (
        OfficeProfile.objects.on(day)
        .filter(organisation=centre)
        .prefetch_related("signers")
        .first()
        if centre
        else None
    )
    if profile is None:
        return OfficePaper(issuing_body=centre.name if centre else "")
    return OfficePaper(
        governing_body=profile.governing_body,
        issuing_body=profile.issuing_body,
        symbol=profile.symbol,
        place_name=profile.place_name,
        plan_approver=profile.plan_approver,
        recipients=tuple(line.strip() for line in profile.recipients.splitlines() if line.strip()),
        signers=tuple((s.capacity, s.position, s.full_name) for s in profile.signers.all()),
    )


def years_of(user: Any) -> list[int]:
    """Return the plan years of the projects that the person sees, the newest first."""
    projects = SupportProject.objects.visible_to(user).filter(first_year__isnull=False)
    return list(projects.order_by("-first_year").values_list("first_year", flat=True).distinct())


def unit_choices(user: Any) -> Sequence[tuple[str, str]]:
    """Return (code, label) of the units a person can ask for, former ones with their last day."""
    units = AdministrativeUnit.objects.filter(pk__in=user.covered_units())
    present = units.present()
    if present.count() > MANY_UNITS:
        units = units.filter(level=UnitLevel.PROVINCE)
    rows = units.exclude(level=UnitLevel.COMMUNE, valid_to__isnull=False).order_by(
        "valid_to", "sort_key", "code"
    )
    return [
        (
            unit.code if unit.is_present else f"{unit.code}@{unit.valid_to.isoformat()}",
            unit.full_name + ("" if unit.is_present else f" (đến {unit.valid_to:%d/%m/%Y})"),
        )
        for unit in sorted(rows, key=_order)
    ]


def _order(unit: AdministrativeUnit) -> tuple[bool, int, str, str]:
    levels = [UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE]
    return (not unit.is_present, levels.index(UnitLevel(unit.level)), unit.sort_key, unit.code)
