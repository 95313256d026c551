"""Organisations with dated names and areas, the coverage closure, and contacts."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import ContactKind, OrganisationKind
from kernel import history
from kernel.constraints import dates_in_order
from kernel.records import Record, ScopedQuerySet
from localities.models import AdministrativeUnit


class OrganisationQuerySet(ScopedQuerySet):
    """Organisations; those without a seat (a ministry) concern everybody."""

    def visible_to(self, user: Any) -> Self:
        """Organisations seated in the user's area, his own, and those that have no seat."""
        rows = self.alive()
        if user.sees_everything:
            return rows
        return rows.filter(
            Q(unit__in=user.covered_units()) | Q(unit__isnull=True) | Q(pk=user.organisation_id)
        )

    def offices(self) -> Self:
        """Organisations whose people work in the portal."""
        return self.filter(kind__in=OrganisationKind.OFFICES)


class Organisation(Record):
    """An office, unit or body of the trade; former ones stay and name their successor."""

    kind = models.CharField(_("loại tổ chức"), max_length=30, choices=OrganisationKind)
    name = models.CharField(_("tên đang dùng"), max_length=250)
    short_name = models.CharField(_("tên gọi tắt"), max_length=120, blank=True)
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn đặt trụ sở"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seated_organisations",
    )
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=250, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    valid_from = models.DateField(_("hoạt động từ"), null=True, blank=True)
    valid_to = models.DateField(_("hoạt động đến"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("đơn vị kế thừa"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
    )
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    search_key = models.CharField(max_length=500, editable=False, default="")
    sort_key = models.CharField(max_length=500, editable=False, default="")

    objects = OrganisationQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("tổ chức")
        verbose_name_plural = _("tổ chức")
        ordering = ["sort_key", "pk"]
        constraints = [
            *Record.Meta.constraints,
            dates_in_order("valid_from", "valid_to", "accounts_organisation_dates"),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationName(models.Model):
    """A name that an organisation bore during a time."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("tổ chức"), on_delete=models.CASCADE, related_name="names"
    )
    name = models.CharField(_("tên"), max_length=250)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=250, blank=True)

    history = history.track()

    class Meta:
        verbose_name = _("tên của tổ chức theo thời gian")
        verbose_name_plural = _("tên của tổ chức theo thời gian")
        ordering = ["organisation", "valid_from", "pk"]
        constraints = [dates_in_order("valid_from", "valid_to", "accounts_organisationname_dates")]

    def __str__(self) -> str:
        return self.name


class OrganisationArea(models.Model):
    """A unit that an organisation is in charge of during a time; ``Coverage`` is its closure."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("tổ chức"), on_delete=models.CASCADE, related_name="areas"
    )
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn"),
        on_delete=models.PROTECT,
        related_name="responsible_areas",
    )
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    history = history.track()

    class Meta:
        verbose_name = _("địa bàn phụ trách")
        verbose_name_plural = _("địa bàn phụ trách")
        ordering = ["organisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "unit"],
                name="accounts_organisationarea_once",
                violation_error_message=_("Địa bàn này đã có trong danh sách phụ trách."),
            ),
            dates_in_order("valid_from", "valid_to", "accounts_organisationarea_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.unit}"


class Coverage(models.Model):
    """Every unit, old and new, whose records an organisation sees; derived, never typed.

    Rebuilt by ``accounts.services.rebuild_coverage``; therefore it has no history.
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("tổ chức"), on_delete=models.CASCADE, related_name="coverage"
    )
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn"),
        on_delete=models.CASCADE,
        related_name="coverage",
    )
    is_shared = models.BooleanField(
        _("chia cho nhiều đơn vị"),
        default=False,
        help_text=_("Chỉ thấy hồ sơ chưa chọn đơn vị hiện nay."),
    )

    class Meta:
        verbose_name = _("phạm vi xem")
        verbose_name_plural = _("phạm vi xem")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "unit"], name="accounts_coverage_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.unit_id}"


class Contact(Record):
    """A person to call: focal point, part-time officer or collaborator, and his training."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("tổ chức"),
        on_delete=models.PROTECT,
        related_name="contacts",
    )
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
    )
    kind = models.CharField(_("vai trò"), max_length=20, choices=ContactKind)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    position = models.CharField(_("chức vụ"), max_length=120, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    training = models.TextField(_("tập huấn đã tham gia"), max_length=2000, blank=True)
    search_key = models.CharField(max_length=300, editable=False, default="")

    objects = ScopedQuerySet.as_manager()
    history = history.track(excluded_fields=["phone", "email"])

    class Meta(Record.Meta):
        verbose_name = _("đầu mối liên hệ")
        verbose_name_plural = _("đầu mối liên hệ")
        ordering = ["organisation", "full_name", "pk"]

    def __str__(self) -> str:
        return self.full_name
