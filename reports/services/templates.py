"""Writes of the office's own templates: who may, whose they are, what the file may hold."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.services import own_centre
from attachments.checks import FileFacts
from attachments.choices import FileKind
from attachments.services import examine, store
from kernel import history
from kernel.text import clean
from reports.models import DocumentTemplate
from reports.templates.refusal import TemplateRefused
from reports.templates.running import KINDS, LIMITS, Looked, look_into
from reports.templates.subjects import SUBJECTS

FILE_KINDS = frozenset(map(FileKind, KINDS))


def save_template(
    template: DocumentTemplate, upload: File | None = None, *, by: Any, reason: str = ""
) -> DocumentTemplate:
    """Store a template, with its file when one is given.

    Raises PermissionDenied; ValidationError with the reason why the file isn't taken at ``upload``,
    with the code "stale" when somebody has saved the template since it was read.
    """
    _require(template, by)
    if template.slug not in SUBJECTS:
        raise ValidationError({"slug": _("Không có loại văn bản này.")})
    template.name = clean(template.name)
    # Looking into a file takes seconds: nobody who writes waits for it.
    examined = _examined(upload) if upload is not None else None
    with transaction.atomic():
        if upload is not None and examined is not None:
            _take(template, upload, *examined, by)
        return history.save(template, by=by, reason=reason)


@transaction.atomic
def remove_template(template: DocumentTemplate, *, by: Any, reason: str = "") -> None:
    """Move a template to the recycle bin; its file stays. Raises PermissionDenied."""
    _require(template, by)
    history.remove(template, by=by, reason=reason)


@transaction.atomic
def restore_template(template: DocumentTemplate, *, by: Any, reason: str = "") -> DocumentTemplate:
    """Take a template out of the recycle bin.

    Raises PermissionDenied; ValidationError when the report has got another one of its name.
    """
    _require_own(template, by)
    history.require_in_bin(template, Permission.EDIT_TEMPLATES, by)
    return history.restore(template, by=by, reason=reason)


def _require(template: DocumentTemplate, by: Any) -> None:
    if template.centre_id is None:
        template.centre = own_centre(by)
    _require_own(template, by)
    if not by.can(Permission.EDIT_TEMPLATES, template):
        raise PermissionDenied


def _require_own(template: DocumentTemplate, by: Any) -> None:
    if not (by.sees_everything or own_centre(by) == template.centre):
        raise PermissionDenied


def _examined(upload: File) -> tuple[Looked, FileFacts]:
    upload.seek(0)
    try:
        return look_into(upload.read(LIMITS.size + 1)), examine(upload, kinds=FILE_KINDS)
    except TemplateRefused as refused:
        raise ValidationError({"upload": refused.message}) from refused
    except ValidationError as error:
        raise ValidationError({"upload": error.messages}) from error


def _take(
    template: DocumentTemplate, upload: File, looked: Looked, facts: FileFacts, by: Any
) -> None:
    try:
        template.file = store(upload, by=by, kinds=FILE_KINDS, facts=facts)
    except ValidationError as error:
        raise ValidationError({"upload": error.messages}) from error
    template.found = [[one.name, one.written, one.place] for one in looked.found]
