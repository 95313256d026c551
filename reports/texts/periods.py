"""The period that a report in words speaks of: its kind, its name, how a sentence says "in it"."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from progress.choices import PeriodKind
from progress.models import ReportingPeriod
from reports.parameters import Period

_WITHIN = {
    PeriodKind.MONTH: "Trong tháng",
    PeriodKind.QUARTER: "Trong quý",
    PeriodKind.HALF_YEAR: "Trong 6 tháng",
    PeriodKind.NINE_MONTHS: "Trong 9 tháng",
    PeriodKind.YEAR: "Trong năm",
}


# The period that comes next: its kind and its months.
_NEXT = {
    PeriodKind.MONTH: (PeriodKind.MONTH, 1),
    PeriodKind.QUARTER: (PeriodKind.QUARTER, 3),
    PeriodKind.HALF_YEAR: (PeriodKind.HALF_YEAR, 6),
    PeriodKind.NINE_MONTHS: (PeriodKind.QUARTER, 3),
    PeriodKind.YEAR: (PeriodKind.YEAR, 12),
}


@dataclass(frozen=True)
class PeriodWords:
    """A period as sentences name it; ``data_to`` is the last day of its figures.

    ``following`` is the period whose tasks the report names.
    """

    title: str
    within: str
    year: int
    data_to: date
    following: str

    @property
    def is_year(self) -> bool:
        """Whether the report is that of a whole year, which looks at the plan of the next."""
        return self.within == _WITHIN[PeriodKind.YEAR]


def kind_of(period: Period) -> str:
    """Return the kind of a named period, "" for a span of days: it has no report in words."""
    if ".." in period.code:
        return ""
    _year, _dash, part = period.code.partition("-")
    if not part:
        return PeriodKind.YEAR
    if part == "9M":
        return PeriodKind.NINE_MONTHS
    if part.isdigit():
        return PeriodKind.MONTH
    return PeriodKind.QUARTER if part.startswith("Q") else PeriodKind.HALF_YEAR


def words_of(period: Period, *, data_to: date | None = None) -> PeriodWords:
    """Return the words for a period; ``data_to`` where the office cuts off on another day."""
    kind = kind_of(period)
    named = ReportingPeriod(kind=kind, starts_on=period.first, ends_on=period.last)
    return PeriodWords(
        title=named.title,
        within=_WITHIN[PeriodKind(kind)],
        year=period.year,
        data_to=data_to or period.last,
        following=_following(kind, period.last).title,
    )


def _following(kind: str, last: date) -> ReportingPeriod:
    following, months = _NEXT[PeriodKind(kind)]
    years, month = divmod(last.month - 1 + months, 12)
    year = last.year + years
    end = date(year, month + 1, monthrange(year, month + 1)[1])
    return ReportingPeriod(kind=following, ends_on=end)
