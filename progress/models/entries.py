"""Entries: what a submission says of one tracking line."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.constraints import non_negative, percent
from kernel.money import MoneyField, format_quantity
from programmes.choices import LineState
from programmes.models import Indicator, TrackingLine
from progress.models.submissions import PeriodSubmission

#: marks in the history of entries what the portal has written itself: nobody has typed anything
COMPUTED = "tính tỷ lệ khi duyệt"


class EntryQuerySet(models.QuerySet):
    """Entries."""

    def computed(self) -> Self:
        """Those whose percent was written by approval, from state and figures: nobody typed it.

        Approval is the last to write an entry; the percent alone can't tell, because what it
        follows from (a plan, the report before) may have changed since.
        """
        rows = ProgressEntry.history.filter(id=models.OuterRef("pk"))
        newest = rows.order_by("-history_date", "-history_id").values("history_change_reason")[:1]
        kept = self.filter(percent__isnull=False).alias(written_as=models.Subquery(newest))
        return kept.filter(written_as=COMPUTED)

    def visible_to(self, user: Any) -> Self:
        """Entries of visible submissions."""
        return self.filter(submission__in=PeriodSubmission.objects.visible_to(user))


class ProgressEntry(models.Model):
    """A line in a submission. Amounts are cumulative since the project began; blank is unknown."""

    submission = models.ForeignKey(
        PeriodSubmission,
        verbose_name=_("báo cáo của đơn vị"),
        on_delete=models.CASCADE,
        related_name="entries",
    )
    line = models.ForeignKey(
        TrackingLine,
        verbose_name=_("dòng theo dõi"),
        on_delete=models.PROTECT,
        related_name="entries",
    )
    state = models.CharField(_("tình trạng"), max_length=12, choices=LineState, blank=True)
    percent = models.PositiveSmallIntegerField(
        _("tiến độ (%)"),
        null=True,
        blank=True,
        help_text=_("Để trống thì tính từ chỉ tiêu và tình trạng."),
    )
    invested_amount = MoneyField(
        _("vốn cơ sở đã chi"), null=True, blank=True, help_text=_("Lũy kế từ đầu đề án.")
    )
    results = models.TextField(_("kết quả"), max_length=2000, blank=True)
    difficulties = models.TextField(_("khó khăn, vướng mắc"), max_length=2000, blank=True)
    proposals = models.TextField(_("đề xuất, kiến nghị"), max_length=2000, blank=True)
    explanation = models.CharField(
        _("lý do"),
        max_length=500,
        blank=True,
        help_text=_("Vì sao số giảm, chậm hoặc khác kế hoạch."),
    )

    objects = EntryQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("dòng báo cáo tiến độ")
        verbose_name_plural = _("dòng báo cáo tiến độ")
        ordering = ["submission", "line__project", "line__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "line"], name="progress_progressentry_once"
            ),
            percent("percent", "progress_progressentry_percent"),
            non_negative("invested_amount", "progress_progressentry_invested"),
        ]

    def __str__(self) -> str:
        return f"{self.line}"


class EntryIndicator(models.Model):
    """What an entry says of one indicator: done so far, and the estimate to the end of the year.

    The estimate (ước) is typed and stored apart; it is never added to what is done.
    """

    entry = models.ForeignKey(
        ProgressEntry,
        verbose_name=_("dòng báo cáo tiến độ"),
        on_delete=models.CASCADE,
        related_name="indicators",
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("chỉ tiêu"), on_delete=models.PROTECT, related_name="+"
    )
    done = models.DecimalField(
        _("lũy kế đến kỳ này"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    estimate = models.DecimalField(
        _("ước cả năm (lũy kế)"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    history = history.track()

    class Meta:
        verbose_name = _("chỉ tiêu trong dòng báo cáo")
        verbose_name_plural = _("chỉ tiêu trong dòng báo cáo")
        ordering = ["entry", "indicator__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "indicator"], name="progress_entryindicator_once"
            ),
            non_negative("done", "progress_entryindicator_done"),
            non_negative("estimate", "progress_entryindicator_estimate"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {format_quantity(self.done)}"
