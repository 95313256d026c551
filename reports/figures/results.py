"""Results by indicator: every row of the yearly form, by level and together.

Nothing is typed and nothing is counted twice: the rows add up what projects plan and what approved
reports say of their lines, the same facts that the progress table shows project by project. A plan
is the project's own, however many lines it has.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from programmes.choices import FundingLevel
from programmes.models import Indicator
from reports.figures.counting import Count, Span, count
from reports.figures.indicators import (
    OF_THE_YEAR,
    QUANTITIES,
    IndicatorSums,
    of_project,
    of_several,
)
from reports.figures.progress import framed
from reports.figures.progress_facts import (
    IndicatorFacts,
    LastYear,
    ProgressFacts,
    ProjectFacts,
    gather,
    in_million,
)
from reports.figures.sections import NO_GROUP, Group, Groups, Sheet
from reports.figures.shapes import ITEM_LEVEL, ColumnKind, Figures, Row, RowKind
from reports.parameters import Parameters

SLUG = "results"
GROUP_LEVEL = 2
# What belongs to no content of the catalogue stands last, under a name of its own.
OTHERS = Group("K", "Kinh phí và chỉ tiêu khác", NO_GROUP.order)


def key_of(key: str, level: str) -> str:
    """Return the key of a figure of one level; of all levels together it is the figure's own."""
    return f"{key}_{'unknown_level' if level == FundingLevel.UNKNOWN else level}"


# Of one level the form asks what is planned and done; it is compared as a whole.
OF_A_LEVEL = (*OF_THE_YEAR, "pct_plan")
NUMBERS = (
    *QUANTITIES,
    *(key_of(key, level) for level in FundingLevel.values for key in OF_A_LEVEL),
)
KINDS: dict[str, ColumnKind] = {
    **dict.fromkeys(("number", "indicator", "indicator_code", "measure"), ColumnKind.TEXT),
    **{
        key: ColumnKind.PERCENT if key.startswith("pct_") else ColumnKind.QUANTITY
        for key in NUMBERS
    },
    "carried": ColumnKind.NUMBER,
}
SHEET = Sheet(KINDS, sums=(), counted=NUMBERS)
CAN_CARRY = frozenset({"ytd", "estimate", "pct_plan", "pct_last_year"})


def results(parameters: Parameters, user: Any) -> Figures:
    """Compute the results of a period by indicator from what was approved until its last day.

    Raises reports.selectors.UnknownUnitError for a unit that isn't there or is out of reach.
    """
    facts = gather(parameters, user)
    frame = framed(SLUG, KINDS, facts, parameters, user)
    return replace(frame, rows=rows_of(facts), can_carry=CAN_CARRY)


# Rows of money, in triệu đồng; nobody types them. Planned is what decisions say; done is the state
# money that the ledger settled in the year, and what reports say that facilities spent.
PLANNED, SETTLED, INVESTED = "K-01", "K-02", "K-03"
MONEY_ROWS = frozenset({PLANNED, SETTLED, INVESTED})
UNKNOWN = Count(None, None, None, None, is_carried=False)
# (indicator, level) -> the sums of each project
Parts = Mapping[tuple[int, str], Sequence[IndicatorSums]]


def rows_of(facts: ProgressFacts) -> list[Row]:
    """Return the rows: contents of the catalogue as groups, their indicators as items."""
    parts: dict[tuple[int, str], list[IndicatorSums]] = defaultdict(list)
    used = {year.indicator for year in facts.last_year.values()}
    for entry in facts.projects:
        for indicator, lines in entry.indicators:
            used.add(indicator)
            parts[indicator.pk, entry.project.level].append(_of(entry, indicator, lines))
    grouped = list(_grouped(facts, used))
    for indicator in (row for _group, held in grouped for row in held):
        if indicator.code in MONEY_ROWS:
            parts |= _of_money(indicator, facts)
    rows: list[Row] = []
    for group, indicators in grouped:
        rows.append(SHEET.group_row(GROUP_LEVEL, group.code, group.name))
        rows += [
            _item(row, f"{group.code}.{place}", parts, facts.last_year.get(row.pk))
            for place, row in enumerate(indicators, start=1)
        ]
    return rows


