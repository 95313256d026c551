"""Readers of the cells that name something: a place, a content, an organisation, beneficiaries.

What may be meant in several ways is asked with the ways to choose from, never chosen silently.
"""

import difflib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from beneficiaries.checks import facility_kind
from beneficiaries.choices import FacilityKind, RecordSource
from beneficiaries.models import RuralIndustrialFacility
from kernel.findings import Severity
from kernel.text import clean, fold
from kernel.validity import is_on
from localities.choices import REFORM_DAY
from localities.models import AdministrativeUnit
from localities.names import long_label
from localities.selectors import Area
from programmes.cells import OrganisationCell
from programmes.choices import BeneficiaryKind
from programmes.grid.rows import Choice, Found, Values
from programmes.models import ActivityType, Allocation
from programmes.recipients import RecipientRefused, Recipients

MOST_CHOICES = 6
ENOUGH_WORDS = 0.6
NEW, GROUP, UNNAMED = "Mới", "Nhóm", "Chưa xác định"
BLANK = Choice("", "để trống")
OF_ALLOCATION = ("project", "facility", "organisation")  # relations that are looked at elsewhere


class PlaceReader:
    """A place of the plan's province: the units of the plan's year before those of other times."""

    def __init__(self, area: Area, province: AdministrativeUnit, year: int) -> None:
        self.area = area
        self.province = province
        self.year = year

    def __call__(self, text: str, values: Values) -> Found:
        """The unit, with what stands in front of it kept as ``place_text``."""
        if not clean(text):
            whole = Choice(self.area.spelled(self.province), f"cả {long_label(self.province)}")
            return Found(message="Chưa nhập Địa điểm.", code="place-blank", choices=(whole,))
        named = self.area.named(text)
        if not named.units:
            return self._unknown(text)
        of_year = [unit for unit in named.units if self._was_in_year(unit)]
        best = of_year or list(named.units)
        if len(best) > 1:
            message = f"“{clean(text)}” có ở {len(best)} nơi; chọn một."
            return Found(message=message, code="place-several", choices=self._choices(best))
        values["place_text"] = named.rest[:300]
        return self._certain(best[0], named.units)

    def _certain(self, unit: AdministrativeUnit, units: Sequence[AdministrativeUnit]) -> Found:
        present, is_whole = self.area.now(unit)
        if self._has_begun_later(unit):
            message = f"“{unit.full_name}” chưa có vào năm {self.year}."
            return Found(message=message, code="place-later")
        if not is_whole and self.year >= REFORM_DAY.year:
            return Found(
                unit, _split(unit, present), "place-split", Severity.WARNING, self._choices(present)
            )
        if len(units) > 1:
            message = f"Hiểu là {long_label(unit)}; cùng tên còn nơi khác."
            others = [one for one in units if one.pk != unit.pk]
            return Found(unit, message, "place-same-name", Severity.INFO, self._choices(others))
        return Found(unit)

    def _unknown(self, text: str) -> Found:
        if Area.is_code(text):
            return Found(message="Địa bàn không thuộc phạm vi của đơn vị.", code="place-foreign")
        message = f"Không tìm thấy địa bàn “{clean(text)}” trong phạm vi của kế hoạch."
        near = self.area.near(text)
        of_year = [unit for unit in near if self._was_in_year(unit)]
        return Found(message=message, code="place-unknown", choices=self._choices(of_year or near))

    def _choices(self, units: Iterable[AdministrativeUnit]) -> tuple[Choice, ...]:
        return tuple(
            Choice(self.area.spelled(unit), long_label(unit)) for unit in list(units)[:MOST_CHOICES]
        )

    def _was_in_year(self, unit: AdministrativeUnit) -> bool:
        return any(is_on(unit, date(self.year, month, 1)) for month in (1, 7, 12)) or is_on(
            unit, date(self.year, 12, 31)
        )

    def _has_begun_later(self, unit: AdministrativeUnit) -> bool:
        return unit.valid_from is not None and unit.valid_from.year > self.year


def _split(unit: AdministrativeUnit, present: Sequence[AdministrativeUnit]) -> str:
    if present:
        return f"{unit.full_name} đã chia cho {len(present)} đơn vị; nên ghi đơn vị hiện nay."
    return f"{unit.full_name} không còn; chưa rõ nay thuộc đơn vị nào."


