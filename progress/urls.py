"""Addresses of reporting periods and of what offices report."""

from django.urls import path

from progress.views import periods, review, steps, submissions

app_name = "progress"
urlpatterns = [
    path("", periods.index, name="index"),
    path("ky/them/", periods.PeriodAdd.as_view(), name="period-add"),
    path("ky/<record:pk>/", periods.period_page, name="period"),
    path("ky/<record:pk>/sua/", periods.PeriodEdit.as_view(), name="period-edit"),
    path("ky/<record:pk>/bo-sung/", periods.complete, name="period-complete"),
    path("ky/<record:pk>/khoa/", periods.lock, name="period-lock"),
    path("ky/<record:pk>/mo-khoa/", periods.unlock, name="period-unlock"),
    path("ky/<record:pk>/duyet/", review.review, name="review"),
    path("ky/<record:pk>/duyet-tat-ca/", review.approve_all, name="approve-all"),
    path("<record:pk>/", submissions.SubmissionPage.as_view(), name="submission"),
    path("<record:pk>/gui/", steps.submit, name="submit"),
    path("<record:pk>/khong-phat-sinh/", steps.submit_empty, name="empty"),
    path("<record:pk>/ky-ten/", steps.sign, name="sign"),
    path("<record:pk>/rut-lai/", steps.recall, name="recall"),
    path("<record:pk>/tra-lai/", steps.give_back, name="return"),
    path("<record:pk>/duyet/", steps.approve, name="approve"),
    path("<record:pk>/mo-lai/", steps.reopen, name="reopen"),
]
