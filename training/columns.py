"""The columns of the list of courses: what is shown, sorted, added up and exported."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kernel.columns import Column, Columns, Source, plain_cell, words_of
from kernel.templatetags.portal import applicable, fact, state, vn_date
from localities.names import label
from training.choices import CourseKind, CourseState
from training.models import TrainingCourse
from training.selectors import Totals

PEOPLE = "người"
SUB = '<span class="sub">{}</span>'


def _named(row: TrainingCourse) -> tuple[Any, ...]:
    code, name = row.project.code, row.project.name
    parts = [format_html('<span class="figs">{}</span>', code)] if code else []
    if name != row.name:
        parts.append(format_html(" · {}" if parts else "{}", name))
    below = format_html(SUB, format_html("{}" * len(parts), *parts)) if parts else ""
    return row.get_absolute_url(), row.name, below


def _sum_up(totals: Totals) -> SafeString:
    missing: Any = ""
    if unknown := totals.unknown["trainee_count"]:
        sentence = f"{unknown} lớp chưa rõ số học viên; các tổng chỉ gồm phần đã biết"
        missing = format_html(SUB, sentence)
    return format_html("Cộng {} lớp{}", totals.count, missing)


def _with_plan(known: Any, planned: int | None) -> SafeString:
    below = format_html(SUB, f"dự kiến {planned}") if planned is not None else ""
    return format_html("<span>{}{}</span>", fact(known), below)


def _total(name: str) -> Any:
    def cell(totals: Totals) -> SafeString:
        unknown = totals.unknown[name]
        below = format_html(SUB, f"{unknown} chưa rõ") if unknown else ""
        return format_html("<span>{}{}</span>", fact(getattr(totals, name)), below)

    return cell


def _count(key: str, name: str, title: str, label: Any) -> Column:
    """A column of a number of people that is added up."""
    return Column(
        key, label, plain_cell("num", title), lambda row: (fact(getattr(row, name)),), (name,),
        (Source(title, name),), sort=key, unit=PEOPLE, css="num", total=_total(name),
    )  # fmt: skip


def _text(key: str, title: str, lookup: str, read: Any) -> Column:
    """A column of plain words."""
    return Column(
        key, title, plain_cell("", title), lambda row: (applicable(read(row)),), (lookup,),
        (Source(title, lookup),),
    )  # fmt: skip


def _day(key: str, name: str, title: str, *, sort: str = "") -> Column:
    return Column(
        key, title, plain_cell("date", title), lambda row: (vn_date(getattr(row, name)),), (name,),
        (Source(title, name),), sort=sort,
    )  # fmt: skip


NAME = Source("Tên lớp", "name")
KIND = Source("Loại lớp", "kind", CourseKind.choices)
TRADE = Source("Nghề, chuyên đề", "trade")
PROJECT_CODE = Source("Mã đề án", "project__code")
PROJECT = Source("Đề án", "project__name")
PLACE = Source("Địa điểm", "unit__full_name")
PLACE_CODE = Source("Mã địa bàn", "unit__code")
STATE = Source("Tình trạng", "state", CourseState.choices)
PLANNED = Source("Học viên dự kiến", "planned_trainee_count")
TRAINEES = Source("Học viên", "trainee_count")

#: what is exported while nobody has chosen columns
EXPORT = (
    NAME, KIND, TRADE, PROJECT_CODE, PROJECT, Source("Đơn vị đào tạo", "provider__name"),
    Source("Đơn vị đào tạo (ghi thêm)", "provider_text"), PLACE, PLACE_CODE,
    Source("Địa điểm (ghi thêm)", "place_text"), Source("Khai giảng", "starts_on"),
    Source("Bế giảng", "ends_on"), STATE, PLANNED, TRAINEES, Source("Nữ", "women_count"),
    Source("Dân tộc thiểu số", "minority_count"),
    Source("Dự kiến có việc làm", "planned_employed_count"),
    Source("Có việc làm sau đào tạo", "employed_count"),
    Source("Số có việc làm tính đến", "employed_on"), Source("Trang nguồn", "source_url"),
    Source("Ghi chú", "note"),
)  # fmt: skip

COLUMNS = Columns(
    all=(
        Column(
            "name", _("Lớp và đề án"), '<td class="name"><a href="{}">{}</a>{}</td>', _named,
            ("name", "project__code", "project__name"), (NAME, PROJECT_CODE, PROJECT),
            sort="name", total=_sum_up, is_fixed=True,
        ),
        Column(
            "kind", _("Loại lớp"), plain_cell("", "Loại lớp"),
            lambda row: (words_of(CourseKind).get(row.kind, row.kind),), ("kind",), (KIND,),
            sort="kind",
        ),
        Column(
            "unit", _("Địa bàn"), plain_cell("", "Địa bàn"), lambda row: (label(row.unit),),
            ("unit__kind", "unit__name"), (PLACE, PLACE_CODE), sort="unit",
        ),
        _day("starts", "starts_on", "Khai giảng", sort="starts"),
        _day("ends", "ends_on", "Bế giảng", sort="ends"),
        Column(
            "trainees", _("Học viên"), plain_cell("num strong", "Học viên"),
            lambda row: (_with_plan(row.trainee_count, row.planned_trainee_count),),
            ("trainee_count", "planned_trainee_count"), (PLANNED, TRAINEES), sort="trainees",
            unit=PEOPLE, css="num",
            total=lambda sums: _with_plan(sums.trainee_count, sums.planned_trainee_count),
        ),
        _count("women", "women_count", "Nữ", _("Nữ")),
        _count("minority", "minority_count", "Dân tộc thiểu số", _("Dân tộc thiểu số")),
        _count("employed", "employed_count", "Có việc làm", _("Có việc làm")),
        Column(
            "state", _("Tình trạng"), '<td class="card-state text-nowrap">{}</td>',
            lambda row: (state(row.state, words_of(CourseState).get(row.state, row.state)),),
            ("state",), (STATE,), sort="state",
        ),
        _text("trade", "Nghề, chuyên đề", "trade", lambda row: row.trade),
        _text(
            "provider", "Đơn vị đào tạo", "provider__name",
            lambda row: row.provider and row.provider.name,
        ),
        _text(
            "provider_text", "Đơn vị đào tạo (ghi thêm)", "provider_text",
            lambda row: row.provider_text,
        ),
        _text("place", "Địa điểm (ghi thêm)", "place_text", lambda row: row.place_text),
        Column(
            "planned_employed", _("Dự kiến có việc làm"), plain_cell("num", "Dự kiến có việc làm"),
            lambda row: (fact(row.planned_employed_count),), ("planned_employed_count",),
            (Source("Dự kiến có việc làm", "planned_employed_count"),), unit=PEOPLE, css="num",
        ),
        _day("employed_on", "employed_on", "Số có việc làm tính đến"),
        _text("note", "Ghi chú", "note", lambda row: row.note),
    ),
    default=(
        "name", "kind", "unit", "starts", "ends", "trainees", "women", "minority", "employed",
        "state",
    ),
)  # fmt: skip

SORTS = {
    "name": "sort_key",
    "kind": "kind",
    "unit": "unit__sort_key",
    "starts": "starts_on sort_key",
    "ends": "ends_on sort_key",
    "trainees": "trainee_count",
    "women": "women_count",
    "minority": "minority_count",
    "employed": "employed_count",
    "state": "state",
}
