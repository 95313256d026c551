"""Courses in the admin, saved through the services as on their own pages."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.admin import ScopedAdmin
from programmes.models import TrackingLine
from training.models import TrainingCourse
from training.services import remove_course, save_course


@admin.register(TrainingCourse)
class TrainingCourseAdmin(ScopedAdmin):
    """Courses: search without accents; what a line counts of one is rewritten at every save."""

    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.EDIT_COURSES
    store = staticmethod(save_course)
    erase = staticmethod(remove_course)
    list_display = [
        "name",
        "project",
        "kind",
        "unit",
        "starts_on",
        "ends_on",
        "trainee_count",
        "state",
    ]
    list_filter = ["kind", "state"]
    list_select_related = ["project", "unit"]
    ordering = ["-starts_on", "sort_key", "pk"]
    readonly_fields = ["created_at", "updated_at"]
    help_text = _("Lớp mở theo đề án; lớp đã bế giảng được tính vào chỉ tiêu của dòng theo dõi.")
    fieldsets = [
        (
            _("Lớp"),
            {
                "fields": ["project", "line", "name", ("kind", "state", "trade")],
                "description": _("Mỗi lớp thuộc một đề án và một dòng theo dõi của đề án đó."),
            },
        ),
        (
            _("Địa điểm và thời gian"),
            {
                "fields": [("unit", "unit_now"), "place_text", ("starts_on", "ends_on")],
                "description": _("Đơn vị hành chính tại thời điểm mở lớp."),
            },
        ),
        (_("Đơn vị đào tạo"), {"fields": [("provider", "provider_text")]}),
        (
            _("Học viên"),
            {
                "fields": [
                    ("planned_trainee_count", "trainee_count"),
                    ("women_count", "minority_count"),
                ],
                "description": _("Để trống là chưa rõ; không có ai thì nhập 0."),
            },
        ),
        (
            _("Việc làm sau đào tạo"),
            {"fields": [("planned_employed_count", "employed_count", "employed_on")]},
        ),
        (_("Nguồn và ghi chú"), {"fields": ["source_url", "note"]}),
        (_("Thời điểm"), {"fields": [("created_at", "updated_at")]}),
    ]

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Read the lines with what their names consist of: no query a line."""
        if db_field.name == "line":
            kwargs["queryset"] = TrackingLine.objects.visible_to(request.user).select_related(
                "project", "allocation__facility", "allocation__organisation"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
