"""The order of every answer: not signed in, method, scope (404), right (403), form (422)."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from kernel.workflow import TransitionRefused

M = TypeVar("M", bound=Model)


def in_scope(rows: QuerySet, pk: int) -> Any:
    """Return the record of a scoped queryset, or answer 404."""
    return get_object_or_404(rows, pk=pk)


def require(request: HttpRequest, permission: str) -> None:
    """Answer 403 without the right."""
    if not request.user.can(permission):  # type: ignore[union-attr]
        raise PermissionDenied


def forget_number(record: Any, *, new: bool) -> None:
    """Take the number of a rolled back new record away: its page must not link to nothing."""
    if new:
        record.pk = None
        record._state.adding = True


def as_refusal(error: ValidationError | TransitionRefused) -> ValidationError:
    """Return what a service refused as a form takes it."""
    if isinstance(error, TransitionRefused):
        return ValidationError(error.message, code=error.code)
    return error
