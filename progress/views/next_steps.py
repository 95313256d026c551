"""What a person can do with a report now; what is closed says why and who can."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from progress.choices import SubmissionState as State
from progress.models import PeriodSubmission
from progress.services import locked_sentence, signs_twice
from progress.services.drafts import typed_by


@dataclass(frozen=True)
class Step:
    """A button of a report: ``note`` is "required", "optional" or ""; ``why`` closes it."""

    name: str
    label: str
    url: str = ""
    icon: str = ""
    note: str = ""
    key: str = ""
    why: str = ""
    who: str = ""
    is_primary: bool = False


@dataclass(frozen=True)
class NextSteps:
    """The buttons of a report; those that share one reason stand in one form."""

    steps: list[Step]

    @property
    def open(self) -> list[Step]:
        """What can be pressed."""
        return [step for step in self.steps if not step.why]

    @property
    def closed(self) -> list[Step]:
        """What can't, with its reason."""
        return [step for step in self.steps if step.why]

    @property
    def asks_reason(self) -> bool:
        """Whether one of the open buttons takes a reason."""
        return any(step.note for step in self.open)


def next_steps(submission: PeriodSubmission, user: Any) -> NextSteps:
    """Return the buttons that this person sees on a report."""
    if submission.state == State.AWAITING_SIGNATURE:
        steps = _before_sending(submission, user)
    elif submission.state in State.WAITING:
        steps = _waiting(submission, user)
    elif submission.is_approved:
        steps = _approved(submission, user)
    else:
        steps = []
    return NextSteps(_closed_by_lock(submission, steps))


def _closed_by_lock(submission: PeriodSubmission, steps: list[Step]) -> list[Step]:
    if not steps or not submission.period.is_locked:
        return steps
    why = locked_sentence(submission.period)
    return [Step(step.name, step.label, why=why) for step in steps[:1]]


def _url(submission: PeriodSubmission, name: str) -> str:
    return reverse(f"progress:{name}", args=[submission.pk])


def _before_sending(submission: PeriodSubmission, user: Any) -> list[Step]:
    steps = []
    if user.can(Permission.SIGN_PROGRESS):
        own = submission.submitted_by_id == user.pk
        why = _("Người lập không được tự ký.") if own else ""
        steps += [
            Step("sign", _("Ký gửi"), _url(submission, "sign"), "send", why=why, is_primary=True),
            Step(
                "return",
                _("Không ký, trả lại"),
                _url(submission, "return"),
                "arrow-return-left",
                "required",
            ),
        ]
    if user.can(Permission.ENTER_PROGRESS):
        recall = _url(submission, "recall")
        steps.append(Step("recall", _("Rút lại"), recall, "arrow-counterclockwise"))
    return steps


def _waiting(submission: PeriodSubmission, user: Any) -> list[Step]:
    if not user.can(Permission.REVIEW_PROGRESS):
        return []
    own = signs_twice(submission) and typed_by(submission, user)
    why = _("Người lập không được tự duyệt.") if own else ""
    approve, give_back = _url(submission, "approve"), _url(submission, "return")
    return [
        Step(
            "approve",
            _("Phê duyệt"),
            approve,
            "check",
            key="D",
            why=why,
            who=_("Chuyên viên khác của Trung tâm thực hiện.") if why else "",
            is_primary=True,
        ),
        Step("return", _("Trả lại"), give_back, "arrow-return-left", "required", key="T"),
    ]


def _approved(submission: PeriodSubmission, user: Any) -> list[Step]:
    label, url = _("Mở lại để sửa"), _url(submission, "reopen")
    if user.can(Permission.REOPEN_PROGRESS):
        return [Step("reopen", label, url, "arrow-counterclockwise", "required")]
    if user.can(Permission.REVIEW_PROGRESS) or user.can(Permission.ENTER_PROGRESS):
        why = _("Báo cáo đã duyệt, số liệu đang được dùng.")
        return [Step("reopen", label, why=why, who=_("Lãnh đạo Trung tâm thực hiện."))]
    return []
