"""The admin's frame and door: who may enter, and only through the portal's sign-in page."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.functional import SimpleLazyObject

from kernel.text import sort_key

ENTER_ADMIN = "admin.enter"


class PortalAdminSite(admin.AdminSite):
    """The admin in the portal's frame; its only door is the portal's sign-in page."""

    site_header = "Quản trị"
    site_title = "Quản trị khuyến công"
    index_title = "Nhập liệu và danh mục"
    enable_nav_sidebar = False
    empty_value_display = "–"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Order sections and catalogues as a Vietnamese dictionary does: đ after d.

        Made when a page shows it: Django asks for it for every page of the admin.
        """

        def ordered() -> list[Any]:
            apps = super(PortalAdminSite, self).get_app_list(request, app_label)
            for app in apps:
                app["models"].sort(key=lambda model: sort_key(str(model["name"])))
            return sorted(apps, key=lambda app: sort_key(str(app["name"])))

        return SimpleLazyObject(ordered)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person may enter at all."""
        user: Any = request.user
        return bool(user.is_authenticated and user.can(ENTER_ADMIN))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Refuse signed-in people without the right before method and scope are looked at."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the portal's sign-in page, where the throttle is."""
        if request.user.is_authenticated:
            if not self.has_permission(request):
                raise PermissionDenied
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?next={reverse('admin:index')}")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the portal's own page, which everybody has."""
        return HttpResponseRedirect(reverse("accounts:password"))

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """As ``password_change``."""
        return self.password_change(request)

    def get_urls(self) -> list[Any]:
        """Leave out "view on site", which asks the database without scope; keep one door."""
        patterns = [
            pattern
            for pattern in super().get_urls()
            if not (isinstance(pattern, URLPattern) and pattern.name == "view_on_site")
        ]
        for pattern in patterns:
            # Django would send people to the admin's own sign-in and lose where they were going.
            if hasattr(getattr(pattern, "callback", None), "login_url"):
                pattern.callback.login_url = settings.LOGIN_URL
        return patterns
