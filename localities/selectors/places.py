"""Units found by what people write: the search box, and the places of published cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Case, Q, When

from kernel.text import clean
from localities.choices import LEVEL_OF_KIND, REFORM_DAY, UnitLevel
from localities.models import AdministrativeUnit, AdministrativeUnitQuerySet
from localities.names import ABBREVIATIONS, Reading, name_key, parts, plain_parts, readings
from localities.selectors.units import closure_ids

_RANK = {UnitLevel.PROVINCE: 0, UnitLevel.DISTRICT: 1, UnitLevel.COMMUNE: 2}


@dataclass(frozen=True)
class PlaceMatch:
    """What a written place means.

    `unit`: the smallest unit that is known for certain, None only when not even the province is.
    `exact`: every part of the text was understood. `kept_text`: what wasn't, "" if nothing.
    """

    unit: AdministrativeUnit | None
    exact: bool
    kept_text: str


# --- the search box -------------------------------------------------------------------------------


def find(
    text: str,
    *,
    within: AdministrativeUnit | None = None,
    on: date | None = None,
    limit: int = 20,
) -> list[AdministrativeUnit]:
    """Units for a search box: without accents, abbreviated, with or without what they belong to.

    "quynh xa", "x. Quỳnh Xá, h. Quỳnh Phụ", "TP. Thái Bình" (only cities), a code. Units called
    exactly so come first, present ones before ended ones, provinces before communes; only when no
    unit is called so, those whose whole address contains all the words. `within`: the area of this
    unit, old and new. `on`: units of that day.
    """
    scope = AdministrativeUnit.objects.with_line()
    if on:
        scope = scope.on(on)
    if within:
        scope = scope.filter(pk__in=closure_ids(within))
    hits = _named(scope, text) or _without_twins(matching(scope, text)[: limit * 2])
    return hits[:limit]


def _named(scope: AdministrativeUnitQuerySet, text: str) -> list[AdministrativeUnit]:
    """Units called so, the text read as one name first and as name and address next."""
    written = clean(text)
    if written.isdigit() and len(written) in {2, 3, 5}:
        by_code = list(scope.filter(code=written))
        if by_code:
            return sorted(by_code, key=_importance)
    for pieces in ([written], parts(written), plain_parts(written)):
        ways = readings(pieces[0]) if pieces else []
        hits = _called(scope, ways, strict=True)
        for piece in pieces[1:]:
            address = readings(piece)
            hits = [u for u in hits if any(_is_called(o, address) for o in u.line()[1:])]
        if hits:
            orders = {way.order for way in ways}
            return sorted(hits, key=lambda u: (u.sort_key not in orders, *_importance(u)))
    return []


def _importance(unit: AdministrativeUnit) -> tuple[bool, int, str, str]:
    """Present units before ended ones, larger before smaller, then the alphabet."""
    return (not unit.is_present, _RANK[UnitLevel(unit.level)], unit.sort_key, unit.code)


def matching(scope: AdministrativeUnitQuerySet, text: str) -> AdministrativeUnitQuerySet:
    """Units whose address has a word beginning with each word of the text, best first.

    One queryset, for the admin and its autocomplete: exact names, then names that begin so, then
    the rest; present units first. Abbreviated kinds ("x.", "tt") are ignored; nothing but such
    words finds nothing.
    """
    words = [w for w in name_key(text).split() if w not in ABBREVIATIONS]
    if not words:
        return scope.none()
    for word in words:
        scope = scope.filter(Q(search_key__startswith=word) | Q(search_key__contains=f" {word}"))
    keys = {way.key for way in readings(text)}
    # "quynh phu thai": the district of this name before all that lies in it.
    keys |= {" ".join(words[:count]) for count in range(1, len(words) + 1)}
    begun = reduce(or_, [Q(name_key__startswith=way.key) for way in readings(text)])
    rank = Case(When(name_key__in=keys, then=0), When(begun, then=1), default=2)
    present = Case(When(valid_to=None, then=0), default=1)
    size = Case(*(When(level=level, then=place) for level, place in _RANK.items()))
    return scope.order_by(rank, present, size, "sort_key", "code", "pk")


# --- one name -------------------------------------------------------------------------------------


def _called(
    scope: AdministrativeUnitQuerySet, ways: Sequence[Reading], *, strict: bool
) -> list[AdministrativeUnit]:
    """Units of a name: of the kind that was said, else (not `strict`) of the same level.

    A xã that became a phường since is the same place to a reader of its district.
    """
    if not ways:
        return []
    by_name = [Q(name_key=w.key) | Q(other_keys__contains=f"|{w.key}|") for w in ways]
    units = list(scope.filter(reduce(or_, by_name)).with_line())
    for way in ways:
        named = [u for u in units if u.name_key == way.key] or [
            u for u in units if f"|{way.key}|" in u.other_keys
        ]
        if way.kinds is not None:
            same = [u for u in named if u.kind in way.kinds]
            levels = {LEVEL_OF_KIND[kind] for kind in way.kinds}
            named = same or ([] if strict else [u for u in named if u.level in levels])
        if named:
            return _without_twins(named)
    return []


def _meant(
    scope: AdministrativeUnitQuerySet, piece: str, *, strict: bool
) -> list[AdministrativeUnit]:
    """`_called` for a written piece; of "Hòa" and "Hoa" the one that was written, if it exists."""
    ways = readings(piece)
    hits = _called(scope, ways, strict=strict)
    orders = {way.order for way in ways}
    return [unit for unit in hits if unit.sort_key in orders] or hits


def _is_called(unit: AdministrativeUnit, ways: Iterable[Reading]) -> bool:
    for way in ways:
        if way.kinds is not None and unit.level not in {LEVEL_OF_KIND[k] for k in way.kinds}:
            continue
        if unit.name_key == way.key or f"|{way.key}|" in unit.other_keys:
            return True
    return False


def _without_twins(units: Iterable[AdministrativeUnit]) -> list[AdministrativeUnit]:
    """One of each pair that the two published tables list under two codes (7 in Hồ Chí Minh).

    Equal name, parent and last day: the code of the conversion table, which has successors, stays.
    """
    kept: dict[tuple[str, int | None, date | None], AdministrativeUnit] = {}
    for unit in units:
        key = (unit.full_name, unit.parent_id, unit.valid_to)
        twin = kept.get(key)
        if twin is None or (unit.successions.exists() and not twin.successions.exists()):
            kept[key] = unit
    return list(kept.values())


# --- the place of a published case ----------------------------------------------------------------


def provinces_named(name: str) -> list[AdministrativeUnit]:
    """Provinces of all times with this name, present ones first; "Thừa Thiên Huế" is 46."""
    scope = AdministrativeUnit.objects.filter(level=UnitLevel.PROVINCE)
    found: dict[int, AdministrativeUnit] = {}
    for way in readings(name):
        if way.kinds is None or any(LEVEL_OF_KIND[k] == UnitLevel.PROVINCE for k in way.kinds):
            named = scope.filter(Q(name_key=way.key) | Q(other_keys__contains=f"|{way.key}|"))
            found |= {unit.pk: unit for unit in named}
    return sorted(found.values(), key=lambda u: (not u.is_present, u.sort_key))


def province_named(name: str, *, year: int | None = None) -> AdministrativeUnit | None:
    """The province of this name in a year: the old one until 2024, the present one from 2026 on.

    For 2025 or without a year the present one if there is one of that name, else the old one. A
    name that the year doesn't know ("Thái Bình" in 2026) is understood all the same.
    """
    units = provinces_named(name)
    of_year = units
    if year is not None and year < REFORM_DAY.year:
        of_year = [u for u in units if u.valid_from is None]
    elif year is not None and year > REFORM_DAY.year:
        of_year = [u for u in units if u.is_present]
    return next(iter(of_year or units), None)


def parse_place(
    text: str, *, province: AdministrativeUnit | str, year: int | None = None
) -> PlaceMatch:
    """The unit that a published case means by its place.

    By the names of its year: commune, else district, else province. A named district means before
    1 July 2025; otherwise, for 2025 or without a year, both sets are tried. More than one hit or
    several places: the province, with the text kept. What isn't known is kept as text under the
    smallest known unit.
    """
    name = province if isinstance(province, str) else province.name
    home = province_named(name, year=year) if isinstance(province, str) else province
    text = clean(text)
    if home is None or not text:
        return PlaceMatch(home, exact=home is not None and not text, kept_text=text)
    place = _Place.read(text, _provinces_meant(name, home))
    if not place.pieces:
        return PlaceMatch(home, exact=True, kept_text="")
    if len(place.communes) > 1 or len(place.districts) > 1:
        return PlaceMatch(home, exact=False, kept_text=text)
    eras = _eras(name, year, district_said=bool(place.districts))
    district, unknown, several = _district_of(place, eras[0])
    if unknown and home.is_present:
        # The present province also holds the districts of those that were merged into it.
        eras = (_within(home, year), eras[1])
        district, unknown, several = _district_of(place, eras[0])
    if several:
        return PlaceMatch(home, exact=False, kept_text=text)
    return _commune_of(place, district, unknown, eras, home)


@dataclass
class _Place:
    """A written place: its pieces in order, those said to be districts, those to be communes."""

    text: str
    pieces: list[str] = field(default_factory=list)
    districts: list[str] = field(default_factory=list)
    communes: list[str] = field(default_factory=list)

    @property
    def bare(self) -> list[str]:
        """Pieces whose kind isn't said."""
        return [p for p in self.pieces if p not in self.districts and p not in self.communes]

    @classmethod
    def read(cls, text: str, provinces: Iterable[AdministrativeUnit]) -> _Place:
        """The text in pieces, without the province itself."""
        place = cls(text)
        names = list(provinces)
        for piece in parts(text):
            way = readings(piece)[0]
            levels = {LEVEL_OF_KIND[kind] for kind in way.kinds or ()}
            is_home = any(_is_called(unit, [way]) for unit in names)
            # "TP Thái Bình" is the city: a province of that name is called "tỉnh".
            if is_home and (way.kinds is None or any(u.kind in way.kinds for u in names)):
                continue
            place.pieces.append(piece)
            if UnitLevel.DISTRICT in levels:
                place.districts.append(piece)
            elif UnitLevel.COMMUNE in levels:
                place.communes.append(piece)
        return place


