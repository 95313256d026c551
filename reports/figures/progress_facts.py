"""What is known of a period before it is laid out: projects, their lines, their indicators.

A constant number of queries; the arithmetic is ``counting``'s. The progress table and the report
in words take the same facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from localities.models import AdministrativeUnit
from programmes.balances import Move, moved_between
from programmes.choices import ProjectState
from programmes.models import (
    DecisionLine,
    Indicator,
    LineIndicator,
    ProjectIndicator,
    SupportProject,
    TrackingLine,
)
from programmes.money import SUPPORT_KEYS, ProjectMoney
from programmes.selectors import (
    LinesProgress,
    counted_on,
    spent_until,
    tracked_lines,
    weighed,
)
from progress.selectors import ApprovedPoint, approved_series
from reports import selectors
from reports.choices import LevelFilter
from reports.figures import projects as loading
from reports.figures.counting import Count, PeriodAsked, Point, Series, Span, count, year_to_date
from reports.figures.sections import CARRIED_OVER, Group, Groups
from reports.parameters import Parameters


@dataclass(frozen=True)
class IndicatorFacts:
    """One indicator of one line, or of a project whose lines don't plan it.

    ``last_year`` is the year to date at the same period of the year before; where the project
    hadn't begun it doesn't apply, which is not unknown.
    """

    indicator: Indicator
    count: Count
    last_year: Decimal | None
    had_last_year: bool


@dataclass(frozen=True)
class LineFacts:
    """A tracking line on the last day: its newest approved report, and whether it is this
    period's."""

    line: TrackingLine
    point: ApprovedPoint | None
    is_reported: bool
    indicators: Sequence[IndicatorFacts]
    invested: Series  # in triệu đồng

    @property
    def is_carried(self) -> bool:
        """Whether the values come from a report before the period."""
        return self.point is not None and not self.is_reported

    @property
    def reporter_id(self) -> int | None:
        """The organisation that reports the line; None is the Centre."""
        found: int | None = self.line.reporter_id  # type: ignore[attr-defined]
        return found


@dataclass(frozen=True)
class ProjectFacts:
    """A project with its money after amendments and its lines in the area asked for.

    ``own_plans`` is what the project itself plans by indicator; empty where only some of its lines
    lie in the area, because a plan of the whole says nothing of a part.
    """

    project: SupportProject
    group: Group
    money: ProjectMoney
    progress: LinesProgress
    lines: Sequence[LineFacts]
    planned_apart: Sequence[IndicatorFacts]
    own_plans: Mapping[int, Decimal | None] = field(default_factory=dict)
    ledger: Mapping[str, Mapping[str, Sequence[Move]]] = field(default_factory=dict)

    def spent(self, column: str) -> list[int | None]:
        """What was spent until the last day, a value for each source of support; None: unknown."""
        return [
            sum(move.amount for move in moves) if moves else None for moves in self.moves(column)
        ]

    def spent_between(self, column: str, after: date, until: date) -> list[int | None]:
        """What of it was spent after one day until another, as far as the entries tell."""
        began = date((self.project.first_year or date.min.year + 1) - 1, 12, 31)
        return [
            moved_between(moves, after, until, began_after=began) for moves in self.moves(column)
        ]

    def moves(self, column: str) -> list[Sequence[Move]]:
        """The entries of each source of support: those planned, and those with any entry."""
        sources = {key for key in SUPPORT_KEYS if self.money[key]}
        sources |= {source for held in self.ledger.values() for source in held}
        known = self.ledger.get(column, {})
        return [known.get(source, ()) for source in sorted(sources)] or [()]

    @cached_property
    def indicators(self) -> list[tuple[Indicator, list[IndicatorFacts]]]:
        """The indicators of the project in the order of the yearly form, with what lines say."""
        found: dict[int, list[IndicatorFacts]] = defaultdict(list)
        for facts in (*(f for line in self.lines for f in line.indicators), *self.planned_apart):
            found[facts.indicator.pk].append(facts)
        grouped = [(facts[0].indicator, facts) for facts in found.values()]
        return sorted(grouped, key=lambda pair: (pair[0].order, pair[0].code))


@dataclass(frozen=True)
class LastYear:
    """What all projects of the area had done of an indicator at the same period a year before;
    ``unknown`` counts the projects that it leaves out, in whole or in part."""

    indicator: Indicator
    done: Decimal | None
    unknown: int


@dataclass(frozen=True)
class ProgressFacts:
    """Everything that reports of progress say of one period."""

    period: PeriodAsked
    before: PeriodAsked
    unit: AdministrativeUnit | None
    projects: Sequence[ProjectFacts]
    last_year: Mapping[int, LastYear]

    @property
    def lines(self) -> list[LineFacts]:
        """All lines of the period in the area."""
        return [line for project in self.projects for line in project.lines]


