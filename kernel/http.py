"""Middleware: requests that no page should see, and answers that no cache should keep."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

MAX_URL_LENGTH = 8_000
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
ALLOW = "GET, HEAD, POST, OPTIONS"
GetResponse = Callable[[HttpRequest], HttpResponse]


def error_page(status: int, template: str = "") -> HttpResponse:
    """Return the page for an error status: no form, no token, no requested path in it."""
    body = render_to_string(f"errors/{template or status}.html")
    return HttpResponse(body, status=status)


class RequestGuardMiddleware:
    """Refuses over-long addresses (414), NUL bytes (400) and methods nobody offers (405)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let a well-formed request through."""
        query = request.META.get("QUERY_STRING", "")
        if len(request.path) + len(query) > MAX_URL_LENGTH:
            return error_page(414)
        if request.method not in METHODS:
            page = error_page(405)
            page["Allow"] = ALLOW
            return page
        if "\x00" in request.path or "\x00" in query or "%00" in query:
            return error_page(400)
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            page = error_page(405)
            page["Allow"] = response["Allow"] if response.has_header("Allow") else "GET, POST"
            return page
        return response


class NoStoreMiddleware:
    """Pages are never kept by a browser or proxy; static files are served before."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer."""
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class RecordNumberConverter:
    """A record's number in an address: digits only; anything else doesn't resolve.

    A number too long for the database is read as 0, which no record has: 404 without an error.
    """

    regex = "[0-9]+"
    longest = 18

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value) if len(value) <= self.longest else 0

    def to_url(self, value: int) -> str:
        """Return the digits."""
        return str(value)
