"""Checks a name and a password; rights are not asked here (see ``User.can``)."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest

from accounts.models import User


def _plainly(user: User, password: str) -> bool:
    return check_password(password, user.password)


class AccountBackend(BaseBackend):
    """Signs in active accounts that are not in the recycle bin."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_kwargs: Any,
    ) -> User | None:
        """Return the account, spending the same time on an unknown name as on a wrong password."""
        if not username or password is None:
            return None
        user = User.objects.alive().filter(username__iexact=username).first()
        if user is None:
            User().set_password(password)
            return None
        # A first password isn't hashed anew: the person changes it in the next minute.
        check = _plainly if user.must_change_password else User.check_password
        if check(user, password) and user.is_active and not user.is_system:
            return user
        return None

    def get_user(self, user_id: int) -> User | None:
        """Return the signed-in account while it is in use; a closed one ends its sessions."""
        users = User.objects.alive().select_related("organisation")
        try:
            # Not `first()`: its order costs a sixth of this question, which every page asks.
            return users.get(pk=user_id, is_active=True)
        except User.DoesNotExist:
            return None
