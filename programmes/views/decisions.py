"""Pages of decisions: the plan is the sum of what they say."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from accounts.permissions import Permission
from kernel.refusals import refusal_text
from kernel.workflow import TransitionRefused
from programmes import selectors
from programmes.forms import DecisionForm, FileForm, LineFormSet
from programmes.models import AnnualPlan, DecisionLine, PlanDecision
from programmes.services import (
    add_decision_line,
    record_decision,
    remove_decision_line,
    save_decision,
)
from programmes.views.access import forget_number, in_scope, require


def _decisions(request: HttpRequest) -> Any:
    return PlanDecision.objects.visible_to(request.user).select_related("plan", "province")


@require_safe
def decision_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a decision with its lines and its scans."""
    decision = in_scope(_decisions(request), pk)
    require(request, Permission.VIEW_PLANS)
    return decision_answer(request, decision)


def decision_answer(
    request: HttpRequest, decision: PlanDecision, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Answer with a decision's page; ``more`` is what was refused on it."""
    user: Any = request.user
    lines = selectors.decision_lines(decision, user)
    may_edit = user.can(Permission.EDIT_PLANS)
    context = {
        "decision": decision,
        "lines": lines,
        "sums": selectors.line_sums(lines),
        "files": decision.files.select_related("file__stored_by"),
        "file_form": FileForm(),
        "may_add_file": may_edit,
        "may_read_files": user.can(Permission.VIEW_PAPERS),
        "may_edit": may_edit and not decision.is_recorded,
        "may_record": user.can(Permission.RECORD_DECISIONS) and not decision.is_recorded,
        "is_partial": user.is_local,
    }
    return render(request, "programmes/decision.html", context | more, status=status)


@require_POST
def decision_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a decision as recorded; say what is missing."""
    decision = in_scope(_decisions(request), pk)
    require(request, Permission.RECORD_DECISIONS)
    try:
        record_decision(decision, by=request.user)
    except ValidationError as error:
        messages.error(request, refusal_text(error))
    except TransitionRefused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(
            request, _("Đã ghi nhận quyết định; các dòng kinh phí không sửa được nữa.")
        )
    return redirect(decision)


class _DecisionView(View):
    """A decision and its lines on one page."""

    http_method_names = ["get", "head", "post", "options"]

    def _formset(self, request: HttpRequest, decision: PlanDecision, data: Any = None) -> Any:
        lines = (
            DecisionLine.objects.visible_to(request.user)
            .filter(decision=decision)
            .select_related("project", "decision")
            if decision.pk
            else DecisionLine.objects.none()
        )
        return LineFormSet(
            data,
            queryset=lines,
            prefix="dong",
            form_kwargs={
                "decision": decision,
                "user": request.user,
            },
        )

    def _page(self, request: HttpRequest, form: Any, lines: Any, status: int = 200) -> HttpResponse:
        decision = form.instance
        new = decision.pk is None
        context = {
            "form": form,
            "lines": lines,
            "plan": decision.plan,
            "decision": decision,
            "heading": _("Thêm quyết định") if new else _("Sửa quyết định"),
            "error_count": len(form.errors) + sum(1 for row in lines.errors if row),
        }
        return render(request, "programmes/decision_form.html", context, status=status)

    def _save(self, request: HttpRequest, decision: PlanDecision) -> HttpResponse:
        form = DecisionForm(request.POST, instance=decision, user=request.user)
        lines = self._formset(request, decision, request.POST)
        new = decision.pk is None
        if form.is_valid() and lines.is_valid():
            try:
                self._store(request, form, lines)
            except ValidationError as error:
                form.add_refusal(error)
                forget_number(form.instance, new=new)
            else:
                messages.success(request, _("Đã lưu quyết định."))
                return redirect(decision)
        return self._page(request, form, lines, status=form.refused_status())

    @transaction.atomic
    def _store(self, request: HttpRequest, form: DecisionForm, lines: Any) -> None:
        decision = save_decision(form.save(commit=False), by=request.user)
        rows = lines.save(commit=False)
        for row in lines.deleted_objects:
            remove_decision_line(row, by=request.user)
        for row in rows:
            row.decision = decision
            add_decision_line(row, by=request.user)


class DecisionAdd(_DecisionView):
    """A new decision of a plan."""

    def _new(self, request: HttpRequest, pk: int) -> PlanDecision:
        plan = in_scope(AnnualPlan.objects.visible_to(request.user).select_related("province"), pk)
        require(request, Permission.EDIT_PLANS)
        return PlanDecision(plan=plan, province=plan.province, level=plan.level)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        decision = self._new(request, pk)
        form = DecisionForm(instance=decision, user=request.user)
        return self._page(request, form, self._formset(request, decision))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the decision with its lines."""
        return self._save(request, self._new(request, pk))


class DecisionEdit(_DecisionView):
    """A decision that isn't recorded yet."""

    def _found(self, request: HttpRequest, pk: int) -> PlanDecision:
        decision = in_scope(_decisions(request), pk)
        require(request, Permission.EDIT_PLANS)
        return decision

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form; a recorded decision goes back to its page."""
        decision = self._found(request, pk)
        if decision.is_recorded:
            messages.error(request, _("Hồ sơ đã ghi nhận; hãy lập quyết định điều chỉnh."))
            return redirect(decision)
        form = DecisionForm(instance=decision, user=request.user)
        return self._page(request, form, self._formset(request, decision))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Store the changes; a recorded decision takes none."""
        decision = self._found(request, pk)
        if not decision.is_recorded:
            return self._save(request, decision)
        form = DecisionForm(request.POST, instance=decision, user=request.user)
        form.add_error(None, _("Hồ sơ đã ghi nhận; hãy lập quyết định điều chỉnh."))
        return self._page(request, form, self._formset(request, decision), status=409)
