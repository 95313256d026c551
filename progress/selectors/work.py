"""What waits for a person in reporting, for "Việc của tôi"."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.choices import OrganisationKind
from accounts.permissions import Permission
from kernel.work import WorkItem
from progress.choices import PeriodState
from progress.choices import SubmissionState as State
from progress.models import PeriodSubmission, ReportingPeriod
from progress.selectors.pages import holder_counts
from progress.selectors.periods import due_state, waiting_counts

LIMIT = 10


def work_for(user: Any) -> list[WorkItem]:
    """Return what the person is expected to do: mend, write, sign, review, lock."""
    today = timezone.localdate()
    items: list[WorkItem] = []
    if user.can(Permission.ENTER_PROGRESS):
        items += _reports_to_write(user, today)
    if user.can(Permission.SIGN_PROGRESS):
        items += _reports_to_sign(user)
    if user.can(Permission.REVIEW_PROGRESS):
        items += _reports_to_review(user)
    if user.can(Permission.LOCK_PERIODS):
        items += _periods_to_lock(user, today)
    return items


def _own(user: Any) -> Any:
    rows = PeriodSubmission.objects.visible_to(user).filter(organisation=user.organisation_id)
    rows = rows.filter(period__state=PeriodState.OPEN)
    return rows.select_related("period", "organisation").order_by("period__local_due_on", "pk")


def _reports_to_write(user: Any, today: date) -> list[WorkItem]:
    """Own reports: returned ones first, then those whose data are complete."""
    rows = list(_own(user).filter(state=State.RETURNED)[:LIMIT])
    rows += list(_own(user).filter(state=State.DRAFT, period__data_to__lte=today)[:LIMIT])
    held = holder_counts([submission.period for submission in rows])
    items = []
    for submission in rows:
        period = submission.period
        count = held[period.pk].get(user.organisation_id, 0)
        chip, _days = due_state(submission, today)
        if submission.state == State.RETURNED:
            verb, detail, action = "Sửa", submission.return_reason, "Sửa báo cáo"
        elif count:
            verb, detail, action = "Nộp", f"{count} dòng theo dõi", "Lập báo cáo"
        else:
            continue  # who holds no line may report, and isn't pressed to
        items.append(
            WorkItem(
                verb=verb,
                title=f"{verb} báo cáo {period.title}",
                detail=detail,
                due=period.local_due_on,
                state=chip,
                url=submission.get_absolute_url(),
                action=action,
            )
        )
    return items


def _reports_to_sign(user: Any) -> list[WorkItem]:
    return [
        WorkItem(
            verb="Ký",
            title=f"Ký báo cáo {submission.period.title}",
            detail=f"{submission.submitted_by or ''} trình ký",
            due=submission.period.local_due_on,
            state=State.AWAITING_SIGNATURE,
            url=submission.get_absolute_url(),
            action="Xem và ký",
        )
        for submission in _own(user)
        .filter(state=State.AWAITING_SIGNATURE)
        .select_related("submitted_by")[:LIMIT]
    ]


def _reports_to_review(user: Any) -> list[WorkItem]:
    counts = waiting_counts(user)
    periods = ReportingPeriod.objects.visible_to(user).filter(
        pk__in=list(counts), state=PeriodState.OPEN
    )
    return [
        WorkItem(
            verb="Duyệt",
            title=f"Duyệt {counts[period.pk]} báo cáo {period.title}",
            detail=str(period.centre),
            due=period.department_due_on or period.agency_due_on,
            state=State.SUBMITTED,
            url=reverse("progress:review", args=[period.pk]),
            action="Xem và duyệt",
        )
        for period in periods.select_related("centre").order_by("data_to", "pk")[:LIMIT]
    ]


def _periods_to_lock(user: Any, today: date) -> list[WorkItem]:
    """Open periods whose deadline is over and where nothing waits for the reviewer."""
    if user.organisation is None or user.organisation.kind != OrganisationKind.EXTENSION_CENTRE:
        return []
    waiting = [period for period, count in waiting_counts(user).items() if count]
    periods = ReportingPeriod.objects.visible_to(user).filter(
        state=PeriodState.OPEN, local_due_on__lt=today
    )
    return [
        WorkItem(
            verb="Khóa",
            title=f"Khóa kỳ báo cáo {period.title}",
            detail="Đã hết hạn nộp, không còn báo cáo chờ duyệt",
            due=None,
            state="due",
            url=period.get_absolute_url(),
            action="Xem kỳ báo cáo",
        )
        for period in periods.exclude(pk__in=waiting).order_by("data_to", "pk")[:LIMIT]
    ]
