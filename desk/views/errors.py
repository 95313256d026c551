"""Error answers: no form, no token, no requested path, so that two 404s are byte-equal."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from kernel.http import error_page


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400."""
    return error_page(400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    return error_page(403)


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404."""
    return error_page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return error_page(500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a session that ended while somebody typed."""
    return error_page(403, "403_csrf")
