"""Accounts: who has one, and a new first password for who has lost his."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.filters import AccountFilter
from accounts.models import User
from accounts.permissions import Permission
from accounts.services import FirstPassword, reset_password
from accounts.views.access import require
from kernel import lists
from kernel.refusals import refusal_text

SORTS = {"name": "search_key", "role": "role", "organisation": "organisation__sort_key"}


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """Show the accounts of the area."""
    user = require(request, Permission.EDIT_ACCOUNTS)
    page = lists.build(
        request,
        User.objects.visible_to(user).select_related("organisation"),
        AccountFilter,
        sorts=SORTS,
        default_sort="name",
    )
    context = {"list": page, "rows": page.page.object_list}
    return render(request, "accounts/accounts.html", context, status=page.status)


@require_POST
def password_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an account a new first password and show it this once."""
    account = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    user = require(request, Permission.EDIT_ACCOUNTS)
    try:
        given = reset_password(account, by=user)
    except ValidationError as error:
        messages.error(request, refusal_text(error))
        return redirect("accounts:accounts")
    return first_passwords(request, [given])


def first_passwords(request: HttpRequest, given: list[FirstPassword]) -> HttpResponse:
    """Show passwords for handing over; nobody can show them again."""
    cells = [
        (one.user.username, one.password, one.user.full_name, str(one.user.organisation or ""))
        for one in given
    ]
    context = {
        "given": given,
        "address": request.build_absolute_uri("/").rstrip("/"),
        "sheet": "\n".join("\t".join(row) for row in cells),
    }
    return render(request, "accounts/first_passwords.html", context)
