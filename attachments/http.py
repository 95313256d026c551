"""Giving a stored file to a browser; whoever calls this has checked that the person may have it."""

import logging

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from attachments.choices import CONTENT_TYPES, ENDINGS, FileKind
from attachments.models import StoredFile
from kernel.text import clean

logger = logging.getLogger(__name__)
# Names of devices, which Windows opens instead of a file.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
)
_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-"))


def serve(stored: StoredFile, *, as_name: str) -> FileResponse:
    """Answer with the file under the name ``as_name``; its ending is that of what it is.

    The type is the one found at upload, never guessed; what no browser shows by itself is saved.
    Raises Http404 when the storage has lost the bytes.
    """
    try:
        content = default_storage.open(stored.path)
    except FileNotFoundError as error:
        logger.error("stored file %s: its bytes are missing (%s)", stored.pk, stored.path)
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=stored.kind not in FileKind.SHOWN,
        filename=safe_name(as_name, stored.kind),
        content_type=CONTENT_TYPES[stored.kind],
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def safe_name(name: str, kind: str) -> str:
    """Return a name that every system takes, with the ending of ``kind``."""
    stem, dot, ending = name.rpartition(".")
    if not dot or ENDINGS.get(ending.lower()) is None:
        stem = name
    stem = clean(stem).translate(_FORBIDDEN).strip(". ")
    if not stem or stem.partition(".")[0].strip().lower() in _DEVICES:
        stem = f"tep-{stem}".rstrip("-")
    return f"{stem}.{kind}"
