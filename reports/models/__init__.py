"""Layouts of reports that the office can change, its own templates, and reports in words."""

from reports.models.layouts import FormLayout, LayoutColumn, LayoutSigner
from reports.models.templates import DocumentTemplate
from reports.models.texts import TextParagraph, TextReport

__all__ = [
    "DocumentTemplate",
    "FormLayout",
    "LayoutColumn",
    "LayoutSigner",
    "TextParagraph",
    "TextReport",
]
