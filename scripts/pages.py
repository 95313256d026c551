"""Every page of the portal, taken from the URLconf: for `make screens` and the browser tests.

An address that needs a record gets the sample's first one that fits. A new address without a record
named here raises LookupError, so that it can't be forgotten. Needs a set-up Django and a database
with the sample.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

OFFICER = "chuyenvien"
ADMINISTRATOR = "quantri"

# Addresses that are no page of their own: answers for machines, files, and what only takes a POST.
NO_PAGE = {
    "desk:healthz",
    "desk:readyz",
    "desk:search-units",
    "desk:search-facilities",
    "desk:search-organisations",
    "desk:search-activities",
    "desk:search-industries",
    "desk:search-projects",
    "desk:search-lines",
    "desk:search-allocations",
    "desk:bin-restore",
    "desk:view-add",
    "desk:view-edit",
    "desk:view-remove",
    "accounts:sign-out",
    "accounts:profile-preview",
    "accounts:password-reset",
    "accounts:sign-in",  # for those who aren't signed in: see SIGN_IN
    "programmes:decision-record",
    "programmes:decision-file",
    "programmes:decision-file-add",
    "programmes:decision-file-remove",
    "programmes:project-file",
    "programmes:project-file-add",
    "programmes:project-file-remove",
    "programmes:projects-export",
    "programmes:project-move",
    "programmes:project-remove",
    "programmes:line-remove",
    "training:courses-export",
    "training:course-remove",
    "beneficiaries:facilities-export",
    "beneficiaries:facility-remove",
    "progress:period-complete",
    "progress:period-lock",
    "progress:period-unlock",
    "progress:approve-all",
    "progress:submit",
    "progress:empty",
    "progress:sign",
    "progress:recall",
    "progress:return",
    "progress:approve",
    "progress:reopen",
    "reports:layout-preview",
    "reports:layout-copy",
    "reports:layout-reset",
    "reports:layout-remove",
    "reports:template-starter",
    "reports:template-file",
    "reports:template-remove",
}
SIGN_IN = "/dang-nhap/"
# Pages that the officer may not open: who does.
ACCOUNTS = {
    **dict.fromkeys(("accounts:accounts", "accounts:accounts-add"), ADMINISTRATOR),
    **dict.fromkeys(("programmes:plan-opening", "programmes:project-opening"), "ketoan"),
    **dict.fromkeys(("reports:template-add", "reports:template-edit"), "lanhdao"),
}
# What stands for the others where not every page is looked at: what an office opens daily, and the
# list and the form of one model of the admin.
STANDING = (
    "desk-home",
    "home-commune",
    "programmes-plan",
    "programmes-plan-grid",
    "programmes-projects",
    "programmes-project",
    "programmes-project-edit",
    "progress-submission",
    "report-progress",
    "reports-text",
    "reports-layout",
    "admin-supportproject",
    "admin-supportproject-change",
)


@dataclass(frozen=True)
class Page:
    """A page: a name that is good as a file name, its address, who looks at it, what it answers."""

    name: str
    path: str
    account: str = OFFICER
    status: int = 200


def portal_pages() -> list[Page]:
    """The portal's pages as the Centre's officer sees them, then other people's start pages."""
    found = [
        Page(name.replace(":", "-"), path, _account(name))
        for name, takes_argument in _names()
        if name not in NO_PAGE
        for path in [reverse(name, args=[_record(name)] if takes_argument else [])]
    ]
    return [
        *found,
        Page("plan-2024", _year_page(2024)),
        Page(
            "report-annex",
            reverse("reports:report", args=["annual-plan"]) + "?nam=2026&hinh-thuc=annex",
        ),
        Page("report-progress", reverse("reports:report", args=["progress"]) + "?ky=2026-09"),
        Page("report-results", reverse("reports:report", args=["results"]) + "?ky=2026-09"),
        Page("report-courses", reverse("reports:report", args=["courses"]) + "?nam=2026"),
        Page(
            "projects-filtered", reverse("programmes:projects") + "?year=2026&state=approved&q=de"
        ),
        Page(
            "projects-columns", reverse("programmes:projects") + "?cot=name,kind,starts,tags,total"
        ),
        Page(
            "projects-bulk-chosen", reverse("programmes:projects-bulk") + "?tat-ca=1&q=minh+hoa+0"
        ),
        Page("projects-none", reverse("programmes:projects") + "?q=khongcogi"),
        Page("search-hits", reverse("desk:search") + "?q=det+chieu"),
        Page("home-commune", "/", _commune()),
        Page("projects-commune", reverse("programmes:projects"), _commune()),
        Page("home-leader", "/", "lanhdao"),
        Page(
            "project-leader",
            reverse("programmes:project", args=[_record("programmes:project")]),
            "lanhdao",
        ),
    ]


