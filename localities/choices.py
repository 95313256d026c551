"""Levels and kinds of administrative units, and how much of a unit went over to another."""

from datetime import date
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

REFORM_DAY: Final = date(2025, 7, 1)
"""First day without districts (Nghị quyết 202/2025/QH15, Luật 72/2025/QH15)."""


class UnitLevel(models.TextChoices):
    """The level of a unit; districts exist only before 1 July 2025."""

    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")


class UnitKind(models.TextChoices):
    """The kind of a unit, as it stands before its name."""

    PROVINCE = "tinh", _("tỉnh")
    CENTRAL_CITY = "thanh_pho_trung_uong", _("thành phố trực thuộc trung ương")
    RURAL_DISTRICT = "huyen", _("huyện")
    URBAN_DISTRICT = "quan", _("quận")
    TOWN = "thi_xa", _("thị xã")
    PROVINCIAL_CITY = "thanh_pho_thuoc_tinh", _("thành phố thuộc tỉnh")
    MUNICIPAL_CITY = "thanh_pho_thuoc_thanh_pho", _("thành phố thuộc thành phố")
    COMMUNE = "xa", _("xã")
    WARD = "phuong", _("phường")
    TOWNSHIP = "thi_tran", _("thị trấn")
    SPECIAL_ZONE = "dac_khu", _("đặc khu")


CITIES: Final = frozenset(
    {UnitKind.CENTRAL_CITY, UnitKind.PROVINCIAL_CITY, UnitKind.MUNICIPAL_CITY}
)

LEVEL_OF_KIND: Final = {
    UnitKind.PROVINCE: UnitLevel.PROVINCE,
    UnitKind.CENTRAL_CITY: UnitLevel.PROVINCE,
    UnitKind.RURAL_DISTRICT: UnitLevel.DISTRICT,
    UnitKind.URBAN_DISTRICT: UnitLevel.DISTRICT,
    UnitKind.TOWN: UnitLevel.DISTRICT,
    UnitKind.PROVINCIAL_CITY: UnitLevel.DISTRICT,
    UnitKind.MUNICIPAL_CITY: UnitLevel.DISTRICT,
    UnitKind.COMMUNE: UnitLevel.COMMUNE,
    UnitKind.WARD: UnitLevel.COMMUNE,
    UnitKind.TOWNSHIP: UnitLevel.COMMUNE,
    UnitKind.SPECIAL_ZONE: UnitLevel.COMMUNE,
}


WORD_OF_KIND: Final = {
    UnitKind.PROVINCE: "Tỉnh",
    UnitKind.CENTRAL_CITY: "Thành phố",
    UnitKind.RURAL_DISTRICT: "Huyện",
    UnitKind.URBAN_DISTRICT: "Quận",
    UnitKind.TOWN: "Thị xã",
    UnitKind.PROVINCIAL_CITY: "Thành phố",
    UnitKind.MUNICIPAL_CITY: "Thành phố",
    UnitKind.COMMUNE: "Xã",
    UnitKind.WARD: "Phường",
    UnitKind.TOWNSHIP: "Thị trấn",
    UnitKind.SPECIAL_ZONE: "Đặc khu",
}
"""The word before the name; three kinds of city share one."""


class Extent(models.TextChoices):
    """How much of the old unit went over: with all its people, or a part."""

    WHOLE = "whole", _("toàn bộ")
    PART = "part", _("một phần")
