"""Roles and kinds of organisations."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person does in the portal; what each may do stands in ``accounts.permissions``."""

    SYSTEM_ADMIN = "system_admin", _("Quản trị hệ thống")
    CENTRE_OFFICER = "centre_officer", _("Chuyên viên Trung tâm")
    CENTRE_ACCOUNTANT = "centre_accountant", _("Kế toán Trung tâm")
    CENTRE_LEADER = "centre_leader", _("Lãnh đạo Trung tâm")
    DEPARTMENT = "department", _("Sở Công Thương")
    LOCAL_OFFICER = "local_officer", _("Cán bộ địa phương")
    LOCAL_LEADER = "local_leader", _("Lãnh đạo phòng địa phương")
    INSPECTOR = "inspector", _("Chỉ xem (kiểm tra, thanh tra)")

    LOCAL = nonmember(frozenset({"local_officer", "local_leader"}))


class OrganisationKind(TextChoices):
    """Kinds of organisations of the trade."""

    MINISTRY = "ministry", _("Bộ Công Thương")
    NATIONAL_AGENCY = "national_agency", _("Cục quản lý khuyến công")
    PEOPLES_COMMITTEE = "peoples_committee", _("Ủy ban nhân dân")
    PROVINCIAL_DEPARTMENT = "provincial_department", _("Sở Công Thương")
    EXTENSION_CENTRE = "extension_centre", _("Trung tâm khuyến công")
    FORMER_DISTRICT_OFFICE = "former_district_office", _("Phòng cấp huyện (trước 01/7/2025)")
    COMMUNE_OFFICE = "commune_office", _("Phòng cấp xã")
    IMPLEMENTING = "implementing", _("Đơn vị thực hiện")
    TRAINING_PROVIDER = "training_provider", _("Cơ sở đào tạo")
    CONSULTANT = "consultant", _("Đơn vị tư vấn")
    ASSOCIATION = "association", _("Hội, hiệp hội")
    OTHER = "other", _("Tổ chức khác")

    OFFICES = nonmember(
        frozenset(
            {
                "provincial_department",
                "extension_centre",
                "former_district_office",
                "commune_office",
            }
        )
    )


class ContactKind(TextChoices):
    """Who a contact is to the Centre."""

    FOCAL_POINT = "focal_point", _("đầu mối")
    PART_TIME = "part_time", _("cán bộ kiêm nhiệm")
    COLLABORATOR = "collaborator", _("cộng tác viên khuyến công")
    OTHER = "other", _("khác")


class SignOff(TextChoices):
    """How many people stand behind a local office's report before it leaves the office."""

    ONE = "one", _("Một người (người lập gửi)")
    TWO = "two", _("Hai người (người lập trình, lãnh đạo ký; người lập không tự duyệt)")


class ProgressWeighting(TextChoices):
    """How a project's percent is put together from its lines."""

    SUPPORT = "support", _("Theo kinh phí hỗ trợ được duyệt")
    EQUAL = "equal", _("Các dòng như nhau")


class ListName(TextChoices):
    """Lists of which a person saves views."""

    PROJECTS = "projects", _("Đề án")
    FACILITIES = "facilities", _("Cơ sở")
    COURSES = "courses", _("Lớp đào tạo")


class AccountState(TextChoices):
    """How an account stands; derived, never stored."""

    IN_USE = "in_use", _("Đang dùng")
    FIRST = "first", _("Chưa đổi mật khẩu lần đầu")
    CLOSED = "closed", _("Đã khóa")
