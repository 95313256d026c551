"""Projects and their log in the admin; money comes by decisions, state by the page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.admin import ScopedInline, money_column
from kernel.readonly_admin import LogAdmin
from kernel.sheet_admin import SheetAdmin
from programmes.admin.plans import RecordRights
from programmes.choices import ProjectTag
from programmes.models import (
    Allocation,
    ProjectIndicator,
    ProjectPlace,
    ProjectTransition,
    SupportProject,
)
from programmes.resources import ProjectResource
from programmes.services import (
    remove_part,
    remove_project,
    save_part,
    save_project,
)
from programmes.workflow import LABELS

SUPPORT = money_column("support_amount", _("hỗ trợ (đồng)"))
COUNTERPART = money_column("counterpart_amount", _("đối ứng (đồng)"))
OTHER = money_column("other_amount", _("nguồn khác (đồng)"))
TOTAL = money_column("total_amount", _("tổng kinh phí (đồng)"))


class AllocationInline(RecordRights, ScopedInline):
    """Beneficiaries of a project."""

    model = Allocation
    edit_permission = Permission.EDIT_PROJECTS
    fields = ["kind", "facility", "organisation", "group_name", "expected_count", "note"]


class PlaceInline(RecordRights, ScopedInline):
    """Further places of a project."""

    model = ProjectPlace
    edit_permission = Permission.EDIT_PROJECTS
    fk_name = "project"
    fields = ["unit", "unit_now"]


class IndicatorInline(RecordRights, ScopedInline):
    """Planned indicators of a project."""

    model = ProjectIndicator
    edit_permission = Permission.EDIT_PROJECTS
    fields = ["indicator", "planned"]


@admin.register(SupportProject)
class SupportProjectAdmin(SheetAdmin):
    """Projects; their money is entered by decisions, their state changes on their page."""

    help_text = _("Kinh phí là tổng các quyết định; trạng thái đổi ở trang của đề án.")
    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.EDIT_PROJECTS
    store = staticmethod(save_project)
    erase = staticmethod(remove_project)
    store_part = staticmethod(save_part)
    erase_part = staticmethod(remove_part)
    resource_classes = [ProjectResource]
    list_display = ["code", "name", "unit", "level", "first_year", SUPPORT, "state"]
    list_display_links = ["code", "name"]
    list_filter = ["level", "state", "kind", *ProjectTag.values, "first_year"]
    list_select_related = ["unit"]
    ordering = ["-first_year", "code", "pk"]
    inlines = [AllocationInline, PlaceInline, IndicatorInline]
    readonly_fields = [
        "state",
        "state_since",
        "approved_on",
        "progress_percent",
        SUPPORT,
        COUNTERPART,
        OTHER,
        TOTAL,
    ]
    fieldsets = [
        (
            _("Đề án"),
            {
                "description": _("Tên và nội dung như trong hồ sơ đăng ký."),
                "fields": [
                    ("code", "kind"),
                    "name",
                    ("level", "plan"),
                    ("first_year", "last_year"),
                    "activity",
                ],
            },
        ),
        (
            _("Đơn vị và địa điểm"),
            {
                "description": _("Đơn vị hành chính tại thời điểm lập hồ sơ."),
                "fields": [
                    "implementing_organisation",
                    "coordinating_organisations",
                    ("unit", "unit_now"),
                    "place_text",
                    ("starts_on", "ends_on"),
                ],
            },
        ),
        (
            _("Thuyết minh"),
            {
                "description": "",
                "fields": ["objective", "scale", ("is_priority", "is_key", "is_integrated")],
            },
        ),
        (
            _("Kinh phí"),
            {
                "description": _(
                    "Cộng từ các quyết định; nhập ở trang đề án hoặc trang quyết định."
                ),
                "fields": [
                    "stated_total_amount",
                    (SUPPORT, COUNTERPART),
                    (OTHER, TOTAL),
                ],
            },
        ),
        (
            _("Tình trạng"),
            {
                "description": _("Chuyển trạng thái ở trang đề án."),
                "fields": [
                    ("state", "state_since"),
                    ("approved_on", "progress_percent"),
                    "state_text",
                    "source_url",
                    "note",
                ],
            },
        ),
    ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Store the coordinating organisations and the rows."""
        form.save_m2m()
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)


@admin.register(ProjectTransition)
class ProjectTransitionAdmin(LogAdmin):
    """The log of projects."""

    view_permission = Permission.VIEW_RECORDS
    step_labels = LABELS
    search_fields = ["subject__search_key"]
