"""Forms of signing in, of the own password, of the office's profile and of saved views."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficeProfile, SavedView, Signer, User
from kernel.dates import VietnameseDateField
from kernel.forms import PortalModelForm, formfield, sentence
from kernel.lists import tidy_query
from kernel.text import clean


class SignInForm(forms.Form):
    """Name and password; the answer to a wrong name equals the answer to a wrong password."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        error_messages={"required": _("Chưa nhập Tên đăng nhập.")},
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput,
        error_messages={"required": _("Chưa nhập Mật khẩu.")},
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self.user: User | None = None
        super().__init__(*args, **kwargs)

    def clean_username(self) -> str:
        """Return the name in small letters: the throttle must count every spelling as one."""
        return str(self.cleaned_data["username"]).lower()

    def clean(self) -> dict[str, Any]:
        """Check the two together. Raises ValidationError with one sentence for both mistakes."""
        cleaned = super().clean() or {}
        username, password = cleaned.get("username"), cleaned.get("password")
        if username and password:
            self.user = authenticate(self.request, username=username, password=password)
            if self.user is None:
                raise ValidationError(
                    _("Tên đăng nhập hoặc mật khẩu chưa đúng."), code="invalid_sign_in"
                )
        return cleaned


class WaitForm(SignInForm):
    """The form of somebody who tried too often: it asks nobody and says how long to wait."""

    def clean(self) -> dict[str, Any]:
        """Refuse without looking at the password."""
        raise ValidationError(
            _("Đã nhập sai nhiều lần. Hãy chờ ba phút rồi thử lại, hoặc gọi quản trị Trung tâm."),
            code="wait",
        )


