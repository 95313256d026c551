"""Who a command acts for (``--as``): the system, or a person with his rights and his area."""

from accounts.models import User
from accounts.services import system_user


class UnknownPersonError(Exception):
    """There is no account of that name in use; ``str()`` is the Vietnamese sentence."""


def actor(username: str | None) -> User:
    """Return the account of that name, or the system's. Raises UnknownPersonError."""
    if not username:
        return system_user()
    found = (
        User.objects.alive()
        .filter(username__iexact=username, is_active=True, is_system=False)
        .select_related("organisation")
        .first()
    )
    if found is None:
        raise UnknownPersonError(f"Không có tài khoản “{username}” đang dùng.")
    return found
