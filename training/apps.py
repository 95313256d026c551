"""Training courses under projects; later rolls, attendance, certificates, follow-up."""

from django.apps import AppConfig

from programmes import counters


class TrainingConfig(AppConfig):
    """Courses."""

    name = "training"
    verbose_name = "Đào tạo"

    def ready(self) -> None:
        """Courses are counted anew when a line's indicators change."""
        counters.register("training.services.recount_lines")
