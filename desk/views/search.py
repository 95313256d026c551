"""Search: the page that looks everywhere, and the lists that selects in forms load."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Coverage, Organisation
from accounts.permissions import Permission
from beneficiaries.models import IndustryCode, RuralIndustrialFacility
from beneficiaries.selectors import search as search_facilities
from kernel.search import matching
from kernel.text import fold
from localities import selectors as localities
from localities.models import AdministrativeUnit
from programmes.models import ActivityType, Allocation, SupportProject, TrackingLine
from programmes.selectors import find_lines
from programmes.selectors import search as search_projects
from training.selectors import search as search_courses

LIMIT = 30
MAX_QUERY = 200


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """Find projects, facilities and courses by any words, without accents."""
    query = request.GET.get("q", "").strip()[:MAX_QUERY]
    hits: list[Any] = []
    if fold(query):
        for search in (search_projects, search_facilities, search_courses):
            hits += search(request.user, query)
    return render(request, "desk/search.html", {"query": query, "hits": hits})


def _answer(items: Iterable[tuple[Any, str]]) -> JsonResponse:
    return JsonResponse({"results": [{"id": str(pk), "text": text} for pk, text in items]})


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Units of the person's area by name, split ones that are shared too."""
    user: Any = request.user
    query = request.GET.get("q", "")[:MAX_QUERY]
    rows = AdministrativeUnit.objects.with_line()
    if not user.sees_everything:
        mine = Coverage.objects.filter(organisation_id=user.organisation_id)
        rows = rows.filter(pk__in=mine.values("unit_id"))
    found = localities.matching(rows, query)[:LIMIT]
    return _answer((unit.pk, localities.long_label(unit)) for unit in found)


@require_safe
def facilities(request: HttpRequest) -> HttpResponse:
    """Facilities of the area by name or tax code."""
    rows = RuralIndustrialFacility.objects.visible_to(request.user).select_related("unit")
    found = matching(rows, request.GET.get("q", ""))[:LIMIT]
    return _answer((row.pk, f"{row.name} · {row.unit.full_name}") for row in found)


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Organisations by name."""
    rows = Organisation.objects.visible_to(request.user)
    found = matching(rows, request.GET.get("q", "")[:MAX_QUERY])[:LIMIT]
    return _answer((row.pk, row.name) for row in found)


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """Contents of industrial extension in force today."""
    rows = ActivityType.objects.on(timezone.localdate()).filter(parent__isnull=False)
    found = matching(rows, request.GET.get("q", "")[:MAX_QUERY])[:LIMIT]
    return _answer((row.pk, str(row)) for row in found)


@require_safe
def industries(request: HttpRequest) -> HttpResponse:
    """Industry codes by code or name."""
    found = matching(IndustryCode.objects.all(), request.GET.get("q", "")[:MAX_QUERY])[:LIMIT]
    return _answer((row.pk, f"{row} ({row.version})") for row in found)


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Projects of the area by code or name; of one plan where a form asks so."""
    user: Any = request.user
    rows = SupportProject.objects.none()
    if user.can(Permission.VIEW_PROJECTS):
        rows = SupportProject.objects.visible_to(user)
    plan = request.GET.get("plan", "")
    if plan:
        rows = rows.filter(plan=plan) if plan.isdecimal() and len(plan) < 19 else rows.none()
    found = matching(rows, request.GET.get("q", "")[:MAX_QUERY])[:LIMIT]
    return _answer((row.pk, f"{row.code} {row.name}".strip()) for row in found)


@require_safe
def allocations(request: HttpRequest) -> HttpResponse:
    """Beneficiaries of the area's projects, by their own name or the project's code or name."""
    user: Any = request.user
    found = Allocation.objects.none()
    if user.can(Permission.VIEW_PROJECTS):
        rows, facilities, organisations = (
            matching(model.objects.visible_to(user), request.GET.get("q", "")[:MAX_QUERY])
            for model in (SupportProject, RuralIndustrialFacility, Organisation)
        )
        # A project's own words name its first beneficiaries only.
        named = Q(facility__in=facilities) | Q(organisation__in=organisations)
        found = Allocation.objects.visible_to(user).filter(Q(project__in=rows) | named)
        found = found.select_related("project", "facility", "organisation")
    return _answer(
        (row.pk, " · ".join(filter(None, (row.label, row.project.code, row.project.name))))
        for row in found.order_by("project__code", "pk")[:LIMIT]
    )


@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """Tracking lines of the area by project, beneficiary or place."""
    user: Any = request.user
    rows = TrackingLine.objects.none()
    if user.can(Permission.VIEW_PROJECTS):
        rows = find_lines(user, request.GET.get("q", "")[:MAX_QUERY])[:LIMIT]
    return _answer((row.pk, row.long_label) for row in rows)
