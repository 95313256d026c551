"""Where the facts of a report in words come from: figures of progress, and what offices wrote.

Nothing is added up here: sums are rows of the figures.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Organisation
from kernel.text import sort_key
from programmes.choices import FundingLevel, ProjectState
from programmes.models import Indicator
from progress.models import PeriodSubmission
from reports import documents, selectors
from reports.documents import Document
from reports.figures import progress_facts
from reports.figures.plans import annual_plan
from reports.figures.progress import SUMMARY, progress_of, rows_of
from reports.figures.progress_facts import LineFacts, ProgressFacts
from reports.figures.sections import items_of
from reports.figures.shapes import Figures, Row, RowKind
from reports.parameters import Parameters, Period, parse_period
from reports.texts.facts import (
    GroupFacts,
    IndicatorFacts,
    MoneyFacts,
    OfficeCount,
    PlanFacts,
    Saying,
    ScopeFacts,
    TextFacts,
)
from reports.texts.periods import words_of

WHOLE = 100
_FIGURES = ("plan", "period", "ytd", "estimate", "pct_plan", "last_year", "pct_last_year")


@dataclass(frozen=True)
class Gathered:
    """The facts, whose part of the area they are of (empty: all of it), and the table behind with
    its figures."""

    facts: TextFacts
    office: str
    figures: Figures
    annex: Document

    @property
    def generated_at(self) -> datetime:
        """When the figures were computed."""
        return self.figures.generated_at


def gather(user: Any, centre: Organisation, period: Period) -> Gathered:
    """Gather what the person may see of a period, in a constant number of queries."""
    parameters = Parameters(period=period)
    known = progress_facts.gather(parameters, user)
    figures = progress_of(known, parameters, user)
    annex = documents.compose(figures, selectors.office_paper(user, timezone.localdate()))
    names = _Names(centre, known.lines)
    submissions = _submissions(user, centre, known)
    words = replace(words_of(period), data_to=known.period.span.last)
    facts = TextFacts(
        period=words,
        whole=_scope(figures.rows, _groups_of(figures.rows)),
        national=_level(known, FundingLevel.NATIONAL),
        local=_level(known, FundingLevel.LOCAL),
        unknown_level=sum(e.project.level == FundingLevel.UNKNOWN for e in known.projects),
        continued=sum((e.project.first_year or period.year) < period.year for e in known.projects),
        groups=tuple(_contents(figures.rows)),
        difficulties=_sayings("difficulties", known.lines, submissions, names),
        proposals=_sayings("proposals", known.lines, submissions, names),
        carried=names.count(line for line in known.lines if line.is_carried),
        never_reported=names.count(line for line in known.lines if _is_silent(line)),
        approved_reports=len(submissions),
        decimals=annex.table.million_decimals,
        advanced=_money(figures.total, "advanced"),
        settled=_money(figures.total, "settled"),
        next_plan=_plan(user, period.year + 1) if words.is_year else None,
    )
    return Gathered(facts, figures.filters["office"] or "", figures, annex)


# --- figures --------------------------------------------------------------------------------------


def _level(known: ProgressFacts, level: str) -> ScopeFacts:
    """The figures of one level. Last year's are of the whole area, so none are compared."""
    projects = [entry for entry in known.projects if entry.project.level == level]
    return _scope(rows_of(replace(known, projects=projects, last_year={})), {})


def _scope(rows: Sequence[Row], groups: Mapping[str, str]) -> ScopeFacts:
    items = items_of(rows)
    total = next(row for row in reversed(rows) if row.kind == RowKind.TOTAL)
    going_on = [row for row in items if row.values["state"] != ProjectState.STOPPED]
    percents = [row.values["progress_percent"] for row in going_on]
    return ScopeFacts(
        projects=len(items),
        support=_money(total, "support"),
        counterpart=_money(total, "counterpart"),
        finished=percents.count(WHOLE),
        under_way=sum(value is not None and 0 < value < WHOLE for value in percents),
        not_started=percents.count(0),
        unmeasured=percents.count(None),
        stopped=len(items) - len(going_on),
        indicators=tuple(
            _indicator(row, groups.get(row.code, "")) for row in rows if _is_summary(row)
        ),
    )


