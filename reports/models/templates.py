"""The office's own Word and Excel templates."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Coverage, Organisation
from attachments.models import StoredFile
from kernel import history, validity
from kernel.constraints import dates_in_order
from kernel.records import Record, ScopedQuerySet


class DocumentTemplateQuerySet(ScopedQuerySet):
    """Templates."""

    def in_scope(self, user: Any) -> Self:
        """Templates of the Centres in whose area the person's organisation works: who may read a
        report may have it on his Centre's paper."""
        if user.sees_everything:
            return self
        areas = user.organisation.areas.values("unit_id")
        centres = Coverage.objects.filter(unit__in=areas, is_shared=False)
        return self.filter(centre__in=centres.values("organisation_id"))

    def on(self, slug: str, day: Any) -> Self:
        """Templates for the subject ``slug`` in force on ``day``."""
        return self.filter(validity.on(day), slug=slug)


class DocumentTemplate(Record):
    """A file with placeholders that a subject is filled into, a report or a record; ``found`` are
    its placeholders as they were read when the file came in: name, as written, place."""

    centre = models.ForeignKey(
        Organisation,
        verbose_name=_("trung tâm"),
        on_delete=models.PROTECT,
        related_name="templates",
    )
    slug = models.CharField(_("loại văn bản"), max_length=40)
    name = models.CharField(_("tên mẫu"), max_length=200)
    file = models.ForeignKey(
        StoredFile, verbose_name=_("tệp"), on_delete=models.PROTECT, related_name="+"
    )
    found = models.JSONField(_("ô trống tìm thấy"), default=list, blank=True, editable=False)
    valid_from = models.DateField(_("áp dụng từ"), null=True, blank=True)
    valid_to = models.DateField(_("áp dụng đến"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    objects = DocumentTemplateQuerySet.as_manager()
    history = history.track(excluded_fields=["found"])

    class Meta(Record.Meta):
        verbose_name = _("mẫu văn bản")
        verbose_name_plural = _("mẫu văn bản")
        ordering = ["slug", "name", "pk"]
        constraints = [
            *Record.Meta.constraints,
            dates_in_order("valid_from", "valid_to", "reports_documenttemplate_dates"),
            models.UniqueConstraint(
                fields=["centre", "slug", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="reports_documenttemplate_once",
                violation_error_message=_("Loại văn bản này đã có mẫu cùng tên."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the template."""
        return reverse("reports:template", args=[self.pk])
