"""What has layouts that the office can change: the reports, and the budget of a project."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programmes.models import SupportProject
from reports import proposals
from reports.catalogue import REPORTS, Report, put_together
from reports.documents import Document
from reports.figures import ColumnKind, Figures
from reports.figures.budget import KINDS as BUDGET_KINDS
from reports.figures.budget import SLUG as BUDGET
from reports.layouts import Layout
from reports.parameters import read

Drawn = tuple[Figures, Document]


class NothingToDrawError(LookupError):
    """The office has nothing yet of which a layout could be shown."""


@dataclass(frozen=True)
class Arranged:
    """A table with layouts: its names, what it can show, where it is read, and how one is drawn
    with the office's figures of a year."""

    slug: str
    name: Any
    noun: Any
    kinds: Mapping[str, ColumnKind]
    has_money: bool
    has_years: bool
    address: Callable[[], str]
    draw: Callable[[Layout, int, Any], Drawn]


def _of_report(report: Report) -> Arranged:
    def draw(layout: Layout, year: int, user: Any) -> Drawn:
        parameters = read({"year": str(year)}, years_only=report.years_only)
        return put_together(report, parameters, user, layout)

    return Arranged(
        slug=report.slug,
        name=report.name,
        noun=report.noun,
        kinds=report.kinds,
        has_money=report.has_money,
        has_years=True,
        address=partial(reverse, "reports:report", args=[report.slug]),
        draw=draw,
    )


def _budget(layout: Layout, _year: int, user: Any) -> Drawn:
    """Draw the newest budget that the person sees. Raises NothingToDrawError."""
    projects = SupportProject.objects.visible_to(user).filter(budget_lines__isnull=False)
    project = (
        projects.select_related("unit__parent", "unit__province", "implementing_organisation")
        .order_by("-pk")
        .first()
    )
    if project is None:
        raise NothingToDrawError
    paper = proposals.budget_paper(project, user, layout)
    return paper.figures, paper.document


ARRANGED: Mapping[str, Arranged] = {
    **{slug: _of_report(report) for slug, report in REPORTS.items()},
    BUDGET: Arranged(
        slug=BUDGET,
        name=_("Dự toán kinh phí đề án"),
        noun=_("khoản chi"),
        kinds=BUDGET_KINDS,
        has_money=True,
        has_years=False,
        address=partial(reverse, "programmes:projects"),
        draw=_budget,
    ),
}
