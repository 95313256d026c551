"""What pages about the office itself ask first: the right, and whose office it is."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def require(request: HttpRequest, permission: str) -> Any:
    """Return the person. Answers 403 without the right."""
    user: Any = request.user
    if not user.can(permission):
        raise PermissionDenied
    return user
