"""A budget by source, and how it stands beside the planned money. Pure rules.

The two are never made equal: requested and decided money are different facts (decision 0015).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kernel.findings import Finding, Severity
from kernel.money import decimals_needed, format_million
from programmes.choices import FundingSource


@dataclass(frozen=True)
class SourceSum:
    """One source: what its lines add up to as far as they are known, how many aren't, and what
    decisions plan of it (None = chưa rõ)."""

    source: str
    label: str
    amount: int | None
    unknown: int
    planned: int | None

    @property
    def difference(self) -> int | None:
        """How much the budget lies above the plan; None where the two can't be compared."""
        if self.amount is None or self.unknown or self.planned is None:
            return None
        return self.amount - self.planned


@dataclass(frozen=True)
class BudgetSums:
    """The sums of a budget: each source that it or the plan has, and all together."""

    sources: Sequence[SourceSum]

    @property
    def amount(self) -> int | None:
        """The sum of the known lines; None when none is known."""
        known = [row.amount for row in self.sources if row.amount is not None]
        return sum(known) if known else None

    @property
    def unknown(self) -> int:
        """How many lines lack quantity or price."""
        return sum(row.unknown for row in self.sources)

    @property
    def planned(self) -> int | None:
        """What decisions plan together; None when nothing is known."""
        known = [row.planned for row in self.sources if row.planned is not None]
        return sum(known) if known else None


def add_up(lines: Iterable[tuple[str, int | None]], planned: Mapping[str, int]) -> BudgetSums:
    """Add up the ``(source, amount)`` lines of a budget beside the planned money by source."""
    sums: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for source, amount in lines:
        if amount is None:
            unknown[source] = unknown.get(source, 0) + 1
        else:
            sums[source] = sums.get(source, 0) + amount
    return BudgetSums(
        [
            SourceSum(
                source=source.value,
                label=str(source.label),
                amount=sums.get(source),
                unknown=unknown.get(source, 0),
                planned=planned.get(source),
            )
            for source in FundingSource
            if source in sums or source in unknown or source in planned
        ]
    )


def findings(sums: BudgetSums) -> list[Finding]:
    """Say where budget and plan differ; it never blocks: a plan may have been cut."""
    if all(row.amount is None and not row.unknown for row in sums.sources):
        return []
    found = [_differs(row) for row in sums.sources if row.difference]
    found += [_missing(row) for row in sums.sources if _is_missing(row)]
    return found


def _is_missing(row: SourceSum) -> bool:
    return row.amount is None and not row.unknown and bool(row.planned)


def _differs(row: SourceSum) -> Finding:
    difference, amount, planned = row.difference or 0, row.amount or 0, row.planned or 0
    decimals = max(1, decimals_needed([difference, amount, planned]))
    word = "cao hơn" if difference > 0 else "thấp hơn"
    return Finding(
        Severity.WARNING,
        "budget_differs",
        f"{row.label}: dự toán {format_million(amount, decimals)} triệu đồng, {word} kế hoạch "
        f"{format_million(planned, decimals)} triệu đồng là "
        f"{format_million(abs(difference), decimals)} triệu đồng.",
    )


def _missing(row: SourceSum) -> Finding:
    planned = row.planned or 0
    shown = format_million(planned, max(1, decimals_needed([planned])))
    return Finding(
        Severity.WARNING,
        "budget_without_source",
        f"{row.label}: kế hoạch {shown} triệu đồng, dự toán chưa có dòng nào.",
    )