def standing_pages() -> list[Page]:
    """Those that stand for the others."""
    found = {one.name: one for one in (*portal_pages(), *admin_pages())}
    return [found[name] for name in STANDING]


def error_pages() -> list[Page]:
    """Pages of errors that an address alone can bring about; 422 and 500 need more."""
    return [
        Page("error-400", "/%00", status=400),
        Page("error-403", "/quan-tri/", "lanhdao", 403),
        Page("error-404", "/khong-co-trang-nay/", status=404),
        Page("error-414", f"/de-an/?q={'a' * 9_000}", status=414),
    ]


def admin_pages(account: str = OFFICER) -> list[Page]:
    """Everything in the admin's registry that this account may open: lists, forms, histories."""
    pages = [Page("admin", reverse("admin:index"), account)]
    request = RequestFactory().get("/quan-tri/")
    request.user = get_user_model().objects.get(username=account)
    registry = sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label_lower)
    for _model, model_admin in registry:
        if model_admin.has_view_permission(request):
            actions = _admin_actions(model_admin, request)
            pages += [_admin_page(model_admin, action, row, account) for action, row in actions]
    return pages


def admin_pages_beside_the_officer(account: str) -> list[Page]:
    """Of an account's pages those of models that the officer doesn't write: no page drawn twice."""
    written = {one.name.removesuffix("-add") for one in admin_pages() if one.name.endswith("-add")}
    return [one for one in admin_pages(account) if "-".join(one.name.split("-")[:2]) not in written]


def _admin_actions(model_admin: Any, request: Any) -> Iterator[tuple[str, Any]]:
    """Each action with the record that it is about, or None."""
    yield "changelist", None
    if model_admin.has_add_permission(request):
        yield "add", None
    row = model_admin.get_queryset(request).order_by("pk").first()
    if row:
        yield "change", row
        yield "history", row
        if model_admin.has_delete_permission(request, row):
            yield "delete", row
    for action in ("import", "export"):
        allows = getattr(model_admin, f"has_{action}_permission", None)
        if allows and allows(request):
            yield action, None


def _admin_page(model_admin: Any, action: str, row: Any, account: str) -> Page:
    meta = model_admin.model._meta
    address = f"admin:{meta.app_label}_{meta.model_name}_{action}"
    name = f"admin-{meta.model_name}-{action}".removesuffix("-changelist")
    return Page(name, reverse(address, args=[row.pk] if row else []), account)


