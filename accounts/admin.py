"""Accounts, organisations and profiles in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Contact,
    OfficeProfile,
    Organisation,
    OrganisationArea,
    OrganisationName,
    Signer,
    User,
)
from accounts.permissions import Permission
from accounts.services import remove_record, save_organisation, save_record, save_user
from kernel.admin import CHANNEL, ScopedAdmin, ScopedInline
from kernel.forms import ServiceForm

# Rights come from the role alone (accounts.permissions): a group would promise what nobody reads.
admin.site.unregister(Group)


class OrganisationRights:
    """Organisations are kept by the system administrator and read by the Centre's officer."""

    view_permission = Permission.VIEW_ORGANISATIONS
    edit_permission = Permission.EDIT_ORGANISATIONS


class NameInline(OrganisationRights, ScopedInline):
    """Names through time."""

    model = OrganisationName
    fields = ["name", "valid_from", "valid_to", "legal_basis"]


class AreaInline(OrganisationRights, ScopedInline):
    """Units in charge."""

    model = OrganisationArea
    fields = ["unit", "valid_from", "valid_to"]


@admin.register(Organisation)
class OrganisationAdmin(OrganisationRights, ScopedAdmin):
    """Organisations."""

    help_text = _("Cơ quan, đơn vị làm khuyến công; địa bàn phụ trách quyết định thấy hồ sơ nào.")
    store = staticmethod(save_organisation)
    erase = staticmethod(remove_record)
    store_part = staticmethod(save_record)
    erase_part = staticmethod(remove_record)
    list_display = ["name", "kind", "unit", "phone", "valid_from", "valid_to"]
    list_filter = ["kind"]
    standing_words = (_("Đang hoạt động"), _("Chưa hoạt động"), _("Đã kết thúc"))
    list_select_related = ["unit"]
    ordering = ["sort_key", "pk"]
    inlines = [NameInline, AreaInline]
    fieldsets = [
        (
            _("Tổ chức"),
            {
                "description": _("Tên đang dùng; tên trước đây ghi ở bảng dưới."),
                "fields": [("kind", "unit"), "name", "short_name"],
            },
        ),
        (
            _("Liên hệ"),
            {
                "description": _("Dùng khi in danh sách và gửi văn bản."),
                "fields": ["address", ("phone", "email"), "tax_code"],
            },
        ),
        (
            _("Thời gian hoạt động"),
            {
                "description": _("Đơn vị đã kết thúc vẫn giữ hồ sơ và chỉ tới đơn vị kế thừa."),
                "fields": [("valid_from", "valid_to"), "successor", "note"],
            },
        ),
    ]


@admin.register(Contact)
class ContactAdmin(OrganisationRights, ScopedAdmin):
    """Contacts."""

    help_text = _("Ai là đầu mối của đơn vị nào, phụ trách địa bàn nào, liên hệ ở đâu.")
    store = staticmethod(save_record)
    erase = staticmethod(remove_record)
    list_display = ["full_name", "kind", "organisation", "unit", "position", "phone", "email"]
    list_filter = ["kind"]
    list_select_related = ["organisation", "unit"]
    fieldsets = [
        (
            _("Người liên hệ"),
            {
                "description": _("Đầu mối, cán bộ kiêm nhiệm hoặc cộng tác viên."),
                "fields": [("full_name", "kind"), ("organisation", "unit"), "position"],
            },
        ),
        (_("Liên lạc"), {"description": "", "fields": [("phone", "email"), "training"]}),
    ]


class ProfileRights:
    """The office's paper is kept by the Centre's officer as well."""

    view_permission = Permission.VIEW_CATALOGUES
    edit_permission = Permission.EDIT_CATALOGUES


class SignerInline(ProfileRights, ScopedInline):
    """Signers of a profile."""

    model = Signer
    fields = ["order", "capacity", "position", "full_name"]


