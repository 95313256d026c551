"""Catalogues in the admin: the office changes them, each row with its legal basis."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.admin import CHANNEL, ScopedAdmin, money_column
from kernel.forms import ServiceForm
from programmes.models import (
    ActivityType,
    Indicator,
    LegalDocument,
    SupportNorm,
)
from programmes.services import (
    remove_catalogue_row,
    save_catalogue_row,
    verify_norm,
)

CEILING = money_column("ceiling_amount", _("số tiền tối đa (đồng)"))


class CatalogueAdmin(ScopedAdmin):
    """Catalogues: the office changes them, each row with its legal basis."""

    view_permission = Permission.VIEW_CATALOGUES
    edit_permission = Permission.EDIT_CATALOGUES
    store = staticmethod(save_catalogue_row)
    erase = staticmethod(remove_catalogue_row)


@admin.register(LegalDocument)
class LegalDocumentAdmin(CatalogueAdmin):
    """Legal documents."""

    help_text = _("Văn bản làm căn cứ cho nội dung hoạt động, định mức và in trong văn bản.")
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

    help_text = _("Các nội dung hoạt động khuyến công để chọn khi lập đề án, kèm căn cứ pháp lý.")
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
                "description": _("Chín nhóm trước 15/10/2025, thêm nội dung mới từ ngày đó."),
                "fields": [("valid_from", "valid_to"), ("legal_basis", "confidence")],
            },
        ),
    ]


class NormForm(ServiceForm):
    """A norm with the tick "I have compared it with its text"."""

    verified = forms.BooleanField(
        label=_("Tôi đã đối chiếu với toàn văn của văn bản này"),
        required=False,
        help_text=_("Ghi lại tên bạn và thời điểm."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["verified"] = self.instance.is_verified


@admin.register(SupportNorm)
class SupportNormAdmin(CatalogueAdmin):
    """Support norms."""

    form = NormForm
    list_display = [
        "code",
        "name",
        "level",
        "share",
        CEILING,
        "measure",
        "valid_from",
        "valid_to",
        "checked",
    ]
    list_filter = ["level", "confidence"]
    search_fields = ["code", "name"]
    help_text = _("Định mức chưa đối chiếu chỉ nhắc khi lập kế hoạch, không chặn.")
    fieldsets = [
        (
            _("Áp dụng cho"),
            {
                "description": _("Một định mức gắn với một nội dung và một cấp kinh phí."),
                "fields": [
                    ("code", "activity"),
                    "name",
                    ("level", "province"),
                    ("valid_from", "valid_to"),
                ],
            },
        ),
        (
            _("Mức hỗ trợ"),
            {
                "description": _(
                    "Ghi đúng con số trong văn bản, số tiền bằng đồng; "
                    "để trống khi văn bản không nêu."
                ),
                "fields": [
                    ("percent", "ceiling_amount"),
                    ("measure", "multiplier"),
                    "by_reference",
                ],
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

    @admin.display(description=_("tỷ lệ tối đa (%)"), ordering="percent")
    def share(self, norm: SupportNorm) -> str:
        """The percent without idle zeros."""
        return "" if norm.percent is None else f"{norm.percent.normalize():f}".replace(".", ",")

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

    help_text = _("Chỉ tiêu dùng để lập kế hoạch, báo cáo tiến độ và báo cáo kết quả.")
    list_display = ["order", "code", "name", "measure", "activity", "counted_from", "confidence"]
    list_display_links = ["code", "name"]
    list_select_related = ["activity"]
    fieldsets = [
        (
            _("Chỉ tiêu"),
            {
                "description": _("Báo cáo kết quả cộng từ chỉ tiêu của đề án, không gõ tổng."),
                "fields": [("code", "order"), "name", ("measure", "activity"), "counted_from"],
            },
        ),
        (_("Hiệu lực"), {"description": "", "fields": [("valid_from", "valid_to"), "confidence"]}),
    ]
