"""Reads of courses: scope, time, sums, search, work to do, one page."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from programmes.services import remove_project
from tests.factories import programmes as factory
from tests.factories.training import course
from training import selectors
from training.models import TrainingCourse

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


@pytest.fixture
def foreign(place: SimpleNamespace) -> TrainingCourse:
    """A course of another province, which must show nowhere."""
    units = place.units
    project = factory.project("Ở Hà Nội", unit=units.ba_dinh, province=units.ha_noi)
    return course(project, "CANARY lớp may", trainee_count=999, ends_on=date(2026, 8, 1))


def names(rows: Any) -> list[str]:
    return [row.name for row in rows.order_by("sort_key", "pk")]


@pytest.mark.parametrize(
    ("days", "is_held"),
    [
        ({"starts_on": date(2026, 9, 30)}, True),
        ({"starts_on": date(2026, 10, 1)}, False),
        ({"ends_on": date(2026, 7, 1)}, True),
        ({"ends_on": date(2026, 6, 30)}, False),
        ({"starts_on": date(2026, 6, 1), "ends_on": date(2026, 10, 1)}, True),
        ({"starts_on": date(2026, 6, 1), "ends_on": date(2026, 6, 30)}, False),
        ({"starts_on": date(2026, 6, 30)}, False),
        ({"ends_on": date(2026, 10, 1)}, False),
        ({}, True),
    ],
)
def test_courses_held_between(place: SimpleNamespace, days: dict[str, date], is_held: bool) -> None:
    made = course(place.sewing.project, **days)
    found = TrainingCourse.objects.filter(selectors.held_between(FIRST, LAST))
    assert list(found) == ([made] if is_held else [])


@pytest.mark.parametrize(
    ("years", "is_held"),
    [
        ((2026, None), True),
        ((2025, None), False),
        ((2025, 2026), True),
        ((2027, None), False),
        ((None, None), False),
    ],
)
def test_a_course_without_days_is_held_in_its_projects_years(
    place: SimpleNamespace, years: tuple[int | None, int | None], is_held: bool
) -> None:
    project = place.sewing.project
    project.first_year, project.last_year = years
    project.save()
    course(project)
    found = TrainingCourse.objects.filter(selectors.held_between(FIRST, LAST))
    assert found.exists() is is_held


def test_each_sees_his_area(
    place: SimpleNamespace, people: SimpleNamespace, foreign: TrainingCourse
) -> None:
    course(place.sewing.project, "Ở Hưng Hà")
    course(place.sewing.project, "Ở A Sào", unit=place.units.a_sao)
    seen = {
        "officer": names(selectors.listed(people.officer)),
        "local": names(selectors.listed(people.local)),
        "neighbour": names(selectors.listed(people.neighbour)),
        "stranger": names(selectors.listed(people.stranger)),
    }
    assert seen == {
        "officer": ["Ở A Sào", "Ở Hưng Hà"],
        "local": ["Ở Hưng Hà"],
        "neighbour": ["Ở A Sào"],
        "stranger": ["CANARY lớp may"],
    }


def test_the_courses_of_a_removed_project_are_gone(place: SimpleNamespace) -> None:
    course(place.sewing.project)
    place.sewing.project.deleted_at, place.sewing.project.deleted_by = timezone.now(), place.officer
    place.sewing.project.save()
    assert not selectors.listed(place.officer).exists()


def test_sums_tell_what_is_missing(place: SimpleNamespace) -> None:
    project = place.sewing.project
    known = {"women_count": 10, "minority_count": 0, "employed_count": 5}
    course(project, trainee_count=30, planned_trainee_count=35, **known)
    course(project, trainee_count=20, women_count=0)
    course(project)
    found = selectors.totals(selectors.listed(place.officer))
    assert found == selectors.Totals(
        count=3,
        planned_trainee_count=35,
        trainee_count=50,
        women_count=10,
        minority_count=0,
        employed_count=5,
        unknown={
            "trainee_count": 1,
            "women_count": 1,
            "minority_count": 2,
            "employed_count": 2,
        },
    )
    none = selectors.totals(TrainingCourse.objects.none())
    assert (none.count, none.trainee_count) == (0, None)


def test_search(place: SimpleNamespace, people: SimpleNamespace, foreign: TrainingCourse) -> None:
    made = course(place.sewing.project, "Lớp đan cói")
    (hit,) = selectors.search(people.local, "dan coi hung ha")
    assert (hit.kind, hit.title, hit.url) == (
        "Lớp đào tạo",
        "Lớp đan cói",
        f"/dao-tao/{made.pk}/",
    )
    assert hit.detail == "X. Hưng Hà · Đào tạo nghề may"
    assert [hit.title for hit in selectors.search(people.officer, "dao tao nghe may")] == [
        "Lớp đan cói"
    ]
    assert selectors.search(people.neighbour, "dan coi") == []
    assert selectors.search(people.officer, "canary") == []
    assert selectors.search(people.officer, "%") == []


# --- work ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "is_waiting"),
    [
        ({"state": "running", "ends_on": date(2026, 10, 14)}, True),
        ({"state": "running", "ends_on": date(2026, 10, 15)}, False),
        ({"state": "planned", "ends_on": date(2026, 10, 14)}, True),
        ({"state": "unknown", "ends_on": date(2026, 10, 14)}, True),
        ({"state": "finished", "ends_on": date(2026, 10, 14)}, True),
        ({"state": "finished", "ends_on": date(2026, 10, 14), "trainee_count": 0}, False),
        ({"state": "cancelled", "ends_on": date(2026, 10, 14)}, False),
        ({"state": "finished"}, False),
    ],
)
def test_what_waits(place: SimpleNamespace, facts: dict[str, Any], is_waiting: bool) -> None:
    course(place.sewing.project, **facts)
    assert bool(selectors.work_for(place.officer)) is is_waiting


def test_work_for_those_who_can_do_it(
    place: SimpleNamespace, people: SimpleNamespace, foreign: TrainingCourse
) -> None:
    made = course(place.sewing.project, state="running", ends_on=date(2026, 8, 20))
    for role, person in people.of.items():
        titles = [item.title for item in selectors.work_for(person)]
        wanted = ["Bổ sung số liệu lớp “Lớp may khóa 1”"]
        assert titles == (wanted if role in {"centre_officer", "local_officer"} else []), role
    assert selectors.work_for(people.neighbour) == []
    (item,) = selectors.work_for(people.local)
    assert (item.detail, item.url, item.action) == (
        "Bế giảng 20/08/2026 · X. Hưng Hà",
        f"/dao-tao/{made.pk}/sua/",
        "Nhập số liệu",
    )


@pytest.mark.parametrize(("number", "titles"), [(5, 5), (6, 5), (50, 5)])
def test_many_are_told_together(place: SimpleNamespace, number: int, titles: int) -> None:
    for index in range(number):
        course(place.sewing.project, f"Lớp {index:02}", state="running", ends_on=date(2026, 8, 20))
    items = selectors.work_for(place.officer)
    assert len(items) == titles
    if number > titles:
        assert items[-1].title == f"Bổ sung số liệu {number - 4} lớp khác"
        assert items[-1].url == "/dao-tao/?figures=overdue"


# --- one page ------------------------------------------------------------------------------------


def test_shares_are_of_the_trainees(place: SimpleNamespace) -> None:
    made = course(
        place.sewing.project,
        planned_trainee_count=40,
        trainee_count=35,
        women_count=12,
        minority_count=0,
        planned_employed_count=30,
    )
    rows = selectors.course_page(place.officer, made).numbers
    assert [(row.planned, row.actual, row.share) for row in rows] == [
        (40, 35, None),
        (None, 12, 34),
        (None, 0, 0),
        (30, None, None),
    ]
    empty = course(place.sewing.project, trainee_count=0, women_count=0)
    rows = selectors.course_page(place.officer, empty).numbers
    assert [row.share for row in rows] == [None, None, None, None]


def test_a_page_links_only_to_a_project_in_reach(
    place: SimpleNamespace, people: SimpleNamespace
) -> None:
    made = course(place.sewing.project, unit=place.units.a_sao)
    assert selectors.course_page(people.officer, made).project_url
    assert selectors.course_page(people.neighbour, made).project_url == ""


def test_a_project_with_money_of_its_own_can_still_be_removed(place: SimpleNamespace) -> None:
    """Its courses go with it and count nowhere, because its lines are gone from every list."""
    made = course(place.sewing.project, line=place.sewing.line)
    remove_project(place.sewing.project, by=place.officer)
    assert not selectors.listed(place.officer).filter(pk=made.pk).exists()
