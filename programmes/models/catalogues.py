"""Catalogues that the office can change: dated rows, each with its legal basis."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel import history, validity
from kernel.constraints import both_or_neither, dates_in_order, non_negative
from kernel.money import MoneyField
from localities.models import AdministrativeUnit
from programmes.choices import Confidence, CountedFrom, FundingLevel


class DatedQuerySet(models.QuerySet):
    """Rows with ``valid_from`` and ``valid_to`` (last day); open ends count as in force."""

    def on(self, day: date) -> Self:
        """Rows in force on ``day``."""
        return self.filter(validity.on(day))

    def visible_to(self, user: Any) -> Self:
        """Catalogues are the same for everybody who is signed in."""
        return self.all()


class LegalDocument(models.Model):
    """A legal document of the trade, or a draft of one."""

    class Kind(models.TextChoices):
        """Types of documents."""

        LAW = "law", _("Luật")
        DECREE = "decree", _("Nghị định")
        DECISION = "decision", _("Quyết định")
        RESOLUTION = "resolution", _("Nghị quyết")
        DIRECTIVE = "directive", _("Chỉ thị")
        CIRCULAR = "circular", _("Thông tư")
        JOINT_CIRCULAR = "joint_circular", _("Thông tư liên tịch")
        OTHER = "other", _("Văn bản khác")

    class Status(models.TextChoices):
        """Whether the document binds."""

        IN_FORCE = "in_force", _("Còn hiệu lực")
        AMENDED = "amended", _("Còn hiệu lực, đã sửa đổi")
        EXPIRED = "expired", _("Hết hiệu lực")
        DRAFT = "draft", _("Dự thảo")
        UNKNOWN = "unknown", _("Chưa rõ")

    number = models.CharField(_("số, ký hiệu"), max_length=80, unique=True)
    kind = models.CharField(_("loại văn bản"), max_length=20, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("trích yếu"), max_length=500)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    valid_from = models.DateField(_("hiệu lực từ"), null=True, blank=True)
    valid_to = models.DateField(_("hiệu lực đến"), null=True, blank=True)
    status = models.CharField(
        _("tình trạng"), max_length=12, choices=Status, default=Status.UNKNOWN
    )
    amends = models.ForeignKey(
        "self",
        verbose_name=_("sửa đổi văn bản"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
    )
    confidence = models.CharField(
        _("mức chắc chắn của dữ liệu ban đầu"),
        max_length=10,
        choices=Confidence,
        default=Confidence.UNSURE,
    )
    note = models.TextField(_("ghi chú"), max_length=2000, blank=True)
    search_key = models.CharField(max_length=700, editable=False, default="")

    objects = DatedQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("văn bản pháp lý")
        verbose_name_plural = _("văn bản pháp lý")
        ordering = ["-issued_on", "number"]
        constraints = [
            dates_in_order("valid_from", "valid_to", "programmes_legaldocument_dates"),
        ]

    def __str__(self) -> str:
        return self.number


class ActivityType(models.Model):
    """A content of industrial extension (NĐ 45/2012 Đ.4): a dated tree of groups and types."""

    code = models.CharField(_("mã"), max_length=12)
    short_name = models.CharField(_("tên nội dung"), max_length=200)
    name = models.TextField(_("lời văn đầy đủ"), max_length=2000, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("nhóm"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    valid_from = models.DateField(_("áp dụng từ"), null=True, blank=True)
    valid_to = models.DateField(_("áp dụng đến"), null=True, blank=True)
    legal_basis = models.CharField(_("căn cứ"), max_length=250, blank=True)
    confidence = models.CharField(
        _("mức chắc chắn của dữ liệu ban đầu"),
        max_length=10,
        choices=Confidence,
        default=Confidence.UNSURE,
    )
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    search_key = models.CharField(max_length=700, editable=False, default="")

    objects = DatedQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("nội dung hoạt động khuyến công")
        verbose_name_plural = _("nội dung hoạt động khuyến công")
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="programmes_activitytype_once",
                violation_error_message=_("Mã nội dung này đã có ở cùng thời điểm."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_from__isnull=True),
                name="programmes_activitytype_once_undated",
                violation_error_message=_("Mã nội dung này đã có ở cùng thời điểm."),
            ),
            dates_in_order("valid_from", "valid_to", "programmes_activitytype_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.short_name}"

    @property
    def group(self) -> "ActivityType":
        """The top of the tree that this type belongs to."""
        return self.parent.group if self.parent else self


class SupportNorm(models.Model):
    """A support norm or a money rule, dated; only a verified one may block."""

    activity = models.ForeignKey(
        ActivityType,
        verbose_name=_("nội dung hoạt động"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="norms",
    )
    code = models.CharField(
        _("mã định mức"),
        max_length=20,
        help_text=_("Mã nội dung, biến thể của nó (4.1kv) hoặc quy tắc (0.tamung)."),
    )
    name = models.CharField(_("tên mức chi"), max_length=300)
    level = models.CharField(_("cấp kinh phí"), max_length=10, choices=FundingLevel)
    province = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("tỉnh (theo tên lúc ban hành)"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="norms",
    )
    percent = models.DecimalField(
        _("tỷ lệ tối đa (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    ceiling_amount = MoneyField(_("số tiền tối đa"), null=True, blank=True)
    measure = models.CharField(_("tính cho"), max_length=60, blank=True)
    multiplier = models.DecimalField(
        _("hệ số"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    by_reference = models.CharField(_("dẫn chiếu văn bản khác"), max_length=300, blank=True)
    document = models.ForeignKey(
        LegalDocument,
        verbose_name=_("văn bản"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="norms",
    )
    article = models.CharField(_("điều, khoản"), max_length=80, blank=True)
    valid_from = models.DateField(_("hiệu lực từ"), null=True, blank=True)
    valid_to = models.DateField(_("hiệu lực đến"), null=True, blank=True)
    confidence = models.CharField(
        _("mức chắc chắn của dữ liệu ban đầu"),
        max_length=10,
        choices=Confidence,
        default=Confidence.UNSURE,
    )
    verified_at = models.DateTimeField(_("đã đối chiếu lúc"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người đối chiếu"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    source = models.CharField(_("nguồn của dữ liệu ban đầu"), max_length=200, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    objects = DatedQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("định mức hỗ trợ")
        verbose_name_plural = _("định mức hỗ trợ")
        ordering = ["code", "-valid_from", "pk"]
        constraints = [
            dates_in_order("valid_from", "valid_to", "programmes_supportnorm_dates"),
            both_or_neither("verified_at", "verified_by", "programmes_supportnorm_verified"),
            non_negative("ceiling_amount", "programmes_supportnorm_ceiling"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_verified(self) -> bool:
        """Whether the office has compared the row with the text of its document."""
        return self.verified_at is not None


class Indicator(models.Model):
    """A figure that projects plan and report (chỉ tiêu), with its row in the yearly form."""

    code = models.CharField(_("mã"), max_length=20, unique=True)
    name = models.CharField(_("tên chỉ tiêu"), max_length=250)
    measure = models.CharField(_("đơn vị tính"), max_length=40)
    activity = models.ForeignKey(
        ActivityType,
        verbose_name=_("nội dung hoạt động"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
    )
    order = models.PositiveSmallIntegerField(_("dòng trong biểu năm"), default=0)
    counted_from = models.CharField(
        _("tự tính từ lớp đào tạo"),
        max_length=10,
        choices=CountedFrom,
        blank=True,
        help_text=_("Để trống thì đơn vị tự nhập số thực hiện."),
    )
    valid_from = models.DateField(_("áp dụng từ"), null=True, blank=True)
    valid_to = models.DateField(_("áp dụng đến"), null=True, blank=True)
    confidence = models.CharField(
        _("mức chắc chắn của dữ liệu ban đầu"),
        max_length=10,
        choices=Confidence,
        default=Confidence.UNSURE,
    )
    search_key = models.CharField(max_length=300, editable=False, default="")

    objects = DatedQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("chỉ tiêu")
        verbose_name_plural = _("chỉ tiêu")
        ordering = ["order", "code"]
        constraints = [dates_in_order("valid_from", "valid_to", "programmes_indicator_dates")]

    def __str__(self) -> str:
        return f"{self.name} ({self.measure})"
