"""Figures as JSON (contract, "Reports")."""

import json

from reports.figures.shapes import Figures


def render(figures: Figures) -> bytes:
    """Return the report as UTF-8 JSON."""
    return json.dumps(figures.payload(), ensure_ascii=False).encode()
