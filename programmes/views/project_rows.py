"""The body of the project list: fifty rows of ten cells, drawn by one function.

A template node for each cell costs more than the queries and the rest of the page together
(`make bench`, list-page). Everything still goes through `format_html`, which escapes.
"""

from collections.abc import Iterable
from functools import cache

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel.templatetags.portal import applicable, million, progress, state, vn_date
from localities.names import label
from programmes.choices import FundingLevel, ProjectState
from programmes.models import SupportProject

ROW = (
    '<tr><td class="code figs card-corner">{}</td>'
    '<td class="name"><a href="{}">{}</a>{}</td>'
    '<td data-label="Địa bàn">{}</td>'
    '<td data-label="Cấp, nội dung" class="text-nowrap">{}{}</td>'
    '<td class="num strong" data-label="Hỗ trợ" data-unit="triệu đồng">{}</td>'
    '<td class="num" data-label="Đối ứng" data-unit="triệu đồng">{}</td>'
    '<td class="num" data-label="Tổng" data-unit="triệu đồng">{}</td>'
    '<td data-label="Tiến độ">{}</td>'
    '<td class="card-state">{}</td>'
    '<td class="date" data-label="Kết thúc">{}</td></tr>'
)
# What a row reads of a project, its unit and its activity: the wide text columns stay in the table.
FIELDS = (
    "code",
    "name",
    "beneficiary_text",
    "level",
    "support_amount",
    "counterpart_amount",
    "total_amount",
    "progress_percent",
    "state",
    "ends_on",
    "unit__kind",
    "unit__name",
    "activity__code",
    "activity__short_name",
)
BENEFICIARY = '<span class="sub">{}</span>'
LEVEL = '<abbr title="{}">{}</abbr>'
ACTIVITY = ' <span class="figs" title="{}">{}</span>'


def draw(projects: Iterable[SupportProject]) -> SafeString:
    """Return the rows of a project list; of each project `FIELDS` must have been selected."""
    page = reverse("programmes:project", args=[0]).removesuffix("0/")
    return format_html_join("\n", "{}", ((_row(project, page),) for project in projects))


def _row(project: SupportProject, page: str) -> SafeString:
    return format_html(
        ROW,
        applicable(project.code),
        f"{page}{project.pk}/",
        project.name,
        format_html(BENEFICIARY, project.beneficiary_text) if project.beneficiary_text else "",
        label(project.unit),
        _level(project.level, project.level_abbreviation),
        _activity(project.activity.code, project.activity.short_name) if project.activity else "",
        million(project.support_amount),
        million(project.counterpart_amount),
        million(project.total_amount),
        progress(project.progress_percent),
        state(project.state, _labels().get(project.state, project.state)),
        vn_date(project.ends_on, "–"),
    )


@cache
def _level(level: str, abbreviation: str) -> SafeString:
    names = dict(FundingLevel.choices)
    return format_html(LEVEL, names.get(level, level), abbreviation)


def _activity(code: str, name: str) -> SafeString:
    return format_html(ACTIVITY, name, code)


@cache
def _labels() -> dict[str, str]:
    """The words for the states; Django's own get_state_display builds them anew for every row."""
    return {value: str(word) for value, word in ProjectState.choices}
