"""Words of reporting periods and submissions."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PeriodKind(TextChoices):
    """Kinds of reporting periods; ``progress.dates`` says how each is written."""

    MONTH = "month", _("Tháng")
    QUARTER = "quarter", _("Quý")
    HALF_YEAR = "half_year", _("6 tháng")
    NINE_MONTHS = "nine_months", _("9 tháng")
    YEAR = "year", _("Năm")
    FREE = "free", _("Đột xuất")


class PeriodState(TextChoices):
    """A period takes submissions until the Centre's leader locks it."""

    OPEN = "open", _("Đang mở")
    LOCKED = "locked", _("Đã khóa")


class SubmissionState(TextChoices):
    """What has become of an organisation's report for a period."""

    DRAFT = "draft", _("Nháp")
    AWAITING_SIGNATURE = "awaiting_signature", _("Chờ ký")
    SUBMITTED = "submitted", _("Đã gửi")
    RETURNED = "returned", _("Trả lại")
    RESUBMITTED = "resubmitted", _("Đã sửa")
    APPROVED = "approved", _("Đã duyệt")

    EDITABLE = nonmember(frozenset({"draft", "returned"}))
    WAITING = nonmember(frozenset({"submitted", "resubmitted"}))
    SENT = nonmember(frozenset({"submitted", "resubmitted", "approved"}))


class Origin(TextChoices):
    """Who typed a report: the organisation itself, or the Centre on its behalf."""

    SELF = "self", _("Đơn vị tự nhập")
    ON_BEHALF = "on_behalf", _("Trung tâm nhập thay")


class Channel(TextChoices):
    """How the figures reached the Centre when it typed them on behalf of an office."""

    PHONE = "phone", _("Điện thoại")
    CHAT = "chat", _("Tin nhắn (Zalo …)")
    LETTER = "letter", _("Công văn, thư điện tử")
    VISIT = "visit", _("Kiểm tra tại cơ sở")
