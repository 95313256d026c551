"""The recycle bin: what was deleted, by whom and when, and the way back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import CharField, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from beneficiaries.models import RuralIndustrialFacility
from beneficiaries.services import restore_facility
from kernel.lists import PAGE_SIZE
from kernel.records import Record
from kernel.refusals import refusal_text
from kernel.search import matching
from programmes.models import AnnualPlan, PlanDecision, Programme, SupportProject, TrackingLine
from programmes.services import (
    restore_decision,
    restore_line,
    restore_plan,
    restore_programme,
    restore_project,
)
from progress.models import ReportingPeriod
from progress.services import restore_period
from reports.models import DocumentTemplate, FormLayout
from reports.services import restore_layout, restore_template
from reports.services.layouts import time_in_words
from training.models import TrainingCourse
from training.services import restore_course

MAX_QUERY = 200


@dataclass(frozen=True)
class Kind:
    """A kind of record with a recycle bin: its name in addresses, who restores it and how."""

    slug: str
    label: Any
    model: type[Record]
    permission: str
    restore: Callable[..., Any]
    detail: Callable[[Any], str]
    related: Sequence[str] = field(default_factory=tuple)

    @property
    def is_searched(self) -> bool:
        """Whether its rows can be found by words."""
        return any(column.name == "search_key" for column in self.model._meta.fields)


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


P = Permission
KINDS = (
    Kind(
        "de-an", gettext_lazy("Đề án"), SupportProject, P.EDIT_PROJECTS, restore_project,
        lambda row: _joined(row.code, row.first_year, row.unit.full_name), ("unit",),
    ),
    Kind(
        "theo-doi", gettext_lazy("Dòng theo dõi"), TrackingLine, P.EDIT_PROJECTS, restore_line,
        lambda row: _joined(row.project.code, row.project.name, row.unit.full_name),
        ("project", "unit", "allocation__facility", "allocation__organisation"),
    ),
    Kind(
        "ke-hoach", gettext_lazy("Kế hoạch"), AnnualPlan, P.EDIT_PLANS, restore_plan,
        lambda row: row.province.full_name, ("province",),
    ),
    Kind(
        "quyet-dinh", gettext_lazy("Quyết định"), PlanDecision, P.EDIT_PLANS, restore_decision,
        lambda row: _joined(row.plan, row.title), ("plan",),
    ),
    Kind(
        "chuong-trinh", gettext_lazy("Chương trình"), Programme, P.EDIT_PLANS, restore_programme,
        lambda row: f"{row.first_year}–{row.last_year}",
    ),
    Kind(
        "co-so", gettext_lazy("Cơ sở"), RuralIndustrialFacility, P.EDIT_FACILITIES,
        restore_facility,
        lambda row: _joined(row.get_kind_display(), row.tax_code, row.unit.full_name), ("unit",),
    ),
    Kind(
        "dao-tao", gettext_lazy("Lớp đào tạo"), TrainingCourse, P.EDIT_COURSES, restore_course,
        lambda row: _joined(row.project.name, row.unit.full_name), ("project", "unit"),
    ),
    Kind(
        "tien-do", gettext_lazy("Kỳ báo cáo"), ReportingPeriod, P.EDIT_PERIODS, restore_period,
        lambda row: str(row.centre), ("centre",),
    ),
    Kind(
        "mau-bieu", gettext_lazy("Mẫu biểu"), FormLayout, P.EDIT_CATALOGUES, restore_layout,
        time_in_words,
    ),
    Kind(
        "mau-van-ban", gettext_lazy("Mẫu văn bản"), DocumentTemplate, P.EDIT_TEMPLATES,
        restore_template,
        lambda row: str(row.centre), ("centre",),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A deleted record as the page shows it."""

    record: Record
    kind: Kind
    detail: str
    url: str


@require_safe
def bin_page(request: HttpRequest) -> HttpResponse:
    """Show what was deleted in the area and may be restored by this person, the newest first."""
    return _shown(request)


