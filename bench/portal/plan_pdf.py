"""The annual plan as a PDF through reports.rendering."""

from typing import Any

import plan
import weasyprint  # noqa: F401 - loaded before measuring

from reports import rendering

WARM_UP = 0
made: dict[str, Any] = {}


def prepare() -> None:
    """Compute the figures; drawing them is what is measured. The library is loaded before."""
    made["figures"], made["document"] = plan.figures_and_document()


def once() -> None:
    """One document."""
    made["bytes"] = rendering.render("pdf", made["figures"], made["document"])


def result() -> dict[str, Any]:
    """Pages and words, read back."""
    return plan.paper_facts(made["bytes"])
