"""Figures and every paper, Excel and Word document going out."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports."""

    name = "reports"
    verbose_name = "Báo cáo"
