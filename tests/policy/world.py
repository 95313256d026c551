"""Offices on both sides of every border, and in each area the same objects under a canary.

Each text field of an object says `CANARY-<code>`; what a page shows of a code says whose it is.
Three provinces' worth: Hưng Yên (with former Thái Bình) is the Centre's area, Hà Nội is not. Local
accounts: xã Quỳnh Phụ, former huyện Quỳnh Phụ (its records are old communes'), and phường Sơn Nam
(its record lies in a commune that was split without a choice).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import models
from django.test import Client

from accounts.choices import ContactKind, OrganisationKind, Role
from accounts.models import Contact, OfficeProfile, Organisation, OrganisationName, Signer, User
from beneficiaries.models import (
    FacilityContact,
    FacilityYear,
    IndustryCode,
    RuralIndustrialFacility,
)
from localities.models import AdministrativeUnit, UnitSuccession
from programmes.choices import BeneficiaryKind, DecisionKind, FundingLevel, FundingSource
from programmes.models import (
    ActivityType,
    Allocation,
    AnnualPlan,
    DecisionLine,
    Indicator,
    LegalDocument,
    LineIndicator,
    PlanDecision,
    Programme,
    ProjectIndicator,
    ProjectPlace,
    ProjectTransition,
    ReportingAssignment,
    SupportNorm,
    SupportProject,
    TrackingLine,
)
from progress.models import (
    EntryIndicator,
    PeriodSubmission,
    PeriodTransition,
    ProgressEntry,
    ReportingPeriod,
    SubmissionTransition,
)
from reports.choices import TextSection
from reports.models import FormLayout, LayoutColumn, TextParagraph, TextReport
from tests.factories.accounts import office, person, signed_in
from tests.factories.localities import thai_binh_units
from training.models import TrainingCourse

HANOI = frozenset({"01", "00004"})
ROLE_COLUMNS = tuple(Role.values)
COLUMNS = ("anonymous", *ROLE_COLUMNS)


def texts(model: type[models.Model], code: str, **more: Any) -> dict[str, Any]:
    """Every text column of `model` with the canary of `code` in it; `more` goes before."""
    canary = f"CANARY-{code}"
    found: dict[str, Any] = {}
    for column in model._meta.concrete_fields:
        if not isinstance(column, models.CharField | models.TextField) or column.choices:
            continue
        if isinstance(column, models.EmailField):
            found[column.name] = f"{canary.lower()}@example.vn"
        elif isinstance(column, models.URLField):
            found[column.name] = f"https://example.vn/{canary}"
        elif column.name in {"search_key", "sort_key"}:
            found[column.name] = f"canary {code}"
        else:
            found[column.name] = canary[: column.max_length]
    return found | more


@dataclass(frozen=True)
class Place:
    """One object of each kind in one area."""

    unit: AdministrativeUnit
    plan: AnnualPlan
    decision: PlanDecision
    project: SupportProject
    facility: RuralIndustrialFacility
    programme: Programme
    transition: ProjectTransition
    line: TrackingLine
    course: TrainingCourse
    # What the office in charge of the place reports, in a period of the place's Centre.
    submission: PeriodSubmission
    sent: SubmissionTransition
    text: TextReport
    # Where the unit was split: the office's own unit, which is what it reports on.
    asked_unit: AdministrativeUnit | None = None

    @property
    def period(self) -> ReportingPeriod:
        """The period of the submission."""
        return self.submission.period

    def of(self, model: type[models.Model]) -> Any:
        """The object of this model, or None."""
        here = (
            self.plan,
            self.decision,
            self.project,
            self.facility,
            self.programme,
            self.transition,
            self.line,
            self.course,
            self.submission,
            self.period,
            self.period.transitions.first(),
            self.sent,
            self.text,
        )
        return next((one for one in here if type(one) is model), None)


@dataclass(frozen=True)
class Actor:
    """Someone who asks: its column of the table, what is its own, what isn't, what it may read."""

    name: str
    column: str
    user: User | None
    own: Place
    others: tuple[Place, ...]
    may_read: frozenset[str]
    cookies: dict[str, str] = field(default_factory=dict)

    def client(self, **options: Any) -> Client:
        """A fresh client with the session of the first sign-in."""
        made = Client(raise_request_exception=False, **options)
        for name, value in self.cookies.items():
            made.cookies[name] = value
        return made


@dataclass(frozen=True)
class World:
    """Actors by name, places by name, and one row of each catalogue."""

    units: Any
    actors: dict[str, Actor]
    places: dict[str, Place]
    rows: dict[type[models.Model], models.Model]

    def of_column(self, column: str) -> list[Actor]:
        """The accounts that answer for a column of the table."""
        return [actor for actor in self.actors.values() if actor.column == column]


