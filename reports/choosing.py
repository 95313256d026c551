"""The choices above a report: what the address says, read as texts, and what the page offers.

A period has two ways into the address: ``ky=2026-Q3``, which links and downloads use, and the three
fields of the page (kind of period, year, or two days).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.dates import DateError, format_date, parse_date
from kernel.money import MoneyUnit
from kernel.text import clean
from reports import selectors
from reports.catalogue import Report
from reports.choices import LevelFilter, Shape
from reports.parameters import ParameterError, Period, parse_period

# The address's own words for the parameters.
FIELDS = {
    "year": "nam",
    "period": "ky",
    "unit": "dia-ban",
    "level": "cap",
    "shape": "hinh-thuc",
    "money_unit": "don-vi-tinh",
}
PART, FIRST_DAY, LAST_DAY = "loai-ky", "tu-ngay", "den-ngay"
WHOLE_YEAR, SPAN = "nam", "khoang"
PARTS: tuple[tuple[str, Any], ...] = (
    (WHOLE_YEAR, gettext_lazy("Cả năm")),
    ("H1", gettext_lazy("6 tháng đầu năm")),
    ("H2", gettext_lazy("6 tháng cuối năm")),
    ("9M", gettext_lazy("9 tháng")),
    ("Q1", gettext_lazy("Quý I")),
    ("Q2", gettext_lazy("Quý II")),
    ("Q3", gettext_lazy("Quý III")),
    ("Q4", gettext_lazy("Quý IV")),
    *((f"{n:02}", f"Tháng {n}") for n in range(1, 13)),
    (SPAN, gettext_lazy("Từ ngày đến ngày")),
)


@dataclass(frozen=True)
class Choice:
    """One field above a report: a list of options, or a typed value where there are none."""

    name: str
    label: Any
    value: str
    options: Sequence[tuple[str, Any]] = ()


def texts_of(query: Mapping[str, str], default_year: int) -> dict[str, str]:
    """Return the parameters as texts from the address; without any time the default year."""
    texts = {key: clean(query.get(name, "")) for key, name in FIELDS.items()}
    if not texts["period"] and not query.get(FIELDS["year"]):
        texts["year"] = str(default_year)
    return texts


def period_of(query: Mapping[str, str], report: Report, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the period that the page's fields name, unless the address has one already.

    Raises ParameterError for days that can't be read.
    """
    if report.years_only or texts["period"] or not query.get(PART):
        return {}
    return {"period": _period_text(query, texts["year"])}


def _period_text(query: Mapping[str, str], year: str) -> str:
    """Put the code of a period together from the page's fields."""
    part = clean(query.get(PART, ""))
    if part == WHOLE_YEAR:
        return year
    if part != SPAN:
        return f"{year}-{part}"
    parse_period(year)
    days = [clean(query.get(name, "")) for name in (FIRST_DAY, LAST_DAY)]
    if not any(days):
        # Chosen just now: the whole year, to be narrowed.
        return f"{year}-01-01..{year}-12-31"
    try:
        first, last = (parse_date(day) for day in days)
    except DateError as error:
        raise ParameterError("period", str(error)) from error
    return f"{first.isoformat()}..{last.isoformat()}"


@dataclass(frozen=True)
class Asked:
    """What the page was asked for: the report, its parameters as texts, the address's own words,
    and the years that have projects."""

    report: Report
    texts: Mapping[str, str]
    query: Mapping[str, str]
    years: Sequence[int]


def choices(asked: Asked, user: Any) -> list[Choice]:
    """Return the fields above a report, with what is chosen now."""
    report, texts = asked.report, asked.texts
    units = list(selectors.unit_choices(user))
    if texts["unit"] and texts["unit"] not in dict(units):
        units.append((texts["unit"], texts["unit"]))
    rows = [
        *_time(asked),
        Choice(FIELDS["level"], _("Cấp"), texts["level"], LevelFilter.choices),
        Choice(
            FIELDS["unit"],
            _("Địa bàn"),
            texts["unit"],
            [("", _("Toàn bộ phạm vi của đơn vị")), *units],
        ),
        Choice(FIELDS["shape"], _("Hình thức"), texts["shape"], _shapes(report)),
    ]
    if report.has_money:
        units = [("", _("Theo mẫu biểu")), *MoneyUnit.choices]
        rows.append(Choice(FIELDS["money_unit"], _("Đơn vị tính"), texts["money_unit"], units))
    return rows


def _shapes(report: Report) -> list[tuple[str, Any]]:
    goes_with = report.kind.goes_with.lower()
    annex = _("Phụ lục kèm theo %(paper)s") % {"paper": goes_with}
    return [(Shape.MAIN, Shape.MAIN.label), (Shape.ANNEX, annex)]


def _time(asked: Asked) -> list[Choice]:
    query = asked.query
    # Refused fields come back as they were typed.
    refused = bool(query.get(PART)) and not asked.texts["period"]
    period = None if refused else _readable(asked.texts)
    year = str(period.last.year) if period else asked.texts["year"]
    years = Choice(FIELDS["year"], _("Năm"), year, _years(year, asked.years))
    if asked.report.years_only:
        return [years]
    part = _part(period) if period else clean(query.get(PART, "")) or WHOLE_YEAR
    kinds = Choice(PART, _("Kỳ"), part, PARTS)
    if part != SPAN:
        return [kinds, years]
    days = (
        (format_date(period.first), format_date(period.last))
        if period
        else (query.get(FIRST_DAY, ""), query.get(LAST_DAY, ""))
    )
    return [
        kinds,
        Choice(FIRST_DAY, _("Từ ngày"), days[0]),
        Choice(LAST_DAY, _("Đến ngày"), days[1]),
    ]


def _readable(texts: Mapping[str, str]) -> Period | None:
    try:
        return parse_period(texts["period"] or texts["year"])
    except ParameterError:
        return None


def _part(period: Period) -> str:
    if period.is_span:
        return SPAN
    return period.code[5:] or WHOLE_YEAR


def _years(chosen: str, known: Sequence[int]) -> list[tuple[str, str]]:
    """Years that have projects, this year, and the one that is asked for."""
    years = {*known, timezone.localdate().year}
    if len(chosen) == 4 and chosen.isascii() and chosen.isdigit():
        years.add(int(chosen))
    return [(str(year), str(year)) for year in sorted(years, reverse=True)]


def default_year(years: Sequence[int]) -> int:
    """Return this year if it has projects, else the newest that has, else this year."""
    this_year = timezone.localdate().year
    return this_year if this_year in years or not years else years[0]
