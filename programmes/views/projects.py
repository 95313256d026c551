"""Pages of projects."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from accounts.choices import ListName
from accounts.permissions import Permission
from accounts.selectors import view_tabs
from kernel import lists
from kernel.money import decimals_needed
from kernel.refusals import refusal_text
from kernel.workflow import TransitionRefused, available
from programmes import selectors, workflow
from programmes.columns import COLUMNS, EXPORT, SORTS
from programmes.filters import ProjectFilter
from programmes.forms import AllocationFormSet, FileForm, MoveForm, ProjectForm
from programmes.models import Allocation, SupportProject
from programmes.services import (
    move_project,
    record_past_state,
    remove_part,
    remove_project,
    save_part,
    save_project,
    set_draft_money,
)
from programmes.views.access import as_refusal, forget_number, in_scope, require

ENTRIES = 50  # of a project's newest entries, on its page


def _rows(request: HttpRequest, *, totals: Any = None) -> lists.ListPage:
    rows = SupportProject.objects.visible_to(request.user)
    return lists.build(
        request,
        rows,
        ProjectFilter,
        sorts=SORTS,
        default_sort="-year",
        columns=COLUMNS,
        totals=totals,
        summed=SupportProject.objects.in_area(request.user),
    )


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """Show the projects of the area: filters as pills, sums, pages."""
    require(request, Permission.VIEW_PROJECTS)
    if address := COLUMNS.tidy(request):
        return redirect(address)
    page = _rows(request, totals=selectors.totals)
    may_edit = request.user.can(Permission.EDIT_PROJECTS)  # type: ignore[union-attr]
    context = {
        "list": page,
        "table": page.table(picks=may_edit),
        "tabs": view_tabs(
            request.user, ListName.PROJECTS, query=page.saved_query, count=page.count
        ),
        "may_add": may_edit,
    }
    return render(request, "programmes/projects.html", context, status=page.status)


@require_safe
def project_export(request: HttpRequest) -> HttpResponse:
    """Give the filtered list as a workbook, every row of it, in đồng; the columns as chosen."""
    require(request, Permission.VIEW_PROJECTS)
    page = _rows(request)
    if page.status != 200:
        return redirect(f"{page.clear_url.removesuffix('xuat/')}?{page.query}")
    return page.workbook("de-an", EXPORT)


@require_safe
def project_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a project: facts, money, beneficiaries, decisions, timeline, what can be done next."""
    user: Any = request.user
    rows = SupportProject.objects.visible_to(user).select_related(
        "unit__parent", "unit_now", "activity__parent", "plan", "implementing_organisation"
    )
    project = in_scope(rows, pk)
    require(request, Permission.VIEW_PROJECTS)
    return project_answer(request, project)


