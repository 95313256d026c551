"""Pages of a project's file: its budget, its planned indicators, its statement."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.permissions import Permission
from kernel.autosave import clock, told_by_script
from programmes import budget, selectors
from programmes.forms import SEEN, StatementForm, budget_rows, indicator_rows
from programmes.models import ProjectStatement, SupportProject
from programmes.services import save_budget, save_indicators, save_statement
from programmes.statement import LEGAL_BASIS, PARTS
from programmes.views.access import in_scope, require

MARK_LIMIT = 19  # digits of a number that a database holds


class _FileView(View):
    """A part of a project's file, for who writes projects; others read it on its papers."""

    http_method_names = ["get", "head", "post", "options"]

    def _found(self, request: HttpRequest, pk: int) -> SupportProject:
        rows = SupportProject.objects.visible_to(request.user).select_related(
            "activity", "unit", "plan", "implementing_organisation"
        )
        project: SupportProject = in_scope(rows, pk)
        require(request, Permission.EDIT_PROJECTS)
        return project


def _seen(request: HttpRequest) -> int:
    """Return the mark of what the person had read; nothing readable matches no state."""
    text = request.POST.get(SEEN, "")
    return int(text) if text.isdecimal() and len(text) < MARK_LIMIT else -1


class BudgetPage(_FileView):
    """The budget of a project, its sums by source, and how they stand beside the plan."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the lines and some spare rows."""
        project = self._found(request, pk)
        lines = selectors.budget_lines(project)
        return self._page(request, project, budget_rows(project, lines), lines)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store all lines at once."""
        project = self._found(request, pk)
        rows = budget_rows(project, data=request.POST)
        status, problems = 422, []
        if rows.is_valid():
            lines = [row.save(commit=False) for row in rows.filled()]
            try:
                save_budget(project, lines, by=request.user, seen=_seen(request))
            except ValidationError as error:
                status = 409 if getattr(error, "code", "") == "stale" else 422
                problems = error.messages
            else:
                messages.success(request, _("Đã lưu dự toán: %(n)s dòng.") % {"n": len(lines)})
                return redirect("programmes:budget", project.pk)
        typed = [row.instance for row in rows.filled()]
        return self._page(request, project, rows, typed, problems=problems, status=status)

    def _page(
        self,
        request: HttpRequest,
        project: SupportProject,
        rows: Any,
        lines: Any,
        *,
        problems: Any = (),
        status: int = 200,
    ) -> HttpResponse:
        sums = selectors.budget_sums(project, lines)
        context = {
            "project": project,
            "rows": rows,
            "lines": lines,
            "sums": sums,
            "findings": budget.findings(sums),
            "groups": sorted({line.group for line in lines if line.group}),
            "seen_name": SEEN,
            "seen": selectors.budget_mark(project),
            "problems": [*problems, *(rows.non_form_errors() if rows.is_bound else ())],
            "error_count": sum(1 for row in rows.errors if row) if rows.is_bound else 0,
        }
        return render(request, "programmes/budget.html", context, status=status)


class IndicatorsPage(_FileView):
    """What a project plans of each indicator, with what is done beside it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the plan and what is done of it."""
        project = self._found(request, pk)
        planned = list(project.indicators.select_related("indicator"))
        return self._page(request, project, indicator_rows(project, planned))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store all planned indicators at once."""
        project = self._found(request, pk)
        rows = indicator_rows(project, data=request.POST)
        status, problems = 422, []
        if rows.is_valid():
            try:
                save_indicators(project, rows.planned(), by=request.user, seen=_seen(request))
            except ValidationError as error:
                status = 409 if getattr(error, "code", "") == "stale" else 422
                problems = error.messages
            else:
                messages.success(request, _("Đã lưu chỉ tiêu của đề án."))
                return redirect("programmes:indicators", project.pk)
        return self._page(request, project, rows, problems=problems, status=status)

    def _page(
        self,
        request: HttpRequest,
        project: SupportProject,
        rows: Any,
        *,
        problems: Any = (),
        status: int = 200,
    ) -> HttpResponse:
        results = {row.indicator.pk: row for row in selectors.indicators_done(project)}
        shown = [(row, results.pop(row.indicator_id, None)) for row in rows]
        context = {
            "project": project,
            "rows": rows,
            "shown": shown,
            "results": list(results.values()),
            "seen_name": SEEN,
            "seen": selectors.indicator_mark(project),
            "problems": [*problems, *(rows.non_form_errors() if rows.is_bound else ())],
            "error_count": sum(1 for row in rows.errors if row) if rows.is_bound else 0,
        }
        return render(request, "programmes/indicators.html", context, status=status)


class StatementPage(_FileView):
    """The statement of a project in eight parts."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the parts with what stands in them without a word."""
        project = self._found(request, pk)
        return self._page(request, project, StatementForm(instance=self._statement(project)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the parts; the page's script, which saves by itself, gets facts for an answer."""
        project = self._found(request, pk)
        by_script = told_by_script(request)
        form = StatementForm(request.POST, instance=self._statement(project), user=request.user)
        if form.is_valid():
            try:
                saved = save_statement(form.save(commit=False), by=request.user)
            except ValidationError as error:
                form.add_refusal(error)
            else:
                if by_script:
                    facts = {"version": saved.version, "saved": clock(saved.updated_at)}
                    return JsonResponse(facts)
                messages.success(request, _("Đã lưu thuyết minh."))
                return redirect("programmes:statement", project.pk)
        status = form.refused_status()
        if by_script:
            words = " ".join(str(text) for texts in form.errors.values() for text in texts)
            return JsonResponse({"message": words}, status=status)
        return self._page(request, project, form, status=status)

    @staticmethod
    def _statement(project: SupportProject) -> ProjectStatement:
        statement = ProjectStatement.objects.filter(project=project).first()
        statement = statement or ProjectStatement(project=project)
        statement.project = project
        if statement.is_deleted:
            for part in PARTS:
                setattr(statement, part.field, "")
        return statement

    def _page(
        self, request: HttpRequest, project: SupportProject, form: Any, status: int = 200
    ) -> HttpResponse:
        context = {
            "project": project,
            "form": form,
            "parts": [(row, form[row.part.field]) for row in selectors.statement_parts(project)],
            "legal_basis": LEGAL_BASIS,
            "error_count": len(form.errors),
        }
        return render(request, "programmes/statement.html", context, status=status)
