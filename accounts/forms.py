"""Forms of signing in and of saved views."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import SavedView, User
from kernel.forms import formfield, sentence
from kernel.lists import tidy_query


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
