"""Signing in and out."""

from typing import Any

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts.forms import SignInForm, WaitForm


def safe_next(request: HttpRequest) -> str:
    """Return the asked-for address when it is ours, else the home page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed and target.startswith("/") else reverse("desk:home")


@method_decorator([login_not_required, sensitive_post_parameters("password")], name="dispatch")
class SignInView(View):
    """The one door of the portal; the throttle (axes) stands before the password is hashed."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form; who is signed in already goes on."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(safe_next(request))
        return self._page(request, SignInForm(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign in, or show the form again with one sentence."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(safe_next(request))
        form = SignInForm(request, request.POST)
        if not form.is_valid() or form.user is None:
            return self._page(request, form, status=422)
        login(request, form.user)
        return HttpResponseRedirect(safe_next(request))

    def _page(self, request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
        target = request.POST.get("next") or request.GET.get("next") or ""
        context = {"form": form, "next": target}
        return render(request, "accounts/sign_in.html", context, status=status)


class SignOutView(View):
    """Ends the session; by POST only."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign out and go to the sign-in page."""
        logout(request)
        return redirect("accounts:sign-in")


def locked_out(request: HttpRequest, *_details: Any) -> HttpResponse:
    """Answer a person who tried too often from one address: wait, then try again (429)."""
    form = WaitForm(request, {"username": request.POST.get("username", "")[:60], "password": "x"})
    form.is_valid()
    return render(request, "accounts/sign_in.html", {"form": form, "next": ""}, status=429)
