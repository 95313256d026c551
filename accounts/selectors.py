"""Reads about offices: which Centre is in charge of a unit, and its profile of a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from accounts.choices import OrganisationKind
from accounts.models import Coverage, OfficeProfile, Organisation, SavedView
from kernel import validity


@dataclass(frozen=True)
class CentreMap:
    """The Centres whose area holds some units, with all their profiles; asked without queries."""

    centres: dict[int, list[Organisation]]
    profiles: dict[int, list[OfficeProfile]]

    def centre(self, unit_id: int, day: date) -> Organisation | None:
        """Return the Centre of a unit on a day; None where no Centre's area holds the unit."""
        found = self.centres.get(unit_id, [])
        return next((row for row in found if validity.is_on(row, day)), None)

    def profile(self, unit_id: int, day: date) -> OfficeProfile | None:
        """Return the profile in force on a day of the Centre whose area holds the unit."""
        centre = self.centre(unit_id, day)
        found = self.profiles.get(centre.pk, []) if centre else []
        return next((row for row in found if validity.is_on(row, day)), None)


def centres_of(unit_ids: Iterable[int]) -> CentreMap:
    """Return the Centres in charge of these units, in two queries however many units.

    Of two Centres that cover a unit (before and after a merger) the newest one comes first.
    """
    wanted = set(unit_ids)
    rows = Coverage.objects.filter(
        unit__in=wanted,
        is_shared=False,
        organisation__kind=OrganisationKind.EXTENSION_CENTRE,
        organisation__deleted_at__isnull=True,
    )
    newest = sorted(
        rows.select_related("organisation"),
        key=lambda row: (row.organisation.valid_from or date.min, row.organisation_id),
        reverse=True,
    )
    centres: dict[int, list[Organisation]] = {}
    for row in newest:
        centres.setdefault(row.unit_id, []).append(row.organisation)
    profiles: dict[int, list[OfficeProfile]] = {}
    offices = {row.organisation_id for row in newest}
    kept = OfficeProfile.objects.alive().filter(organisation__in=offices)
    for profile in kept.order_by(*validity.NEWEST_FIRST):
        profiles.setdefault(profile.organisation_id, []).append(profile)
    return CentreMap(centres, profiles)


@dataclass(frozen=True)
class ViewTabs:
    """The saved views of a list as tabs, and what can be saved of the page that is shown."""

    list: str
    views: Sequence[SavedView]
    current: SavedView | None
    query: str
    count: int
    is_own: bool

    @property
    def is_shown(self) -> bool:
        """Whether there is something to choose or to save."""
        return bool(self.views or self.query)

    @property
    def address(self) -> str:
        """The list without any condition."""
        return SavedView(list=self.list).get_absolute_url()


def view_tabs(user: Any, name: str, *, query: str, count: int) -> ViewTabs:
    """Return the saved views that a person sees on a list whose page shows ``query``."""
    # One plain question of the office's few views: each list page asks it.
    office = SavedView.objects.filter(
        list=name, owner__organisation=user.organisation_id, owner__deleted_at=None
    )
    own = [view for view in office if view.owner_id == user.pk]
    views = own + [view for view in office if view.is_shared and view.owner_id != user.pk]
    here = sorted(parse_qsl(query))
    current = next((view for view in views if sorted(parse_qsl(view.query)) == here), None)
    return ViewTabs(
        list=name,
        views=views,
        current=current,
        query=query,
        count=count,
        is_own=current is not None and current.owner_id == user.pk,
    )


def profile_versions(centre: Organisation | None) -> list[OfficeProfile]:
    """Return all versions of a Centre's profile with their signers, the newest first."""
    rows = OfficeProfile.objects.alive().filter(organisation=centre)
    return list(rows.order_by(*validity.NEWEST_FIRST).prefetch_related("signers"))
