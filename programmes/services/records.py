"""Projects that come many at once: each with its plan, its beneficiaries and its planned money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from kernel.text import fold
from localities import selectors as localities
from localities.models import AdministrativeUnit
from programmes.models import Allocation, AnnualPlan, SupportProject
from programmes.selectors import next_code
from programmes.services.decisions import set_draft_money
from programmes.services.plans import ensure_plan
from programmes.services.projects import remove_part, save_part, save_project


@dataclass
class ProjectRow:
    """A project as a sheet tells it: unsaved changes, money by source, whom it serves.

    ``amounts``: source -> đồng, None = chưa rõ; a source that isn't named stays as it is.
    ``allocations``: all beneficiaries, unsaved, or None to leave them alone.
    """

    project: SupportProject
    amounts: Mapping[str, int | None] = field(default_factory=dict)
    allocations: Sequence[Allocation] | None = None


@transaction.atomic
def record_projects(
    rows: Sequence[ProjectRow], *, by: Any, reason: str = ""
) -> list[SupportProject]:
    """Store projects with plan, beneficiaries and money in the round in preparation; all or none.

    The plan follows from place, year and level and is made where there is none; a new project
    without a code gets the next one. Raises ValidationError with the project's name in front;
    PermissionDenied without the right.
    """
    if not (by.can(Permission.EDIT_PROJECTS) and by.can(Permission.EDIT_PLANS)):
        raise PermissionDenied
    stored = []
    for row in rows:
        try:
            stored.append(_record(row, by, reason))
        except ValidationError as error:
            name = row.project.name
            texts = [f"{name}: {message}" for message in error.messages]
            raise ValidationError(texts, code=getattr(error, "code", None)) from error
    return stored


def _record(row: ProjectRow, by: Any, reason: str) -> SupportProject:
    project = row.project
    _put_into_plan(project, by, reason)
    if project.pk is None and not project.code and project.plan:
        project.code = next_code(project.plan)
    save_project(project, by=by, reason=reason)
    if row.allocations is not None:
        _set_allocations(project, row.allocations, by, reason)
    if project.plan:
        set_draft_money(project, row.amounts, by=by, reason=reason)
    return project


def plan_province(unit: AdministrativeUnit, year: int) -> AdministrativeUnit:
    """Return the province, of its time, in whose plan of ``year`` a project at ``unit`` stands.

    Raises ValidationError for a unit that came later than that year.
    """
    province = unit.province or unit
    if unit.valid_from and unit.valid_from.year > year:
        raise ValidationError(
            {
                "unit": _("“%(unit)s” chưa có vào năm %(year)s; ghi địa bàn của năm đó.")
                % {"unit": unit.full_name, "year": year}
            }
        )
    if province.valid_to and province.valid_to.year < year:
        return localities.unit_now(province) or province
    return province


def _put_into_plan(project: SupportProject, by: Any, reason: str) -> None:
    year, plan = project.first_year, project.plan
    if year is None or (plan and (plan.year, plan.level) == (year, project.level)):
        return
    province = plan_province(project.unit, year)
    wanted: AnnualPlan = ensure_plan(
        province=province, year=year, level=project.level, by=by, reason=reason
    )
    project.plan = wanted


def _set_allocations(
    project: SupportProject, wanted: Sequence[Allocation], by: Any, reason: str
) -> None:
    """Bring the beneficiaries to the wanted ones; those that stay keep their row."""
    held = {allocation_key(row): row for row in project.allocations.order_by("pk")}
    keys = {allocation_key(row): row for row in wanted}
    for key, row in held.items():
        if key not in keys:
            row.project = project
            remove_part(row, by=by, reason=reason)
    for key, row in keys.items():
        if key not in held:
            row.project = project
            save_part(row, by=by, reason=reason)


def allocation_key(row: Allocation) -> tuple[Any, ...]:
    """Return what makes two allocations of a project the same."""
    named = (row.facility_id, row.organisation_id, fold(row.group_name))
    return (row.kind, *named, row.expected_count)
