"""Spreadsheets coming in."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports."""

    name = "imports"
    verbose_name = "Nhập dữ liệu"
