"""Words of plans, decisions and projects, with the groupings that rules ask for."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FundingLevel(TextChoices):
    """Which budget level a project belongs to."""

    NATIONAL = "national", _("Quốc gia")
    LOCAL = "local", _("Địa phương")
    UNKNOWN = "unknown", _("Chưa rõ cấp")


class FundingSource(TextChoices):
    """Where a part of a project's money comes from."""

    NATIONAL = "support_national", _("Khuyến công quốc gia")
    PROVINCIAL = "support_provincial", _("Khuyến công địa phương (cấp tỉnh)")
    DISTRICT = "support_district", _("Khuyến công cấp huyện")
    COMMUNE = "support_commune", _("Khuyến công cấp xã")
    UNKNOWN_SUPPORT = "support_unknown", _("Khuyến công, chưa rõ nguồn")
    COUNTERPART = "counterpart", _("Đối ứng của đơn vị thụ hưởng")
    INTEGRATED = "integrated", _("Lồng ghép")
    OTHER = "other", _("Nguồn khác")

    SUPPORT = nonmember(
        frozenset(
            {
                "support_national",
                "support_provincial",
                "support_district",
                "support_commune",
                "support_unknown",
            }
        )
    )


class ProjectKind(TextChoices):
    """Kinds of projects (TT 36/2013 Đ.2): single, grouped (đề án nhóm), flagship (đề án điểm)."""

    SINGLE = "single", _("Đề án đơn")
    GROUPED = "grouped", _("Đề án nhóm")
    FLAGSHIP = "flagship", _("Đề án điểm")


class ProjectState(TextChoices):
    """The life of a project."""

    SURVEY = "survey", _("Khảo sát")
    REGISTERED = "registered", _("Đã đăng ký")
    BASE_APPRAISAL = "base_appraisal", _("Thẩm định cơ sở")
    RETURNED = "returned", _("Trả lại bổ sung")
    FAILED_APPRAISAL = "failed_appraisal", _("Thẩm định không đạt")
    MINISTRY_APPRAISAL = "ministry_appraisal", _("Thẩm định cấp Bộ")
    NOT_APPROVED = "not_approved", _("Không được duyệt")
    APPROVED = "approved", _("Đã phê duyệt")
    CONTRACTED = "contracted", _("Đã giao, ký hợp đồng")
    IN_PROGRESS = "in_progress", _("Đang thực hiện")
    AWAITING_AMENDMENT = "awaiting_amendment", _("Chờ điều chỉnh")
    SUSPENDED = "suspended", _("Tạm dừng")
    AWAITING_ACCEPTANCE = "awaiting_acceptance", _("Chờ nghiệm thu")
    ACCEPTED = "accepted", _("Đã nghiệm thu")
    COMPLETED = "completed", _("Hoàn thành, chưa rõ nghiệm thu")
    AWAITING_SETTLEMENT = "awaiting_settlement", _("Chờ quyết toán")
    SETTLED = "settled", _("Đã quyết toán")
    FOLLOW_UP = "follow_up", _("Theo dõi sau hỗ trợ")
    ARCHIVED = "archived", _("Lưu trữ")
    STOPPED = "stopped", _("Ngừng triển khai")
    CARRIED_OVER = "carried_over", _("Chuyển năm sau")
    UNKNOWN = "unknown", _("Chưa rõ")

    ENDED = nonmember(
        frozenset(
            {"failed_appraisal", "not_approved", "settled", "archived", "stopped", "carried_over"}
        )
    )
    DONE = nonmember(
        frozenset(
            {
                "accepted",
                "completed",
                "awaiting_settlement",
                "settled",
                "follow_up",
                "archived",
            }
        )
    )
    BEFORE_APPROVAL = nonmember(
        frozenset(
            {
                "survey",
                "registered",
                "base_appraisal",
                "returned",
                "failed_appraisal",
                "ministry_appraisal",
                "not_approved",
            }
        )
    )
    # What a reporting period asks about: approved, and not laid away yet.
    TRACKED = nonmember(
        frozenset(
            {
                "approved",
                "contracted",
                "in_progress",
                "awaiting_amendment",
                "suspended",
                "awaiting_acceptance",
                "accepted",
                "completed",
                "awaiting_settlement",
                "settled",
                "follow_up",
                "stopped",
                "carried_over",
            }
        )
    )


