"""The same figures in another layout: what the page of a layout shows before anything is stored."""

from dataclasses import replace

from reports import selectors
from reports.figures.shapes import Figures
from reports.layouts import Layout, is_own


def laid_out(figures: Figures, layout: Layout) -> Figures:
    """Return the figures with title, form code and columns of ``layout``; no value changes."""
    kinds = {column.key: column.kind for column in figures.columns if not is_own(column.key)}
    filters = figures.filters
    return replace(
        figures,
        title=layout.titled(year=filters["year"], period_title=filters.get("period_title") or ""),
        form_code=layout.printed_form_code,
        columns=selectors.columns_of(layout, kinds),
        layout=layout,
    )