def _provinces_meant(name: str, home: AdministrativeUnit) -> list[AdministrativeUnit]:
    return [home, *(unit for unit in provinces_named(name) if unit.pk != home.pk)]


def _eras(
    name: str, year: int | None, *, district_said: bool
) -> tuple[AdministrativeUnitQuerySet, AdministrativeUnitQuerySet]:
    """The old and the present units of a province's name; one is empty unless both are tried."""
    same_name = provinces_named(name)
    units = AdministrativeUnit.objects.exclude(level=UnitLevel.PROVINCE).with_line()
    old = _of_year(units.filter(province__in=[u for u in same_name if u.valid_from is None]), year)
    new = units.filter(
        province__in=[u for u in same_name if u.is_present], valid_from__gte=REFORM_DAY
    )
    if district_said or (year is not None and year < REFORM_DAY.year):
        new = units.none()
    elif year is not None and year > REFORM_DAY.year:
        old = units.none()
    return old, new


def _within(home: AdministrativeUnit, year: int | None) -> AdministrativeUnitQuerySet:
    """The old districts and communes of all that is a present province."""
    units = AdministrativeUnit.objects.exclude(level=UnitLevel.PROVINCE).with_line()
    return _of_year(units.filter(pk__in=closure_ids(home)), year)


def _of_year(units: AdministrativeUnitQuerySet, year: int | None) -> AdministrativeUnitQuerySet:
    """Of these the units of before the reform whose names a year knew."""
    units = units.filter(valid_from=None)
    if year is None:
        return units
    return units.filter(Q(valid_to=None) | Q(valid_to__gte=date(min(year, REFORM_DAY.year), 1, 1)))


