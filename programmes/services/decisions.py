"""Writes of decisions and their signed lines: the plan is the sum of its decisions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from kernel import history
from programmes.choices import DecisionKind, DecisionState, ProjectState
from programmes.models import AnnualPlan, DecisionLine, PlanDecision, SupportProject
from programmes.selectors import money_closed, planned_by_source
from programmes.services.plans import require_province_in_area
from programmes.services.projects import move_project, refresh_money


@transaction.atomic
def save_decision(decision: PlanDecision, *, by: Any, reason: str = "") -> PlanDecision:
    """Store a decision that isn't recorded yet. Raises ValidationError once it is.

    Raises it also for another plan than its lines have been written for. Whether lines of a draft
    count depends on its kind, so the sums of its projects follow.
    """
    if not by.can(Permission.EDIT_PLANS, decision):
        raise PermissionDenied
    if decision.pk and _stored_state(decision) == DecisionState.RECORDED:
        raise ValidationError(_("Hồ sơ đã ghi nhận; hãy lập quyết định điều chỉnh."))
    if decision.plan_id:
        decision.province, decision.level = decision.plan.province, decision.plan.level
    require_province_in_area(decision, by)
    lines = DecisionLine.objects.filter(decision_id=decision.pk or 0)
    projects = SupportProject.objects.filter(pk__in=lines.values("project"))
    if projects.exclude(plan=decision.plan_id).exists():
        raise ValidationError(
            {"plan": _("Quyết định đã có dòng kinh phí; không chuyển sang kế hoạch khác được.")}
        )
    saved = history.save(decision, by=by, reason=reason)
    refresh_money(projects)
    return saved


@transaction.atomic
def remove_decision(decision: PlanDecision, *, by: Any, reason: str = "") -> None:
    """Move a decision to the recycle bin; refused once it is recorded."""
    if not by.can(Permission.EDIT_PLANS, decision):
        raise PermissionDenied
    if _stored_state(decision) == DecisionState.RECORDED:
        raise ValidationError(
            _("Quyết định đã ghi nhận không xóa được; hãy lập quyết định điều chỉnh.")
        )
    projects = list(SupportProject.objects.filter(decision_lines__decision=decision).distinct())
    history.remove(decision, by=by, reason=reason)
    refresh_money(projects)


def _stored_state(decision: PlanDecision) -> str:
    rows = PlanDecision.objects.select_for_update(of=("self",)).filter(pk=decision.pk)
    return str(rows.values_list("state", flat=True).first())


@transaction.atomic
def add_decision_line(line: DecisionLine, *, by: Any, reason: str = "") -> DecisionLine:
    """Store a line of a decision; on a recorded one it is a correction.

    Raises ValidationError when the project belongs to another plan, or when a stored line of a
    recorded decision would change.
    """
    if not by.can(Permission.EDIT_PLANS, line.decision):
        raise PermissionDenied
    if line.pk and _stored_state(line.decision) == DecisionState.RECORDED:
        raise ValidationError(_("Dòng đã ghi nhận không sửa được; hãy thêm dòng điều chỉnh."))
    if line.decision.plan_id and line.project.plan_id != line.decision.plan_id:
        raise ValidationError({"project": _("Đề án không thuộc kế hoạch của quyết định này.")})
    if line.allocation_id and line.allocation.project_id != line.project_id:
        raise ValidationError({"allocation": _("Đơn vị thụ hưởng không thuộc đề án này.")})
    if line.project.is_deleted:
        raise ValidationError({"project": _("Đề án đã ở trong thùng rác.")})
    left = SupportProject.objects.filter(decision_lines=line.pk).exclude(pk=line.project_id)
    touched = [line.project, *left] if line.pk else [line.project]
    saved = history.save(line, by=by, reason=reason)
    refresh_money(touched)
    return saved


@transaction.atomic
def add_draft_lines(
    decision: PlanDecision, lines: Sequence[DecisionLine], *, by: Any, reason: str = ""
) -> list[DecisionLine]:
    """Store the first lines of projects that have just come into the decision's plan.

    A few queries for any number of lines. Raises PermissionDenied; ValidationError once the
    decision is recorded, or for a project of another plan.
    """
    if not by.can(Permission.EDIT_PLANS, decision):
        raise PermissionDenied
    if _stored_state(decision) != DecisionState.DRAFT:
        raise ValidationError(_("Hồ sơ đã ghi nhận; hãy lập quyết định điều chỉnh."))
    projects = {line.project_id: line.project for line in lines}
    if any(project.plan_id != decision.plan_id for project in projects.values()):
        raise ValidationError({"project": _("Đề án không thuộc kế hoạch của quyết định này.")})
    for line in lines:
        line.decision = decision
        line.clean_fields(exclude=["decision", "project", "allocation"])
    saved = history.save_many(DecisionLine, lines, by=by, reason=reason)
    refresh_money(projects.values())
    return saved


@transaction.atomic
def remove_decision_line(line: DecisionLine, *, by: Any, reason: str = "") -> None:
    """Delete a line of a decision that isn't recorded yet."""
    if not by.can(Permission.EDIT_PLANS, line.decision):
        raise PermissionDenied
    if _stored_state(line.decision) == DecisionState.RECORDED:
        raise ValidationError(_("Dòng đã ghi nhận không xóa được; hãy thêm dòng điều chỉnh."))
    project = line.project
    history.remove(line, by=by, reason=reason)
    refresh_money([project])


