"""Offices, people, plans and projects for tests, stored straight: services have their own tests.

`setting()` is a Centre of the new Hưng Yên with one person of each role asked for; `project()`
stores a project of it with its money as lines of one recorded decision per plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count
from types import SimpleNamespace
from typing import Any

from accounts.choices import OrganisationKind, Role
from accounts.models import OfficeProfile, Organisation, OrganisationArea, Signer, User
from accounts.services import rebuild_coverage
from localities.models import AdministrativeUnit
from programmes.choices import BeneficiaryKind, DecisionKind, DecisionState, FundingLevel
from programmes.models import (
    ActivityType,
    Allocation,
    AnnualPlan,
    DecisionLine,
    PlanDecision,
    SupportProject,
)
from programmes.services import save_part, save_project, set_draft_money
from tests.factories.localities import thai_binh_units

PASSWORD = "mat-khau-cua-bai-thu-2026"
_numbers = count(1)


def organisation(
    unit: AdministrativeUnit,
    *,
    kind: str = OrganisationKind.EXTENSION_CENTRE,
    name: str = "Trung tâm Khuyến công minh họa",
) -> Organisation:
    """An organisation in charge of `unit`, with its coverage."""
    made = Organisation.objects.create(kind=kind, name=name, unit=unit)
    OrganisationArea.objects.create(organisation=made, unit=unit)
    rebuild_coverage([made])
    return made


def person(of: Organisation, role: str = Role.CENTRE_OFFICER, **more: Any) -> User:
    """An account of an organisation."""
    number = next(_numbers)
    user = User(
        username=more.pop("username", f"nguoi-{number}"),
        full_name=more.pop("full_name", f"Người minh họa {number}"),
        role=role,
        organisation=of,
        **more,
    )
    user.set_password(PASSWORD)
    user.save()
    return user


def profile(of: Organisation, **more: Any) -> OfficeProfile:
    """A letterhead with one signer."""
    texts = {
        "governing_body": "Sở Công Thương tỉnh Hưng Yên",
        "issuing_body": "Trung tâm Khuyến công minh họa",
        "symbol": "TTKC",
        "place_name": "Hưng Yên",
        "plan_approver": "Ủy ban nhân dân tỉnh Hưng Yên",
        "recipients": "- Sở Công Thương (để b/c);\n- Lưu: VT, TTKC.",
    }
    made = OfficeProfile.objects.create(organisation=of, **texts | more)
    Signer.objects.create(
        profile=made, capacity="KT. Giám đốc", position="Phó Giám đốc", full_name="Lê Minh Họa"
    )
    return made


def setting() -> SimpleNamespace:
    """The small country, a Centre with its officer and profile, and activity groups 1 and 3."""
    units = thai_binh_units()
    centre = organisation(units.hung_yen)
    return SimpleNamespace(
        units=units,
        centre=centre,
        officer=person(centre),
        profile=profile(centre),
        training=activity("1", "Đào tạo nghề, truyền nghề", order=1),
        machines=activity("3", "Mô hình trình diễn kỹ thuật, ứng dụng máy móc", order=3),
    )


def activity(code: str, name: str, *, parent: ActivityType | None = None, **more: Any) -> Any:
    """A content of the catalogue."""
    return ActivityType.objects.create(
        code=code, name=name, short_name=name[:160], parent=parent, **more
    )


def plan(province: AdministrativeUnit, year: int, level: str = FundingLevel.LOCAL) -> AnnualPlan:
    """The plan of a province, year and level; the one that is there if it is."""
    return AnnualPlan.objects.get_or_create(province=province, year=year, level=level)[0]


def decision(of: AnnualPlan, **more: Any) -> PlanDecision:
    """A recorded round of a plan; the one that is there if it is."""
    facts = {"kind": DecisionKind.APPROVAL, "state": DecisionState.RECORDED} | more
    return PlanDecision.objects.get_or_create(
        plan=of, province=of.province, level=of.level, **facts
    )[0]


def project(
    name: str,
    *,
    unit: AdministrativeUnit,
    province: AdministrativeUnit,
    year: int | None = 2026,
    level: str = FundingLevel.LOCAL,
    lines: Mapping[str, int] | None = None,
    beneficiary: str = "",
    **more: Any,
) -> SupportProject:
    """A project with the lines {source: đồng} of its plan's decision."""
    of = plan(province, year, level) if year else None
    made = SupportProject.objects.create(
        name=name, unit=unit, plan=of, first_year=year, level=level, **more
    )
    if beneficiary:
        Allocation.objects.create(project=made, kind=BeneficiaryKind.GROUP, group_name=beneficiary)
    if lines and of:
        made_by = decision(of)
        DecisionLine.objects.bulk_create(
            DecisionLine(decision=made_by, project=made, source=source, amount=amount)
            for source, amount in lines.items()
        )
    return made


def year_dates(year: int = 2026) -> dict[str, date]:
    """February to October of a year."""
    return {"starts_on": date(year, 2, 1), "ends_on": date(year, 10, 31)}


def registered(
    place: SimpleNamespace,
    name: str,
    *,
    unit: AdministrativeUnit,
    of: AnnualPlan | None = None,
    money: Mapping[str, int | None] | None = None,
    beneficiary: str = "",
    **more: Any,
) -> SupportProject:
    """A project as its officer stores it, through the services; `money` in the draft round."""
    made = save_project(
        SupportProject(name=name, unit=unit, plan=of or plan(place.units.hung_yen, 2026), **more),
        by=place.officer,
    )
    if beneficiary:
        group = Allocation(project=made, kind=BeneficiaryKind.GROUP, group_name=beneficiary)
        save_part(group, by=place.officer)
    if money:
        set_draft_money(made, money, by=place.officer)
    return made
