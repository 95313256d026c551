"""The sign-in form."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


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
