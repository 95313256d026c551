"""Progress over years and areas: last year, carried-over projects, courses, who sees what."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import OrganisationKind, Role
from accounts.services import system_user
from programmes.services import CountedRow, record_results
from reports.selectors import UnknownUnitError
from tests.factories import figures as made
from tests.factories import programmes as factory
from tests.reports.following import (
    asked,
    children,
    fill,
    numbers,
    project,
    report,
    summary,
    unknown,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(place: SimpleNamespace) -> SimpleNamespace:
    return fill(place)


# --- years ----------------------------------------------------------------------------------------


def test_projects_that_still_run_stand_apart_in_their_section(world: SimpleNamespace) -> None:
    older = project(world, "Hai năm", year=2025, last_year=2026, lines={"support_provincial": 40})
    line = made.line(older, {world.facilities: 60})
    report(world, line, "2025-12", 40)
    report(world, line, "2026-09", 70, 90)
    project(world, "Đã hết", year=2025)
    figures = asked(world)
    groups = [(row.code, row.label) for row in figures.rows if row.kind == "group"]
    assert ("B.CT", "Chuyển tiếp từ năm trước") in groups
    assert groups[1][0] == "B.3", "the groups of this year's plan come first"
    child = children(figures, 2)[0]
    assert numbers(child) == [60, 30, 30, 50, Decimal("50.0"), None, None]
    assert child.unknown["last_year"] == 1, "September 2025 said nothing"
    assert figures.total.values["support"] == 340


def test_last_year_is_the_same_period_of_the_year_before(world: SimpleNamespace) -> None:
    older = project(world, "Hai năm", year=2025, last_year=2026)
    line = made.line(older, {world.facilities: 60})
    for code, done in (("2025-09", 30), ("2025-12", 40), ("2026-09", 55)):
        report(world, line, code, done)
    ended = made.line(project(world, "Đã xong", year=2025), {world.facilities: 5})
    report(world, ended, "2025-08", 4)
    figures = asked(world)
    child = children(figures, 2)[0]
    assert numbers(child) == [60, 15, 15, None, Decimal("25.0"), 30, Decimal("50.0")]
    row = summary(figures)["Số cơ sở được hỗ trợ"]
    # All projects of the area a year before: 30 and the 4 of one that has ended since.
    assert (row.values["last_year"], row.unknown["last_year"]) == (34, 0)
    assert (row.values["ytd"], row.values["pct_last_year"]) == (20, Decimal("58.8"))


def test_an_indicator_of_last_year_alone_is_still_summed_up(world: SimpleNamespace) -> None:
    fairs = made.indicator("4-06", "Số hội chợ", "lần")
    ended = made.line(project(world, "Hội chợ", year=2025), {fairs: 2})
    made.approved(ended, "2025-06", {fairs: 2}, by=world.officer)
    silent = made.line(project(world, "Im lặng", year=2025), {fairs: 2})
    assert silent.pk
    row = summary(asked(world))["Số hội chợ"]
    assert numbers(row) == [None, None, None, None, None, 2, None]
    assert unknown(row) == [0, 0, 0, 0, 0, 1, 1]


def test_courses_count_for_lines_that_never_reported(world: SimpleNamespace) -> None:
    trained = made.indicator("1-02", "Số lao động được đào tạo", "người", counted_from="trainees")
    line = made.line(project(world, "Lớp may", activity=world.training), {trained: 70})
    rows = [("2026-08-20", 30), ("2026-09-20", 35)]
    for number, (day, amount) in enumerate(rows):
        record_results(
            f"course:{number}", [CountedRow(line.pk, trained.pk, made.day(day), Decimal(amount))]
        )
    figures = asked(world)
    child = children(figures, 1)[0]
    assert numbers(child)[:3] == [70, 35, 65]
    assert child.values["carried"] == 0
    assert figures.items[0].values["reported"] == "chưa có báo cáo"
    assert children(asked(world, "2026-08"), 1)[0].values["ytd"] == 30
    assert children(asked(world, "2026-07"), 1)[0].values["ytd"] is None


# --- scope ----------------------------------------------------------------------------------------


def test_only_lines_of_the_area_count(world: SimpleNamespace) -> None:
    units = world.units
    there = made.line(world.loom, {world.facilities: 4}, unit=units.hung_ha, name="Ở Hưng Hà")
    report(world, there, "2026-09", 1, percent=10, invested_amount=7)
    ward = factory.organisation(units.hung_ha, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng")
    local = factory.person(ward, Role.LOCAL_OFFICER)
    project(world, "Nơi khác", unit=units.quynh_phu)
    world.loom.places.create(unit=units.hung_ha)
    figures = {
        "all": asked(world),
        "unit": asked(world, unit="12586"),
        "ward": asked(world, user=local),
    }
    seen = {
        name: [
            (row.values["plan"], row.values["ytd"])
            for row in found.rows
            if row.level == 4 and row.code.endswith("3-03")
        ]
        for name, found in figures.items()
    }
    assert seen == {"all": [(12, 6)], "unit": [(4, 1)], "ward": [(4, 1)]}
    for name in ("unit", "ward"):
        item = figures[name].items[0].values
        assert (item["progress_percent"], item["invested"]) == (10, 7)
        assert figures[name].filters["lines"] == 1
        assert len(figures[name].items) == 1
    assert figures["ward"].filters["office"] == "Phòng"
    with pytest.raises(UnknownUnitError):
        asked(world, user=local, unit="12472")


def test_level_narrows_items_and_last_year(world: SimpleNamespace) -> None:
    other = made.line(project(world, "Quốc gia", level="national"), {world.facilities: 1})
    report(world, other, "2026-09", 1)
    assert [row.label for row in asked(world, level="national").items] == ["Quốc gia"]
    assert summary(asked(world, level="local"))["Số cơ sở được hỗ trợ"].values["ytd"] == 5


def test_projects_of_another_province_are_not_there(world: SimpleNamespace) -> None:
    far = factory.project(
        "Hà Nội", unit=world.units.ba_dinh, province=world.units.ha_noi, state="in_progress"
    )
    line = made.line(far, {world.facilities: 1000})
    made.approved(line, "2026-09", {world.facilities: 900}, by=world.officer)
    row = summary(asked(world))["Số cơ sở được hỗ trợ"]
    assert row.values["ytd"] == 5
    assert summary(asked(world, user=system_user()))["Số cơ sở được hỗ trợ"].values["ytd"] == 905


def test_the_number_of_queries_does_not_grow(world: SimpleNamespace) -> None:
    counts = []
    for wanted in (1, 3, 20):
        while world.units.quynh_phu.projects.count() < wanted:
            one = project(world, "Đề án", lines={"support_provincial": 1}, beneficiary="Nhóm")
            report(world, made.line(one, {world.facilities: 1}), "2026-09", 1)
        with CaptureQueriesContext(connection) as queries:
            assert len(asked(world).items) == wanted
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2], counts


def test_an_empty_period_is_a_total_without_money(place: SimpleNamespace) -> None:
    figures = asked(place)
    assert [str(row.kind) for row in figures.rows] == ["total"]
    assert figures.total.values["support"] is None