class ActivityReader:
    """A content of the catalogue by its code or its name."""

    def __init__(self, activities: Sequence[ActivityType]) -> None:
        self.by_code = {activity.code: activity for activity in activities}
        self.by_name = {fold(activity.short_name): activity for activity in activities}

    def __call__(self, text: str, values: Values) -> Found:
        """The content; for a name that nobody bears the ones that are like it."""
        written = clean(text)
        if not written:
            return Found()
        code = written.split(" ")[0].rstrip(".:").replace(",", ".")
        found = self.by_code.get(code) or self.by_name.get(fold(written))
        if found:
            return Found(found)
        choices = tuple(
            Choice(f"{one.code} {one.short_name}", f"{one.code} {one.short_name}")
            for one in self._like(fold(written))
        )
        return Found(
            message=f"Danh mục không có nội dung “{written}”.",
            code="activity",
            choices=(*choices, BLANK),
        )

    def _like(self, word: str) -> list[ActivityType]:
        """Those whose name has most of the words, then those that are spelled alike."""
        words = set(word.split())
        count = len(words) or 1  # signs alone are no word
        shared = {name: len(words & set(name.split())) / count for name in self.by_name}
        best = [name for name in self.by_name if shared[name] >= ENOUGH_WORDS]
        best.sort(key=lambda name: (-shared[name], len(name)))
        best += difflib.get_close_matches(word, self.by_name, 3, 0.6)
        return [self.by_name[name] for name in dict.fromkeys(best)][:MOST_CHOICES]


class OrganisationReader:
    """An organisation by its name or short name."""

    def __init__(self, cell: OrganisationCell) -> None:
        self.cell = cell

    def __call__(self, text: str, values: Values) -> Found:
        """The organisation; for a name that nobody bears the ones that are like it."""
        name = clean(text)
        if not name:
            return Found()
        found = self.cell.named(name)
        if len(found) == 1:
            return Found(found[0])
        if found:
            return Found(message=f"Có nhiều tổ chức tên “{name}”.", code="organisation")
        known = self.cell.known or {}
        like = difflib.get_close_matches(fold(name), known, 4, 0.6)
        names = dict.fromkeys(known[key][0].name for key in like)
        return Found(
            message=f"Không có tổ chức tên “{name}”.",
            code="organisation",
            choices=(*(Choice(one, one) for one in names), BLANK),
        )


def new_name(text: str) -> str:
    """The name of a facility that is to be added ("Mới: tên"); "" for anything else."""
    head, colon, rest = text.partition(":")
    return clean(rest) if colon and fold(head) == fold(NEW) else ""


def _new(name: str, unit: Any) -> Allocation:
    facility = RuralIndustrialFacility(
        name=name[:400],
        kind=facility_kind(name) or FacilityKind.UNKNOWN,
        unit=unit,
        source=RecordSource.ENTERED,
    )
    return Allocation(kind=BeneficiaryKind.FACILITY, facility=facility)


class BeneficiaryReader:
    """Beneficiaries, parted by a semicolon; a facility that isn't known yet is "Mới: tên"."""

    def __init__(self, recipients: Recipients, area: Area) -> None:
        self.recipients = recipients
        self.area = area

    def __call__(self, text: str, values: Values) -> Found:
        """Unsaved allocations; a new facility is an unsaved one inside its allocation."""
        names = [name for part in text.split(";") if (name := clean(part))]
        allocations: list[Allocation] = []
        there = ""
        for place, name in enumerate(names):
            try:
                allocations += self.recipients.read(new_name(name) or name, values.get("unit"))
                there = there or new_name(name)
            except RecipientRefused as refused:
                if refused.facilities or not new_name(name):
                    return self._refused(refused, names, place)
                allocations.append(_new(new_name(name), values.get("unit")))
        for allocation in allocations:
            try:
                allocation.clean_fields(exclude=OF_ALLOCATION)
            except ValidationError as error:
                return Found(message=" ".join(error.messages))
        if there:
            message = f"“{there}” đã có trong danh bạ; dùng cơ sở đã có."
            return Found(allocations, message, "facility-there", Severity.INFO)
        return Found(allocations)

    def _refused(self, refused: RecipientRefused, names: list[str], place: int) -> Found:
        def instead(text: str) -> str:
            return "; ".join([*names[:place], text, *names[place + 1 :]])

        name = refused.name
        if refused.facilities:
            choices = [
                Choice(instead(one.tax_code), f"{one.name}, {long_label(one.unit)}")
                for one in refused.facilities
                if one.tax_code
            ]
            return Found(
                message=str(refused), code="facility-several", choices=tuple(choices[:MOST_CHOICES])
            )
        new = Choice(instead(f"{NEW}: {name}"), "thêm cơ sở mới vào danh bạ")
        group = Choice(instead(f"{GROUP}: {name}"), "là một nhóm")
        unnamed = Choice(instead(UNNAMED), "chưa xác định")
        is_facility = facility_kind(name) is not None
        return Found(
            message=f"“{name}” chưa có trong danh bạ cơ sở.",
            code="facility-new" if is_facility else "facility-group",
            choices=(new, group, unnamed) if is_facility else (group, new, unnamed),
        )
