"""Projects that come many at once: each with its plan, its beneficiaries and its planned money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from beneficiaries.models import RuralIndustrialFacility
from kernel import history
from kernel.text import fold
from localities import selectors as localities
from localities.models import AdministrativeUnit
from programmes.models import Allocation, AnnualPlan, SupportProject
from programmes.selectors import next_code
from programmes.services.decisions import set_draft_money
from programmes.services.plans import ensure_plan
from programmes.services.projects import (
    beneficiaries_in_words,
    refresh_money,
    remove_part,
    save_part,
    save_project,
    set_keys,
)


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


@transaction.atomic
def add_projects(
    plan: AnnualPlan, rows: Sequence[ProjectRow], *, by: Any, reason: str = ""
) -> list[SupportProject]:
    """Store new projects of a plan with their beneficiaries, a few queries for any number.

    The caller has judged the rows: what one of them alone gets wrong (dates, amounts) is refused
    by the database only. Raises ValidationError for a plan, place or facility out of the area;
    PermissionDenied without the right.
    """
    if not by.can(Permission.EDIT_PROJECTS):
        raise PermissionDenied
    pairs = [(row.project, _once_each(row.allocations or ())) for row in rows]
    _require_reach(plan, pairs, by)
    now = cache(localities.unit_now)
    for project, served in pairs:
        project.plan, project.level, project.first_year = plan, plan.level, plan.year
        project.unit_now = now(project.unit)
        project.beneficiary_text = beneficiaries_in_words(one.label for one in served)
        set_keys(project)
        _clean(project)
    projects = [project for project, _served in pairs]
    history.save_many(SupportProject, projects, by=by, reason=reason)
    allocations = [one for _project, served in pairs for one in served]
    for project, served in pairs:
        for one in served:
            one.project = project
            _clean(one)
    history.save_many(Allocation, allocations, by=by, reason=reason)
    refresh_money(projects)
    return projects


def _once_each(allocations: Sequence[Allocation]) -> list[Allocation]:
    return list({allocation_key(one): one for one in allocations}.values())


def _clean(record: Model) -> None:
    """Check the columns of a record; its relations have been looked at for all rows at once."""
    record.clean_fields(exclude=[one.name for one in record._meta.fields if one.is_relation])


def _require_reach(
    plan: AnnualPlan, pairs: Sequence[tuple[SupportProject, list[Allocation]]], by: Any
) -> None:
    if not AnnualPlan.objects.visible_to(by).filter(pk=plan.pk).exists():
        raise ValidationError({"plan": _("Kế hoạch không thuộc phạm vi của đơn vị.")})
    if by.sees_everything:
        return
    units = {project.unit_id for project, _served in pairs}
    if by.covered_units().filter(unit_id__in=units).distinct().count() != len(units):
        raise ValidationError({"unit": _("Địa bàn không thuộc phạm vi của đơn vị.")})
    facilities = {one.facility_id for _project, served in pairs for one in served} - {None}
    visible = RuralIndustrialFacility.objects.visible_to(by).filter(pk__in=facilities)
    if visible.count() != len(facilities):
        raise ValidationError({"facility": _("Cơ sở không thuộc phạm vi của đơn vị.")})


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
