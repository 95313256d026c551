"""Addresses of the desk."""

from django.urls import path

from desk.views import bin as recycle_bin
from desk.views import first_steps, guide, health, home, saved_views, search

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("bat-dau/", first_steps.page, name="first-steps"),
    path("tra-cuu/", search.everything, name="search"),
    path("tim/dia-ban/", search.units, name="search-units"),
    path("tim/co-so/", search.facilities, name="search-facilities"),
    path("tim/to-chuc/", search.organisations, name="search-organisations"),
    path("tim/noi-dung/", search.activities, name="search-activities"),
    path("tim/vsic/", search.industries, name="search-industries"),
    path("tim/de-an/", search.projects, name="search-projects"),
    path("tim/thu-huong/", search.allocations, name="search-allocations"),
    path("tim/dong-theo-doi/", search.lines, name="search-lines"),
    path("huong-dan/", guide.contents, name="guide"),
    path("huong-dan/<slug:slug>/", guide.chapter, name="guide-chapter"),
    path("goc-nhin/them/", saved_views.view_add, name="view-add"),
    path("goc-nhin/<record:pk>/sua/", saved_views.view_edit, name="view-edit"),
    path("goc-nhin/<record:pk>/xoa/", saved_views.view_remove, name="view-remove"),
    path("thung-rac/", recycle_bin.bin_page, name="bin"),
    path("thung-rac/<slug:kind>/<record:pk>/khoi-phuc/", recycle_bin.restore, name="bin-restore"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
