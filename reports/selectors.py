"""Reads of reports: the layout in force, the unit and period asked for, whose paper it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from accounts.letterhead import OfficePaper, paper_of
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
from reports.layouts import Layout, LayoutLine, lines_of, shipped, shipped_on
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
    row = FormLayout.objects.on(slug, day).prefetch_related("columns", "signers").first()
    if row is not None:
        return layout_of(row)
    found = shipped_on(slug, day)
    if found is None:
        raise LookupError(slug)
    return found


def layout_of(row: FormLayout) -> Layout:
    """Return a stored layout as the figures use it."""
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
        signers=tuple((s.capacity, s.position, s.full_name) for s in row.signers.all()),
        recipients=lines_of(row.recipients),
        pk=row.pk,
    )


def in_report_order(rows: QuerySet, slugs: Iterable[str]) -> QuerySet:
    """Order layouts as the list of reports does, the newest of each first, with their columns."""
    places = (When(slug=slug, then=Value(i)) for i, slug in enumerate(slugs))
    in_order = rows.order_by(Case(*places, default=Value(0)), *validity.NEWEST_FIRST)
    return in_order.prefetch_related("columns")


def columns_of(layout: Layout, kinds: Mapping[str, ColumnKind]) -> list[Column]:
    """Return the report's columns as the layout orders and labels them, and the office's own."""
    return [_column(line, kinds.get(line.key)) for line in all_lines(layout, kinds)]


def _column(line: LayoutLine, kind: ColumnKind | None) -> Column:
    return Column(
        key=line.key,
        label=line.label,
        kind=kind or ColumnKind.TEXT,
        unit={ColumnKind.MONEY: "đồng", ColumnKind.PERCENT: "%"}.get(kind, "") if kind else "",
        shown=line.shown,
        group=line.group,
        width=line.width,
    )


def all_lines(layout: Layout, kinds: Mapping[str, ColumnKind]) -> list[LayoutLine]:
    """Return the columns of a layout: every key of ``kinds``, and the office's own ones.

    A key that the layout doesn't name comes last, not shown, as the shipped layout words it.
    """
    named = [line for line in layout.columns if line.key in kinds or line.is_own]
    known = {line.key for line in named}
    words = _shipped_lines(layout.slug)
    missing = (
        words.get(key, LayoutLine(key, key, "", 0, 20, shown=False))
        for key in kinds
        if key not in known
    )
    return [*named, *(replace(line, shown=False) for line in missing)]


def _shipped_lines(slug: str) -> dict[str, LayoutLine]:
    return {line.key: line for one in shipped() if one.slug == slug for line in one.columns}


def shipped_words(slug: str) -> dict[str, str]:
    """Return what each column of a report is called at first, with its group: "Cộng (Hỗ trợ)"."""
    lines = _shipped_lines(slug).values()
    return {
        line.key: f"{line.label} ({line.group})" if line.group else line.label for line in lines
    }


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
    return paper_of(profile, profile.signers.all())


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
