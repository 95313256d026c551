"""The units of one province's area, old and new, read once and asked for many places.

The understanding is that of `places.find`; here no question costs a query, so that a sheet of two
hundred rows is read as fast as one of three.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kernel.text import clean, fold
from localities.choices import LEVEL_OF_KIND, Extent, UnitLevel
from localities.models import AdministrativeUnit, UnitSuccession
from localities.names import Reading, long_label, parts, plain_parts, readings
from localities.selectors.units import closure_ids

_CODED = re.compile(r"(?:.*\[)?([0-9]{2,5})(?:@([0-9]{4}-[0-9]{2}-[0-9]{2}))?\]?")
_RANK = {UnitLevel.PROVINCE: 0, UnitLevel.DISTRICT: 1, UnitLevel.COMMUNE: 2}
# What may stand in front of a commune and is no unit of its own.
_SMALLER = frozenset(
    "thon xom khu khoi to so duong pho ap ban lang doi ngo kcn ccn cum khom soc buon lo".split()  # noqa: SIM905
)
_MOST_NEAR = 6
_LIKENESS = 0.72


@dataclass(frozen=True)
class Named:
    """The units that a text may mean, and what stood in front of them ("Thôn Đông")."""

    units: tuple[AdministrativeUnit, ...] = ()
    rest: str = ""


class Area:
    """Answers for places within a province of its time."""

    def __init__(
        self, units: Iterable[AdministrativeUnit], successors: Mapping[int, list[tuple[int, bool]]]
    ) -> None:
        self.units = {unit.pk: unit for unit in units}
        self._successors = successors
        self._by_name: dict[str, list[AdministrativeUnit]] = {}
        self._asked: dict[str, Named] = {}
        for unit in self.units.values():
            for key in {unit.name_key, *unit.other_keys.strip("|").split("|")} - {""}:
                self._by_name.setdefault(key, []).append(unit)

    @classmethod
    def of(cls, province: AdministrativeUnit, *, covered: Iterable[int] | None) -> Area:
        """The area of a province; ``covered`` the units that a person may choose, None for all."""
        ids = closure_ids(province)
        if covered is not None:
            ids &= set(covered)
        units = AdministrativeUnit.objects.filter(pk__in=ids).with_line()
        successors: dict[int, list[tuple[int, bool]]] = {}
        rows = UnitSuccession.objects.filter(old__in=ids)
        for old, new, extent in rows.values_list("old_id", "new_id", "extent"):
            successors.setdefault(old, []).append((new, extent == Extent.WHOLE))
        return cls(units, successors)

    # --- by name ---

    def named(self, text: str) -> Named:
        """Every unit that a text may mean: as written, abbreviated, without accents, by its code.

        A village or street in front of it is given back as ``rest``.
        """
        written = clean(text)
        if written not in self._asked:
            self._asked[written] = self._named(written)
        return self._asked[written]

    def _named(self, written: str) -> Named:
        coded = _CODED.fullmatch(written)
        if coded:
            return Named(tuple(self._of_code(coded[1], coded[2] or "")))
        for pieces in ([written], parts(written), plain_parts(written)):
            for skipped in range(len(pieces)):
                before = pieces[:skipped]
                if not all(fold(piece).split(" ")[0] in _SMALLER for piece in before):
                    break
                if hits := self._called(pieces[skipped:]):
                    return Named(tuple(hits), ", ".join(before))
        return Named()

    @staticmethod
    def is_code(text: str) -> bool:
        """Whether a text names its unit by the code."""
        return _CODED.fullmatch(clean(text)) is not None

    def _of_code(self, code: str, last_day: str) -> Iterator[AdministrativeUnit]:
        for unit in self.units.values():
            ended = unit.valid_to.isoformat() if unit.valid_to else ""
            if unit.code == code and last_day in ("", ended):
                yield unit

    def _called(self, pieces: list[str]) -> list[AdministrativeUnit]:
        """Units of the first name that belong to what the other names say."""
        hits: list[AdministrativeUnit] = []
        for way in readings(pieces[0]) if pieces else []:
            named = self._by_name.get(way.key, [])
            hits = [u for u in named if way.kinds is None or u.kind in way.kinds]
            if hits:
                break
        for piece in pieces[1:]:
            address = readings(piece)
            hits = [u for u in hits if any(_is_called(o, address) for o in u.line()[1:])]
        return sorted(self._without_twins(hits), key=_importance)

    def near(self, text: str) -> list[AdministrativeUnit]:
        """Units whose name is like the one that nobody bears, the likeliest first."""
        pieces = parts(text) or [text]
        keys = [way.key for piece in pieces[:1] for way in readings(piece)]
        same = [unit for key in keys for unit in self._by_name.get(key, [])]
        if same:
            return sorted(self._without_twins(same), key=_importance)[:_MOST_NEAR]
        like = [
            name
            for key in keys
            for name in difflib.get_close_matches(key, self._by_name, 4, _LIKENESS)
        ]
        found = [unit for name in dict.fromkeys(like) for unit in self._by_name[name]]
        return self._without_twins(found)[:_MOST_NEAR]

    def spelled(self, unit: AdministrativeUnit) -> str:
        """A text that means this unit and no other one of the area."""
        label = long_label(unit, on=unit.valid_to) if unit.valid_to else long_label(unit)
        label = label[:1].upper() + label[1:]
        if [one.pk for one in self.named(label).units] == [unit.pk]:
            return label
        day = f"@{unit.valid_to.isoformat()}" if unit.valid_to else ""
        return f"{label} [{unit.code}{day}]"

    def _without_twins(self, units: Iterable[AdministrativeUnit]) -> list[AdministrativeUnit]:
        """One of each pair that the two published tables list under two codes: with successors."""
        kept: dict[tuple[str, int | None, object], AdministrativeUnit] = {}
        for unit in units:
            key = (unit.full_name, unit.parent_id, unit.valid_to)
            if key not in kept or kept[key].pk not in self._successors:
                kept[key] = unit
        return list(kept.values())

    # --- what became of it ---

    def now(self, unit: AdministrativeUnit) -> tuple[list[AdministrativeUnit], bool]:
        """The present units that took an old one over, and whether one took all of it."""
        if unit.is_present:
            return [unit], True
        ends: dict[int, bool] = {}
        seen, open_ends = {unit.pk}, [(unit.pk, True)]
        while open_ends:
            old, so_far = open_ends.pop()
            for new, whole in self._successors.get(old, []):
                there = self.units.get(new)
                if there is not None and there.is_present:
                    ends[new] = ends.get(new, False) or (whole and so_far)
                elif new not in seen:
                    seen.add(new)
                    open_ends.append((new, whole and so_far))
        whole_ones = [pk for pk, whole in ends.items() if whole]
        if len(whole_ones) == 1:
            return [self.units[whole_ones[0]]], True
        return sorted((self.units[pk] for pk in ends), key=_importance), False


def _importance(unit: AdministrativeUnit) -> tuple[bool, int, str, str]:
    """Present units before ended ones, larger before smaller, then the alphabet."""
    return (not unit.is_present, _RANK[UnitLevel(unit.level)], unit.sort_key, unit.code)


def _is_called(unit: AdministrativeUnit, ways: Iterable[Reading]) -> bool:
    for way in ways:
        if way.kinds is not None and unit.level not in {LEVEL_OF_KIND[k] for k in way.kinds}:
            continue
        if unit.name_key == way.key or f"|{way.key}|" in unit.other_keys:
            return True
    return False
