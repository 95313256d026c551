"""The office's profile ("Hồ sơ tỉnh"): what stands on its paper, dated."""

from datetime import date
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import ProgressWeighting, SignOff
from accounts.models.organisations import Organisation
from kernel import history, validity
from kernel.constraints import dates_in_order
from kernel.money import MoneyUnit, most_decimals
from kernel.records import Record, ScopedQuerySet


class OfficeProfileQuerySet(ScopedQuerySet):
    """Profiles of offices."""

    def visible_to(self, user: Any) -> Self:
        """Profiles of organisations that the user sees."""
        rows = self.alive()
        if user.sees_everything:
            return rows
        return rows.filter(organisation__in=Organisation.objects.visible_to(user).values("pk"))

    def on(self, day: date) -> Self:
        """Profiles in force on ``day``, the newest first."""
        return self.alive().filter(validity.on(day)).order_by(*validity.NEWEST_FIRST)


def _day_of_month(label: Any, help_text: Any) -> models.PositiveSmallIntegerField:
    """A day of the month that the office may leave open."""
    return models.PositiveSmallIntegerField(
        label,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text=help_text,
    )


class OfficeProfile(Record):
    """Letterhead, place name, symbols and signers of an office during a time (NĐ 30/2020 Đ.8),
    its unit of money, and how its offices report: cut-off, days due, who signs."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("đơn vị"),
        on_delete=models.PROTECT,
        related_name="profiles",
    )
    valid_from = models.DateField(_("áp dụng từ"), null=True, blank=True)
    valid_to = models.DateField(_("áp dụng đến"), null=True, blank=True)
    governing_body = models.CharField(_("cơ quan chủ quản"), max_length=250, blank=True)
    issuing_body = models.CharField(_("cơ quan ban hành"), max_length=250)
    symbol = models.CharField(
        _("ký hiệu cơ quan"), max_length=40, help_text=_("Phần sau tên loại văn bản, ví dụ TTKC.")
    )
    place_name = models.CharField(_("địa danh"), max_length=80)
    plan_approver = models.CharField(
        _("cơ quan phê duyệt kế hoạch địa phương"), max_length=250, blank=True
    )
    recipients = models.TextField(
        _("nơi nhận"), max_length=2000, blank=True, help_text=_("Mỗi dòng một nơi nhận.")
    )
    money_unit = models.CharField(
        _("đơn vị tính trên giấy"),
        max_length=10,
        choices=MoneyUnit,
        default=MoneyUnit.MILLION,
        help_text=_("Mẫu biểu có đơn vị tính riêng thì theo mẫu biểu."),
    )
    decimals = models.PositiveSmallIntegerField(
        _("số chữ số thập phân ít nhất"),
        default=1,
        validators=[most_decimals],
        help_text=_("Tự thêm khi cần để các dòng cộng đúng."),
    )
    cut_off_day = _day_of_month(
        _("ngày chốt số liệu trong tháng"),
        _("Ví dụ 14: số liệu từ ngày 15 tháng trước đến ngày 14. Để trống là hết tháng."),
    )
    local_due_day = _day_of_month(
        _("địa phương nộp trước ngày"), _("Ngày trong tháng, sau ngày chốt số liệu.")
    )
    department_due_day = _day_of_month(
        _("gửi Sở trước ngày"), _("Ngày trong tháng, sau ngày chốt số liệu.")
    )
    agency_due_day = _day_of_month(
        _("gửi Cục trước ngày"),
        _("Đề án khuyến công quốc gia: trước ngày 25 hằng tháng (TT 36/2013/TT-BCT Đ.23)."),
    )
    sign_off = models.CharField(
        _("ký báo cáo tiến độ"), max_length=5, choices=SignOff, default=SignOff.ONE
    )
    progress_weighting = models.CharField(
        _("tính tiến độ đề án từ các dòng"),
        max_length=10,
        choices=ProgressWeighting,
        default=ProgressWeighting.SUPPORT,
    )

    objects = OfficeProfileQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("hồ sơ tỉnh")
        verbose_name_plural = _("hồ sơ tỉnh")
        ordering = ["organisation", "-valid_from", "pk"]
        constraints = [
            *Record.Meta.constraints,
            dates_in_order("valid_from", "valid_to", "accounts_officeprofile_dates"),
        ]

    def __str__(self) -> str:
        return self.issuing_body

    def get_absolute_url(self) -> str:
        """Return the profile's page, at this version."""
        return f"{reverse('accounts:profile')}?ban={self.pk}"


class Signer(models.Model):
    """Who signs: the form of signing (KT., TL. …), the position and the name (NĐ 30/2020 Đ.13)."""

    profile = models.ForeignKey(
        OfficeProfile,
        verbose_name=_("hồ sơ tỉnh"),
        on_delete=models.CASCADE,
        related_name="signers",
    )
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=1)
    capacity = models.CharField(
        _("thẩm quyền ký"), max_length=120, blank=True, help_text=_("Ví dụ: KT. GIÁM ĐỐC.")
    )
    position = models.CharField(_("chức vụ"), max_length=120)
    full_name = models.CharField(_("họ và tên"), max_length=120, blank=True)

    history = history.track()

    class Meta:
        verbose_name = _("người ký")
        verbose_name_plural = _("người ký")
        ordering = ["profile", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.position} {self.full_name}".strip()
