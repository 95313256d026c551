"""How a period stands: who has reported, who is late, what waits for the reviewer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from kernel.findings import Finding, Severity
from progress.checks import observation
from progress.choices import Origin
from progress.choices import SubmissionState as State
from progress.models import PeriodSubmission, ReportingPeriod
from progress.selectors.holding import line_counts
from progress.selectors.lines import LineRow, line_findings, rows_of

_CHIPS = {
    State.APPROVED: "approved",
    State.SUBMITTED: "sent",
    State.RESUBMITTED: "corrected",
    State.RETURNED: "returned",
    State.AWAITING_SIGNATURE: "awaiting_signature",
}


def due_state(submission: PeriodSubmission, today: date) -> tuple[str, int]:
    """Return how a submission stands as a chip and its days.

    Chips: not_due, due (days left), overdue (days late), draft (days left), awaiting_signature,
    sent and corrected (days sent late), returned, approved, locked (never sent, window closed).
    The days are 0 where they say nothing.
    """
    period = submission.period
    if submission.state in _CHIPS:
        chip = _CHIPS[State(submission.state)]
        if submission.state not in State.SENT and period.is_locked:
            return "locked", 0
        return chip, late_days(submission)
    if period.is_locked:
        return "locked", 0
    left = (period.local_due_on - today).days
    if left < 0:
        return "overdue", -left
    if submission.saved_at is not None:
        return "draft", left
    return ("due", left) if today > period.data_to else ("not_due", left)


def late_days(submission: PeriodSubmission) -> int:
    """Return how many days after the deadline a report was sent; 0 when in time or not sent.

    The deadline ends at midnight.
    """
    if submission.state not in State.SENT or submission.submitted_at is None:
        return 0
    sent_on = timezone.localtime(submission.submitted_at).date()
    return max(0, (sent_on - submission.period.local_due_on).days)


@dataclass(frozen=True)
class PeriodSummary:
    """A period in numbers. ``must``: organisations with lines; the others may report, too.

    ``sent``: reports that have been sent, approved ones included; ``missing``: organisations with
    lines that haven't; ``late``: sent after the deadline. Drafts wait for a signature or more.
    """

    must: int
    sent: int
    approved: int
    returned: int
    drafts: int
    missing: int
    late: int


def summary_of(rows: "Sequence[PeriodRow]") -> PeriodSummary:
    """Count the rows of a period; no query."""
    states = [row.submission.state for row in rows]
    sent = [row for row in rows if row.submission.state in State.SENT]
    return PeriodSummary(
        must=sum(row.line_count > 0 for row in rows),
        sent=len(sent),
        approved=states.count(State.APPROVED),
        returned=states.count(State.RETURNED),
        drafts=sum(row.is_begun for row in rows),
        missing=sum(row.is_missing for row in rows),
        late=sum(row.late_days > 0 for row in sent),
    )


@dataclass(frozen=True)
class PeriodRow:
    """One organisation in a period: how its report stands."""

    submission: PeriodSubmission
    line_count: int
    chip: str
    days: int
    late_days: int

    @property
    def is_missing(self) -> bool:
        """Whether a report is expected and hasn't been sent."""
        return self.line_count > 0 and self.submission.state not in State.SENT

    @property
    def is_begun(self) -> bool:
        """Whether somebody has typed something that hasn't been sent yet."""
        state = self.submission.state
        begun = state == State.DRAFT and self.submission.saved_at is not None
        return begun or state == State.AWAITING_SIGNATURE


def period_rows(period: ReportingPeriod, user: Any) -> list[PeriodRow]:
    """Return who has reported and who hasn't, as far as the person sees; two queries.

    Those that hold no line and have sent nothing stand last.
    """
    today = timezone.localdate()
    counts = line_counts(period)
    rows = []
    for submission in _submissions(period, user):
        chip, days = due_state(submission, today)
        count = counts.get(submission.organisation_id, 0)
        rows.append(PeriodRow(submission, count, chip, days, late_days(submission)))
    return sorted(rows, key=lambda row: not row.line_count and row.submission.state == State.DRAFT)


def _submissions(period: ReportingPeriod, user: Any) -> list[PeriodSubmission]:
    rows = PeriodSubmission.objects.visible_to(user).filter(period=period)
    rows = rows.select_related("organisation", "submitted_by")
    found = list(rows.order_by("organisation__sort_key", "pk"))
    for submission in found:
        submission.period = period
    return found


# --- the reviewer's queue -------------------------------------------------------------------------


@dataclass(frozen=True)
class QueueItem:
    """A report that waits: its lines, and why it deserves a closer look (nothing: it is clean).

    ``doubts`` are what the checks say without regard to written reasons.
    """

    submission: PeriodSubmission
    rows: Sequence[LineRow]
    doubts: Sequence[Finding]
    late_days: int

    @property
    def line_count(self) -> int:
        """How many lines the report speaks of."""
        return len(self.rows)

    @property
    def reasons(self) -> list[str]:
        """Why to look at it, in words."""
        found = [observation(finding) for finding in self.doubts]
        if self.late_days:
            found.append(f"Gửi muộn {self.late_days} ngày")
        if self.submission.state == State.RESUBMITTED:
            found.append("Đã sửa theo lý do trả lại")
        if self.submission.origin == Origin.ON_BEHALF:
            channel = self.submission.get_channel_display()
            found.append(f"Trung tâm nhập thay: {channel}" if channel else "Trung tâm nhập thay")
        return found

    @property
    def is_clean(self) -> bool:
        """Whether nothing asks for a closer look."""
        return not self.reasons


def queue(period: ReportingPeriod, user: Any) -> tuple[list[QueueItem], list[QueueItem]]:
    """Return the reports that wait: those that need a look, then the clean ones.

    Each in the order in which they were sent; constant queries.
    """
    waiting = [row for row in _submissions(period, user) if row.state in State.WAITING]
    waiting.sort(key=lambda row: (row.submitted_at is None, row.submitted_at, row.pk))
    rows = rows_of(waiting)
    items = [
        QueueItem(row, rows[row.pk], doubts_of(rows[row.pk]), late_days(row)) for row in waiting
    ]
    look = [item for item in items if not item.is_clean]
    return look, [item for item in items if item.is_clean]


def doubts_of(rows: Iterable[LineRow]) -> list[Finding]:
    """Return errors and warnings of lines, also those that a written reason answers."""
    found = [finding for row in rows for finding in line_findings(row, explained=False)]
    return [finding for finding in found if finding.severity is not Severity.INFO]


def waiting_counts(user: Any) -> dict[int, int]:
    """Return how many reports wait for the reviewer by period, as far as the person sees."""
    rows = PeriodSubmission.objects.visible_to(user).filter(state__in=State.WAITING)
    counted = rows.order_by().values("period").annotate(n=Count("pk"))
    return dict(counted.values_list("period", "n"))
