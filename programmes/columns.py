"""The columns of the project list: what is shown, sorted, added up and exported."""

from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kernel.columns import Column, Columns, Source, plain_cell, repeated, words_of
from kernel.templatetags.portal import (
    applicable,
    fact,
    million,
    progress,
    state,
    vn_date,
    vn_datetime,
)
from localities.names import label
from programmes.choices import FundingLevel, ProjectKind, ProjectState, ProjectTag
from programmes.models import SupportProject
from programmes.selectors import Totals

BENEFICIARY = '<span class="sub">{}</span>'
LEVEL = '<abbr title="{}">{}</abbr>'
ACTIVITY = ' <span class="figs" title="{}">{}</span>'
MILLION = "triệu đồng"


def _named(project: SupportProject) -> tuple[SafeString]:
    return (_name(project.pk, project.name, project.beneficiary_text),)


# The same rows, places, days and amounts are drawn again and again: each piece is remembered.
@lru_cache(maxsize=2048)
def _name(pk: int, name: str, beneficiary: str) -> SafeString:
    below = format_html(BENEFICIARY, beneficiary) if beneficiary else ""
    address = reverse("programmes:project", args=[pk])
    return format_html('<a href="{}">{}</a>{}', address, name, below)


def _levelled(project: SupportProject) -> tuple[Any, ...]:
    activity = project.activity
    return (
        _level(project.level, project.level_abbreviation),
        _activity(activity.code, activity.short_name) if activity else "",
    )


@cache
def _level(level: str, abbreviation: str) -> SafeString:
    names = dict(FundingLevel.choices)
    return format_html(LEVEL, names.get(level, level), abbreviation)


def _activity(code: str, name: str) -> SafeString:
    return format_html(ACTIVITY, name, code)


@lru_cache(maxsize=4096)
def _million(amount: int | None) -> SafeString:
    return format_html("{}", million(amount))


@lru_cache(maxsize=2048)
def _day(day: date | None) -> SafeString:
    return format_html("{}", vn_date(day, "–"))


@lru_cache(maxsize=128)
def _progress(percent: int | None) -> SafeString:
    return progress(percent)


def _sum_up(totals: Totals) -> SafeString:
    missing = ""
    if totals.incomplete:
        sentence = f"{totals.incomplete} đề án chưa đủ số liệu; tổng chỉ gồm phần đã biết"
        missing = format_html(BENEFICIARY, sentence)
    return format_html("Cộng {} đề án{}", totals.count, missing)


CODE = Source("Mã", "code")
NAME = Source("Tên đề án", "name")
WHOM = Source("Đơn vị thụ hưởng", "beneficiary_text")
PLACE = Source("Địa điểm", "unit__full_name")
PLACE_CODE = Source("Mã địa bàn", "unit__code")
LEVELS = Source("Cấp", "level", FundingLevel.choices)
CONTENT_CODE = Source("Mã nội dung", "activity__code")
CONTENT = Source("Nội dung", "activity__short_name")
YEAR = Source("Năm", "first_year")
SUPPORT = Source("Hỗ trợ (đồng)", "support_amount")
COUNTERPART = Source("Đối ứng (đồng)", "counterpart_amount")
OTHER = Source("Nguồn khác (đồng)", "other_amount")
TOTAL = Source("Tổng kinh phí (đồng)", "total_amount")
PROGRESS = Source("Tiến độ (%)", "progress_percent")
STATE = Source("Trạng thái", "state", ProjectState.choices)
BEGINS = Source("Bắt đầu", "starts_on")
ENDS = Source("Kết thúc", "ends_on")

#: what is exported while nobody has chosen columns
EXPORT = (
    CODE, NAME, WHOM, PLACE, PLACE_CODE, LEVELS, CONTENT_CODE, CONTENT, YEAR, SUPPORT,
    COUNTERPART, OTHER, TOTAL, PROGRESS, STATE, BEGINS, ENDS,
)  # fmt: skip

