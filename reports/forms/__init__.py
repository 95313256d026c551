"""Forms of reports: paragraphs of a report in words, layouts."""

from reports.forms.layouts import CopyForm, LayoutEditor
from reports.forms.texts import TextForm

__all__ = ["CopyForm", "LayoutEditor", "TextForm"]
