"""Dates as a Vietnamese office writes them: dd/mm/yyyy in and out, with messages of our own.

Django's Vietnamese locale reads 05/02/2026 as 2 May, so nothing here leans on it.
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from kernel.text import clean

SHAPE_MESSAGE: Final = "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 13/02/2026."

_DIGITS: Final = {0xFF10 + digit: str(digit) for digit in range(10)}
_SIGNS: Final = {0xFF0F: "/", 0xFF0E: ".", 0xFF0D: "-", 0x2010: "-", 0x2011: "-", 0x2013: "-"}
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})\s*([/.-])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_RUN: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")


class DateError(ValueError):
    """A date that can't be read; `str()` is the Vietnamese sentence, `code` its machine name.

    Codes: "shape" (not written as a date), "nonexistent" (31/02), "year" (outside the limits).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def year_limits() -> tuple[int, int]:
    """The first and last year a date may have: PORTAL_YEAR_MIN and PORTAL_YEAR_MAX."""
    return (
        int(getattr(settings, "PORTAL_YEAR_MIN", 2000)),
        int(getattr(settings, "PORTAL_YEAR_MAX", 2040)),
    )


def parse_date(
    text: str, *, year_min: int | None = None, year_max: int | None = None
) -> datetime.date:
    """The date written as d/m/yyyy, d-m-yyyy, d.m.yyyy, ddmmyyyy or yyyy-mm-dd.

    ddmmyyyy is read because number pads of telephones have no slash. The year must lie in the
    portal's limits unless others are given (birth dates). Raises DateError, a ValueError.
    """
    day, month, year = _day_month_year(clean(text).translate(_DIGITS | _SIGNS))
    if not 1 <= month <= 12:
        raise DateError("shape", SHAPE_MESSAGE)
    first, last = year_limits()
    first = first if year_min is None else year_min
    last = last if year_max is None else year_max
    if not max(first, 1) <= year <= last:
        raise DateError("year", f"Năm phải trong khoảng {first}–{last}.")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        written = f"{day:02d}/{month:02d}/{year:04d}"
        raise DateError("nonexistent", f"Ngày {written} không tồn tại.")
    return datetime.date(year, month, day)


def _day_month_year(text: str) -> tuple[int, int, int]:
    if match := _DAY_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[3]), int(match[2]), int(match[1])
    if match := _RUN.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    raise DateError("shape", SHAPE_MESSAGE)


def format_date(day: datetime.date | None) -> str:
    """dd/mm/yyyy; a moment is shown by its day in Vietnam; "" for None."""
    if day is None:
        return ""
    if isinstance(day, datetime.datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


class VietnameseDateInput(forms.DateInput):
    """A text input that shows dd/mm/yyyy whatever the locale says."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(attrs=own | (attrs or {}), format="%d/%m/%Y")

    def format_value(self, value: Any) -> str | None:
        """The date written out; what was typed wrong comes back untouched."""
        if isinstance(value, datetime.date):
            return format_date(value)
        return None if value in (None, "") else str(value)


class VietnameseDateField(forms.DateField):
    """Form field of a date: reads what `parse_date` reads and answers in its sentences."""

    widget = VietnameseDateInput

    def __init__(
        self, *, year_min: int | None = None, year_max: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.year_min = year_min
        self.year_max = year_max

    def to_python(self, value: Any) -> datetime.date | None:
        """A date or None; raises ValidationError with the code of the DateError."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.datetime):
            return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
        if isinstance(value, datetime.date):
            return value
        try:
            return parse_date(str(value), year_min=self.year_min, year_max=self.year_max)
        except DateError as error:
            raise ValidationError(error.message, code=error.code) from error
