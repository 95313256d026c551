"""The reports that the portal makes, by slug (contract, "Reports"), and how one is put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports import documents, selectors
from reports.documents import Document, DocumentKind
from reports.figures import Figures, annual_plan
from reports.parameters import Parameters


@dataclass(frozen=True)
class Report:
    """A report: its address, its names, the kind of document that it is on paper, and the one
    function that computes its figures."""

    slug: str
    name: Any
    description: Any
    file_stem: str
    years_only: bool
    compute: Callable[[Parameters, Any], Figures]
    kind: DocumentKind = documents.REPORT


REPORTS: Mapping[str, Report] = {
    report.slug: report
    for report in (
        Report(
            slug="annual-plan",
            name=_("Kế hoạch khuyến công năm"),
            description=_(
                "Đề án của năm theo cấp và nội dung hoạt động, kinh phí theo nguồn; văn bản chính "
                "hoặc phụ lục kèm theo quyết định."
            ),
            file_stem="ke-hoach-khuyen-cong",
            years_only=True,
            compute=annual_plan,
            kind=documents.PLAN,
        ),
    )
}


def put_together(report: Report, parameters: Parameters, user: Any) -> tuple[Figures, Document]:
    """Compute the figures once and lay the document out from them.

    Raises reports.selectors.UnknownUnitError.
    """
    figures = report.compute(parameters, user)
    paper = selectors.office_paper(user, timezone.localdate())
    document = documents.compose(figures, paper, money_unit=parameters.money_unit, kind=report.kind)
    return figures, document


def file_name(report: Report, parameters: Parameters, extension: str) -> str:
    """Return "ke-hoach-khuyen-cong-2026-33.pdf": no accents, with period and unit."""
    unit = str(parameters.unit).replace("@", "-") if parameters.unit else ""
    period = parameters.period.code.replace("..", "-")
    parts = [report.file_stem, period, unit]
    return "-".join(part for part in parts if part) + f".{extension}"