def _plan(user: Any, year: int) -> PlanFacts:
    """The plan of a year as it stands today."""
    figures = annual_plan(Parameters(period=parse_period(str(year))), user)
    return PlanFacts(len(figures.items), _money(figures.total, "support"))


def _is_summary(row: Row) -> bool:
    return row.kind == RowKind.SUBTOTAL and row.code.startswith(f"{SUMMARY[0]}.")


def _money(row: Row, key: str) -> MoneyFacts:
    return MoneyFacts(row.values[key], row.unknown.get(key, 0))


def _indicator(row: Row, group: str) -> IndicatorFacts:
    return IndicatorFacts(
        name=row.values["indicator"],
        measure=row.values["measure"],
        group=group,
        unknown=row.unknown,
        **{key: row.values[key] for key in _FIGURES},
    )


def _groups_of(rows: Sequence[Row]) -> dict[str, str]:
    """Return the content that each indicator of the summary belongs to."""
    codes = {row.code.partition(".")[2]: row.code for row in rows if _is_summary(row)}
    found = Indicator.objects.filter(code__in=list(codes)).select_related("activity__parent")
    return {
        codes[row.code]: top.short_name or top.name
        for row in found
        if row.activity and (top := row.activity.parent or row.activity)
    }


def _contents(rows: Sequence[Row]) -> Iterable[GroupFacts]:
    """The groups of contents under their levels, with their subtotals."""
    counts = Counter(_group_code(rows))
    section = ""
    names: dict[str, str] = {}
    for row in rows:
        if row.kind == RowKind.GROUP and row.level == 1:
            section = row.label
        elif row.kind == RowKind.GROUP:
            names[row.code] = f"{row.label} ({section[:1].lower()}{section[1:]})"
        elif row.kind == RowKind.SUBTOTAL and row.code in names:
            yield GroupFacts(names[row.code], counts[row.code], _money(row, "support"))


def _group_code(rows: Sequence[Row]) -> Iterable[str]:
    """Return, for each project, the code of the group that it stands in."""
    code = ""
    items = {id(row) for row in items_of(rows)}
    for row in rows:
        if row.kind == RowKind.GROUP:
            code = row.code
        elif id(row) in items:
            yield code


# --- what offices wrote ---------------------------------------------------------------------------


class _Names:
    """The organisations that report lines, asked for once; a line without one is the Centre's."""

    def __init__(self, centre: Organisation, lines: Iterable[LineFacts]) -> None:
        ids = {line.reporter_id for line in lines if line.reporter_id}
        self.centre = centre
        self.known = Organisation.objects.in_bulk(list(ids))

    def of(self, line: LineFacts) -> str:
        """Return who reports a line."""
        return str(self.known[line.reporter_id] if line.reporter_id else self.centre)

    def count(self, lines: Iterable[LineFacts]) -> tuple[OfficeCount, ...]:
        """Return how many of the lines each organisation reports, by its name."""
        counts = Counter(self.of(line) for line in lines)
        return tuple(OfficeCount(name, counts[name]) for name in sorted(counts, key=sort_key))


def _is_silent(line: LineFacts) -> bool:
    """Whether nothing at all is known of a line: no approved report, nothing counted by itself."""
    return line.point is None and all(one.count.ytd is None for one in line.indicators)


def _submissions(
    user: Any, centre: Organisation, known: ProgressFacts
) -> Sequence[PeriodSubmission]:
    """Return the approved reports whose data end in the period."""
    span = known.period.span
    rows = PeriodSubmission.objects.visible_to(user).approved()
    rows = rows.filter(period__centre=centre, period__data_to__range=(span.first, span.last))
    return rows.select_related("organisation").order_by("period__data_to", "pk")


def _sayings(
    key: str,
    lines: Iterable[LineFacts],
    submissions: Iterable[PeriodSubmission],
    names: _Names,
) -> tuple[Saying, ...]:
    """Return what reports say of themselves and of their lines, each thing once, by office."""
    said = [Saying(str(row.organisation), "", getattr(row, key)) for row in submissions]
    said += [
        Saying(names.of(line), line.line.project.name, getattr(line.point, key))
        for line in lines
        if line.is_reported
    ]
    once = dict.fromkeys(saying for saying in said if saying.text.strip())
    return tuple(sorted(once, key=lambda saying: sort_key(saying.office)))
