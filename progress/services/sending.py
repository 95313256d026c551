"""An office's side: sending a report, with a second signature where two persons are asked for."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel import history
from kernel.findings import Finding, Severity, errors, warnings
from kernel.text import clean
from kernel.workflow import Transition, TransitionRefused, TransitionRow, perform
from progress import workflow
from progress.choices import Origin
from progress.choices import SubmissionState as State
from progress.models import PeriodSubmission, ProgressEntry, SubmissionTransition
from progress.selectors import LineRow, findings_of, lines_of
from progress.services.access import awaits_signature, lock, require_open
from progress.services.drafts import SubmissionDraft, closed_sentence, origin_of, save_draft
from progress.services.entries import CARRIED, Writing

#: refusals after which what was typed is kept: it is the report that isn't ready
_NOT_READY = ("findings", "warnings", "note")


def submit(
    submission: PeriodSubmission,
    *,
    by: Any,
    note: str = "",
    draft: SubmissionDraft | None = None,
) -> TransitionRow:
    """Send a report, or present it for signature; with ``draft`` what is typed is saved before.

    One transaction. Lines without an entry say again what was said last. Errors refuse with all
    findings ("findings"), unanswered warnings unless ``note`` gives a reason ("warnings"); the
    draft stays saved then. A second click is refused ("state"), a locked period too ("locked").
    Raises TransitionRefused, and what ``save_draft`` raises.
    """
    with transaction.atomic():
        lock(submission)
        if draft is not None and submission.state in State.EDITABLE:
            if message := closed_sentence(submission):
                raise TransitionRefused(message, "locked")
            save_draft(submission, draft, by=by)
        try:
            with transaction.atomic():
                return _submit(submission, by, note)
        except TransitionRefused as refused:
            if draft is None or refused.code not in _NOT_READY:
                raise
            answer = refused
    raise answer


def _submit(submission: PeriodSubmission, by: Any, note: str) -> TransitionRow:
    transition = _way_out(submission, by)
    require_open(submission, transition, by)
    if _may(submission, transition, by):
        complete(submission, by=by, every_line=True)
        _require_ready(submission, by, clean(note, multiline=True))
    return _send(submission, transition, by=by, note=note, is_empty=False)


def submit_empty(submission: PeriodSubmission, *, by: Any) -> TransitionRow:
    """Send "Không phát sinh": every line says again what was said last.

    A line that was never reported stays unknown. Raises TransitionRefused, with the code "typed"
    when figures have been typed: these aren't thrown away.
    """
    with transaction.atomic():
        lock(submission)
        transition = _way_out(submission, by)
        require_open(submission, transition, by)
        if _may(submission, transition, by):
            _require_untyped(submission)
            complete(submission, by=by, every_line=False)
            _require_origin(submission, by, [])
        return _send(submission, transition, by=by, note="", is_empty=True)


def sign(submission: PeriodSubmission, *, by: Any) -> TransitionRow:
    """Sign what was presented, and send it. Raises TransitionRefused, also for the writer."""
    with transaction.atomic():
        lock(submission)
        again = bool(submission.return_reason)
        transition = workflow.SIGN_AGAIN if again else workflow.SIGN
        require_open(submission, transition, by)
        if _may(submission, transition, by) and submission.submitted_by_id == by.pk:
            raise TransitionRefused(_("Người lập không được tự ký."), "own")
        now = timezone.now()
        changes = {"signed_at": now, "signed_by": by, "submitted_at": now}
        return _perform(submission, transition, by=by, changes=changes)


def decline(submission: PeriodSubmission, *, by: Any, note: str) -> TransitionRow:
    """Give a report back unsigned, with a reason. Raises TransitionRefused."""
    with transaction.atomic():
        lock(submission)
        require_open(submission, workflow.DECLINE, by)
        changes = {"return_reason": clean(note, multiline=True)}
        return _perform(submission, workflow.DECLINE, by=by, note=note, changes=changes)


def recall(submission: PeriodSubmission, *, by: Any) -> TransitionRow:
    """Take back what waits for a signature. Raises TransitionRefused."""
    with transaction.atomic():
        lock(submission)
        again = bool(submission.return_reason)
        transition = workflow.RECALL_AGAIN if again else workflow.RECALL
        require_open(submission, transition, by)
        return _perform(submission, transition, by=by)


# --- steps ----------------------------------------------------------------------------------------


def _way_out(submission: PeriodSubmission, by: Any) -> Transition:
    """The transition that sends this report; for a sent one the one that has sent it.

    So that a second click hears that it is sent already.
    """
    state = submission.state
    if state == State.AWAITING_SIGNATURE:
        return workflow.PRESENT
    if state in State.EDITABLE and awaits_signature(submission, by):
        return workflow.PRESENT
    if state in (State.RETURNED, State.RESUBMITTED):
        return workflow.RESUBMIT
    return workflow.SUBMIT


def _may(submission: PeriodSubmission, transition: Transition, by: Any) -> bool:
    """Whether it is worth preparing the transition; ``perform`` says why not."""
    return submission.state in transition.sources and by.can(transition.permission, submission)


def _send(
    submission: PeriodSubmission, transition: Transition, *, by: Any, note: str, is_empty: bool
) -> TransitionRow:
    changes = {
        "submitted_at": timezone.now(),
        "submitted_by": by,
        "signed_at": None,
        "signed_by": None,
        "is_empty": is_empty,
        "origin": origin_of(submission, by),
    }
    return _perform(submission, transition, by=by, note=note, changes=changes)


def _perform(
    submission: PeriodSubmission, transition: Transition, *, by: Any, **more: Any
) -> TransitionRow:
    return perform(submission, transition, by=by, log=SubmissionTransition, **more)


def complete(submission: PeriodSubmission, *, by: Any, every_line: bool) -> None:
    """Bring the entries in line with the lines: carry what is missing, count, drop what left."""
    rows = lines_of(submission)
    left = ProgressEntry.objects.filter(submission=submission)
    for entry in left.exclude(line__in=[row.line.pk for row in rows]):
        history.remove(entry, by=by, reason=CARRIED)
    writing = Writing(submission)
    for row in rows:
        if row.entry is not None:
            writing.count(row)
        elif every_line or row.previous is not None:
            writing.carry(row)
    writing.store(by=by, reason=CARRIED)


def _require_untyped(submission: PeriodSubmission) -> None:
    """Refuse where figures of its lines are typed; those of a line that left the report go."""
    if any(row.entry for row in lines_of(submission)):
        raise TransitionRefused(
            _("Báo cáo đã có số liệu nhập. Hãy gửi báo cáo thay vì báo “Không phát sinh”."), "typed"
        )


def _require_ready(submission: PeriodSubmission, by: Any, note: str) -> None:
    rows = lines_of(submission)
    found = findings_of(submission, rows)
    _require_origin(submission, by, found)
    if blocking := errors(found):
        text = _("Còn %s lỗi phải sửa.") % len(blocking)
        raise TransitionRefused(f"{text} {_listed(blocking, rows)}", "findings", found)
    if (doubtful := warnings(found)) and not note:
        text = _("Còn %s cảnh báo cần ghi lý do.") % len(doubtful)
        raise TransitionRefused(f"{text} {_listed(doubtful, rows)}", "warnings", found)


def _listed(findings: list[Finding], rows: list[LineRow]) -> str:
    """All findings, each with the name of its line in front."""
    names = {f"dong-{row.line.pk}": row.line.label for row in rows}
    texts = []
    for finding in findings:
        name = names.get("-".join(finding.field.split("-")[:2]), "")
        texts.append(f"{name}: {finding.message}" if name else finding.message)
    return " ".join(texts)


def _require_origin(submission: PeriodSubmission, by: Any, found: list[Finding]) -> None:
    """What the Centre sends for an office names its source; raises with everything else found."""
    if origin_of(submission, by) != Origin.ON_BEHALF:
        return
    missing = []
    if not submission.channel:
        message = _("Chưa chọn Nhận số liệu qua (điện thoại, tin nhắn, công văn, kiểm tra).")
        missing.append(Finding(Severity.ERROR, "channel_missing", message, "channel"))
    if not submission.origin_note:
        message = _("Chưa nhập Nguồn số liệu nhập thay: ai cung cấp, ngày nào.")
        missing.append(Finding(Severity.ERROR, "origin_note_missing", message, "origin_note"))
    if missing:
        text = " ".join(finding.message for finding in [*missing, *errors(found)])
        raise TransitionRefused(text, "findings", [*missing, *found])
