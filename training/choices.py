"""Words of training courses."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CourseKind(TextChoices):
    """Kinds of courses (NĐ 45/2012 Đ.4 khoản 1, 2, 9)."""

    VOCATIONAL = "vocational", _("Đào tạo nghề")
    HANDING_DOWN = "handing_down", _("Truyền nghề")
    UPSKILLING = "upskilling", _("Nâng cao tay nghề")
    MANAGEMENT = "management", _("Đào tạo quản lý, khởi sự")
    WORKSHOP = "workshop", _("Tập huấn, hội thảo")
    STAFF = "staff", _("Tập huấn cán bộ khuyến công")
    OTHER = "other", _("Khác")


class CourseState(TextChoices):
    """How far a course is."""

    PLANNED = "planned", _("Chưa khai giảng")
    RUNNING = "running", _("Đang học")
    FINISHED = "finished", _("Đã bế giảng")
    CANCELLED = "cancelled", _("Không mở")
    UNKNOWN = "unknown", _("Chưa rõ")

    OPENED = nonmember(frozenset({"running", "finished"}))
