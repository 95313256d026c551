"""Reporting periods: which time they speak of, which data they take, when they are due."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Coverage, Organisation
from kernel import history
from kernel.constraints import dates_in_order
from kernel.records import Record, ScopedQuerySet
from kernel.workflow import TransitionRow
from progress.choices import PeriodKind, PeriodState


class PeriodQuerySet(ScopedQuerySet):
    """Reporting periods."""

    def in_scope(self, user: Any) -> Self:
        """Periods of the Centres whose area holds what the person's organisation is in charge of.

        A local office sees its Centre's periods: the days that it must keep to.
        """
        if user.sees_everything:
            return self
        areas = user.organisation.areas.values("unit_id")
        centres = Coverage.objects.filter(unit__in=areas, is_shared=False)
        return self.filter(centre__in=centres.values("organisation_id"))


class ReportingPeriod(Record):
    """A period of a Centre: the time it is named after is not the time of its data, nor its due
    days: the period is not the submission window."""

    centre = models.ForeignKey(
        Organisation,
        verbose_name=_("trung tâm phụ trách"),
        on_delete=models.PROTECT,
        related_name="reporting_periods",
    )
    kind = models.CharField(_("loại kỳ"), max_length=12, choices=PeriodKind)
    code = models.CharField(_("mã kỳ"), max_length=30, help_text=_("Ví dụ 2026-10, 2026-Q3."))
    starts_on = models.DateField(_("kỳ từ ngày"))
    ends_on = models.DateField(_("kỳ đến ngày"))
    data_from = models.DateField(_("số liệu từ ngày"))
    data_to = models.DateField(_("số liệu đến ngày"))
    local_due_on = models.DateField(_("địa phương nộp trước ngày"))
    department_due_on = models.DateField(_("gửi Sở trước ngày"), null=True, blank=True)
    agency_due_on = models.DateField(_("gửi Cục trước ngày"), null=True, blank=True)
    state = models.CharField(
        _("tình trạng"),
        max_length=8,
        choices=PeriodState,
        default=PeriodState.OPEN,
        editable=False,
    )
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("kỳ báo cáo")
        verbose_name_plural = _("kỳ báo cáo")
        ordering = ["-data_to", "-starts_on", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["centre", "code"],
                condition=Q(deleted_at__isnull=True),
                name="progress_reportingperiod_once",
                violation_error_message=_("Kỳ báo cáo này đã được mở."),
            ),
            dates_in_order("starts_on", "ends_on", "progress_reportingperiod_span"),
            dates_in_order(
                "data_from",
                "data_to",
                "progress_reportingperiod_data",
                message=_("Ngày cuối của số liệu phải sau ngày đầu."),
            ),
            dates_in_order(
                "data_from",
                "local_due_on",
                "progress_reportingperiod_due",
                message=_("Hạn nộp phải sau ngày đầu của số liệu."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def year(self) -> int:
        """The year that the period belongs to (its last day: 15/12 to 14/01 is January's)."""
        return self.ends_on.year

    @property
    def title(self) -> str:
        """The period in words: "tháng 10/2026", "quý III/2026", "6 tháng đầu năm 2026"."""
        year, number = self.ends_on.year, (self.ends_on.month - 1) // 3 + 1
        if self.kind == PeriodKind.MONTH:
            return f"tháng {self.ends_on.month}/{year}"
        if self.kind == PeriodKind.QUARTER:
            return f"quý {('I', 'II', 'III', 'IV')[number - 1]}/{year}"
        if self.kind == PeriodKind.HALF_YEAR:
            half = "đầu" if self.ends_on.month <= 6 else "cuối"
            return f"6 tháng {half} năm {year}"
        if self.kind == PeriodKind.NINE_MONTHS:
            return f"9 tháng năm {year}"
        if self.kind == PeriodKind.YEAR:
            return f"năm {year}"
        return f"từ {self.starts_on:%d/%m/%Y} đến {self.ends_on:%d/%m/%Y}"

    @property
    def is_locked(self) -> bool:
        """Whether the leader has closed the period to submissions."""
        return self.state == PeriodState.LOCKED

    def get_absolute_url(self) -> str:
        """Return the period's page."""
        return reverse("progress:period", args=[self.pk])


class PeriodTransition(TransitionRow):
    """A period locked or unlocked: who, when, why."""

    subject = models.ForeignKey(
        ReportingPeriod,
        verbose_name=_("kỳ báo cáo"),
        on_delete=models.PROTECT,
        related_name="transitions",
    )

    class Meta(TransitionRow.Meta):
        verbose_name = _("lần khóa, mở kỳ báo cáo")
        verbose_name_plural = _("lần khóa, mở kỳ báo cáo")
