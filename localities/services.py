"""Loading the units of the country from the files that the portal ships."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from kernel import history, statistics
from kernel.text import clean, fold, sort_key
from localities.choices import (
    CITIES,
    LEVEL_OF_KIND,
    REFORM_DAY,
    WORD_OF_KIND,
    UnitKind,
    UnitLevel,
)
from localities.models import AdministrativeUnit, UnitSuccession
from localities.names import lowered, name_key, other_keys, split_full_name

DATA: Final = Path(__file__).resolve().parent / "data"
FILES: Final = (
    "provinces.csv",
    "districts.csv",
    "communes_before.csv",
    "communes.csv",
    "successions.csv",
)
REFORM_EVE: Final = "2025-06-30"
PROVINCE_RESOLUTION: Final = "Nghị quyết số 202/2025/QH15 ngày 12/6/2025"
TABLE_SOURCE: Final = "Bảng chuyển đổi đơn vị hành chính từ 01/7/2025 của Cục Thống kê"
BATCH: Final = 1000
_COMPARED: Final = (
    "code",
    "name",
    "full_name",
    "kind",
    "level",
    "parent_id",
    "province_id",
    "valid_from",
    "valid_to",
    "dates_exact",
    "other_names",
    "renamed_on",
    "name_key",
    "other_keys",
    "search_key",
    "sort_key",
)
_COMPARED_SUCCESSION: Final = ("extent", "note", "printed_name", "resolution")


@transaction.atomic
def load_units(*, by: Any = None, directory: Path = DATA) -> dict[str, int]:
    """Bring units and successions to what the files say; return created, updated, unchanged.

    Idempotent, by `reference_key` (units) and the pair (successions). Nothing is ever deleted, and
    what an office added or edited stays as it is. `by` is None for the system.

    The first load writes no history row per unit: 25,000 rows that say "as in the file" tell
    nobody anything. It's recorded once, on the provinces, with the counts and the files' SHA-256;
    every later change has its own history row. Raises FileNotFoundError or KeyError when the files
    don't fit together.
    """
    loader = _Loader(directory, by=by, first=not AdministrativeUnit.objects.exists())
    loader.load_level(loader.provinces())
    loader.load_level(loader.districts())
    loader.load_level(loader.communes())
    loader.load_successions()
    if loader.first:
        loader.record_first_load()
        statistics.refresh(AdministrativeUnit, UnitSuccession)
    return loader.counts


def save_unit(unit: AdministrativeUnit, *, by: Any, reason: str = "") -> AdministrativeUnit:
    """Check and store a unit that a person entered or corrected; return it.

    Level, full name, province and keys follow from kind, name and parent. Raises ValidationError
    with Vietnamese messages. The addresses of units below aren't rewritten.
    """
    unit.name = clean(unit.name)
    if unit.kind in UnitKind.values:
        unit.level = LEVEL_OF_KIND[UnitKind(unit.kind)]
        word = WORD_OF_KIND[UnitKind(unit.kind)]
        unit.full_name = f"{word} {unit.name}"
    unit.province = (unit.parent.province or unit.parent) if unit.parent else None
    unit.edited_here = True
    set_keys(unit)
    return history.save(unit, by=by, reason=reason)


def save_succession(row: UnitSuccession, *, by: Any, reason: str = "") -> UnitSuccession:
    """Store what a person knows of a unit's successor; raises ValidationError."""
    row.edited_here = True
    return history.save(row, by=by, reason=reason)


def remove(row: Any, *, by: Any, reason: str = "") -> Any:
    """Delete a unit or succession that nothing needs; raises ProtectedError otherwise."""
    return history.remove(row, by=by, reason=reason)


