"""Reporting periods as dates: how their codes are written, and what days an office's habits give.

Pure. Addresses, commands and files write "2026-10", "2026-Q3", "2026-H1", "2026-9M", "2026" and,
for what is asked in between, "2026-07-01..2026-08-15". The time a period is named after is the
calendar's; its data end at the office's cut-off day.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from progress.choices import PeriodKind

#: days between the last day of the data and the office's deadline, where the profile names none
DEFAULT_DAYS: Final = 3

_FREE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", re.ASCII)
_NAMED: Final = re.compile(r"(\d{4})(?:-(H[12]|9M|Q[1-4]|\d{2}))?", re.ASCII)
_PARTS: Final[dict[PeriodKind, dict[str, tuple[int, int]]]] = {
    PeriodKind.MONTH: {f"{month:02d}": (month, month) for month in range(1, 13)},
    PeriodKind.QUARTER: {f"Q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)},
    PeriodKind.HALF_YEAR: {"H1": (1, 6), "H2": (7, 12)},
    PeriodKind.NINE_MONTHS: {"9M": (1, 9)},
    PeriodKind.YEAR: {"": (1, 12)},
}


@dataclass(frozen=True)
class Span:
    """The time that a period is named after."""

    kind: PeriodKind
    code: str
    first: date
    last: date


@dataclass(frozen=True)
class DataDates:
    """Which days the data of a period are of, and when they are due."""

    data_from: date
    data_to: date
    local_due_on: date
    department_due_on: date | None
    agency_due_on: date | None


class Habits(Protocol):
    """The days of the month that an office keeps to; None is not set (``OfficeProfile``)."""

    cut_off_day: int | None
    local_due_day: int | None
    department_due_day: int | None
    agency_due_day: int | None


def span_of(code: str) -> Span | None:
    """Read a period's code; None when it isn't one."""
    if match := _FREE.fullmatch(code):
        return _free(*match.groups())
    match = _NAMED.fullmatch(code)
    if match is None:
        return None
    year, part = int(match[1]), match[2] or ""
    for kind, parts in _PARTS.items():
        if part in parts and year:
            return _span(kind, year, part)
    return None


def code_of(kind: str, first: date, last: date) -> str:
    """Write the code of a period; "" when these days are no period of this kind."""
    if kind == PeriodKind.FREE:
        return f"{first.isoformat()}..{last.isoformat()}" if first <= last else ""
    found = (span for span in spans_of(PeriodKind(kind), first.year))
    return next((span.code for span in found if (span.first, span.last) == (first, last)), "")


def spans_of(kind: PeriodKind, year: int) -> list[Span]:
    """Return every period of a kind in a year; there is none of the free kind."""
    return [_span(kind, year, part) for part in _PARTS.get(kind, {})]


def data_dates(first: date, last: date, habits: Habits | None, *, whole: bool = False) -> DataDates:
    """Return the days that an office's habits give a period from ``first`` to ``last``.

    Cut off on the 14th, October has the data of 15 September to 14 October. Each deadline is the
    first such day of a month after the data end; without one the offices get three days. With
    ``whole`` the data are of the named days themselves (đột xuất).
    """
    cut_off = habits.cut_off_day if habits and not whole else None
    data_from, data_to = first, last
    if cut_off is not None:
        data_to = day_of_month(last.year, last.month, cut_off)
        before = first.replace(day=1) - timedelta(days=1)
        data_from = day_of_month(before.year, before.month, cut_off) + timedelta(days=1)
    due = [
        first_after(data_to, getattr(habits, name, None))
        for name in ("local_due_day", "department_due_day", "agency_due_day")
    ]
    local = due[0] or data_to + timedelta(days=DEFAULT_DAYS)
    return DataDates(data_from, data_to, local, due[1], due[2])


def day_of_month(year: int, month: int, day: int) -> date:
    """Return this day of a month, the last one where the month is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def first_after(day: date, day_number: int | None) -> date | None:
    """Return the first ``day_number`` of a month after ``day``; None when none is asked for."""
    if day_number is None:
        return None
    here = day_of_month(day.year, day.month, day_number)
    if here > day:
        return here
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return day_of_month(year, month, day_number)


def elapsed_percent(starts_on: date | None, ends_on: date | None, day: date) -> int | None:
    """Return how much of a project's time has gone on the evening of ``day``; None if unknown."""
    if starts_on is None or ends_on is None or ends_on < starts_on:
        return None
    whole = (ends_on - starts_on).days + 1
    gone = (day - starts_on).days + 1
    return max(0, min(100, gone * 100 // whole))


def overlaps(first: date, last: date, others: Iterable[tuple[date, date]]) -> bool:
    """Whether a time has a day in common with one of the others."""
    return any(first <= end and start <= last for start, end in others)


def _span(kind: PeriodKind, year: int, part: str) -> Span:
    start, end = _PARTS[kind][part]
    code = f"{year:04d}-{part}" if part else f"{year:04d}"
    return Span(kind, code, date(year, start, 1), day_of_month(year, end, 31))


def _free(first: str, last: str) -> Span | None:
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return Span(PeriodKind.FREE, f"{first}..{last}", start, end) if start <= end else None
