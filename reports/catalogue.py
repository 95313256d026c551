"""The reports that the portal makes, by slug (contract, "Reports"), and how one is put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports import documents, selectors
from reports.documents import Document, DocumentKind
from reports.figures import ColumnKind, Figures, annual_plan, courses, progress, results
from reports.figures.courses import KINDS as COURSE_KINDS
from reports.figures.laying_out import laid_out
from reports.figures.plans import KINDS as PLAN_KINDS
from reports.figures.progress import KINDS as PROGRESS_KINDS
from reports.figures.results import KINDS as RESULT_KINDS
from reports.layouts import Layout
from reports.parameters import Parameters


@dataclass(frozen=True)
class Report:
    """A report: its address, its names, the kind of document that it is on paper, what one of its
    items is called, where its figures are mended, and the one function that computes them."""

    slug: str
    name: Any
    description: Any
    file_stem: str
    years_only: bool
    compute: Callable[[Parameters, Any], Figures]
    mended_at: Any
    kinds: Mapping[str, ColumnKind]  # what its layouts can show
    kind: DocumentKind = documents.REPORT
    noun: str = documents.PROJECT
    has_money: bool = True


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
            mended_at=_("Muốn sửa số, sửa tại đề án rồi xem lại."),
            kinds=PLAN_KINDS,
            kind=documents.PLAN,
        ),
        Report(
            slug="progress",
            name=_("Tiến độ thực hiện đề án"),
            description=_(
                "Kinh phí kế hoạch, tiến độ và chỉ tiêu của từng đề án theo kỳ: trong kỳ, lũy kế, "
                "ước, so kế hoạch, so cùng kỳ; từ báo cáo đã duyệt."
            ),
            file_stem="tien-do",
            years_only=False,
            compute=progress,
            mended_at=_("Số từ báo cáo đã duyệt; muốn sửa, mở lại báo cáo của đơn vị."),
            kinds=PROGRESS_KINDS,
        ),
        Report(
            slug="results",
            name=_("Kết quả hoạt động khuyến công theo chỉ tiêu"),
            description=_(
                "Chỉ tiêu của biểu năm theo cấp: kế hoạch, trong kỳ, lũy kế, ước, so kế hoạch, "
                "so cùng kỳ; cộng từ đề án và báo cáo đã duyệt, không ai gõ tổng."
            ),
            file_stem="ket-qua-theo-chi-tieu",
            years_only=False,
            compute=results,
            noun="chỉ tiêu",
            mended_at=_("Số từ báo cáo đã duyệt; muốn sửa, mở lại báo cáo của đơn vị."),
            kinds=RESULT_KINDS,
            has_money=False,
        ),
        Report(
            slug="courses",
            name=_("Lớp đào tạo, tập huấn"),
            description=_(
                "Lớp mở trong kỳ theo cấp và loại lớp: học viên, nữ, dân tộc thiểu số, "
                "có việc làm sau đào tạo."
            ),
            file_stem="lop-dao-tao",
            years_only=False,
            compute=courses,
            noun="lớp",
            mended_at=_("Muốn sửa số, sửa tại lớp đào tạo rồi xem lại."),
            kinds=COURSE_KINDS,
            has_money=False,
        ),
    )
}


def put_together(
    report: Report, parameters: Parameters, user: Any, layout: Layout | None = None
) -> tuple[Figures, Document]:
    """Compute the figures once and lay the document out from them, in ``layout`` if one is given.

    Raises reports.selectors.UnknownUnitError.
    """
    figures = report.compute(parameters, user)
    if layout is not None:
        figures = laid_out(figures, layout)
    paper = selectors.office_paper(user, timezone.localdate())
    document = documents.compose(
        figures, paper, money_unit=parameters.money_unit, kind=report.kind, noun=report.noun
    )
    return figures, document


def file_name(report: Report, parameters: Parameters) -> str:
    """Return "ke-hoach-khuyen-cong-2026-33": no accents, no ending, with period and unit."""
    unit = str(parameters.unit).replace("@", "-") if parameters.unit else ""
    period = parameters.period.code.replace("..", "-")
    parts = [report.file_stem, period, unit]
    return "-".join(part for part in parts if part)
