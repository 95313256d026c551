"""Layouts of reports that the office can change, and reports in words."""

from reports.models.layouts import FormLayout, LayoutColumn, LayoutSigner, MoneyUnit
from reports.models.texts import TextParagraph, TextReport

__all__ = [
    "FormLayout",
    "LayoutColumn",
    "LayoutSigner",
    "MoneyUnit",
    "TextParagraph",
    "TextReport",
]
