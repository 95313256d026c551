"""The files of some projects in the sample: budgets and statements."""

from collections import defaultdict
from decimal import Decimal

from khuyencong.sample.content import SOURCES, Content
from khuyencong.sample.files import amount_of, read
from khuyencong.sample.office import REASON
from programmes.models import BudgetLine, ProjectStatement
from programmes.services import save_budget, save_statement

PARAGRAPHS = "|"


def build_proposals(content: Content, year: int) -> None:
    """Store what the files of the year's projects say."""
    lines: dict[str, list[BudgetLine]] = defaultdict(list)
    for row in read("budgets"):
        lines[row["project"]].append(_line(row))
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read("statements"):
        words[row["project"]][row["part"]] = row["text"].replace(PARAGRAPHS, "\n")
    for key, project in content.projects.items():
        if project.first_year != year:
            continue
        if key in lines:
            save_budget(project, lines[key], by=content.officer, reason=REASON)
        if key in words:
            statement = ProjectStatement(project=project, **words[key])
            save_statement(statement, by=content.officer, reason=REASON)


def _line(row: dict[str, str]) -> BudgetLine:
    return BudgetLine(
        group=row["group"],
        content=row["content"],
        measure=row["measure"],
        quantity=Decimal(row["quantity"]) if row["quantity"] else None,
        unit_price=amount_of(row["unit_price"]) if row["unit_price"] else None,
        source=SOURCES[row["source"]],
        basis=row["basis"],
    )
