"""The file of a project (hồ sơ đề án): its budget, and the statement in eight parts."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel import history
from kernel.constraints import non_negative
from kernel.money import MoneyField
from kernel.records import Record, ScopedQuerySet
from programmes.choices import FundingSource
from programmes.models.projects import ProjectPartQuerySet, SupportProject


class BudgetLine(models.Model):
    """A line of a project's budget: what is spent, how much of it, from which source, why so.

    Requested money stands here, planned money in decision lines; neither is written from the other.
    """

    project = models.ForeignKey(
        SupportProject,
        verbose_name=_("đề án"),
        on_delete=models.CASCADE,
        related_name="budget_lines",
    )
    group = models.CharField(_("nhóm chi"), max_length=200, blank=True)
    content = models.CharField(_("nội dung chi"), max_length=500)
    measure = models.CharField(_("đơn vị tính"), max_length=40, blank=True)
    quantity = models.DecimalField(
        _("số lượng"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    unit_price = MoneyField(_("đơn giá"), null=True, blank=True)
    source = models.CharField(_("nguồn"), max_length=20, choices=FundingSource)
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=1)

    objects = ProjectPartQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("dòng dự toán")
        verbose_name_plural = _("dòng dự toán")
        ordering = ["project", "order", "pk"]
        constraints = [
            non_negative("quantity", "programmes_budgetline_quantity"),
            non_negative("unit_price", "programmes_budgetline_price"),
        ]

    def __str__(self) -> str:
        return self.content

    @property
    def amount(self) -> int | None:
        """Quantity times price in whole đồng, half up; None while one of them isn't known."""
        if self.quantity is None or self.unit_price is None:
            return None
        exact = Decimal(self.quantity) * self.unit_price
        return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


class StatementQuerySet(ScopedQuerySet):
    """Statements of projects."""

    def visible_to(self, user: Any) -> Self:
        """Statements of the projects that the person sees."""
        return self.alive().filter(project__in=SupportProject.objects.visible_to(user))


class ProjectStatement(Record):
    """Thuyết minh đề án: the parts in words of TT 36/2013/TT-BCT Đ.5.

    What the project knows already isn't asked for: an empty part prints what stands in its facts,
    its indicators and its budget.
    """

    project = models.OneToOneField(
        SupportProject,
        verbose_name=_("đề án"),
        on_delete=models.PROTECT,
        related_name="statement",
    )
    parties = models.TextField(
        _("đơn vị thực hiện, phối hợp, thụ hưởng, địa điểm"), max_length=5000, blank=True
    )
    necessity = models.TextField(
        _("sự cần thiết và căn cứ của đề án"), max_length=20000, blank=True
    )
    objective = models.TextField(_("mục tiêu"), max_length=10000, blank=True)
    scale = models.TextField(_("quy mô đề án"), max_length=10000, blank=True)
    content = models.TextField(_("nội dung và tiến độ"), max_length=20000, blank=True)
    budget = models.TextField(_("dự toán kinh phí"), max_length=10000, blank=True)
    organisation = models.TextField(_("tổ chức thực hiện"), max_length=20000, blank=True)
    effect = models.TextField(_("hiệu quả của đề án"), max_length=20000, blank=True)

    objects = StatementQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("thuyết minh đề án")
        verbose_name_plural = _("thuyết minh đề án")
        ordering = ["project"]

    def __str__(self) -> str:
        return str(self.project)

    def get_absolute_url(self) -> str:
        """Return the page of the statement."""
        return reverse("programmes:statement", args=[self.project_id])
