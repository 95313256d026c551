"""What the sentences are made from: typed facts, taken from the figures without arithmetic.

Pure. Amounts are whole đồng; ``None`` is "chưa có số liệu", never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reports.texts.periods import PeriodWords


@dataclass(frozen=True)
class IndicatorFacts:
    """One indicator summed over projects; ``unknown`` counts per key those without a value."""

    name: str
    measure: str
    group: str = ""
    plan: Decimal | None = None
    period: Decimal | None = None
    ytd: Decimal | None = None
    estimate: Decimal | None = None
    pct_plan: Decimal | None = None
    last_year: Decimal | None = None
    pct_last_year: Decimal | None = None
    unknown: Mapping[str, int] = field(default_factory=dict)

    @property
    def share_of_plan(self) -> Decimal | None:
        """How much of the plan is done; not said where some projects' plan isn't known: what these
        did would count against the plans of others."""
        return None if self.unknown.get("plan") else self.pct_plan

    @property
    def share_of_last_year(self) -> Decimal | None:
        """How much it is of last year's; not said where a part of that isn't known."""
        return None if self.unknown.get("last_year") else self.pct_last_year


@dataclass(frozen=True)
class MoneyFacts:
    """An amount over the projects whose part is known, and how many it leaves out."""

    amount: int | None
    unknown: int = 0


NO_AMOUNT = MoneyFacts(None)


@dataclass(frozen=True)
class ScopeFacts:
    """Projects of one level, or of all: how many, their money, how far they are, indicators.

    ``finished`` are at 100 %, ``not_started`` at 0 %, ``unmeasured`` without a percent; those that
    were ``stopped`` are none of these.
    """

    projects: int
    support: MoneyFacts
    counterpart: MoneyFacts
    finished: int = 0
    under_way: int = 0
    not_started: int = 0
    unmeasured: int = 0
    stopped: int = 0
    indicators: Sequence[IndicatorFacts] = ()


@dataclass(frozen=True)
class GroupFacts:
    """The projects of one content of activity."""

    name: str
    projects: int
    support: MoneyFacts


@dataclass(frozen=True)
class PlanFacts:
    """The plan of a year as it stands: its projects and their support."""

    projects: int
    support: MoneyFacts


@dataclass(frozen=True)
class Saying:
    """A difficulty or proposal as an organisation reported it."""

    office: str
    project: str
    text: str


@dataclass(frozen=True)
class OfficeCount:
    """How many tracking lines of an organisation something is true of."""

    office: str
    lines: int


@dataclass(frozen=True)
class TextFacts:
    """Everything that a report in words says about one period."""

    period: PeriodWords
    whole: ScopeFacts
    national: ScopeFacts
    local: ScopeFacts
    unknown_level: int = 0
    continued: int = 0  # of the whole, projects of an earlier year's plan
    groups: Sequence[GroupFacts] = ()
    difficulties: Sequence[Saying] = ()
    proposals: Sequence[Saying] = ()
    carried: Sequence[OfficeCount] = ()
    never_reported: Sequence[OfficeCount] = ()
    approved_reports: int = 0
    decimals: int = 1
    advanced: MoneyFacts = NO_AMOUNT
    settled: MoneyFacts = NO_AMOUNT
    next_plan: PlanFacts | None = None  # of the year after, in the report of a year
