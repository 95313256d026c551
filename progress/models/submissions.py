"""Submissions: one organisation's report for one period, and the log of its states."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from kernel import history
from kernel.constraints import both_or_neither
from kernel.records import Record, ScopedQuerySet
from kernel.workflow import TransitionRow
from progress.choices import Channel, Origin, SubmissionState
from progress.models.periods import ReportingPeriod


class SubmissionQuerySet(ScopedQuerySet):
    """Submissions."""

    def visible_to(self, user: Any) -> Self:
        """A local office's own; for everybody else those of the periods in reach."""
        rows = self.alive().filter(period__deleted_at__isnull=True)
        if user.sees_everything:
            return rows
        if user.is_local:
            return rows.filter(organisation=user.organisation_id)
        return rows.filter(period__in=ReportingPeriod.objects.visible_to(user))

    def approved(self) -> Self:
        """Those whose figures count."""
        return self.filter(state=SubmissionState.APPROVED)


def _person(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )


class PeriodSubmission(Record):
    """What an organisation reports for a period; its figures are ``ProgressEntry`` rows."""

    period = models.ForeignKey(
        ReportingPeriod,
        verbose_name=_("kỳ báo cáo"),
        on_delete=models.PROTECT,
        related_name="submissions",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("đơn vị báo cáo"),
        on_delete=models.PROTECT,
        related_name="submissions",
    )
    state = models.CharField(
        _("tình trạng"),
        max_length=20,
        choices=SubmissionState,
        default=SubmissionState.DRAFT,
        editable=False,
    )
    is_empty = models.BooleanField(_("không phát sinh"), default=False, editable=False)
    difficulties = models.TextField(_("khó khăn, vướng mắc"), max_length=2000, blank=True)
    proposals = models.TextField(_("đề xuất, kiến nghị"), max_length=2000, blank=True)
    origin = models.CharField(
        _("ai nhập"), max_length=10, choices=Origin, default=Origin.SELF, editable=False
    )
    channel = models.CharField(_("nhận số liệu qua"), max_length=10, choices=Channel, blank=True)
    origin_note = models.CharField(
        _("nguồn số liệu nhập thay"),
        max_length=300,
        blank=True,
        help_text=_("Ai cung cấp, ngày nào, văn bản nào."),
    )
    saved_at = models.DateTimeField(_("lưu nháp lúc"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True, editable=False)
    submitted_by = _person(_("người gửi"))
    signed_at = models.DateTimeField(_("ký lúc"), null=True, blank=True, editable=False)
    signed_by = _person(_("người ký"))
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True, blank=True, editable=False)
    approved_by = _person(_("người duyệt"))
    return_reason = models.TextField(
        _("lý do trả lại"), max_length=2000, blank=True, editable=False
    )

    objects = SubmissionQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("báo cáo của đơn vị")
        verbose_name_plural = _("báo cáo của đơn vị")
        ordering = ["period", "organisation__sort_key", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["period", "organisation"],
                condition=Q(deleted_at__isnull=True),
                name="progress_periodsubmission_once",
                violation_error_message=_("Đơn vị đã có báo cáo của kỳ này."),
            ),
            both_or_neither("submitted_at", "submitted_by", "progress_periodsubmission_submitted"),
            both_or_neither("signed_at", "signed_by", "progress_periodsubmission_signed"),
            both_or_neither("approved_at", "approved_by", "progress_periodsubmission_approved"),
            models.CheckConstraint(
                condition=~Q(state=SubmissionState.APPROVED) | Q(approved_at__isnull=False),
                name="progress_periodsubmission_approval_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state=SubmissionState.RETURNED) | ~Q(return_reason=""),
                name="progress_periodsubmission_return_reasoned",
                violation_error_message=_("Hãy ghi lý do trả lại."),
            ),
        ]

    def __str__(self) -> str:
        return f"Báo cáo {self.period.title} của {self.organisation}"

    @property
    def is_editable(self) -> bool:
        """Whether its figures may be typed now."""
        return self.state in SubmissionState.EDITABLE and not self.period.is_locked

    @property
    def is_approved(self) -> bool:
        """Whether its figures count."""
        return self.state == SubmissionState.APPROVED

    def get_absolute_url(self) -> str:
        """Return the submission's page."""
        return reverse("progress:submission", args=[self.pk])


class SubmissionTransition(TransitionRow):
    """A change of a submission's state: who, when, from, to, why."""

    subject = models.ForeignKey(
        PeriodSubmission,
        verbose_name=_("báo cáo của đơn vị"),
        on_delete=models.PROTECT,
        related_name="transitions",
    )

    class Meta(TransitionRow.Meta):
        verbose_name = _("lần chuyển trạng thái báo cáo")
        verbose_name_plural = _("lần chuyển trạng thái báo cáo")
