"""The annual plan as a workbook through reports.rendering."""

from typing import Any

import plan

from reports import rendering

made: dict[str, Any] = {}


def prepare() -> None:
    """Compute the figures; writing them is what is measured."""
    made["figures"], made["document"] = plan.figures_and_document()


def once() -> None:
    """One workbook."""
    made["bytes"] = rendering.render("xlsx", made["figures"], made["document"])


def result() -> dict[str, Any]:
    """Cells with their styles, read back."""
    return plan.workbook_facts(made["bytes"])