def _names() -> Iterator[tuple[str, bool]]:
    """Every named address outside the admin: (name, whether it takes a record)."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.app_name != "admin":
            for pattern in entry.url_patterns:
                if isinstance(pattern, URLPattern) and pattern.name:
                    names = f"{entry.app_name}:{pattern.name}"
                    yield names, bool(pattern.pattern.converters)


def _account(name: str) -> str:
    """Who looks at an address: mostly the officer; a report is typed by whose it is."""
    return _reporter() if name == "progress:submission" else ACCOUNTS.get(name, OFFICER)


def _record(name: str) -> int | str:
    """The argument of an address: a record that shows as much as possible."""
    try:
        return RECORDS[name]()
    except KeyError:
        raise LookupError(f"scripts/pages.py: no record for {name}") from None


def _plan() -> int:
    from programmes.models import AnnualPlan  # noqa: PLC0415 - after django.setup()

    return AnnualPlan.objects.filter(year=2026, level="local").order_by("pk")[0].pk


def _year_page(year: int) -> str:
    from programmes.models import AnnualPlan  # noqa: PLC0415

    return AnnualPlan.objects.filter(year=year).order_by("pk")[0].get_absolute_url()


def _decision(*, recorded: bool) -> int:
    from programmes.models import PlanDecision  # noqa: PLC0415

    rows = PlanDecision.objects.alive().filter(plan__year=2026).order_by("pk")
    return (rows.filter(state="recorded") if recorded else rows.exclude(state="recorded"))[0].pk


def _project() -> int:
    from programmes.models import SupportProject  # noqa: PLC0415

    return SupportProject.objects.get(code="MH-2026-02").pk


def _line() -> int:
    from programmes.models import TrackingLine  # noqa: PLC0415

    return TrackingLine.objects.alive().filter(project=_project()).order_by("pk")[0].pk


def _course() -> int:
    from training.models import TrainingCourse  # noqa: PLC0415

    return TrainingCourse.objects.alive().order_by("pk")[0].pk


def _facility() -> int:
    from beneficiaries.models import RuralIndustrialFacility  # noqa: PLC0415

    return RuralIndustrialFacility.objects.alive().order_by("pk")[0].pk


def _period(*, waiting: bool = False) -> int:
    from progress.models import ReportingPeriod  # noqa: PLC0415

    rows = ReportingPeriod.objects.alive().filter(state="open").order_by("-data_to", "pk")
    states = ("submitted", "resubmitted")
    return (rows.filter(submissions__state__in=states) if waiting else rows)[0].pk


def _submission() -> int:
    from progress.models import PeriodSubmission  # noqa: PLC0415

    rows = PeriodSubmission.objects.alive().filter(period__state="open", state="draft")
    return rows.filter(organisation__kind="commune_office").order_by("-period__data_to", "pk")[0].pk


def _reporter() -> str:
    from accounts.models import User  # noqa: PLC0415
    from progress.models import PeriodSubmission  # noqa: PLC0415

    office = PeriodSubmission.objects.get(pk=_submission()).organisation
    names = User.objects.filter(organisation=office, role="local_officer")
    return names.order_by("username")[0].username


def _layout() -> int:
    from reports.models import FormLayout  # noqa: PLC0415

    return FormLayout.objects.alive().filter(slug="annual-plan").order_by("-valid_from")[0].pk


def _template() -> int:
    from reports.models import DocumentTemplate  # noqa: PLC0415

    return DocumentTemplate.objects.alive().order_by("pk")[0].pk


def _commune() -> str:
    from accounts.models import User  # noqa: PLC0415

    names = User.objects.filter(username__startswith="xa.", role="local_officer")
    return names.order_by("username")[0].username


RECORDS: dict[str, Callable[[], int | str]] = {
    "programmes:plan": _plan,
    "programmes:plan-grid": _plan,
    "programmes:decision-add": _plan,
    "programmes:decision": lambda: _decision(recorded=True),
    "programmes:decision-edit": lambda: _decision(recorded=False),
    "programmes:project": _project,
    "programmes:project-edit": _project,
    "programmes:project-past-state": _project,
    "programmes:project-copy": _project,
    "programmes:budget": _project,
    "programmes:indicators": _project,
    "programmes:statement": _project,
    "reports:budget": _project,
    "reports:statement": _project,
    "reports:project-papers": _project,
    "reports:decision-papers": lambda: _decision(recorded=True),
    "programmes:project-opening": _project,
    "programmes:plan-opening": _plan,
    "programmes:line-add": _project,
    "programmes:line-edit": _line,
    "programmes:line-hand-over": _line,
    "training:course": _course,
    "training:course-edit": _course,
    "beneficiaries:facility": _facility,
    "beneficiaries:facility-edit": _facility,
    "progress:period": _period,
    "progress:period-edit": _period,
    "progress:review": lambda: _period(waiting=True),
    "progress:submission": _submission,
    "reports:report": lambda: "annual-plan",
    "desk:guide-chapter": lambda: "bao-cao-tien-do",
    "reports:layout": _layout,
    "reports:template": _template,
    "reports:template-edit": _template,
}
