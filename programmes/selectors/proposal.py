"""Reads of a project's file: its budget with its sums, its indicators with what is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext as _

from programmes import budget
from programmes.models import (
    BudgetLine,
    Indicator,
    LineIndicator,
    ProjectIndicator,
    SupportProject,
    TrackingLine,
)
from programmes.selectors.pages import planned_by_source


def budget_mark(project: SupportProject) -> int:
    """Return what tells two states of a budget apart: its newest history row, 0 without any."""
    return _newest(BudgetLine, project)


def _newest(model: Any, project: SupportProject) -> int:
    rows = model.history.filter(project_id=project.pk)
    return rows.aggregate(newest=Max("history_id"))["newest"] or 0


def budget_lines(project: SupportProject) -> list[BudgetLine]:
    """Return the lines of a budget: without a group first, those of one group together."""
    rows = list(project.budget_lines.order_by("order", "pk"))
    groups = ["", *dict.fromkeys(row.group for row in rows)]
    return sorted(rows, key=lambda row: groups.index(row.group))


def budget_sums(project: SupportProject, lines: Iterable[Any]) -> budget.BudgetSums:
    """Return the sums of lines by source beside the planned money."""
    facts = [(line.source, line.amount) for line in lines]
    return budget.add_up(facts, planned_by_source(project))


def indicator_mark(project: SupportProject) -> int:
    """Return what tells two states of the planned indicators apart, as ``budget_mark`` does."""
    return _newest(ProjectIndicator, project)


@dataclass(frozen=True)
class IndicatorDone:
    """An indicator of a project: planned, and what its lines plan and have done together.

    ``done`` is what approved reports say, or what courses count; ``unknown`` counts the lines
    that say nothing of it. ``planned`` is None where the project plans nothing, or nobody knows.
    """

    indicator: Indicator
    is_planned: bool
    planned: Decimal | None
    shared: Decimal | None
    done: Decimal | None
    lines: int
    unknown: int

    @property
    def share(self) -> int | None:
        """The done part of the plan in percent, rounded down; None where it can't be told."""
        if self.done is None or self.unknown or not self.planned:
            return None
        return int(self.done * 100 / self.planned)

    @property
    def in_words(self) -> str:
        """Where the number comes from, and what it leaves out."""
        if not self.lines:
            return _("chưa có dòng theo dõi")
        parts = [_("tính từ lớp đào tạo")] if self.indicator.counted_from else []
        if self.unknown:
            parts.append(
                _("%(n)s/%(all)s dòng chưa có số") % {"n": self.unknown, "all": self.lines}
            )
        return "; ".join(str(part) for part in parts)


def indicators_done(project: SupportProject) -> list[IndicatorDone]:
    """Return the indicators that a project or its lines plan, with what is done; three queries."""
    planned = {row.indicator_id: row for row in project.indicators.all()}
    lines = TrackingLine.objects.alive().filter(project=project)
    sums = {
        key: (shared, done, count, unknown)
        for key, shared, done, count, unknown in LineIndicator.objects.filter(line__in=lines)
        .order_by()
        .values_list("indicator_id")
        .annotate(
            shared=Sum("planned"),
            total=Sum("done"),
            lines=Count("pk"),
            unknown=Count("pk", filter=Q(done__isnull=True)),
        )
    }
    rows = Indicator.objects.filter(pk__in={*planned, *sums}).order_by("order", "code")
    found = []
    for row in rows:
        own = planned.get(row.pk)
        shared, done, count, unknown = sums.get(row.pk, (None, None, 0, 0))
        found.append(
            IndicatorDone(
                indicator=row,
                is_planned=own is not None,
                planned=own.planned if own else None,
                shared=shared,
                done=done,
                lines=count,
                unknown=unknown,
            )
        )
    return found
