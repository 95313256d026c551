"""Progress by period: one item per project with its indicators below, and a summary of these."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from programmes.models import Indicator
from reports import selectors
from reports.figures import projects as loading
from reports.figures.indicators import QUANTITIES, IndicatorSums, of_project, of_several
from reports.figures.progress_facts import (
    IndicatorFacts,
    LastYear,
    LineFacts,
    ProgressFacts,
    ProjectFacts,
    added,
    gather,
)
from reports.figures.projects import MONEY
from reports.figures.sections import Sheet, in_sections, items_of
from reports.figures.shapes import (
    CHILD_LEVEL,
    ITEM_LEVEL,
    ColumnKind,
    Figures,
    Row,
    RowKind,
)
from reports.figures.words import beneficiary_of, joined, place_of, time_in_words, unit_name
from reports.parameters import Parameters

SLUG = "progress"
# Totals until the last day of the period, from the ledger.
DONE_MONEY = ("advanced", "settled")
_TEXT = ("project", "indicator", "measure", "beneficiary", "place", "time", "unit_code")
_SAYINGS = ("results", "difficulties", "proposals")
KINDS: dict[str, ColumnKind] = {
    "number": ColumnKind.NUMBER,
    **dict.fromkeys((*_TEXT, "project_code"), ColumnKind.TEXT),
    "state": ColumnKind.STATE,
    **dict.fromkeys((*MONEY, *DONE_MONEY, "invested"), ColumnKind.MONEY),
    "progress_percent": ColumnKind.PERCENT,
    "progress_as_of": ColumnKind.DATE,
    **{
        key: ColumnKind.PERCENT if key.startswith("pct_") else ColumnKind.QUANTITY
        for key in QUANTITIES
    },
    **dict.fromkeys((*_SAYINGS, "reported"), ColumnKind.TEXT),
    "carried": ColumnKind.NUMBER,
}
_SUMS = (*MONEY, *DONE_MONEY, "invested", "carried")
_COUNTED = (*MONEY, *DONE_MONEY, "invested", "progress_percent", *QUANTITIES)
SHEET = Sheet(KINDS, sums=_SUMS, counted=_COUNTED)
CAN_CARRY = frozenset(
    {"invested", "progress_percent", "ytd", "estimate", "pct_plan", "pct_last_year"}
)
SUMMARY = ("D", "Tổng hợp theo chỉ tiêu")
REPORTED, NEVER_REPORTED = "đã báo cáo", "chưa có báo cáo"


def progress(parameters: Parameters, user: Any) -> Figures:
    """Compute the progress of a period from what was approved until its last day.

    Raises reports.selectors.UnknownUnitError for a unit that isn't there or is out of reach.
    """
    return progress_of(gather(parameters, user), parameters, user)


def progress_of(facts: ProgressFacts, parameters: Parameters, user: Any) -> Figures:
    """Lay out the figures of gathered facts: a table and the words beside it ask but once."""
    frame = framed(SLUG, KINDS, facts, parameters, user)
    return replace(frame, rows=rows_of(facts), can_carry=CAN_CARRY)


def framed(
    slug: str,
    kinds: Mapping[str, ColumnKind],
    facts: ProgressFacts,
    parameters: Parameters,
    user: Any,
) -> Figures:
    """Return the figures of a period without their rows."""
    layout = selectors.layout_on(slug, parameters.period.last)
    return Figures(
        slug=slug,
        title=layout.titled(year=facts.period.span.year, period_title=facts.period.title),
        form_code=layout.printed_form_code,
        period=parameters.period.code,
        unit=str(parameters.unit) if parameters.unit else None,
        level=parameters.level,
        shape=parameters.shape,
        filters=filters_of(facts, parameters, user),
        generated_at=timezone.now().replace(microsecond=0),
        columns=selectors.columns_of(layout, kinds),
        rows=[],
        layout=layout,
    )


def filters_of(facts: ProgressFacts, parameters: Parameters, user: Any) -> dict[str, Any]:
    """Return what the figures are narrowed to, and how many lines are reported or carried."""
    span, lines = facts.period.span, facts.lines
    return {
        "year": span.year,
        "period_title": facts.period.title,
        "data_from": span.first.isoformat(),
        "data_to": span.last.isoformat(),
        "unit_name": unit_name(facts.unit, parameters.period.last),
        "office": str(user.organisation) if user.is_local else None,
        "lines": len(lines),
        "reported": sum(line.is_reported for line in lines),
        "carried": sum(line.is_carried for line in lines),
        "never_reported": sum(line.point is None for line in lines),
    }


def rows_of(facts: ProgressFacts) -> list[Row]:
    """Return the rows: sections of projects, the summary by indicator, the one total of money."""
    several = loading.in_several_provinces(entry.project for entry in facts.projects)

    def item(entry: ProjectFacts, number: int) -> list[Row]:
        return [_item(entry, number, several=several), *_children(entry, number)]

    rows = in_sections(SHEET, facts.projects, item)
    total = SHEET.total(items_of(rows))
    return [*rows, *_summary(facts), total]


# --- projects -------------------------------------------------------------------------------------


def _item(entry: ProjectFacts, number: int, *, several: bool) -> Row:
    project, lines = entry.project, entry.lines
    invested = [line.point.invested if line.point else None for line in lines]
    known: dict[str, Any] = {
        "number": number,
        "project": project.name,
        "beneficiary": beneficiary_of(project),
        "place": place_of(project, several=several),
        "time": time_in_words(
            project.starts_on, project.ends_on, project.first_year, project.last_year
        ),
        "unit_code": project.unit.code,
        "project_code": project.code or None,
        "state": str(project.state),
        **{key: entry.money[key] for key in MONEY},
        **{key: added(entry.spent(key)) for key in DONE_MONEY},
        "invested": added(invested),
        "progress_percent": entry.progress.progress.percent,
        "progress_as_of": entry.progress.as_of,
        **{key: _said(lines, key) for key in _SAYINGS},
        "reported": _reported(lines),
        "carried": sum(line.is_carried for line in lines),
    }
    lacking = {
        **{key: key in entry.money.unknown for key in MONEY},
        **{key: None in entry.spent(key) for key in DONE_MONEY},
        "invested": not invested or None in invested,
        "progress_percent": entry.progress.progress.percent is None,
    }
    return _row(ITEM_LEVEL, str(number), project.name, known, lacking)


def _row(level: int, code: str, label: str, known: dict[str, Any], lacking: dict[str, bool]) -> Row:
    return Row(
        RowKind.ITEM,
        level,
        code,
        label,
        {key: known.get(key) for key in KINDS},
        {key: int(lacking.get(key, False)) for key in _COUNTED},
        int(lacking.get("support", False)),
    )


def _said(lines: Sequence[LineFacts], key: str) -> str | None:
    """Join what reports of this period say; of several lines each names itself."""
    texts = [
        (line.line.label, str(getattr(line.point, key)))
        for line in lines
        if line.is_reported and getattr(line.point, key)
    ]
    if len(lines) == 1:
        return joined(text for _label, text in texts)
    return joined((f"{label}: {text}" for label, text in texts), "\n")


def _reported(lines: Sequence[LineFacts]) -> str:
    """Say whether the lines were reported, and from which period others carry their values."""
    words: dict[str, int] = defaultdict(int)
    for line in lines:
        if line.point is None:
            words[NEVER_REPORTED] += 1
        elif line.is_reported:
            words[REPORTED] += 1
        else:
            words[f"mang số {line.point.period_title} sang"] += 1
    if len(words) < 2:
        return next(iter(words), NEVER_REPORTED)
    return "; ".join(f"{text} ({count}/{len(lines)} dòng)" for text, count in words.items())


# --- indicators -----------------------------------------------------------------------------------


def _children(entry: ProjectFacts, number: int) -> list[Row]:
    return [_child(indicator, facts, number) for indicator, facts in entry.indicators]


def _child(indicator: Indicator, facts: Sequence[IndicatorFacts], number: int) -> Row:
    """One indicator of a project: the sum over its lines, as far as they are known."""
    sums = of_project(facts)
    known = {"indicator": indicator.name, "measure": indicator.measure, **sums.values}
    lacking = {key: bool(count) for key, count in sums.unknown.items()}
    return _row(CHILD_LEVEL, f"{number}.{indicator.code}", indicator.name, known, lacking)


def _summary(facts: ProgressFacts) -> list[Row]:
    """The closing section: numbers are added only within one indicator."""
    parts: dict[int, list[IndicatorSums]] = defaultdict(list)
    catalogue = {year.indicator.pk: year.indicator for year in facts.last_year.values()}
    for entry in facts.projects:
        for indicator, lines in entry.indicators:
            catalogue[indicator.pk] = indicator
            parts[indicator.pk].append(of_project(lines))
    if not catalogue:
        return []
    ordered = sorted(catalogue.values(), key=lambda row: (row.order, row.code))
    return [
        SHEET.group_row(1, *SUMMARY),
        *(_of_indicator(row, parts[row.pk], facts.last_year.get(row.pk)) for row in ordered),
    ]


def _of_indicator(
    indicator: Indicator, parts: Sequence[IndicatorSums], year_before: LastYear | None
) -> Row:
    sums = of_several(parts, year_before)
    known = {"indicator": indicator.name, "measure": indicator.measure, **sums.values}
    return Row(
        RowKind.SUBTOTAL,
        2,
        f"{SUMMARY[0]}.{indicator.code}",
        indicator.name,
        {key: known.get(key) for key in KINDS},
        {key: sums.unknown.get(key, 0) for key in _COUNTED},
    )
