"""A copy of a project: its facts for the form, and its parts once the copy is stored."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.permissions import Permission
from programmes.models import BudgetLine, ProjectIndicator, ProjectPlace, SupportProject
from programmes.services.projects import save_part
from programmes.services.proposal import TYPED, save_budget

#: what a copy begins with; state, dates of approval, sources and results belong to the original
COPIED = (
    "plan",
    "name",
    "kind",
    "activity",
    "implementing_organisation",
    "unit",
    "unit_now",
    "place_text",
    "starts_on",
    "ends_on",
    "stated_total_amount",
    "objective",
    "scale",
    "is_priority",
    "is_key",
    "is_integrated",
    "note",
)


def copy_of(source: SupportProject) -> SupportProject:
    """Return a new project, not stored yet, with the facts of another."""
    return SupportProject(**{name: getattr(source, name) for name in COPIED})


@transaction.atomic
def copy_parts(
    source: SupportProject,
    target: SupportProject,
    *,
    which: Collection[str],
    by: Any,
    reason: str = "",
) -> None:
    """Give a stored copy the further places, indicators, budget and partners of the original.

    ``which`` names those that are wanted: places, indicators, budget; the partners always come.
    Raises ValidationError for a place out of the area; PermissionDenied.
    """
    if not (by.can(Permission.EDIT_PROJECTS, source) and by.can(Permission.EDIT_PROJECTS, target)):
        raise PermissionDenied
    parts: list[Any] = []
    if "places" in which:
        rows = source.places.exclude(unit=target.unit_id).select_related("unit", "unit_now")
        parts += [
            ProjectPlace(project=target, unit=row.unit, unit_now=row.unit_now)
            for row in rows.order_by("pk")
        ]
    if "indicators" in which:
        parts += [
            ProjectIndicator(project=target, indicator=row.indicator, planned=row.planned)
            for row in source.indicators.select_related("indicator").order_by("pk")
        ]
    for part in parts:
        save_part(part, by=by, reason=reason)
    if "budget" in which:
        rows = source.budget_lines.order_by("order", "pk").values(*TYPED)
        save_budget(target, [BudgetLine(**row) for row in rows], by=by, reason=reason)
    target.coordinating_organisations.set(source.coordinating_organisations.all())
