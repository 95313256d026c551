"""What is typed into a plan's grid: kept as a draft, then stored as projects, all or none."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from beneficiaries.models import RuralIndustrialFacility
from beneficiaries.services import record_facilities
from kernel.text import fold
from kernel.workflow import TransitionRefused
from programmes.checks import PAST
from programmes.choices import BeneficiaryKind
from programmes.grid.block import MOST_ROWS, Cells
from programmes.grid.columns import OWN_SUPPORT
from programmes.grid.rows import ReadRow
from programmes.models import (
    Allocation,
    AnnualPlan,
    DecisionLine,
    PlanGridDraft,
    SupportProject,
)
from programmes.selectors import next_code, own_source
from programmes.selectors.grid import GridReading, read_grid
from programmes.services.decisions import add_draft_lines, draft_round
from programmes.services.records import ProjectRow, add_projects
from programmes.services.states import record_past_state

REASON = "bảng nhập của kế hoạch"
FACTS = ("name", "kind", "activity", "implementing_organisation", "unit", "starts_on", "ends_on")


def digest_of(rows: Sequence[Cells], unit: str) -> str:
    """The mark of what is typed: equal rows, equal mark."""
    text = json.dumps([unit, list(rows)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def save_grid_draft(
    plan: AnnualPlan, rows: Sequence[Cells], unit: str, *, seen_version: int, by: Any
) -> PlanGridDraft:
    """Keep what is typed. Raises PermissionDenied; ValidationError: too many rows, or "stale"."""
    _require(by)
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            _("Tối đa %(most)s dòng mỗi lần; bảng có %(n)s dòng.")
            % {"most": MOST_ROWS, "n": len(rows)}
        )
    draft = _locked(plan, by)
    if draft.version != seen_version:
        if draft.rows == list(rows) and draft.unit == unit:
            return draft  # the same is kept already: an answer that never arrived
        raise ValidationError(_stale(draft), code="stale")
    draft.rows, draft.unit = list(rows), unit
    draft.version += 1
    draft.save()
    return draft


def _locked(plan: AnnualPlan, by: Any) -> PlanGridDraft:
    """The person's draft of the plan, held until the transaction ends."""
    draft, _made = PlanGridDraft.objects.select_for_update(of=("self",)).get_or_create(
        plan=plan, user=by
    )
    return draft


def _stale(draft: PlanGridDraft) -> str:
    at = timezone.localtime(draft.saved_at)
    return _(
        "Bảng này vừa được lưu ở một cửa sổ khác lúc %(time)s. Nội dung vừa nhập vẫn được giữ "
        "bên dưới; lưu lần nữa để dùng nội dung này."
    ) % {"time": f"{at:%H:%M}"}


def _require(by: Any) -> None:
    if not (by.can(Permission.EDIT_PROJECTS) and by.can(Permission.EDIT_PLANS)):
        raise PermissionDenied


@transaction.atomic
def store_grid(
    plan: AnnualPlan, rows: Sequence[Cells], unit: str, *, seen_version: int, by: Any
) -> list[SupportProject]:
    """Store the rows as projects of the plan with lines of its round in preparation; all or none.

    The draft is emptied. Raises PermissionDenied; ValidationError: "stale", "stored" for rows
    that the last press of the button stored already, "cells" while a cell is wrong.
    """
    _require(by)
    # Two people who store rows of one plan at once: the second numbers on from the first.
    AnnualPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    mark = digest_of(rows, unit)
    draft = _locked(plan, by)
    if draft.stored_digest == mark and draft.version != seen_version:
        raise ValidationError(_("Các dòng này đã được lưu vào kế hoạch."), code="stored")
    if draft.version != seen_version:
        raise ValidationError(_stale(draft), code="stale")
    reading = read_grid(plan, rows, unit, by)
    if reading.errors or not reading.rows:
        raise ValidationError(_("Còn ô cần sửa; chưa lưu dòng nào."), code="cells")
    _store_facilities(reading.rows, by)
    _give_codes(plan, reading.rows)
    projects = [_project(row, reading) for row in reading.rows]
    stored = add_projects(
        plan,
        [
            ProjectRow(project, allocations=row.values["beneficiaries"] or [])
            for project, row in zip(projects, reading.rows, strict=True)
        ],
        by=by,
        reason=REASON,
    )
    _store_money(plan, stored, reading, by)
    _record_past_states(stored, reading.rows, by)
    draft.rows, draft.stored_digest = [], mark
    draft.version += 1
    draft.save()
    return stored


def _store_facilities(rows: Sequence[ReadRow], by: Any) -> None:
    """Store the facilities that the rows bring along, each once; the allocations get them."""
    made: dict[tuple[str, int], RuralIndustrialFacility] = {}
    waiting: list[tuple[Allocation, tuple[str, int]]] = []
    for row in rows:
        for allocation in row.values["beneficiaries"] or []:
            facility = allocation.facility
            if allocation.kind != BeneficiaryKind.FACILITY or facility.pk is not None:
                continue
            key = (fold(facility.name), facility.unit_id)
            made.setdefault(key, facility)
            waiting.append((allocation, key))
    if made:
        record_facilities(list(made.values()), by=by, reason=REASON)
    for allocation, key in waiting:
        allocation.facility = made[key]


def _record_past_states(
    projects: Sequence[SupportProject], rows: Sequence[ReadRow], by: Any
) -> None:
    """Record the states that projects had before the portal began."""
    for project, row in zip(projects, rows, strict=True):
        state, since, approved, note = (row.values[name] for name in PAST)
        if since is None:
            continue
        try:
            record_past_state(
                project, state, by=by, occurred_on=since, approved_on=approved, note=note
            )
        except TransitionRefused as refused:
            raise ValidationError(f"{project.name}: {refused.message}") from refused


def _give_codes(plan: AnnualPlan, rows: Sequence[ReadRow]) -> None:
    """Number the rows without a code on from the highest one, typed or stored."""
    prefix, _dash, number = next_code(plan).rpartition("-")
    typed = [str(row.values["code"]) for row in rows if row.values["code"]]
    taken = [
        int(code.removeprefix(f"{prefix}-"))
        for code in typed
        if code.startswith(f"{prefix}-") and code.removeprefix(f"{prefix}-").isdecimal()
    ]
    free = max([int(number), *(one + 1 for one in taken)])
    for row in rows:
        if not row.values["code"]:
            row.values["code"] = f"{prefix}-{free:03d}"
            free += 1


def _project(row: ReadRow, reading: GridReading) -> SupportProject:
    values = row.values
    project = SupportProject(
        code=values["code"],
        scale=values["scale"] or "",
        note=values["note"] or "",
        place_text=values.get("place_text", ""),
        **{name: values[name] for name in FACTS},
    )
    parts = [values[column.key] for column in reading.columns if column.source]
    known = [amount for amount in parts if amount is not None]
    is_their_sum = len(known) == len(parts) and sum(known) == values["total"]
    project.stated_total_amount = None if is_their_sum else values["total"]
    return project


def _store_money(
    plan: AnnualPlan, projects: Sequence[SupportProject], reading: GridReading, by: Any
) -> None:
    """Store what is known of the money as lines of the round in preparation; 0 is a line too."""
    lines = [
        DecisionLine(
            project=project,
            source=own_source(plan.level) if column.source == OWN_SUPPORT else column.source,
            amount=row.values[column.key],
        )
        for project, row in zip(projects, reading.rows, strict=True)
        for column in reading.columns
        if column.source and row.values[column.key] is not None
    ]
    if lines:
        add_draft_lines(draft_round(plan, by=by), lines, by=by, reason=REASON)
