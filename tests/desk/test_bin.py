"""The recycle bin: what each person finds in it, and that what returns is whole again."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.choices import Role
from beneficiaries.services import remove_facility, restore_facility
from desk.views.bin import KINDS
from kernel.history import RESTORED
from kernel.records import ScopedQuerySet
from programmes.choices import FundingSource
from programmes.models import AnnualPlan, DecisionLine, PlanDecision, SupportProject
from programmes.services import (
    remove_decision,
    remove_line,
    remove_plan,
    remove_project,
    restore_decision,
    restore_line,
    restore_plan,
    restore_project,
    save_plan,
    set_draft_money,
)
from progress.models import PeriodSubmission
from progress.services import remove_period, restore_period
from tests.factories import programmes as factory
from tests.factories import progress as reporting
from tests.factories.accounts import signed_in
from tests.factories.beneficiaries import facility
from tests.factories.tracking import line_of
from tests.factories.training import course, training_project
from training.services import remove_course, restore_course

MILLION = 1_000_000
SUPPORT, OWN = str(FundingSource.PROVINCIAL), str(FundingSource.COUNTERPART)


@pytest.fixture
def place(db: None) -> SimpleNamespace:
    """A Centre with two communes' offices, a project with money and a facility."""
    made = reporting.reporting()
    made.plan = factory.plan(made.units.hung_yen, 2026)
    money = {SUPPORT: 200 * MILLION, OWN: 35 * MILLION}
    made.project = factory.registered(
        made, "Máy dệt chiếu", unit=made.units.hung_ha, money=money, code="KC26-001"
    )
    made.facility = facility(made.units.hung_ha, "Cơ sở Ren Hưng Hà")
    return made


