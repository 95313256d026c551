"""What pages that save themselves while one types need: who asks, and when it was saved."""

import datetime

from django.http import HttpRequest
from django.utils import timezone


def told_by_script(request: HttpRequest) -> bool:
    """Whether the page's script asks, which wants facts instead of a page."""
    return request.headers.get("Accept", "").startswith("application/json")


def clock(moment: datetime.datetime | None) -> str:
    """Say when it was saved: "10:42", with its day when that isn't today; "" for never."""
    if moment is None:
        return ""
    at = timezone.localtime(moment)
    today = at.date() == timezone.localdate()
    return f"{at:%H:%M}" if today else f"{at:%H:%M, %d/%m}"