@transaction.atomic
def set_project_money(
    project: SupportProject,
    decision: PlanDecision,
    amounts: Mapping[str, int | None],
    *,
    by: Any,
    allocation: Any = None,
    reason: str = "",
) -> None:
    """Make the lines of ``decision`` say ``amounts`` (source -> đồng, None = chưa rõ).

    On a draft decision lines are rewritten; on a recorded one the difference is a new line, and
    nothing can become unknown again.
    """
    lines = list(decision.lines.filter(project=project, allocation=allocation).order_by("pk"))
    recorded = _stored_state(decision) == DecisionState.RECORDED
    for source, amount in amounts.items():
        held = [line for line in lines if line.source == source]
        now = sum(line.amount for line in held) if held else None
        if amount == now:
            continue
        if recorded:
            if amount is None:
                raise ValidationError(
                    _("Kinh phí đã ghi nhận không thể đổi thành chưa rõ; hãy nhập số tiền.")
                )
            change = amount - (now or 0)
        else:
            for line in held:
                remove_decision_line(line, by=by, reason=reason)
            change = amount
        if change is not None:
            line = DecisionLine(
                decision=decision,
                project=project,
                allocation=allocation,
                source=source,
                amount=change,
            )
            add_decision_line(line, by=by, reason=reason)


@transaction.atomic
def set_draft_money(
    project: SupportProject, amounts: Mapping[str, int | None], *, by: Any, reason: str = ""
) -> bool:
    """Make the round in preparation say what a project gets in all; return whether it changed.

    ``amounts``: source -> đồng, None = chưa rõ; other sources stay. A line that names the one
    beneficiary keeps naming it. Raises ValidationError where decisions hold the money already.
    """
    # Two people who type at once: the second waits here and sees the lines of the first.
    SupportProject.objects.select_for_update(of=("self",)).get(pk=project.pk)
    now = planned_by_source(project)
    changed = {name: value for name, value in amounts.items() if now.get(name) != value}
    if not changed:
        return False
    if reason_why := money_closed(project):
        raise ValidationError(reason_why)
    lines = project.decision_lines.filter(
        decision__kind=DecisionKind.APPROVAL, decision__deleted_at__isnull=True
    ).select_related("decision", "allocation")
    held = {line.source: line for line in lines}
    decision = next(iter(held.values())).decision if held else draft_round(project.plan, by=by)
    for source, amount in changed.items():
        allocation = held[source].allocation if source in held else None
        set_project_money(
            project, decision, {source: amount}, by=by, allocation=allocation, reason=reason
        )
    refresh_money([project])
    return True


@transaction.atomic
def draft_round(plan: Any, *, by: Any) -> PlanDecision:
    """Return the approval round of a plan that is being prepared, begun if there is none."""
    # Two people at once must not begin two rounds: the second waits here.
    AnnualPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    rounds = plan.decisions.alive().filter(kind=DecisionKind.APPROVAL)
    draft = rounds.filter(state=DecisionState.DRAFT).order_by("pk").first()
    if draft:
        return draft
    decision = PlanDecision(
        plan=plan,
        province=plan.province,
        level=plan.level,
        kind=DecisionKind.APPROVAL,
        round=rounds.count() + 1,
    )
    return save_decision(decision, by=by)


@transaction.atomic
def record_decision(decision: PlanDecision, *, by: Any, reason: str = "") -> PlanDecision:
    """Mark a decision "đã ghi nhận": its lines can't change any more, its projects move on.

    An approval needs number and date; registered projects with a line become approved, and a
    stop decision stops its projects. Raises ValidationError with all that is missing.
    """
    if not by.can(Permission.RECORD_DECISIONS, decision):
        raise PermissionDenied
    # What is recorded is what is stored, not what this process read some time ago.
    decision.refresh_from_db(from_queryset=PlanDecision.objects.select_for_update(of=("self",)))
    if decision.is_deleted:
        raise ValidationError(_("Quyết định đã được chuyển vào thùng rác."))
    if decision.is_recorded:
        raise ValidationError(_("Quyết định đã được ghi nhận, không cần ghi nhận lại."))
    _require_complete(decision)
    decision.state = DecisionState.RECORDED
    decision.recorded_on = timezone.localdate()
    history.save(decision, by=by, reason=reason or "ghi nhận quyết định")
    projects = SupportProject.objects.alive().filter(decision_lines__decision=decision).distinct()
    note = _("Theo %(decision)s") % {"decision": decision}
    for project in projects:
        if decision.kind == DecisionKind.APPROVAL and project.state == ProjectState.REGISTERED:
            move_project(project, "approve", by=by, note=note, occurred_on=decision.signed_on)
        elif decision.kind == DecisionKind.APPROVAL and _lacks_approval_day(project):
            project.approved_on = decision.signed_on
            history.save(project, by=by, reason=note)
        elif decision.kind == DecisionKind.STOP and project.state != ProjectState.STOPPED:
            move_project(project, "stop", by=by, note=note, occurred_on=decision.signed_on)
    refresh_money(projects.all())
    return decision


def _lacks_approval_day(project: SupportProject) -> bool:
    """A project taken over under way: its day of approval is the one of this decision."""
    return project.approved_on is None and project.state in ProjectState.TRACKED


def _require_complete(decision: PlanDecision) -> None:
    if decision.kind == DecisionKind.PUBLISHED:
        return
    missing: dict[str, str] = {}
    if not decision.number.strip():
        missing["number"] = _("Chưa nhập Số, ký hiệu.")
    if decision.signed_on is None:
        missing["signed_on"] = _("Chưa nhập Ngày ký.")
    if not decision.lines.exists():
        missing["__all__"] = _("Quyết định chưa có dòng kinh phí nào.")
    if missing:
        raise ValidationError(missing)
