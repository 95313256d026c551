"""Saving what an office has typed so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from kernel import history
from kernel.text import clean
from progress.choices import Origin, SubmissionState
from progress.models import COMPUTED, EntryIndicator, PeriodSubmission, ProgressEntry
from progress.selectors import lines_of
from progress.services.access import lock, locked_sentence
from progress.services.entries import EntryDraft, Writing


@dataclass(frozen=True)
class SubmissionDraft:
    """What a page holds of a report; lines that it doesn't name stay as they are.

    ``seen_version`` is the version that the page was filled from.
    """

    seen_version: int
    difficulties: str = ""
    proposals: str = ""
    channel: str = ""
    origin_note: str = ""
    entries: Sequence[EntryDraft] = field(default_factory=tuple)


@transaction.atomic
def save_draft(
    submission: PeriodSubmission, draft: SubmissionDraft, *, by: Any, reason: str = ""
) -> PeriodSubmission:
    """Store what is typed; a draft may lack anything. Nothing new: nothing is written.

    Raises PermissionDenied; ValidationError with the code "closed" when the report has been sent or
    approved or its period is locked, "stale" when somebody has stored it since it was read,
    "foreign" for a line of another report.
    """
    if not by.can(Permission.ENTER_PROGRESS, submission):
        raise PermissionDenied
    lock(submission)
    _require_editable(submission)
    if submission.version != draft.seen_version:
        raise ValidationError(stale_sentence(submission), code="stale")
    rows = {row.line.pk: row for row in lines_of(submission)}
    if any(entry.line_id not in rows for entry in draft.entries):
        raise ValidationError(
            _("Có dòng theo dõi không thuộc báo cáo này; hãy tải lại trang."), code="foreign"
        )
    writing = Writing(submission)
    for entry in draft.entries:
        writing.take(rows[entry.line_id], entry)
    for pk, row in rows.items():
        if pk not in {entry.line_id for entry in draft.entries}:
            writing.count(row)
    changed = writing.store(by=by, reason=reason)
    if _take(submission, draft, by) or changed or submission.saved_at is None:
        submission.saved_at = timezone.now()
        history.save(submission, by=by, reason=reason)
    return submission


def _take(submission: PeriodSubmission, draft: SubmissionDraft, by: Any) -> bool:
    values = {
        "difficulties": clean(draft.difficulties, multiline=True),
        "proposals": clean(draft.proposals, multiline=True),
        "channel": draft.channel,
        "origin_note": clean(draft.origin_note),
        "origin": origin_of(submission, by),
        "is_empty": False,
    }
    differs = any(getattr(submission, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(submission, name, value)
    return differs


def origin_of(submission: PeriodSubmission, by: Any) -> str:
    """Return who types: the organisation itself, or the Centre on its behalf."""
    if by.organisation_id is None:
        return submission.origin  # a command; it says so itself
    own = by.organisation_id == submission.organisation_id
    return str(Origin.SELF if own else Origin.ON_BEHALF)


def _require_editable(submission: PeriodSubmission) -> None:
    if message := closed_sentence(submission):
        raise ValidationError(message, code="closed")


def closed_sentence(submission: PeriodSubmission) -> str:
    """Say why nothing can be typed into a report now; "" when it can."""
    if submission.is_deleted:
        return _("Báo cáo đã được chuyển vào thùng rác.")
    if submission.is_approved:
        return _("Hồ sơ đã duyệt; hãy lập phiếu điều chỉnh.")
    if message := locked_sentence(submission.period):
        return message
    if submission.state not in SubmissionState.EDITABLE:
        return _("Báo cáo đang ở trạng thái “%s”, không sửa được.") % submission.get_state_display()
    return ""


def stale_sentence(submission: PeriodSubmission) -> str:
    """Say who has stored the report since it was read, and when."""
    last = submission.history.select_related("history_user").order_by("-pk")
    row = last.first()
    who = str(row.history_user or _("Hệ thống")) if row else _("người khác")
    at = timezone.localtime(row.history_date if row else submission.updated_at)
    day = "" if at.date() == timezone.localdate() else f" ngày {at:%d/%m/%Y}"
    return (
        f"Hồ sơ vừa được {who} cập nhật lúc {at:%H:%M}{day}. Nội dung vừa nhập vẫn được giữ"
        " bên dưới; chọn phần cần giữ."
    )


def typed_by(submission: PeriodSubmission, person: Any) -> bool:
    """Whether the person has typed figures of the report or sent it."""
    if submission.submitted_by_id == person.pk:
        return True
    own = ProgressEntry.history.filter(submission_id=submission.pk)
    lines = own.filter(history_user_id=person.pk).exclude(history_change_reason=COMPUTED)
    cells = EntryIndicator.history.filter(entry_id__in=own.values("id"), history_user=person.pk)
    return bool(lines.exists() or cells.exists())