def build_world() -> World:
    """Store the world. Everything is stored straight, so that no scope has touched it."""
    units = thai_binh_units()
    # The stranger comes first: whoever takes "the first row there is" takes his.
    hanoi = _office(units.ha_noi, "01", OrganisationKind.EXTENSION_CENTRE)
    ba_dinh = _office(units.ba_dinh, "00004", OrganisationKind.COMMUNE_OFFICE)
    centre = _office(units.hung_yen, "33", OrganisationKind.EXTENSION_CENTRE)
    department = _office(units.hung_yen, "33", OrganisationKind.PROVINCIAL_DEPARTMENT)
    inspection = _office(units.hung_yen, "33", OrganisationKind.OTHER)
    ward = _office(units.quynh_phu, "12472", OrganisationKind.COMMUNE_OFFICE)
    beside = _office(units.a_sao, "12499", OrganisationKind.COMMUNE_OFFICE)
    far = _office(units.hung_ha, "12586", OrganisationKind.COMMUNE_OFFICE)
    split = _office(units.son_nam, "11983", OrganisationKind.COMMUNE_OFFICE)
    district = _office(units.quynh_phu_old, "338", OrganisationKind.FORMER_DISTRICT_OFFICE)
    rows = _catalogues()
    stranger = _person("hn.chuyenvien", hanoi, Role.CENTRE_OFFICER, "01")
    people = {
        "quantri": _person("quantri", centre, Role.SYSTEM_ADMIN, "33"),
        "chuyenvien": _person("chuyenvien", centre, Role.CENTRE_OFFICER, "33"),
        "ketoan": _person("ketoan", centre, Role.CENTRE_ACCOUNTANT, "33"),
        "lanhdao": _person("lanhdao", centre, Role.CENTRE_LEADER, "33"),
        "sct": _person("sct", department, Role.DEPARTMENT, "33"),
        "kiemtra": _person("kiemtra", inspection, Role.INSPECTOR, "33"),
        "xa.12472": _person("xa.12472", ward, Role.LOCAL_OFFICER, "12472"),
        "huyen.338": _person("huyen.338", district, Role.LOCAL_OFFICER, "338"),
        "xa.11983": _person("xa.11983", split, Role.LOCAL_OFFICER, "11983"),
        "xa.12472.ld": _person("xa.12472.ld", ward, Role.LOCAL_LEADER, "12472"),
    }
    by = people["chuyenvien"]
    offices = {
        "ward": ward,
        "beside": beside,
        "far": far,
        "old": district,
        "split": split,
        "hanoi": ba_dinh,
    }
    ours = _period(centre, "33", by, year=2026), _period(centre, "33", by, year=2024)
    periods = {
        **dict.fromkeys(("ward", "beside", "far"), ours[0]),
        **dict.fromkeys(("old", "split"), ours[1]),
        "hanoi": _period(hanoi, "01", stranger, year=2026),
    }
    reporting = {name: (periods[name], office) for name, office in offices.items()}
    places = _places(units, rows, by, stranger, reporting)
    actors = _actors(people, places, hanoi_centre=stranger)
    rows |= {
        User: people["sct"],
        Organisation: ward,
        OfficeProfile: OfficeProfile.objects.get(organisation=centre),
        Contact: Contact.objects.get(organisation=ward),
        AdministrativeUnit: units.quynh_phu,
        UnitSuccession: UnitSuccession.objects.get(old=units.quynh_coi),
    }
    for model in (AdministrativeUnit, UnitSuccession):
        rows[model].save()  # stored in bulk: a history row as for all others
    return World(units=units, actors=actors, places=places, rows=rows)


def _office(unit: AdministrativeUnit, code: str, kind: str) -> Organisation:
    made = office(unit, **texts(Organisation, code, kind=kind))
    OrganisationName.objects.create(**texts(OrganisationName, code, organisation=made))
    Contact.objects.create(
        **texts(Contact, code, organisation=made, unit=unit, kind=ContactKind.FOCAL_POINT)
    )
    profile = OfficeProfile.objects.create(**texts(OfficeProfile, code, organisation=made))
    Signer.objects.create(**texts(Signer, code, profile=profile))
    return made


def _person(username: str, of: Organisation, role: str, code: str) -> User:
    facts = texts(User, code)
    for name in ("username", "password"):
        facts.pop(name)
    return person(username, of, role, **facts)


