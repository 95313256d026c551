"""Administrative units with their days, and what became of the old ones."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import validity
from kernel.history import track
from kernel.text import SORT_KEY_LENGTH
from localities.choices import Extent, UnitKind, UnitLevel


def history_author(row: Any) -> Any:
    """The account that a history row names, or None (the system, before there are accounts)."""
    if row.history_user_id is None:
        return None
    return get_user_model()._base_manager.filter(pk=row.history_user_id).first()


def set_history_author(row: Any, user: Any) -> None:
    """Name the account in a history row."""
    row.history_user_id = user.pk if user else None


def track_units() -> Any:
    """History whose author is a number without foreign key.

    Accounts stand above units and point at them; a foreign key back would make the two first
    migrations wait for each other.
    """
    return track(
        history_user_id_field=models.BigIntegerField(_("người sửa"), null=True, blank=True),
        history_user_getter=history_author,
        history_user_setter=set_history_author,
    )


class AdministrativeUnitQuerySet(models.QuerySet):
    """Units by day."""

    def on(self, day: date) -> Self:
        """Units that existed on this day; no first day means "before our data"."""
        return self.filter(validity.on(day))

    def present(self) -> Self:
        """Units that have not ended."""
        return self.filter(valid_to=None)

    def with_line(self) -> Self:
        """Units with parent and province loaded: what a long label needs."""
        return self.select_related("parent", "province")


class AdministrativeUnit(models.Model):
    """A province, district or commune during one span of days. Its code alone says nothing:
    13120 was Nam Cao, then Thống Nhất, and is Lê Lợi."""

    code = models.CharField(_("mã"), max_length=10, db_index=True)
    name = models.CharField(_("tên"), max_length=100, help_text=_("Không kèm loại đơn vị."))
    full_name = models.CharField(_("tên đầy đủ"), max_length=130, editable=False)
    kind = models.CharField(_("loại đơn vị"), max_length=30, choices=UnitKind)
    level = models.CharField(_("cấp"), max_length=10, choices=UnitLevel, editable=False)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("trực thuộc"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    province = models.ForeignKey(
        "self",
        verbose_name=_("tỉnh, thành phố"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="units_within",
        editable=False,
    )
    valid_from = models.DateField(
        _("có từ ngày"),
        null=True,
        blank=True,
        help_text=_("Để trống: có từ trước thời điểm dữ liệu bắt đầu."),
    )
    valid_to = models.DateField(
        _("có đến hết ngày"), null=True, blank=True, help_text=_("Để trống: hiện vẫn còn.")
    )
    dates_exact = models.BooleanField(
        _("ngày chính xác"),
        default=True,
        help_text=_("Không chọn: chỉ biết khoảng thời gian, chưa xác định được ngày."),
    )
    other_names = models.CharField(
        _("tên khác"),
        max_length=250,
        blank=True,
        help_text=_("Tên đầy đủ trước đây hoặc theo bảng khác, cách nhau bằng dấu chấm phẩy."),
    )
    renamed_on = models.DateField(
        _("ngày đổi tên"),
        null=True,
        blank=True,
        help_text=_("Ngày đầu tiên mang tên hiện nay; trước ngày đó mang tên khác thứ nhất."),
    )
    name_key = models.CharField(max_length=100, db_index=True, editable=False)
    other_keys = models.CharField(max_length=250, blank=True, editable=False)
    search_key = models.CharField(_("khóa tìm kiếm"), max_length=700, editable=False)
    sort_key = models.CharField(
        _("khóa sắp xếp"), max_length=SORT_KEY_LENGTH, db_index=True, editable=False
    )
    reference_key = models.CharField(
        _("khóa danh mục"),
        max_length=30,
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text=_("Nhận ra đơn vị khi nạp lại danh mục; trống nếu đơn vị do người dùng nhập."),
    )
    edited_here = models.BooleanField(
        _("đã sửa tại cơ quan"),
        default=False,
        editable=False,
        help_text=_("Nạp lại danh mục không ghi đè những gì cơ quan đã sửa."),
    )

    objects = AdministrativeUnitQuerySet.as_manager()
    history = track_units()

    class Meta:
        verbose_name = _("đơn vị hành chính")
        verbose_name_plural = _("đơn vị hành chính")
        ordering = ["sort_key", "code", "valid_to"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__lte=models.F("valid_to")),
                name="localities_unit_dates_in_order",
                violation_error_message=_("Ngày kết thúc không được trước ngày bắt đầu."),
            ),
            models.UniqueConstraint(
                fields=["level", "code", "valid_to"],
                name="localities_unit_code_once_until_a_day",
                violation_error_message=_("Đã có đơn vị cùng cấp mang mã này đến hết ngày đó."),
            ),
            models.UniqueConstraint(
                fields=["level", "code"],
                condition=models.Q(valid_to=None),
                name="localities_unit_code_once_now",
                violation_error_message=_("Mã này đang là mã của một đơn vị cùng cấp khác."),
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(level=UnitLevel.PROVINCE, parent=None, province=None)
                    | (
                        ~models.Q(level=UnitLevel.PROVINCE)
                        & models.Q(parent__isnull=False, province__isnull=False)
                    )
                ),
                name="localities_unit_below_province_has_parent",
                violation_error_message=_("Đơn vị cấp huyện, cấp xã phải trực thuộc một đơn vị."),
            ),
        ]
        indexes = [models.Index(fields=["level", "name_key"], name="localities_unit_name")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_present(self) -> bool:
        """Whether the unit has not ended."""
        return self.valid_to is None

    def line(self) -> list[AdministrativeUnit]:
        """The unit and what it belongs to, up to the province."""
        units: list[AdministrativeUnit] = [self]
        if self.parent is not None:
            units.append(self.parent)
        if self.province is not None and self.province_id != self.parent_id:
            units.append(self.province)
        return units

    def name_on(self, day: date | None = None) -> str:
        """The full name of this day ("Tỉnh Thừa Thiên Huế" in 2020); without a day today's."""
        if day and self.renamed_on and day < self.renamed_on and self.other_names:
            return self.other_names.split(";")[0].strip()
        return self.full_name


