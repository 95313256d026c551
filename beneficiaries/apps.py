"""WHOM: rural industrial facilities; later needs surveys, exemplary products, craft villages."""

from django.apps import AppConfig


class BeneficiariesConfig(AppConfig):
    """Those whom industrial extension supports."""

    name = "beneficiaries"
    verbose_name = "Cơ sở công nghiệp nông thôn"
