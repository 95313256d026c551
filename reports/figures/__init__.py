"""Figures: frozen rows, and the one function that computes each report's."""

from collections.abc import Mapping

from reports.figures import courses as _courses
from reports.figures import plans as _plans
from reports.figures import progress as _progress
from reports.figures import results as _results
from reports.figures.courses import courses
from reports.figures.plans import annual_plan
from reports.figures.progress import progress
from reports.figures.results import results
from reports.figures.shapes import Column, ColumnKind, Figures, Row, RowKind

KINDS: Mapping[str, Mapping[str, ColumnKind]] = {
    one.SLUG: one.KINDS for one in (_plans, _progress, _courses, _results)
}
"""Slug of a report -> the kinds of its columns."""

__all__ = [
    "KINDS",
    "Column",
    "ColumnKind",
    "Figures",
    "Row",
    "RowKind",
    "annual_plan",
    "courses",
    "progress",
    "results",
]
