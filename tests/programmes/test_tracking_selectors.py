"""Which lines a period holds, what is counted until a day, what a project's page shows of them."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import OrganisationKind, ProgressWeighting
from accounts.models import Organisation
from accounts.selectors import centres_of
from programmes.choices import BeneficiaryKind, CountedFrom, FundingSource, ProjectState
from programmes.models import (
    Allocation,
    LineIndicator,
    ProjectIndicator,
    ReportingAssignment,
    SupportProject,
    TrackingLine,
)
from programmes.selectors import (
    counted_on,
    find_lines,
    indicator_choices,
    indicator_plans,
    percents_of,
    project_tracking,
    tracked_lines,
)
from programmes.services import CountedRow, record_results, remove_line, remove_project
from tests.factories import programmes as factory
from tests.factories.tracking import SEPTEMBER, D, indicator, line_of

DAY = date(2026, 9, 30)


def followed(place: SimpleNamespace, name: str = "Gốm", **facts: object) -> TrackingLine:
    """A line of a project at xã A Sào with these columns, as if it had come there by its life."""
    made = factory.registered(place, name, unit=place.units.a_sao)
    SupportProject.objects.filter(pk=made.pk).update(**{"state": "approved"} | facts)
    return line_of(made, by=place.officer)


# --- which lines a period holds -------------------------------------------------------------------


@pytest.mark.parametrize("state", ProjectState.values)
def test_states_of_projects_that_are_followed(place: SimpleNamespace, state: str) -> None:
    line = followed(place, state=state)
    beside = followed(place, "Bên cạnh")
    unfollowed = {
        "survey",
        "registered",
        "base_appraisal",
        "returned",
        "failed_appraisal",
        "ministry_appraisal",
        "not_approved",
        "archived",
        "unknown",
    }
    held = {beside.pk} if state in unfollowed else {line.pk, beside.pk}
    found = tracked_lines(year=2026, day=DAY)
    assert set(found.values_list("pk", flat=True)) == held


@pytest.mark.parametrize(
    ("first", "last", "held"),
    [
        (2026, None, True),
        (2025, None, False),
        (2025, 2026, True),
        (2024, 2025, False),
        (2026, 2027, True),
        (2027, None, False),
        (2027, 2028, False),
        (None, None, False),
    ],
)
def test_years_of_projects(
    place: SimpleNamespace, first: int | None, last: int | None, held: bool
) -> None:
    followed(place, first_year=first, last_year=last)
    assert tracked_lines(year=2026, day=DAY).exists() is held


@pytest.mark.parametrize(
    ("approved_on", "held"),
    [(None, True), (date(2026, 9, 30), True), (date(2026, 10, 1), False)],
)
def test_a_project_is_held_from_its_approval_on(
    place: SimpleNamespace, approved_on: date | None, held: bool
) -> None:
    followed(place, approved_on=approved_on)
    assert tracked_lines(year=2026, day=DAY).exists() is held


def test_what_was_removed_is_not_held(place: SimpleNamespace) -> None:
    gone, of_gone_project = followed(place, "Một"), followed(place, "Hai")
    kept = followed(place, "Ba")
    remove_line(gone, by=place.officer)
    remove_project(of_gone_project.project, by=place.officer)
    assert list(tracked_lines(year=2026, day=DAY)) == [kept]


def test_the_reporter_is_the_newest_on_that_day(place: SimpleNamespace) -> None:
    line, other = followed(place, "Một"), followed(place, "Hai")
    offices = [
        factory.organisation(
            place.units.a_sao, kind=OrganisationKind.COMMUNE_OFFICE, name=f"Phòng {number}"
        )
        for number in range(3)
    ]
    days = (None, date(2026, 3, 1), date(2026, 10, 1))
    for office, day in zip(offices, days, strict=True):
        ReportingAssignment.objects.create(line=line, organisation=office, valid_from=day)

    def reporters(day: date) -> dict[int, int | None]:
        return dict(tracked_lines(year=2026, day=day).values_list("pk", "reporter_id"))

    first, second, third = (office.pk for office in offices)
    assert reporters(date(2026, 2, 28)) == {line.pk: first, other.pk: None}
    assert reporters(date(2026, 3, 1)) == {line.pk: second, other.pk: None}
    assert reporters(date(2026, 9, 30)) == {line.pk: second, other.pk: None}
    assert reporters(date(2026, 10, 1)) == {line.pk: third, other.pk: None}


def test_lines_are_narrowed_by_who_asks(
    place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject
) -> None:
    """A project of two communes: each sees its own line, the Centre both, another province none."""
    here = line_of(weaving, by=place.officer)
    beside = line_of(weaving, place.units.a_sao, by=place.officer)
    seen = {
        name: set(TrackingLine.objects.visible_to(who).values_list("pk", flat=True))
        for name, who in (
            ("officer", people.officer),
            ("local", people.local),
            ("neighbour", people.neighbour),
            ("stranger", people.stranger),
        )
    }
    assert seen == {
        "officer": {here.pk, beside.pk},
        "local": {here.pk},
        "neighbour": {beside.pk},
        "stranger": set(),
    }


def test_one_query_for_the_lines_of_a_period(place: SimpleNamespace) -> None:
    for size in (1, 3, 50):
        for number in range(size):
            followed(place, f"Gốm {size}-{number}")
        with CaptureQueriesContext(connection) as queries:
            rows = [
                (line.label, line.unit.full_name, line.beneficiary, line.reporter_id)
                for line in tracked_lines(year=2026, day=DAY)
            ]
        assert (len(queries), len(rows) >= size) == (1, True)


# --- what is counted ------------------------------------------------------------------------------


def test_counted_until_a_day(place: SimpleNamespace) -> None:
    line, other = followed(place, "Một"), followed(place, "Hai")
    classes = indicator(counted_from=CountedFrom.COURSES)
    people = indicator("1-02", "Số lao động", counted_from=CountedFrom.TRAINEES)
    record_results(
        "course:1",
        [
            CountedRow(line.pk, classes.pk, date(2026, 9, 30), D(1)),
            CountedRow(line.pk, people.pk, date(2026, 9, 30), D("30.5")),
        ],
    )
    record_results("course:2", [CountedRow(line.pk, classes.pk, date(2026, 10, 1), D(1))])
    record_results("course:3", [CountedRow(other.pk, classes.pk, date(2026, 1, 1), D(0))])
    keys = [line.pk, other.pk]
    assert counted_on(keys, date(2026, 9, 29)) == {(other.pk, classes.pk): D(0)}
    assert counted_on(keys, date(2026, 9, 30)) == {
        (line.pk, classes.pk): D(1),
        (line.pk, people.pk): D("30.5"),
        (other.pk, classes.pk): D(0),
    }
    assert counted_on([line.pk], None) == {
        (line.pk, classes.pk): D(2),
        (line.pk, people.pk): D("30.5"),
    }
    assert counted_on([], DAY) == {}


# --- percents -------------------------------------------------------------------------------------


def test_support_of_a_beneficiary_that_two_lines_share_is_nobodys(
    place: SimpleNamespace,
) -> None:
    """One beneficiary at two places: what each gets isn't known, so all weigh alike."""
    made = factory.registered(place, "Gốm", unit=place.units.a_sao)
    groups = [
        Allocation.objects.create(project=made, kind=BeneficiaryKind.GROUP, group_name=name)
        for name in ("Một", "Hai")
    ]
    decision = factory.decision(place.plan)
    for group, amount in zip(groups, (100, 700), strict=True):
        decision.lines.create(
            project=made, allocation=group, source=FundingSource.PROVINCIAL, amount=amount
        )
        decision.lines.create(
            project=made, allocation=group, source=FundingSource.COUNTERPART, amount=10**9
        )
    first, second = (line_of(made, allocation=group, by=place.officer) for group in groups)
    TrackingLine.objects.filter(pk=first.pk).update(progress_percent=80, progress_as_of=DAY)
    TrackingLine.objects.filter(pk=second.pk).update(progress_percent=0, progress_as_of=SEPTEMBER)
    found = percents_of([made])[made.pk]
    assert (found.progress.percent, found.progress.weighting, found.as_of) == (
        10,  # 80 x 100 / 800: the counterpart weighs nothing
        "support",
        SEPTEMBER,
    )
    third = line_of(made, place.units.hung_ha, allocation=groups[1], by=place.officer)
    TrackingLine.objects.filter(pk=third.pk).update(progress_percent=10, progress_as_of=DAY)
    found = percents_of([made])[made.pk]
    assert (found.progress.percent, found.progress.weighting) == (30, "equal")


