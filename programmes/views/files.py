"""Files of decisions and projects: each is scoped by its owner, then served."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from attachments.http import serve
from kernel.refusals import refusal_text
from programmes.forms import FileForm
from programmes.models import DecisionFile, PlanDecision, ProjectFile, SupportProject
from programmes.services import (
    add_decision_file,
    add_project_file,
    remove_decision_file,
    remove_project_file,
)
from programmes.views.access import in_scope, require
from programmes.views.decisions import decision_answer
from programmes.views.projects import project_answer

REFUSED = 409


def _decision_file(request: HttpRequest, pk: int, number: int) -> DecisionFile:
    rows = DecisionFile.objects.visible_to(request.user).select_related("file", "decision__plan")
    row: DecisionFile = in_scope(rows.filter(decision=pk), number)
    return row


def _project_file(request: HttpRequest, pk: int, number: int) -> ProjectFile:
    rows = ProjectFile.objects.visible_to(request.user).select_related("file", "project")
    row: ProjectFile = in_scope(rows.filter(project=pk), number)
    return row


def _stored(request: HttpRequest, owner: Any, add: Any) -> FileForm | None:
    """Add what a form brings; the form with what is wrong when nothing was added."""
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            add(owner, typed["upload"], title=typed["title"], by=request.user)
        except ValidationError as error:
            form.add_error("upload", error)
        else:
            messages.success(request, _("Đã thêm tệp."))
            return None
    return form


@require_POST
def decision_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a scan to a decision."""
    decision = in_scope(PlanDecision.objects.visible_to(request.user), pk)
    require(request, Permission.EDIT_PLANS)
    form = _stored(request, decision, add_decision_file)
    if form is None:
        return redirect(decision)
    return decision_answer(request, decision, status=422, file_form=form)


@require_safe
def decision_file(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """Give a scan; it tells of the whole province, so local offices read the page instead."""
    row = _decision_file(request, pk, number)
    require(request, Permission.VIEW_PAPERS)
    return serve(row.file, as_name=str(row))


@require_POST
def decision_file_remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a scan off a decision; say why when that can't be."""
    row = _decision_file(request, pk, number)
    require(request, Permission.EDIT_PLANS)
    try:
        remove_decision_file(row, by=request.user)
    except ValidationError as error:
        why = refusal_text(error)
        return decision_answer(request, row.decision, status=REFUSED, refused=why)
    messages.success(request, _("Đã xóa tệp khỏi quyết định."))
    return redirect(row.decision)


@require_POST
def project_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a paper to a project."""
    project = in_scope(SupportProject.objects.visible_to(request.user), pk)
    require(request, Permission.EDIT_PROJECTS)
    form = _stored(request, project, add_project_file)
    if form is None:
        return redirect(project)
    return project_answer(request, project, status=422, file_form=form)


@require_safe
def project_file(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """Give a paper to who reads the project."""
    row = _project_file(request, pk, number)
    require(request, Permission.VIEW_PROJECTS)
    return serve(row.file, as_name=str(row))


@require_POST
def project_file_remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a paper off a project."""
    row = _project_file(request, pk, number)
    require(request, Permission.EDIT_PROJECTS)
    remove_project_file(row, by=request.user)
    messages.success(request, _("Đã xóa tệp khỏi đề án."))
    return redirect(row.project)
