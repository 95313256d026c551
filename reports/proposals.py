"""The papers of a project's file: the budget (Mẫu 1), and the statement with it as annex."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from accounts.letterhead import OfficePaper
from accounts.services import own_centre
from programmes import selectors as programmes
from programmes.choices import FundingLevel
from programmes.models import SupportProject
from reports import documents, selectors
from reports.documents import Document, DocumentKind
from reports.figures import Figures
from reports.figures.budget import budget
from reports.figures.laying_out import laid_out
from reports.figures.statement import statement
from reports.layouts import Layout
from reports.tables import printable
from reports.texts.paper import EMPTY, Block, TextDocument

PROPOSAL = DocumentKind("Đề án", "ĐA", "Đề án", "ĐA")
BUDGET_SHEET, STATEMENT_SHEET = "Dự toán", "Thuyết minh"
NO_LINES = "Chưa có dòng dự toán."
ANNEX = "Phụ lục"


@dataclass(frozen=True)
class Paper:
    """A paper of a project: the figures it is made of, its sheet, and its text where it has one."""

    figures: Figures
    document: Document
    text: TextDocument | None = None


def budget_paper(project: SupportProject, user: Any, layout: Layout | None = None) -> Paper:
    """Put the budget of a project together (TT 36/2013/TT-BCT, Phụ lục 1, Mẫu số 1), in ``layout``
    if one is given."""
    figures = budget(project)
    if layout is not None:
        figures = laid_out(figures, layout)
    document = _sheet(project, figures, office_of(project, user), BUDGET_SHEET)
    if not figures.items:
        document = replace(document, notes=(NO_LINES,))
    return Paper(figures, document)


def statement_paper(project: SupportProject, user: Any) -> Paper:
    """Put the statement of a project together, its budget behind it where there is one."""
    office = office_of(project, user)
    parts = programmes.statement_parts(project)
    figures = statement(project, parts)
    sheet = replace(_sheet(project, figures, office, STATEMENT_SHEET), notes=())
    costs = budget_paper(project, user)
    blocks = tuple(
        Block(
            level=2,
            number=str(part.number),
            title=part.part.title,
            paragraphs=tuple(printable(text) for text in part.paragraphs) or (EMPTY,),
        )
        for part in parts
    )
    text = TextDocument(
        landscape=False,
        letterhead=documents.letterhead(office, PROPOSAL.symbol, figures.generated_at.year),
        form_code=figures.form_code,
        headings=sheet.headings,
        title=sheet.title,
        plain_title=sheet.plain_title,
        subtitles=sheet.subtitles,
        unit_line="",
        signatures=documents.signatures(office),
        recipients=(),
        author=office.issuing_body,
        generated_at=figures.generated_at,
        blocks=blocks,
        annex=_annex(costs.document) if costs.figures.items else None,
    )
    return Paper(figures, sheet, text)


def office_of(project: SupportProject, user: Any) -> OfficePaper:
    """Return whose paper it is: the implementing organisation's, else the Centre's."""
    centre, implementing = own_centre(user), project.implementing_organisation
    if implementing and centre and implementing.pk != centre.pk:
        return OfficePaper(issuing_body=implementing.name)
    return selectors.office_paper(user, timezone.localdate())


def _sheet(project: SupportProject, figures: Figures, office: OfficePaper, name: str) -> Document:
    """Lay a table of the file out: its name, the project below, no number of its own."""
    made = documents.compose(figures, office, kind=PROPOSAL, noun="khoản chi")
    kind = dict(FundingLevel.choices).get(project.level, "")
    level = f"Đề án khuyến công {str(kind).lower()}" if project.level != "unknown" else "Đề án"
    head = made.letterhead and replace(made.letterhead, number_line="")
    return replace(
        made,
        letterhead=head,
        headings=(figures.title.upper(),),
        title=printable(project.name),
        plain_title=f"{figures.title}: {project.name}",
        subtitles=(" – ".join(part for part in (level, project.code) if part),),
        recipients=figures.layout.recipients,
        sheet_name=name,
    )


def _annex(costs: Document) -> Document:
    """The budget behind the statement: it goes with it and nobody signs it twice."""
    return replace(
        costs,
        letterhead=None,
        headings=(ANNEX,),
        title=costs.headings[0],
        subtitles=(f"(Kèm theo Thuyết minh đề án: {costs.title})",),
        signatures=(),
    )
