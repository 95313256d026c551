"""Việc của tôi: what waits for me, and the year's plan in figures."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import first_steps
from kernel.work import WorkItem
from programmes import selectors as programmes
from progress import selectors as progress
from training import selectors as training

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the work list and the figures of the current plan year."""
    today = timezone.localdate()
    work = [
        *progress.work_for(request.user),
        *programmes.work_for(request.user),
        *training.work_for(request.user),
    ]
    figures = programmes.year_figures(request.user, today.year)
    return render(
        request,
        "desk/home.html",
        {
            "today": today,
            "weekday": WEEKDAYS[today.weekday()],
            "figures": figures,
            "work": work,
            "groups": _by_due(work, today),
            "sources": figures.sources,
            "first_step": (
                first_steps.next_step(request.user) if first_steps.concerns(request.user) else None
            ),
        },
    )


def _by_due(work: Sequence[WorkItem], today: date) -> list[tuple[str, list[WorkItem]]]:
    """What is late first, then what is due within a week, then the rest; empty groups left out."""
    soon = today + timedelta(days=7)
    late = [item for item in work if item.due is not None and item.due < today]
    near = [item for item in work if item.due is not None and today <= item.due <= soon]
    rest = [item for item in work if item not in late and item not in near]
    groups = [(_("Quá hạn"), late), (_("Hôm nay và tuần này"), near), (_("Việc khác"), rest)]
    return [(name, items) for name, items in groups if items]
