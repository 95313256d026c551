"""Training courses under a project; they count in the indicators of their tracking line."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from kernel import history
from kernel.constraints import at_most, dates_in_order
from kernel.records import Record, ScopedQuerySet
from localities.models import AdministrativeUnit
from programmes.models import SupportProject, TrackingLine
from training.choices import CourseKind, CourseState


class CourseQuerySet(ScopedQuerySet):
    """Courses; the scope is their place (``ScopedQuerySet``)."""

    def visible_to(self, user: Any) -> Self:
        """Courses of the area whose project isn't in the recycle bin."""
        return super().visible_to(user).filter(project__deleted_at__isnull=True)

    def for_list(self) -> Self:
        """Courses with what a list row shows, no query a row."""
        return self.select_related("project", "unit", "unit_now", "provider")


class TrainingCourse(Record):
    """A course (lớp): what is planned and what came of it; blank is unknown, 0 is zero."""

    project = models.ForeignKey(
        SupportProject, verbose_name=_("đề án"), on_delete=models.PROTECT, related_name="courses"
    )
    line = models.ForeignKey(
        TrackingLine,
        verbose_name=_("dòng theo dõi"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        help_text=_("Số lớp, số học viên của lớp được tính vào chỉ tiêu của dòng này."),
    )
    kind = models.CharField(
        _("loại lớp"), max_length=14, choices=CourseKind, default=CourseKind.VOCATIONAL
    )
    name = models.CharField(_("tên lớp"), max_length=300)
    trade = models.CharField(_("nghề, chuyên đề"), max_length=200, blank=True)
    provider = models.ForeignKey(
        Organisation,
        verbose_name=_("đơn vị đào tạo"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="provided_courses",
    )
    provider_text = models.CharField(_("đơn vị đào tạo (ghi thêm)"), max_length=300, blank=True)
    unit = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa điểm mở lớp"),
        on_delete=models.PROTECT,
        related_name="courses",
    )
    unit_now = models.ForeignKey(
        AdministrativeUnit,
        verbose_name=_("địa bàn hiện nay"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="courses_now",
    )
    place_text = models.CharField(_("địa điểm (ghi thêm)"), max_length=300, blank=True)
    starts_on = models.DateField(_("khai giảng"), null=True, blank=True)
    ends_on = models.DateField(_("bế giảng"), null=True, blank=True)
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=CourseState, default=CourseState.PLANNED
    )
    planned_trainee_count = models.PositiveIntegerField(
        _("học viên dự kiến"), null=True, blank=True
    )
    trainee_count = models.PositiveIntegerField(_("học viên"), null=True, blank=True)
    women_count = models.PositiveIntegerField(_("học viên nữ"), null=True, blank=True)
    minority_count = models.PositiveIntegerField(
        _("học viên dân tộc thiểu số"), null=True, blank=True
    )
    planned_employed_count = models.PositiveIntegerField(
        _("dự kiến có việc làm"), null=True, blank=True
    )
    employed_count = models.PositiveIntegerField(
        _("có việc làm sau đào tạo"), null=True, blank=True
    )
    employed_on = models.DateField(
        _("số có việc làm tính đến"),
        null=True,
        blank=True,
        help_text=_("Để trống thì lấy ngày bế giảng."),
    )
    source_url = models.URLField(_("trang nguồn"), max_length=500, blank=True)
    note = models.TextField(_("ghi chú"), max_length=2000, blank=True)
    search_key = models.CharField(max_length=1500, editable=False, default="")
    sort_key = models.CharField(max_length=700, editable=False, default="", db_index=True)

    objects = CourseQuerySet.as_manager()
    history = history.track()

    class Meta(Record.Meta):
        verbose_name = _("lớp đào tạo")
        verbose_name_plural = _("lớp đào tạo")
        ordering = [models.F("starts_on").desc(nulls_last=True), "sort_key", "pk"]
        constraints = [
            *Record.Meta.constraints,
            dates_in_order(
                "starts_on",
                "ends_on",
                "training_course_dates",
                message=_("Ngày bế giảng phải từ ngày khai giảng trở đi."),
            ),
            at_most(
                "women_count",
                "trainee_count",
                "training_course_women",
                message=_("Số học viên nữ không được lớn hơn số học viên."),
            ),
            at_most(
                "minority_count",
                "trainee_count",
                "training_course_minority",
                message=_("Số học viên dân tộc thiểu số không được lớn hơn số học viên."),
            ),
            at_most(
                "employed_count",
                "trainee_count",
                "training_course_employed",
                message=_("Số có việc làm không được lớn hơn số học viên."),
            ),
            at_most(
                "planned_employed_count",
                "planned_trainee_count",
                "training_course_planned_employed",
                message=_("Số dự kiến có việc làm không được lớn hơn số học viên dự kiến."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="training_course_named",
                violation_error_message=_("Chưa nhập Tên lớp."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def provider_label(self) -> str:
        """Who teaches, in words; empty when not known."""
        return str(self.provider) if self.provider else self.provider_text

    def get_absolute_url(self) -> str:
        """Return the course's page."""
        return reverse("training:course", args=[self.pk])
