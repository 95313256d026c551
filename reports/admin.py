"""Layouts of reports in the admin: columns, labels and order are data; reports in words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.admin import ScopedAdmin, ScopedInline
from kernel.forms import ServiceForm
from kernel.readonly_admin import ReadOnlyAdmin
from reports.arranged import ARRANGED
from reports.models import (
    DocumentTemplate,
    FormLayout,
    LayoutColumn,
    LayoutSigner,
    TextParagraph,
    TextReport,
)
from reports.services import (
    remove_layout,
    remove_paragraph,
    remove_text_report,
    save_layout,
    save_paragraph,
    save_text_report,
)
from reports.templates.subjects import SUBJECTS


class _ShownInline(ScopedInline):
    """Rows of a layout, read here: they are changed together on the page "Mẫu biểu"."""

    view_permission = Permission.VIEW_CATALOGUES
    help_text = _("Sửa ở trang Báo cáo, mục Mẫu biểu: cả mẫu lưu một lần, có bản xem trước.")


class ColumnInline(_ShownInline):
    """Columns of a layout."""

    model = LayoutColumn
    fields = ["order", "label", "group", "width", "shown"]


class LayoutSignerInline(_ShownInline):
    """Who signs on a layout."""

    model = LayoutSigner
    fields = ["order", "capacity", "position", "full_name"]


class FormLayoutForm(ServiceForm):
    """A new layout names its report by choice; a stored one stays with it."""

    slug = forms.ChoiceField(
        label=_("Báo cáo"),
        choices=[(slug, report.name) for slug, report in ARRANGED.items()],
        error_messages={"required": _("Chưa chọn Báo cáo.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("slug")


@admin.register(FormLayout)
class FormLayoutAdmin(ScopedAdmin):
    """Layouts."""

    help_text = _("Mẫu biểu của từng báo cáo; sửa ở trang Mẫu biểu thì có bản xem trước.")
    view_permission = Permission.VIEW_CATALOGUES
    edit_permission = Permission.EDIT_CATALOGUES
    form = FormLayoutForm
    store = staticmethod(save_layout)
    erase = staticmethod(remove_layout)
    list_display: Any = [
        *("name", "report_name", "holds_today", "valid_from", "valid_to"),
        *("form_code", "is_confirmed"),
    ]
    search_fields = ["name"]
    inlines = [ColumnInline, LayoutSignerInline]

    @admin.display(description=_("báo cáo"), ordering="slug")
    def report_name(self, row: FormLayout) -> str:
        """The report's name."""
        report = ARRANGED.get(row.slug)
        return str(report.name) if report else row.slug

    @admin.display(description=_("hiện áp dụng"), boolean=True)
    def holds_today(self, row: FormLayout) -> bool:
        """Whether it is the one of today."""
        return row.is_current

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        """Name the report of a stored layout."""
        return ["report_name"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the parts of the page."""
        return [
            (
                _("Mẫu biểu"),
                {
                    "description": _(
                        "Cột, tên cột và thứ tự lấy từ đây cho cả màn hình, PDF, Excel, Word."
                    ),
                    "fields": [
                        ("report_name" if obj else "slug", "name"),
                        "title",
                        ("valid_from", "valid_to"),
                    ],
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
                    "fields": [
                        ("money_unit", "decimals"),
                        ("orientation", "prepared_by"),
                        "recipients",
                        "note",
                    ],
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

    help_text = _("Phần viết thêm đã lưu của từng kỳ; soạn và tải ở trang Báo cáo lời văn.")
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


@admin.register(DocumentTemplate)
class DocumentTemplateAdmin(ReadOnlyAdmin):
    """Templates: shown, brought in and changed at their own page by the Centre's leader alone."""

    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.EDIT_TEMPLATES
    list_display: Any = ["name", "subject", "centre", "file", "valid_from", "valid_to"]
    list_select_related = ["centre", "file"]
    search_fields = ["name"]
    help_text = _("Đưa mẫu lên và sửa mẫu ở trang Mẫu văn bản.")
    fields = ["subject", "name", "centre", "file", "valid_from", "valid_to", "note"]

    @admin.display(description=_("loại văn bản"), ordering="slug")
    def subject(self, row: DocumentTemplate) -> str:
        """What the template is for, in words."""
        return str(SUBJECTS[row.slug].name)
