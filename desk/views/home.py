"""Việc của tôi: what waits for me, and the year's plan in figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programmes import selectors as programmes

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the work list and the figures of the current plan year."""
    today = timezone.localdate()
    figures = programmes.year_figures(request.user, today.year)
    return render(
        request,
        "desk/home.html",
        {
            "today": today,
            "weekday": WEEKDAYS[today.weekday()],
            "figures": figures,
            "work": programmes.work_for(request.user),
            "sources": figures.sources,
        },
    )
