"""The papers of a project's file: shown as printed, or handed over in any format."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission
from programmes.models import SupportProject
from reports import proposals, rendering
from reports.choices import OutputFormat
from reports.proposals import Paper
from reports.rendering import html, pdf, text_docx
from reports.views.filling import plain

FORMAT = "dinh-dang"


class _PaperView(View):
    """A paper of a project that the person sees."""

    http_method_names = ["get", "head", "options"]
    name = ""
    file_stem = ""
    edited_at = ""

    @staticmethod
    def put_together(project: SupportProject, user: Any) -> Paper:
        """Make the paper."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the sheet, or hand over a file; an unknown format is refused."""
        rows = SupportProject.objects.visible_to(request.user).select_related(
            "unit__parent", "unit__province", "implementing_organisation"
        )
        project = get_object_or_404(rows, pk=pk)
        user: Any = request.user
        if not user.can(Permission.VIEW_PROJECTS):
            raise PermissionDenied
        context = {"project": project, "name": self.name, "refused": ""}
        asked = request.GET.get(FORMAT) or OutputFormat.HTML
        if asked not in OutputFormat.values:
            context["refused"] = _("Định dạng không hợp lệ.")
            return render(request, "reports/paper.html", context, status=400)
        paper = self.put_together(project, user)
        if asked != OutputFormat.HTML:
            return self._file(project, paper, asked)
        may_edit = user.can(Permission.EDIT_PROJECTS)
        context |= {
            "document": paper.text or paper.document,
            "sheet": html.text_sheet(paper.text) if paper.text else html.sheet(paper.document),
            "edited_at": self.edited_at if may_edit else "",
        }
        return render(request, "reports/paper.html", context)

    def _file(self, project: SupportProject, paper: Paper, asked: str) -> HttpResponse:
        response = HttpResponse(_body(paper, asked), content_type=rendering.CONTENT_TYPES[asked])
        name = plain(f"{self.file_stem}-{project.code or project.pk}.{asked}")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _body(paper: Paper, asked: str) -> bytes:
    if paper.text and asked == OutputFormat.DOCX:
        return text_docx.render(paper.text)
    if paper.text and asked == OutputFormat.PDF:
        return pdf.render_text(paper.text)
    return rendering.render(asked, paper.figures, paper.document)


class BudgetPaper(_PaperView):
    """The budget of a project (Mẫu 1)."""

    name = _("Dự toán kinh phí")
    file_stem = "du-toan"
    edited_at = "programmes:budget"
    put_together = staticmethod(proposals.budget_paper)


class StatementPaper(_PaperView):
    """The statement of a project, its budget as annex."""

    name = _("Thuyết minh đề án")
    file_stem = "thuyet-minh"
    edited_at = "programmes:statement"
    put_together = staticmethod(proposals.statement_paper)
