"""Writes of projects: facts, places and beneficiaries, derived columns, state."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from kernel import history
from kernel.text import fold, sort_key
from kernel.workflow import perform
from localities import selectors as localities
from programmes import workflow
from programmes.choices import DecisionState
from programmes.models import DecisionLine, ProjectTransition, SupportProject
from programmes.money import project_money

SHOWN_BENEFICIARIES = 3


@transaction.atomic
def save_project(project: SupportProject, *, by: Any, reason: str = "") -> SupportProject:
    """Store one project. Raises ValidationError; PermissionDenied without right or out of area."""
    return save_projects([project], by=by, reason=reason)[0]


@transaction.atomic
def save_projects(
    projects: Sequence[SupportProject], *, by: Any, reason: str = ""
) -> list[SupportProject]:
    """Store projects with their keys and derived columns, each with its history row.

    Raises ValidationError; PermissionDenied without the right or for a place out of the area.
    """
    saved = []
    for project in projects:
        if not by.can(Permission.EDIT_PROJECTS, project):
            raise PermissionDenied
        _require_in_area(project, by)
        if project.unit_now_id is None:
            project.unit_now = localities.unit_now(project.unit)
        _set_keys(project)
        saved.append(history.save(project, by=by, reason=reason))
    refresh_money(saved)
    return saved


def _require_in_area(project: SupportProject, by: Any) -> None:
    if by.sees_everything:
        return
    if not by.covered_units().filter(unit_id=project.unit_id).exists():
        raise ValidationError({"unit": _("Địa bàn không thuộc phạm vi của đơn vị.")})


def _set_keys(project: SupportProject) -> None:
    limit = project._meta.get_field("search_key").max_length
    words = f"{project.code} {project.name} {project.beneficiary_text} {project.place_text}"
    project.search_key = fold(words)[:limit]
    project.sort_key = sort_key(project.name)[:1000]


@transaction.atomic
def save_part(part: Any, *, by: Any, reason: str = "") -> Any:
    """Store an allocation, a place or a planned indicator of a project."""
    if not by.can(Permission.EDIT_PROJECTS, part.project):
        raise PermissionDenied
    if hasattr(part, "unit_now") and part.unit_now_id is None:
        part.unit_now = localities.unit_now(part.unit)
    saved = history.save(part, by=by, reason=reason)
    refresh_beneficiaries(part.project)
    return saved


@transaction.atomic
def remove_part(part: Any, *, by: Any, reason: str = "") -> None:
    """Delete an allocation, a place or an indicator; refused when a decision line names it."""
    if not by.can(Permission.EDIT_PROJECTS, part.project):
        raise PermissionDenied
    if DecisionLine.objects.filter(allocation_id=part.pk).exists() and hasattr(part, "facility"):
        raise ValidationError(
            _("Chưa xóa được “%(label)s”: đã có kinh phí theo quyết định.") % {"label": part.label}
        )
    history.remove(part, by=by, reason=reason)
    refresh_beneficiaries(part.project)


def refresh_beneficiaries(project: SupportProject) -> None:
    """Rewrite the plain columns that lists show and search from the allocations."""
    rows = project.allocations.select_related("facility", "organisation").order_by("pk")
    labels = [row.label for row in rows if row.label]
    shown = "; ".join(labels[:SHOWN_BENEFICIARIES])
    if len(labels) > SHOWN_BENEFICIARIES:
        shown += _(" và %(n)s đơn vị khác") % {"n": len(labels) - SHOWN_BENEFICIARIES}
    project.beneficiary_text = shown[:600]
    _set_keys(project)
    SupportProject.objects.filter(pk=project.pk).update(
        beneficiary_text=project.beneficiary_text, search_key=project.search_key
    )


@transaction.atomic
def remove_project(project: SupportProject, *, by: Any, reason: str = "") -> None:
    """Move a project to the recycle bin; refused when a recorded decision gives it money."""
    if not by.can(Permission.EDIT_PROJECTS, project):
        raise PermissionDenied
    recorded = project.decision_lines.filter(
        decision__state=DecisionState.RECORDED, decision__deleted_at__isnull=True
    )
    if recorded.exists():
        raise ValidationError(
            _("Chưa xóa được đề án: đã có trong quyết định ghi nhận. Hãy ngừng triển khai đề án.")
        )
    history.remove(project, by=by, reason=reason)


@transaction.atomic
def move_project(
    project: SupportProject, name: str, *, by: Any, note: str = "", occurred_on: Any = None
) -> ProjectTransition:
    """Perform the transition ``name``. Raises TransitionRefused with the reason in words."""
    changes: dict[str, Any] = {"state_since": occurred_on}
    if name == workflow.APPROVE.name:
        changes["approved_on"] = occurred_on
    return perform(
        project,
        workflow.BY_NAME[name],
        by=by,
        note=note,
        log=ProjectTransition,
        occurred_on=occurred_on,
        changes=changes,
    )


@transaction.atomic
def record_published_state(
    project: SupportProject, target: str, *, by: Any, note: str, state_text: str = ""
) -> ProjectTransition | None:
    """Record the state that a public page states; None when the project is in it already."""
    if project.state == target and project.transitions.exists():
        return None
    if project.state == target:
        return ProjectTransition.objects.create(
            subject=project,
            name="record_published",
            source="",
            target=target,
            by=by,
            note=note,
            origin=workflow.ORIGIN_PUBLISHED,
        )
    return perform(
        project,
        workflow.record_published(target),
        by=by,
        note=note,
        log=ProjectTransition,
        origin=workflow.ORIGIN_PUBLISHED,
        changes={"state_text": state_text},
    )


def refresh_money(projects: Iterable[SupportProject]) -> int:
    """Rewrite the sums that lists show from the decision lines; return how many rows changed.

    Two queries however many projects; the sums follow ``programmes.money``.
    """
    rows = {project.pk: project for project in projects}
    lines: dict[int, list[tuple[str, int]]] = {pk: [] for pk in rows}
    counted = DecisionLine.objects.counted().filter(project_id__in=list(rows))
    for pk, source, amount in counted.values_list("project_id", "source", "amount"):
        lines[pk].append((source, amount))
    changed = []
    for pk, project in rows.items():
        money = project_money(
            lines[pk],
            level=project.level,
            year=project.first_year,
            stated_total=project.stated_total_amount,
        )
        new = {
            "support_amount": money["support"],
            "counterpart_amount": money["counterpart"],
            "other_amount": money["other"],
            "total_amount": money["total"],
        }
        if any(getattr(project, name) != value for name, value in new.items()):
            for name, value in new.items():
                setattr(project, name, value)
            changed.append(project)
    SupportProject.objects.bulk_update(
        changed,
        ["support_amount", "counterpart_amount", "other_amount", "total_amount"],
        batch_size=500,
    )
    return len(changed)
