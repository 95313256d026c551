"""Decisions: what is recorded stays, what is drafted can change, projects follow their decision."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.services import system_user
from kernel import guards
from kernel.workflow import TransitionRefused
from programmes.choices import DecisionKind, DecisionState, FundingSource
from programmes.models import Allocation, AnnualPlan, DecisionLine, PlanDecision, SupportProject
from programmes.services import (
    add_decision_line,
    draft_round,
    ensure_plan,
    record_decision,
    remove_decision,
    remove_decision_line,
    remove_plan,
    remove_project,
    save_decision,
    save_plan,
    set_draft_money,
    set_project_money,
)
from tests.factories import programmes as factory

SIGNED = date(2026, 3, 19)
PROVINCIAL, COUNTERPART = str(FundingSource.PROVINCIAL), str(FundingSource.COUNTERPART)
FROZEN = "Dòng kinh phí đã ghi nhận, không thể sửa hoặc xóa; hãy thêm dòng điều chỉnh."


@pytest.fixture
def draft(place: SimpleNamespace, weaving: SupportProject) -> PlanDecision:
    """A complete round of the plan, not recorded yet, with 200 triệu for the project."""
    decision = draft_round(place.plan, by=place.officer)
    decision.number, decision.signed_on = "15/QĐ-UBND", SIGNED
    save_decision(decision, by=place.officer)
    set_project_money(weaving, decision, {PROVINCIAL: 200}, by=place.officer)
    return decision


def line_of(decision: PlanDecision, project: SupportProject, amount: int = 5, **more: Any) -> Any:
    facts = {"source": PROVINCIAL} | more
    return DecisionLine(decision=decision, project=project, amount=amount, **facts)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(call: Any, *args: Any, **kwargs: Any) -> dict[str, list[str]]:
    """The messages with which a service refuses, by field ("" = none)."""
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


# --- guarded lines --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programmes_decisionline SET amount = 1 WHERE decision_id = %s",
        "DELETE FROM programmes_decisionline WHERE decision_id = %s",
    ],
)
def test_the_database_keeps_recorded_lines(
    place: SimpleNamespace, draft: PlanDecision, statement: str
) -> None:
    record_decision(draft, by=place.officer)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        sql(statement, draft.pk)
    assert guards.sentence(caught.value) == FROZEN
    assert [line.amount for line in draft.lines.all()] == [200]


@pytest.mark.parametrize(
    ("statement", "left"),
    [
        ("UPDATE programmes_decisionline SET amount = 1 WHERE decision_id = %s", [1]),
        ("DELETE FROM programmes_decisionline WHERE decision_id = %s", []),
    ],
)
def test_lines_of_a_draft_are_free(draft: PlanDecision, statement: str, left: list[int]) -> None:
    """The negative control: the same statements work before the decision is recorded."""
    sql(statement, draft.pk)
    assert [line.amount for line in draft.lines.all()] == left


def test_a_recorded_decision_and_the_log_stay(
    place: SimpleNamespace, draft: PlanDecision, weaving: SupportProject
) -> None:
    record_decision(draft, by=place.officer)
    for statement, key in (
        ("DELETE FROM programmes_plandecision WHERE id = %s", draft.pk),
        ("UPDATE programmes_projecttransition SET note = '' WHERE subject_id = %s", weaving.pk),
        ("DELETE FROM programmes_projecttransition WHERE subject_id = %s", weaving.pk),
    ):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            sql(statement, key)
        assert guards.sentence(caught.value), statement
    other = factory.decision(place.plan, state=DecisionState.DRAFT, number="nháp")
    sql("DELETE FROM programmes_plandecision WHERE id = %s", other.pk)
    assert not PlanDecision.objects.filter(pk=other.pk).exists()


# --- recording ------------------------------------------------------------------------------------


def test_recording_an_approval_moves_its_projects(
    place: SimpleNamespace, people: SimpleNamespace, draft: PlanDecision, weaving: SupportProject
) -> None:
    beside = factory.registered(place, "Gốm", unit=place.units.a_sao)
    record_decision(draft, by=people.leader)
    for project in (weaving, beside):
        project.refresh_from_db()
    assert (weaving.state, weaving.approved_on, weaving.state_since) == ("approved", SIGNED, SIGNED)
    assert (beside.state, beside.approved_on) == ("registered", None)
    row = weaving.transitions.get()
    assert (row.name, row.by, row.occurred_on) == ("approve", people.leader, SIGNED)
    assert row.note == "Theo Phê duyệt đợt 1 số 15/QĐ-UBND"
    stored = PlanDecision.objects.get()
    trace = stored.history.latest()
    assert stored.state == trace.state == DecisionState.RECORDED
    assert (trace.history_user, trace.history_change_reason) == (
        people.leader,
        "ghi nhận quyết định",
    )


def test_projects_that_went_on_are_left_where_they_are(
    place: SimpleNamespace, draft: PlanDecision, weaving: SupportProject
) -> None:
    SupportProject.objects.filter(pk=weaving.pk).update(state="in_progress")
    record_decision(draft, by=place.officer)
    weaving.refresh_from_db()
    assert (weaving.state, weaving.transitions.count()) == ("in_progress", 0)


def test_a_stop_decision_stops_its_projects(
    place: SimpleNamespace, draft: PlanDecision, weaving: SupportProject
) -> None:
    record_decision(draft, by=place.officer)
    stop = PlanDecision(
        plan=place.plan, kind=DecisionKind.STOP, number="40/QĐ-UBND", signed_on=date(2026, 8, 1)
    )
    save_decision(stop, by=place.officer)
    add_decision_line(line_of(stop, weaving, -200), by=place.officer)
    weaving.refresh_from_db()
    assert weaving.support_amount == 200  # a stop counts once it is recorded
    record_decision(stop, by=place.officer)
    weaving.refresh_from_db()
    assert (weaving.state, weaving.support_amount) == ("stopped", 0)


def test_a_stop_that_can_not_be_leaves_all_as_it_was(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    stop = PlanDecision(
        plan=place.plan, kind=DecisionKind.STOP, number="40/QĐ-UBND", signed_on=SIGNED
    )
    save_decision(stop, by=place.officer)
    add_decision_line(line_of(stop, weaving, 0), by=place.officer)
    with pytest.raises(TransitionRefused) as caught:
        record_decision(stop, by=place.officer)
    assert caught.value.code == "state"
    assert PlanDecision.objects.get().state == DecisionState.DRAFT


def test_a_refusal_lists_all_that_is_missing(place: SimpleNamespace) -> None:
    empty = draft_round(place.plan, by=place.officer)
    assert refused(record_decision, empty, by=place.officer) == {
        "number": ["Chưa nhập Số, ký hiệu."],
        "signed_on": ["Chưa nhập Ngày ký."],
        "__all__": ["Quyết định chưa có dòng kinh phí nào."],
    }


def test_what_is_published_needs_no_number(place: SimpleNamespace, weaving: SupportProject) -> None:
    published = PlanDecision(plan=place.plan, kind=DecisionKind.PUBLISHED)
    save_decision(published, by=system_user())
    add_decision_line(line_of(published, weaving, 7), by=system_user())
    record_decision(published, by=system_user())
    weaving.refresh_from_db()
    assert (weaving.state, weaving.support_amount) == ("registered", 7)


def test_recording_twice_is_refused(place: SimpleNamespace, draft: PlanDecision) -> None:
    record_decision(draft, by=place.officer)
    again = PlanDecision.objects.get(pk=draft.pk)
    assert refused(record_decision, again, by=place.officer) == {
        "": ["Quyết định đã được ghi nhận, không cần ghi nhận lại."]
    }
    stale = draft
    stale.state = DecisionState.DRAFT
    assert "" in refused(record_decision, stale, by=place.officer)


def test_recording_stores_what_is_stored_not_what_was_read(
    place: SimpleNamespace, draft: PlanDecision
) -> None:
    read_before = PlanDecision.objects.get(pk=draft.pk)
    draft.number = "16/QĐ-UBND"
    save_decision(draft, by=place.officer)
    record_decision(read_before, by=place.officer)
    assert PlanDecision.objects.get().number == "16/QĐ-UBND"


# --- after recording ------------------------------------------------------------------------------


def test_a_recorded_decision_only_takes_new_lines(
    place: SimpleNamespace, draft: PlanDecision, weaving: SupportProject
) -> None:
    record_decision(draft, by=place.officer)
    line = draft.lines.get()
    line.amount = 1
    assert refused(add_decision_line, line, by=place.officer) == {
        "": ["Dòng đã ghi nhận không sửa được; hãy thêm dòng điều chỉnh."]
    }
    assert refused(remove_decision_line, line, by=place.officer) == {
        "": ["Dòng đã ghi nhận không xóa được; hãy thêm dòng điều chỉnh."]
    }
    draft.number = "99"
    assert refused(save_decision, draft, by=place.officer) == {
        "": ["Hồ sơ đã ghi nhận; hãy lập quyết định điều chỉnh."]
    }
    assert refused(remove_decision, draft, by=place.officer) == {
        "": ["Quyết định đã ghi nhận không xóa được; hãy lập quyết định điều chỉnh."]
    }
    add_decision_line(line_of(draft, weaving, -30), by=place.officer)
    weaving.refresh_from_db()
    assert ([row.amount for row in draft.lines.order_by("pk")], weaving.support_amount) == (
        [200, -30],
        170,
    )


def test_a_corrected_amount_is_a_new_line(
    place: SimpleNamespace, draft: PlanDecision, weaving: SupportProject
) -> None:
    record_decision(draft, by=place.officer)
    set_project_money(weaving, draft, {PROVINCIAL: 150, COUNTERPART: 40}, by=place.officer)
    lines = [(line.source, line.amount) for line in draft.lines.order_by("pk")]
    assert lines == [(PROVINCIAL, 200), (PROVINCIAL, -50), (COUNTERPART, 40)]
    set_project_money(weaving, draft, {PROVINCIAL: 150}, by=place.officer)
    assert draft.lines.count() == 3
    assert refused(set_project_money, weaving, draft, {PROVINCIAL: None}, by=place.officer) == {
        "": ["Kinh phí đã ghi nhận không thể đổi thành chưa rõ; hãy nhập số tiền."]
    }


def test_on_a_draft_the_line_is_rewritten(
    place: SimpleNamespace, draft: PlanDecision, weaving: SupportProject
) -> None:
    set_project_money(weaving, draft, {PROVINCIAL: 150}, by=place.officer)
    assert [(line.source, line.amount) for line in draft.lines.all()] == [(PROVINCIAL, 150)]
    set_project_money(weaving, draft, {PROVINCIAL: None}, by=place.officer)
    weaving.refresh_from_db()
    assert (draft.lines.count(), weaving.support_amount) == (0, None)


def test_a_line_that_moves_to_another_project_leaves_the_first(
    place: SimpleNamespace, draft: PlanDecision, weaving: SupportProject
) -> None:
    pottery = factory.registered(place, "Gốm", unit=place.units.a_sao)
    line = draft.lines.get()
    line.project = pottery
    add_decision_line(line, by=place.officer)
    for project in (weaving, pottery):
        project.refresh_from_db()
    assert (weaving.support_amount, pottery.support_amount) == (None, 200)


def test_a_line_belongs_to_the_plan_and_the_project(
    place: SimpleNamespace, draft: PlanDecision, weaving: SupportProject
) -> None:
    other = factory.registered(
        place, "Gốm", unit=place.units.a_sao, of=factory.plan(place.units.hung_yen, 2027)
    )
    assert refused(add_decision_line, line_of(draft, other), by=place.officer) == {
        "project": ["Đề án không thuộc kế hoạch của quyết định này."]
    }
    foreign = Allocation.objects.create(project=other, kind="group", group_name="Nhóm")
    wrong = line_of(draft, weaving, allocation=foreign)
    assert refused(add_decision_line, wrong, by=place.officer) == {
        "allocation": ["Đơn vị thụ hưởng không thuộc đề án này."]
    }
    gone = factory.registered(place, "Mây tre", unit=place.units.a_sao)
    remove_project(gone, by=place.officer)
    assert refused(add_decision_line, line_of(draft, gone), by=place.officer) == {
        "project": ["Đề án đã ở trong thùng rác."]
    }


def test_removing_a_draft_takes_its_money_along(
    place: SimpleNamespace, draft: PlanDecision, weaving: SupportProject
) -> None:
    remove_decision(draft, by=place.officer)
    weaving.refresh_from_db()
    draft.refresh_from_db()
    assert (weaving.support_amount, draft.deleted_by) == (None, place.officer)
    assert not PlanDecision.objects.visible_to(place.officer).exists()


# --- the round in preparation ---------------------------------------------------------------------


def test_money_begins_a_round_and_nothing_begins_none(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    assert not set_draft_money(weaving, {PROVINCIAL: None}, by=place.officer)
    assert not PlanDecision.objects.exists()
    assert set_draft_money(weaving, {PROVINCIAL: 0}, by=place.officer)
    decision = PlanDecision.objects.get()
    assert (decision.kind, decision.round, decision.state) == ("approval", 1, "draft")
    assert draft_round(place.plan, by=place.officer) == decision
    assert weaving.support_amount == 0


def test_the_next_round_follows_a_recorded_one(place: SimpleNamespace, draft: PlanDecision) -> None:
    record_decision(draft, by=place.officer)
    assert draft_round(place.plan, by=place.officer).round == 2


def test_a_line_that_names_the_one_beneficiary_keeps_naming_it(
    place: SimpleNamespace, draft: PlanDecision, weaving: SupportProject
) -> None:
    group = Allocation.objects.create(project=weaving, kind="group", group_name="Nhóm dệt")
    draft.lines.update(allocation=group)
    set_draft_money(weaving, {PROVINCIAL: 300}, by=place.officer)
    assert [(line.allocation, line.amount) for line in draft.lines.all()] == [(group, 300)]
    assert weaving.support_amount == 300


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("recorded", "Kinh phí đã ghi nhận theo quyết định; muốn đổi, lập quyết định điều chỉnh."),
        ("shares", "Kinh phí đã chia theo đơn vị thụ hưởng; sửa ở trang quyết định."),
        ("rounds", "Kinh phí nằm trong nhiều quyết định đang lập; sửa ở trang quyết định."),
    ],
)
def test_what_one_amount_can_not_say_is_refused(
    place: SimpleNamespace, draft: PlanDecision, weaving: SupportProject, case: str, sentence: str
) -> None:
    if case == "recorded":
        record_decision(draft, by=place.officer)
    elif case == "shares":
        group = Allocation.objects.create(project=weaving, kind="group", group_name="Nhóm dệt")
        add_decision_line(line_of(draft, weaving, 5, allocation=group), by=place.officer)
    else:
        second = save_decision(PlanDecision(plan=place.plan, kind="approval"), by=place.officer)
        add_decision_line(line_of(second, weaving, 5), by=place.officer)
    before = list(DecisionLine.objects.order_by("pk").values_list("amount", flat=True))
    assert refused(set_draft_money, weaving, {PROVINCIAL: 1}, by=place.officer) == {"": [sentence]}
    held = sum(before)
    assert not set_draft_money(weaving, {PROVINCIAL: held}, by=place.officer)
    assert list(DecisionLine.objects.order_by("pk").values_list("amount", flat=True)) == before


# --- right and scope ------------------------------------------------------------------------------

WITHOUT_RIGHT = (
    "system_admin",
    "centre_accountant",
    "department",
    "local_officer",
    "local_leader",
    "inspector",
)


@pytest.mark.parametrize("role", WITHOUT_RIGHT)
def test_who_may_not_write(
    people: SimpleNamespace, draft: PlanDecision, weaving: SupportProject, role: str
) -> None:
    by = people.of[role]
    for call in (
        lambda: save_decision(draft, by=by),
        lambda: remove_decision(draft, by=by),
        lambda: add_decision_line(line_of(draft, weaving), by=by),
        lambda: remove_decision_line(draft.lines.get(), by=by),
        lambda: record_decision(draft, by=by),
        lambda: save_plan(draft.plan, by=by),
    ):
        with pytest.raises(PermissionDenied):
            call()
    assert draft.lines.count() == 1


def test_a_leader_records_and_does_not_write(people: SimpleNamespace, draft: PlanDecision) -> None:
    with pytest.raises(PermissionDenied):
        save_decision(draft, by=people.leader)
    assert record_decision(draft, by=people.leader).is_recorded


def test_nobody_writes_in_another_province(people: SimpleNamespace, draft: PlanDecision) -> None:
    for call in (save_decision, remove_decision, record_decision):
        with pytest.raises(PermissionDenied):
            call(draft, by=people.stranger)
    new = PlanDecision(plan=draft.plan, kind="approval")
    assert refused(save_decision, new, by=people.stranger) == {
        "province": ["Địa bàn không thuộc phạm vi của đơn vị."]
    }


# --- plans ----------------------------------------------------------------------------------------


def test_a_plan_is_made_once(place: SimpleNamespace) -> None:
    options = {"province": place.units.hung_yen, "level": "national", "by": place.officer}
    made = ensure_plan(year=2027, **options)
    assert ensure_plan(year=2027, **options) == made
    assert made.history.get().history_user == place.officer
    twin = AnnualPlan(province=place.units.hung_yen, year=2027, level="national")
    assert refused(save_plan, twin, by=place.officer) == {
        "__all__": ["Kế hoạch của tỉnh, năm và cấp này đã có."]
    }


def test_a_plan_is_of_a_province_of_the_area(place: SimpleNamespace) -> None:
    for unit, sentence in (
        (place.units.ha_noi, "Địa bàn không thuộc phạm vi của đơn vị."),
        (place.units.hung_ha, "Chọn tỉnh, thành phố, không chọn huyện hoặc xã."),
    ):
        plan = AnnualPlan(province=unit, year=2027, level="local")
        assert refused(save_plan, plan, by=place.officer) == {"province": [sentence]}


def test_a_plan_in_use_is_not_removed(place: SimpleNamespace, draft: PlanDecision) -> None:
    assert refused(remove_plan, place.plan, by=place.officer) == {
        "": ["Chưa xóa được kế hoạch: còn 1 đề án và 1 quyết định."]
    }
    unused = factory.plan(place.units.hung_yen, 2030)
    remove_plan(unused, by=place.officer)
    unused.refresh_from_db()
    assert unused.deleted_by == place.officer


# --- sums follow what is stored ------------------------------------------------------------------


def test_a_line_counts_what_others_have_added_since(
    place: SimpleNamespace, weaving: SupportProject, draft: PlanDecision
) -> None:
    """The project at hand was read before: its sums are no measure of what is stored."""
    weaving.refresh_from_db()
    theirs = SupportProject.objects.get(pk=weaving.pk)
    add_decision_line(line_of(draft, theirs, 50), by=place.officer)
    assert (weaving.support_amount, support(weaving)) == (200, 250)
    add_decision_line(line_of(draft, weaving, -50), by=place.officer)
    assert support(weaving) == 200


def support(project: SupportProject) -> int | None:
    return SupportProject.objects.values_list("support_amount", flat=True).get(pk=project.pk)


def test_a_draft_that_becomes_an_amendment_no_longer_counts(
    place: SimpleNamespace, weaving: SupportProject, draft: PlanDecision
) -> None:
    assert support(weaving) == 200
    draft.kind = DecisionKind.AMENDMENT
    save_decision(draft, by=place.officer)
    assert support(weaving) is None
    draft.kind = DecisionKind.APPROVAL
    save_decision(draft, by=place.officer)
    assert support(weaving) == 200


def test_a_decision_with_lines_keeps_its_plan(place: SimpleNamespace, draft: PlanDecision) -> None:
    other = factory.plan(place.units.hung_yen, 2027)
    draft.plan = other
    assert list(refused(save_decision, draft, by=place.officer)) == ["plan"]
    empty = draft_round(factory.plan(place.units.hung_yen, 2028), by=place.officer)
    empty.plan = other
    assert save_decision(empty, by=place.officer).plan == other


def test_a_plan_in_use_keeps_what_its_projects_follow(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    place.plan.refresh_from_db()
    place.plan.note = "Được"
    save_plan(place.plan, by=place.officer)
    for name, value in (("year", 2027), ("level", "national"), ("province", place.units.ha_noi)):
        plan = AnnualPlan.objects.get(pk=place.plan.pk)
        setattr(plan, name, value)
        assert refused(save_plan, plan, by=place.officer)
    empty = factory.plan(place.units.hung_yen, 2027)
    empty.year = 2028
    assert save_plan(empty, by=place.officer).year == 2028


def test_the_admin_finds_a_line_s_beneficiary_by_search(
    draft: PlanDecision, weaving: SupportProject, client_of_officer: Client
) -> None:
    Allocation.objects.create(project=weaving, kind="group", group_name="Nhóm dệt cói")
    page = client_of_officer.get(f"/quan-tri/programmes/plandecision/{draft.pk}/change/").text
    assert 'data-search-url="/tim/thu-huong/"' in page
    assert "Nhóm dệt cói" not in page
