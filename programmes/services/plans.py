"""Writes of programmes and annual plans."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from kernel import history
from programmes.models import AnnualPlan, Programme


@transaction.atomic
def save_programme(programme: Programme, *, by: Any, reason: str = "") -> Programme:
    """Store a programme. Raises ValidationError; PermissionDenied without the right."""
    if not by.can(Permission.EDIT_PLANS):
        raise PermissionDenied
    return history.save(programme, by=by, reason=reason)


@transaction.atomic
def remove_programme(programme: Programme, *, by: Any, reason: str = "") -> None:
    """Move a programme to the recycle bin; refused while plans or projects belong to it."""
    if not by.can(Permission.EDIT_PLANS):
        raise PermissionDenied
    if programme.plans.alive().exists() or programme.projects.alive().exists():
        raise ValidationError(_("Chưa xóa được chương trình: còn kế hoạch hoặc đề án thuộc nó."))
    history.remove(programme, by=by, reason=reason)


@transaction.atomic
def save_plan(plan: AnnualPlan, *, by: Any, reason: str = "") -> AnnualPlan:
    """Store a plan. Raises ValidationError; PermissionDenied without the right."""
    if not by.can(Permission.EDIT_PLANS, plan):
        raise PermissionDenied
    return history.save(plan, by=by, reason=reason)


@transaction.atomic
def ensure_plan(*, province: Any, year: int, level: str, by: Any, reason: str = "") -> AnnualPlan:
    """Return the plan of this province, year and level, made if it isn't there."""
    found = AnnualPlan.objects.alive().filter(province=province, year=year, level=level).first()
    if found:
        return found
    return save_plan(AnnualPlan(province=province, year=year, level=level), by=by, reason=reason)


@transaction.atomic
def remove_plan(plan: AnnualPlan, *, by: Any, reason: str = "") -> None:
    """Move a plan to the recycle bin; refused while it has projects or decisions."""
    if not by.can(Permission.EDIT_PLANS, plan):
        raise PermissionDenied
    projects = plan.projects.alive().count()
    decisions = plan.decisions.alive().count()
    if projects or decisions:
        raise ValidationError(
            _("Chưa xóa được kế hoạch: còn %(projects)s đề án và %(decisions)s quyết định.")
            % {"projects": projects, "decisions": decisions}
        )
    history.remove(plan, by=by, reason=reason)
