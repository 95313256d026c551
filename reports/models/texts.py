"""Reports in words: what an officer adds to the sentences that are made from figures."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Coverage, Organisation
from kernel import history
from kernel.records import Record, ScopedQuerySet
from progress.choices import PeriodKind
from reports.choices import TextSection

OWN_LENGTH = 6_000


class TextReportQuerySet(ScopedQuerySet):
    """Reports in words."""

    def visible_to(self, user: Any) -> Self:
        """Reports of the Centres whose area holds what the person's organisation is in charge of.

        A local office reads its own figures only: what the Centre writes speaks of all offices.
        """
        rows = self.alive()
        if user.sees_everything:
            return rows
        if user.is_local:
            return rows.none()
        areas = user.organisation.areas.values("unit_id")
        centres = Coverage.objects.filter(unit__in=areas, is_shared=False)
        return rows.filter(centre__in=centres.values("organisation_id"))


class TextReport(Record):
    """A Centre's report in words for one period; its sentences are never stored to
    be printed: they are made from the figures each time."""

    centre = models.ForeignKey(
        Organisation,
        verbose_name=_("trung tâm phụ trách"),
        on_delete=models.PROTECT,
        related_name="text_reports",
    )
    kind = models.CharField(
        _("loại kỳ"), max_length=12, choices=PeriodKind, default=PeriodKind.MONTH
    )
    period_code = models.CharField(_("mã kỳ"), max_length=30, help_text=_("Ví dụ 2026-10."))

    objects = TextReportQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("báo cáo lời văn")
        verbose_name_plural = _("báo cáo lời văn")
        ordering = ["-period_code", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["centre", "period_code"],
                condition=Q(deleted_at__isnull=True),
                name="reports_textreport_once",
                violation_error_message=_("Kỳ này đã có báo cáo lời văn."),
            ),
        ]

    def __str__(self) -> str:
        return f"Báo cáo lời văn kỳ {self.period_code}"


class TextParagraph(models.Model):
    """A section of a report in words: the officer's own paragraphs, and the sentences that were
    made when he saved, kept to tell what has changed since."""

    report = models.ForeignKey(
        TextReport,
        verbose_name=_("báo cáo lời văn"),
        on_delete=models.CASCADE,
        related_name="paragraphs",
    )
    section = models.CharField(_("mục"), max_length=20, choices=TextSection)
    text = models.TextField(_("phần viết thêm"), max_length=OWN_LENGTH, blank=True)
    made = models.TextField(_("câu lập từ số liệu khi lưu"), blank=True, editable=False)

    history = history.track()

    class Meta:
        verbose_name = _("mục của báo cáo lời văn")
        verbose_name_plural = _("mục của báo cáo lời văn")
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "section"],
                name="reports_textparagraph_once",
                violation_error_message=_("Mục này đã có trong báo cáo."),
            )
        ]

    def __str__(self) -> str:
        return str(TextSection(self.section).label)
