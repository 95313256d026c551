"""Projects (đề án), their beneficiaries, places, planned indicators and transition log."""

from typing import Any, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from beneficiaries.models import RuralIndustrialFacility
from kernel import history
from kernel.constraints import dates_in_order, non_negative
from kernel.money import MoneyField, format_quantity
from kernel.records import Record, ScopedQuerySet
from kernel.workflow import TransitionRow
from localities.models import AdministrativeUnit
from programmes.choices import (
    BeneficiaryKind,
    FundingLevel,
    ProjectKind,
    ProjectState,
    ProjectTag,
)
from programmes.models.catalogues import ActivityType, Indicator
from programmes.models.plans import AnnualPlan, Programme


class ProjectQuerySet(ScopedQuerySet):
    """Projects."""

    def in_scope(self, user: Any) -> Self:
        """Projects of the area; for a local office also by any of the project's places."""
        if user.sees_everything:
            return self
        if not user.is_local:
            # Asked row by row, so that a list can walk the index of its order and stop at 50.
            return self.filter(Exists(user.covered_units().filter(unit=OuterRef("unit"))))
        places = ProjectPlace.objects.filter(user.area_condition())
        return self.filter(user.area_condition() | Q(pk__in=places.values("project_id")))

    def in_area(self, user: Any) -> Self:
        """The rows of ``visible_to`` as one set: for sums over all of them, not for pages."""
        if user.sees_everything or user.is_local:
            return self.visible_to(user)
        return self.alive().filter(unit__in=user.covered_units())

    def for_list(self) -> Self:
        """Projects with what a list row shows, no query a row."""
        return self.select_related("unit", "unit_now", "activity")


