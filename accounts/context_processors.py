"""What the frame of every page shows: navigation, office, search text."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission

#: label, URL name, path prefix that makes it current, permission
ENTRIES = (
    (_("Việc của tôi"), "desk:home", "", ""),
    (_("Kế hoạch"), "programmes:plans", "/ke-hoach/", Permission.VIEW_PLANS),
    (_("Đề án"), "programmes:projects", "/de-an/", Permission.VIEW_PROJECTS),
    (_("Cơ sở"), "beneficiaries:facilities", "/co-so/", Permission.VIEW_FACILITIES),
    (_("Đào tạo"), "training:courses", "/dao-tao/", Permission.VIEW_COURSES),
    (_("Tiến độ"), "progress:index", "/tien-do/", Permission.VIEW_PROGRESS),
    (_("Báo cáo"), "reports:index", "/bao-cao/", Permission.VIEW_REPORTS),
    (_("Quản trị"), "admin:index", "/quan-tri/", Permission.ENTER_ADMIN),
)

#: who deletes something finds it in the recycle bin
WITH_A_BIN = (
    Permission.EDIT_PROJECTS,
    Permission.EDIT_PLANS,
    Permission.EDIT_FACILITIES,
    Permission.EDIT_COURSES,
    Permission.EDIT_PERIODS,
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return ``nav``, ``office_name`` and ``search_query`` for signed-in people."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    nav = []
    for label, name, prefix, permission in ENTRIES:
        if permission and not user.can(permission):
            continue
        active = request.path.startswith(prefix) if prefix else request.path == "/"
        nav.append({"label": label, "url": reverse(name), "active": active, "count": 0})
    links = []
    if any(user.can(permission) for permission in WITH_A_BIN):
        links.append({"label": _("Thùng rác"), "url": reverse("desk:bin"), "icon": "trash"})
    organisation = user.organisation
    return {
        "nav": nav,
        "account_links": links,
        "office_name": (organisation.short_name or organisation.name) if organisation else "",
        "search_query": request.GET.get("q", "") if request.path == "/tra-cuu/" else "",
    }
