"""Budget lines, planned indicators and statements in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.admin import ScopedAdmin, money_column
from programmes.models import BudgetLine, ProjectIndicator, ProjectStatement
from programmes.services import remove_part, remove_statement, save_part, save_statement
from programmes.statement import PARTS

UNIT_PRICE = money_column("unit_price", _("đơn giá (đồng)"))


class FileRights:
    """The file of a project: who writes projects writes it, the Centre's accountant reads."""

    view_permission = Permission.VIEW_RECORDS
    edit_permission = Permission.EDIT_PROJECTS


@admin.register(BudgetLine)
class BudgetLineAdmin(FileRights, ScopedAdmin):
    """Lines of budgets."""

    help_text = _("Dòng dự toán của mọi đề án để tìm, đối chiếu; nhập cả dự toán ở trang đề án.")
    store = staticmethod(save_part)
    erase = staticmethod(remove_part)
    list_display = ["content", "project", "group", "quantity", "measure", UNIT_PRICE, "source"]
    list_filter = ["source", "project__first_year"]
    list_select_related = ["project"]
    search_fields = ["project__search_key"]
    ordering = ["-project__first_year", "project__code", "project", "order", "pk"]
    fieldsets = [
        (
            _("Dòng dự toán"),
            {
                "description": _("Cả dự toán của đề án nhập nhanh hơn ở trang Dự toán."),
                "fields": [
                    "project",
                    ("group", "order"),
                    "content",
                    ("measure", "quantity"),
                    ("unit_price", "source"),
                    "basis",
                ],
            },
        ),
    ]


@admin.register(ProjectIndicator)
class ProjectIndicatorAdmin(FileRights, ScopedAdmin):
    """Planned indicators of projects; what is done comes by reports and courses."""

    help_text = _(
        "Chỉ tiêu kế hoạch của đề án; số thực hiện lấy từ báo cáo đã duyệt và lớp đào tạo."
    )
    store = staticmethod(save_part)
    erase = staticmethod(remove_part)
    list_display = ["indicator", "project", "planned"]
    list_filter = ["project__first_year"]
    list_select_related = ["project", "indicator"]
    search_fields = ["project__search_key"]
    ordering = ["-project__first_year", "project__code", "project", "indicator__order", "pk"]
    fieldsets = [
        (
            _("Chỉ tiêu kế hoạch"),
            {
                "description": _("Số thực hiện không nhập ở đây: lấy từ báo cáo và lớp đào tạo."),
                "fields": ["project", ("indicator", "planned")],
            },
        ),
    ]


@admin.register(ProjectStatement)
class ProjectStatementAdmin(FileRights, ScopedAdmin):
    """Statements of projects, part by part."""

    help_text = _("Thuyết minh của từng đề án; soạn ở trang của đề án, có tự lưu và bản in.")
    store = staticmethod(save_statement)
    erase = staticmethod(remove_statement)
    list_display = ["project", "updated_at"]
    list_filter = ["project__first_year"]
    list_select_related = ["project"]
    search_fields = ["project__search_key"]
    ordering = ["-project__first_year", "project__code", "pk"]
    fieldsets = [
        (
            _("Thuyết minh"),
            {
                "description": _("Tám phần theo Điều 5 Thông tư số 36/2013/TT-BCT."),
                "fields": ["project", *(part.field for part in PARTS)],
            },
        ),
    ]