@admin.register(OfficeProfile)
class OfficeProfileAdmin(ProfileRights, ScopedAdmin):
    """Profiles of offices."""

    help_text = _("Những điểm mỗi tỉnh một khác; sửa ở trang Hồ sơ tỉnh thì có bản xem trước.")
    store = staticmethod(save_record)
    erase = staticmethod(remove_record)
    store_part = staticmethod(save_record)
    erase_part = staticmethod(remove_record)
    list_display = [
        "issuing_body",
        "organisation",
        "symbol",
        "place_name",
        "cut_off_day",
        "local_due_day",
        "valid_from",
        "valid_to",
    ]
    list_select_related = ["organisation"]
    search_fields = ["issuing_body"]
    inlines = [SignerInline]
    fieldsets = [
        (
            _("Đơn vị"),
            {
                "description": _(
                    "Hồ sơ áp dụng theo ngày của văn bản; mỗi phiên bản hết vào ngày trước bản sau."
                ),
                "fields": ["organisation", ("valid_from", "valid_to")],
            },
        ),
        (
            _("Tiêu đề văn bản"),
            {
                "description": _("In ở đầu trang theo Nghị định 30/2020/NĐ-CP."),
                "fields": ["governing_body", "issuing_body", ("symbol", "place_name")],
            },
        ),
        (
            _("Phê duyệt và nơi nhận"),
            {"description": "", "fields": ["plan_approver", "recipients"]},
        ),
        (
            _("Số tiền trên giấy"),
            {
                "description": _("Mẫu biểu có đơn vị tính riêng thì theo mẫu biểu."),
                "fields": [("money_unit", "decimals")],
            },
        ),
        (
            _("Báo cáo định kỳ"),
            {
                "description": _("Dùng khi mở kỳ mới; kỳ đã mở giữ ngày của nó."),
                "fields": [
                    ("cut_off_day", "local_due_day"),
                    ("department_due_day", "agency_due_day"),
                    "sign_off",
                    "progress_weighting",
                ],
            },
        ),
    ]


class UserForm(ServiceForm):
    """An account with an optional new password."""

    new_password = forms.CharField(
        label=_("Mật khẩu mới"),
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ít nhất 12 ký tự. Để trống để giữ mật khẩu đang dùng."),
    )

    class Meta:
        model = User
        fields = [
            "username",
            "full_name",
            "position",
            "role",
            "organisation",
            "email",
            "phone",
            "is_active",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["new_password"].required = True
            self.fields["new_password"].help_text = _("Ít nhất 12 ký tự.")

    def clean_new_password(self) -> str:
        """Refuse passwords that are easy to guess."""
        password = self.cleaned_data.get("new_password") or ""
        if password:
            validate_password(password, self.instance)
        elif self.instance.pk is None:
            raise ValidationError(_("Chưa nhập Mật khẩu mới."))
        return password


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Accounts: role and organisation, nothing else gives rights."""

    help_text = _("Vai trò quyết định được làm gì, đơn vị quyết định thấy địa bàn nào.")
    view_permission = Permission.EDIT_ACCOUNTS
    edit_permission = Permission.EDIT_ACCOUNTS
    form = UserForm
    erase = staticmethod(remove_record)
    list_display = [
        "username",
        "full_name",
        "role",
        "organisation",
        "phone",
        "must_change_password",
        "is_active",
    ]
    list_filter = ["role", "is_active", "must_change_password"]
    list_select_related = ["organisation"]
    search_fields = ["username", "full_name"]
    ordering = ["username"]
    fieldsets = [
        (
            _("Tài khoản"),
            {
                "description": _("Tên đăng nhập không đổi theo người; mỗi người một tài khoản."),
                "fields": [("username", "is_active"), "new_password"],
            },
        ),
        (
            _("Người dùng"),
            {"description": "", "fields": ["full_name", "position", ("email", "phone")]},
        ),
        (
            _("Vai trò"),
            {
                "description": _("Quyền chỉ theo vai trò và đơn vị, không cấp riêng từng người."),
                "fields": ["role", "organisation"],
            },
        ),
    ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store through the service, with the new password if one was typed."""
        password = form.cleaned_data.get("new_password") or None
        save_user(obj, by=request.user, password=password, reason=CHANNEL)
