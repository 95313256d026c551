"""Rural industrial facilities, their yearly figures, contacts, and the industry codes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beneficiaries.choices import FacilityKind, RecordSource
from kernel import history
from kernel.constraints import non_negative
from kernel.money import MILLION, MoneyField
from kernel.records import Record, ScopedQuerySet
from localities.models import AdministrativeUnit


class IndustryCode(models.Model):
    """A code of the national industry classification (VSIC) in one of its versions."""

    version = models.CharField(_("phiên bản"), max_length=12)
    code = models.CharField(_("mã ngành"), max_length=6)
    name = models.CharField(_("tên ngành"), max_length=300)
    level = models.PositiveSmallIntegerField(_("cấp"))
    parent = models.ForeignKey(
        "self",
        verbose_name=_("ngành cấp trên"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    legal_basis = models.CharField(_("căn cứ"), max_length=250, blank=True)
    search_key = models.CharField(max_length=330, editable=False, default="")

    history = history.track()

    class Meta:
        verbose_name = _("mã ngành kinh tế")
        verbose_name_plural = _("mã ngành kinh tế")
        ordering = ["version", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="beneficiaries_industrycode_once",
                violation_error_message=_("Mã ngành này đã có trong phiên bản đó."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RuralIndustrialFacility(Record):
    """Cơ sở CNNT: whom support reaches; the place of production decides (TT 46/2012 Đ.3)."""

    name = models.CharField(_("tên cơ sở"), max_length=400)
    kind = models.CharField(
        _("loại hình"), max_length=20, choices=FacilityKind, default=FacilityKind.UNKNOWN
    )
    tax_code = models.CharField(
        _("mã số thuế"), max_length=14, blank=True, help_text=_("10, 13 hoặc 12 chữ số.")
    )
    registered_on = models.DateField(_("ngày đăng ký"), null=True, blank=True)
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn nơi sản xuất"),
        on_delete=models.PROTECT,
        related_name="facilities",
        help_text=_("Nơi sản xuất quyết định việc được hỗ trợ, không phải nơi đặt trụ sở."),
    )
    unit_now = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn hiện nay"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="facilities_now",
        help_text=_("Chỉ chọn khi địa bàn cũ đã chia cho nhiều đơn vị."),
    )
    production_address = models.CharField(_("địa chỉ nơi sản xuất"), max_length=250, blank=True)
    office_address = models.CharField(_("địa chỉ trụ sở đăng ký"), max_length=250, blank=True)
    representative = models.CharField(_("người đại diện"), max_length=120, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    industry = models.ForeignKey(
        IndustryCode,
        verbose_name=_("ngành (VSIC)"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="facilities",
    )
    products = models.CharField(_("sản phẩm chính"), max_length=500, blank=True)
    worker_count = models.PositiveIntegerField(_("số lao động"), null=True, blank=True)
    women_worker_count = models.PositiveIntegerField(_("lao động nữ"), null=True, blank=True)
    minority_worker_count = models.PositiveIntegerField(
        _("lao động dân tộc thiểu số"), null=True, blank=True
    )
    capital_amount = MoneyField(
        _("vốn"),
        unit=MILLION,
        null=True,
        blank=True,
        help_text=_("Triệu đồng; để trống nếu chưa rõ."),
    )
    is_women_owned = models.BooleanField(_("do phụ nữ làm chủ"), null=True, blank=True)
    source = models.CharField(
        _("nguồn hồ sơ"), max_length=20, choices=RecordSource, default=RecordSource.ENTERED
    )
    source_note = models.CharField(_("chi tiết nguồn"), max_length=500, blank=True)
    note = models.TextField(_("ghi chú"), max_length=2000, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("đã gộp vào"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_facilities",
    )
    search_key = models.CharField(max_length=1500, editable=False, default="")
    sort_key = models.CharField(max_length=800, editable=False, default="", db_index=True)

    objects = ScopedQuerySet.as_manager()
    history = history.track(excluded_fields=["phone", "email"])

    class Meta(Record.Meta):
        verbose_name = _("cơ sở công nghiệp nông thôn")
        verbose_name_plural = _("cơ sở công nghiệp nông thôn")
        ordering = ["sort_key", "pk"]
        constraints = [
            *Record.Meta.constraints,
            non_negative("capital_amount", "beneficiaries_facility_capital"),
            models.CheckConstraint(
                condition=Q(women_worker_count__isnull=True)
                | Q(worker_count__isnull=True)
                | Q(women_worker_count__lte=F("worker_count")),
                name="beneficiaries_facility_women",
                violation_error_message=_("Số lao động nữ không được lớn hơn số lao động."),
            ),
            models.CheckConstraint(
                condition=Q(minority_worker_count__isnull=True)
                | Q(worker_count__isnull=True)
                | Q(minority_worker_count__lte=F("worker_count")),
                name="beneficiaries_facility_minority",
                violation_error_message=_(
                    "Số lao động dân tộc thiểu số không được lớn hơn số lao động."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the facility's page."""
        return reverse("beneficiaries:facility", args=[self.pk])


class FacilityYear(models.Model):
    """What a facility earned and employed in a year."""

    facility = models.ForeignKey(
        RuralIndustrialFacility,
        verbose_name=_("cơ sở"),
        on_delete=models.CASCADE,
        related_name="years",
    )
    year = models.PositiveSmallIntegerField(
        _("năm"),
        validators=[
            MinValueValidator(2000, _("Năm phải trong khoảng 2000–2040.")),
            MaxValueValidator(2040, _("Năm phải trong khoảng 2000–2040.")),
        ],
    )
    revenue_amount = MoneyField(
        _("doanh thu"), unit=MILLION, null=True, blank=True, help_text=_("Triệu đồng.")
    )
    worker_count = models.PositiveIntegerField(_("số lao động"), null=True, blank=True)
    tax_paid_amount = MoneyField(
        _("nộp ngân sách"), unit=MILLION, null=True, blank=True, help_text=_("Triệu đồng.")
    )

    history = history.track()

    class Meta:
        verbose_name = _("số liệu năm của cơ sở")
        verbose_name_plural = _("số liệu năm của cơ sở")
        ordering = ["facility", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "year"],
                name="beneficiaries_facilityyear_once",
                violation_error_message=_("Năm này đã có số liệu."),
            ),
            non_negative("revenue_amount", "beneficiaries_facilityyear_revenue"),
            non_negative("tax_paid_amount", "beneficiaries_facilityyear_tax"),
        ]

    def __str__(self) -> str:
        return f"{self.facility} {self.year}"


class FacilityContact(models.Model):
    """A person to call at a facility."""

    facility = models.ForeignKey(
        RuralIndustrialFacility,
        verbose_name=_("cơ sở"),
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    full_name = models.CharField(_("họ và tên"), max_length=120)
    position = models.CharField(_("chức vụ"), max_length=120, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)

    history = history.track(excluded_fields=["phone", "email"])

    class Meta:
        verbose_name = _("người liên hệ của cơ sở")
        verbose_name_plural = _("người liên hệ của cơ sở")
        ordering = ["facility", "pk"]

    def __str__(self) -> str:
        return self.full_name
