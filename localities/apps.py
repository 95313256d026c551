"""WHERE: administrative units, their history, what became of the old ones."""

from django.apps import AppConfig


class LocalitiesConfig(AppConfig):
    """The units of the whole country, before and after the reform of 1 July 2025."""

    name = "localities"
    verbose_name = "Đơn vị hành chính"
