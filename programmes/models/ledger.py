"""Money that moved: entries that are only added to, and the balances that they make."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.constraints import non_negative, one_of
from kernel.money import MoneyField, format_dong
from programmes.choices import BalanceColumn, EntryKind, FundingSource, Leg
from programmes.models.projects import SupportProject


class LedgerQuerySet(models.QuerySet):
    """Entries and balances."""

    def visible_to(self, user: Any) -> Self:
        """Those of projects in the person's area."""
        return self.filter(project__in=SupportProject.objects.visible_to(user))


class LedgerEntry(models.Model):
    """An amount that moved on one leg of one source of a project. Append-only.

    A correction is a further entry with its sign. An entry of 0 says that nothing moved, which is
    another thing than nobody knowing.
    """

    project = models.ForeignKey(
        SupportProject, verbose_name=_("đề án"), on_delete=models.PROTECT, related_name="entries"
    )
    source = models.CharField(_("nguồn"), max_length=20, choices=FundingSource)
    leg = models.CharField(_("chiều"), max_length=10, choices=Leg)
    kind = models.CharField(_("loại bút toán"), max_length=20, choices=EntryKind)
    counts_as = models.CharField(_("ghi vào"), max_length=12, choices=BalanceColumn)
    amount = MoneyField(_("số tiền"), allow_negative=True)
    occurred_on = models.DateField(_("ngày"))
    voucher = models.CharField(_("chứng từ"), max_length=80, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    at = models.DateTimeField(_("ghi lúc"), auto_now_add=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người ghi"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("bút toán")
        verbose_name_plural = _("bút toán")
        ordering = ["occurred_on", "pk"]
        indexes = [models.Index(fields=["project", "occurred_on"], name="programmes_entry_days")]
        constraints = [
            one_of("source", sorted(FundingSource.SUPPORT), "programmes_ledgerentry_state_money"),
            models.CheckConstraint(
                condition=Q(leg=Leg.SPENT) | Q(counts_as=BalanceColumn.ADVANCED),
                name="programmes_ledgerentry_received_is_an_advance",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {format_dong(self.amount)}"

    @property
    def in_words(self) -> str:
        """What the amount is: what came in is received, whatever it will be settled as."""
        return "đã nhận" if self.leg == Leg.RECEIVED else f"đã {self.get_counts_as_display()}"


class Balance(models.Model):
    """What the entries of one leg of one source of a project add up to; empty is unknown.

    Derived, therefore without history: ``services.write_entries`` changes it in the transaction of
    the entry, ``refresh_planned`` with the plan; check_figures proves both.
    """

    project = models.ForeignKey(
        SupportProject, verbose_name=_("đề án"), on_delete=models.PROTECT, related_name="balances"
    )
    source = models.CharField(_("nguồn"), max_length=20, choices=FundingSource)
    leg = models.CharField(_("chiều"), max_length=10, choices=Leg)
    planned = MoneyField(_("kế hoạch"), null=True, blank=True)
    contracted = MoneyField(_("hợp đồng"), null=True, blank=True)
    advanced = MoneyField(_("tạm ứng"), null=True, blank=True)
    accepted = MoneyField(_("nghiệm thu"), null=True, blank=True)
    settled = MoneyField(_("thanh toán"), null=True, blank=True)
    returned = MoneyField(_("nộp trả"), null=True, blank=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("số dư theo nguồn")
        verbose_name_plural = _("số dư theo nguồn")
        ordering = ["project", "source", "leg"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "source", "leg"], name="programmes_balance_once"
            ),
            *(
                non_negative(
                    column,
                    f"programmes_balance_{column}",
                    message=_("Số dư không được âm."),
                )
                for column in BalanceColumn.values
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {self.get_leg_display()}"
