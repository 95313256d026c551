"""What is done to a report as a whole: sent, signed, returned, approved, opened again."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Permission
from kernel.refusals import refusal_text
from kernel.workflow import TransitionRefused
from progress import services
from progress.choices import SubmissionState
from progress.models import PeriodSubmission
from progress.views import pages

#: refusals because of what has happened meanwhile: the person did nothing wrong
OVERTAKEN = frozenset({"state", "locked", "gone", "closed", "stale"})
Act = Callable[[PeriodSubmission], str]


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "")


def _do(request: HttpRequest, pk: int, permissions: Iterable[str], act: Act) -> HttpResponse:
    """Scope, right, one service; what it says, or why not."""
    submission = pages.found(request, pk)
    user: Any = request.user
    if not any(user.can(permission) for permission in permissions):
        raise PermissionDenied
    try:
        said = act(submission)
    except (TransitionRefused, ValidationError) as refused:
        return refuse(request, pk, refused)
    messages.success(request, said)
    return redirect(_after(request, submission))


def _after(request: HttpRequest, submission: PeriodSubmission) -> str:
    """Back to the queue for who works through it, else to the report."""
    following = request.POST.get("tiep")
    if following is None:
        return submission.get_absolute_url()
    queue = reverse("progress:review", args=[submission.period_id])
    return f"{queue}?bao-cao={following}" if following.isdecimal() else queue


def refuse(request: HttpRequest, pk: int, refused: Any) -> HttpResponse:
    """Show the report as it stands now with the refusal, every finding at its cell."""
    submission = pages.found(request, pk)
    code = getattr(refused, "code", "")
    text = getattr(refused, "message", "") if isinstance(refused, TransitionRefused) else ""
    findings = getattr(refused, "findings", [])
    sheet = None
    if findings and pages.may_type(request, submission):
        sheet = pages.sheet_of(request, submission, findings=findings)
        text = ""  # the list of findings on top says it
    return pages.show(
        request,
        submission,
        sheet=sheet,
        refused=text or ("" if findings else refusal_text(refused)),
        status=409 if code in OVERTAKEN else 422,
    )


def sent_words(submission: PeriodSubmission) -> str:
    """Say what has become of a report that was sent."""
    title = submission.period.title
    if submission.state == SubmissionState.AWAITING_SIGNATURE:
        return _("Đã trình lãnh đạo ký báo cáo %s.") % title
    return _("Báo cáo %s đã được gửi.") % title


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a report as it was saved."""

    def act(submission: PeriodSubmission) -> str:
        services.submit(submission, by=request.user, note=_note(request))
        return sent_words(submission)

    return _do(request, pk, [Permission.ENTER_PROGRESS], act)


@require_POST
def submit_empty(request: HttpRequest, pk: int) -> HttpResponse:
    """Send "Không phát sinh" in one press."""

    def act(submission: PeriodSubmission) -> str:
        services.submit_empty(submission, by=request.user)
        return sent_words(submission)

    return _do(request, pk, [Permission.ENTER_PROGRESS], act)


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's leader signs, which sends the report."""

    def act(submission: PeriodSubmission) -> str:
        services.sign(submission, by=request.user)
        return _("Đã ký gửi báo cáo %s.") % submission.period.title

    return _do(request, pk, [Permission.SIGN_PROGRESS], act)


@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what waits for a signature."""

    def act(submission: PeriodSubmission) -> str:
        services.recall(submission, by=request.user)
        return _("Đã rút lại báo cáo; sửa rồi trình ký lại.")

    return _do(request, pk, [Permission.ENTER_PROGRESS], act)


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a report with a reason: the Centre what was sent, a leader what he won't sign."""

    def act(submission: PeriodSubmission) -> str:
        unsigned = submission.state == SubmissionState.AWAITING_SIGNATURE
        service = services.decline if unsigned else services.return_for_fix
        service(submission, by=request.user, note=_note(request))
        return _("Đã trả lại báo cáo của %s.") % submission.organisation

    return _do(request, pk, [Permission.REVIEW_PROGRESS, Permission.SIGN_PROGRESS], act)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a report."""

    def act(submission: PeriodSubmission) -> str:
        services.approve(submission, by=request.user)
        return _("Đã duyệt báo cáo của %s.") % submission.organisation

    return _do(request, pk, [Permission.REVIEW_PROGRESS], act)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an approved report again, with a reason."""

    def act(submission: PeriodSubmission) -> str:
        services.reopen(submission, by=request.user, note=_note(request))
        return _("Đã mở lại báo cáo của %s.") % submission.organisation

    return _do(request, pk, [Permission.REOPEN_PROGRESS], act)