def test_the_only_line_has_the_support_of_its_project(place: SimpleNamespace) -> None:
    line = followed(place, support_amount=5)
    TrackingLine.objects.filter(pk=line.pk).update(progress_percent=80, progress_as_of=DAY)
    project = SupportProject.objects.get(pk=line.project_id)
    found = percents_of([project])[project.pk].progress
    assert (found.percent, found.weighting, found.known, found.count) == (80, "support", 1, 1)


def test_as_many_queries_for_the_percents_of_fifty_projects(place: SimpleNamespace) -> None:
    spent = []
    for size in (1, 3, 50):
        projects = [followed(place, f"Gốm {size}-{n}").project for n in range(size)]
        with CaptureQueriesContext(connection) as queries:
            percents_of(projects)
        spent.append(len(queries))
    assert spent == [3, 3, 3]  # no beneficiary, so no question for its support


def test_the_profile_of_the_centre_of_that_day(place: SimpleNamespace) -> None:
    units = place.units
    Organisation.objects.filter(pk=place.centre.pk).update(valid_from=date(2025, 7, 1))
    before = factory.organisation(units.thai_binh, name="Trung tâm Thái Bình")
    Organisation.objects.filter(pk=before.pk).update(valid_to=date(2025, 6, 30))
    old = factory.profile(before, progress_weighting=ProgressWeighting.EQUAL)
    found = centres_of([units.quynh_coi.pk, units.ba_dinh.pk])
    late, early = date(2025, 7, 1), date(2025, 6, 30)
    assert [found.centre(units.quynh_coi.pk, day) for day in (early, late)] == [
        before,
        place.centre,
    ]
    assert [found.profile(units.quynh_coi.pk, day) for day in (early, late)] == [
        old,
        place.profile,
    ]
    assert (found.centre(units.ba_dinh.pk, late), found.profile(units.ba_dinh.pk, late)) == (
        None,
        None,
    )