class UnitSuccession(models.Model):
    """What of an old unit went to a new one; the words are those of the statistics office."""

    old = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("đơn vị cũ"),
        on_delete=models.PROTECT,
        related_name="successions",
    )
    new = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("đơn vị mới"),
        on_delete=models.PROTECT,
        related_name="origins",
    )
    extent = models.CharField(_("phạm vi"), max_length=10, choices=Extent)
    note = models.CharField(_("ghi chú của bảng chuyển đổi"), max_length=200, blank=True)
    printed_name = models.CharField(
        _("tên in trong bảng"),
        max_length=130,
        blank=True,
        help_text=_("Khi bảng chuyển đổi in tên đơn vị cũ khác với tên theo mã."),
    )
    resolution = models.CharField(_("căn cứ, nguồn"), max_length=250, blank=True)
    edited_here = models.BooleanField(
        _("đã sửa tại cơ quan"),
        default=False,
        editable=False,
        help_text=_("Nạp lại danh mục không ghi đè những gì cơ quan đã sửa."),
    )

    history = track_units()

    class Meta:
        verbose_name = _("chuyển đổi đơn vị hành chính")
        verbose_name_plural = _("chuyển đổi đơn vị hành chính")
        ordering = ["old__sort_key", "new__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new"],
                name="localities_succession_once",
                violation_error_message=_("Đã ghi chuyển đổi giữa hai đơn vị này."),
            ),
            models.CheckConstraint(
                condition=~models.Q(old=models.F("new")),
                name="localities_succession_of_another",
                violation_error_message=_("Đơn vị không kế tục chính nó."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
