"""Kinds of facilities and where a record of one came from."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FacilityKind(TextChoices):
    """Legal forms (NĐ 45/2012 Đ.1; liên hiệp HTX since NĐ 235/2025, in force 15/10/2025)."""

    PRIVATE = "private", _("Doanh nghiệp tư nhân")
    LIMITED = "limited", _("Công ty TNHH")
    JOINT_STOCK = "joint_stock", _("Công ty cổ phần")
    OTHER_ENTERPRISE = "other_enterprise", _("Doanh nghiệp khác")
    COOPERATIVE = "cooperative", _("Hợp tác xã")
    COOPERATIVE_UNION = "cooperative_union", _("Liên hiệp hợp tác xã")
    COOPERATIVE_GROUP = "cooperative_group", _("Tổ hợp tác")
    HOUSEHOLD = "household", _("Hộ kinh doanh")
    UNKNOWN = "unknown", _("Chưa rõ")


class RecordSource(TextChoices):
    """Where the record of a facility came from."""

    ENTERED = "entered", _("Trung tâm nhập")
    LOCAL = "local", _("Địa phương khai")
    SURVEY = "survey", _("Khảo sát nhu cầu")
    IMPORTED = "imported", _("Nhập từ bảng tính")
    PUBLISHED = "published", _("Nguồn công bố")


# How the name of a facility begins, longest first, and the legal form that these words state.
# "Công ty" and "Cơ sở" alone state none; a branch has none of its own.
FACILITY_WORDS: Final = (
    ("chi nhanh cong ty", FacilityKind.UNKNOWN),
    ("cong ty trach nhiem huu han", FacilityKind.LIMITED),
    ("cong ty tnhh", FacilityKind.LIMITED),
    ("cong ty co phan", FacilityKind.JOINT_STOCK),
    ("cong ty cp", FacilityKind.JOINT_STOCK),
    ("cong ty", FacilityKind.UNKNOWN),
    ("doanh nghiep tu nhan", FacilityKind.PRIVATE),
    ("dntn", FacilityKind.PRIVATE),
    ("doanh nghiep", FacilityKind.UNKNOWN),
    ("lien hiep hop tac xa", FacilityKind.COOPERATIVE_UNION),
    ("lien hiep htx", FacilityKind.COOPERATIVE_UNION),
    ("hop tac xa", FacilityKind.COOPERATIVE),
    ("htx", FacilityKind.COOPERATIVE),
    ("to hop tac", FacilityKind.COOPERATIVE_GROUP),
    ("ho kinh doanh", FacilityKind.HOUSEHOLD),
    ("hkd", FacilityKind.HOUSEHOLD),
    ("co so", FacilityKind.UNKNOWN),
    ("xi nghiep", FacilityKind.UNKNOWN),
    ("nha may", FacilityKind.UNKNOWN),
)
# Words of a description, which no name of a facility holds.
DESCRIPTIVE: Final = ("tren dia ban", "cong nghiep nong thon", "tham gia", "tai cac", "thuoc cac")
