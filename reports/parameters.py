"""What a report is asked for: period, unit, level, shape; read from text, never trusted.

Pure. The screen and the command read the same texts through the same functions.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kernel.dates import year_limits
from kernel.money import MoneyUnit
from reports.choices import LevelFilter, Shape

_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:-(H[12]|9M|Q[1-4]|\d{2}))?", re.ASCII)
_UNIT = re.compile(r"(\d{2}|\d{3}|\d{5})(?:@(\d{4}-\d{2}-\d{2}))?", re.ASCII)
# First and last month of the named parts of a year.
_PARTS = {"H1": (1, 6), "H2": (7, 12), "9M": (1, 9)} | {
    f"Q{n}": (3 * n - 2, 3 * n) for n in (1, 2, 3, 4)
}


class ParameterError(ValueError):
    """A parameter that can't be read: ``field`` names it, ``message`` is a Vietnamese sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True)
class Period:
    """A reporting period: its written form and its first and last day."""

    code: str
    first: date
    last: date

    @property
    def year(self) -> int:
        """The year that the period belongs to."""
        return self.first.year

    @property
    def is_year(self) -> bool:
        """Whether the period is a whole calendar year."""
        return len(self.code) == 4

    @property
    def is_span(self) -> bool:
        """Whether the period is a free range of days (đột xuất)."""
        return ".." in self.code

    def year_before(self) -> "Period":
        """Return the same period of the year before; 29 February becomes the 28th."""
        first, last = (_a_year_earlier(day) for day in (self.first, self.last))
        if self.is_span:
            return Period(f"{first.isoformat()}..{last.isoformat()}", first, last)
        last = last.replace(day=monthrange(last.year, last.month)[1])
        return Period(f"{first.year}{self.code[4:]}", first, last)


@dataclass(frozen=True)
class UnitCode:
    """A unit by its code, as of a named day or of the period's end (a code is not an identity)."""

    code: str
    day: date | None = None

    def __str__(self) -> str:
        return f"{self.code}@{self.day.isoformat()}" if self.day else self.code


@dataclass(frozen=True)
class Parameters:
    """What a report is asked for. ``money_unit`` empty: the layout's own."""

    period: Period
    unit: UnitCode | None = None
    level: str = LevelFilter.ALL
    shape: str = Shape.MAIN
    money_unit: str = ""


def parse_period(text: str) -> Period:
    """Read "2026", "2026-H1", "2026-9M", "2026-Q3", "2026-10" or "2026-07-01..2026-08-15".

    Raises ParameterError with a Vietnamese sentence.
    """
    if match := _SPAN.fullmatch(text):
        first, last = (_day(part) for part in match.groups())
        if last < first:
            raise ParameterError("period", _("Ngày cuối kỳ phải sau ngày đầu kỳ."))
        _year(str(first.year))
        return Period(text, first, last)
    match = _PERIOD.fullmatch(text)
    if match is None:
        is_year_like = "-" not in text and "." not in text
        message = _("Năm không hợp lệ.") if is_year_like else _("Kỳ báo cáo không hợp lệ.")
        raise ParameterError("period", message)
    year, part = _year(match[1]), match[2]
    months = _PARTS.get(part, (1, 12)) if not part or not part.isdigit() else (int(part),) * 2
    if not 1 <= months[0] <= 12:
        raise ParameterError("period", _("Kỳ báo cáo không hợp lệ."))
    last_day = monthrange(year, months[1])[1]
    return Period(text, date(year, months[0], 1), date(year, months[1], last_day))


def parse_year(text: str) -> Period:
    """Read a year. Raises ParameterError ("Năm không hợp lệ.")."""
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        raise ParameterError("year", _("Năm không hợp lệ."))
    return parse_period(text)


def parse_unit(text: str) -> UnitCode | None:
    """Read "33", "12345" or "34@2024-12-31"; empty is no unit. Raises ParameterError."""
    if not text:
        return None
    match = _UNIT.fullmatch(text)
    if match is None:
        raise ParameterError("unit", _("Địa bàn không hợp lệ."))
    return UnitCode(match[1], _day(match[2], "unit") if match[2] else None)


def read(texts: Mapping[str, Any], *, years_only: bool) -> Parameters:
    """Read the texts ``year``, ``period``, ``unit``, ``level``, ``shape``, ``money_unit``.

    Missing or empty ones take their defaults, the year excepted. Raises ParameterError.
    """
    period_text = str(texts.get("period") or "")
    period = parse_period(period_text) if period_text else parse_year(str(texts.get("year") or ""))
    if years_only and not period.is_year:
        raise ParameterError("period", _("Báo cáo này chỉ lập theo năm."))
    level = str(texts.get("level") or LevelFilter.ALL)
    if level == "provincial":
        level = LevelFilter.LOCAL
    return Parameters(
        period=period,
        unit=parse_unit(str(texts.get("unit") or "")),
        level=_choice("level", level, LevelFilter.values, _("Cấp không hợp lệ.")),
        shape=_choice(
            "shape", texts.get("shape") or Shape.MAIN, Shape.values, _("Hình thức không hợp lệ.")
        ),
        money_unit=_choice(
            "money_unit",
            texts.get("money_unit") or "",
            ["", *MoneyUnit.values],
            _("Đơn vị tính không hợp lệ."),
        ),
    )


def _a_year_earlier(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def _choice(field: str, value: Any, allowed: list[str], message: str) -> str:
    if str(value) not in allowed:
        raise ParameterError(field, message)
    return str(value)


def _year(text: str) -> int:
    first, last = year_limits()
    if not first <= int(text) <= last:
        raise ParameterError(
            "year", _("Năm phải trong khoảng %(a)s–%(b)s.") % {"a": first, "b": last}
        )
    return int(text)


def _day(text: str, field: str = "period") -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("Ngày %(day)s không tồn tại.") % {"day": text}
        raise ParameterError(field, message) from error
