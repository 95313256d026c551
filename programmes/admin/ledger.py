"""The ledger in the admin: shown, never changed; amounts are entered on the portal's pages."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from kernel.admin import money_column
from kernel.readonly_admin import ReadOnlyAdmin
from programmes.models import Balance, LedgerEntry

AMOUNT = money_column("amount", _("số tiền (đồng)"))
PLANNED = money_column("planned", _("kế hoạch (đồng)"))
ADVANCED = money_column("advanced", _("tạm ứng (đồng)"))
SETTLED = money_column("settled", _("thanh toán (đồng)"))


class LedgerAdmin(ReadOnlyAdmin):
    """Rows without a history of their own: entries never change, balances are derived."""

    view_permission = Permission.VIEW_RECORDS
    list_select_related = ["project"]
    search_fields = ["project__search_key"]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(LedgerAdmin):
    """Entries, the newest first."""

    help_text = _("Bút toán chỉ thêm, không sửa, không xóa; kế toán nhập ở trang Số dư đầu kỳ.")
    list_display = ["occurred_on", "project", "source", "leg", "kind", "counts_as", AMOUNT, "by"]
    list_filter = ["kind", "leg", "source"]
    list_select_related = ["project", "by"]
    ordering = ["-occurred_on", "-pk"]
    fields = [
        "project",
        ("source", "leg"),
        ("kind", "counts_as"),
        (AMOUNT, "occurred_on"),
        ("voucher", "note"),
        "by",
    ]


@admin.register(Balance)
class BalanceAdmin(LedgerAdmin):
    """What the entries add up to."""

    help_text = _("Số dư là tổng các bút toán theo đề án và nguồn, hệ thống tự cộng; chỉ để xem.")
    list_display = ["project", "source", "leg", PLANNED, ADVANCED, SETTLED]
    list_filter = ["leg", "source"]
    ordering = ["-project__first_year", "project__code", "source", "leg"]
    fields = ["project", ("source", "leg"), PLANNED, ADVANCED, SETTLED]
