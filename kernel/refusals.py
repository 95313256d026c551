"""What a service refused, in words for the person."""

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _


def refusal_text(error: Exception) -> str:
    """Return a refusal in one Vietnamese paragraph."""
    if isinstance(error, ProtectedError):
        kinds = sorted({str(obj._meta.verbose_name) for obj in error.protected_objects})
        return _("Chưa xóa được vì đang được dùng ở: %(kinds)s.") % {"kinds": ", ".join(kinds)}
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error)
