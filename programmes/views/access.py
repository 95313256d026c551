"""The order of every answer: not signed in, method, scope (404), right (403), form (422)."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

M = TypeVar("M", bound=Model)


def in_scope(rows: QuerySet, pk: int) -> Any:
    """Return the record of a scoped queryset, or answer 404."""
    return get_object_or_404(rows, pk=pk)


def require(request: HttpRequest, permission: str) -> None:
    """Answer 403 without the right."""
    if not request.user.can(permission):  # type: ignore[union-attr]
        raise PermissionDenied


def add_errors(form: Any, error: ValidationError) -> None:
    """Put a service's refusal at the fields it names, the rest on top of the form.

    A lost race counts as a stale form.
    """
    if not hasattr(error, "error_dict"):
        form.add_error("version" if getattr(error, "code", "") == "stale" else None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def refused_status(form: Any) -> int:
    """Return 409 for a form that somebody has overtaken, else 422.

    The person sees it and may save once more: the next attempt carries the present version.
    """
    if not form.has_error("version", "stale"):
        return 422
    stored = type(form.instance)._base_manager.filter(pk=form.instance.pk)
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = str(stored.values_list("version", flat=True).get())
    return 409


def forget_number(record: Any, *, new: bool) -> None:
    """Take the number of a rolled back new record away: its page must not link to nothing."""
    if new:
        record.pk = None
        record._state.adding = True
