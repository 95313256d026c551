"""Writes of programmes and annual plans."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from kernel import history
from localities.choices import UnitLevel
from programmes.models import AnnualPlan, Programme


def require_province_in_area(record: Any, by: Any) -> None:
    """Raise ValidationError unless the record's province is one, and in the person's area."""
    if record.province_id is None:
        return
    if record.province.level != UnitLevel.PROVINCE:
        raise ValidationError({"province": _("Chọn tỉnh, thành phố, không chọn huyện hoặc xã.")})
    if by.sees_everything or by.covered_units().filter(unit_id=record.province_id).exists():
        return
    raise ValidationError({"province": _("Địa bàn không thuộc phạm vi của đơn vị.")})


@transaction.atomic
def save_programme(programme: Programme, *, by: Any, reason: str = "") -> Programme:
    """Store a programme. Raises ValidationError; PermissionDenied without the right."""
    if not by.can(Permission.EDIT_PLANS, programme):
        raise PermissionDenied
    require_province_in_area(programme, by)
    return history.save(programme, by=by, reason=reason)


@transaction.atomic
def remove_programme(programme: Programme, *, by: Any, reason: str = "") -> None:
    """Move a programme to the recycle bin; refused while plans or projects belong to it."""
    if not by.can(Permission.EDIT_PLANS, programme):
        raise PermissionDenied
    if programme.plans.alive().exists() or programme.projects.alive().exists():
        raise ValidationError(_("Chưa xóa được chương trình: còn kế hoạch hoặc đề án thuộc nó."))
    history.remove(programme, by=by, reason=reason)


@transaction.atomic
def save_plan(plan: AnnualPlan, *, by: Any, reason: str = "") -> AnnualPlan:
    """Store a plan. Raises ValidationError; PermissionDenied without the right.

    Its projects and decisions have its province, year and level, which then can't change.
    """
    if not by.can(Permission.EDIT_PLANS, plan):
        raise PermissionDenied
    require_province_in_area(plan, by)
    same = AnnualPlan.objects.filter(
        pk=plan.pk, province=plan.province_id, year=plan.year, level=plan.level
    )
    used = plan.pk and (plan.projects.alive().exists() or plan.decisions.alive().exists())
    if used and not same.exists():
        raise ValidationError(
            _("Kế hoạch đã có đề án hoặc quyết định; không đổi tỉnh, năm, cấp được.")
        )
    return history.save(plan, by=by, reason=reason)


@transaction.atomic
def ensure_plan(*, province: Any, year: int, level: str, by: Any, reason: str = "") -> AnnualPlan:
    """Return the plan of this province, year and level, made if it isn't there."""
    rows = AnnualPlan.objects.alive().filter(province=province, year=year, level=level)
    found = rows.first()
    if found:
        return found
    try:
        with transaction.atomic():
            plan = AnnualPlan(province=province, year=year, level=level)
            return save_plan(plan, by=by, reason=reason)
    except (IntegrityError, ValidationError):  # perhaps somebody made it in the meantime
        found = rows.first()
        if found is None:
            raise
        return found


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