class SupportProject(Record):
    """Đề án khuyến công. Its money is the sum of its decision lines (see ``DecisionLine``)."""

    code = models.CharField(_("mã đề án"), max_length=30, blank=True)
    name = models.CharField(_("tên đề án"), max_length=500)
    kind = models.CharField(
        _("loại đề án"), max_length=10, choices=ProjectKind, default=ProjectKind.SINGLE
    )
    level = models.CharField(_("cấp"), max_length=10, choices=FundingLevel)
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("chương trình"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
    )
    plan = models.ForeignKey(
        AnnualPlan,
        verbose_name=_("kế hoạch"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
    )
    first_year = models.PositiveSmallIntegerField(_("năm kế hoạch"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("đến năm"), null=True, blank=True)
    activity = models.ForeignKey(
        ActivityType,
        verbose_name=_("nội dung hoạt động"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
    )
    implementing_organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("đơn vị thực hiện"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="implemented_projects",
    )
    coordinating_organisations = models.ManyToManyField(
        Organisation,
        verbose_name=_("đơn vị phối hợp"),
        blank=True,
        related_name="coordinated_projects",
    )
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa điểm thực hiện"),
        on_delete=models.PROTECT,
        related_name="projects",
    )
    unit_now = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn hiện nay"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects_now",
    )
    place_text = models.CharField(_("địa điểm (ghi thêm)"), max_length=300, blank=True)
    starts_on = models.DateField(_("bắt đầu"), null=True, blank=True)
    ends_on = models.DateField(_("kết thúc"), null=True, blank=True)
    objective = models.TextField(_("mục tiêu"), max_length=2000, blank=True)
    scale = models.TextField(_("quy mô, kết quả"), max_length=2000, blank=True)
    is_priority = models.BooleanField(_("ưu tiên"), default=False)
    is_key = models.BooleanField(_("trọng điểm"), default=False)
    is_integrated = models.BooleanField(_("lồng ghép"), default=False)
    stated_total_amount = MoneyField(
        _("tổng kinh phí theo hồ sơ"),
        null=True,
        blank=True,
        help_text=_("Ghi đúng như hồ sơ; để trống thì cộng các nguồn khi đã đủ."),
    )
    state = models.CharField(
        _("trạng thái"),
        max_length=20,
        choices=ProjectState,
        default=ProjectState.REGISTERED,
        editable=False,
    )
    state_text = models.CharField(_("trạng thái theo nguồn"), max_length=120, blank=True)
    state_since = models.DateField(_("trạng thái từ ngày"), null=True, blank=True, editable=False)
    progress_percent = models.PositiveSmallIntegerField(
        _("tiến độ (%)"),
        null=True,
        blank=True,
        editable=False,
        validators=[MaxValueValidator(100)],
    )
    progress_as_of = models.DateField(_("tiến độ tính đến"), null=True, blank=True, editable=False)
    approved_on = models.DateField(_("ngày phê duyệt"), null=True, blank=True, editable=False)
    # Sums of the decision lines, written by services.refresh_money, proved by check_figures.
    support_amount = MoneyField(_("kinh phí hỗ trợ"), null=True, blank=True, editable=False)
    counterpart_amount = MoneyField(_("đối ứng"), null=True, blank=True, editable=False)
    other_amount = MoneyField(_("nguồn khác"), null=True, blank=True, editable=False)
    total_amount = MoneyField(_("tổng kinh phí"), null=True, blank=True, editable=False)
    beneficiary_text = models.CharField(
        _("đơn vị thụ hưởng"), max_length=600, blank=True, editable=False
    )
    source_url = models.URLField(_("trang nguồn"), max_length=500, blank=True)
    published_key = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    note = models.TextField(_("ghi chú"), max_length=2000, blank=True)
    search_key = models.CharField(max_length=2500, editable=False, default="")
    sort_key = models.CharField(max_length=1000, editable=False, default="", db_index=True)

    objects = ProjectQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("đề án khuyến công")
        verbose_name_plural = _("đề án khuyến công")
        ordering = ["-first_year", "code", "pk"]
        indexes = [
            models.Index(fields=["-first_year", "code", "id"], name="programmes_project_order"),
            # Sums over the area are read from this index alone.
            models.Index(
                fields=[
                    "unit",
                    "deleted_at",
                    "support_amount",
                    "counterpart_amount",
                    "total_amount",
                ],
                name="programmes_project_sums",
            ),
        ]
        constraints = [
            *Record.Meta.constraints,
            dates_in_order("starts_on", "ends_on", "programmes_project_dates"),
            dates_in_order("first_year", "last_year", "programmes_project_years"),
            non_negative("stated_total_amount", "programmes_project_total"),
            models.CheckConstraint(
                condition=Q(progress_percent__isnull=True) | Q(progress_percent__lte=100),
                name="programmes_project_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def level_abbreviation(self) -> str:
        """QG, ĐP or a dash, as lists print the level."""
        return {FundingLevel.NATIONAL: "QG", FundingLevel.LOCAL: "ĐP"}.get(self.level, "–")

    @property
    def tags(self) -> list[str]:
        """The marks that it bears, in words."""
        return [str(tag.label) for tag in ProjectTag if getattr(self, tag)]

    def get_absolute_url(self) -> str:
        """Return the project's page."""
        return reverse("programmes:project", args=[self.pk])


class ProjectPartQuerySet(models.QuerySet):
    """Rows that belong to a project and have no area of their own."""

    def visible_to(self, user: Any) -> Self:
        """Rows of the projects that the person sees."""
        return self.filter(project__in=SupportProject.objects.visible_to(user))


class ProjectPlace(models.Model):
    """A further place of a project that works in several."""

    project = models.ForeignKey(
        SupportProject, verbose_name=_("đề án"), on_delete=models.CASCADE, related_name="places"
    )
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn"),
        on_delete=models.PROTECT,
        related_name="project_places",
    )
    unit_now = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn hiện nay"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="project_places_now",
    )

    history = history.track()

    class Meta:
        verbose_name = _("địa điểm của đề án")
        verbose_name_plural = _("địa điểm của đề án")
        ordering = ["project", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "unit"],
                name="programmes_projectplace_once",
                violation_error_message=_("Địa bàn này đã có trong đề án."),
            )
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Allocation(models.Model):
    """A beneficiary of a project; its money is the decision lines that name it."""

    project = models.ForeignKey(
        SupportProject,
        verbose_name=_("đề án"),
        on_delete=models.CASCADE,
        related_name="allocations",
    )
    kind = models.CharField(_("loại thụ hưởng"), max_length=14, choices=BeneficiaryKind)
    facility = models.ForeignKey(
        RuralIndustrialFacility,
        verbose_name=_("cơ sở CNNT"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("tổ chức"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
    )
    group_name = models.CharField(_("tên nhóm"), max_length=400, blank=True)
    expected_count = models.PositiveIntegerField(_("dự kiến số đơn vị"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    objects = ProjectPartQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("đơn vị thụ hưởng của đề án")
        verbose_name_plural = _("đơn vị thụ hưởng của đề án")
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(
                        kind=BeneficiaryKind.FACILITY,
                        facility__isnull=False,
                        organisation__isnull=True,
                    )
                    | Q(
                        kind=BeneficiaryKind.ORGANISATION,
                        organisation__isnull=False,
                        facility__isnull=True,
                    )
                    | (Q(kind=BeneficiaryKind.GROUP) & ~Q(group_name=""))
                    | Q(
                        kind__in=[BeneficiaryKind.UNNAMED, BeneficiaryKind.NONE],
                        facility__isnull=True,
                        organisation__isnull=True,
                    )
                ),
                name="programmes_allocation_names_its_kind",
                violation_error_message=_("Chọn đơn vị thụ hưởng đúng với loại đã chọn."),
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The beneficiary in words; an unnamed one says how many are expected."""
        if self.kind == BeneficiaryKind.FACILITY and self.facility:
            return self.facility.name
        if self.kind == BeneficiaryKind.ORGANISATION and self.organisation:
            return self.organisation.name
        if self.kind == BeneficiaryKind.GROUP:
            return self.group_name
        if self.kind == BeneficiaryKind.UNNAMED:
            return (
                f"Chưa xác định (dự kiến {self.expected_count})"
                if self.expected_count
                else "Chưa xác định"
            )
        return ""


class ProjectIndicator(models.Model):
    """What a project plans, and later has done, of one indicator."""

    project = models.ForeignKey(
        SupportProject, verbose_name=_("đề án"), on_delete=models.CASCADE, related_name="indicators"
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("chỉ tiêu"), on_delete=models.PROTECT, related_name="+"
    )
    planned = models.DecimalField(
        _("kế hoạch"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects = ProjectPartQuerySet.as_manager()
    history = history.track()

    class Meta:
        verbose_name = _("chỉ tiêu của đề án")
        verbose_name_plural = _("chỉ tiêu của đề án")
        ordering = ["project", "indicator__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "indicator"],
                name="programmes_projectindicator_once",
                violation_error_message=_("Chỉ tiêu này đã có trong đề án."),
            ),
            non_negative("planned", "programmes_projectindicator_planned"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {format_quantity(self.planned)}"


class ProjectTransition(TransitionRow):
    """A change of a project's state: who, when, from, to, why."""

    subject = models.ForeignKey(
        SupportProject,
        verbose_name=_("đề án"),
        on_delete=models.PROTECT,
        related_name="transitions",
    )

    class Meta(TransitionRow.Meta):
        verbose_name = _("lần chuyển trạng thái đề án")
        verbose_name_plural = _("lần chuyển trạng thái đề án")
