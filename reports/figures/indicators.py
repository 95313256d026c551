"""Sums of indicators: over the lines of a project, over several projects; known parts alone.

Pure. Numbers are added only within one indicator; an unknown part is counted, never zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.figures.counting import percent
from reports.figures.progress_facts import IndicatorFacts, LastYear, added

OF_THE_YEAR = ("plan", "period", "ytd", "estimate")
QUANTITIES = ("plan", "period", "ytd", "estimate", "pct_plan", "last_year", "pct_last_year")


@dataclass(frozen=True)
class IndicatorSums:
    """The figures of one indicator by key, and of how many projects each leaves something out.

    ``values`` has ``carried`` too: how many lines say what an earlier report said.
    """

    values: dict[str, Decimal | int | None]
    unknown: dict[str, int]


def of_project(
    lines: Sequence[IndicatorFacts], *, planned: Sequence[Decimal | None] | None = None
) -> IndicatorSums:
    """Add up what the lines of one project say of one indicator; ``planned`` instead of theirs."""
    parts: dict[str, list[Decimal | None]] = {
        "plan": [one.count.plan for one in lines] if planned is None else list(planned),
        "period": [one.count.period for one in lines],
        "ytd": [one.count.ytd for one in lines],
        "estimate": [one.count.estimate for one in lines],
        "last_year": [one.last_year for one in lines if one.had_last_year],
    }
    lacking = {key: None in values for key, values in parts.items()}
    unknown = {key: int(is_lacking) for key, is_lacking in lacking.items()}
    # A share isn't known where one of its two numbers isn't.
    unknown["pct_plan"] = int(lacking["ytd"] or lacking["plan"])
    unknown["pct_last_year"] = int(lacking["ytd"] or lacking["last_year"])
    carried = sum(one.count.is_carried for one in lines)
    return IndicatorSums(
        _with_percents({key: added(values) for key, values in parts.items()}, carried), unknown
    )


def of_several(projects: Sequence[IndicatorSums], year_before: LastYear | None) -> IndicatorSums:
    """Add up what projects say of one indicator; the year before is that of its own projects."""
    values = {key: added(one.values[key] for one in projects) for key in OF_THE_YEAR}
    values["last_year"] = year_before.done if year_before else None
    unknown = {key: sum(one.unknown[key] for one in projects) for key in QUANTITIES}
    unknown["last_year"] = year_before.unknown if year_before else 0
    unknown["pct_last_year"] = unknown["ytd"] + unknown["last_year"]
    carried = added(one.values["carried"] for one in projects)
    return IndicatorSums(_with_percents(values, carried), unknown)


def _with_percents(
    values: dict[str, Decimal | None], carried: int | None
) -> dict[str, Decimal | int | None]:
    ytd = values["ytd"]
    return values | {
        "pct_plan": percent(ytd, values["plan"]),
        "pct_last_year": percent(ytd, values["last_year"]),
        "carried": carried,
    }