def _district_of(
    place: _Place, old: AdministrativeUnitQuerySet
) -> tuple[AdministrativeUnit | None, list[str], bool]:
    """The district that was named, the pieces left unknown, and whether there were several.

    A piece without kind behind a commune ("xã Quỳnh Xá, Quỳnh Phụ") or behind a district ("huyện
    Kỳ Sơn, Tương Dương") may be a district too.
    """
    districts = old.filter(level=UnitLevel.DISTRICT)
    found: list[AdministrativeUnit] = []
    unknown: list[str] = []
    for piece in place.districts:
        hits = _meant(districts, piece, strict=False)
        if len(hits) > 1:
            return None, [], True
        found += hits
        unknown += [] if hits else [piece]
    said = place.pieces.index(place.districts[0]) if place.districts else -1
    for piece in place.bare:
        behind = place.pieces.index(piece) > (said if place.districts else 0)
        hits = _meant(districts, piece, strict=True) if behind else []
        if hits and not place.districts:
            place.districts.append(piece)
            found += hits
        elif hits:
            return None, [], True
    return (found[0] if len(found) == 1 else None), unknown, len(found) > 1


def _commune_of(
    place: _Place,
    district: AdministrativeUnit | None,
    unknown: list[str],
    eras: tuple[AdministrativeUnitQuerySet, AdministrativeUnitQuerySet],
    home: AdministrativeUnit,
) -> PlaceMatch:
    """The commune among the pieces, else the district, else the province."""
    # A named district that we don't know gives no right to look for its commune elsewhere.
    scopes = [] if unknown else list(eras)
    if district:
        scopes = [eras[0].filter(parent=district)]
    communes: list[AdministrativeUnit] = []
    left = list(unknown)
    for piece in place.communes + place.bare:
        hits = [
            unit
            for scope in scopes
            for unit in _meant(
                scope.filter(level=UnitLevel.COMMUNE), piece, strict=district is None
            )
        ]
        if piece in place.bare and place.communes and _is_detail(place, piece):
            hits = []
        communes += hits
        if not hits:
            left.append(piece)
    if len(communes) > 1:
        return PlaceMatch(home, exact=False, kept_text=place.text)
    if not communes and not district and not unknown:
        district, left = _lone_district(eras[0], left)
    kept = ", ".join(piece for piece in place.pieces if piece in left)
    unit = communes[0] if communes else district or home
    return PlaceMatch(unit, exact=not kept, kept_text=kept)


def _is_detail(place: _Place, piece: str) -> bool:
    """Whether a piece without kind stands before the commune: a hamlet, a street, a cluster."""
    return place.pieces.index(piece) < place.pieces.index(place.communes[0])


def _lone_district(
    old: AdministrativeUnitQuerySet, left: list[str]
) -> tuple[AdministrativeUnit | None, list[str]]:
    """The district meant by a name without kind ("Gia Nghĩa"), if exactly one piece is one."""
    districts = old.filter(level=UnitLevel.DISTRICT)
    hits = {piece: _meant(districts, piece, strict=True) for piece in left}
    sure = [(piece, units[0]) for piece, units in hits.items() if len(units) == 1]
    if len(sure) != 1:
        return None, left
    return sure[0][1], [piece for piece in left if piece != sure[0][0]]