def gather(parameters: Parameters, user: Any) -> ProgressFacts:
    """Gather the facts of a period in the area that ``user`` sees.

    Raises reports.selectors.UnknownUnitError for a unit that isn't there or is out of reach.
    """
    period, before = selectors.period_asked(parameters.period, user)
    unit = selectors.unit_asked(parameters.unit, end=parameters.period.last, user=user)
    scope = _Scope(user, parameters.level, unit)
    lines = list(scope.lines(period.span))
    known = _Known([*lines, *scope.lines(before.span)], period.span, before.span)
    projects = scope.projects(period.span)
    by_project: dict[int, list[LineFacts]] = defaultdict(list)
    for line in lines:
        by_project[line.project_id].append(known.line(line))
    return ProgressFacts(
        period=period,
        before=before,
        unit=unit,
        projects=_projects(projects, by_project, period.span),
        last_year=known.last_year(scope.lines(before.span)),
    )


class _Scope:
    """The area and level asked for, as conditions on projects and lines."""

    def __init__(self, user: Any, level: str, unit: AdministrativeUnit | None) -> None:
        self.user, self.level, self.unit = user, level, unit
        self._lines: dict[Span, list[TrackingLine]] = {}

    def _running(self, span: Span) -> QuerySet[SupportProject]:
        """Projects that a period of this year follows."""
        rows = SupportProject.objects.visible_to(self.user).filter(
            Q(approved_on__isnull=True) | Q(approved_on__lte=span.last),
            Q(last_year__gte=span.year) | Q(last_year__isnull=True, first_year=span.year),
            state__in=ProjectState.TRACKED,
            first_year__lte=span.year,
        )
        return rows if self.level == LevelFilter.ALL else rows.filter(level=self.level)

    def lines(self, span: Span) -> list[TrackingLine]:
        """Return the lines that a period holds in the area, in the order of their projects."""
        if span not in self._lines:
            tracked: Any = tracked_lines(year=span.year, day=span.last)
            rows = tracked.visible_to(self.user).filter(
                project__in=self._running(span).values("pk")
            )
            if self.unit is not None:
                rows = rows.filter(loading.in_unit(self.unit))
            self._lines[span] = list(rows.order_by("project", "order", "pk"))
        return self._lines[span]

    def projects(self, span: Span) -> list[SupportProject]:
        """Return the projects of these lines, and those of the area without any line."""
        rows = self._running(span).annotate(
            line_count=models.Count(
                "tracking_lines", filter=Q(tracking_lines__deleted_at__isnull=True), distinct=True
            )
        )
        held = {line.project_id for line in self.lines(span)}
        bare = Q(line_count=0)
        if self.unit is not None:
            bare &= loading.projects_in_unit(self.unit)
        found: list[Any] = list(loading.ready(rows.filter(bare | Q(line_count__gt=0))))
        return [row for row in found if row.line_count == 0 or row.pk in held]


class _Known:
    """What plans and approved reports say of lines, asked for all of them at once."""

    def __init__(self, lines: Iterable[TrackingLine], span: Span, before: Span) -> None:
        self.span, self.before = span, before
        ids = sorted({line.pk for line in lines})
        self.series = approved_series(ids, until=span.last)
        self.planned = _planned(ids)
        days = sorted({*span.days, before.base_day, before.last})
        self.counted = _counted(ids, days)
        asked = {key for rows in self.planned.values() for key in rows}
        asked |= {key for points in self.series.values() for p in points for key in p.done}
        asked |= {indicator for _line, indicator in self.counted}
        self.catalogue = {row.pk: row for row in Indicator.objects.filter(pk__in=asked)}

    def line(self, line: TrackingLine) -> LineFacts:
        """Return what is known of a line on the last day of the period."""
        points = self.series[line.pk]
        point = points[-1] if points else None
        # The in-memory row bears what was approved until that day, so that it can be weighed.
        line.progress_percent = point.percent if point else None
        line.progress_as_of = point.day if point else None
        line.invested_amount = point.invested if point else None
        return LineFacts(
            line=line,
            point=point,
            is_reported=point is not None and point.day >= self.span.first,
            indicators=[self._indicator(line, key) for key in self._keys(line)],
            invested=Series(
                points=[Point(point.day, in_million(point.invested)) for point in points],
                first_year=line.project.first_year,
            ),
        )

    def _keys(self, line: TrackingLine) -> list[int]:
        named = dict.fromkeys(self.planned[line.pk])
        named |= dict.fromkeys(key for point in self.series[line.pk] for key in point.done)
        named |= dict.fromkeys(key for pk, key in self.counted if pk == line.pk)
        return list(named)

    def _series(self, line: TrackingLine, key: int) -> Series:
        return Series(
            points=[
                Point(point.day, point.done.get(key), point.estimate.get(key))
                for point in self.series[line.pk]
            ],
            first_year=line.project.first_year,
            planned=self.planned[line.pk].get(key),
            counted=self.counted.get((line.pk, key), {}),
        )

    def _indicator(self, line: TrackingLine, key: int) -> IndicatorFacts:
        series = self._series(line, key)
        return IndicatorFacts(
            indicator=self.catalogue[key],
            count=count(series, self.span),
            last_year=year_to_date(series, self.before),
            had_last_year=series.began_by(self.before.year),
        )

    def last_year(self, lines: Iterable[TrackingLine]) -> dict[int, LastYear]:
        """Return, by indicator, what the lines of the period before had done in their year."""
        done: dict[int, list[Decimal | None]] = defaultdict(list)
        lacking: dict[int, set[int]] = defaultdict(set)
        for line in lines:
            for key in self._keys(line):
                value = year_to_date(self._series(line, key), self.before)
                done[key].append(value)
                if value is None:
                    lacking[key].add(line.project_id)
        return {
            key: LastYear(self.catalogue[key], added(values), len(lacking[key]))
            for key, values in done.items()
        }


