"""Out of the recycle bin: a record returns with what went with it, unless its place is taken."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from kernel import history
from programmes import counters
from programmes.choices import DecisionState
from programmes.models import (
    AnnualPlan,
    DecisionLine,
    PlanDecision,
    Programme,
    SupportProject,
    TrackingLine,
)
from programmes.services.projects import REMOVED_WITH_PROJECT, refresh_money
from programmes.services.tracking import lock_projects, store_percents


@transaction.atomic
def restore_programme(programme: Programme, *, by: Any, reason: str = "") -> Programme:
    """Take a programme out of the recycle bin. Raises ValidationError; PermissionDenied."""
    history.require_in_bin(programme, Permission.EDIT_PLANS, by)
    return history.restore(programme, by=by, reason=reason)


@transaction.atomic
def restore_plan(plan: AnnualPlan, *, by: Any, reason: str = "") -> AnnualPlan:
    """Take a plan out of the recycle bin.

    Raises ValidationError while its programme is in the bin, or when the plan of this province,
    year and level has been made anew; PermissionDenied.
    """
    history.require_in_bin(plan, Permission.EDIT_PLANS, by)
    return history.restore(plan, needs=["programme"], by=by, reason=reason)


@transaction.atomic
def restore_decision(decision: PlanDecision, *, by: Any, reason: str = "") -> PlanDecision:
    """Take a decision out of the recycle bin; its lines count again.

    Raises ValidationError while its plan is in the bin, or when one of its projects has gone to
    another plan; PermissionDenied.
    """
    history.require_in_bin(decision, Permission.EDIT_PLANS, by)
    projects = list(SupportProject.objects.filter(decision_lines__decision=decision).distinct())
    gone = [row for row in projects if decision.plan_id and row.plan_id != decision.plan_id]
    if gone:
        raise ValidationError(
            _("Chưa khôi phục được quyết định: đề án “%(name)s” đã chuyển sang kế hoạch khác.")
            % {"name": gone[0].name}
        )
    restored = history.restore(decision, needs=["plan"], by=by, reason=reason)
    refresh_money(projects)
    return restored


@transaction.atomic
def restore_project(project: SupportProject, *, by: Any, reason: str = "") -> SupportProject:
    """Take a project out of the recycle bin, with its money in rounds that are still prepared.

    Raises ValidationError while its plan is in the bin; PermissionDenied.
    """
    history.require_in_bin(project, Permission.EDIT_PROJECTS, by)
    lost = list(_lost_lines(project))
    restored = history.restore(project, needs=["plan"], by=by, reason=reason)
    for line in lost:
        history.save(line, by=by, reason=reason or history.RESTORED)
    refresh_money([restored])
    return restored


def _lost_lines(project: SupportProject) -> Iterable[DecisionLine]:
    """The decision lines that went with a project, where their round is still being prepared."""
    _deletion, *before = project.history.order_by("-history_date", "-history_id")[:2]
    gone = DecisionLine.history.filter(
        project_id=project.pk, history_type="-", history_change_reason=REMOVED_WITH_PROJECT
    ).order_by("history_date", "history_id")
    if before:  # what went with it at an earlier deletion has come back then
        gone = gone.filter(history_date__gt=before[0].history_date)
    rounds = PlanDecision.objects.alive().filter(plan=project.plan_id, state=DecisionState.DRAFT)
    open_rounds = set(rounds.values_list("pk", flat=True))
    allocations = {None, *project.allocations.values_list("pk", flat=True)}
    for row in gone:
        if row.decision_id in open_rounds and row.allocation_id in allocations:
            yield DecisionLine(
                project=project,
                decision_id=row.decision_id,
                allocation_id=row.allocation_id,
                source=row.source,
                amount=row.amount,
                note=row.note,
            )


@transaction.atomic
def restore_line(line: TrackingLine, *, by: Any, reason: str = "") -> TrackingLine:
    """Take a tracking line out of the recycle bin; its project's percent counts it again.

    Raises ValidationError while its project is in the bin; PermissionDenied.
    """
    history.require_in_bin(line, Permission.EDIT_PROJECTS, by)
    projects = lock_projects([line.project_id])
    restored = history.restore(line, needs=["project"], by=by, reason=reason)
    counters.recount([restored.pk])
    store_percents(projects, by=by, reason=reason)
    return restored
