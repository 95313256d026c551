"""A project's money from its decision lines: known parts, unknown parts, never a guessed zero.

Pure rules. Amounts are whole đồng; ``None`` is "chưa rõ". Sources that a project's level excludes
are neither known nor unknown: they don't apply.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from programmes.choices import FundingLevel, FundingSource

LAST_DISTRICT_YEAR = 2025  # the district level ended on 1 July 2025 (Luật 72/2025/QH15)

SUPPORT_KEYS: tuple[str, ...] = (
    FundingSource.NATIONAL,
    FundingSource.PROVINCIAL,
    FundingSource.DISTRICT,
    FundingSource.COMMUNE,
)
# Who carries a project's support; a budget of district or commune only adds to it.
MAIN_SUPPORT: frozenset[str] = FundingSource.SUPPORT - {
    FundingSource.DISTRICT,
    FundingSource.COMMUNE,
}
MONEY_KEYS: tuple[str, ...] = (*SUPPORT_KEYS, "counterpart", "other", "support", "total")


def applicable_sources(level: str, year: int | None) -> frozenset[str]:
    """Return the money keys of sources that can pay for a project of this level and plan year.

    A national project has no local support and a local one no national support, unless a decision
    says so; the district budgets ended with the districts.
    """
    keys: set[str] = {"counterpart", "other"}
    if level in {FundingLevel.NATIONAL, FundingLevel.UNKNOWN}:
        keys.add(FundingSource.NATIONAL)
    if level in {FundingLevel.LOCAL, FundingLevel.UNKNOWN}:
        keys |= {FundingSource.PROVINCIAL, FundingSource.COMMUNE}
        if year is None or year <= LAST_DISTRICT_YEAR:
            keys.add(FundingSource.DISTRICT)
    return frozenset(keys)


@dataclass(frozen=True)
class ProjectMoney:
    """Money of one project by key; ``unknown`` names the keys whose amount isn't known."""

    values: Mapping[str, int | None]
    unknown: frozenset[str]

    def __getitem__(self, key: str) -> int | None:
        return self.values[key]


def project_money(
    lines: Iterable[tuple[str, int]], *, level: str, year: int | None, stated_total: int | None
) -> ProjectMoney:
    """Add up the ``(source, amount)`` lines of one project.

    ``support`` is all state industrial-extension money, of unknown source too; ``total`` is the
    stated one, else the sum when every applicable source is known. That the commune gives
    nothing doesn't make the support zero: the main source is still unknown.
    """
    sums: dict[str, int] = {}
    for source, amount in lines:
        key = "other" if source == FundingSource.INTEGRATED else str(source)
        sums[key] = sums.get(key, 0) + amount
    applicable = applicable_sources(level, year)
    values: dict[str, int | None] = {
        key: sums.get(key) for key in (*SUPPORT_KEYS, "counterpart", "other")
    }
    unknown = {key for key in applicable if values[key] is None}
    known_support = [sums[key] for key in FundingSource.SUPPORT if key in sums]
    is_known = any(known_support) or any(key in sums for key in MAIN_SUPPORT)
    values["support"] = sum(known_support) if is_known else None
    if values["support"] is None:
        unknown.add("support")
    known = [value for key, value in values.items() if key != "support" and value is not None]
    of_unknown_source = FundingSource.UNKNOWN_SUPPORT in sums
    if stated_total is not None:
        values["total"] = stated_total
    elif known and not unknown and not of_unknown_source:
        values["total"] = sum(known)
    else:
        values["total"] = None
        unknown.add("total")
    return ProjectMoney(values=values, unknown=frozenset(unknown))
