"""Addresses of reports."""

from django.urls import path

from reports.views import tables, texts

app_name = "reports"
urlpatterns = [
    path("", tables.IndexView.as_view(), name="index"),
    path("van-ban/", texts.TextView.as_view(), name="text"),
    path("<slug:slug>/", tables.ReportView.as_view(), name="report"),
]
