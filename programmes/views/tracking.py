"""Pages of tracking lines: what is followed where, what is planned, who reports."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from accounts.permissions import Permission
from accounts.selectors import centres_of
from kernel.refusals import refusal_text
from programmes import selectors
from programmes.forms import HandOverForm, TrackingLineForm, plan_rows
from programmes.models import SupportProject, TrackingLine
from programmes.services import (
    hand_over,
    remove_line,
    remove_line_indicator,
    save_line,
    save_line_indicator,
)
from programmes.views.access import forget_number, in_scope, require


def _line(request: HttpRequest, pk: int) -> TrackingLine:
    """Return a line in scope, with what its pages say of it; 404 or 403."""
    rows = TrackingLine.objects.visible_to(request.user).select_related(
        "project__activity", "unit", "allocation__facility", "allocation__organisation"
    )
    line: TrackingLine = in_scope(rows, pk)
    require(request, Permission.EDIT_PROJECTS)
    return line


class _LineView(View):
    """A line and what it plans, on one page."""

    http_method_names = ["get", "head", "post", "options"]

    def _page(self, request: HttpRequest, form: Any, rows: Any, status: int = 200) -> HttpResponse:
        line = form.instance
        context = {
            "form": form,
            "rows": rows,
            "line": line,
            "project": line.project,
            "heading": _("Sửa dòng theo dõi") if line.pk else _("Thêm dòng theo dõi"),
            "removal_closed": selectors.removal_closed(line) if line.pk else "",
            "error_count": len(form.errors) + sum(1 for row in rows.errors if row),
        }
        return render(request, "programmes/line_form.html", context, status=status)

    def _save(self, request: HttpRequest, line: TrackingLine) -> HttpResponse:
        form = TrackingLineForm(request.POST, instance=line, user=request.user)
        rows = plan_rows(line, data=request.POST)
        new = line.pk is None
        if form.is_valid() and rows.is_valid():
            try:
                self._store(request, form, rows)
            except ValidationError as error:
                form.add_refusal(error)
                forget_number(form.instance, new=new)
            else:
                messages.success(request, _("Đã lưu dòng theo dõi."))
                return redirect(line)
        for problem in rows.non_form_errors():
            form.add_error(None, problem)
        return self._page(request, form, rows, status=form.refused_status())

    @transaction.atomic
    def _store(self, request: HttpRequest, form: TrackingLineForm, rows: Any) -> None:
        line = save_line(form.save(commit=False), by=request.user)
        planned = rows.save(commit=False)
        for row in rows.deleted_objects:
            remove_line_indicator(row, by=request.user)
        for row in planned:
            row.line = line
            save_line_indicator(row, by=request.user)


class LineAdd(_LineView):
    """A new line of a project."""

    def _new(self, request: HttpRequest, pk: int) -> TrackingLine:
        rows = SupportProject.objects.visible_to(request.user)
        project = in_scope(rows.select_related("activity", "unit"), pk)
        require(request, Permission.EDIT_PROJECTS)
        return TrackingLine(project=project)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form; what no line plans yet is proposed."""
        line = self._new(request, pk)
        initial = {
            "unit": line.project.unit_id,
            "order": TrackingLine.objects.alive().filter(project=line.project).count() + 1,
        }
        form = TrackingLineForm(instance=line, user=request.user, initial=initial)
        plans = [row for row in selectors.indicator_plans(line.project) if row.left is not None]
        return self._page(request, form, plan_rows(line, proposed=plans))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the line with what it plans."""
        return self._save(request, self._new(request, pk))


class LineEdit(_LineView):
    """An existing line."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        line = _line(request, pk)
        form = TrackingLineForm(instance=line, user=request.user)
        return self._page(request, form, plan_rows(line))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the changes."""
        return self._save(request, _line(request, pk))


@require_POST
def line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a line to the recycle bin; say why when that can't be."""
    line = _line(request, pk)
    try:
        remove_line(line, by=request.user)
    except ValidationError as error:
        messages.error(request, refusal_text(error))
    else:
        messages.success(request, _("Đã chuyển dòng theo dõi vào thùng rác."))
    return redirect(line.project)


class LineHandOver(View):
    """Who reports on a line, and from which day somebody else does."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say who holds the line, and ask for the next one."""
        return self._page(request, _line(request, pk), HandOverForm(user=request.user))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand the line over; a refusal stands at its field."""
        line = _line(request, pk)
        form = HandOverForm(request.POST, user=request.user)
        if form.is_valid():
            try:
                row = hand_over(line, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_refusal(error)
            else:
                messages.success(
                    request,
                    _("Từ ngày %(day)s, %(office)s báo cáo dòng “%(line)s”.")
                    % {
                        "day": f"{row.valid_from:%d/%m/%Y}",
                        "office": row.organisation,
                        "line": line.label,
                    },
                )
                return redirect(line)
        return self._page(request, line, form, status=422)

    def _page(
        self, request: HttpRequest, line: TrackingLine, form: HandOverForm, status: int = 200
    ) -> HttpResponse:
        assignments = list(line.assignments.select_related("organisation"))
        context = {
            "form": form,
            "line": line,
            "project": line.project,
            "reporter": selectors.reporter_of(line, centres_of([line.unit_id])),
            "assignments": assignments,
        }
        return render(request, "programmes/line_hand_over.html", context, status=status)
