"""The roof: settings, addresses and the commands that touch several apps; nobody imports it."""

from django.apps import AppConfig


class KhuyencongConfig(AppConfig):
    """Makes the commands under ``khuyencong/management`` known to manage.py."""

    name = "khuyencong"
    verbose_name = "Cổng khuyến công"
