"""The cell of a place: an administrative unit by its name or its code."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import widgets

from kernel.sheets.widgets import written
from kernel.text import clean
from localities import selectors as localities
from localities.models import AdministrativeUnit

PLACE_CODE = "Mã địa bàn"


class UnitCell(widgets.Widget):
    """A unit of the person's area by its name, or by its code in the column beside it."""

    def __init__(self) -> None:
        self.user: Any = None
        self.found: dict[tuple[str, str], AdministrativeUnit] = {}
        super().__init__()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> AdministrativeUnit | None:
        """Return the unit. Raises ValueError: unknown, several of that name, out of the area."""
        code = unit_code((row or {}).get(PLACE_CODE))
        name = clean(written(value))
        if not code and not name:
            return None
        if (code, name) not in self.found:
            self.found[code, name] = self._look_up(code, name)
        return self.found[code, name]

    def _look_up(self, code: str, name: str) -> AdministrativeUnit:
        if code:
            unit = localities.unit_of_code(code, day=timezone.localdate())
            units = [unit] if unit else []
        else:
            units = self._named(name)
        mine = self._in_area(units)
        if not mine:
            if units or (not code and localities.find(name, limit=1)):
                raise ValueError(_("Địa bàn không thuộc phạm vi của đơn vị."))
            raise ValueError(
                _("Không tìm thấy địa bàn “%(text)s”. Ghi tên xã, phường hoặc mã 5 chữ số.")
                % {"text": code or name}
            )
        present = [unit for unit in mine if unit.is_present]
        best = present or mine
        if len(best) > 1:
            names = "; ".join(localities.long_label(unit) for unit in best[:4])
            raise ValueError(
                _("“%(text)s” có ở nhiều nơi: %(names)s. Ghi thêm huyện, tỉnh hoặc mã.")
                % {"text": name, "names": names}
            )
        return best[0]

    def _named(self, name: str) -> list[AdministrativeUnit]:
        if self.user is None or self.user.sees_everything:
            return localities.find(name)
        areas = self.user.organisation.areas.select_related("unit")
        hits = [unit for area in areas for unit in localities.find(name, within=area.unit)]
        return list({unit.pk: unit for unit in hits}.values())

    def _in_area(self, units: list[AdministrativeUnit]) -> list[AdministrativeUnit]:
        if self.user is None or self.user.sees_everything:
            return units
        rows = self.user.organisation.coverage.filter(unit_id__in=[unit.pk for unit in units])
        covered = set(rows.values_list("unit_id", flat=True))
        return [unit for unit in units if unit.pk in covered]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the whole address."""
        label = localities.long_label(value) if value else ""
        return label[:1].upper() + label[1:]


def unit_code(value: Any) -> str:
    """The code of a cell; Excel drops the zeros of 00004."""
    code = clean(written(value))
    if not isinstance(value, int | float):
        return code
    return code.zfill(5) if len(code) > 2 else code.zfill(2)


def code_of(unit: AdministrativeUnit) -> str:
    """The code, with the last day of a unit that is no more: codes come back."""
    return unit.code if unit.is_present else f"{unit.code}@{unit.valid_to.isoformat()}"
