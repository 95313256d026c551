"""Layouts of reports that the office can change, and reports in words."""

from reports.models.layouts import FormLayout, LayoutColumn, MoneyUnit
from reports.models.texts import TextParagraph, TextReport

__all__ = ["FormLayout", "LayoutColumn", "MoneyUnit", "TextParagraph", "TextReport"]
