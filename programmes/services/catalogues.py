"""Writes of catalogues: a changed norm has to be compared with its text again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from kernel import history
from kernel.text import fold
from programmes.models import SupportNorm

_SEARCHED = ("number", "code", "short_name", "name", "title", "kind")
_RULE = (
    *("code", "level", "province_id", "percent", "ceiling_amount", "measure", "multiplier"),
    *("by_reference", "document_id", "article", "valid_from", "valid_to"),
)


@transaction.atomic
def save_catalogue_row(row: Any, *, by: Any, reason: str = "") -> Any:
    """Store a row of a catalogue with its search key.

    Raises ValidationError; PermissionDenied without the right.
    """
    if not by.can(Permission.EDIT_CATALOGUES):
        raise PermissionDenied
    if isinstance(row, SupportNorm):
        _forget_comparison(row)
    if hasattr(row, "search_key"):
        words = [str(getattr(row, name)) for name in _SEARCHED if hasattr(row, name)]
        limit = row._meta.get_field("search_key").max_length
        row.search_key = fold(" ".join(words))[:limit]
    return history.save(row, by=by, reason=reason)


def _forget_comparison(norm: SupportNorm) -> None:
    """Take the comparison with the text back from a norm whose rule has changed since."""
    stored = SupportNorm.objects.filter(pk=norm.pk).first()
    if stored is None or stored.verified_at != norm.verified_at:
        return
    if any(getattr(stored, name) != getattr(norm, name) for name in _RULE):
        norm.verified_at = norm.verified_by = None


@transaction.atomic
def remove_catalogue_row(row: Any, *, by: Any, reason: str = "") -> None:
    """Delete a row of a catalogue; ProtectedError while something uses it."""
    if not by.can(Permission.EDIT_CATALOGUES):
        raise PermissionDenied
    history.remove(row, by=by, reason=reason)


@transaction.atomic
def verify_norm(norm: SupportNorm, *, by: Any, verified: bool) -> SupportNorm:
    """Record that ``by`` has compared the norm with the text of its document, or take it back.

    Only a verified norm may block anything.
    """
    norm.verified_at = timezone.now() if verified else None
    norm.verified_by = by if verified else None
    reason = "đã đối chiếu văn bản" if verified else "bỏ đối chiếu văn bản"
    return save_catalogue_row(norm, by=by, reason=reason)