# --- what pages show ------------------------------------------------------------------------------


@time_machine.travel("2026-09-15T09:00:00+07:00", tick=False)
def test_who_reports_now_since_when_and_who_will(
    place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject
) -> None:
    line = line_of(weaving, by=place.officer)
    only = project_tracking(weaving, people.officer).rows[0].reporter
    assert (only.name, only.since, only.is_default, only.coming) == (
        "Trung tâm Khuyến công minh họa",
        None,
        True,
        None,
    )
    commune = people.local.organisation
    now = line.assignments.create(organisation=commune, valid_from=date(2026, 9, 15))
    later = line.assignments.create(organisation=place.centre, valid_from=date(2026, 9, 16))
    held = project_tracking(weaving, people.officer).rows[0].reporter
    assert (held.name, held.since, held.is_default, held.coming) == (
        "Phòng Kinh tế xã Hưng Hà",
        now.valid_from,
        False,
        later,
    )


def test_lines_of_other_communes_are_counted_and_not_shown(
    place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject
) -> None:
    here = line_of(weaving, by=place.officer)
    line_of(weaving, place.units.a_sao, by=place.officer)
    ProjectIndicator.objects.create(project=weaving, indicator=indicator(), planned=D(3))
    mine = project_tracking(weaving, people.local)
    assert [row.line for row in mine.rows] == [here]
    assert (mine.hidden, list(mine.gaps)) == (1, [])  # a part of the plan tells nothing
    whole = project_tracking(weaving, people.officer)
    assert (len(whole.rows), whole.hidden, len(whole.gaps)) == (2, 0, 1)


def test_plans_of_the_lines_against_the_plan_of_the_project(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    first = line_of(weaving, by=place.officer)
    second = line_of(weaving, by=place.officer)
    equal, less, more, none, open_ = (indicator(f"1-0{n}", f"Chỉ tiêu {n}") for n in range(5))
    for row, planned in ((equal, 3), (less, 3), (more, 3), (none, 3), (open_, None)):
        ProjectIndicator.objects.create(project=weaving, indicator=row, planned=planned)
    for line, row, planned in (
        (first, equal, D("1.5")),
        (second, equal, D("1.5")),
        (first, less, 2),
        (second, less, None),
        (first, more, 4),
        (first, open_, 9),
    ):
        LineIndicator.objects.create(line=line, indicator=row, planned=planned)
    found = [
        (row.indicator.name, row.shared, row.unknown, row.differs, row.left)
        for row in indicator_plans(weaving)
    ]
    assert found == [
        ("Chỉ tiêu 0", D(3), 0, False, None),
        ("Chỉ tiêu 1", D(2), 1, True, D(1)),
        ("Chỉ tiêu 2", D(4), 0, True, None),
        ("Chỉ tiêu 3", None, 0, True, D(3)),
    ]
    remove_line(first, by=place.officer)
    assert [row.shared for row in indicator_plans(weaving)] == [D("1.5"), None, None, None]


def test_indicators_of_the_own_content_come_first(place: SimpleNamespace) -> None:
    trained = indicator("1-01", "Số lớp", activity=place.training, order=1)
    machine = indicator("3-01", "Số cơ sở", activity=place.machines, order=2)
    gone = indicator("9-01", "Cũ", valid_to=date(2020, 1, 1), order=3)
    made = factory.registered(place, "Gốm", unit=place.units.a_sao, activity=place.machines)
    line = line_of(made, by=place.officer)
    first, own, others = indicator_choices(line)
    assert first == ("", "Chọn chỉ tiêu")
    assert own == ("Chỉ tiêu của nội dung này", [(machine.pk, "Số cơ sở (lớp)")])
    assert others == ("Chỉ tiêu khác", [(trained.pk, "Số lớp (lớp)")])
    LineIndicator.objects.create(line=line, indicator=gone)
    assert (gone.pk, "Cũ (lớp)") in indicator_choices(line)[2][1]


def test_lines_are_found_by_any_words(
    place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject
) -> None:
    here = line_of(weaving, by=place.officer, name="Xưởng số 2")
    beside = line_of(weaving, place.units.a_sao, by=place.officer)
    assert list(find_lines(people.officer, "det chieu")) == [here, beside]
    assert list(find_lines(people.officer, "XƯỞNG chiếu")) == [here]
    assert list(find_lines(people.officer, "a sao")) == [beside]
    assert list(find_lines(people.neighbour, "dệt")) == [beside]
    assert list(find_lines(people.stranger, "dệt")) == []
    assert list(find_lines(people.officer, "không có")) == []
    # a project that was renamed is found by its new name
    SupportProject.objects.filter(pk=weaving.pk).update(search_key="ten moi")
    assert list(find_lines(people.officer, "ten moi xuong")) == [here]
