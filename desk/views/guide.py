"""The user guide: its table of contents and its chapters."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk import guide


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """List the chapters."""
    return render(request, "desk/guide.html", {"chapters": guide.chapters()})


@require_safe
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one chapter, with the way to the next."""
    chapters = guide.chapters()
    here = next((i for i, one in enumerate(chapters) if one.slug == slug), None)
    if here is None:
        raise Http404
    following = chapters[here + 1] if here + 1 < len(chapters) else None
    return render(
        request,
        "desk/guide_chapter.html",
        {"chapter": chapters[here], "chapters": chapters, "following": following},
    )
