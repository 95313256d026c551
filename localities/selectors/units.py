"""Which unit had a code on a day, what became of a unit, which units belong to its area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from kernel.text import clean
from localities.choices import Extent, UnitLevel
from localities.models import AdministrativeUnit, UnitSuccession

_FOREVER: Final = date.max


@dataclass(frozen=True)
class Outcome:
    """What became of a unit.

    `units`: (present unit, extent) in alphabetical order; a present unit is its own outcome.
    `known` is False where our sources don't say it ("không rõ"), also when only for a part.
    `abolished`: a district that ended in 2025 without successor; see `present_units_of`.
    """

    units: tuple[tuple[AdministrativeUnit, Extent], ...]
    known: bool
    abolished: bool = False


@dataclass(frozen=True)
class Reach:
    """The ids of an area: units that belong to it, and old ones that it shares with others."""

    whole: frozenset[int]
    shared: frozenset[int]


def unit_on(code: str, day: date, level: str | None = None) -> AdministrativeUnit | None:
    """The unit that had this code on this day; None when there was none.

    52 was Bình Định in 2022 and is Gia Lai in 2026. Earlier names of Thái Bình have no first day:
    of several that may have existed the one that ended first is meant.
    """
    units = AdministrativeUnit.objects.on(day).filter(code=code).with_line()
    if level:
        units = units.filter(level=level)
    return units.order_by(F("valid_to").asc(nulls_last=True), "level", "pk").first()


def unit_of_code(text: str, *, day: date) -> AdministrativeUnit | None:
    """The unit of a written code, "34" as of `day` or "34@2024-12-31" as of the day it names.

    Raises ValueError with a Vietnamese message when the day can't be read.
    """
    code, at, written = clean(text).partition("@")
    if at:
        try:
            day = date.fromisoformat(written)
        except ValueError as error:
            raise ValueError(_("Ngày sau “@” phải có dạng NNNN-TT-NN.")) from error
    return unit_on(code, day)


def successors(unit: AdministrativeUnit) -> Outcome:
    """What became of a unit, through as many steps as it took. A split unit returns all parts.

    A part of a part, or a whole of a part, is a part. Districts were abolished: only the island
    districts that became a special zone have a successor.
    """
    if unit.is_present:
        return Outcome(((unit, Extent.WHOLE),), known=True)
    rows = list(_steps_from([unit.pk]))
    if unit.level == UnitLevel.DISTRICT and not any(r.extent == Extent.WHOLE for r in rows):
        return Outcome((), known=True, abolished=True)
    found: dict[int, tuple[AdministrativeUnit, Extent]] = {}
    known, seen, open_ends = True, {unit.pk}, [(unit, Extent.WHOLE)]
    while open_ends:
        rows = list(_steps_from([u.pk for u, _extent in open_ends]))
        following: list[tuple[AdministrativeUnit, Extent]] = []
        for ended, so_far in open_ends:
            steps = [row for row in rows if row.old_id == ended.pk]
            known = known and bool(steps)
            for row in steps:
                extent = Extent.WHOLE if {row.extent, so_far} == {Extent.WHOLE} else Extent.PART
                if row.new.is_present:
                    _add(found, row.new, extent)
                elif row.new_id not in seen:
                    seen.add(row.new_id)
                    following.append((row.new, extent))
        open_ends = following
    units = sorted(found.values(), key=lambda pair: (pair[0].sort_key, pair[0].code))
    return Outcome(tuple(units), known=known)


def unit_now(unit: AdministrativeUnit) -> AdministrativeUnit | None:
    """The one present unit that took over all of it, else None: then a person must choose.

    "Một phần diện tích, toàn bộ dân số" counts as all: the people and their workshops went there.
    """
    whole = [new for new, extent in successors(unit).units if extent == Extent.WHOLE]
    return whole[0] if len(whole) == 1 else None


def descendants(
    unit: AdministrativeUnit, on: date | None = None
) -> QuerySet[AdministrativeUnit, AdministrativeUnit]:
    """The units below this one: of all times, or those that existed on a day."""
    units = AdministrativeUnit.objects.filter(Q(parent=unit) | Q(province=unit)).with_line()
    return units.on(on) if on else units


def present_units_of(unit: AdministrativeUnit) -> list[AdministrativeUnit]:
    """The present communes that cover a unit of any level and time, in alphabetical order.

    A commune that took only a part of the area is among them; a former commune whose successor
    isn't known adds nothing.
    """
    area = {unit.pk} | set(descendants(unit).values_list("pk", flat=True))
    communes = AdministrativeUnit.objects.filter(level=UnitLevel.COMMUNE).present()
    if unit.is_present and unit.level == UnitLevel.PROVINCE:
        return list(communes.filter(province=unit).with_line())
    reached, latest = set(area), area
    while latest:
        rows = UnitSuccession.objects.filter(old__in=latest, new__level=UnitLevel.COMMUNE)
        latest = set(rows.values_list("new", flat=True)) - reached
        reached |= latest
    return list(communes.filter(pk__in=reached).with_line())


def closure(unit: AdministrativeUnit) -> Reach:
    """All units, old and new, whose records belong to the area of this one.

    A present province: its communes and the old provinces that were merged into it with their
    districts and communes under all their names. A present commune: the old units that went into
    it; those that were split are `shared`. An ended unit: itself, what was below it, and the
    present communes that took one of its communes (an island: the district) whole.
    """
    whole, shared = {unit.pk}, set()
    for old, extent in _went_into(unit).items():
        (whole if extent == Extent.WHOLE else shared).add(old)
    below = AdministrativeUnit.objects.filter(Q(parent__in=whole) | Q(province__in=whole))
    whole |= set(below.values_list("pk", flat=True))
    if not unit.is_present:
        taken = UnitSuccession.objects.filter(
            old__in=whole, extent=Extent.WHOLE, new__level=UnitLevel.COMMUNE
        )
        whole |= set(taken.values_list("new", flat=True))
    return Reach(frozenset(whole), frozenset(shared - whole))


def inside(unit: AdministrativeUnit) -> Q:
    """Return the condition "in this unit", of its time or now, for rows with unit and unit_now."""
    reach = closure(unit)
    return (
        Q(unit__in=reach.whole)
        | Q(unit_now__in=reach.whole)
        | Q(unit_now__isnull=True, unit__in=reach.shared)
    )


def closure_ids(unit: AdministrativeUnit) -> set[int]:
    """The ids of `closure`, shared units included."""
    reach = closure(unit)
    return set(reach.whole | reach.shared)


def _went_into(unit: AdministrativeUnit) -> dict[int, Extent]:
    """The ids of the old units that went into this one, through as many steps as it took.

    Reached twice, a unit is a part unless one way was whole.
    """
    found: dict[int, Extent] = {}
    so_far = {unit.pk: Extent.WHOLE}
    while so_far:
        steps = UnitSuccession.objects.filter(new__in=list(so_far)).order_by()
        following = {}
        for old, new, step in steps.values_list("old", "new", "extent"):
            extent = Extent.WHOLE if {step, so_far[new]} == {Extent.WHOLE} else Extent.PART
            if old != unit.pk and found.get(old) not in (extent, Extent.WHOLE):
                found[old] = following[old] = extent
        so_far = following
    return found


def _steps_from(old: Iterable[int]) -> QuerySet[UnitSuccession, UnitSuccession]:
    return UnitSuccession.objects.filter(old__in=list(old)).select_related(
        "new", "new__parent", "new__province"
    )


def _add(
    found: dict[int, tuple[AdministrativeUnit, Extent]], unit: AdministrativeUnit, extent: Extent
) -> None:
    """Note a unit; reached twice it is a part unless one way was whole."""
    before = found.get(unit.pk)
    if before is None or before[1] == Extent.PART:
        found[unit.pk] = (unit, extent)
