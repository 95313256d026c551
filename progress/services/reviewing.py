"""The Centre's side: returning, approving and re-opening reports, and what approval writes."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.text import clean
from kernel.workflow import Transition, TransitionRefused, TransitionRow, perform
from programmes.models import TrackingLine
from programmes.services import LineProgress, lock_projects, record_progress
from progress import workflow
from progress.models import PeriodSubmission, ReportingPeriod, SubmissionTransition
from progress.selectors import ApprovedPoint, approved_series, lines_of, queue
from progress.services.access import lock, require_open, signs_twice
from progress.services.drafts import typed_by
from progress.services.entries import keep_percents, release_percents


def return_for_fix(submission: PeriodSubmission, *, by: Any, note: str) -> TransitionRow:
    """Send a report back with a reason. Raises TransitionRefused."""
    with transaction.atomic():
        lock(submission)
        require_open(submission, workflow.RETURN_FOR_FIX, by)
        changes = {"return_reason": clean(note, multiline=True)}
        return _perform(submission, workflow.RETURN_FOR_FIX, by=by, note=note, changes=changes)


def approve(submission: PeriodSubmission, *, by: Any, note: str = "") -> TransitionRow:
    """Approve a report: its figures count from now on, in the lines and their projects, too.

    Raises TransitionRefused; with the code "own" where two persons are asked for and ``by`` has
    typed or sent the report.
    """
    with transaction.atomic():
        lock(submission)
        transition = workflow.APPROVE
        require_open(submission, transition, by)
        if submission.state in transition.sources and by.can(transition.permission, submission):
            if signs_twice(submission) and typed_by(submission, by):
                raise TransitionRefused(_("Người lập không được tự duyệt."), "own")
            keep_percents(lines_of(submission), by=by)
        changes = {"approved_at": timezone.now(), "approved_by": by, "return_reason": ""}
        row = _perform(submission, transition, by=by, note=note, changes=changes)
        _write_lines(submission, by=by)
        return row


def reopen(submission: PeriodSubmission, *, by: Any, note: str) -> TransitionRow:
    """Open an approved report again: until it is approved anew, what was approved before counts.

    First the state, then the entries: nothing of an approved report can be changed, not even in
    the database. Raises TransitionRefused.
    """
    with transaction.atomic():
        lock(submission)
        transition = workflow.REOPEN
        require_open(submission, transition, by)
        changes = {
            "approved_at": None,
            "approved_by": None,
            "return_reason": clean(note, multiline=True),
        }
        row = _perform(submission, transition, by=by, note=note, changes=changes)
        release_percents(lines_of(submission), by=by)
        _write_lines(submission, by=by)
        return row


def approve_clean(period: ReportingPeriod, *, by: Any, submission_ids: Collection[int]) -> int:
    """Approve those of the named reports that wait and deserve no closer look; return how many.

    What has moved meanwhile, or is the person's own where two are asked for, is left out.
    """
    count = 0
    for item in queue(period, by)[1]:
        if item.submission.pk not in submission_ids:
            continue
        try:
            approve(item.submission, by=by)
        except TransitionRefused:
            continue
        count += 1
    return count


def _perform(
    submission: PeriodSubmission, transition: Transition, *, by: Any, **more: Any
) -> TransitionRow:
    return perform(submission, transition, by=by, log=SubmissionTransition, **more)


def _write_lines(submission: PeriodSubmission, *, by: Any) -> None:
    """Bring the lines that a report speaks of in line with what is approved now.

    Their projects are locked before the approved figures are read: of the reports of two periods
    that are approved at once the second sees the first, so the older never has the last word.
    """
    ids = list(submission.entries.order_by("line").values_list("line_id", flat=True))
    lock_projects(TrackingLine.objects.filter(pk__in=ids).values("project"))
    record_progress(approved_progress(ids), by=by, reason=str(submission))


def approved_progress(line_ids: Sequence[int]) -> list[LineProgress]:
    """Return what the stored columns of lines must say: the latest that is approved.

    Three queries; ``check_figures`` asks the same.
    """
    series = approved_series(line_ids, until=date.max)
    return [latest_progress(line_id, points) for line_id, points in series.items()]


def latest_progress(line_id: int, points: Sequence[ApprovedPoint]) -> LineProgress:
    """Return what approved points, the oldest first, say in the end; pure.

    State and percent are of the last report; a value that it leaves blank is the one before.
    """
    if not points:
        return LineProgress(
            line_id=line_id, state="", percent=None, as_of=None, invested=None, done={}
        )
    done = {}
    for point in points:
        done |= {key: value for key, value in point.done.items() if value is not None}
    invested = [point.invested for point in points if point.invested is not None]
    last = points[-1]
    return LineProgress(
        line_id=line_id,
        state=last.state,
        percent=last.percent,
        as_of=last.day,
        invested=invested[-1] if invested else None,
        done=done,
    )
