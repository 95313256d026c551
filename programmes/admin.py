"""Catalogues, plans, decisions and projects in the admin; state and recorded lines are read-only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.admin import (
    CHANNEL,
    ReadOnlyAdmin,
    ScopedAdmin,
    ScopedInline,
    ServiceForm,
    SheetAdmin,
    money_column,
)
from kernel.sheets.formats import SafeCSV, SafeXLSX
from programmes.models import (
    ActivityType,
    Allocation,
    AnnualPlan,
    DecisionLine,
    Indicator,
    LegalDocument,
    PlanDecision,
    Programme,
    ProjectIndicator,
    ProjectPlace,
    ProjectTransition,
    SupportNorm,
    SupportProject,
)
from programmes.resources import ProjectResource
from programmes.services import (
    add_line,
    remove_catalogue_row,
    remove_decision,
    remove_line,
    remove_part,
    remove_plan,
    remove_programme,
    remove_project,
    save_catalogue_row,
    save_decision,
    save_part,
    save_plan,
    save_programme,
    save_project,
    verify_norm,
)


CEILING = money_column("ceiling_amount", _("số tiền tối đa (đồng)"))
SUPPORT = money_column("support_amount", _("hỗ trợ (đồng)"))
COUNTERPART = money_column("counterpart_amount", _("đối ứng (đồng)"))
OTHER = money_column("other_amount", _("nguồn khác (đồng)"))
TOTAL = money_column("total_amount", _("tổng kinh phí (đồng)"))


class CatalogueAdmin(ScopedAdmin):
    """Catalogues: the office changes them, each row with its legal basis."""

    view_permission = Permission.VIEW_CATALOGUES
    edit_permission = Permission.EDIT_CATALOGUES
    store = staticmethod(save_catalogue_row)
    erase = staticmethod(remove_catalogue_row)


class RecordRights:
    """Records of plans and projects: the Centre's officer writes, its accountant reads."""

    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.EDIT_PLANS


@admin.register(LegalDocument)
class LegalDocumentAdmin(CatalogueAdmin):
    """Legal documents."""

    list_display = ["number", "kind", "title", "issued_on", "valid_from", "valid_to", "status"]
    list_filter = ["kind", "status"]
    fieldsets = [
        (
            _("Văn bản"),
            {
                "description": _("Ghi đúng số, ký hiệu và trích yếu của văn bản."),
                "fields": [("number", "kind"), "title", "issuer"],
            },
        ),
        (
            _("Hiệu lực"),
            {
                "description": _("Đề án được xét theo văn bản có hiệu lực vào ngày phê duyệt."),
                "fields": [("issued_on", "status"), ("valid_from", "valid_to"), "amends"],
            },
        ),
        (
            _("Mức chắc chắn"),
            {
                "description": _("Dữ liệu ban đầu lấy từ nguồn công khai; cần đối chiếu."),
                "fields": ["confidence", "note"],
            },
        ),
    ]


@admin.register(ActivityType)
class ActivityTypeAdmin(CatalogueAdmin):
    """Contents of industrial extension."""

    list_display = ["code", "short_name", "parent", "valid_from", "valid_to", "confidence"]
    list_filter = ["parent", "confidence"]
    list_select_related = ["parent"]
    fieldsets = [
        (
            _("Nội dung"),
            {
                "description": _("Nhóm là dòng không có nhóm cấp trên."),
                "fields": [("code", "order"), "short_name", "name", "parent"],
            },
        ),
        (
            _("Hiệu lực và căn cứ"),
            {
                "description": _("Nội dung theo thời gian: chín nhóm trước 15/10/2025, thêm nội dung mới từ ngày đó."),
                "fields": [("valid_from", "valid_to"), ("legal_basis", "confidence")],
            },
        ),
    ]


