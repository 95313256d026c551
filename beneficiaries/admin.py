"""Data entry of facilities and of the industry codes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from beneficiaries.models import (
    FacilityContact,
    FacilityYear,
    IndustryCode,
    RuralIndustrialFacility,
)
from beneficiaries.resources import FacilityResource
from beneficiaries.services import (
    record_facility,
    remove_facility,
    remove_part,
    save_industry,
    save_part,
)
from kernel.admin import ScopedAdmin, ScopedInline
from kernel.sheet_admin import SheetAdmin


class FacilityRows(ScopedInline):
    """Rows of a facility."""

    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.EDIT_FACILITIES


class FacilityYearInline(FacilityRows):
    """Figures by year."""

    model = FacilityYear


class FacilityContactInline(FacilityRows):
    """People to call."""

    model = FacilityContact


@admin.register(RuralIndustrialFacility)
class FacilityAdmin(SheetAdmin):
    """Facilities: search without accents, import and export by sheet."""

    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.EDIT_FACILITIES
    store = staticmethod(record_facility)
    erase = staticmethod(remove_facility)
    store_part = staticmethod(save_part)
    erase_part = staticmethod(remove_part)
    resource_classes = [FacilityResource]
    inlines = [FacilityYearInline, FacilityContactInline]
    list_display = ["name", "kind", "tax_code", "unit", "worker_count", "source", "updated_at"]
    list_filter = ["kind", "source"]
    list_select_related = ["unit"]
    ordering = ["sort_key", "pk"]
    readonly_fields = ["created_at", "updated_at"]
    help_text = _("Nơi sản xuất quyết định việc được hỗ trợ, không phải nơi đặt trụ sở.")
    fieldsets = [
        (
            _("Cơ sở"),
            {
                "fields": [
                    "name",
                    ("kind", "tax_code", "registered_on"),
                    ("representative", "is_women_owned"),
                ],
                "description": _("Ghi như trên giấy đăng ký kinh doanh."),
            },
        ),
        (
            _("Nơi sản xuất"),
            {"fields": ["unit", "unit_now", ("production_address", "office_address")]},
        ),
        (_("Liên hệ"), {"fields": [("phone", "email")]}),
        (
            _("Ngành nghề và quy mô"),
            {
                "fields": [
                    "industry",
                    "products",
                    ("worker_count", "women_worker_count", "minority_worker_count"),
                    "capital_amount",
                ]
            },
        ),
        (_("Nguồn hồ sơ"), {"fields": [("source", "source_note"), "note"]}),
        (_("Thời điểm"), {"fields": [("created_at", "updated_at")]}),
    ]


@admin.register(IndustryCode)
class IndustryCodeAdmin(ScopedAdmin):
    """The national industry classification; an old code is never turned into a new one silently."""

    view_permission = Permission.VIEW_CATALOGUES
    edit_permission = Permission.EDIT_CATALOGUES
    store = staticmethod(save_industry)
    list_display = ["code", "name", "level", "version"]
    list_filter = ["version", "level"]
    ordering = ["version", "code"]
    help_text = _("Mã ngành theo Quyết định 36/2025/QĐ-TTg, dùng từ 15/11/2025.")
