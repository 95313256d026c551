"""Writes of reports: layouts, and reports in words."""

from reports.services.layouts import (
    copy_layout,
    load_layouts,
    remove_layout,
    reset_layout,
    restore_layout,
    save_layout,
)
from reports.services.templates import remove_template, restore_template, save_template
from reports.services.texts import (
    remove_paragraph,
    remove_text_report,
    save_paragraph,
    save_text,
    save_text_report,
)

__all__ = [
    "copy_layout",
    "load_layouts",
    "remove_layout",
    "remove_paragraph",
    "remove_template",
    "remove_text_report",
    "reset_layout",
    "restore_layout",
    "restore_template",
    "save_layout",
    "save_paragraph",
    "save_template",
    "save_text",
    "save_text_report",
]
