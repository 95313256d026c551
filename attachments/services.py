"""Keeping an upload: checked, scanned, stored under its hash. ``http`` gives it back."""

import hashlib
import shlex
import subprocess
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from attachments.checks import FileFacts, facts_of, findings
from attachments.choices import ENDINGS, FileKind
from attachments.models import NAME_LENGTH, StoredFile
from kernel.text import clean

PIECE = 64 * 1024
SCAN_SECONDS = 60
CLEAN, INFECTED = 0, 1  # what clamscan and clamdscan answer


def examine(upload: File, *, kinds: Collection[str] = FileKind.PAPERS) -> FileFacts:
    """Look at an upload and have it scanned; return what it is. ``kinds`` are those taken.

    A scanner may take a minute: services ask before their transaction, in which others wait.
    Raises ValidationError with the reason in Vietnamese.
    """
    _kept, ending = _name(upload.name or "")
    content: Any = upload.file
    facts = facts_of(content, ending=ending, size=upload.size)
    limit = settings.PORTAL_UPLOAD_MEGABYTES * 1024 * 1024
    if found := findings(facts, kinds=kinds, limit=limit):
        raise ValidationError(found[0].message, code=found[0].code)
    _scan(content)
    return facts


@transaction.atomic
def store(
    upload: File,
    *,
    by: Any,
    kinds: Collection[str] = FileKind.PAPERS,
    facts: FileFacts | None = None,
) -> StoredFile:
    """Keep an uploaded file; return its row. ``facts`` are those of ``examine``, else it is asked.

    Raises ValidationError with the reason in Vietnamese. The caller has checked the right and
    makes the row that links the file to its owner in the same transaction.
    """
    facts = facts or examine(upload, kinds=kinds)
    name, _ending = _name(upload.name or "")
    content: Any = upload.file
    row = StoredFile(
        sha256=_hash(content), size=upload.size, kind=facts.kind, name=name, stored_by=by
    )
    row.full_clean()
    _keep(row, content)
    row.save()
    return row


def _name(given: str) -> tuple[str, str]:
    """The last part of a name without hidden characters, short enough, and its ending."""
    plain = clean(PurePosixPath(given.replace("\\", "/")).name)
    stem, _dot, ending = plain.rpartition(".")
    ending = ending.lower()
    if ending not in ENDINGS:
        return plain[:NAME_LENGTH] or "tep", ending
    return f"{stem[: NAME_LENGTH - len(ending) - 1] or 'tep'}.{ending}", ending


def _hash(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while piece := content.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _scan(content: BinaryIO) -> None:
    """Ask the office's virus scanner, when SCAN_COMMAND names one; it reads standard input.

    What can't be scanned isn't kept.
    """
    if not settings.SCAN_COMMAND:
        return
    content.seek(0)
    try:
        done = subprocess.run(  # noqa: S603 - the office's own command, nothing of the upload in it
            shlex.split(settings.SCAN_COMMAND),
            input=content.read(),
            capture_output=True,
            timeout=SCAN_SECONDS,
            check=False,
        )
        answer = done.returncode
    except (OSError, subprocess.TimeoutExpired):
        answer = -1
    if answer == INFECTED:
        raise ValidationError(_("Tệp bị phần mềm diệt vi-rút chặn."), code="virus")
    if answer != CLEAN:
        raise ValidationError(_("Chưa quét được vi-rút cho tệp; hãy thử lại sau."), code="scan")


def _keep(row: StoredFile, content: BinaryIO) -> None:
    """Write the bytes unless the same content is there whole; a cut-off copy is replaced."""
    content.seek(0)
    try:
        if default_storage.exists(row.path):
            if default_storage.size(row.path) == row.size:
                return
            default_storage.delete(row.path)
        written = default_storage.save(row.path, File(content))
        if written != row.path:  # somebody stored the same content at this moment
            default_storage.delete(written)
    except OSError as error:
        raise ValidationError(
            _("Hệ thống tạm hết chỗ lưu, hồ sơ đã nhập chưa bị mất; hãy thử lại sau."),
            code="storage",
        ) from error
