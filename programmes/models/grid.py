"""The grid of a plan while somebody types it: scratch paper, not a record."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel.money import DONG, MILLION
from programmes.models.plans import AnnualPlan


class PlanGridDraft(models.Model):
    """What one person has typed into a plan's grid and not stored yet; one for each plan.

    Scratch paper: it has no history and no recycle bin (docs/decisions/0017). It stays when its
    rows have become projects, so that the same press of a button can't store them twice.
    """

    plan = models.ForeignKey(
        AnnualPlan,
        verbose_name=_("kế hoạch"),
        on_delete=models.CASCADE,
        related_name="grid_drafts",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người nhập"),
        on_delete=models.CASCADE,
        related_name="plan_grid_drafts",
    )
    rows = models.JSONField(_("các dòng"), default=list, blank=True)
    unit = models.CharField(
        _("đơn vị tiền"),
        max_length=12,
        choices=[(MILLION, _("Triệu đồng")), (DONG, _("Đồng"))],
        default=MILLION,
    )
    version = models.PositiveIntegerField(_("phiên bản"), default=0)
    saved_at = models.DateTimeField(_("lưu lúc"), auto_now=True)
    stored_digest = models.CharField(_("dấu của lần lưu"), max_length=64, blank=True)

    class GridDraftQuerySet(models.QuerySet):
        """Drafts of grids."""

        def visible_to(self, user: Any) -> Self:
            """The person's own, of plans that the person sees."""
            return self.filter(user=user, plan__in=AnnualPlan.objects.visible_to(user))

    objects = GridDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("bảng nhập đề án đang soạn")
        verbose_name_plural = _("bảng nhập đề án đang soạn")
        ordering = ["plan", "user"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "user"], name="programmes_plangriddraft_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.user}"