def _new_password(label: Any, help_text: Any = "") -> forms.CharField:
    field = forms.CharField(
        label=label,
        max_length=128,
        strip=False,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field.error_messages["required"] = _("Chưa nhập %s.") % label
    return field


class PasswordForm(forms.Form):
    """The own new password, typed twice; who has chosen the old one confirms it first."""

    use_required_attribute = False
    current = forms.CharField(
        label=_("Mật khẩu đang dùng"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Chưa nhập Mật khẩu đang dùng.")},
    )
    password = _new_password(_("Mật khẩu mới"), _("Một câu dễ nhớ tốt hơn một từ khó nhớ."))
    again = _new_password(_("Gõ lại mật khẩu mới"))

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        if request.user.must_change_password:  # he has just signed in with what he was given
            del self.fields["current"]

    def clean_current(self) -> str:
        """Ask as the sign-in page does, throttle included. Raises ValidationError."""
        current = str(self.cleaned_data["current"])
        username = self.request.user.get_username()
        if authenticate(self.request, username=username, password=current) is None:
            raise ValidationError(_("Mật khẩu đang dùng chưa đúng."), code="invalid")
        return current

    def clean_password(self) -> str:
        """Refuse what is easy to guess, and the one that is in use."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.request.user)
        if check_password(password, self.request.user.password):
            raise ValidationError(_("Mật khẩu mới phải khác mật khẩu đang dùng."), code="same")
        return password

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        cleaned = super().clean() or {}
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", _("Hai lần gõ mật khẩu mới không giống nhau."))
        return cleaned


class ProfileForm(PortalModelForm):
    """What a province's papers and periods look like, from a day on."""

    sections = (
        (
            _("Thời gian áp dụng"),
            _(
                "Giữ nguyên ngày là sửa phiên bản này. Ghi ngày khác là lập phiên bản mới; "
                "phiên bản trước hết áp dụng vào ngày liền trước."
            ),
            ("starts_on",),
        ),
        (
            _("Tiêu đề văn bản"),
            _("In ở đầu mọi báo cáo theo Nghị định 30/2020/NĐ-CP; xem ngay ở bản xem trước."),
            ("governing_body", "issuing_body", "symbol", "place_name", "recipients"),
        ),
        (_("Số tiền trên giấy"), "", ("money_unit", "decimals")),
        (
            _("Phê duyệt kế hoạch"),
            _("In ở dòng “Kèm theo Quyết định … của …” trên phụ lục kế hoạch địa phương."),
            ("plan_approver",),
        ),
        (
            _("Báo cáo định kỳ"),
            _("Dùng khi mở kỳ mới; kỳ đã mở giữ ngày của nó."),
            (
                "cut_off_day",
                "local_due_day",
                "department_due_day",
                "agency_due_day",
                "sign_off",
                "progress_weighting",
            ),
        ),
    )
    starts_on = VietnameseDateField(
        label=_("Áp dụng từ"),
        required=False,
        help_text=_("Để trống khi áp dụng từ đầu. Văn bản theo phiên bản của ngày lập."),
    )

    class Meta:
        model = OfficeProfile
        fields = [
            "governing_body",
            "issuing_body",
            "symbol",
            "place_name",
            "recipients",
            "money_unit",
            "decimals",
            "plan_approver",
            "cut_off_day",
            "local_due_day",
            "department_due_day",
            "agency_due_day",
            "sign_off",
            "progress_weighting",
        ]
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["starts_on"] = self.instance.valid_from

    def clean_starts_on(self) -> date | None:
        """Return the first day. Raises ValidationError when a dated version loses its day."""
        day: date | None = self.cleaned_data["starts_on"]
        if day is None and self.instance.valid_from is not None:
            raise ValidationError(_("Chưa nhập Áp dụng từ."), code="required")
        return day

    def typed(self) -> dict[str, str]:
        """What stands in the fields now, right or wrong: for the preview."""
        texts = ("governing_body", "issuing_body", "symbol", "place_name", "plan_approver")
        kept = {name: clean(str(self[name].value() or "")) for name in texts}
        recipients = str(self["recipients"].value() or "")
        return kept | {"recipients": clean(recipients, multiline=True)}


class SignerForm(forms.ModelForm):
    """One who signs; a row that is left blank is nobody."""

    class Meta:
        model = Signer
        fields = ["capacity", "position", "full_name"]
        formfield_callback = formfield


class SignerRows(forms.BaseFormSet):
    """Who signs, in the order of the rows' numbers."""

    deletion_widget = forms.CheckboxInput
    ordering_widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "size": "2"})

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Word the fields that Django adds."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Thứ tự")
        form.fields["DELETE"].label = _("Xóa")

    def values(self) -> list[dict[str, str]]:
        """Return the rows to store, the first signer first."""
        return [_signer(row.cleaned_data) for row in self.ordered_forms]

    def typed(self) -> list[dict[str, str]]:
        """What stands in the rows now, right or wrong: for the preview."""
        rows = [
            {name: clean(str(row[name].value() or "")) for name in SignerForm._meta.fields}
            for row in self.forms
            if not row["DELETE"].value()
        ]
        return [row for row in rows if any(row.values())]


def _signer(cleaned: Mapping[str, Any]) -> dict[str, str]:
    return {name: cleaned[name] for name in SignerForm._meta.fields}


SignerFormSet = forms.formset_factory(
    SignerForm,
    formset=SignerRows,
    extra=2,
    max_num=10,
    absolute_max=10,
    can_order=True,
    can_delete=True,
)


class SavedViewForm(forms.ModelForm):
    """The name of a saved view, its place among the others and who sees it."""

    use_required_attribute = False

    class Meta:
        model = SavedView
        fields = ["name", "order", "is_shared"]
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = sentence(field.label)


class NewViewForm(SavedViewForm):
    """A view to be saved: of which list, and what it shows."""

    class Meta(SavedViewForm.Meta):
        fields = ["list", "query", "name", "is_shared"]
        widgets = {"list": forms.HiddenInput, "query": forms.HiddenInput}

    def __init__(self, *args: Any, known: Mapping[str, Collection[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean(self) -> dict[str, Any]:
        """Keep the parameters that the list knows; without any there is nothing to save."""
        cleaned = super().clean() or {}
        known = self.known.get(cleaned.get("list", ""), ())
        cleaned["query"] = query = tidy_query(cleaned.get("query", ""), known)
        if not query and not self.errors:
            self.add_error(None, _("Chưa có điều kiện, thứ tự hay cột nào để lưu."))
        return cleaned
