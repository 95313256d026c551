"""Percents that follow from figures are kept at approval and still follow in the next report."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from programmes.models import LineIndicator
from progress.models import PeriodSubmission
from progress.selectors import lines_of
from progress.services import approve, reopen, save_draft, submit
from tests.factories import progress as factory
from tests.factories.accounts import signed_in


def approved(place: SimpleNamespace, done: int, **said: object) -> PeriodSubmission:
    """September: so many of ten machines, approved."""
    report = factory.submission(place.september, place.commune)
    factory.sent(report, factory.said(place.loom, done, **said), by=place.local)
    approve(report, by=place.officer)
    return report


def plan(place: SimpleNamespace, number: int) -> None:
    LineIndicator.objects.filter(line=place.loom).update(planned=Decimal(number))


def test_a_plan_that_changes_later_makes_no_typed_percent(place: SimpleNamespace) -> None:
    approved(place, 8)
    plan(place, 16)
    october = factory.submission(place.october, place.commune)
    before = lines_of(october)[0].previous
    assert (before.percent, before.typed_percent) == (80, None)
    sheet = signed_in(place.local).get(october.get_absolute_url()).context["sheet"]
    assert sheet.rows[0].form["percent"].value() is None
    submit(october, by=place.local, note="đã kiểm tra")
    approve(october, by=place.officer)
    place.loom.refresh_from_db()
    assert (place.loom.progress_percent, place.loom.progress_as_of) == (50, date(2026, 10, 14))


def test_a_blank_indicator_makes_no_typed_percent(place: SimpleNamespace) -> None:
    looms = factory.indicator("lop", "Số lớp", "lớp")
    LineIndicator.objects.create(line=place.loom, indicator=looms, planned=Decimal(10))
    august = factory.submission(factory.period(place, "2026-08"), place.commune)
    told = factory.said(place.loom, 5)
    second = type(told.indicators[0])(looms.pk, Decimal(5))
    both = [*told.indicators, second]
    factory.sent(august, type(told)(place.loom.pk, "in_progress", indicators=both), by=place.local)
    approve(august, by=place.officer)
    report = factory.submission(place.september, place.commune)
    blank = [type(second)(told.indicators[0].indicator_id, Decimal(8)), type(second)(looms.pk)]
    factory.sent(report, type(told)(place.loom.pk, "in_progress", indicators=blank), by=place.local)
    approve(report, by=place.officer)
    before = lines_of(factory.submission(place.october, place.commune))[0].previous
    assert (before.percent, before.typed_percent) == (65, None)


def test_a_typed_percent_goes_on(place: SimpleNamespace) -> None:
    approved(place, 8, percent=70)
    before = lines_of(factory.submission(place.october, place.commune))[0].previous
    assert (before.percent, before.typed_percent) == (70, 70)


def test_an_opened_report_follows_its_figures_again(place: SimpleNamespace) -> None:
    report = approved(place, 8)
    plan(place, 16)
    reopen(report, by=place.leader, note="Sửa kế hoạch")
    assert report.entries.get().percent is None
    save_draft(report, factory.draft(report, factory.said(place.loom, 12)), by=place.local)
    assert lines_of(report)[0].percent == 75


def test_an_opened_report_keeps_a_typed_percent(place: SimpleNamespace) -> None:
    report = approved(place, 8, percent=70)
    reopen(report, by=place.leader, note="Sửa kế hoạch")
    assert report.entries.get().percent == 70
