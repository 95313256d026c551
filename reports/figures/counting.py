"""What the approved values of one indicator say of a period, rule by rule.

Pure. Values are cumulative since the project began; ``None`` is "chưa rõ", never zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

ONE_DECIMAL = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Span:
    """The time that is counted: the year, and the first and last day of its data."""

    year: int
    first: date
    last: date

    @property
    def day_before(self) -> date:
        """The last day that doesn't belong to the period yet."""
        return self.first - timedelta(days=1)

    @property
    def base_day(self) -> date:
        """The last day of the year before: what was done until then isn't this year's."""
        return date(self.year - 1, 12, 31)

    @property
    def days(self) -> tuple[date, date, date]:
        """The days on which a value is asked for."""
        return self.base_day, self.day_before, self.last


@dataclass(frozen=True)
class PeriodAsked:
    """The period of a report: its code, its words, and the days of its data."""

    code: str
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Point:
    """What an approved entry says of an indicator on its day; a blank says nothing of it."""

    day: date
    done: Decimal | None
    estimate: Decimal | None = None


@dataclass(frozen=True)
class Series:
    """What is known of one indicator of one line.

    ``counted`` are the sums, on the days of a span, of what courses count by themselves; they
    serve only as long as the line has no approved entry at all.
    """

    points: Sequence[Point] = ()
    first_year: int | None = None
    planned: Decimal | None = None
    counted: Mapping[date, Decimal] = field(default_factory=dict)

    def began_by(self, year: int) -> bool:
        """Whether the project may have had something to do in ``year``."""
        return self.first_year is None or self.first_year <= year

    def is_older_than(self, year: int) -> bool:
        """Whether the project began before ``year``, so that something may lie before it."""
        return self.first_year is not None and self.first_year < year


@dataclass(frozen=True, slots=True)
class Count:
    """The figures of one indicator for one period (contract, "Reports")."""

    plan: Decimal | None
    period: Decimal | None
    ytd: Decimal | None
    estimate: Decimal | None
    is_carried: bool


def count(series: Series, span: Span) -> Count:
    """Return what the series says of the span."""
    return Count(
        plan=series.planned,
        period=in_period(series, span),
        ytd=year_to_date(series, span),
        estimate=estimate(series, span),
        is_carried=is_carried(series, span),
    )


def latest(points: Iterable[Point], day: date) -> Point | None:
    """Return the last point until ``day`` that knows the value."""
    return newest(point for point in points if point.day <= day and point.done is not None)


def newest(points: Iterable[Point]) -> Point | None:
    """Return the point of the newest day; of several on one day the last one (approved last)."""
    found: Point | None = None
    for point in points:
        if found is None or point.day >= found.day:
            found = point
    return found


def value_on(series: Series, day: date) -> Decimal | None:
    """Return the approved value on a day; before the first entry, what courses count."""
    if not any(point.day <= day for point in series.points):
        return series.counted.get(day)
    found = latest(series.points, day)
    return found.done if found else None


def base(series: Series, span: Span) -> Decimal | None:
    """Return what was done before the year: zero where the project began in it or later."""
    return _value_or_start(series, span.base_day, span.year)


def year_to_date(series: Series, span: Span) -> Decimal | None:
    """Return what was done in the year until the period's last day."""
    return _difference(value_on(series, span.last), base(series, span))


def in_period(series: Series, span: Span) -> Decimal | None:
    """Return what was done in the period; unknown where nothing approved speaks of it.

    Courses without any entry speak for themselves: their days are known.
    """
    found = latest(series.points, span.last)
    if found is not None and found.day < span.first:
        return None
    before = _value_or_start(series, span.day_before, span.year)
    return _difference(value_on(series, span.last), before)


def estimate(series: Series, span: Span) -> Decimal | None:
    """Return the part of the year in the cumulative estimate that was typed last in it (ước)."""
    found = newest(
        point
        for point in series.points
        if point.estimate is not None and point.day <= span.last and point.day.year == span.year
    )
    return _difference(found.estimate if found else None, base(series, span))


def is_carried(series: Series, span: Span) -> bool:
    """Return whether the value on the last day comes from an entry before the period."""
    found = latest(series.points, span.last)
    return found is not None and found.day < span.first


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return a share with one decimal, half up; unknown of an unknown or an empty whole."""
    if part is None or not whole:
        return None
    return (part * 100 / whole).quantize(ONE_DECIMAL, rounding=ROUND_HALF_UP)


def _value_or_start(series: Series, day: date, year: int) -> Decimal | None:
    known = value_on(series, day)
    if known is None and not series.is_older_than(year):
        return Decimal(0)
    return known


def _difference(value: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if value is None or before is None else value - before
