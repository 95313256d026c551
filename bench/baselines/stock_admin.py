"""The stock Django admin changelist of projects: the same ten columns, 50 rows and order.

A plain ModelAdmin on a plain AdminSite, as a superuser sees it; search box, no side filters (the
portal's own page carries its filter form all the same).
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.test import Client
from django.urls import path

from accounts.models import User
from programmes.models import SupportProject

CALLS = 20
ADDRESS = "/programmes/supportproject/"
client = Client(SERVER_NAME="localhost")


class Projects(admin.ModelAdmin):
    """The ten columns of the portal's list; the portal adds beneficiary and content to two."""

    list_display = (
        "code",
        "name",
        "unit",
        "level",
        "support_amount",
        "counterpart_amount",
        "total_amount",
        "progress_percent",
        "state",
        "ends_on",
    )
    list_select_related = ("unit",)
    list_per_page = 50
    search_fields = ("name", "code")

    def _yes(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_view_permission = has_change_permission = has_delete_permission = _yes
    has_add_permission = has_module_permission = _yes


class Site(admin.AdminSite):
    """Everybody who is signed in is a superuser here."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Let the officer in."""
        return request.user.is_authenticated


site = Site()
site.register(SupportProject, Projects)
urlpatterns = [path("", site.urls)]


def prepare() -> None:
    """Sign in."""
    client.force_login(
        User.objects.get(username="chuyenvien"), backend="accounts.backends.AccountBackend"
    )


def once() -> None:
    """One page."""
    answer = client.get(ADDRESS)
    if answer.status_code != 200:
        raise SystemExit(f"{ADDRESS}: {answer.status_code}")


def result() -> dict[str, Any]:
    """How many rows and columns the page shows (without the tick box), and its size."""
    page = client.get(ADDRESS).content.decode()
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = body.count("<tr>")
    cells = body.count("<td") + body.count("<th") - body.count('class="action-checkbox"')
    return {"rows": rows, "columns": cells // rows, "kilobytes": len(page) // 1024}
