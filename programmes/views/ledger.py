"""Pages of opening balances: of one project, and of all projects of a plan in one table."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.permissions import Permission
from programmes import selectors
from programmes.forms import AmountRow, OpeningForm, amount_rows, stored_sums, strange_rows
from programmes.models import AnnualPlan, SupportProject
from programmes.services import OpeningRefused, record_openings
from programmes.views.access import in_scope, require

PAGE_SIZE = 100


class _OpeningView(View):
    """The day, the paper, and a row for each source of each project."""

    http_method_names = ["get", "head", "post", "options"]

    def _owner(self, request: HttpRequest, pk: int) -> Any:
        raise NotImplementedError

    def _projects(self, request: HttpRequest, owner: Any) -> Page | Sequence[SupportProject]:
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what is stored."""
        owner = self._owner(request, pk)
        projects = self._projects(request, owner)
        rows = amount_rows(self._balances(projects))
        return self._page(request, owner, projects, OpeningForm(), rows)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store what is new, all of it or nothing."""
        owner = self._owner(request, pk)
        projects = self._projects(request, owner)
        balances = self._balances(projects)
        form, rows = OpeningForm(request.POST), amount_rows(balances, request.POST)
        status = 422
        if strange_rows(rows, request.POST):
            form.add_error(None, _("Có dòng không thuộc trang này; hãy tải lại trang rồi nhập."))
        if all([form.is_valid(), *(row.is_valid() for row in rows)]):
            try:
                openings = [row.opening() for row in rows]
                made = record_openings(openings, by=request.user, **form.cleaned_data)
            except OpeningRefused as refused:
                status = _place(refused, form, rows)
            else:
                messages.success(request, _("Đã ghi %(n)s bút toán.") % {"n": len(made)})
                return redirect(owner)
        return self._page(request, owner, projects, form, rows, status=status)

    def _balances(self, projects: Any) -> list[selectors.SourceBalance]:
        return selectors.source_balances(list(projects), day=timezone.localdate())

    def _page(
        self,
        request: HttpRequest,
        owner: Any,
        projects: Any,
        form: OpeningForm,
        rows: Sequence[AmountRow],
        *,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "owner": owner,
            "page": projects if isinstance(projects, Page) else None,
            "form": form,
            "rows": rows,
            "sums": stored_sums(rows),
            "is_stale": status == 409,
            "error_count": len(form.errors) + sum(len(row.errors) for row in rows),
        }
        return render(request, "programmes/opening.html", context, status=status)


def _place(refused: OpeningRefused, form: OpeningForm, rows: Sequence[AmountRow]) -> int:
    """Put each refusal at its cell; return the status. An overtaken form may be sent once more."""
    for number, finding in refused.findings:
        target = form if number is None else rows[number]
        target.add_error(finding.field if finding.field in target.fields else None, finding.message)
    if refused.code != "stale":
        return 422
    for row in rows:
        row.data = row.data.copy()
        row.data[row.add_prefix("seen")] = str(row.balance.last_entry)
    return 409


class ProjectOpening(_OpeningView):
    """Opening balances of a project."""

    def _owner(self, request: HttpRequest, pk: int) -> SupportProject:
        project: SupportProject = in_scope(SupportProject.objects.visible_to(request.user), pk)
        require(request, Permission.EDIT_MONEY)
        return project

    def _projects(self, request: HttpRequest, owner: SupportProject) -> list[SupportProject]:
        return [owner]


class PlanOpening(_OpeningView):
    """Opening balances of all projects of a plan."""

    def _owner(self, request: HttpRequest, pk: int) -> AnnualPlan:
        plan: AnnualPlan = in_scope(AnnualPlan.objects.visible_to(request.user), pk)
        require(request, Permission.EDIT_MONEY)
        return plan

    def _projects(self, request: HttpRequest, owner: AnnualPlan) -> Page:
        rows = SupportProject.objects.visible_to(request.user).filter(plan=owner)
        paginator = Paginator(rows.order_by("code", "pk"), PAGE_SIZE)
        return paginator.get_page(request.GET.get("page"))
