"""Training courses under projects; later rolls, attendance, certificates, follow-up."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Courses."""

    name = "training"
    verbose_name = "Đào tạo"
