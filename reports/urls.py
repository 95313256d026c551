"""Addresses of reports."""

from django.urls import path

from reports.views import tables

app_name = "reports"
urlpatterns = [
    path("", tables.IndexView.as_view(), name="index"),
    path("<slug:slug>/", tables.ReportView.as_view(), name="report"),
]
