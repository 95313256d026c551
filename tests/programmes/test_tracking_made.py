"""Tracking lines that make themselves: on approval, by a published state, for many at once."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import OrganisationKind
from accounts.models import Organisation
from accounts.services import system_user
from programmes.choices import BeneficiaryKind
from programmes.models import (
    Allocation,
    LineIndicator,
    ProjectIndicator,
    SupportProject,
    TrackingLine,
)
from programmes.selectors import tracked_lines
from programmes.services import (
    ensure_lines,
    hand_over,
    move_project,
    record_published_state,
    remove_line,
    remove_project,
    save_part,
)
from tests.factories import programmes as factory
from tests.factories.beneficiaries import facility
from tests.factories.tracking import D, indicator, reads


def test_approval_makes_one_line_that_plans_what_the_project_plans(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    classes = indicator()
    planned = ProjectIndicator(project=weaving, indicator=classes, planned=D(3))
    save_part(planned, by=place.officer)
    leader = factory.person(place.centre, "centre_leader")
    move_project(weaving, "approve", by=leader, occurred_on=date(2026, 3, 1))
    made = weaving.tracking_lines.get()
    assert (made.unit, made.unit_now, made.allocation, made.name, made.order, made.state) == (
        place.units.hung_ha,
        place.units.hung_ha,
        None,
        "",
        1,
        "",
    )
    assert made.label == "Hỗ trợ máy dệt chiếu"
    assert made.search_key == "ho tro may det chieu xa hung ha"
    assert list(made.indicators.values_list("indicator", "planned", "done")) == [
        (classes.pk, D(3), None)
    ]
    trace = made.history.get()
    assert (trace.history_user, trace.history_change_reason) == (leader, "lập dòng theo dõi")
    assert made.indicators.get().history.get().history_user == leader


def test_each_named_beneficiary_gets_a_line_where_it_works(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    units = place.units
    here = facility(units.hung_ha, "Cơ sở tại chỗ")
    beside = facility(units.a_sao, "Cơ sở A Sào")
    older = facility(units.quynh_coi, "Cơ sở Quỳnh Côi")
    for row in (here, beside, older):
        Allocation.objects.create(project=weaving, kind=BeneficiaryKind.FACILITY, facility=row)
    school = factory.organisation(units.hung_yen, kind=OrganisationKind.OTHER, name="Trường nghề")
    Allocation.objects.create(
        project=weaving, kind=BeneficiaryKind.ORGANISATION, organisation=school
    )
    Allocation.objects.create(project=weaving, kind=BeneficiaryKind.GROUP, group_name="Nhóm hộ dệt")
    Allocation.objects.create(project=weaving, kind=BeneficiaryKind.UNNAMED, expected_count=5)
    ProjectIndicator.objects.create(project=weaving, indicator=indicator(), planned=D(3))
    assert ensure_lines([weaving], by=place.officer) == 5
    lines = weaving.tracking_lines.order_by("order")
    assert [(row.label, row.unit, row.order) for row in lines] == [
        ("Cơ sở tại chỗ", units.hung_ha, 1),
        ("Cơ sở A Sào", units.a_sao, 2),
        # recorded at a unit that is gone; the project lies in the present one
        ("Cơ sở Quỳnh Côi", units.quynh_phu, 3),
        ("Trường nghề", units.hung_ha, 4),
        ("Nhóm hộ dệt", units.hung_ha, 5),
    ]
    assert not LineIndicator.objects.exists()  # several lines share the plan out by hand
    assert set(weaving.places.values_list("unit", flat=True)) == {
        units.a_sao.pk,
        units.quynh_phu.pk,
    }
    assert weaving.places.first().history.get().history_user == place.officer


def test_a_project_of_before_keeps_its_own_unit(place: SimpleNamespace) -> None:
    units = place.units
    plan = factory.plan(units.thai_binh, 2024)
    old = factory.registered(place, "Gốm", unit=units.quynh_coi, of=plan)
    moved = facility(units.quynh_phu, "Cơ sở nay ở xã Quỳnh Phụ")
    Allocation.objects.create(project=old, kind=BeneficiaryKind.FACILITY, facility=moved)
    ensure_lines([old], by=place.officer)
    made = old.tracking_lines.get()
    assert (made.unit, made.unit_now) == (units.quynh_coi, units.quynh_phu)
    assert not old.places.exists()


def test_a_facility_out_of_the_area_is_followed_at_the_projects_place(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    far = facility(place.units.ba_dinh, "Cơ sở Ba Đình")
    Allocation.objects.create(project=weaving, kind=BeneficiaryKind.FACILITY, facility=far)
    ensure_lines([weaving], by=place.officer)
    assert weaving.tracking_lines.get().unit == place.units.hung_ha


def test_nothing_for_projects_that_have_lines(
    place: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    other = factory.registered(place, "Gốm", unit=place.units.a_sao)
    gone = factory.registered(place, "Tre", unit=place.units.a_sao)
    remove_project(gone, by=place.officer)
    assert ensure_lines([weaving, other, gone], by=place.officer) == 1
    assert ensure_lines([weaving, other, gone], by=place.officer) == 0
    assert list(weaving.tracking_lines.all()) == [line]
    assert other.tracking_lines.count() == 1
    # a project whose last line was taken away gets one again
    remove_line(line, by=place.officer)
    assert ensure_lines([weaving], by=place.officer) == 1


@pytest.mark.parametrize(
    ("state", "count"),
    [
        ("approved", 1),
        ("in_progress", 1),
        ("completed", 1),
        ("stopped", 1),
        ("registered", 0),
        ("not_approved", 0),
        ("unknown", 0),
    ],
)
def test_a_published_state_of_an_approved_project_makes_lines(
    place: SimpleNamespace, state: str, count: int
) -> None:
    made = factory.registered(place, "Gốm", unit=place.units.a_sao)
    record_published_state(made, state, by=system_user(), note="trang nguồn")
    assert made.tracking_lines.count() == count


def test_as_many_queries_for_fifty_projects(
    place: SimpleNamespace,
) -> None:
    classes = indicator()
    spent = []
    for size in (1, 3, 50):
        projects = []
        for number in range(size):
            made = factory.registered(
                place, f"Gốm {size}-{number}", unit=place.units.a_sao, beneficiary="Nhóm"
            )
            row = facility(place.units.hung_ha, f"Cơ sở {size}-{number}")
            Allocation.objects.create(project=made, kind=BeneficiaryKind.FACILITY, facility=row)
            ProjectIndicator.objects.create(project=made, indicator=classes, planned=D(1))
            projects.append(made)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert ensure_lines(projects, by=place.officer) == 2 * size
        spent.append(reads(queries))
    assert spent[0] == spent[1] == spent[2]


@time_machine.travel("2026-11-20T09:00:00+07:00", tick=False)
def test_a_line_of_an_approved_project_is_held_by_its_period(
    place: SimpleNamespace, weaving: SupportProject, commune: Organisation
) -> None:
    move_project(weaving, "approve", by=place.officer, occurred_on=date(2026, 3, 1))
    made = weaving.tracking_lines.get()
    hand_over(made, commune, valid_from=date(2026, 8, 1), by=place.officer)
    held = tracked_lines(year=2026, day=date(2026, 8, 1)).get()
    assert (held, held.reporter_id) == (made, commune.pk)
