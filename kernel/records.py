"""What every business record has: moments, a version, a recycle bin, a scope."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.constraints import both_or_neither


class ScopedQuerySet(models.QuerySet):
    """Rows narrowed to what a person may see. Every list, choice, figure and export starts here."""

    def alive(self) -> Self:
        """Rows that are not in the recycle bin."""
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """Rows in the scope of ``user`` that are not in the recycle bin."""
        return self.alive().in_scope(user)

    def in_bin(self, user: Any) -> Self:
        """Rows in the scope of ``user`` that are in the recycle bin."""
        return self.filter(deleted_at__isnull=False).in_scope(user)

    def in_scope(self, user: Any) -> Self:
        """Rows inside the area of ``user``'s organisation; everything for the system.

        The model has ``unit`` (of the row's time) and may have ``unit_now``.
        """
        if user.sees_everything:
            return self
        if hasattr(self.model, "unit_now"):
            return self.filter(user.area_condition())
        return self.filter(unit__in=user.covered_units())


class Record(models.Model):
    """Abstract base of the records that people enter; deleting moves a row to the recycle bin."""

    created_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("cập nhật lúc"), auto_now=True, editable=False)
    version = models.PositiveIntegerField(_("phiên bản"), default=1, editable=False)
    deleted_at = models.DateTimeField(_("xóa lúc"), null=True, blank=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người xóa"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            both_or_neither("deleted_at", "deleted_by", "%(app_label)s_%(class)s_deleted")
        ]

    @property
    def is_deleted(self) -> bool:
        """Whether the row is in the recycle bin."""
        return self.deleted_at is not None
