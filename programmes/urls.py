"""Addresses of plans, decisions and projects."""

from django.urls import path

from programmes.views import (
    bulk,
    copies,
    decisions,
    files,
    grid,
    ledger,
    plans,
    projects,
    proposal,
    states,
    tracking,
)

app_name = "programmes"
urlpatterns = [
    path("ke-hoach/", plans.plan_list, name="plans"),
    path("ke-hoach/them/", plans.PlanAdd.as_view(), name="plan-add"),
    path("ke-hoach/<record:pk>/", plans.plan_page, name="plan"),
    path("ke-hoach/<record:pk>/nhap-dong/", grid.PlanGrid.as_view(), name="plan-grid"),
    path(
        "ke-hoach/<record:pk>/quyet-dinh/them/",
        decisions.DecisionAdd.as_view(),
        name="decision-add",
    ),
    path("ke-hoach/<record:pk>/so-du-dau-ky/", ledger.PlanOpening.as_view(), name="plan-opening"),
    path("ke-hoach/quyet-dinh/<record:pk>/", decisions.decision_page, name="decision"),
    path(
        "ke-hoach/quyet-dinh/<record:pk>/sua/",
        decisions.DecisionEdit.as_view(),
        name="decision-edit",
    ),
    path(
        "ke-hoach/quyet-dinh/<record:pk>/ghi-nhan/",
        decisions.decision_record,
        name="decision-record",
    ),
    path(
        "ke-hoach/quyet-dinh/<record:pk>/tep/them/",
        files.decision_file_add,
        name="decision-file-add",
    ),
    path(
        "ke-hoach/quyet-dinh/<record:pk>/tep/<record:number>/",
        files.decision_file,
        name="decision-file",
    ),
    path(
        "ke-hoach/quyet-dinh/<record:pk>/tep/<record:number>/xoa/",
        files.decision_file_remove,
        name="decision-file-remove",
    ),
    path("de-an/", projects.project_list, name="projects"),
    path("de-an/xuat/", projects.project_export, name="projects-export"),
    path("de-an/them/", projects.ProjectAdd.as_view(), name="project-add"),
    path("de-an/sua-hang-loat/", bulk.ProjectBulkEdit.as_view(), name="projects-bulk"),
    path("de-an/<record:pk>/", projects.project_page, name="project"),
    path("de-an/<record:pk>/sua/", projects.ProjectEdit.as_view(), name="project-edit"),
    path("de-an/<record:pk>/nhan-ban/", copies.ProjectCopy.as_view(), name="project-copy"),
    path("de-an/<record:pk>/chuyen-trang-thai/", projects.project_move, name="project-move"),
    path("de-an/<record:pk>/xoa/", projects.project_remove, name="project-remove"),
    path(
        "de-an/<record:pk>/ghi-nhan-trang-thai/",
        states.PastState.as_view(),
        name="project-past-state",
    ),
    path(
        "de-an/<record:pk>/so-du-dau-ky/", ledger.ProjectOpening.as_view(), name="project-opening"
    ),
    path("de-an/<record:pk>/tep/them/", files.project_file_add, name="project-file-add"),
    path("de-an/<record:pk>/tep/<record:number>/", files.project_file, name="project-file"),
    path(
        "de-an/<record:pk>/tep/<record:number>/xoa/",
        files.project_file_remove,
        name="project-file-remove",
    ),
    path("de-an/<record:pk>/du-toan/", proposal.BudgetPage.as_view(), name="budget"),
    path("de-an/<record:pk>/chi-tieu/", proposal.IndicatorsPage.as_view(), name="indicators"),
    path("de-an/<record:pk>/thuyet-minh/", proposal.StatementPage.as_view(), name="statement"),
    path("de-an/<record:pk>/theo-doi/them/", tracking.LineAdd.as_view(), name="line-add"),
    path("de-an/theo-doi/<record:pk>/sua/", tracking.LineEdit.as_view(), name="line-edit"),
    path("de-an/theo-doi/<record:pk>/xoa/", tracking.line_remove, name="line-remove"),
    path(
        "de-an/theo-doi/<record:pk>/ban-giao/",
        tracking.LineHandOver.as_view(),
        name="line-hand-over",
    ),
]
