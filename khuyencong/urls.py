"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("desk.urls")),
    path("", include("accounts.urls")),
    path("", include("programmes.urls")),
    path("co-so/", include("beneficiaries.urls")),
    path("dao-tao/", include("training.urls")),
    path("tien-do/", include("progress.urls")),
    path("", include("reports.urls")),
    path("quan-tri/", admin.site.urls),
]

handler400 = "desk.views.errors.bad_request"
handler403 = "desk.views.errors.permission_denied"
handler404 = "desk.views.errors.page_not_found"
handler500 = "desk.views.errors.server_error"
