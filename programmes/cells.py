"""Cells of the projects' sheet: what stands in one becomes a value, or a sentence why not."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from import_export import widgets

from accounts.models import Organisation
from kernel.money import MILLION, UNKNOWN, MoneyError, input_text, parse_money
from kernel.sheets.widgets import written
from kernel.text import clean, fold
from kernel.validity import is_on
from localities.cells import PLACE_CODE, UnitCell, unit_code
from localities.models import AdministrativeUnit
from programmes.models import ActivityType

YEAR = "Năm"
EXCEL_DIGITS = 15  # what Excel keeps; more are the noise of its arithmetic


class Million(Decimal):
    """An amount in triệu đồng: a real number in Excel, "235,8" where a file has only text."""

    @classmethod
    def of(cls, amount: int | None) -> "Million | None":
        """Return the amount of so many đồng; None for unknown."""
        return None if amount is None else cls(Decimal(amount).scaleb(-6))

    def __str__(self) -> str:
        """Return the text that the money field reads back without a question."""
        return input_text(int(Decimal(self).scaleb(6)), unit=MILLION)


class MillionCell(widgets.Widget):
    """Money in triệu đồng: a number of Excel, or text as in a form ("235,8", "1,2 tỷ")."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return đồng or None (chưa rõ). Raises ValueError with the sentence of the money field."""
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        if isinstance(value, float):
            value = Decimal(f"{value:.{EXCEL_DIGITS}g}")
        text = f"{value:f}".replace(".", ",") if is_number else clean(written(value))
        if text.lower() in ("", UNKNOWN):
            return None
        try:
            return parse_money(text, unit=MILLION, confirmed=is_number)
        except MoneyError as error:
            if error.code != "confirm":
                raise ValueError(error.message) from error
            raise ValueError(
                _("“%(text)s” có thể hiểu hai cách; ghi lại cho rõ, ví dụ 1,2 hoặc 1.200.")
                % {"text": text}
            ) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Million | None:
        """Return the amount in triệu đồng."""
        return Million.of(value)


class YearCell(widgets.Widget):
    """A year within the portal's limits."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return the year or None. Raises ValueError."""
        text = clean(written(value))
        if not text:
            return None
        year = year_of(text)
        if year is None:
            raise ValueError(_("Năm không hợp lệ."))
        if not settings.PORTAL_YEAR_MIN <= year <= settings.PORTAL_YEAR_MAX:
            limits = f"{settings.PORTAL_YEAR_MIN}–{settings.PORTAL_YEAR_MAX}"
            raise ValueError(_("Năm phải trong khoảng %(limits)s.") % {"limits": limits})
        return year

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the number itself."""
        return value


def year_of(text: str) -> int | None:
    """The year that a text is; None for anything but four digits."""
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None


class PlaceCell(UnitCell):
    """A unit of the person's area as it was in the year of the row: codes and names come back."""

    def __init__(self) -> None:
        super().__init__()
        self.year: int | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> AdministrativeUnit | None:
        """Return the unit. Raises ValueError as ``UnitCell``."""
        self.year = year_of(clean(written((row or {}).get(YEAR))))
        code, name = unit_code((row or {}).get(PLACE_CODE)), clean(written(value))
        if not code and not name:
            return None
        if code and "@" not in code and self.year:
            code = f"{code}@{self.year}-12-31"
        key = (code, f"{name}@{self.year}")
        if key not in self.found:
            self.found[key] = self._look_up(code, name)
        return self.found[key]

    def _in_area(self, units: list[AdministrativeUnit]) -> list[AdministrativeUnit]:
        mine = super()._in_area(units)
        return [unit for unit in mine if _was_in(unit, self.year)] or mine


def _was_in(unit: AdministrativeUnit, year: int | None) -> bool:
    if year is None:
        return True
    begun = unit.valid_from is None or unit.valid_from.year <= year
    return begun and (unit.valid_to is None or unit.valid_to.year >= year)


class ActivityCell(widgets.Widget):
    """A content of the catalogue by its code, of the year of the row where there is one."""

    def __init__(self) -> None:
        self.known: dict[str, list[ActivityType]] = {}
        super().__init__()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> ActivityType | None:
        """Return the content. Raises ValueError for an unknown code."""
        code = clean(written(value)).split(" ")[0].rstrip(".").replace(",", ".")
        if not code:
            return None
        if not self.known:
            for activity in ActivityType.objects.order_by("valid_from", "pk"):
                self.known.setdefault(activity.code, []).append(activity)
        found = self.known.get(code)
        if found is None:
            message = _("Không có mã nội dung “%(code)s” trong danh mục.")
            raise ValueError(message % {"code": code})
        year = year_of(clean(written((row or {}).get(YEAR))))
        in_force = [row for row in found if year and is_on(row, date(year, 12, 31))]
        return (in_force or found)[0]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the code."""
        return value.code if value else ""


class OrganisationCell(widgets.Widget):
    """An organisation of the person's reach by its name or short name."""

    def __init__(self) -> None:
        self.user: Any = None
        self.known: dict[str, list[Organisation]] | None = None
        super().__init__()

    def named(self, name: str) -> list[Organisation]:
        """Return the organisations of this name; read once a sheet."""
        if self.known is None:
            self.known = {}
            for row in Organisation.objects.visible_to(self.user).order_by("pk"):
                for key in {fold(row.name), fold(row.short_name)} - {""}:
                    self.known.setdefault(key, []).append(row)
        return self.known.get(fold(name), [])

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Organisation | None:
        """Return the organisation. Raises ValueError: unknown, or several of that name."""
        name = clean(written(value))
        if not name:
            return None
        found = self.named(name)
        if len(found) != 1:
            sentence = _("Có nhiều tổ chức tên “%s”.") if found else _("Không có tổ chức tên “%s”.")
            raise ValueError(sentence % name)
        return found[0]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the name."""
        return value.name if value else ""
