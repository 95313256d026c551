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
