"""FILES: what was uploaded; whoever owns a file holds a row that links it."""

from django.apps import AppConfig

from kernel import guards


class AttachmentsConfig(AppConfig):
    """Stored files."""

    name = "attachments"
    verbose_name = "Tệp đính kèm"

    def ready(self) -> None:
        """What was uploaded is evidence: never changed, never erased."""
        guards.register(
            guards.append_only(
                "attachments_storedfile", message="Tệp đã lưu, không thể sửa hoặc xóa."
            )
        )
