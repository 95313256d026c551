"""Addresses of reports, their layouts, papers and the office's own templates."""

from django.urls import path

from reports.views import layouts, own_papers, proposals, tables, templates, texts

app_name = "reports"
urlpatterns = [
    path("bao-cao/", tables.IndexView.as_view(), name="index"),
    path("bao-cao/van-ban/", texts.TextView.as_view(), name="text"),
    path("bao-cao/<slug:slug>/", tables.ReportView.as_view(), name="report"),
    path(
        "ke-hoach/quyet-dinh/<record:pk>/van-ban/",
        own_papers.DecisionPapers.as_view(),
        name="decision-papers",
    ),
    path("de-an/<record:pk>/van-ban/", own_papers.ProjectPapers.as_view(), name="project-papers"),
    path("de-an/<record:pk>/van-ban/du-toan/", proposals.BudgetPaper.as_view(), name="budget"),
    path(
        "de-an/<record:pk>/van-ban/thuyet-minh/",
        proposals.StatementPaper.as_view(),
        name="statement",
    ),
    path("mau-bieu/", layouts.LayoutList.as_view(), name="layouts"),
    path("mau-bieu/<record:pk>/", layouts.LayoutPage.as_view(), name="layout"),
    path("mau-bieu/<record:pk>/xem-truoc/", layouts.preview, name="layout-preview"),
    path("mau-bieu/<record:pk>/nhan-ban/", layouts.copy, name="layout-copy"),
    path("mau-bieu/<record:pk>/mac-dinh/", layouts.reset, name="layout-reset"),
    path("mau-bieu/<record:pk>/xoa/", layouts.remove, name="layout-remove"),
    path("mau-van-ban/", templates.template_list, name="templates"),
    path("mau-van-ban/them/", templates.TemplateAdd.as_view(), name="template-add"),
    path("mau-van-ban/o-trong/", templates.placeholder_list, name="placeholders"),
    path("mau-van-ban/mau-dau/<slug:kind>/", templates.starter, name="template-starter"),
    path("mau-van-ban/<record:pk>/", templates.template_page, name="template"),
    path("mau-van-ban/<record:pk>/sua/", templates.TemplateEdit.as_view(), name="template-edit"),
    path("mau-van-ban/<record:pk>/tep/", templates.template_file, name="template-file"),
    path("mau-van-ban/<record:pk>/xoa/", templates.template_remove, name="template-remove"),
]
