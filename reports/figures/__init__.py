"""Figures: frozen rows, and the one function that computes each report's."""

from reports.figures.courses import courses
from reports.figures.plans import annual_plan
from reports.figures.progress import progress
from reports.figures.results import results
from reports.figures.shapes import Column, ColumnKind, Figures, Row, RowKind

__all__ = [
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
