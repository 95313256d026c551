"""Addresses of reports and papers."""

from django.urls import path

from reports.views import proposals, tables, texts

app_name = "reports"
urlpatterns = [
    path("bao-cao/", tables.IndexView.as_view(), name="index"),
    path("bao-cao/van-ban/", texts.TextView.as_view(), name="text"),
    path("bao-cao/<slug:slug>/", tables.ReportView.as_view(), name="report"),
    path("de-an/<record:pk>/van-ban/du-toan/", proposals.BudgetPaper.as_view(), name="budget"),
    path(
        "de-an/<record:pk>/van-ban/thuyet-minh/",
        proposals.StatementPaper.as_view(),
        name="statement",
    ),
]