class PlanState(TextChoices):
    """An annual plan is open to decisions or closed."""

    OPEN = "open", _("Đang lập")
    CLOSED = "closed", _("Đã đóng")


class DecisionKind(TextChoices):
    """What a decision does to the plan."""

    APPROVAL = "approval", _("Phê duyệt")
    AMENDMENT = "amendment", _("Điều chỉnh")
    STOP = "stop", _("Ngừng triển khai")
    CARRY_OVER = "carry_over", _("Chuyển năm sau")
    PUBLISHED = "published", _("Ghi nhận từ nguồn công bố")


class DecisionState(TextChoices):
    """A decision is editable until it is recorded; then only new lines correct it."""

    DRAFT = "draft", _("Nháp")
    RECORDED = "recorded", _("Đã ghi nhận")


class BeneficiaryKind(TextChoices):
    """Whom an allocation names."""

    FACILITY = "facility", _("Cơ sở CNNT")
    ORGANISATION = "organisation", _("Tổ chức")
    GROUP = "group", _("Nhóm lao động, nhóm cơ sở")
    UNNAMED = "unnamed", _("Chưa xác định")
    NONE = "none", _("Không có đơn vị thụ hưởng")


class ProjectTag(TextChoices):
    """Marks of a project, by the columns that hold them."""

    PRIORITY = "is_priority", _("Ưu tiên")
    KEY = "is_key", _("Trọng điểm")
    INTEGRATED = "is_integrated", _("Lồng ghép")


class Confidence(TextChoices):
    """How sure a seeded fact is; it says nothing of the office's own comparison."""

    SOURCED = "sourced", _("Có nguồn")
    MEMORY = "memory", _("Chưa có nguồn, cần xác nhận")
    UNSURE = "unsure", _("Chưa chắc chắn, cần xác nhận")


class LineState(TextChoices):
    """How far a tracking line is; empty = chưa báo cáo."""

    NOT_STARTED = "not_started", _("Chưa bắt đầu")
    IN_PROGRESS = "in_progress", _("Đang thực hiện")
    DONE = "done", _("Hoàn thành")
    SUSPENDED = "suspended", _("Tạm dừng")


class CountedFrom(TextChoices):
    """What an indicator counts by itself, so that nobody types it (``CountedResult``)."""

    COURSES = "courses", _("số lớp đã bế giảng")
    TRAINEES = "trainees", _("số học viên của lớp đã bế giảng")
    EMPLOYED = "employed", _("số học viên có việc làm sau đào tạo")


class Leg(TextChoices):
    """The two ways of a source's money."""

    RECEIVED = "received", _("cấp trên chuyển về")
    SPENT = "spent", _("chi cho đơn vị thụ hưởng")


class EntryKind(TextChoices):
    """Why money moved."""

    ALLOCATED = "allocated", _("dự toán giao")
    UNALLOCATED = "unallocated", _("chưa phân bổ")
    ADVANCE = "advance", _("tạm ứng trước nghiệm thu")
    REST_ADVANCE = "rest_advance", _("tạm ứng phần còn lại sau nghiệm thu")
    PAYMENT = "payment", _("thanh toán")
    RECOVERY = "recovery", _("thu hồi")
    RETURN = "return", _("nộp trả")
    TRANSFER = "transfer", _("chuyển nguồn")
    OPENING = "opening", _("số dư đầu kỳ")

    WRITTEN = nonmember(frozenset({"opening"}))  # the others wait for their own pages


class BalanceColumn(TextChoices):
    """What an entry adds to; the values are columns of ``Balance``."""

    CONTRACTED = "contracted", _("hợp đồng")
    ADVANCED = "advanced", _("tạm ứng")
    ACCEPTED = "accepted", _("nghiệm thu")
    SETTLED = "settled", _("thanh toán")
    RETURNED = "returned", _("nộp trả")
