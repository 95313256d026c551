"""What a database of a landed state holds; made with the factories of the tests."""

from datetime import date
from types import SimpleNamespace

from accounts.choices import OrganisationKind, Role
from accounts.services import system_user
from beneficiaries.models import FacilityYear, RuralIndustrialFacility
from beneficiaries.services import record_facility
from beneficiaries.services import save_part as save_facility_part
from programmes.choices import BeneficiaryKind, DecisionKind
from programmes.models import Allocation, DecisionLine, PlanDecision
from programmes.services import (
    add_decision_line,
    move_project,
    record_decision,
    save_decision,
    save_part,
)
from reports.services import load_layouts
from tests.factories import programmes as factory
from tests.factories.beneficiaries import facility, industry
from tests.upgrade.filling_first_week import fill_first_week
from tests.upgrade.filling_reports import fill_reports

MILLION = 1_000_000


def fill() -> None:
    """Store one office's work of two years, through services wherever there is one."""
    load_layouts(by=system_user())
    place = factory.setting()
    place.leader = factory.person(place.centre, Role.CENTRE_LEADER, username="lanh-dao")
    ward = factory.organisation(
        place.units.quynh_phu,
        kind=OrganisationKind.COMMUNE_OFFICE,
        name="Phòng Kinh tế xã minh họa",
    )
    officer = factory.person(ward, Role.LOCAL_OFFICER, username="can-bo-xa")
    _fill_plan_of_2026(place, _facilities(place))
    _fill_plan_of_2024(place)
    _fill_national_plan(place)
    fill_reports(place, ward, officer)
    fill_first_week(place)


def _facilities(place: SimpleNamespace) -> list[RuralIndustrialFacility]:
    wood = industry("1629", "Sản xuất sản phẩm từ tre, nứa (minh họa)")
    made = [
        facility(
            place.units.quynh_phu,
            f"Cơ sở minh họa {i:02}",
            kind="household" if i % 2 else "cooperative",
            industry=wood,
            worker_count=(None, 0, 12)[i % 3],
            capital_amount=(None, 0, 1_250 * MILLION)[i % 3],
        )
        for i in range(6)
    ]
    save_facility_part(
        FacilityYear(facility=made[2], year=2025, revenue_amount=0), by=place.officer
    )
    made[2].note = "Ghi chú minh họa, sửa lần hai"
    record_facility(made[2], by=place.officer, reason="minh họa")
    return made


def _fill_plan_of_2026(place: SimpleNamespace, facilities: list[RuralIndustrialFacility]) -> None:
    """Three approved projects, one of them begun, corrected afterwards; one draft, one unknown."""
    unit = place.units.quynh_phu
    approved = [
        factory.registered(
            place,
            f"Đề án minh họa {i:02}",
            unit=unit,
            code=f"KC26-{i:03}",
            activity=place.machines if i % 2 else place.training,
            beneficiary="" if i == 1 else f"Nhóm hộ minh họa {i}",
            money={
                "support_provincial": (100 + i) * MILLION,
                "support_commune": 0,
                "counterpart": 200 * MILLION + i,
                "other": None if i == 2 else 0,
            },
        )
        for i in range(1, 4)
    ]
    named = Allocation(project=approved[0], kind=BeneficiaryKind.FACILITY, facility=facilities[2])
    save_part(named, by=place.officer)
    decision = PlanDecision.objects.get(plan=approved[0].plan)
    decision.number, decision.signed_on = "15/QĐ-UBND", date(2026, 3, 19)
    save_decision(decision, by=place.officer)
    record_decision(decision, by=place.leader, reason="minh họa")
    approved[0].refresh_from_db()
    move_project(approved[0], "start", by=place.officer, occurred_on=date(2026, 4, 1))
    change = PlanDecision(
        plan=decision.plan,
        kind=DecisionKind.AMENDMENT,
        number="40/QĐ-UBND",
        signed_on=date(2026, 8, 5),
    )
    save_decision(change, by=place.officer)
    line = DecisionLine(
        decision=change,
        project=approved[1],
        source="support_provincial",
        amount=-2 * MILLION,
        note="Giảm theo thực tế (minh họa)",
    )
    add_decision_line(line, by=place.officer)
    record_decision(change, by=place.leader)
    factory.registered(
        place, "Đề án minh họa dự kiến", unit=unit, money={"support_provincial": 50 * MILLION}
    )
    factory.registered(place, "Đề án minh họa chưa rõ kinh phí", unit=unit)


def _fill_plan_of_2024(place: SimpleNamespace) -> None:
    """A plan of the former province, with money of a former district."""
    plan = factory.plan(place.units.thai_binh, 2024)
    factory.registered(
        place,
        "Đề án minh họa năm 2024",
        unit=place.units.quynh_coi,
        of=plan,
        money={"support_provincial": 235_800_000, "support_district": 20 * MILLION},
    )


def _fill_national_plan(place: SimpleNamespace) -> None:
    """A national project with a stated total."""
    plan = factory.plan(place.units.hung_yen, 2026, "national")
    factory.registered(
        place,
        "Đề án quốc gia minh họa",
        unit=place.units.quynh_phu,
        of=plan,
        money={"support_national": 300 * MILLION},
        stated_total_amount=660 * MILLION,
    )
