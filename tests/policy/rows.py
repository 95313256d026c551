"""Rows of every kind in ever greater numbers: what the pages of the query counts show."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.apps import apps

from accounts.choices import ContactKind, OrganisationKind, Role
from accounts.models import (
    Contact,
    OfficeProfile,
    Organisation,
    OrganisationArea,
    OrganisationName,
    Signer,
    User,
)
from accounts.services import rebuild_coverage
from attachments.models import StoredFile
from beneficiaries.models import (
    FacilityContact,
    FacilityYear,
    IndustryCode,
    RuralIndustrialFacility,
)
from kernel import statistics
from localities.models import AdministrativeUnit, UnitSuccession
from programmes.choices import (
    BeneficiaryKind,
    DecisionKind,
    DecisionState,
    FundingLevel,
    FundingSource,
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
    LegalDocument,
    LineIndicator,
    PlanDecision,
    Programme,
    ProjectFile,
    ProjectIndicator,
    ProjectPlace,
    ProjectStatement,
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
from reports.models import DocumentTemplate, FormLayout, LayoutColumn, TextParagraph, TextReport
from tests.factories.accounts import office, person
from tests.factories.localities import administrative_unit, thai_binh_units
from training.models import TrainingCourse

KEY = "minh hoa"


class Rows:
    """The world of this test: a Centre with a commune's office, and `count` rows of everything."""

    def __init__(self) -> None:
        self.units = thai_binh_units()
        self.centre = office(self.units.hung_yen, kind=OrganisationKind.EXTENSION_CENTRE)
        self.ward = office(self.units.quynh_phu)
        self.people = [
            person("quantri", self.centre, Role.SYSTEM_ADMIN),
            person("chuyenvien", self.centre, Role.CENTRE_OFFICER),
            person("ketoan", self.centre, Role.CENTRE_ACCOUNTANT),
            person("lanhdao", self.centre, Role.CENTRE_LEADER),
            person("xa", self.ward, Role.LOCAL_OFFICER),
        ]
        self.count = 0

    def grow(self, to: int) -> None:
        """Store more rows of every kind, so that there are `to`."""
        for number in range(self.count, to):
            self._catalogues(number)
            self._offices(number)
            self._records(number)
        rebuild_coverage([self.centre, self.ward])
        statistics.refresh(*apps.get_models())
        self.count = to

    def _catalogues(self, n: int) -> None:
        unit = administrative_unit(
            f"9{n:04d}", f"Xã Minh Họa {n}", parent=self.units.hung_yen, valid_from=date(2025, 7, 1)
        )
        unit.save()
        old = administrative_unit(
            f"8{n:04d}", f"Xã Cũ {n}", parent=self.units.hung_ha_old, valid_to=date(2025, 6, 30)
        )
        old.save()
        first = AdministrativeUnit.objects.order_by("pk")[0]
        for new in (unit, first):
            UnitSuccession.objects.create(old=old, new=new, extent="whole")
        document = LegalDocument.objects.create(number=f"{n}/NĐ", title="Minh họa", search_key=KEY)
        group = ActivityType.objects.filter(parent=None).first() or ActivityType.objects.create(
            code="1", short_name="Nhóm", order=1
        )
        activity = ActivityType.objects.create(
            code=f"1.{n}", short_name=f"Nội dung {n}", parent=group, search_key=KEY
        )
        SupportNorm.objects.create(
            code=f"1.{n}", name="Mức", level="local", activity=activity, document=document
        )
        Indicator.objects.create(
            code=f"1.{n}", name="Minh họa", measure="cơ sở", activity=activity, search_key=KEY
        )
        IndustryCode.objects.create(
            version="VSIC2025", code=f"{n}", name="Ngành", level=2, search_key=KEY
        )
        FormLayout.objects.create(
            slug="annual-plan",
            name=f"Mẫu {n}",
            title="Mẫu",
            valid_from=date(2030 + n, 1, 1) if n else None,
            valid_to=date(2030 + n, 12, 31),
        )
        first = FormLayout.objects.order_by("pk")[0]
        key = f"own_{n}" if n else "project"
        LayoutColumn.objects.create(layout=first, key=key, label="Cột", order=n)
        self._template(n)

    def _template(self, n: int) -> None:
        file = StoredFile.objects.create(
            sha256="0" * 64, size=1, kind="docx", name="mau.docx", stored_by=self.people[1]
        )
        DocumentTemplate.objects.create(
            centre=self.centre, slug="annual-plan", name=f"Mẫu {n}", file=file
        )

    def _offices(self, n: int) -> None:
        made = Organisation.objects.create(
            kind=OrganisationKind.OTHER,
            name=f"Đơn vị {n}",
            unit=self.units.hung_yen,
            search_key=KEY,
        )
        for owner in (self.centre, self.ward):
            OrganisationName.objects.create(organisation=owner, name=f"Tên cũ {n}")
        unit = AdministrativeUnit.objects.get(code=f"9{n:04d}")
        OrganisationArea.objects.create(organisation=self.centre, unit=unit)
        Contact.objects.create(
            organisation=made,
            unit=self.units.quynh_phu,
            kind=ContactKind.OTHER,
            full_name=f"Người {n}",
            search_key=KEY,
        )
        profile = OfficeProfile.objects.create(
            organisation=made, issuing_body="Đơn vị", symbol="DV", place_name="Hưng Yên"
        )
        OfficeProfile.objects.create(
            organisation=self.centre, issuing_body="Đơn vị", symbol="DV", place_name="Hưng Yên",
            valid_from=date(2026, 1, 1) + timedelta(days=n),
        )  # fmt: skip
        for owner in {profile, OfficeProfile.objects.order_by("pk")[0]}:
            Signer.objects.create(profile=owner, position=f"Giám đốc {n}", order=n)
        User.objects.create(
            username=f"nguoi-{n}", full_name="Người", role=Role.INSPECTOR, organisation=made
        )

    def _records(self, n: int) -> None:
        unit = self.units.quynh_phu
        programme = Programme.objects.create(
            name=f"Chương trình {n}", level="local", first_year=2021, last_year=2030,
            province=self.units.hung_yen,
        )  # fmt: skip
        first, second = FundingLevel.LOCAL, FundingLevel.NATIONAL
        year, level = (2026 - n, first) if n < 26 else (2026 - n + 26, second)
        plan = AnnualPlan.objects.create(
            province=self.units.hung_yen, year=year, level=level, programme=programme
        )
        shared = AnnualPlan.objects.order_by("pk").first()
        facility = RuralIndustrialFacility.objects.create(
            name=f"Cơ sở minh họa {n}",
            unit=unit,
            search_key=KEY,
            industry=IndustryCode.objects.order_by("-pk").first(),
            worker_count=n,
        )
        for owner in {facility, RuralIndustrialFacility.objects.order_by("pk")[0]}:
            FacilityYear.objects.create(facility=owner, year=1950 + n)
            FacilityContact.objects.create(facility=owner, full_name=f"Người {n}")
        project = SupportProject.objects.create(
            name=f"Đề án minh họa {n}", code=f"KC-{n}", unit=unit, plan=shared, level=shared.level,
            first_year=2026, programme=programme, search_key=KEY, support_amount=1_000_000,
            state="in_progress",
            activity=ActivityType.objects.order_by("-pk").first(),
            implementing_organisation=Organisation.objects.order_by("-pk").first(),
        )  # fmt: skip
        # A second one in the row's own plan, for the list of plans.
        SupportProject.objects.create(
            name="Đề án", unit=unit, plan=plan, level=level, first_year=year
        )
        self._parts(project, facility, shared, plan)
        self._reporting(project, n)

    def _reporting(self, project: Any, n: int) -> None:
        """A line and a course more; of the one ward's reports, one more in a period of its own."""
        whole = SupportProject.objects.order_by("pk").first()
        for owner in {project, whole}:
            line = TrackingLine.objects.create(
                project=owner, unit=self.units.quynh_phu, search_key=KEY,
                allocation=owner.allocations.order_by("-pk").first(),
            )  # fmt: skip
            indicator = Indicator.objects.order_by("-pk").first()
            LineIndicator.objects.create(line=line, indicator=indicator, planned=2)
            ReportingAssignment.objects.create(line=line, organisation=self.ward)
            TrainingCourse.objects.create(
                project=owner, line=line, unit=self.units.quynh_phu, name="Lớp minh họa",
                starts_on=date(2026, 3, 1), search_key=KEY,
            )  # fmt: skip
        first = date(2026, 1, 1) + timedelta(days=n)
        period = ReportingPeriod.objects.create(
            centre=self.centre, kind="free", code=f"{first}..{first}", starts_on=first,
            ends_on=first, data_from=first, data_to=date(2026, 12, 31), local_due_on=first,
        )  # fmt: skip
        for organisation in (self.ward, self.centre):
            PeriodSubmission.objects.create(period=period, organisation=organisation)
        log = {"name": "x", "source": "open", "target": "locked", "by": self.people[1]}
        PeriodTransition.objects.create(subject=period, **log)
        text = TextReport.objects.create(centre=self.centre, period_code=period.code)
        TextParagraph.objects.create(report=text, section=TextSection.values[0], text="Minh họa")
        # What the first report says of each line; the one of this row is sent.
        report = PeriodSubmission.objects.filter(organisation=self.ward).order_by("pk")[0]
        entry = ProgressEntry.objects.create(submission=report, line=line, state="in_progress")
        EntryIndicator.objects.create(entry=entry, indicator=indicator, done=1)
        SubmissionTransition.objects.create(subject=report, **log)
        others = Organisation.objects.order_by("-pk")[:1]
        for organisation in others:
            PeriodSubmission.objects.create(
                period=ReportingPeriod.objects.order_by("pk")[0],
                organisation=organisation,
                state="submitted",
            )

    def _parts(self, project: Any, facility: Any, shared: Any, plan: Any) -> None:
        whole = SupportProject.objects.order_by("pk").first()
        for owner in {project, whole}:
            allocation = Allocation.objects.create(
                project=owner, kind=BeneficiaryKind.FACILITY, facility=facility
            )
            decision, _made = PlanDecision.objects.get_or_create(
                plan=shared, province=shared.province, level=shared.level, round=1,
                kind=DecisionKind.APPROVAL,
            )  # fmt: skip
            recorded, _made = PlanDecision.objects.get_or_create(
                plan=shared, province=shared.province, level=shared.level, number="1/QĐ",
                kind=DecisionKind.AMENDMENT, state=DecisionState.RECORDED,
            )  # fmt: skip
            by_name = Allocation.objects.create(
                project=owner, kind=BeneficiaryKind.ORGANISATION,
                organisation=Organisation.objects.order_by("-pk").first(),
            )  # fmt: skip
            self._files_and_money(owner, decision)
            for paper, whom in ((decision, allocation), (recorded, by_name)):
                DecisionLine.objects.create(
                    decision=paper, project=owner, allocation=whom, amount=1_000_000,
                    source=FundingSource.PROVINCIAL,
                )  # fmt: skip
            newest = AdministrativeUnit.objects.filter(code__startswith="9").order_by("-pk")
            ProjectPlace.objects.create(project=owner, unit=newest[0])
            ProjectIndicator.objects.create(
                project=owner, indicator=Indicator.objects.order_by("-pk").first(), planned=1
            )
            self._file(owner)
            ProjectTransition.objects.create(
                subject=owner, name="start", source="approved", target="in_progress",
                by=self.people[1],
            )  # fmt: skip
        more = PlanDecision.objects.create(
            plan=shared, province=shared.province, level=shared.level, kind=DecisionKind.AMENDMENT
        )
        DecisionLine.objects.create(decision=more, project=whole, amount=1, source="other")

    def _files_and_money(self, project: SupportProject, decision: PlanDecision) -> None:
        stored = StoredFile.objects.create(
            sha256=f"{project.pk:064d}", size=1, kind="pdf", name="a.pdf", stored_by=self.people[1]
        )
        ProjectFile.objects.create(project=project, file=stored)
        DecisionFile.objects.create(decision=decision, file=stored)
        facts = {"project": project, "source": FundingSource.PROVINCIAL, "leg": "spent"}
        Balance.objects.get_or_create(**facts, defaults={"advanced": 0})
        LedgerEntry.objects.create(
            **facts, kind="opening", counts_as="advanced", amount=0,
            occurred_on=date(2026, 6, 30), by=self.people[1],
        )  # fmt: skip

    def _file(self, project: Any) -> None:
        """A line more of a project's budget, in a group of its own, and its statement."""
        BudgetLine.objects.create(
            project=project, content="Máy minh họa", quantity=1, unit_price=1_000_000,
            source=FundingSource.PROVINCIAL, group=f"Nhóm {project.budget_lines.count()}",
        )  # fmt: skip
        ProjectStatement.objects.get_or_create(project=project)
