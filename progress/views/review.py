"""The review queue: what waits, the doubtful first; one report at a time."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from programmes.views.access import require
from progress import selectors
from progress.changes import reported
from progress.choices import Origin
from progress.reminders import reminder
from progress.selectors import QueueItem
from progress.services import approve_clean
from progress.views.next_steps import next_steps
from progress.views.periods import found

MOST_APPROVED = 500


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what waits for the reviewer and the report that he has chosen."""
    period = found(request, pk)
    require(request, Permission.REVIEW_PROGRESS)
    look, clean = selectors.queue(period, request.user)
    items = [*look, *clean]
    place = _place(items, request.GET.get("bao-cao", ""))
    rows = selectors.period_rows(period, request.user)
    context = {
        "period": period,
        "look": look,
        "clean": clean,
        "count": len(items),
        "missing": sum(1 for row in rows if row.is_missing),
        "reminder": reminder(period, rows, timezone.localdate()),
        "chosen": items[place] if items else None,
    }
    if items:
        context |= _chosen(request, items, place)
    return render(request, "progress/review.html", context)


def _place(items: list[QueueItem], asked: str) -> int:
    places = (at for at, item in enumerate(items) if str(item.submission.pk) == asked)
    return next(places, 0)


def _chosen(request: HttpRequest, items: list[QueueItem], place: int) -> dict[str, Any]:
    item = items[place]
    after = items[place + 1] if place + 1 < len(items) else None
    before = items[place - 1] if place else None
    return {
        "submission": item.submission,
        "lines": reported(item.rows, item.doubts),
        "is_on_behalf": item.submission.origin == Origin.ON_BEHALF,
        "steps": next_steps(item.submission, request.user),
        "number": place + 1,
        "after": after.submission.pk if after else None,
        "before": before.submission.pk if before else None,
        "following": after or before,
    }


@require_POST
def approve_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the chosen ones of those without a warning."""
    period = found(request, pk)
    require(request, Permission.REVIEW_PROGRESS)
    named = request.POST.getlist("bao-cao")[:MOST_APPROVED]
    chosen = {int(text) for text in named if text.isdecimal() and len(text) < 19}
    count = approve_clean(period, by=request.user, submission_ids=chosen)
    left = len(chosen) - count
    if count:
        messages.success(request, _("Đã duyệt %s báo cáo.") % count)
    if left or not chosen:
        text = _("%s báo cáo chưa duyệt được: vừa thay đổi, hoặc cần người khác duyệt.") % left
        messages.warning(request, text if chosen else _("Chưa chọn báo cáo nào để duyệt."))
    return redirect("progress:review", period.pk)
