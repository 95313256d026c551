"""Tracking lines in the admin; what is approved of them comes by reports alone."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.admin import ScopedAdmin, ScopedInline, money_column
from programmes.models import Allocation, LineIndicator, ReportingAssignment, TrackingLine
from programmes.services import (
    hand_over,
    remove_assignment,
    remove_line,
    remove_line_indicator,
    save_line,
    save_line_indicator,
)

INVESTED = money_column("invested_amount", _("vốn cơ sở đã chi (đồng)"))


class LineRights:
    """Tracking lines: who writes projects writes them, the Centre's accountant reads."""

    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.EDIT_PROJECTS


class LineIndicatorInline(LineRights, ScopedInline):
    """What a line plans; what is done comes by approved reports."""

    model = LineIndicator
    fields = ["indicator", "planned", "done"]
    readonly_fields = ["done"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Ask for the indicators once, not for the select of every row."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "indicator" and isinstance(field, forms.ModelChoiceField):
            field.choices = list(field.choices)
        return field


class AssignmentInline(LineRights, ScopedInline):
    """Who reports from which day on: a new row hands the line over, a wrong one is taken back."""

    model = ReportingAssignment
    fields = ["organisation", "valid_from", "note"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A hand-over that happened isn't rewritten."""
        return False


def _store_part(row: Any, *, by: Any, reason: str = "") -> Any:
    if isinstance(row, ReportingAssignment):
        return hand_over(
            row.line,
            row.organisation,
            valid_from=row.valid_from,
            by=by,
            note=row.note,
            reason=reason,
        )
    return save_line_indicator(row, by=by, reason=reason)


def _erase_part(row: Any, *, by: Any, reason: str = "") -> None:
    erase = remove_assignment if isinstance(row, ReportingAssignment) else remove_line_indicator
    erase(row, by=by, reason=reason)


@admin.register(TrackingLine)
class TrackingLineAdmin(LineRights, ScopedAdmin):
    """Tracking lines; state, percent and capital are what was approved last."""

    help_text = _("Phần việc mà một đơn vị báo cáo mỗi kỳ; tiến độ lấy từ báo cáo đã duyệt.")
    store = staticmethod(save_line)
    erase = staticmethod(remove_line)
    store_part = staticmethod(_store_part)
    erase_part = staticmethod(_erase_part)
    list_display = ["__str__", "project", "unit", "state", "progress_percent", "progress_as_of"]
    list_filter = ["state", "project__first_year"]
    list_select_related = [
        "project",
        "unit",
        "allocation__facility",
        "allocation__organisation",
    ]
    ordering = ["-project__first_year", "project__code", "project", "order", "pk"]
    inlines = [LineIndicatorInline, AssignmentInline]
    readonly_fields = ["state", "progress_percent", "progress_as_of", INVESTED]
    fieldsets = [
        (
            _("Theo dõi phần nào"),
            {
                "description": _("Một phần đề án mà một đơn vị báo cáo: một nơi, một thụ hưởng."),
                "fields": [
                    "project",
                    ("allocation", "order"),
                    "name",
                    ("unit", "unit_now"),
                    "note",
                ],
            },
        ),
        (
            _("Đã duyệt"),
            {
                "description": _("Theo báo cáo được duyệt gần nhất; không sửa ở đây."),
                "fields": [("state", "progress_percent"), ("progress_as_of", INVESTED)],
            },
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A stored line stays with its project."""
        return [*self.readonly_fields, *(["project"] if obj else [])]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the beneficiaries of the line's own project; a new line has none to choose yet."""
        if db_field.name == "allocation":
            match = request.resolver_match
            key = match.kwargs.get("object_id", "") if match else ""
            lines = TrackingLine.objects.visible_to(request.user)
            lines = lines.filter(pk=key) if str(key).isdecimal() else lines.none()
            kwargs["queryset"] = Allocation.objects.filter(
                project__in=lines.values("project")
            ).select_related("facility", "organisation")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
