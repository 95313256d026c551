"""Forms of reports: paragraphs of a report in words, layouts, the office's own templates."""

from reports.forms.layouts import CopyForm, LayoutEditor
from reports.forms.templates import TemplateForm, subject_choices
from reports.forms.texts import TextForm

__all__ = ["CopyForm", "LayoutEditor", "TemplateForm", "TextForm", "subject_choices"]
