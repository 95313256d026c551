"""Programmes, plans and decisions in the admin; state and recorded lines are read-only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.admin import ScopedAdmin, ScopedInline
from kernel.forms import SearchSelect
from programmes.models import AnnualPlan, DecisionLine, PlanDecision, Programme
from programmes.services import (
    add_decision_line,
    remove_decision,
    remove_decision_line,
    remove_plan,
    remove_programme,
    save_decision,
    save_plan,
    save_programme,
)


class RecordRights:
    """Records of plans and projects: the Centre's officer writes, its accountant reads."""

    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.EDIT_PLANS


@admin.register(Programme)
class ProgrammeAdmin(RecordRights, ScopedAdmin):
    """Programmes."""

    help_text = _(
        "Chương trình nhiều năm, quốc gia hoặc của tỉnh; kế hoạch năm thuộc về chương trình."
    )
    store = staticmethod(save_programme)
    erase = staticmethod(remove_programme)
    list_display = ["name", "level", "province", "first_year", "last_year"]
    list_select_related = ["province"]
    search_fields = ["name"]
    fieldsets = [
        (
            _("Chương trình"),
            {
                "description": _("Chương trình quốc gia không ghi tỉnh."),
                "fields": [
                    "name",
                    ("level", "province"),
                    ("first_year", "last_year"),
                    "document",
                    "note",
                ],
            },
        ),
    ]


@admin.register(AnnualPlan)
class AnnualPlanAdmin(RecordRights, ScopedAdmin):
    """Annual plans."""

    help_text = _("Mỗi tỉnh, năm và cấp một kế hoạch; số liệu là tổng các quyết định đã ghi nhận.")
    store = staticmethod(save_plan)
    erase = staticmethod(remove_plan)
    list_display = ["__str__", "province", "year", "level", "state"]
    list_filter = ["level", "year"]
    list_select_related = ["province"]
    ordering = ["-year", "province__sort_key", "level"]
    search_fields = ["=year"]
    readonly_fields = ["state"]
    fieldsets = [
        (
            _("Kế hoạch"),
            {
                "description": _("Để trống chương trình khi kế hoạch không thuộc chương trình."),
                "fields": ["province", ("year", "level"), "programme", "state", "note"],
            },
        ),
    ]


class LineInline(RecordRights, ScopedInline):
    """Lines of a decision; closed once the decision is recorded."""

    model = DecisionLine
    fields = ["project", "allocation", "source", "amount", "note"]
    raw_id_fields: list[str] = []
    shown_through = ["allocation__facility", "allocation__organisation"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Find the beneficiary by search, too: the base has as many as projects, and more."""
        if db_field.name == "allocation":
            kwargs["widget"] = SearchSelect("desk:search-allocations")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not on a recorded decision."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_recorded)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not on a recorded decision."""
        return self.has_change_permission(request, obj)


@admin.register(PlanDecision)
class PlanDecisionAdmin(RecordRights, ScopedAdmin):
    """Decisions; a recorded one can only be corrected by new lines."""

    help_text = _("Quyết định đã ghi nhận không sửa được; muốn đổi số, lập quyết định điều chỉnh.")
    store = staticmethod(save_decision)
    erase = staticmethod(remove_decision)
    store_part = staticmethod(add_decision_line)
    erase_part = staticmethod(remove_decision_line)
    list_display = ["__str__", "plan", "number", "signed_on", "state"]
    list_filter = ["kind", "state", "level"]
    list_select_related = ["plan"]
    ordering = ["-signed_on", "-pk"]
    search_fields = ["number", "title"]
    inlines = [LineInline]
    readonly_fields = ["state", "recorded_on"]
    fieldsets = [
        (
            _("Quyết định"),
            {
                "description": _("Ghi nhận quyết định ở trang của quyết định, không phải ở đây."),
                "fields": [
                    "plan",
                    "province",
                    ("kind", "level", "round"),
                    ("state", "recorded_on"),
                ],
            },
        ),
        (
            _("Văn bản"),
            {
                "description": _("Ghi đúng như văn bản."),
                "fields": [
                    ("number", "signed_on"),
                    ("issuer", "signer"),
                    "title",
                    "source_url",
                    "note",
                ],
            },
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Close every field of a recorded decision."""
        if obj and obj.is_recorded:
            return [name for _title, group in self.fieldsets for name in _flat(group["fields"])]
        return self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A recorded decision itself is not stored again; its new lines are."""
        if not (change and obj.is_recorded):
            super().save_model(request, obj, form, change)


def _flat(fields: Any) -> list[str]:
    return [
        name for item in fields for name in (item if isinstance(item, tuple | list) else [item])
    ]
