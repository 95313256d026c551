"""A text that reminds offices of a report, ready to be copied into a message."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from progress.models import ReportingPeriod
from progress.selectors import PeriodRow

ASKED: Final = (
    "Đề nghị các đơn vị gửi báo cáo trên Cổng khuyến công; nếu không có gì thay đổi,"
    " bấm “Không phát sinh”."
)


def reminder(period: ReportingPeriod, rows: Sequence[PeriodRow], today: date) -> str:
    """Name the offices that are expected to report and haven't; "" when there is none."""
    missing = [row for row in rows if row.is_missing]
    if not missing:
        return ""
    late = (today - period.local_due_on).days
    due = f"Hạn nộp {period.local_due_on:%d/%m/%Y}"
    lines = [
        f"{number}. {row.submission.organisation} ({row.line_count} dòng)"
        for number, row in enumerate(missing, start=1)
    ]
    return "\n".join(
        [
            f"Kính gửi các đơn vị chưa nộp báo cáo tiến độ khuyến công {period.title}:",
            *lines,
            f"{due}, đã quá {late} ngày." if late > 0 else f"{due}.",
            ASKED,
            period.centre.name,
        ]
    )
