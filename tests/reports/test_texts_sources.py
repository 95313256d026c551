"""Facts of a report in words from approved reports: levels, sums, what is old, who said what."""

from copy import deepcopy
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from programmes.models import ActivityType, Indicator, SupportProject
from progress.services import approve, save_draft, submit
from reports.figures import progress
from reports.parameters import Parameters, parse_period
from reports.texts import sources
from reports.texts.facts import GroupFacts, MoneyFacts, OfficeCount, Saying, TextFacts
from tests.factories import progress as factory

pytestmark = pytest.mark.django_db

OCTOBER = parse_period("2026-10")
NOW = "2026-11-02 09:00+07:00"


@pytest.fixture(autouse=True)
def _in_november() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
@time_machine.travel(NOW, tick=False)
def _stored_place(module_rows: None) -> SimpleNamespace:
    made = factory.reporting()
    machines = ActivityType.objects.get(code="3")
    Indicator.objects.filter(pk=made.machine.pk).update(activity=machines)
    national = factory.project(
        made,
        "Máy dệt",
        level="national",
        activity=machines,
        lines={"support_national": 300_500_000, "counterpart": 0},
    )
    made.loom = factory.line(made, "Dòng máy dệt", of=national, reporter=made.commune)
    local = factory.project(made, "Lò gốm", activity=machines, unit=made.units.a_sao)
    made.kiln = factory.line(made, "Dòng lò gốm", of=local, planned="2.5")
    bare = factory.project(made, "Mây tre", lines={"support_provincial": 100_000_000})
    made.cane = factory.line(made, "Dòng mây tre", of=bare, reporter=made.beside, planned=None)
    september, october = factory.period(made, "2026-09"), factory.period(made, "2026-10")
    factory.approved(
        factory.submission(september, made.centre),
        factory.said(made.kiln, 1, percent=40, difficulties="Lò hỏng"),
        by=made.officer,
        reviewer=made.officer,
    )
    report = factory.submission(october, made.commune)
    loom = factory.said(
        made.loom, 4, percent=100, state="done", estimate=10, difficulties="Thiếu vốn"
    )
    typed = factory.draft(report, loom, difficulties="Thiếu cán bộ")
    save_draft(report, typed, by=made.local)
    submit(report, by=made.local, note="đã kiểm tra")
    approve(report, by=made.officer)
    return made


@pytest.fixture
def place(_stored_place: SimpleNamespace, db: None) -> SimpleNamespace:
    """A national project reported in October, a local one in September, one never."""
    return deepcopy(_stored_place)


def facts(place: SimpleNamespace, user: Any = None, code: str = "2026-10") -> TextFacts:
    return sources.gather(user or place.officer, place.centre, parse_period(code)).facts


def test_projects_and_money_by_level(place: SimpleNamespace) -> None:
    found = facts(place)
    assert (found.whole.projects, found.national.projects, found.local.projects) == (3, 1, 2)
    assert found.unknown_level == 0
    assert found.whole.support == MoneyFacts(400_500_000, unknown=1)
    assert found.national.support == MoneyFacts(300_500_000, unknown=0)
    assert found.local.support == MoneyFacts(100_000_000, unknown=1)
    assert found.national.counterpart == MoneyFacts(0, unknown=0), "a zero is no unknown"
    assert found.local.counterpart == MoneyFacts(None, unknown=2)
    assert [(g.projects, g.support) for g in found.groups] == [
        (1, MoneyFacts(300_500_000)),
        (1, MoneyFacts(None, unknown=1)),
        (1, MoneyFacts(100_000_000)),
    ]
    first = found.groups[0]
    assert isinstance(first, GroupFacts)
    assert first.name.endswith("(khuyến công quốc gia)")


def test_how_far_projects_are(place: SimpleNamespace) -> None:
    whole = facts(place).whole
    assert (whole.finished, whole.under_way, whole.not_started, whole.unmeasured) == (1, 1, 0, 1)


def test_a_stopped_project_is_not_one_that_goes_on(place: SimpleNamespace) -> None:
    SupportProject.objects.filter(name="Mây tre").update(state="stopped")
    whole = facts(place).whole
    assert (whole.projects, whole.stopped, whole.unmeasured, whole.under_way) == (3, 1, 0, 1)


def test_an_indicator_is_that_of_the_table(place: SimpleNamespace) -> None:
    found = facts(place)
    (row,) = found.whole.indicators
    assert (row.name, row.measure) == ("Số máy", "máy")
    assert row.group.startswith("Mô hình trình diễn")
    assert (row.plan, row.period, row.ytd) == (Decimal("12.5"), Decimal(4), Decimal(5))
    assert row.pct_plan == Decimal("40.0")
    assert row.unknown["ytd"] == 1
    figures = progress(Parameters(period=OCTOBER), place.officer)
    printed = next(r for r in figures.rows if r.code == f"D.{place.machine.code}")
    for key in ("plan", "period", "ytd", "estimate", "pct_plan", "last_year", "pct_last_year"):
        assert getattr(row, key) == printed.values[key], key
    (national,) = found.national.indicators
    assert (national.plan, national.ytd, national.pct_plan) == (10, 4, Decimal("40.0"))
    assert national.estimate == 10


def test_old_and_missing_lines_are_named_by_their_office(place: SimpleNamespace) -> None:
    found = facts(place)
    assert found.carried == (OfficeCount("Trung tâm Khuyến công minh họa", 1),)
    assert found.never_reported == (OfficeCount("Phòng Kinh tế xã A Sào", 1),)
    september = facts(place, code="2026-09")
    assert september.carried == ()
    assert [count.lines for count in september.never_reported] == [1, 1]


def test_sayings_are_those_of_approved_reports_of_the_period(place: SimpleNamespace) -> None:
    found = facts(place)
    commune = "Phòng Kinh tế xã Hưng Hà"
    assert found.difficulties == (
        Saying(commune, "", "Thiếu cán bộ"),
        Saying(commune, "Máy dệt", "Thiếu vốn"),
    ), "September's broken kiln is not said again"
    assert found.proposals == ()
    assert found.approved_reports == 1
    assert facts(place, code="2026-11").approved_reports == 0


def test_a_quarter_takes_the_reports_of_its_months(place: SimpleNamespace) -> None:
    found = facts(place, code="2026-Q3")
    assert found.approved_reports == 1
    assert [saying.text for saying in found.difficulties] == ["Lò hỏng"]
    assert found.period.title == "quý III/2026"


def test_the_office_cuts_off_on_its_own_day(place: SimpleNamespace) -> None:
    assert str(facts(place).period.data_to) == "2026-10-14"
    assert str(facts(place, code="2026-11").period.data_to) == "2026-11-30", "not opened yet"


def test_another_office_learns_nothing(place: SimpleNamespace) -> None:
    found = facts(place, place.neighbour)
    assert found.whole.projects == 1
    assert found.difficulties == ()
    assert found.approved_reports == 0
    assert found.never_reported == ()


def test_nothing_at_all_is_said_as_nothing(place: SimpleNamespace) -> None:
    found = facts(place, code="2030-01")
    assert found.whole.projects == 0
    assert found.whole.support == MoneyFacts(None)
    assert found.whole.indicators == ()
