"""Projects: place, keys, plan, parts, removing; who may, where, and what history tells."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.choices import OrganisationKind
from programmes.choices import BeneficiaryKind, FundingSource
from programmes.models import (
    Allocation,
    DecisionLine,
    Indicator,
    ProjectIndicator,
    ProjectPlace,
    SupportProject,
)
from programmes.services import (
    record_decision,
    refresh_money,
    remove_part,
    remove_project,
    save_decision,
    save_part,
    save_project,
    save_projects,
    set_draft_money,
)
from tests.factories import programmes as factory
from tests.factories.beneficiaries import facility
from tests.programmes.test_decision_services import refused

PROVINCIAL = str(FundingSource.PROVINCIAL)


def test_a_new_project_gets_keys_place_and_history(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    units = place.units
    assert (weaving.level, weaving.first_year, weaving.unit_now) == ("local", 2026, units.hung_ha)
    assert weaving.search_key == "ho tro may det chieu xa hung ha"
    assert weaving.sort_key
    trace = weaving.history.get()
    assert (trace.history_type, trace.history_user, weaving.version) == ("+", place.officer, 1)


def test_level_and_year_are_those_of_the_plan(place: SimpleNamespace) -> None:
    plan = factory.plan(place.units.hung_yen, 2027, "national")
    made = factory.registered(
        place, "Gốm", unit=place.units.a_sao, of=plan, level="local", first_year=2020
    )
    assert (made.level, made.first_year) == ("national", 2027)


@pytest.mark.parametrize(
    ("unit", "now"),
    [("quynh_coi", "quynh_phu"), ("quynh_phu", "quynh_phu"), ("ngoc_thanh", None)],
)
def test_the_present_unit_follows_where_one_took_over_all(
    place: SimpleNamespace, unit: str, now: str | None
) -> None:
    made = factory.registered(place, "Gốm", unit=getattr(place.units, unit))
    assert made.unit_now == (getattr(place.units, now) if now else None)


def test_another_place_has_another_present_unit(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    weaving.unit = place.units.quynh_coi
    save_project(weaving, by=place.officer)
    assert weaving.unit_now == place.units.quynh_phu
    assert "quynh phu" in weaving.search_key
    assert "hung ha" not in weaving.search_key


def test_a_split_unit_is_chosen_by_a_person(place: SimpleNamespace) -> None:
    units = place.units
    made = factory.registered(place, "Gốm", unit=units.ngoc_thanh)
    made.unit_now = units.hung_ha
    assert refused(save_project, made, by=place.officer) == {
        "unit_now": ["Địa bàn hiện nay phải là một trong các đơn vị tiếp nhận địa bàn cũ."]
    }
    made = SupportProject.objects.get(pk=made.pk)
    made.unit_now = units.son_nam
    assert save_project(made, by=place.officer).unit_now == units.son_nam
    moved = SupportProject.objects.get(pk=made.pk)
    moved.unit = units.hung_ha
    assert save_project(moved, by=place.officer).unit_now == units.hung_ha
    back = SupportProject.objects.get(pk=made.pk)
    back.unit = units.ngoc_thanh
    assert save_project(back, by=place.officer).unit_now is None


def test_somebody_saved_in_between(place: SimpleNamespace, weaving: SupportProject) -> None:
    read_before = SupportProject.objects.get(pk=weaving.pk)
    weaving.note = "Trước"
    save_project(weaving, by=place.officer)
    read_before.note = "Sau"
    with pytest.raises(ValidationError) as caught:
        save_project(read_before, by=place.officer)
    assert caught.value.code == "stale"
    assert caught.value.messages == [
        "Đề án “Hỗ trợ máy dệt chiếu” vừa được người khác cập nhật; hãy tải lại rồi sửa."
    ]
    assert SupportProject.objects.get().note == "Trước"


def test_all_or_none(place: SimpleNamespace) -> None:
    good = SupportProject(name="Tốt", unit=place.units.hung_ha, plan=place.plan)
    bad = SupportProject(name="", unit=place.units.hung_ha, plan=place.plan)
    assert "name" in refused(save_projects, [good, bad], by=place.officer)
    assert not SupportProject.objects.exists()


# --- plan and money -------------------------------------------------------------------------------


def test_another_plan_drops_the_money_being_prepared(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    set_draft_money(weaving, {PROVINCIAL: 200}, by=place.officer)
    weaving.plan = factory.plan(place.units.hung_yen, 2027)
    save_project(weaving, by=place.officer)
    weaving.refresh_from_db()
    assert (DecisionLine.objects.count(), weaving.support_amount) == (0, None)
    assert weaving.first_year == 2027
    assert DecisionLine.history.filter(history_type="-").get().history_user == place.officer


def test_recorded_money_keeps_a_project_in_its_plan(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    record(place, weaving)
    weaving = SupportProject.objects.get()
    weaving.plan = factory.plan(place.units.hung_yen, 2027)
    assert refused(save_project, weaving, by=place.officer) == {
        "plan": ["Đề án đã có kinh phí theo quyết định ghi nhận; không chuyển kế hoạch được."]
    }


def record(place: SimpleNamespace, project: SupportProject, amount: int = 200) -> None:
    """Give the project recorded money."""
    set_draft_money(project, {PROVINCIAL: amount}, by=place.officer)
    decision = project.decision_lines.get().decision
    decision.number, decision.signed_on = "15/QĐ-UBND", factory.year_dates()["starts_on"]
    save_decision(decision, by=place.officer)
    record_decision(decision, by=place.officer)


def test_sums_are_proved_from_lines(place: SimpleNamespace, weaving: SupportProject) -> None:
    record(place, weaving)
    SupportProject.objects.filter(pk=weaving.pk).update(support_amount=1, total_amount=1)
    assert refresh_money(SupportProject.objects.all()) == 1
    assert refresh_money(SupportProject.objects.all()) == 0
    stored = SupportProject.objects.get()
    assert (stored.support_amount, stored.total_amount) == (200, None)


# --- parts ----------------------------------------------------------------------------------------


def test_beneficiaries_are_told_in_the_list(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    made = [
        Allocation(project=weaving, kind=kind, **facts)
        for kind, facts in (
            (BeneficiaryKind.FACILITY, {"facility": facility(place.units.hung_ha, "Cơ sở Lụa")}),
            (BeneficiaryKind.GROUP, {"group_name": "25 thợ dệt"}),
            (BeneficiaryKind.NONE, {}),
            (BeneficiaryKind.UNNAMED, {"expected_count": 4}),
            (BeneficiaryKind.GROUP, {"group_name": "Tổ thứ tư"}),
        )
    ]
    for part in made:
        save_part(part, by=place.officer)
    weaving.refresh_from_db()
    assert weaving.beneficiary_text == (
        "Cơ sở Lụa; 25 thợ dệt; Chưa xác định (dự kiến 4) và 1 đơn vị khác"
    )
    assert "co so lua" in weaving.search_key
    remove_part(made[0], by=place.officer)
    weaving.refresh_from_db()
    assert weaving.beneficiary_text == "25 thợ dệt; Chưa xác định (dự kiến 4); Tổ thứ tư"
    assert Allocation.history.filter(history_type="-").get().history_user == place.officer


def test_a_beneficiary_with_money_stays(place: SimpleNamespace, weaving: SupportProject) -> None:
    part = save_part(
        Allocation(project=weaving, kind="group", group_name="25 thợ dệt"), by=place.officer
    )
    set_draft_money(weaving, {PROVINCIAL: 200}, by=place.officer)
    DecisionLine.objects.update(allocation=part)
    assert refused(remove_part, part, by=place.officer) == {
        "": ["Chưa xóa được “25 thợ dệt”: đã có kinh phí theo quyết định."]
    }


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "facility"},
        {"kind": "organisation"},
        {"kind": "group"},
    ],
)
def test_an_allocation_names_its_kind(
    place: SimpleNamespace, weaving: SupportProject, facts: dict[str, Any]
) -> None:
    part = Allocation(project=weaving, **facts)
    assert refused(save_part, part, by=place.officer) == {
        "__all__": ["Chọn đơn vị thụ hưởng đúng với loại đã chọn."]
    }


def test_parts_lie_in_the_area(place: SimpleNamespace, weaving: SupportProject) -> None:
    far = facility(place.units.ba_dinh, "Cơ sở ở Hà Nội")
    part = Allocation(project=weaving, kind="facility", facility=far)
    assert refused(save_part, part, by=place.officer) == {
        "facility": ["Cơ sở không thuộc phạm vi của đơn vị."]
    }
    there = ProjectPlace(project=weaving, unit=place.units.ba_dinh)
    assert refused(save_part, there, by=place.officer) == {
        "unit": ["Địa bàn không thuộc phạm vi của đơn vị."]
    }
    here = save_part(ProjectPlace(project=weaving, unit=place.units.an_khe), by=place.officer)
    assert here.unit_now == place.units.a_sao


def test_an_indicator_is_planned_once(place: SimpleNamespace, weaving: SupportProject) -> None:
    indicator = Indicator.objects.create(code="1", name="Lao động được đào tạo", measure="người")
    first = ProjectIndicator(project=weaving, indicator=indicator, planned=35)
    save_part(first, by=place.officer)
    twin = ProjectIndicator(project=weaving, indicator=indicator, planned=1)
    assert refused(save_part, twin, by=place.officer) == {
        "__all__": ["Chỉ tiêu này đã có trong đề án."]
    }
    minus = ProjectIndicator(project=weaving, indicator=indicator, planned=-1)
    minus.indicator = Indicator.objects.create(code="2", name="Khác", measure="người")
    assert "__all__" in refused(save_part, minus, by=place.officer)


# --- removing, right and scope --------------------------------------------------------------------


def test_a_removed_project_takes_its_draft_money_along(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    set_draft_money(weaving, {PROVINCIAL: 200}, by=place.officer)
    remove_project(weaving, by=place.officer, reason="nhập nhầm")
    stored = SupportProject.objects.get()
    assert (stored.deleted_by, stored.support_amount) == (place.officer, None)
    assert not DecisionLine.objects.exists()
    assert stored.history.latest().history_change_reason == "nhập nhầm"
    assert not SupportProject.objects.visible_to(place.officer).exists()


def test_recorded_money_keeps_a_project(place: SimpleNamespace, weaving: SupportProject) -> None:
    record(place, weaving)
    assert refused(remove_project, weaving, by=place.officer) == {
        "": ["Chưa xóa được đề án: đã có trong quyết định ghi nhận. Hãy ngừng triển khai đề án."]
    }


@pytest.mark.parametrize(
    "role",
    [
        "system_admin",
        "centre_accountant",
        "centre_leader",
        "department",
        "local_officer",
        "local_leader",
        "inspector",
    ],
)
def test_only_the_officer_writes(
    people: SimpleNamespace, weaving: SupportProject, role: str
) -> None:
    by = people.of[role]
    part = Allocation(project=weaving, kind="unnamed")
    for call in (
        lambda: save_project(weaving, by=by),
        lambda: save_part(part, by=by),
        lambda: remove_project(weaving, by=by),
    ):
        with pytest.raises(PermissionDenied):
            call()


def test_nobody_writes_out_of_his_area(
    place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject
) -> None:
    for call in (save_project, remove_project):
        with pytest.raises(PermissionDenied):
            call(weaving, by=people.stranger)
    own = factory.plan(place.units.ha_noi, 2026)
    there = SupportProject(name="Gốm", unit=place.units.hung_ha, plan=own)
    assert refused(save_project, there, by=people.stranger) == {
        "unit": ["Địa bàn không thuộc phạm vi của đơn vị."]
    }
    borrowed = SupportProject(name="Gốm", unit=place.units.ba_dinh, plan=place.plan)
    assert refused(save_project, borrowed, by=people.stranger) == {
        "plan": ["Kế hoạch không thuộc phạm vi của đơn vị."]
    }
    inside = SupportProject(name="Gốm", unit=place.units.ba_dinh, plan=own)
    assert save_project(inside, by=people.stranger).pk


def test_a_split_unit_is_seen_by_all_until_chosen(place: SimpleNamespace) -> None:
    units = place.units
    officers = [
        factory.person(
            factory.organisation(unit, kind=OrganisationKind.COMMUNE_OFFICE, name=unit.name),
            "local_officer",
        )
        for unit in (units.hiep_cuong, units.son_nam)
    ]
    made = factory.registered(place, "Gốm", unit=units.ngoc_thanh)
    seen = [SupportProject.objects.visible_to(person).filter(pk=made.pk) for person in officers]
    assert [rows.exists() for rows in seen] == [True, True]
    made.unit_now = units.son_nam
    save_project(made, by=place.officer)
    assert [rows.all().exists() for rows in seen] == [False, True]
