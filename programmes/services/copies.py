"""A copy of a project: its facts for the form, and its parts once the copy is stored."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.permissions import Permission
from programmes.models import ProjectIndicator, ProjectPlace, SupportProject
from programmes.services.projects import save_part

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
    places: bool,
    indicators: bool,
    by: Any,
    reason: str = "",
) -> None:
    """Give a stored copy the further places, planned indicators and partners of the original.

    Raises ValidationError for a place out of the area; PermissionDenied.
    """
    if not (by.can(Permission.EDIT_PROJECTS, source) and by.can(Permission.EDIT_PROJECTS, target)):
        raise PermissionDenied
    parts: list[Any] = []
    if places:
        rows = source.places.exclude(unit=target.unit_id).select_related("unit", "unit_now")
        parts += [
            ProjectPlace(project=target, unit=row.unit, unit_now=row.unit_now)
            for row in rows.order_by("pk")
        ]
    if indicators:
        parts += [
            ProjectIndicator(project=target, indicator=row.indicator, planned=row.planned)
            for row in source.indicators.select_related("indicator").order_by("pk")
        ]
    for part in parts:
        save_part(part, by=by, reason=reason)
    target.coordinating_organisations.set(source.coordinating_organisations.all())
