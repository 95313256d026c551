"""Reads: totals, plan figures, money by source, timeline, codes, norms, search, work."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine

from programmes import selectors
from programmes.choices import FundingSource
from programmes.models import Allocation, PlanDecision, SupportNorm, SupportProject
from programmes.services import (
    add_decision_line,
    move_project,
    record_decision,
    remove_project,
    save_decision,
    set_draft_money,
)
from tests.factories import programmes as factory
from tests.programmes.conftest import MILLION

S = FundingSource
FULL = {str(S.PROVINCIAL): 200, str(S.COMMUNE): 0, str(S.COUNTERPART): 300, str(S.OTHER): 0}


@pytest.fixture
def three(place: SimpleNamespace) -> list[SupportProject]:
    """All known at Hưng Hà; support known at A Sào; nothing known at old Quỳnh Côi."""
    machines = factory.activity("3.3", "Ứng dụng máy móc", parent=place.machines, order=4)
    return [
        factory.registered(
            place,
            "Dệt chiếu",
            unit=place.units.hung_ha,
            money=FULL,
            activity=machines,
            code="KC26-007",
        ),
        factory.registered(
            place,
            "Gốm",
            unit=place.units.a_sao,
            money={str(S.PROVINCIAL): 50},
            activity=place.training,
        ),
        factory.registered(place, "Mây tre", unit=place.units.quynh_coi),
    ]


def test_totals_add_what_is_known(place: SimpleNamespace, three: list[SupportProject]) -> None:
    found = selectors.totals(SupportProject.objects.visible_to(place.officer))
    assert found == selectors.Totals(count=3, support=250, counterpart=300, total=500, incomplete=2)
    nothing = selectors.totals(SupportProject.objects.none())
    assert nothing == selectors.Totals(0, None, None, None, 0)


def test_a_plan_in_figures(place: SimpleNamespace, three: list[SupportProject]) -> None:
    figures = selectors.plan_figures(place.plan, place.officer)
    told = [
        (row.label, row.count, row.support, row.counterpart, row.total, row.incomplete)
        for row in (figures.whole, *figures.groups)
    ]
    assert told == [
        ("Cả kế hoạch", 3, 250, 300, 500, 1),
        ("Đào tạo nghề, truyền nghề", 1, 50, None, None, 0),
        ("Mô hình trình diễn kỹ thuật, ứng dụng máy móc", 1, 200, 300, 500, 0),
        ("Chưa rõ nội dung", 1, None, None, None, 1),
    ]


def test_a_local_office_sees_its_part_of_a_plan(
    place: SimpleNamespace, people: SimpleNamespace, three: list[SupportProject]
) -> None:
    figures = selectors.plan_figures(place.plan, people.local)
    assert (figures.whole.count, figures.whole.support) == (1, 200)
    row = selectors.plan_rows(people.local).get()
    assert (row.project_count, row.support, row.unknown_count) == (1, 200, 0)
    whole = selectors.plan_rows(place.officer).get()
    assert (whole.project_count, whole.support, whole.unknown_count) == (3, 250, 1)
    assert not selectors.plan_rows(people.stranger).exists()


def test_a_year_at_a_glance(place: SimpleNamespace, three: list[SupportProject]) -> None:
    move_project(three[0], "approve", by=place.officer)
    move_project(three[0], "start", by=place.officer)
    found = selectors.year_figures(place.officer, 2026)
    assert (found.whole.count, found.whole.support, found.in_progress, found.waiting) == (
        3,
        250,
        1,
        2,
    )
    assert [(row.label, row.count) for row in found.sources] == [("Địa phương", 3)]


def test_money_by_source(place: SimpleNamespace, three: list[SupportProject]) -> None:
    def told(project: SupportProject) -> list[tuple[str, int | None, int | None]]:
        return [(row.source, row.amount, row.share) for row in selectors.money_lines(project)]

    assert told(three[0]) == [
        ("support_provincial", 200, 40),
        ("support_commune", 0, 0),
        ("counterpart", 300, 60),
        ("other", 0, 0),
    ]
    assert told(three[2]) == [
        ("support_provincial", None, None),
        ("support_commune", None, None),
        ("counterpart", None, None),
        ("other", None, None),
    ]


def test_a_recorded_stop_is_counted_and_a_drafted_one_is_not(
    place: SimpleNamespace, three: list[SupportProject]
) -> None:
    project = three[0]
    stop = save_decision(
        PlanDecision(plan=place.plan, kind="stop", number="9", signed_on=date(2026, 8, 1)),
        by=place.officer,
    )
    line = stop.lines.model(decision=stop, project=project, source=S.PROVINCIAL, amount=-200)
    add_decision_line(line, by=place.officer)
    assert selectors.planned_by_source(project)[S.PROVINCIAL] == 200
    move_project(project, "approve", by=place.officer)
    record_decision(stop, by=place.officer)
    assert selectors.planned_by_source(project)[S.PROVINCIAL] == 0


def test_the_timeline_tells_the_newest_first(place: SimpleNamespace) -> None:
    with time_machine.travel(datetime(2026, 1, 5, 2, 30, tzinfo=UTC), tick=False):
        project = factory.registered(
            place,
            "Dệt chiếu",
            unit=place.units.hung_ha,
            money={str(S.PROVINCIAL): 235_800_000, str(S.COUNTERPART): MILLION},
        )
    decision = PlanDecision.objects.get()
    decision.number, decision.signed_on = "15/QĐ-UBND", date(2026, 3, 19)
    decision.signer = "Chủ tịch minh họa"
    save_decision(decision, by=place.officer)
    with time_machine.travel(datetime(2026, 3, 20, 3, 0, tzinfo=UTC), tick=False):
        record_decision(decision, by=place.officer)
    with time_machine.travel(datetime(2026, 4, 1, 3, 0, tzinfo=UTC), tick=False):
        project.refresh_from_db()
        move_project(project, "start", by=place.officer, note="Ký hợp đồng")
    told = [
        (event.shown, event.title, event.detail, event.who, event.note, event.is_money)
        for event in selectors.timeline(project)
    ]
    who = place.officer.full_name
    theirs = "Phê duyệt đợt 1 số 15/QĐ-UBND"
    assert told == [
        ("01/04/2026 10:00", "Bắt đầu thực hiện", "", who, "Ký hợp đồng", False),
        ("20/03/2026 10:00", "Phê duyệt", "Ngày 19/03/2026", who, f"Theo {theirs}", False),
        ("19/03/2026", theirs, "Hỗ trợ 235,8 triệu đồng", "Chủ tịch minh họa", "", True),
        ("05/01/2026 09:30", "Lập hồ sơ đề án", "", who, "", False),
    ]


def test_the_next_code_is_free(place: SimpleNamespace, three: list[SupportProject]) -> None:
    assert selectors.next_code(place.plan) == "KC26-008"
    SupportProject.objects.filter(pk=three[1].pk).update(code="KC26-abc")
    assert selectors.next_code(place.plan) == "KC26-008"
    remove_project(SupportProject.objects.get(code="KC26-007"), by=place.officer)
    assert selectors.next_code(place.plan) == "KC26-008"  # the number of a removed one isn't reused
    assert selectors.next_code(factory.plan(place.units.hung_yen, 2027)) == "KC27-001"
    assert selectors.next_code(factory.plan(place.units.ha_noi, 2026)) == "KC26-001"


# --- norms ----------------------------------------------------------------------------------------


@pytest.fixture
def judged(place: SimpleNamespace) -> SupportProject:
    """An approved national project of 400 triệu for one facility under a norm of 300 triệu."""
    activity = factory.activity("3.3", "Ứng dụng máy móc", parent=place.machines)
    plan = factory.plan(place.units.hung_yen, 2026, "national")
    project = factory.registered(
        place,
        "Dệt",
        unit=place.units.hung_ha,
        of=plan,
        activity=activity,
        money={str(S.NATIONAL): 400 * MILLION},
        stated_total_amount=1000 * MILLION,
        beneficiary="Nhóm dệt",
    )
    SupportProject.objects.filter(pk=project.pk).update(approved_on=date(2026, 3, 19))
    SupportNorm.objects.create(
        code="3.3",
        activity=activity,
        name="Ứng dụng máy móc",
        level="national",
        ceiling_amount=300 * MILLION,
        percent=50,
        measure="cơ sở",
    )
    project.refresh_from_db()
    return project


def codes(project: SupportProject) -> list[str]:
    return [finding.code for finding in selectors.norm_findings(project)]


def test_norms_judge_a_project(place: SimpleNamespace, judged: SupportProject) -> None:
    assert codes(judged) == ["norm_count_unknown"]  # a group of unknown size
    Allocation.objects.update(expected_count=1)
    assert codes(judged) == ["norm_amount_over"]
    Allocation.objects.update(expected_count=2)
    assert codes(judged) == []
    SupportNorm.objects.update(valid_from=date(2026, 3, 20))
    assert codes(judged) == ["norm_missing"]


def test_without_activity_or_support_nothing_is_said(
    place: SimpleNamespace, judged: SupportProject
) -> None:
    judged.activity = None
    assert codes(judged) == []
    set_draft_money(judged, {str(S.NATIONAL): None}, by=place.officer)
    judged.refresh_from_db()
    assert codes(judged) == []


def test_the_norm_of_another_province_is_no_norm_here(
    place: SimpleNamespace, judged: SupportProject
) -> None:
    Allocation.objects.update(expected_count=1)
    SupportNorm.objects.update(province=place.units.ha_noi)
    assert codes(judged) == ["norm_missing"]
    SupportNorm.objects.update(province=place.units.hung_yen)
    assert codes(judged) == ["norm_amount_over"]


# --- search and work ------------------------------------------------------------------------------


def test_search_finds_by_words_in_the_area(
    place: SimpleNamespace, people: SimpleNamespace, three: list[SupportProject]
) -> None:
    def titles(user: object, text: str) -> list[str]:
        return [hit.title for hit in selectors.search(user, text)]

    assert titles(place.officer, "det chieu hung ha") == ["Dệt chiếu"]
    assert titles(place.officer, "kc26 007") == ["Dệt chiếu"]
    assert titles(place.officer, "quỳnh phụ") == ["Mây tre"]
    assert titles(people.local, "gốm") == []
    assert titles(place.officer, " ,. ") == []


def test_work_that_waits(
    place: SimpleNamespace, people: SimpleNamespace, three: list[SupportProject]
) -> None:
    titles = [item.title for item in selectors.work_for(place.officer)]
    assert titles == [
        "Ghi nhận quyết định: Phê duyệt đợt 1",
        "Bổ sung kinh phí cho 1 đề án đã đăng ký",
    ]
    move_project(three[0], "approve", by=place.officer)
    assert "Triển khai 1 đề án đã phê duyệt" in [
        item.title for item in selectors.work_for(place.officer)
    ]
    assert selectors.work_for(people.local) == []
    assert [item.verb for item in selectors.work_for(people.leader)] == ["Ghi nhận"]


@pytest.mark.parametrize("plan", ["²", "", "-1", "9" * 30])
def test_an_address_that_names_no_plan_begins_an_empty_form(plan: str) -> None:
    assert selectors.money_initial(SupportProject(), plan) == {}


def test_a_code_that_only_looks_like_a_number_is_passed_over(place: SimpleNamespace) -> None:
    factory.registered(place, "Mũ hai", unit=place.units.hung_ha, code="KC26-²")
    factory.registered(place, "Bảy", unit=place.units.hung_ha, code="KC26-007")
    assert selectors.next_code(place.plan) == "KC26-008"
