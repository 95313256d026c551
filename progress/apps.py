"""Reporting periods, what each organisation submits for them, review."""

from django.apps import AppConfig

from kernel import guards

_APPROVED = (
    "EXISTS (SELECT 1 FROM progress_periodsubmission s"
    " WHERE s.id = OLD.submission_id AND s.state = 'approved')"
)
_APPROVED_ENTRY = (
    "EXISTS (SELECT 1 FROM progress_progressentry e"
    " JOIN progress_periodsubmission s ON s.id = e.submission_id"
    " WHERE e.id = OLD.entry_id AND s.state = 'approved')"
)
_MESSAGE = "Báo cáo đã duyệt, không thể sửa hoặc xóa số liệu; hãy mở lại báo cáo trước."


class ProgressConfig(AppConfig):
    """Progress."""

    name = "progress"
    verbose_name = "Tiến độ"

    def ready(self) -> None:
        """Entries of approved submissions and the logs can't be changed, by anybody."""
        guards.register(
            guards.Guard(table="progress_progressentry", when=_APPROVED, message=_MESSAGE),
            guards.Guard(table="progress_entryindicator", when=_APPROVED_ENTRY, message=_MESSAGE),
            guards.append_only("progress_submissiontransition"),
            guards.append_only("progress_periodtransition"),
        )