def _catalogues() -> dict[type[models.Model], models.Model]:
    """One row of each catalogue: the same for everybody, therefore without canary."""
    document = LegalDocument.objects.create(
        number="45/2012/NĐ-CP", title="Về khuyến công", search_key="45 2012 nd cp ve khuyen cong"
    )
    group = ActivityType.objects.create(code="3", short_name="Ứng dụng máy móc", search_key="3 ung")
    content = ActivityType.objects.create(
        code="3.3", short_name="Máy móc tiên tiến", parent=group, search_key="3 3 may moc"
    )
    norm = SupportNorm.objects.create(
        code="3.3",
        name="Ứng dụng máy móc tiên tiến",
        level=FundingLevel.LOCAL,
        activity=content,
        document=document,
    )
    indicator = Indicator.objects.create(
        code="3.3", name="Số cơ sở được hỗ trợ", measure="cơ sở", search_key="3 3 so co so"
    )
    industry = IndustryCode.objects.create(
        version="VSIC2025", code="10", name="Chế biến thực phẩm", level=2, search_key="10 che bien"
    )
    layout = FormLayout.objects.create(
        slug="annual-plan", name="Kế hoạch năm", title="Kế hoạch khuyến công năm {year}"
    )
    for order, key in enumerate(("project", "beneficiary", "place", "support", "total"), 1):
        LayoutColumn.objects.create(layout=layout, key=key, label=key, order=order)
    return {type(row): row for row in (document, content, norm, indicator, industry, layout)}


def _period(centre: Organisation, code: str, by: User, *, year: int) -> ReportingPeriod:
    """September of a year, with its log and the Centre's own report and text."""
    first, last = date(year, 9, 1), date(year, 9, 30)
    facts = texts(ReportingPeriod, code, centre=centre, kind="month") | {"code": f"{year}-09"}
    made = ReportingPeriod.objects.create(
        **facts, starts_on=first, ends_on=last, data_from=first, data_to=last, local_due_on=last
    )
    states = {"name": "lock", "source": "open", "target": "locked"}
    PeriodTransition.objects.create(**texts(PeriodTransition, code, subject=made, by=by, **states))
    PeriodSubmission.objects.create(
        **texts(PeriodSubmission, code, period=made, organisation=centre)
    )
    text = TextReport.objects.create(centre=centre, period_code=made.code)
    for section in TextSection.values:
        TextParagraph.objects.create(**texts(TextParagraph, code, report=text, section=section))
    return made


def _places(
    units: Any, rows: Any, by: User, stranger: User, reporting: dict[str, Any]
) -> dict[str, Place]:
    """The same objects in six areas; two communes share a plan and a decision."""
    local, national = FundingLevel.LOCAL, FundingLevel.NATIONAL

    def place(name: str, unit: Any, code: str, plan: Any, decision: Any = None) -> Place:
        author = stranger if name == "hanoi" else by
        return _place(unit, code, plan, rows, author, decision, reporting[name])

    shared = _plan(units.hung_yen, 2026, local, "33")
    far = _plan(units.hung_yen, 2026, national, "12586")
    old = _plan(units.thai_binh, 2024, local, "12475")
    split = _plan(units.hung_yen_old, 2024, local, "12322")
    ward = place("ward", units.quynh_phu, "12472", shared)
    return {
        "ward": ward,
        "beside": place("beside", units.a_sao, "12499", shared, ward.decision),
        "far": place("far", units.hung_ha, "12586", far),
        "old": place("old", units.an_khe, "12475", old),
        "split": replace(
            place("split", units.ngoc_thanh, "12322", split), asked_unit=units.son_nam
        ),
        "hanoi": place("hanoi", units.ba_dinh, "00004", _plan(units.ha_noi, 2026, local, "01")),
    }


def _plan(province: AdministrativeUnit, year: int, level: str, code: str) -> AnnualPlan:
    programme = Programme.objects.create(
        **texts(
            Programme,
            province.code,
            province=province,
            level=level,
            first_year=2021,
            last_year=2030,
        )
    )
    facts = texts(AnnualPlan, code, province=province, year=year, level=level)
    return AnnualPlan.objects.create(**facts, programme=programme)


def _place(
    unit: AdministrativeUnit,
    code: str,
    plan: AnnualPlan,
    rows: Any,
    by: User,
    decision: PlanDecision | None,
    reporting: tuple[ReportingPeriod, Organisation],
) -> Place:
    facility = _facility(unit, code, rows)
    project = _project(unit, code, plan, rows, facility)
    if decision is None:
        facts = {"plan": plan, "province": plan.province, "level": plan.level, "round": 1}
        own_code = plan.note.removeprefix("CANARY-")
        decision = PlanDecision.objects.create(
            **texts(PlanDecision, own_code, kind=DecisionKind.APPROVAL, **facts),
            signed_on=date(plan.year, 3, 2),
        )
    for source, amount in ((FundingSource.PROVINCIAL, 235_800_000), (FundingSource.OTHER, 0)):
        DecisionLine.objects.create(
            **texts(DecisionLine, code, decision=decision, project=project, source=source),
            amount=amount,
        )
    states = {"name": "record_published", "source": "unknown", "target": "registered"}
    transition = ProjectTransition.objects.create(
        **texts(ProjectTransition, code, subject=project, by=by, **states)
    )
    line = _line(unit, code, project, rows, reporting[1])
    course = TrainingCourse.objects.create(
        **texts(TrainingCourse, code, project=project, line=line, unit=unit),
        starts_on=date(plan.year, 9, 5),
        planned_trainee_count=35,
    )
    submission = _submission(code, line, rows, *reporting)
    states = {"name": "submit", "source": "draft", "target": "submitted"}
    sent = SubmissionTransition.objects.create(
        **texts(SubmissionTransition, code, subject=submission, by=by, **states)
    )
    text = TextReport.objects.get(centre=reporting[0].centre, period_code=reporting[0].code)
    records = (plan, decision, project, facility, plan.programme, transition)
    return Place(unit, *records, line, course, submission, sent, text)