def files_hash(directory: Path = DATA) -> str:
    """SHA-256 over the shipped files, in the order of `FILES`."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((directory / name).read_bytes())
    return digest.hexdigest()


class _Loader:
    """One run of `load_units`: what the database holds, what the files say, what was done."""

    def __init__(self, directory: Path, *, by: Any, first: bool) -> None:
        self.directory, self.by, self.first = directory, by, first
        self.counts = {"created": 0, "updated": 0, "unchanged": 0}
        self.stored = _with_parents(AdministrativeUnit.objects.all())
        self.units: dict[str, AdministrativeUnit] = {}

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        with (self.directory / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    # --- what the files say -----------------------------------------------------------------------

    def provinces(self) -> Iterator[AdministrativeUnit]:
        for row in self.rows("provinces.csv"):
            key = _new_key(row["code"]) if row["since"] else row["code"]
            yield self.unit(key, row, UnitLevel.PROVINCE, None)

    def districts(self) -> Iterator[AdministrativeUnit]:
        for row in self.rows("districts.csv"):
            row |= {"until": REFORM_EVE}
            yield self.unit(row["code"], row, UnitLevel.DISTRICT, self.units[row["province"]])

    def communes(self) -> Iterator[AdministrativeUnit]:
        for row in self.rows("communes_before.csv"):
            earlier = row["until"] != REFORM_EVE
            key = f"{row['code']}-{row['until'][:4]}" if earlier else row["code"]
            unit = self.unit(key, row, UnitLevel.COMMUNE, self.units[row["district"]])
            unit.dates_exact = not earlier
            yield unit
        for row in self.rows("communes.csv"):
            row |= {"since": REFORM_DAY.isoformat()}
            parent = self.units.get(_new_key(row["province"])) or self.units[row["province"]]
            yield self.unit(_new_key(row["code"]), row, UnitLevel.COMMUNE, parent)

    def unit(
        self, key: str, row: dict[str, str], level: UnitLevel, parent: AdministrativeUnit | None
    ) -> AdministrativeUnit:
        """An unsaved unit as a row of a file describes it."""
        kinds, name = split_full_name(row["name"])
        unit = AdministrativeUnit(
            reference_key=key,
            code=row["code"],
            name=name,
            full_name=row["name"],
            kind=_kind(kinds, parent),
            level=level,
            parent=parent,
            province=(parent.province or parent) if parent else None,
            valid_from=_day(row.get("since")),
            valid_to=_day(row.get("until")),
            other_names=row.get("other_names", ""),
            renamed_on=_day(row.get("renamed_on")),
        )
        set_keys(unit)
        return unit

    # --- bringing the database there ------------------------------------------------------------

    def load_level(self, wanted: Iterator[AdministrativeUnit]) -> None:
        new, changed = [], []
        for unit in wanted:
            stored = self.stored.get(unit.reference_key)
            if stored is None:
                new.append(unit)
            elif _take_over(stored, unit, _COMPARED):
                changed.append(stored)
            else:
                self.counts["unchanged"] += 1
            self.units[unit.reference_key] = stored or unit
        self.store(AdministrativeUnit, new, changed)

    def load_successions(self) -> None:
        stored = {(s.old_id, s.new_id): s for s in UnitSuccession.objects.all()}
        new, changed = [], []
        for row in self.rows("successions.csv"):
            old, into = self.units[row["old"]], self.units[_new_key(row["new"])]
            of_province = old.level == UnitLevel.PROVINCE
            wanted = UnitSuccession(
                old=old,
                new=into,
                extent=row["extent"],
                note=row["note"],
                printed_name=row["printed"],
                resolution=PROVINCE_RESOLUTION if of_province else TABLE_SOURCE,
            )
            known = stored.get((old.pk, into.pk))
            if known is None:
                new.append(wanted)
            elif _take_over(known, wanted, _COMPARED_SUCCESSION):
                changed.append(known)
            else:
                self.counts["unchanged"] += 1
        self.store(UnitSuccession, new, changed)

    def store(self, model: type, new: list[Any], changed: list[Any]) -> None:
        if self.first:
            model.objects.bulk_create(new, batch_size=BATCH)
        elif new or changed:
            history.save_many(model, new + changed, by=self.by, reason="load_reference")
        self.counts["created"] += len(new)
        self.counts["updated"] += len(changed)

    def record_first_load(self) -> None:
        provinces = [u for u in self.units.values() if u.level == UnitLevel.PROVINCE]
        reason = (
            f"Nạp danh mục lần đầu: {self.counts['created']} đơn vị và chuyển đổi; "
            f"SHA-256 {files_hash(self.directory)}"
        )
        AdministrativeUnit.history.bulk_history_create(
            provinces, batch_size=BATCH, default_user=self.by, default_change_reason=reason
        )


def set_keys(unit: AdministrativeUnit) -> None:
    """Fill the keys for search and order from the names of the unit and of what it belongs to."""
    unit.name_key = name_key(unit.name)
    unit.other_keys = other_keys(unit.other_names)
    address = " ".join(lowered(u.full_name) for u in unit.line())
    unit.search_key = " ".join(fold(f"{address} {unit.other_names} {unit.code}").split())
    unit.sort_key = sort_key(unit.name)


def _with_parents(units: Iterable[AdministrativeUnit]) -> dict[str, AdministrativeUnit]:
    """Units by key, each knowing what it belongs to: one by one that would be 700 queries."""
    by_pk = {unit.pk: unit for unit in units}
    for unit in by_pk.values():
        if unit.parent_id:
            unit.parent, unit.province = by_pk[unit.parent_id], by_pk[unit.province_id]
    return {unit.reference_key: unit for unit in by_pk.values()}


def _kind(kinds: frozenset[UnitKind], parent: AdministrativeUnit | None) -> UnitKind:
    if kinds != CITIES:
        (kind,) = kinds
        return kind
    if parent is None:
        return UnitKind.CENTRAL_CITY
    in_city = parent.kind == UnitKind.CENTRAL_CITY
    return UnitKind.MUNICIPAL_CITY if in_city else UnitKind.PROVINCIAL_CITY


def _take_over(stored: Any, wanted: Any, fields: tuple[str, ...]) -> bool:
    """Copy what differs onto the stored row; say whether anything did. An office's edit stays."""
    if stored.edited_here:
        return False
    differing = [name for name in fields if getattr(stored, name) != getattr(wanted, name)]
    for name in differing:
        setattr(stored, name, getattr(wanted, name))
    return bool(differing)


def _new_key(code: str) -> str:
    return f"{code}+{REFORM_DAY.year}"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