class NormForm(ServiceForm):
    """A norm with the tick "I have compared it with its text"."""

    verified = forms.BooleanField(
        label=_("Tôi đã đối chiếu với toàn văn của văn bản này"),
        required=False,
        help_text=_("Ghi lại tên bạn và thời điểm. Chỉ định mức đã đối chiếu mới được dùng để chặn."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["verified"] = self.instance.is_verified


@admin.register(SupportNorm)
class SupportNormAdmin(CatalogueAdmin):
    """Support norms."""

    form = NormForm
    list_display = [
        "code", "name", "level", "percent", CEILING, "measure", "valid_from", "valid_to",
        "checked",
    ]
    list_filter = ["level", "confidence", "valid_to"]
    search_fields = ["code", "name"]
    help_text = _("Định mức chưa đối chiếu chỉ nhắc khi lập kế hoạch, không chặn.")
    fieldsets = [
        (
            _("Áp dụng cho"),
            {
                "description": _("Một định mức gắn với một nội dung và một cấp kinh phí."),
                "fields": [("code", "activity"), "name", ("level", "province"), ("valid_from", "valid_to")],
            },
        ),
        (
            _("Mức hỗ trợ"),
            {
                "description": _("Ghi đúng con số trong văn bản; để trống khi văn bản không nêu."),
                "fields": [("percent", "ceiling_amount"), ("measure", "multiplier"), "by_reference"],
            },
        ),
        (
            _("Căn cứ"),
            {
                "description": _("Chỉ định mức đã đối chiếu mới được dùng để chặn."),
                "fields": [("document", "article"), "verified", "confidence", "source", "note"],
            },
        ),
    ]

    @admin.display(description=_("Đã đối chiếu"), boolean=True)
    def checked(self, norm: SupportNorm) -> bool:
        """Whether the office has compared the row."""
        return norm.is_verified

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store; the tick is kept with its person and moment."""
        ticked = form.cleaned_data.get("verified", False)
        if ticked != obj.is_verified:
            verify_norm(obj, by=request.user, verified=ticked)
        else:
            save_catalogue_row(obj, by=request.user, reason=CHANNEL)


@admin.register(Indicator)
class IndicatorAdmin(CatalogueAdmin):
    """Indicators."""

    list_display = ["order", "code", "name", "measure", "activity", "confidence"]
    list_display_links = ["code", "name"]
    list_select_related = ["activity"]
    fieldsets = [
        (
            _("Chỉ tiêu"),
            {
                "description": _("Báo cáo kết quả cộng từ chỉ tiêu của đề án, không gõ tổng."),
                "fields": [("code", "order"), "name", ("measure", "activity")],
            },
        ),
        (_("Hiệu lực"), {"description": "", "fields": [("valid_from", "valid_to"), "confidence"]}),
    ]


@admin.register(Programme)
class ProgrammeAdmin(RecordRights, ScopedAdmin):
    """Programmes."""

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
                "fields": ["name", ("level", "province"), ("first_year", "last_year"), "document", "note"],
            },
        ),
    ]


@admin.register(AnnualPlan)
class AnnualPlanAdmin(RecordRights, ScopedAdmin):
    """Annual plans."""

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
                "description": _("Mỗi tỉnh, năm và cấp có một kế hoạch; số liệu là tổng các quyết định."),
                "fields": ["province", ("year", "level"), "programme", "state", "note"],
            },
        ),
    ]


class LineInline(RecordRights, ScopedInline):
    """Lines of a decision; closed once the decision is recorded."""

    model = DecisionLine
    fields = ["project", "allocation", "source", "amount", "note"]
    raw_id_fields: list[str] = []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the beneficiaries of the person's projects only."""
        if db_field.name == "allocation":
            visible = SupportProject.objects.visible_to(request.user)
            kwargs["queryset"] = Allocation.objects.filter(project__in=visible).select_related(
                "facility", "organisation"
            )
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

    store = staticmethod(save_decision)
    erase = staticmethod(remove_decision)
    store_part = staticmethod(add_line)
    erase_part = staticmethod(remove_line)
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
                "fields": ["plan", "province", ("kind", "level", "round"), ("state", "recorded_on")],
            },
        ),
        (
            _("Văn bản"),
            {
                "description": _("Ghi đúng như văn bản."),
                "fields": [("number", "signed_on"), ("issuer", "signer"), "title", "source_url", "note"],
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

    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.EDIT_PROJECTS
    store = staticmethod(save_project)
    erase = staticmethod(remove_project)
    store_part = staticmethod(save_part)
    erase_part = staticmethod(remove_part)
    resource_classes = [ProjectResource]
    formats = [SafeXLSX, SafeCSV]
    list_display = ["code", "name", "unit", "level", "first_year", SUPPORT, "state"]
    list_display_links = ["code", "name"]
    list_filter = ["level", "state", "kind", "first_year"]
    list_select_related = ["unit"]
    ordering = ["-first_year", "code", "pk"]
    inlines = [AllocationInline, PlaceInline, IndicatorInline]
    readonly_fields = [
        "state", "state_since", "approved_on", "progress_percent", SUPPORT,
        COUNTERPART, OTHER, TOTAL,
    ]
    fieldsets = [
        (
            _("Đề án"),
            {
                "description": _("Tên và nội dung như trong hồ sơ đăng ký."),
                "fields": [("code", "kind"), "name", ("level", "plan"), ("first_year", "last_year"), "activity"],
            },
        ),
        (
            _("Đơn vị và địa điểm"),
            {
                "description": _("Đơn vị hành chính tại thời điểm lập hồ sơ."),
                "fields": [
                    "implementing_organisation", "coordinating_organisations", ("unit", "unit_now"),
                    "place_text", ("starts_on", "ends_on"),
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
                "description": _("Cộng từ các quyết định; nhập ở trang đề án hoặc trang quyết định."),
                "fields": [
                    "stated_total_amount", (SUPPORT, COUNTERPART),
                    (OTHER, TOTAL),
                ],
            },
        ),
        (
            _("Tình trạng"),
            {
                "description": _("Chuyển trạng thái ở trang đề án."),
                "fields": [("state", "state_since"), ("approved_on", "progress_percent"), "state_text", "source_url", "note"],
            },
        ),
    ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Store the coordinating organisations and the rows."""
        form.save_m2m()
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)


@admin.register(ProjectTransition)
class ProjectTransitionAdmin(ReadOnlyAdmin):
    """The log of states: shown, never changed."""

    view_permission = Permission.VIEW_RECORDS
    list_display = ["at", "subject", "name", "source", "target", "by"]
    list_select_related = ["subject", "by"]
    ordering = ["-at", "-pk"]
    search_fields = ["subject__search_key"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Only of projects in scope."""
        visible = SupportProject.objects.visible_to(request.user)
        return ProjectTransition.objects.filter(subject__in=visible)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """A log has no history of its own; its page shows the row."""
        return self.change_view(request, object_id, extra_context=extra_context)
