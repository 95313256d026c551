"""What an office's first week leaves behind: papers, balances, a proposal, a layout."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.choices import ListName, Role
from accounts.models import SavedView
from accounts.services import save_profile, save_view
from kernel.money import MoneyUnit
from programmes.balances import Amounts
from programmes.models import BudgetLine, PlanDecision, ProjectStatement, SupportProject
from programmes.services import (
    Opening,
    add_decision_file,
    record_openings,
    record_past_state,
    save_budget,
    save_statement,
)
from programmes.services.grid import save_grid_draft
from reports.layouts import OWN, LayoutLine
from reports.models import DocumentTemplate, FormLayout
from reports.services import save_layout, save_template
from reports.templates.subjects import SUBJECTS
from tests.factories import programmes as factory
from tests.factories.files import PDF

MILLION = 1_000_000


def fill_first_week(place: SimpleNamespace) -> None:
    """One of each kind of record, with a known, a zero and an unknown value."""
    project = SupportProject.objects.get(name="Đề án minh họa 01")
    _papers(place)
    _money(place, project)
    _proposal(place, project)
    _layout(place)
    save_view(
        SavedView(owner=place.officer, list=ListName.PROJECTS, name="Minh họa", query="year=2026"),
        by=place.officer,
    )
    save_grid_draft(
        project.plan, [{"name": "Đang gõ (minh họa)"}], "million", seen_version=0, by=place.officer
    )
    _own_paper(place)
    profile = place.profile
    profile.money_unit, profile.decimals = MoneyUnit.THOUSAND, 0
    profile.issuing_body = "Trung tâm minh họa, tên mới"
    signers = [{"capacity": "", "position": "Giám đốc", "full_name": "Người ký minh họa"}]
    save_profile(profile, signers, by=place.officer, starts_on=date(2026, 7, 1))


def _own_paper(place: SimpleNamespace) -> None:
    """The office's own words for a project."""
    leader = factory.person(place.centre, Role.CENTRE_LEADER, username="lanh-dao-trung-tam")
    upload = ContentFile(SUBJECTS["project"].starters["docx"](), "de-an-minh-hoa.docx")
    save_template(DocumentTemplate(slug="project", name="Phiếu đề án minh họa"), upload, by=leader)


def _papers(place: SimpleNamespace) -> None:
    decision = PlanDecision.objects.get(number="40/QĐ-UBND")
    scan = SimpleUploadedFile("quyet-dinh-minh-hoa.pdf", PDF)
    add_decision_file(decision, scan, by=place.officer)
    older = SupportProject.objects.get(name="Đề án minh họa năm 2024")
    record_past_state(
        older,
        "accepted",
        by=place.officer,
        occurred_on=date(2024, 12, 10),
        note="Biên bản nghiệm thu minh họa",
    )


def _money(place: SimpleNamespace, project: SupportProject) -> None:
    accountant = factory.person(place.centre, Role.CENTRE_ACCOUNTANT, username="ke-toan")
    amounts = Amounts(received=60 * MILLION, advanced=0, settled=None)
    record_openings(
        [Opening(project.pk, "support_provincial", amounts)],
        by=accountant,
        as_of=date(2026, 5, 1),
        voucher="Sổ kế toán minh họa",
    )


def _proposal(place: SimpleNamespace, project: SupportProject) -> None:
    lines = [
        BudgetLine(
            content=f"Nội dung chi minh họa {i}",
            measure="máy",
            quantity=quantity,
            unit_price=price,
            source="support_provincial",
        )
        for i, (quantity, price) in enumerate(
            ((Decimal(2), 30 * MILLION), (Decimal(1), 0), (None, None)), start=1
        )
    ]
    save_budget(project, lines, by=place.officer)
    statement = ProjectStatement(project=project, necessity="Sự cần thiết (minh họa)")
    save_statement(statement, by=place.officer)


def _layout(place: SimpleNamespace) -> None:
    """A column of the office's own."""
    layout = FormLayout.objects.filter(slug="progress").order_by("-pk")[0]
    lines = [
        LayoutLine(c.key, c.label, c.group, c.order, c.width, c.shown)
        for c in layout.columns.order_by("order")
    ]
    own = LayoutLine(OWN, "Ký nhận (minh họa)", "", 999, 20, shown=True)
    save_layout(layout, [*lines, own], by=place.officer)
