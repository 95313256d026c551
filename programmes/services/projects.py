"""Writes of projects: facts, places and beneficiaries, derived columns, state."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from beneficiaries.models import RuralIndustrialFacility
from kernel import history
from kernel.text import fold, sort_key
from kernel.workflow import Transition, TransitionRefused, perform
from localities import selectors as localities
from programmes import workflow
from programmes.choices import DecisionState, ProjectState
from programmes.models import (
    Allocation,
    AnnualPlan,
    DecisionLine,
    ProjectPlace,
    ProjectTransition,
    SupportProject,
    TrackingLine,
)
from programmes.money import project_money
from programmes.services.ledger import refresh_planned
from programmes.services.tracking import ensure_lines, set_percents

SHOWN_BENEFICIARIES = 3
#: stored sum -> key of ``programmes.money``
SUMS = {
    "support_amount": "support",
    "counterpart_amount": "counterpart",
    "other_amount": "other",
    "total_amount": "total",
}
#: marks lines in history that went with their project and return with it
REMOVED_WITH_PROJECT = "xóa cùng đề án"
DERIVED = (*SUMS, "progress_percent", "progress_as_of")


@transaction.atomic
def save_project(project: SupportProject, *, by: Any, reason: str = "") -> SupportProject:
    """Store one project. Raises ValidationError; PermissionDenied without right or out of area."""
    return save_projects([project], by=by, reason=reason)[0]


@transaction.atomic
def save_projects(
    projects: Sequence[SupportProject], *, by: Any, reason: str = ""
) -> list[SupportProject]:
    """Store projects with their keys and derived columns, each with its history row.

    A project has the level and the first year of its plan. Raises ValidationError, also for a
    place out of the area and with the code "stale" when somebody saved since the project was
    read; PermissionDenied without the right.
    """
    saved = []
    stored = lock_stored(projects)
    for project in projects:
        if not by.can(Permission.EDIT_PROJECTS, project):
            raise PermissionDenied
        before = stored.get(project.pk)
        require_fresh(project, before)
        require_in_area(project, by)
        _follow_plan(project, before, by=by, reason=reason)
        settle_place(project, before)
        set_keys(project)
        saved.append(history.save(project, by=by, reason=reason))
    refresh_money(saved)
    return saved


Stored = dict[str, Any]


def lock_stored(projects: Sequence[SupportProject]) -> dict[int, Stored]:
    """Lock the stored rows; return what writes compare with, by number."""
    rows = SupportProject.objects.select_for_update(of=("self",))
    names = ("version", "unit_id", "unit_now_id", "plan_id", "state", "state_since", "approved_on")
    found = rows.filter(pk__in=[project.pk for project in projects if project.pk])
    return {row["pk"]: row for row in found.values("pk", *names)}


def require_fresh(project: SupportProject, before: Stored | None) -> None:
    """Raise ValidationError with the code "stale" when somebody saved since it was read."""
    if before and before["version"] != project.version:
        raise ValidationError(
            _("Đề án “%(name)s” vừa được người khác cập nhật; hãy tải lại rồi sửa.")
            % {"name": project.name},
            code="stale",
        )


def require_in_area(row: Any, by: Any) -> None:
    """Raise ValidationError unless the record's unit lies in the person's area."""
    if by.sees_everything:
        return
    if not by.covered_units().filter(unit_id=row.unit_id).exists():
        raise ValidationError({"unit": _("Địa bàn không thuộc phạm vi của đơn vị.")})


def _follow_plan(project: SupportProject, before: Stored | None, *, by: Any, reason: str) -> None:
    """Bring level and year in line with the plan; drafted money leaves the plan of before."""
    if project.plan is not None:
        project.level, project.first_year = project.plan.level, project.plan.year
    if project.plan_id == (before["plan_id"] if before else None):
        return
    if project.plan and not AnnualPlan.objects.visible_to(by).filter(pk=project.plan_id).exists():
        raise ValidationError({"plan": _("Kế hoạch không thuộc phạm vi của đơn vị.")})
    if before is None:
        return
    lines = project.decision_lines.filter(
        decision__deleted_at__isnull=True, decision__plan=before["plan_id"]
    )
    if lines.filter(decision__state=DecisionState.RECORDED).exists():
        raise ValidationError(
            {
                "plan": _(
                    "Đề án đã có kinh phí theo quyết định ghi nhận; không chuyển kế hoạch được."
                )
            }
        )
    for line in lines:
        history.remove(line, by=by, reason=reason)


def settle_place(row: Any, before: Stored | None) -> None:
    """Fill in the present unit where one took over all; keep a chosen one of a split unit."""
    whole = localities.unit_now(row.unit)
    if whole is not None:
        row.unit_now = whole
        return
    if row.unit_now_id is None:
        return
    outcome = localities.successors(row.unit)
    if row.unit_now_id in {unit.pk for unit, _extent in outcome.units}:
        return
    if before and before["unit_id"] != row.unit_id:
        row.unit_now = None  # it belonged to the place of before
        return
    raise ValidationError(
        {"unit_now": _("Địa bàn hiện nay phải là một trong các đơn vị tiếp nhận địa bàn cũ.")}
    )


def set_keys(project: SupportProject) -> None:
    """Rewrite what a project is found and sorted by."""
    limit = project._meta.get_field("search_key").max_length
    places = dict.fromkeys(unit.full_name for unit in (project.unit, project.unit_now) if unit)
    words = [project.code, project.name, project.beneficiary_text, project.place_text, *places]
    project.search_key = fold(" ".join(words))[:limit]
    project.sort_key = sort_key(project.name)[:1000]


@transaction.atomic
def save_part(part: Any, *, by: Any, reason: str = "") -> Any:
    """Store an allocation, a place, a planned indicator or a budget line of a project.

    Raises ValidationError, also for a place or a facility out of the area; PermissionDenied.
    """
    if not by.can(Permission.EDIT_PROJECTS, part.project):
        raise PermissionDenied
    if isinstance(part, ProjectPlace):
        require_in_area(part, by)
        if part.unit_now_id is None:
            part.unit_now = localities.unit_now(part.unit)
    if isinstance(part, Allocation) and part.facility_id and not by.sees_everything:
        visible = RuralIndustrialFacility.objects.visible_to(by)
        if not visible.filter(pk=part.facility_id).exists():
            raise ValidationError({"facility": _("Cơ sở không thuộc phạm vi của đơn vị.")})
    saved = history.save(part, by=by, reason=reason)
    refresh_beneficiaries(part.project)
    return saved


@transaction.atomic
def remove_part(part: Any, *, by: Any, reason: str = "") -> None:
    """Delete an allocation, a place, an indicator or a budget line.

    Refused when a decision line names it, or a tracking line stands on it.
    """
    if not by.can(Permission.EDIT_PROJECTS, part.project):
        raise PermissionDenied
    if _followed(part).exists():
        raise ValidationError(
            _("Chưa xóa được “%(label)s”: đã có dòng theo dõi.") % {"label": str(part)}
        )
    if isinstance(part, Allocation) and part.decision_lines.exists():
        raise ValidationError(
            _("Chưa xóa được “%(label)s”: đã có kinh phí theo quyết định.") % {"label": part.label}
        )
    history.remove(part, by=by, reason=reason)
    refresh_beneficiaries(part.project)


def _followed(part: Any) -> QuerySet[TrackingLine]:
    """The tracking lines that stand on a beneficiary or a further place."""
    lines = TrackingLine.objects.alive().filter(project=part.project_id)
    if isinstance(part, Allocation):
        return lines.filter(allocation=part.pk)
    if isinstance(part, ProjectPlace):
        return lines.filter(unit=part.unit_id)
    return lines.none()


def refresh_beneficiaries(project: SupportProject) -> None:
    """Rewrite the plain columns that lists show and search from the allocations."""
    rows = project.allocations.select_related("facility", "organisation").order_by("pk")
    project.beneficiary_text = beneficiaries_in_words(row.label for row in rows)
    set_keys(project)
    SupportProject.objects.filter(pk=project.pk).update(
        beneficiary_text=project.beneficiary_text, search_key=project.search_key
    )


def beneficiaries_in_words(labels: Iterable[str]) -> str:
    """Name the first beneficiaries and count the others, as lists show them."""
    named = [label for label in labels if label]
    shown = "; ".join(named[:SHOWN_BENEFICIARIES])
    if len(named) > SHOWN_BENEFICIARIES:
        shown += _(" và %(n)s đơn vị khác") % {"n": len(named) - SHOWN_BENEFICIARIES}
    return shown[:600]


@transaction.atomic
def remove_project(project: SupportProject, *, by: Any, reason: str = "") -> None:
    """Move a project to the recycle bin; refused when a recorded decision gives it money.

    Refused also when a report speaks of it. Lines of rounds being prepared go: recording such a
    round must not give money to nobody.
    """
    if not by.can(Permission.EDIT_PROJECTS, project):
        raise PermissionDenied
    recorded = project.decision_lines.filter(
        decision__state=DecisionState.RECORDED, decision__deleted_at__isnull=True
    )
    if recorded.exists():
        raise ValidationError(
            _("Chưa xóa được đề án: đã có trong quyết định ghi nhận. Hãy ngừng triển khai đề án.")
        )
    if project.tracking_lines.filter(entries__isnull=False).exists():
        raise ValidationError(
            _("Chưa xóa được đề án: đã có báo cáo tiến độ. Hãy ngừng triển khai đề án.")
        )
    if project.entries.exists():
        raise ValidationError(
            _("Chưa xóa được đề án: đã có số dư, bút toán. Hãy ngừng triển khai đề án.")
        )
    for line in project.decision_lines.all():
        history.remove(line, by=by, reason=REMOVED_WITH_PROJECT)
    refresh_money([project])
    history.remove(project, by=by, reason=reason)


@transaction.atomic
def move_project(
    project: SupportProject, name: str, *, by: Any, note: str = "", occurred_on: Any = None
) -> ProjectTransition:
    """Perform the transition ``name``. Raises TransitionRefused with the reason in words.

    The system's own account only records what is published: a state needs a person.
    """
    if by.is_system:
        raise TransitionRefused(_not_allowed(workflow.BY_NAME[name]), "permission")
    changes: dict[str, Any] = {"state_since": occurred_on}
    if name == workflow.APPROVE.name:
        changes["approved_on"] = occurred_on
    row = perform(
        project,
        workflow.BY_NAME[name],
        by=by,
        note=note,
        log=ProjectTransition,
        occurred_on=occurred_on,
        changes=changes,
    )
    if name == workflow.APPROVE.name:
        ensure_lines([project], by=by)
    return row


@transaction.atomic
def record_published_state(
    project: SupportProject, target: str, *, by: Any, note: str, state_text: str = ""
) -> ProjectTransition | None:
    """Record the state that a public page states; None when the project is in it already.

    A new project that stands in this state from the start gets its line in the log, because the
    note is the only evidence. Raises TransitionRefused.
    """
    row = _record_published(project, target, by=by, note=note, state_text=state_text)
    if row is not None and target in ProjectState.TRACKED:
        ensure_lines([project], by=by)
    return row


def _record_published(
    project: SupportProject, target: str, *, by: Any, note: str, state_text: str
) -> ProjectTransition | None:
    transition = workflow.record_published(target)
    if not by.can(transition.permission, project):
        raise TransitionRefused(_not_allowed(transition), "permission")
    if project.state == target and project.transitions.exists():
        return None
    if project.state == target:
        if not note.strip():
            raise TransitionRefused(f"Hãy ghi lý do khi “{transition.label}”.", "note")
        return ProjectTransition.objects.create(
            subject=project,
            name=transition.name,
            source="",
            target=target,
            by=by,
            note=note,
            origin=workflow.ORIGIN_PUBLISHED,
        )
    return perform(
        project,
        transition,
        by=by,
        note=note,
        log=ProjectTransition,
        origin=workflow.ORIGIN_PUBLISHED,
        changes={"state_text": state_text, "state_since": None},  # a page tells no day
    )


def _not_allowed(transition: Transition) -> str:
    return f"Tài khoản này không có quyền “{transition.label}”."


@transaction.atomic
def refresh_money(projects: Iterable[SupportProject]) -> int:
    """Rewrite the sums that lists show from the decision lines; return how many rows changed.

    Four queries however many projects, and four more when the progress of some is known: lines are
    weighed by their support. The sums follow ``programmes.money``; balances follow in what is
    planned. The rows are locked before the lines are read: of two people who add a line, the
    second counts both.
    """
    rows = {project.pk: project for project in projects}
    locked = SupportProject.objects.select_for_update(of=("self",)).filter(pk__in=list(rows))
    stored = {row["pk"]: row for row in locked.order_by("pk").values("pk", *DERIVED)}
    lines: dict[int, list[tuple[str, int]]] = {pk: [] for pk in rows}
    counted = DecisionLine.objects.counted().filter(project_id__in=list(rows))
    for pk, source, amount in counted.values_list("project_id", "source", "amount"):
        lines[pk].append((source, amount))
    for pk, project in rows.items():
        money = project_money(
            lines[pk],
            level=project.level,
            year=project.first_year,
            stated_total=project.stated_total_amount,
        )
        for name, key in SUMS.items():
            setattr(project, name, money[key])
    for pk, before in stored.items():  # what was read some time ago says nothing of the lines
        rows[pk].progress_percent = before["progress_percent"]
        rows[pk].progress_as_of = before["progress_as_of"]
    set_percents([rows[pk] for pk in stored if stored[pk]["progress_percent"] is not None])
    changed = [
        rows[pk]
        for pk, before in stored.items()
        if any(before[name] != getattr(rows[pk], name) for name in DERIVED)
    ]
    SupportProject.objects.bulk_update(changed, DERIVED, batch_size=500)
    refresh_planned(stored)
    return len(changed)
