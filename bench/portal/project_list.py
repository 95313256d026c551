"""The portal's project list, first page of 50 rows, as the Centre's officer sees it."""

from typing import Any

from django.test import Client

from accounts.models import User

CALLS = 20
ADDRESS = "/de-an/"
client = Client(SERVER_NAME="localhost")


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
    cells = body.count("<td") - body.count('<td class="pick"')
    return {"rows": rows, "columns": cells // rows, "kilobytes": len(page) // 1024}
