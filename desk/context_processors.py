"""What the user guide adds to the frame of every page."""

from django.http import HttpRequest
from django.urls import reverse

from desk import guide


def guide_link(request: HttpRequest) -> dict[str, str]:
    """Return the address of the chapter that tells of this page; empty where none does."""
    match = request.resolver_match
    slug = guide.CHAPTER_OF.get(match.view_name, "") if match else ""
    return {"guide_url": reverse("desk:guide-chapter", args=[slug]) if slug else ""}