def _of(
    entry: ProjectFacts, indicator: Indicator, lines: Sequence[IndicatorFacts]
) -> IndicatorSums:
    """What one project says: done of its lines; planned once, by itself where it plans it."""
    if indicator.pk not in entry.own_plans:
        return of_project(lines)
    return of_project(lines, planned=[entry.own_plans[indicator.pk]])


def _of_money(indicator: Indicator, facts: ProgressFacts) -> dict[Any, list[IndicatorSums]]:
    """What projects say of a row of money."""
    span = facts.period.span
    found: dict[tuple[int, str], list[IndicatorSums]] = defaultdict(list)
    for entry in facts.projects:
        planned: list[Decimal | None] = []
        done: list[Count] = []
        if indicator.code == PLANNED:
            planned = _planned(entry, "support")
        elif indicator.code == SETTLED:
            done = _settled(entry, span)
        else:
            planned = _planned(entry, "counterpart")
            done = [count(line.invested, span) for line in entry.lines] or [UNKNOWN]
        parts = [IndicatorFacts(indicator, one, None, had_last_year=False) for one in done]
        found[indicator.pk, entry.project.level].append(of_project(parts, planned=planned))
    return found


def _planned(entry: ProjectFacts, key: str) -> list[Decimal | None]:
    """The planned money of a project, and None beside it where a part isn't known."""
    known = [] if entry.money[key] is None else [in_million(entry.money[key])]
    return [*known, None] if key in entry.money.unknown else known


def _settled(entry: ProjectFacts, span: Span) -> list[Count]:
    """What the ledger settled in the period and the year, source by source."""
    parts = (
        entry.spent_between("settled", after, span.last)
        for after in (span.day_before, span.base_day)
    )
    return [
        Count(None, in_million(period), in_million(ytd), None, is_carried=False)
        for period, ytd in zip(*parts, strict=True)
    ]


def _grouped(
    facts: ProgressFacts, used: Iterable[Indicator]
) -> Iterable[tuple[Group, list[Indicator]]]:
    """Return the indicators of the form on the period's last day, and those used, by content."""
    day = facts.period.span.last
    groups = Groups(day)
    found: dict[Group, list[Indicator]] = defaultdict(list)
    catalogue = {row.pk: row for row in (*Indicator.objects.on(day), *used)}
    for indicator in sorted(catalogue.values(), key=lambda row: (row.order, row.code)):
        group = groups.of(indicator)
        found[OTHERS if group == NO_GROUP else group].append(indicator)
    return sorted(found.items(), key=lambda pair: (pair[0].order, pair[0].code))


def _item(indicator: Indicator, number: str, parts: Parts, year_before: LastYear | None) -> Row:
    by_level = {level: parts.get((indicator.pk, level), ()) for level in FundingLevel.values}
    whole = of_several([one for held in by_level.values() for one in held], year_before)
    values: dict[str, Any] = {
        "number": number,
        "indicator": indicator.name,
        "indicator_code": indicator.code,
        "measure": indicator.measure,
        **whole.values,
    }
    unknown = dict(whole.unknown)
    for level, held in by_level.items():
        sums = of_several(held, None)
        values |= {key_of(key, level): sums.values[key] for key in OF_A_LEVEL}
        unknown |= {key_of(key, level): sums.unknown[key] for key in OF_A_LEVEL}
    return Row(
        RowKind.ITEM,
        ITEM_LEVEL,
        indicator.code,
        indicator.name,
        {key: values[key] for key in KINDS},
        {key: unknown[key] for key in NUMBERS},
        unknown["ytd"],
    )
