"""What the frame of every page shows: navigation, office, search text."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission

_REPORTS = ("/bao-cao/", "/mau-bieu/", "/mau-van-ban/")
#: label, URL name, path prefix (or several) that makes it current, permission
ENTRIES = (
    (_("Việc của tôi"), "desk:home", "", ""),
    (_("Kế hoạch"), "programmes:plans", "/ke-hoach/", Permission.VIEW_PLANS),
    (_("Đề án"), "programmes:projects", "/de-an/", Permission.VIEW_PROJECTS),
    (_("Cơ sở"), "beneficiaries:facilities", "/co-so/", Permission.VIEW_FACILITIES),
    (_("Đào tạo"), "training:courses", "/dao-tao/", Permission.VIEW_COURSES),
    (_("Tiến độ"), "progress:index", "/tien-do/", Permission.VIEW_PROGRESS),
    (_("Báo cáo"), "reports:index", _REPORTS, Permission.VIEW_REPORTS),
    (_("Quản trị"), "admin:index", "/quan-tri/", Permission.ENTER_ADMIN),
)

#: who deletes something finds it in the recycle bin
WITH_A_BIN = (
    Permission.EDIT_PROJECTS,
    Permission.EDIT_PLANS,
    Permission.EDIT_FACILITIES,
    Permission.EDIT_COURSES,
    Permission.EDIT_PERIODS,
    Permission.EDIT_CATALOGUES,
    Permission.EDIT_TEMPLATES,
)

#: what stands in the menu of the own account: label, URL name, icon, permission
ACCOUNT_ENTRIES = (
    (_("Những bước đầu"), "desk:first-steps", "list-check", Permission.EDIT_CATALOGUES),
    (_("Hồ sơ tỉnh"), "accounts:profile", "building", Permission.EDIT_CATALOGUES),
    (_("Tài khoản"), "accounts:accounts", "people", Permission.EDIT_ACCOUNTS),
    (_("Đổi mật khẩu"), "accounts:password", "key", ""),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame shows to signed-in people; little while a first password stands."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    organisation = user.organisation
    office = {
        "office_name": (organisation.short_name or organisation.name) if organisation else "",
        "account_links": [
            {"label": label, "url": reverse(name), "icon": icon}
            for label, name, icon, permission in ACCOUNT_ENTRIES
            if not permission or user.can(permission)
        ],
    }
    if user.must_change_password:
        return office | {"account_links": []}
    if any(user.can(permission) for permission in WITH_A_BIN):
        bin_link = {"label": _("Thùng rác"), "url": reverse("desk:bin"), "icon": "trash"}
        office["account_links"].insert(-1, bin_link)
    nav = []
    for label, name, prefix, permission in ENTRIES:
        if permission and not user.can(permission):
            continue
        active = request.path.startswith(prefix) if prefix else request.path == "/"
        nav.append({"label": label, "url": reverse(name), "active": active, "count": 0})
    return office | {
        "nav": nav,
        "search_query": request.GET.get("q", "") if request.path == "/tra-cuu/" else "",
    }
