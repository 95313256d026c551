"""Words of the report page and the report command: formats, shapes, levels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OutputFormat(TextChoices):
    """What a report is written as."""

    HTML = "html", _("trang web")
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel"
    DOCX = "docx", "Word"
    JSON = "json", "JSON"


class Shape(TextChoices):
    """A document of its own with letterhead, or an annex to a decision (NĐ 30/2020, Phụ lục I)."""

    MAIN = "main", _("Văn bản chính")
    ANNEX = "annex", _("Phụ lục kèm theo quyết định")


class LevelFilter(TextChoices):
    """Which projects a report takes by their level."""

    ALL = "all", _("Quốc gia và địa phương")
    NATIONAL = "national", _("Khuyến công quốc gia")
    LOCAL = "local", _("Khuyến công địa phương")
    UNKNOWN = "unknown", _("Chưa rõ cấp")


class TextSection(TextChoices):
    """Sections of a report in words, in the order in which they stand."""

    OVERVIEW = "overview", _("Tình hình chung")
    DIRECTION = "direction", _("Công tác chỉ đạo, ban hành văn bản")
    NATIONAL = "national", _("Kết quả khuyến công quốc gia")
    LOCAL = "local", _("Kết quả khuyến công địa phương")
    CONTENTS = "contents", _("Kết quả theo từng nội dung")
    MONEY = "money", _("Giải ngân, vốn đối ứng và hiệu quả")
    ACHIEVED = "achieved", _("Kết quả đạt được")
    DIFFICULTIES = "difficulties", _("Tồn tại, hạn chế")
    CAUSES = "causes", _("Nguyên nhân")
    OUTLOOK = "outlook", _("Phương hướng, nhiệm vụ kỳ tới")
    PROPOSALS = "proposals", _("Đề xuất, kiến nghị")
