"""Accounts from a list: pasted or from a file, looked through, mended in place, opened together."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.generic import View

from accounts.choices import Role
from accounts.models import Organisation, User
from accounts.permissions import Permission
from accounts.resources import Roster, read_roster
from accounts.roster import HEADS, LIMITS, Rows, laid_out, with_usernames
from accounts.views.access import require
from accounts.views.people import first_passwords
from kernel.sheets.formats import dataset_of
from kernel.sheets.pasted import cells_of
from kernel.sheets.refusal import SheetRefused
from kernel.sheets.widgets import written
from kernel.text import clean

LONGEST_NUMBER = 10
EMPTY = _("Chưa có dòng nào. Dán bảng vào ô dưới đây hoặc chọn tệp Excel.")


class RosterView(View):
    """Paste or file, then the table with every error at its cell, then the first passwords."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the list."""
        require(request, Permission.EDIT_ACCOUNTS)
        return self._ask(request)

    @method_decorator(sensitive_variables("roster"))
    def post(self, request: HttpRequest) -> HttpResponse:
        """Show the list as it was understood, or open the accounts when it is confirmed."""
        user = require(request, Permission.EDIT_ACCOUNTS)
        is_table = "dong" in request.POST
        try:
            rows = self._typed(request) if is_table else self._taken(request)
        except SheetRefused as refused:
            return self._ask(request, refused.message, status=422)
        if not rows:
            return self._ask(request, str(EMPTY), status=422)
        names = User.objects.values_list("username", flat=True)
        rows = with_usernames(rows, frozenset(names))
        confirmed = is_table and request.POST.get("action") == "save"
        roster = read_roster(rows, by=user, store=confirmed)
        if roster.given:
            return first_passwords(request, roster.given)
        return self._table(request, roster)

    def _taken(self, request: HttpRequest) -> Rows:
        """The rows of the file, else of the pasted text. Raises SheetRefused."""
        upload = request.FILES.get("tep")
        if upload is None:
            return laid_out(cells_of(request.POST.get("bang", "")))
        sheet = dataset_of(upload.read())
        rows = [sheet.headers or [], *(sheet[index] for index in range(len(sheet)))]
        return laid_out([[written(cell) for cell in row] for row in rows])

    def _typed(self, request: HttpRequest) -> Rows:
        """The rows of the table as they were mended, without those that were taken out."""
        count = request.POST.get("dong", "")
        is_number = count.isdecimal() and len(count) < LONGEST_NUMBER
        numbers = range(1, min(int(count), LIMITS.rows) + 1) if is_number else range(0)
        rows = [
            [clean(request.POST.get(f"o-{number}-{at}", "")) for at in range(len(HEADS))]
            for number in numbers
            if f"bo-{number}" not in request.POST
        ]
        return [row for row in rows if any(row)]

    def _ask(self, request: HttpRequest, refused: str = "", status: int = 200) -> HttpResponse:
        context = {"heads": HEADS, "refused": refused, "text": request.POST.get("bang", "")}
        return render(request, "accounts/roster_ask.html", context, status=status)

    def _table(self, request: HttpRequest, roster: Roster) -> HttpResponse:
        user: Any = request.user
        offices = Organisation.objects.visible_to(user).filter(valid_to=None).offices()
        context = {
            "roster": roster,
            "heads": HEADS,
            "roles": [label for _value, label in Role.choices],
            "offices": offices.values_list("name", flat=True),
        }
        status = 422 if roster.wrong else 200
        return render(request, "accounts/roster.html", context, status=status)
