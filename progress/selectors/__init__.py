"""Reads of periods, submissions and approved figures."""

from progress.selectors.holding import held_lines, line_counts, unasked_offices
from progress.selectors.lines import (
    IndicatorCell,
    LineRow,
    PreviousValues,
    findings_of,
    line_findings,
    lines_of,
    rows_of,
)
from progress.selectors.periods import (
    PeriodRow,
    PeriodSummary,
    QueueItem,
    doubts_of,
    due_state,
    late_days,
    period_rows,
    queue,
    summary_of,
)
from progress.selectors.series import ApprovedPoint, approved_series
from progress.selectors.work import work_for

__all__ = [
    "ApprovedPoint",
    "IndicatorCell",
    "LineRow",
    "PeriodRow",
    "PeriodSummary",
    "PreviousValues",
    "QueueItem",
    "approved_series",
    "doubts_of",
    "due_state",
    "findings_of",
    "held_lines",
    "late_days",
    "line_counts",
    "line_findings",
    "lines_of",
    "period_rows",
    "queue",
    "rows_of",
    "summary_of",
    "unasked_offices",
    "work_for",
]
