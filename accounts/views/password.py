"""The own password: everybody changes it here, who has a first one does so before anything else."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from accounts.forms import PasswordForm
from accounts.models import User
from accounts.services import change_own_password
from accounts.views.sign_in import safe_next


@method_decorator(sensitive_post_parameters("current", "password", "again"), name="dispatch")
class PasswordView(View):
    """Other sessions of the account end; this one goes on."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._page(request, PasswordForm(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Store the new password and go where the person was going."""
        form = PasswordForm(request, request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        person = User.objects.get(pk=request.user.pk)
        changed = change_own_password(person, form.cleaned_data["password"])
        update_session_auth_hash(request, changed)
        messages.success(request, _("Đã đổi mật khẩu. Lần đăng nhập sau dùng mật khẩu mới."))
        return HttpResponseRedirect(safe_next(request))

    def _page(self, request: HttpRequest, form: PasswordForm, status: int = 200) -> HttpResponse:
        user: Any = request.user
        context = {
            "form": form,
            "is_first": user.must_change_password,
            "next": request.POST.get("next") or request.GET.get("next") or "",
        }
        return render(request, "accounts/password.html", context, status=status)