def project_answer(
    request: HttpRequest, project: SupportProject, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Answer with a project's page; ``more`` is what was refused on it."""
    context = _project_context(project, request.user) | more
    return render(request, "programmes/project.html", context, status=status)


def _project_context(project: SupportProject, user: Any) -> dict[str, Any]:
    moves = available(project, user, workflow.TRANSITIONS)
    money = selectors.money_lines(project)
    balances = selectors.source_balances([project], day=timezone.localdate())
    return {
        "project": project,
        "money": money,
        "bar_parts": [(line.key, line.amount) for line in money],
        "decimals": max(1, decimals_needed([line.amount for line in money if line.amount])),
        "allocations": project.allocations.select_related("facility", "organisation"),
        "lines": selectors.project_lines(project),
        "indicators": project.indicators.select_related("indicator"),
        "places": project.places.select_related("unit", "unit_now"),
        "balances": balances,
        "balance_decimals": selectors.balance_decimals(balances),
        "entries": list(project.entries.select_related("by").order_by("-pk")[:ENTRIES]),
        "may_edit_money": user.can(Permission.EDIT_MONEY),
        "files": project.files.select_related("file__stored_by"),
        "file_form": FileForm(),
        "coordinating": project.coordinating_organisations.all(),
        "tracking": selectors.project_tracking(project, user),
        "timeline": selectors.timeline(project),
        "findings": selectors.norm_findings(project),
        "steps": selectors.steps(project),
        "open_moves": [move for move, reason in moves if not reason],
        "closed_moves": selectors.closed_moves(project, user, moves),
        "may_edit": user.can(Permission.EDIT_PROJECTS),
        "may_record_state": user.can(Permission.RECORD_STATES),
        "may_see_courses": user.can(Permission.VIEW_COURSES),
        "may_add_course": user.can(Permission.EDIT_COURSES),
    }


@require_POST
def project_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a project's state; a refusal says why."""
    user: Any = request.user
    project = in_scope(SupportProject.objects.visible_to(user), pk)
    if not any(user.can(move.permission) for move in workflow.TRANSITIONS):
        raise PermissionDenied
    form = MoveForm(request.POST)
    if not form.is_valid() or form.cleaned_data["transition"] not in workflow.BY_NAME:
        problems = [str(text) for errors in form.errors.values() for text in errors]
        return _refused(request, project, " ".join(problems) or _("Chưa chọn việc cần làm."))
    name = form.cleaned_data["transition"]
    if not user.can(workflow.BY_NAME[name].permission):
        raise PermissionDenied
    try:
        move_project(
            project,
            name,
            by=user,
            note=form.cleaned_data["note"],
            occurred_on=form.cleaned_data["occurred_on"],
        )
    except TransitionRefused as refused:
        return _refused(request, project, refused.message)
    messages.success(request, _("Đề án đã chuyển sang “%s”.") % project.get_state_display())
    return redirect(project)


def _refused(request: HttpRequest, project: SupportProject, message: str) -> HttpResponse:
    project.refresh_from_db()
    return project_answer(request, project, status=422, refused=message, typed=request.POST)


@require_POST
def project_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a project to the recycle bin; say why when that can't be."""
    project = in_scope(SupportProject.objects.visible_to(request.user), pk)
    require(request, Permission.EDIT_PROJECTS)
    try:
        remove_project(project, by=request.user)
    except ValidationError as error:
        messages.error(request, refusal_text(error))
        return redirect(project)
    messages.success(request, _("Đã chuyển đề án vào thùng rác."))
    return redirect("programmes:projects")


class ProjectFormView(View):
    """A project's form: facts, money, beneficiaries."""

    http_method_names = ["get", "head", "post", "options"]

    @property
    def more(self) -> dict[str, Any]:
        """What the page shows beside the form."""
        return {}

    def _page(self, request: HttpRequest, form: Any, parts: Any, status: int = 200) -> HttpResponse:
        project = form.instance
        context = {
            "form": form,
            "parts": parts,
            "project": project,
            "heading": _("Sửa đề án") if project.pk else _("Thêm đề án"),
            "error_count": len(form.errors) + sum(1 for row in parts.errors if row),
            "source": None,
            **self.more,
        }
        return render(request, "programmes/project_form.html", context, status=status)

    def _forms(self, request: HttpRequest, project: SupportProject, data: Any = None) -> Any:
        closed = selectors.money_closed(project)
        form = ProjectForm(
            data,
            instance=project,
            user=request.user,
            money_closed=closed,
            initial=selectors.money_initial(project, request.GET.get("plan", "")),
        )
        parts = AllocationFormSet(
            data,
            instance=project,
            prefix="thu-huong",
            queryset=Allocation.objects.select_related("facility", "organisation"),
            form_kwargs={"user": request.user},
        )
        return form, parts

    def _save(self, request: HttpRequest, project: SupportProject) -> HttpResponse:
        form, parts = self._forms(request, project, request.POST)
        new = project.pk is None
        if form.is_valid() and parts.is_valid():
            try:
                self._store(request, form, parts)
            except (ValidationError, TransitionRefused) as error:
                form.add_refusal(as_refusal(error))
                forget_number(form.instance, new=new)
            else:
                messages.success(request, _("Đã lưu đề án."))
                return redirect(form.instance)
        for problem in parts.non_form_errors():
            form.add_error(None, problem)
        return self._page(request, form, parts, status=form.refused_status())

    @transaction.atomic
    def _store(self, request: HttpRequest, form: ProjectForm, parts: Any) -> None:
        user = request.user
        project = form.save(commit=False)
        project.code = project.code or selectors.next_code(project.plan)
        save_project(project, by=user)
        rows = parts.save(commit=False)
        for row in parts.deleted_objects:
            remove_part(row, by=user)
        for row in rows:
            row.project = project
            save_part(row, by=user)
        if not form.money_closed:
            set_draft_money(project, form.amounts(), by=user)
        if past := form.past():
            record_past_state(project, by=user, **past)


class ProjectAdd(ProjectFormView):
    """A new project."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        require(request, Permission.EDIT_PROJECTS)
        return self._page(request, *self._forms(request, SupportProject()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store the project."""
        require(request, Permission.EDIT_PROJECTS)
        return self._save(request, SupportProject())


class ProjectEdit(ProjectFormView):
    """An existing project."""

    def _found(self, request: HttpRequest, pk: int) -> SupportProject:
        project = in_scope(SupportProject.objects.visible_to(request.user), pk)
        require(request, Permission.EDIT_PROJECTS)
        return project

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        return self._page(request, *self._forms(request, self._found(request, pk)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the changes."""
        return self._save(request, self._found(request, pk))
