"""The life of a submission and of a period: two frozen tables.

Where one person signs, ``SUBMIT`` sends; where two sign, ``PRESENT`` asks the office's leader,
whose ``SIGN`` sends. A returned report that comes back is "Đã sửa".
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.workflow import Transition
from progress.choices import PeriodState
from progress.choices import SubmissionState as State

_EDITABLE: Final = State.EDITABLE

SUBMIT: Final = Transition(
    name="submit",
    label=_("Gửi"),
    sources=frozenset({State.DRAFT}),
    target=State.SUBMITTED,
    permission=Permission.ENTER_PROGRESS,
)
RESUBMIT: Final = Transition(
    name="resubmit",
    label=_("Gửi lại"),
    sources=frozenset({State.RETURNED}),
    target=State.RESUBMITTED,
    permission=Permission.ENTER_PROGRESS,
)
PRESENT: Final = Transition(
    name="present",
    label=_("Trình ký"),
    sources=_EDITABLE,
    target=State.AWAITING_SIGNATURE,
    permission=Permission.ENTER_PROGRESS,
)
RECALL: Final = Transition(
    name="recall",
    label=_("Rút lại"),
    sources=frozenset({State.AWAITING_SIGNATURE}),
    target=State.DRAFT,
    permission=Permission.ENTER_PROGRESS,
)
RECALL_AGAIN: Final = Transition(
    name="recall_again",
    label=_("Rút lại"),
    sources=frozenset({State.AWAITING_SIGNATURE}),
    target=State.RETURNED,
    permission=Permission.ENTER_PROGRESS,
)
SIGN: Final = Transition(
    name="sign",
    label=_("Ký gửi"),
    sources=frozenset({State.AWAITING_SIGNATURE}),
    target=State.SUBMITTED,
    permission=Permission.SIGN_PROGRESS,
)
SIGN_AGAIN: Final = Transition(
    name="sign_again",
    label=_("Ký gửi lại"),
    sources=frozenset({State.AWAITING_SIGNATURE}),
    target=State.RESUBMITTED,
    permission=Permission.SIGN_PROGRESS,
)
# The leader of the office who doesn't sign says why; the report goes back to who wrote it.
DECLINE: Final = Transition(
    name="decline",
    label=_("Không ký, trả lại"),
    sources=frozenset({State.AWAITING_SIGNATURE}),
    target=State.RETURNED,
    permission=Permission.SIGN_PROGRESS,
    note_required=True,
)
RETURN_FOR_FIX: Final = Transition(
    name="return_for_fix",
    label=_("Trả lại"),
    sources=State.WAITING,
    target=State.RETURNED,
    permission=Permission.REVIEW_PROGRESS,
    note_required=True,
)
APPROVE: Final = Transition(
    name="approve",
    label=_("Phê duyệt"),
    sources=State.WAITING,
    target=State.APPROVED,
    permission=Permission.REVIEW_PROGRESS,
)
REOPEN: Final = Transition(
    name="reopen",
    label=_("Mở lại"),
    sources=frozenset({State.APPROVED}),
    target=State.RETURNED,
    permission=Permission.REOPEN_PROGRESS,
    note_required=True,
)
SUBMISSION_TRANSITIONS: Final = (
    SUBMIT,
    RESUBMIT,
    PRESENT,
    RECALL,
    RECALL_AGAIN,
    SIGN,
    SIGN_AGAIN,
    DECLINE,
    RETURN_FOR_FIX,
    APPROVE,
    REOPEN,
)

LOCK: Final = Transition(
    name="lock",
    label=_("Khóa kỳ"),
    sources=frozenset({PeriodState.OPEN}),
    target=PeriodState.LOCKED,
    permission=Permission.LOCK_PERIODS,
)
UNLOCK: Final = Transition(
    name="unlock",
    label=_("Mở khóa kỳ"),
    sources=frozenset({PeriodState.LOCKED}),
    target=PeriodState.OPEN,
    permission=Permission.LOCK_PERIODS,
    note_required=True,
)
PERIOD_TRANSITIONS: Final = (LOCK, UNLOCK)
LABELS: Final = {step.name: step.label for step in (*SUBMISSION_TRANSITIONS, *PERIOD_TRANSITIONS)}
