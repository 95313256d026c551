"""Pages that show several apps at once: views, addresses and templates only."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk."""

    name = "desk"
    verbose_name = "Bàn làm việc"