def _shown(request: HttpRequest, status: int = 200) -> HttpResponse:
    user: Any = request.user
    mine = [kind for kind in KINDS if user.can(kind.permission)]
    if not mine:
        raise PermissionDenied
    words = request.GET.get("q", "").strip()[:MAX_QUERY]
    wanted = request.GET.get("loai", "")
    shown = [kind for kind in mine if not wanted or kind.slug == wanted]
    found = {kind: _found(kind, user, words) for kind in mine}
    page = _page({kind: found[kind] for kind in shown}, request.GET.get("page", "1"))
    context = {
        "page": page,
        "rows": _rows(page.object_list),
        "tabs": _tabs({kind: rows.count() for kind, rows in found.items()}, wanted, words),
        "query": words,
        "keep": [("loai", wanted)] if wanted else [],
    }
    return render(request, "desk/bin.html", context, status=status)


def _found(kind: Kind, user: Any, words: str) -> QuerySet:
    rows: Any = kind.model._default_manager
    found = rows.in_bin(user)
    if not words:
        return found
    return matching(found, words) if kind.is_searched else found.none()


def _page(found: Mapping[Kind, QuerySet], number: str) -> Page:
    """Page over several tables at once: what is asked of each is its kind, number and moment."""
    parts = [
        rows.order_by()
        .annotate(bin_kind=Value(kind.slug, CharField()))
        .values_list("bin_kind", "pk", "deleted_at")
        for kind, rows in found.items()
    ]
    if not parts:
        return Paginator((), PAGE_SIZE).get_page(number)
    whole = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return Paginator(whole.order_by("-deleted_at", "pk"), PAGE_SIZE).get_page(number)


def _rows(found: Iterable[tuple[str, int, Any]]) -> list[Row]:
    """Load the records of a page: one query a kind."""
    keys = [(slug, pk) for slug, pk, _moment in found]
    by_slug = {kind.slug: kind for kind in KINDS}
    loaded = {}
    for slug in {slug for slug, _pk in keys}:
        kind = by_slug[slug]
        rows = kind.model._default_manager.select_related("deleted_by", *kind.related)
        loaded[slug] = rows.in_bulk([pk for one, pk in keys if one == slug])
    return [
        Row(
            record=loaded[slug][pk],
            kind=by_slug[slug],
            detail=by_slug[slug].detail(loaded[slug][pk]),
            url=reverse("desk:bin-restore", args=[slug, pk]),
        )
        for slug, pk in keys
        if pk in loaded[slug]
    ]


def _tabs(counts: Mapping[Kind, int], wanted: str, words: str) -> list[dict[str, Any]]:
    """All kinds together, then each that has something, with how much."""
    address = reverse("desk:bin")
    tabs = [("", _("Tất cả"), sum(counts.values()))]
    tabs += [(kind.slug, kind.label, n) for kind, n in counts.items() if n or kind.slug == wanted]
    return [
        {
            "label": label,
            "url": f"{address}?{urlencode([pair for pair in pairs if pair[1]])}",
            "active": slug == wanted,
            "count": count,
            "icon": "",
        }
        for slug, label, count in tabs
        for pairs in [(("loai", slug), ("q", words))]
    ]


@require_POST
def restore(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take a record out of the bin; say why when that can't be."""
    user: Any = request.user
    meant = next((one for one in KINDS if one.slug == kind), None)
    if meant is None:
        raise Http404
    rows: Any = meant.model._default_manager
    record = get_object_or_404(rows.in_bin(user), pk=pk)
    if not user.can(meant.permission):
        raise PermissionDenied
    try:
        meant.restore(record, by=user)
    except ValidationError as error:
        messages.error(request, refusal_text(error))
        return _shown(request, status=409)
    messages.success(request, _("Đã khôi phục “%s”.") % record)
    address = getattr(record, "get_absolute_url", None)
    return redirect(address() if address else reverse("desk:bin"))
