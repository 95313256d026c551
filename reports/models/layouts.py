"""Layouts: which columns a report shows, under which labels, in which order (data, not code)."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel import history, validity
from kernel.constraints import dates_in_order
from kernel.money import MoneyUnit, most_decimals
from kernel.records import Record, ScopedQuerySet


class FormLayoutQuerySet(ScopedQuerySet):
    """Layouts of reports."""

    def in_scope(self, user: Any) -> Self:
        """Layouts are the same for everybody who is signed in."""
        return self

    def on(self, slug: str, day: date) -> Self:
        """Layouts of the report ``slug`` in force on ``day``, the newest first."""
        rows = self.alive().filter(validity.on(day), slug=slug)
        return rows.order_by(*validity.NEWEST_FIRST)


class FormLayout(Record):
    """A dated layout of one report: title, unit, decimals, form code, signers, page.

    Its time is that of the figures: the layout of a report is the one of its period's last day.
    """

    class Orientation(models.TextChoices):
        """How the sheet lies."""

        LANDSCAPE = "landscape", _("Khổ ngang")
        PORTRAIT = "portrait", _("Khổ dọc")

    slug = models.CharField(_("báo cáo"), max_length=40)
    name = models.CharField(_("tên mẫu biểu"), max_length=200)
    title = models.CharField(
        _("tiêu đề trên giấy"),
        max_length=300,
        help_text=_("Dùng {year} ở chỗ ghi năm."),
    )
    form_code = models.CharField(_("ký hiệu mẫu"), max_length=60, blank=True)
    is_confirmed = models.BooleanField(
        _("đã đối chiếu với mẫu chính thức"),
        default=False,
        help_text=_("Ký hiệu mẫu chỉ được in khi đã đối chiếu."),
    )
    money_unit = models.CharField(
        _("đơn vị tính"),
        max_length=10,
        choices=MoneyUnit,
        blank=True,
        help_text=_("Để trống thì theo Hồ sơ tỉnh."),
    )
    decimals = models.PositiveSmallIntegerField(
        _("số chữ số thập phân ít nhất"),
        null=True,
        blank=True,
        validators=[most_decimals],
        help_text=_("Để trống thì theo Hồ sơ tỉnh. Tự thêm khi cần để các dòng cộng đúng."),
    )
    orientation = models.CharField(
        _("khổ giấy"), max_length=10, choices=Orientation, default=Orientation.LANDSCAPE
    )
    prepared_by = models.CharField(
        _("người lập biểu"),
        max_length=120,
        blank=True,
        help_text=_("Họ và tên. Để trống thì trên giấy không có ô Người lập biểu."),
    )
    recipients = models.TextField(
        _("nơi nhận"),
        max_length=2000,
        blank=True,
        help_text=_("Mỗi dòng một nơi nhận. Để trống thì lấy theo Hồ sơ tỉnh."),
    )
    valid_from = models.DateField(_("áp dụng từ"), null=True, blank=True)
    valid_to = models.DateField(_("áp dụng đến"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    objects = FormLayoutQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("mẫu biểu")
        verbose_name_plural = _("mẫu biểu")
        ordering = ["slug", "-valid_from", "pk"]
        constraints = [
            *Record.Meta.constraints,
            dates_in_order("valid_from", "valid_to", "reports_formlayout_dates"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("reports:layout", args=[self.pk])

    @property
    def is_current(self) -> bool:
        """Whether it holds today."""
        return validity.is_on(self, timezone.localdate())


class LayoutColumn(models.Model):
    """A column of a layout: its key in the figures, label, place, width and whether it shows."""

    layout = models.ForeignKey(
        FormLayout, verbose_name=_("mẫu biểu"), on_delete=models.CASCADE, related_name="columns"
    )
    key = models.CharField(_("cột số liệu"), max_length=40)
    label = models.CharField(_("tên cột"), max_length=160)
    group = models.CharField(
        _("nhóm cột"), max_length=160, blank=True, help_text=_("Ví dụ: Trong đó.")
    )
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    width = models.PositiveSmallIntegerField(_("độ rộng (mm)"), default=20)
    shown = models.BooleanField(_("hiện cột"), default=True)

    history = history.track()

    class Meta:
        verbose_name = _("cột của mẫu biểu")
        verbose_name_plural = _("cột của mẫu biểu")
        ordering = ["layout", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["layout", "key"],
                name="reports_layoutcolumn_once",
                violation_error_message=_("Cột số liệu này đã có trong mẫu biểu."),
            )
        ]

    def __str__(self) -> str:
        return self.label


class LayoutSigner(models.Model):
    """Who signs on a layout instead of the office's first signer (as ``accounts.Signer``)."""

    layout = models.ForeignKey(
        FormLayout, verbose_name=_("mẫu biểu"), on_delete=models.CASCADE, related_name="signers"
    )
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=1)
    capacity = models.CharField(
        _("thẩm quyền ký"), max_length=120, blank=True, help_text=_("Ví dụ: KT. GIÁM ĐỐC.")
    )
    position = models.CharField(_("chức vụ"), max_length=120)
    full_name = models.CharField(_("họ và tên"), max_length=120, blank=True)

    history = history.track()

    class Meta:
        verbose_name = _("người ký của mẫu biểu")
        verbose_name_plural = _("người ký của mẫu biểu")
        ordering = ["layout", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.position} {self.full_name}".strip()
