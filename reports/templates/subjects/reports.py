"""Reports of figures as subjects of templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.money import MoneyUnit
from reports import choosing, documents, selectors, tables
from reports.catalogue import REPORTS, Report, put_together
from reports.choices import LevelFilter
from reports.documents import Document
from reports.figures.sections import SECTIONS
from reports.figures.shapes import Figures
from reports.parameters import Parameters, read
from reports.templates import answers, starters
from reports.templates.placeholders import (
    FIGURES,
    HEAD,
    HEADS,
    LABELS,
    WITHOUT_SUMS,
    Groups,
    columns_of,
    listed,
    named,
)
from reports.templates.subjects.shape import Subject
from reports.templates.values import Value, Values

SINGLE: Mapping[str, str] = {
    **HEAD,
    "loai_van_ban": "Tên loại văn bản, chữ in hoa",
    "trich_yeu": "Trích yếu, đứng dưới tên loại văn bản",
    "tieu_de": "Tiêu đề đầy đủ của báo cáo",
    "ky_hieu_mau": "Ký hiệu mẫu, khi đơn vị đã đối chiếu",
    "ky_bao_cao": "Kỳ báo cáo",
    "nam": "Năm",
    "tu_ngay": "Ngày đầu của số liệu",
    "den_ngay": "Ngày cuối của số liệu",
    "pham_vi": "Cấp và địa bàn đã chọn; trống khi lấy toàn bộ",
    "don_vi_tinh": "Đơn vị tính của tiền",
    "so_dong": "Số đề án, lớp hoặc chỉ tiêu trong báo cáo",
    "ghi_chu": "Ghi chú dưới bảng",
    "nguoi_lap": "Họ tên người lập biểu",
}
# Sums that stand once: the prefix and whose sum it is.
SUMS: Mapping[str, str] = {
    "tong": "Tổng cộng",
    "quoc_gia": "Cộng khuyến công quốc gia",
    "dia_phuong": "Cộng khuyến công địa phương",
}
# What a row that has one of them repeats for.
LINES: Mapping[str, str] = {
    "dong": "từng đề án, lớp hoặc chỉ tiêu",
    "con": "từng dòng chi tiết dưới đề án",
    "nhom": "từng nhóm nội dung, kèm số cộng",
    "muc": "từng phần lớn (quốc gia, địa phương), kèm số cộng",
    "tong_hop": "từng dòng tổng hợp theo chỉ tiêu",
}
_LEVELS = {"quoc_gia": LevelFilter.NATIONAL, "dia_phuong": LevelFilter.LOCAL}
_CODES = {"tong": "", **{prefix: SECTIONS[level][0] for prefix, level in _LEVELS.items()}}


@dataclass(frozen=True)
class MadeReport:
    """A report that was made: what was asked for, the figures, the paper."""

    parameters: Parameters
    figures: Figures
    document: Document


def subject_of(report: Report) -> Subject:
    """Return a report as a subject."""
    return Subject(
        slug=report.slug,
        name=report.name,
        file_stem=report.file_stem,
        groups=partial(groups, report),
        values=partial(values, report),
        newest=partial(_newest, report),
        starters={kind: partial(_starter, report, kind) for kind in starters.RENDERERS},
        address=partial(reverse, "reports:report", args=[report.slug]),
        open_label=_("Mở báo cáo"),
    )


def groups(report: Report) -> Groups:
    """Return the placeholders that a report knows, under headings."""
    columns = columns_of(report.slug, report.kinds)
    figures = [key for key in columns if report.kinds[key] in FIGURES]
    found = [("Đứng một lần", listed(SINGLE))]
    if report.slug not in WITHOUT_SUMS:
        for prefix, meaning in SUMS.items():
            found.append((meaning, named(prefix, figures, columns)))
    return [*found, *rows(columns, figures)]


def rows(columns: Mapping[str, str], figures: list[str]) -> Groups:
    """Return the placeholders of the rows of a report's table."""
    found = []
    for prefix, meaning in LINES.items():
        own = listed(HEADS if prefix == "dong" else LABELS, prefix)
        keys = figures if prefix in {"nhom", "muc"} else list(columns)
        found.append((f"Dòng lặp lại cho {meaning}", own + named(prefix, keys, columns)))
    return found


def values(report: Report, made: MadeReport, user: Any) -> Values:
    """Return everything that a template of the report may ask for."""
    figures, layout = made.figures, made.figures.layout
    paper = selectors.office_paper(user, timezone.localdate())
    table = answers.whole(figures, made.document.table)
    single = {
        **answers.head(
            paper, report.kind.symbol, recipients=layout.recipients, named=layout.signers
        ),
        **_words(report, made),
        **_sums(report, figures, table),
    }
    return Values(single, answers.lines(table))


def _words(report: Report, made: MadeReport) -> dict[str, Value]:
    figures, document, period = made.figures, made.document, made.parameters.period
    filters = figures.filters
    first, last = (
        date.fromisoformat(filters[key]) if key in filters else day
        for key, day in (("data_from", period.first), ("data_to", period.last))
    )
    words = {
        "loai_van_ban": report.kind.name.upper(),
        "tieu_de": figures.title,
        "trich_yeu": documents.subject(figures.title, report.kind),
        "ky_hieu_mau": figures.form_code,
        "ky_bao_cao": filters.get("period_title") or f"năm {period.year}",
        "pham_vi": "; ".join(text for text in document.subtitles if not text.startswith("(")),
        "don_vi_tinh": MoneyUnit(document.table.money_unit).label,
        "ghi_chu": "\n".join(document.notes),
        "nguoi_lap": figures.layout.prepared_by,
    }
    return {
        **answers.texts(words),
        "nam": answers.number(period.year),
        "so_dong": answers.number(len(figures.items)),
        "tu_ngay": answers.day(first),
        "den_ngay": answers.day(last),
    }


def _sums(report: Report, figures: Figures, table: tables.Table) -> dict[str, Value]:
    """Return the total and the sums of the two sections; a section without any item is zero."""
    if report.slug in WITHOUT_SUMS:
        return {}
    found: dict[str, Value] = {}
    codes = {line.code for line in table.lines if line.level <= 1}
    for prefix, code in _CODES.items():
        if code in codes or figures.level not in {LevelFilter.ALL, _LEVELS.get(prefix)}:
            found |= answers.sums(table, prefix, code)
        else:
            found |= answers.zeros(table, prefix)
    return found


def _newest(report: Report, user: Any) -> MadeReport:
    """Return the report of the year that has projects."""
    year = choosing.default_year(selectors.years_of(user))
    parameters = read({"year": str(year)}, years_only=report.years_only)
    return MadeReport(parameters, *put_together(report, parameters, user))


def _starter(report: Report, kind: str) -> bytes:
    return starters.RENDERERS[kind](starters.of_report(report))


SUBJECTS = {slug: subject_of(report) for slug, report in REPORTS.items()}