def in_million(amount: int | None) -> Decimal | None:
    """Return đồng in triệu đồng, the measure of the indicators of money."""
    return None if amount is None else Decimal(amount).scaleb(-6)


def added(values: Iterable[Any]) -> Any:
    """Return the sum of the known values; None when none is known."""
    known = [value for value in values if value is not None]
    return sum(known[1:], start=known[0]) if known else None


def _planned(line_ids: Sequence[int]) -> dict[int, dict[int, Decimal | None]]:
    found: dict[int, dict[int, Decimal | None]] = {pk: {} for pk in line_ids}
    rows = LineIndicator.objects.filter(line__in=line_ids).order_by("line", "pk")
    for line_id, key, planned in rows.values_list("line_id", "indicator_id", "planned"):
        found[line_id][key] = planned
    return found


def _counted(
    line_ids: Sequence[int], days: Iterable[date]
) -> dict[tuple[int, int], dict[date, Decimal]]:
    found: dict[tuple[int, int], dict[date, Decimal]] = defaultdict(dict)
    for day in days:
        for pair, amount in counted_on(line_ids, day).items():
            found[pair][day] = amount
    return found


def _projects(
    projects: Sequence[SupportProject], lines: Mapping[int, Sequence[LineFacts]], span: Span
) -> list[ProjectFacts]:
    running = Q(project__first_year__lte=span.year)
    money = loading.money_of(projects, span.year, DecisionLine.objects.counted().filter(running))
    groups = Groups(span.last)
    held = {pk: [facts.line for facts in found] for pk, found in lines.items()}
    progress = weighed(projects, held)
    plans = _own_plans(projects, lines)
    spent = spent_until([project.pk for project in projects], span.last)
    return [
        ProjectFacts(
            project=project,
            group=CARRIED_OVER if _is_older(project, span) else groups.of(project),
            money=money[project.pk],
            progress=progress[project.pk],
            lines=lines.get(project.pk, ()),
            planned_apart=_apart(project, plans[project.pk], lines.get(project.pk, ()), span),
            own_plans={row.indicator_id: row.planned for row in plans[project.pk]},
            ledger=spent.get(project.pk, {}),
        )
        for project in projects
    ]


def _is_older(project: SupportProject, span: Span) -> bool:
    return project.first_year is not None and project.first_year < span.year


def _own_plans(
    projects: Sequence[SupportProject], lines: Mapping[int, Sequence[LineFacts]]
) -> dict[int, list[ProjectIndicator]]:
    """What projects plan themselves; only of those seen with all their lines."""
    whole = [
        project.pk
        for project in projects
        if len(lines.get(project.pk, ())) == project.line_count  # type: ignore[attr-defined]
    ]
    found: dict[int, list[ProjectIndicator]] = {project.pk: [] for project in projects}
    rows = ProjectIndicator.objects.filter(project__in=whole).select_related("indicator")
    for row in rows.order_by("project", "indicator__order", "pk"):
        found[row.project_id].append(row)
    return found


def _apart(
    project: SupportProject,
    plans: Sequence[ProjectIndicator],
    lines: Sequence[LineFacts],
    span: Span,
) -> list[IndicatorFacts]:
    """What a project plans and none of its lines does."""
    planned = {facts.indicator.pk for line in lines for facts in line.indicators}
    return [
        IndicatorFacts(
            row.indicator,
            Count(row.planned, None, None, None, is_carried=False),
            None,
            had_last_year=_is_older(project, span),
        )
        for row in plans
        if row.indicator_id not in planned
    ]
