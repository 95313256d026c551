"""Middleware: a password that somebody else gave is changed before anything else is done."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

GetResponse = Callable[[HttpRequest], HttpResponse]
OPEN = frozenset({"accounts:password", "accounts:sign-out", "desk:healthz", "desk:readyz"})


class FirstPasswordMiddleware:
    """Leads an account with a first password to the page where it is changed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what it means is known once its address is resolved."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer in the manner of the question: a page, a piece of one, or data."""
        match = request.resolver_match
        if match is None or match.view_name in OPEN:  # healthz asks no session, no database
            return None
        user: Any = request.user
        if not user.is_authenticated or not user.must_change_password:
            return None
        page = reverse("accounts:password")
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(page)
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return JsonResponse({"error": _("Hãy đổi mật khẩu lần đầu trước.")}, status=403)
        asked = request.get_full_path() if request.method == "GET" else ""
        query = f"?{urlencode({'next': asked})}" if asked not in {"", "/"} else ""
        return HttpResponseRedirect(page + query)
