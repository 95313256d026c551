"""Cells of the facilities' sheet: what stands in one becomes a value, or a sentence why not."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import widgets

from beneficiaries.checks import plain_phone, plain_tax_code
from beneficiaries.models import IndustryCode
from kernel.dates import format_date, parse_date
from kernel.money import UNKNOWN, MoneyError, parse_money
from kernel.text import clean, fold
from localities import selectors as localities
from localities.models import AdministrativeUnit

PLACE_CODE = "Mã địa bàn"


class TextCell(widgets.Widget):
    """Text: cleaned; a number of Excel without its ".0"."""

    def __init__(self, *, multiline: bool = False) -> None:
        self.multiline = multiline
        super().__init__()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the cleaned text."""
        return clean(written(value), multiline=self.multiline)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the text."""
        return str(value or "")


class TaxCodeCell(TextCell):
    """A tax code; one that Excel holds as a number has lost its leading zero."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the stored form. Raises ValueError for a number that is short of its zero."""
        code = plain_tax_code(written(value))
        if isinstance(value, int | float) and len(code) in {9, 11}:
            raise ValueError(
                _("Mã số thuế “%(code)s” thiếu số 0 đầu: đổi định dạng cột sang Văn bản.")
                % {"code": code}
            )
        return code


class PhoneCell(TextCell):
    """A telephone number; Excel drops the zero of 0912345678."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the stored form."""
        phone = plain_phone(written(value))
        short = isinstance(value, int | float) and len(phone) in {9, 10}
        return f"0{phone}" if short and not phone.startswith("1") else phone


class ChoiceCell(widgets.Widget):
    """A choice by its Vietnamese word, accents and capitals aside, or by a usual abbreviation."""

    def __init__(self, choices: Any, default: str, short: Mapping[str, str] | None = None) -> None:
        self.choices, self.default = choices, default
        self.words = {fold(str(choice.label)): choice.value for choice in choices}
        self.words |= dict(short or {})
        super().__init__()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the stored value. Raises ValueError that lists what may be written."""
        word = fold(written(value))
        if not word:
            return self.default
        if word not in self.words:
            known = ", ".join(str(choice.label) for choice in self.choices)
            raise ValueError(
                _("“%(word)s” không có trong danh mục. Ghi một trong: %(known)s.")
                % {"word": clean(written(value)), "known": known}
            )
        return self.words[word]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the Vietnamese word."""
        return str(dict(self.choices.choices).get(value, value))


class YesNoCell(widgets.Widget):
    """Có, Không, or nothing when nobody knows."""

    words = {"": None, "chua ro": None, "co": True, "x": True, "khong": False}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool | None:
        """Return True, False or None. Raises ValueError for another word."""
        if isinstance(value, bool):
            return value
        word = fold(written(value))
        if word not in self.words:
            raise ValueError(_("Ghi Có hoặc Không; để trống nếu chưa rõ."))
        return self.words[word]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the word."""
        return "" if value is None else _("Có") if value else _("Không")


class CountCell(widgets.Widget):
    """A whole number of people."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return the number. Raises ValueError for anything else."""
        text = clean(written(value)).replace(".", "")
        if text.lower() in ("", UNKNOWN):
            return None
        if (isinstance(value, float) and not value.is_integer()) or not text.isdecimal():
            raise ValueError(_("Nhập số nguyên không âm, ví dụ 25."))
        return int(text[:18])

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the number itself."""
        return value


class MoneyCell(widgets.Widget):
    """Whole đồng; text as in a form."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        """Return đồng or None. Raises ValueError with the sentence of the money field."""
        text = clean(written(value))
        if text.lower() in ("", UNKNOWN):
            return None
        try:
            return parse_money(text)
        except MoneyError as error:
            raise ValueError(error.message) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the number itself."""
        return value


class DayCell(widgets.Widget):
    """A date of Excel or dd/mm/yyyy."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Return the date or None. Raises ValueError with the sentence of the date field."""
        if value is None or not written(value).strip():
            return None
        if hasattr(value, "year"):
            return parse_date(format_date(value))
        return parse_date(written(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Return the date itself, so that Excel gets a date."""
        return value


class IndustryCell(widgets.Widget):
    """An industry by its code; of several versions the newest."""

    def __init__(self) -> None:
        self.known: dict[str, IndustryCode] = {}
        super().__init__()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> IndustryCode | None:
        """Return the industry. Raises ValueError for an unknown code."""
        code = clean(written(value)).split(" ")[0].upper()
        if not code:
            return None
        if not self.known:
            rows = IndustryCode.objects.order_by("version")
            self.known = {industry.code: industry for industry in rows}
        found = self.known.get(code) or self.known.get(code.zfill(4))
        if found is None:
            message = _("Không có mã ngành “%(code)s” trong danh mục VSIC.")
            raise ValueError(message % {"code": code})
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the code."""
        return value.code if value else ""


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


def written(value: Any) -> str:
    """What stands in a cell, as text: "" for an empty one, 12 for 12.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def unit_code(value: Any) -> str:
    """The code of a cell; Excel drops the zeros of 00004."""
    code = clean(written(value))
    if not isinstance(value, int | float):
        return code
    return code.zfill(5) if len(code) > 2 else code.zfill(2)