def _line(
    unit: AdministrativeUnit,
    code: str,
    project: SupportProject,
    rows: Any,
    reporter: Organisation,
) -> TrackingLine:
    made = TrackingLine.objects.create(
        **texts(TrackingLine, code, project=project, unit=unit),
        allocation=project.allocations.order_by("pk").first(),
    )
    LineIndicator.objects.create(line=made, indicator=rows[Indicator], planned=3)
    ReportingAssignment.objects.create(
        **texts(ReportingAssignment, code, line=made, organisation=reporter)
    )
    return made


def _submission(
    code: str,
    line: TrackingLine,
    rows: Any,
    period: ReportingPeriod,
    organisation: Organisation,
) -> PeriodSubmission:
    made = PeriodSubmission.objects.create(
        **texts(PeriodSubmission, code, period=period, organisation=organisation)
    )
    entry = ProgressEntry.objects.create(**texts(ProgressEntry, code, submission=made, line=line))
    EntryIndicator.objects.create(entry=entry, indicator=rows[Indicator], done=1, estimate=3)
    return made


def _facility(unit: AdministrativeUnit, code: str, rows: Any) -> RuralIndustrialFacility:
    made = RuralIndustrialFacility.objects.create(
        **texts(RuralIndustrialFacility, code, unit=unit, industry=rows[IndustryCode]),
        worker_count=12,
        capital_amount=1_500_000_000,
    )
    FacilityYear.objects.create(facility=made, year=2025, revenue_amount=900_000_000)
    FacilityContact.objects.create(**texts(FacilityContact, code, facility=made))
    return made


def _project(
    unit: AdministrativeUnit,
    code: str,
    plan: AnnualPlan,
    rows: Any,
    facility: RuralIndustrialFacility,
) -> SupportProject:
    made = SupportProject.objects.create(
        **texts(SupportProject, code, unit=unit, plan=plan, level=plan.level),
        programme=plan.programme,
        activity=rows[ActivityType],
        first_year=plan.year,
        support_amount=235_800_000,
    )
    for kind, whom in (
        (BeneficiaryKind.FACILITY, {"facility": facility}),
        (BeneficiaryKind.GROUP, {}),
    ):
        Allocation.objects.create(**texts(Allocation, code, project=made, kind=kind, **whom))
    ProjectPlace.objects.create(project=made, unit=unit)
    ProjectIndicator.objects.create(project=made, indicator=rows[Indicator], planned=3)
    return made


def _actors(
    people: dict[str, User], places: dict[str, Place], *, hanoi_centre: User
) -> dict[str, Actor]:
    ward, far, hanoi = places["ward"], places["far"], places["hanoi"]
    # xã A Sào ("beside") shares a plan with Quỳnh Phụ: its part of it is a canary, not a 404.
    local = {
        # Their papers bear the Centre's letterhead, and they share plans of the province: 33.
        "xa.12472": (ward, (far, hanoi), {"12472", "33"}),
        "xa.12472.ld": (ward, (far, hanoi), {"12472", "33"}),
        "huyen.338": (places["old"], (far, hanoi), {"12472", "12475", "12499", "33", "34", "338"}),
        "xa.11983": (places["split"], (ward, hanoi), {"11983", "12322", "33"}),
    }
    everything = frozenset(
        {"33", "34", "338", "11983", "12472", "12499", "12475", "12586", "12322"}
    )
    actors = {"anonymous": Actor("anonymous", "anonymous", None, ward, (hanoi,), frozenset())}
    for name, user in people.items():
        own, others, codes = local.get(name, (ward, (hanoi,), everything))
        actors[name] = Actor(name, user.role, user, own, others, frozenset(codes))
    actors["hn.chuyenvien"] = Actor("hn.chuyenvien", "", hanoi_centre, hanoi, (ward,), HANOI)
    for actor in actors.values():
        if actor.user is not None:
            jar = signed_in(actor.user).cookies
            actor.cookies.update({name: morsel.value for name, morsel in jar.items()})
    return actors
