"""What each area of the world holds: the same records under the canary of its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import timezone

from accounts.models import Organisation, SavedView, User
from accounts.services import system_user
from attachments.choices import FileKind
from attachments.services import store
from beneficiaries.models import (
    FacilityContact,
    FacilityYear,
    IndustryCode,
    RuralIndustrialFacility,
)
from localities.models import AdministrativeUnit
from programmes.choices import (
    BalanceColumn,
    BeneficiaryKind,
    DecisionKind,
    EntryKind,
    FundingLevel,
    FundingSource,
    Leg,
)
from programmes.models import (
    ActivityType,
    Allocation,
    AnnualPlan,
    Balance,
    BudgetLine,
    DecisionFile,
    DecisionLine,
    Indicator,
    LedgerEntry,
    LineIndicator,
    PlanDecision,
    Programme,
    ProjectFile,
    ProjectIndicator,
    ProjectPlace,
    ProjectStatement,
    ProjectTransition,
    ReportingAssignment,
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
from reports.models import DocumentTemplate, FormLayout, TextParagraph, TextReport
from tests.factories import files
from tests.reports.templates.making import word
from training.models import TrainingCourse


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
    # What was deleted in the area, by the name of its kind in the recycle bin's addresses.
    deleted: dict[str, models.Model]
    # A way of looking at a list that somebody has saved: his own, or nobody's (see places_of).
    view: SavedView | None = None
    # Where the unit was split: the office's own unit, which is what it reports on.
    asked_unit: AdministrativeUnit | None = None

    @cached_property
    def decision_file(self) -> DecisionFile:
        """The scan of the decision."""
        return self.decision.files.get()

    @cached_property
    def project_file(self) -> ProjectFile:
        """A paper of the project."""
        return self.project.files.get()

    @property
    def period(self) -> ReportingPeriod:
        """The period of the submission."""
        return self.submission.period

    @cached_property
    def account(self) -> User:
        """An account of the office that reports."""
        return self.submission.organisation.users.order_by("pk")[0]

    @cached_property
    def template(self) -> DocumentTemplate:
        """The template of the Centre that the place reports to."""
        return DocumentTemplate.objects.alive().get(centre=self.period.centre)

    def of(self, model: type[models.Model]) -> Any:
        """The object of this model, or None."""
        return self._by_model.get(model)

    @cached_property
    def _by_model(self) -> dict[type, models.Model]:
        project, period = self.project, self.period
        here = (
            self.plan, self.decision, project, self.facility, self.programme, self.transition,
            self.line, self.course, self.submission, period, self.sent, self.text, self.template,
            project.statement, project.indicators.first(), project.budget_lines.first(),
            project.entries.first(), project.balances.first(), period.transitions.first(),
        )  # fmt: skip
        return {type(one): one for one in here if one is not None}


def build_period(centre: Organisation, code: str, by: User, *, year: int) -> ReportingPeriod:
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


def build_template(centre: Organisation, code: str, by: User) -> DocumentTemplate:
    """A Word template of a Centre, in its own words and with a placeholder."""
    upload = SimpleUploadedFile(f"CANARY-{code}.docx", word(f"CANARY-{code} {{{{ nam }}}}"))
    file = store(upload, by=by, kinds={FileKind.DOCX})
    facts = texts(DocumentTemplate, code, centre=centre, file=file, slug="annual-plan")
    return DocumentTemplate.objects.create(**facts)


def build_places(
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
    ProjectFile.objects.create(
        **texts(ProjectFile, code, project=project, file=store(files.upload(), by=by))
    )
    decision = decision or _decision(plan, by)
    for source, amount in ((FundingSource.PROVINCIAL, 235_800_000), (FundingSource.OTHER, 0)):
        DecisionLine.objects.create(
            **texts(DecisionLine, code, decision=decision, project=project, source=source),
            amount=amount,
        )
    states = {"name": "record_published", "source": "unknown", "target": "registered"}
    transition = ProjectTransition.objects.create(
        **texts(ProjectTransition, code, subject=project, by=by, **states)
    )
    _balance(code, project, by)
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
    deleted = _deleted(unit, code, plan, project, reporting[0], by)
    return Place(unit, *records, line, course, submission, sent, text, deleted)


def _deleted(
    unit: AdministrativeUnit,
    code: str,
    plan: AnnualPlan,
    project: SupportProject,
    period: ReportingPeriod,
    by: User,
) -> dict[str, models.Model]:
    """One record of each kind in the recycle bin, under the same canary."""
    gone = {"deleted_at": timezone.now(), "deleted_by": by}
    days = {name: getattr(period, name) for name in ("starts_on", "ends_on", "data_from")}
    days |= {"data_to": period.data_to, "local_due_on": period.local_due_on, "kind": "free"}
    template = DocumentTemplate.objects.alive().get(centre=period.centre)
    paper = {"centre": period.centre, "slug": template.slug, "file": template.file}
    kinds: dict[str, tuple[type[models.Model], dict[str, Any]]] = {
        "de-an": (SupportProject, {"unit": unit, "plan": plan, "level": plan.level}),
        "theo-doi": (TrackingLine, {"unit": unit, "project": project}),
        "ke-hoach": (AnnualPlan, {"province": plan.province, "year": 2031, "level": plan.level}),
        "co-so": (RuralIndustrialFacility, {"unit": unit}),
        "dao-tao": (TrainingCourse, {"unit": unit, "project": project}),
        "tien-do": (ReportingPeriod, {"centre": period.centre, **days}),
        "mau-van-ban": (DocumentTemplate, paper),
    }
    shared = gone | {"deleted_by": system_user(), "slug": "annual-plan", "name": "Cũ"}  # S78
    return {"mau-bieu": FormLayout.objects.create(title="Cũ", **shared)} | {
        slug: model.objects.create(**texts(model, code, **facts, **gone))
        for slug, (model, facts) in kinds.items()
    }


def _balance(code: str, project: SupportProject, by: User) -> None:
    facts = {"source": FundingSource.PROVINCIAL, "leg": Leg.SPENT}
    Balance.objects.create(project=project, **facts, advanced=100_000_000)
    LedgerEntry.objects.create(
        **texts(LedgerEntry, code, project=project, by=by, **facts),
        kind=EntryKind.OPENING,
        counts_as=BalanceColumn.ADVANCED,
        amount=100_000_000,
        occurred_on=date(2026, 1, 31),
    )


def _decision(plan: AnnualPlan, by: User) -> PlanDecision:
    code = plan.note.removeprefix("CANARY-")
    facts = {"plan": plan, "province": plan.province, "level": plan.level, "round": 1}
    made = PlanDecision.objects.create(
        **texts(PlanDecision, code, kind=DecisionKind.APPROVAL, **facts),
        signed_on=date(plan.year, 3, 2),
    )
    DecisionFile.objects.create(
        **texts(DecisionFile, code, decision=made, file=store(files.upload(), by=by))
    )
    return made


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
        state="in_progress",
        support_amount=235_800_000,
    )
    for kind, whom in (
        (BeneficiaryKind.FACILITY, {"facility": facility}),
        (BeneficiaryKind.GROUP, {}),
    ):
        Allocation.objects.create(**texts(Allocation, code, project=made, kind=kind, **whom))
    ProjectPlace.objects.create(project=made, unit=unit)
    ProjectIndicator.objects.create(project=made, indicator=rows[Indicator], planned=3)
    BudgetLine.objects.create(
        **texts(BudgetLine, code, project=made, source=FundingSource.PROVINCIAL),
        quantity=2,
        unit_price=100_000_000,
    )
    ProjectStatement.objects.create(**texts(ProjectStatement, code, project=made))
    return made
