"""Layouts of reports that the office can change."""

from reports.models.layouts import FormLayout, LayoutColumn, MoneyUnit

__all__ = ["FormLayout", "LayoutColumn", "MoneyUnit"]