COLUMNS = Columns(
    all=(
        Column(
            "code", _("Mã"), '<td class="code figs card-corner">{}</td>',
            lambda row: (repeated(applicable(row.code)),), ("code",), (CODE,), sort="code",
        ),
        Column(
            "name", _("Đề án và đơn vị thụ hưởng"),
            '<td class="name">{}</td>', _named, ("name", "beneficiary_text"), (NAME, WHOM),
            sort="name", total=_sum_up, is_fixed=True,
        ),
        Column(
            "unit", _("Địa bàn"), '<td data-label="Địa bàn">{}</td>',
            lambda row: (repeated(label(row.unit)),), ("unit__kind", "unit__name"),
            (PLACE, PLACE_CODE), sort="unit",
        ),
        Column(
            "level", _("Cấp, nội dung"),
            '<td data-label="Cấp, nội dung" class="text-nowrap">{}{}</td>', _levelled,
            ("level", "activity__code", "activity__short_name"), (LEVELS, CONTENT_CODE, CONTENT),
        ),
        Column(
            "support", _("Hỗ trợ"), plain_cell("num strong", "Hỗ trợ", MILLION),
            lambda row: (_million(row.support_amount),), ("support_amount",), (SUPPORT,),
            sort="support", unit=MILLION, css="num", total=lambda sums: million(sums.support),
        ),
        Column(
            "counterpart", _("Đối ứng"), plain_cell("num", "Đối ứng", MILLION),
            lambda row: (_million(row.counterpart_amount),), ("counterpart_amount",),
            (COUNTERPART,), sort="counterpart", unit=MILLION, css="num",
            total=lambda sums: million(sums.counterpart),
        ),
        Column(
            "total", _("Tổng"), plain_cell("num", "Tổng", MILLION),
            lambda row: (_million(row.total_amount),), ("total_amount",), (TOTAL,),
            sort="total", unit=MILLION, css="num", total=lambda sums: million(sums.total),
        ),
        Column(
            "progress", _("Tiến độ"), '<td data-label="Tiến độ">{}</td>',
            lambda row: (_progress(row.progress_percent),), ("progress_percent",), (PROGRESS,),
            sort="progress",
        ),
        Column(
            "state", _("Trạng thái"), '<td class="card-state">{}</td>',
            lambda row: (state(row.state, words_of(ProjectState).get(row.state, row.state)),),
            ("state",), (STATE,), sort="state",
        ),
        Column(
            "ends", _("Kết thúc"), plain_cell("date", "Kết thúc"),
            lambda row: (_day(row.ends_on),), ("ends_on",), (ENDS,), sort="ends",
        ),
        Column(
            "year", _("Năm"), plain_cell("figs", "Năm"), lambda row: (fact(row.first_year),),
            ("first_year",), (YEAR,), sort="year",
        ),
        Column(
            "starts", _("Bắt đầu"), plain_cell("date", "Bắt đầu"),
            lambda row: (_day(row.starts_on),), ("starts_on",), (BEGINS,), sort="starts",
        ),
        Column(
            "approved", _("Ngày phê duyệt"), plain_cell("date", "Ngày phê duyệt"),
            lambda row: (_day(row.approved_on),), ("approved_on",),
            (Source("Ngày phê duyệt", "approved_on"),), sort="approved",
        ),
        Column(
            "kind", _("Loại đề án"), plain_cell("", "Loại đề án"),
            lambda row: (words_of(ProjectKind).get(row.kind, row.kind),), ("kind",),
            (Source("Loại đề án", "kind", ProjectKind.choices),),
        ),
        Column(
            "content", _("Nội dung hoạt động"), plain_cell("", "Nội dung"),
            lambda row: (applicable(row.activity and row.activity.short_name),),
            ("activity__short_name",), (CONTENT,),
        ),
        Column(
            "organisation", _("Đơn vị thực hiện"), plain_cell("", "Đơn vị thực hiện"),
            lambda row: (
                applicable(row.implementing_organisation and row.implementing_organisation.name),
            ),
            ("implementing_organisation__name",),
            (Source("Đơn vị thực hiện", "implementing_organisation__name"),),
        ),
        Column(
            "unit_now", _("Địa bàn hiện nay"), plain_cell("", "Địa bàn hiện nay"),
            lambda row: (label(row.unit_now) if row.unit_now else fact(None),),
            ("unit_now__kind", "unit_now__name"),
            (Source("Địa bàn hiện nay", "unit_now__full_name"),),
        ),
        Column(
            "other", _("Nguồn khác"), plain_cell("num", "Nguồn khác", MILLION),
            lambda row: (_million(row.other_amount),), ("other_amount",), (OTHER,), unit=MILLION,
            css="num",
        ),
        Column(
            "tags", _("Nhãn"), plain_cell("", "Nhãn"),
            lambda row: (applicable(", ".join(row.tags)),), tuple(ProjectTag.values),
            tuple(Source(str(tag.label), tag.value) for tag in ProjectTag),
        ),
        Column(
            "scale", _("Quy mô, kết quả"), plain_cell("", "Quy mô, kết quả"),
            lambda row: (applicable(row.scale),), ("scale",),
            (Source("Quy mô, kết quả", "scale"),),
        ),
        Column(
            "note", _("Ghi chú"), plain_cell("", "Ghi chú"), lambda row: (applicable(row.note),),
            ("note",), (Source("Ghi chú", "note"),),
        ),
        Column(
            "updated", _("Cập nhật lúc"), plain_cell("date", "Cập nhật lúc"),
            lambda row: (vn_datetime(row.updated_at),), ("updated_at",),
            (Source("Cập nhật lúc", "updated_at"),), sort="updated",
        ),
    ),
    default=(
        "code", "name", "unit", "level", "support", "counterpart", "total", "progress", "state",
        "ends",
    ),
)  # fmt: skip

SORTS = {
    "code": "code",
    "name": "sort_key",
    "unit": "unit__sort_key",
    "support": "support_amount",
    "counterpart": "counterpart_amount",
    "total": "total_amount",
    "progress": "progress_percent",
    "state": "state",
    "starts": "starts_on",
    "ends": "ends_on",
    "approved": "approved_on",
    "updated": "updated_at",
    "year": "first_year code",
}
