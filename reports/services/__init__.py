"""Writes of reports: the layouts that the portal ships, and reports in words."""

from reports.services.layouts import load_layouts
from reports.services.texts import (
    remove_paragraph,
    remove_text_report,
    save_paragraph,
    save_text,
    save_text_report,
)

__all__ = [
    "load_layouts",
    "remove_paragraph",
    "remove_text_report",
    "save_paragraph",
    "save_text",
    "save_text_report",
]
