"""Tracking lines (dòng theo dõi): who follows which part of a project, and how far it is."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from kernel import history
from kernel.constraints import non_negative, percent
from kernel.money import MoneyField, format_quantity
from kernel.records import Record, ScopedQuerySet
from localities.models import AdministrativeUnit
from programmes.choices import LineState
from programmes.models.catalogues import Indicator
from programmes.models.projects import Allocation, SupportProject


class TrackingLineQuerySet(ScopedQuerySet):
    """Tracking lines."""

    def visible_to(self, user: Any) -> Self:
        """Lines of the area whose project isn't in the recycle bin."""
        return super().visible_to(user).filter(project__deleted_at__isnull=True)

    def with_reporter(self, day: date) -> Self:
        """Annotate ``reporter_id``: the organisation that reports on ``day``.

        None is the Centre in whose area the line lies.
        """
        newest = (
            ReportingAssignment.objects.filter(
                Q(valid_from__isnull=True) | Q(valid_from__lte=day), line=OuterRef("pk")
            )
            .order_by(F("valid_from").desc(nulls_last=True), "-pk")
            .values("organisation")[:1]
        )
        return self.annotate(reporter_id=Subquery(newest))


class TrackingLine(Record):
    """A part of a project that one organisation reports on: project x place x beneficiary.

    State, percent and invested capital are what was approved last, written by
    ``services.record_progress`` alone and proved by check_figures.
    """

    project = models.ForeignKey(
        SupportProject,
        verbose_name=_("đề án"),
        on_delete=models.PROTECT,
        related_name="tracking_lines",
    )
    name = models.CharField(
        _("nội dung theo dõi"),
        max_length=250,
        blank=True,
        help_text=_("Để trống thì lấy tên đơn vị thụ hưởng, hoặc tên đề án."),
    )
    allocation = models.ForeignKey(
        Allocation,
        verbose_name=_("đơn vị thụ hưởng"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tracking_lines",
    )
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn"),
        on_delete=models.PROTECT,
        related_name="tracking_lines",
    )
    unit_now = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn hiện nay"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tracking_lines_now",
    )
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=1)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    state = models.CharField(
        _("tình trạng"), max_length=12, choices=LineState, blank=True, editable=False
    )
    progress_percent = models.PositiveSmallIntegerField(
        _("tiến độ (%)"), null=True, blank=True, editable=False
    )
    progress_as_of = models.DateField(_("tiến độ tính đến"), null=True, blank=True, editable=False)
    invested_amount = MoneyField(_("vốn cơ sở đã chi"), null=True, blank=True, editable=False)
    search_key = models.CharField(max_length=1000, editable=False, default="")

    objects = TrackingLineQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("dòng theo dõi")
        verbose_name_plural = _("dòng theo dõi")
        ordering = ["project", "order", "pk"]
        constraints = [
            *Record.Meta.constraints,
            percent("progress_percent", "programmes_trackingline_percent"),
            non_negative("invested_amount", "programmes_trackingline_invested"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Return the line's place on its project's page."""
        return f"{reverse('programmes:project', args=[self.project_id])}#dong-{self.pk}"

    @property
    def label(self) -> str:
        """What is followed: the typed name, else the beneficiary, else the project."""
        if self.name:
            return self.name
        beneficiary = self.allocation.label if self.allocation else ""
        return beneficiary or self.project.name

    @property
    def long_label(self) -> str:
        """Project, line and place in one line, for a select that knows nothing else."""
        project = f"{self.project.code} {self.project.name}".strip()
        part = [] if self.label == self.project.name else [self.label]
        return " · ".join([project, *part, self.unit.full_name])

    @property
    def beneficiary(self) -> str:
        """The beneficiary in words, empty when the line is for the whole project."""
        return self.allocation.label if self.allocation else ""


class ReportingAssignment(models.Model):
    """From which day an organisation reports on a line; the newest one on a day holds it.

    With first days alone no two organisations can hold a line on one day. A line without any row
    is the Centre's; handing it back to the Centre is a row that names the Centre.
    """

    line = models.ForeignKey(
        TrackingLine,
        verbose_name=_("dòng theo dõi"),
        on_delete=models.CASCADE,
        related_name="assignments",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("đơn vị báo cáo"),
        on_delete=models.PROTECT,
        related_name="reporting_assignments",
    )
    valid_from = models.DateField(
        _("từ ngày"), null=True, blank=True, help_text=_("Để trống là từ đầu.")
    )
    note = models.CharField(_("lý do bàn giao"), max_length=300, blank=True)

    history = history.track()

    class Meta:
        verbose_name = _("phân công báo cáo")
        verbose_name_plural = _("phân công báo cáo")
        ordering = ["line", F("valid_from").asc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "valid_from"],
                name="programmes_reportingassignment_once",
                violation_error_message=_("Ngày này đã có đơn vị nhận báo cáo dòng theo dõi."),
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(valid_from__isnull=True),
                name="programmes_reportingassignment_first_once",
                violation_error_message=_("Dòng theo dõi đã có đơn vị báo cáo từ đầu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"


class LineIndicator(models.Model):
    """What a line plans of one indicator, and what was approved last as done (cumulative)."""

    line = models.ForeignKey(
        TrackingLine,
        verbose_name=_("dòng theo dõi"),
        on_delete=models.CASCADE,
        related_name="indicators",
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("chỉ tiêu"), on_delete=models.PROTECT, related_name="+"
    )
    planned = models.DecimalField(
        _("kế hoạch"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    done = models.DecimalField(
        _("đã thực hiện"), max_digits=14, decimal_places=2, null=True, blank=True, editable=False
    )

    history = history.track()

    class Meta:
        verbose_name = _("chỉ tiêu của dòng theo dõi")
        verbose_name_plural = _("chỉ tiêu của dòng theo dõi")
        ordering = ["line", "indicator__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "indicator"],
                name="programmes_lineindicator_once",
                violation_error_message=_("Chỉ tiêu này đã có trong dòng theo dõi."),
            ),
            non_negative("planned", "programmes_lineindicator_planned"),
            non_negative("done", "programmes_lineindicator_done"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {format_quantity(self.planned)}"


class CountedResult(models.Model):
    """What something else counts for an indicator of a line on a day (a course and its trainees).

    Derived, therefore without history: ``services.record_results`` rewrites the rows of a source.
    The value of an indicator on a day is the sum of the rows until then.
    """

    line = models.ForeignKey(
        TrackingLine,
        verbose_name=_("dòng theo dõi"),
        on_delete=models.CASCADE,
        related_name="counted_results",
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("chỉ tiêu"), on_delete=models.PROTECT, related_name="+"
    )
    source_key = models.CharField(_("nguồn đếm"), max_length=60)
    occurred_on = models.DateField(_("ngày"))
    amount = models.DecimalField(_("số lượng"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("kết quả tự tính")
        verbose_name_plural = _("kết quả tự tính")
        ordering = ["line", "indicator", "occurred_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "indicator", "source_key"], name="programmes_countedresult_once"
            )
        ]
        indexes = [models.Index(fields=["source_key"], name="programmes_counted_source")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.amount}"
