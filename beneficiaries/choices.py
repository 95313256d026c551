"""Kinds of facilities and where a record of one came from."""

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
