"""What a browser posts of a submission's sheet, and what its pages say."""

import re
from html import unescape
from typing import Any

from programmes.models import TrackingLine
from progress.models import PeriodSubmission, ProgressEntry

TODAY = "2026-10-16 09:41:00+07:00"
JSON = {"HTTP_ACCEPT": "application/json"}


def at(report: PeriodSubmission, step: str = "") -> str:
    """The address of a report, or of a step of it."""
    return f"/tien-do/{report.pk}/{step}"


def text_of(answer: Any) -> str:
    """What the page says, as a person reads it."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def cell(line: TrackingLine, name: str) -> str:
    """The name of a cell; "done" and "estimate" of the line's first indicator."""
    if name in {"done", "estimate"}:
        name = f"{name}-{line.indicators.order_by('pk')[0].indicator_id}"
    return f"dong-{line.pk}-{name}"


def posted(report: PeriodSubmission, *lines: TrackingLine, **more: Any) -> dict[str, Any]:
    """A whole sheet: half done, 250 triệu spent."""
    report.refresh_from_db()
    typed = {"version": report.version, "difficulties": "", "proposals": ""}
    for line in lines:
        typed |= row(line)
    return typed | more


def row(line: TrackingLine, **more: str) -> dict[str, str]:
    """The cells of one line."""
    values = {
        "state": "in_progress",
        "percent": "",
        "invested": "250",
        "results": "",
        "difficulties": "Chờ nhà cung cấp",
        "proposals": "",
        "explanation": "Chờ điện ba pha",
        "done": "5",
        "estimate": "10",
    }
    return {cell(line, name): value for name, value in (values | more).items()}


def entry_of(report: PeriodSubmission) -> ProgressEntry:
    """The only entry of a report."""
    return ProgressEntry.objects.get(submission=report)
