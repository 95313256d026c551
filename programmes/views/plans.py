"""Pages of annual plans."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import View

from accounts.permissions import Permission
from programmes import selectors
from programmes.forms import PlanForm
from programmes.models import AnnualPlan, SupportProject
from programmes.services import save_plan
from programmes.views.access import in_scope, require

PAGE_SIZE = 50


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """Show the plans of the area, newest year first."""
    require(request, Permission.VIEW_PLANS)
    user: Any = request.user
    page = Paginator(selectors.plan_rows(user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "may_edit": user.can(Permission.EDIT_PLANS),
    }
    return render(request, "programmes/plans.html", context)


@require_safe
def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan: figures, decisions, its projects' first page."""
    user: Any = request.user
    plan = in_scope(AnnualPlan.objects.visible_to(user).select_related("province", "programme"), pk)
    require(request, Permission.VIEW_PLANS)
    projects = SupportProject.objects.visible_to(user).filter(plan=plan).for_list()
    context = {
        "plan": plan,
        "figures": selectors.plan_figures(plan, user),
        "decisions": selectors.decision_rows(plan, user),
        "projects": projects.order_by("code", "pk")[:50],
        "may_edit": user.can(Permission.EDIT_PLANS),
        "may_edit_money": user.can(Permission.EDIT_MONEY),
        "is_partial": user.is_local,
    }
    return render(request, "programmes/plan.html", context)


class PlanAdd(View):
    """A new plan."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        require(request, Permission.EDIT_PLANS)
        return self._page(request, PlanForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store the plan."""
        require(request, Permission.EDIT_PLANS)
        form = PlanForm(request.POST, user=request.user)
        if form.is_valid():
            try:
                plan = save_plan(form.save(commit=False), by=request.user)
            except ValidationError as error:
                form.add_refusal(error)
            else:
                return redirect(plan)
        return self._page(request, form, status=422)

    def _page(self, request: HttpRequest, form: PlanForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "heading": _("Thêm kế hoạch năm"),
            "crumb": _("Thêm kế hoạch"),
        }
        return render(request, "programmes/plan_form.html", context, status=status)