def refusal(act: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        act(*args, **more)
    return " ".join(caught.value.messages)


def names(client: Any, **query: str) -> list[str]:
    answer = client.get("/thung-rac/", query)
    assert answer.status_code == 200
    return [str(row.record) for row in answer.context["rows"]]


# --- the page -------------------------------------------------------------------------------------


def test_who_deleted_what_the_newest_first(place: SimpleNamespace) -> None:
    remove_project(place.project, by=place.officer)
    remove_facility(place.facility, by=place.officer)
    client = signed_in(place.officer)
    assert names(client) == ["Cơ sở Ren Hưng Hà", "Máy dệt chiếu"]
    assert names(client, loai="de-an") == ["Máy dệt chiếu"]
    assert names(client, q="ren hung ha") == ["Cơ sở Ren Hưng Hà"]
    assert names(client, q="ren", loai="de-an") == []
    assert names(client, page="9") == names(client)
    page = client.get("/thung-rac/").content.decode()
    assert str(place.officer) in page
    tabs = client.get("/thung-rac/").context["tabs"]
    assert [(str(tab["label"]), tab["count"]) for tab in tabs] == [
        ("Tất cả", 2),
        ("Đề án", 1),
        ("Cơ sở", 1),
    ]


def test_one_finds_what_one_may_restore_in_the_own_area(place: SimpleNamespace) -> None:
    remove_project(place.project, by=place.officer)
    remove_facility(place.facility, by=place.officer)
    assert names(signed_in(place.local)) == ["Cơ sở Ren Hưng Hà"]
    assert names(signed_in(place.neighbour)) == []
    for role in (Role.CENTRE_ACCOUNTANT, Role.INSPECTOR):
        person = factory.person(place.centre, role)
        assert signed_in(person).get("/thung-rac/").status_code == 403
    # Who edits layouts or templates finds those, nothing else.
    assert names(signed_in(factory.person(place.centre, Role.SYSTEM_ADMIN))) == []
    address = f"/thung-rac/co-so/{place.facility.pk}/khoi-phuc/"
    assert signed_in(place.neighbour).post(address).status_code == 404
    assert signed_in(place.leader).post(address).status_code == 403
    assert signed_in(place.local).post(address)["Location"] == f"/co-so/{place.facility.pk}/"
    assert signed_in(place.local).post(address).status_code == 404


def test_a_refusal_is_told_on_the_page(place: SimpleNamespace) -> None:
    remove_project(place.project, by=place.officer)
    place.plan.refresh_from_db()
    remove_decision(PlanDecision.objects.get(), by=place.officer)
    remove_plan(place.plan, by=place.officer)
    client = signed_in(place.officer)
    answer = client.post(f"/thung-rac/de-an/{place.project.pk}/khoi-phuc/")
    assert answer.status_code == 409
    assert "đang ở trong thùng rác; hãy khôi phục mục đó trước" in answer.content.decode()


# --- each kind ------------------------------------------------------------------------------------


def test_every_kind_keeps_the_scope_of_its_records(place: SimpleNamespace) -> None:
    """`in_bin` is `visible_to` for deleted rows: a kind whose scope is its own says so once."""
    own = {
        kind.slug
        for kind in KINDS
        for rows in [type(kind.model._default_manager.all())]
        if rows is not ScopedQuerySet and "visible_to" in vars(rows)
    }
    assert own == {"dao-tao", "theo-doi"}  # these only leave out what has lost its project


def test_a_project_returns_with_its_money_while_the_round_is_open(place: SimpleNamespace) -> None:
    before = SupportProject.objects.get(pk=place.project.pk)
    remove_project(before, by=place.officer)
    assert not DecisionLine.objects.exists()
    gone = SupportProject.objects.get(pk=place.project.pk)
    restored = restore_project(gone, by=place.officer)
    assert (restored.support_amount, restored.counterpart_amount) == (200 * MILLION, 35 * MILLION)
    assert restored.history.order_by("-pk")[0].history_change_reason == RESTORED
    assert not restored.is_deleted
    # What was taken out of the round by hand stays out.
    set_draft_money(restored, {OWN: None}, by=place.officer)
    restored.refresh_from_db()
    remove_project(restored, by=place.officer)
    again = restore_project(SupportProject.objects.get(pk=restored.pk), by=place.officer)
    assert (again.support_amount, again.counterpart_amount) == (200 * MILLION, None)


def test_a_plan_made_anew_keeps_the_old_one_in_the_bin(place: SimpleNamespace) -> None:
    plan = factory.plan(place.units.hung_yen, 2027)
    remove_plan(plan, by=place.officer)
    save_plan(AnnualPlan(province=plan.province, year=2027, level=plan.level), by=place.officer)
    gone = AnnualPlan.objects.get(pk=plan.pk)
    assert refusal(restore_plan, gone, by=place.officer) == (
        "Kế hoạch của tỉnh, năm và cấp này đã có."
    )


def test_a_round_counts_again(place: SimpleNamespace) -> None:
    decision = PlanDecision.objects.get()
    remove_decision(decision, by=place.officer)
    place.project.refresh_from_db()
    assert place.project.support_amount is None
    restore_decision(PlanDecision.objects.get(), by=place.officer)
    place.project.refresh_from_db()
    assert place.project.support_amount == 200 * MILLION


def test_a_line_follows_its_project(place: SimpleNamespace) -> None:
    line = line_of(place.project, by=place.officer)
    remove_line(line, by=place.officer)
    place.project.refresh_from_db()
    remove_project(place.project, by=place.officer)
    line.refresh_from_db()
    assert "Máy dệt chiếu" in refusal(restore_line, line, by=place.officer)
    restore_project(SupportProject.objects.get(), by=place.officer)
    line = type(line).objects.get(pk=line.pk)
    assert not restore_line(line, by=place.officer).is_deleted


def test_a_course_is_counted_again(place: SimpleNamespace) -> None:
    sewing = training_project(place)
    held = course(sewing.project, line=sewing.line, state="finished", trainee_count=35)
    remove_course(held, by=place.officer)
    assert not sewing.line.counted_results.exists()
    restore_course(type(held).objects.get(), by=place.local)
    assert sewing.line.counted_results.exists()


def test_a_period_returns_with_its_reports(place: SimpleNamespace) -> None:
    period = reporting.period(place)
    count = period.submissions.count()
    remove_period(period, by=place.officer)
    period.refresh_from_db()
    anew = reporting.period(place)
    assert "đã được mở" in refusal(restore_period, period, by=place.officer)
    remove_period(anew, by=place.officer)
    restore_period(type(period).objects.get(pk=period.pk), by=place.officer)
    alive = PeriodSubmission.objects.alive().filter(period=period)
    assert alive.count() == count


def test_two_people_restore_once(place: SimpleNamespace) -> None:
    remove_facility(place.facility, by=place.officer)
    first, second = (type(place.facility).objects.get() for _ in range(2))
    restore_facility(first, by=place.officer)
    with pytest.raises(PermissionDenied):
        restore_facility(second, by=place.officer)
