"""Layouts of reports in the admin: columns, labels and order are data; reports in words."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.admin import ScopedAdmin, ScopedInline
from reports.models import FormLayout, LayoutColumn, TextParagraph, TextReport
from reports.services import (
    remove_paragraph,
    remove_text_report,
    save_paragraph,
    save_text_report,
)


class ColumnInline(ScopedInline):
    """Columns of a layout."""

    view_permission = Permission.VIEW_CATALOGUES
    edit_permission = Permission.EDIT_CATALOGUES
    model = LayoutColumn
    fields = ["order", "key", "label", "group", "width", "shown"]


@admin.register(FormLayout)
class FormLayoutAdmin(ScopedAdmin):
    """Layouts."""

    view_permission = Permission.VIEW_CATALOGUES
    edit_permission = Permission.EDIT_CATALOGUES
    list_display: Any = ["name", "slug", "money_unit", "is_confirmed", "valid_from", "valid_to"]
    search_fields = ["name", "slug"]
    inlines = [ColumnInline]
    fieldsets = [
        (
            _("Mẫu biểu"),
            {
                "description": _(
                    "Cột, tên cột và thứ tự lấy từ đây cho cả màn hình, PDF, Excel, Word."
                ),
                "fields": [("slug", "name"), "title", ("valid_from", "valid_to")],
            },
        ),
        (
            _("Ký hiệu mẫu"),
            {
                "description": _("Ký hiệu chỉ in khi đơn vị đã đối chiếu với mẫu chính thức."),
                "fields": [("form_code", "is_confirmed")],
            },
        ),
        (
            _("Trình bày"),
            {
                "description": "",
                "fields": [("money_unit", "decimals"), ("orientation", "prepared_by"), "note"],
            },
        ),
    ]


class ParagraphInline(ScopedInline):
    """Own paragraphs of a report in words."""

    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.WRITE_REPORTS
    model = TextParagraph
    fields = ["section", "text"]


@admin.register(TextReport)
class TextReportAdmin(ScopedAdmin):
    """Reports in words."""

    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.WRITE_REPORTS
    store = staticmethod(save_text_report)
    erase = staticmethod(remove_text_report)
    store_part = staticmethod(save_paragraph)
    erase_part = staticmethod(remove_paragraph)
    list_display: Any = ["period_code", "kind", "centre", "updated_at"]
    list_select_related = ["centre"]
    inlines = [ParagraphInline]
    fieldsets = [
        (
            _("Báo cáo lời văn"),
            {
                "description": _(
                    "Câu lập từ số liệu không lưu ở đây; xem và tải văn bản ở trang Báo cáo."
                ),
                "fields": [("centre", "period_code")],
            },
        ),
    ]
