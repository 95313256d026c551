"""Kinds of files that the portal takes, with their groupings."""

from enum import nonmember

from django.db.models import TextChoices


class FileKind(TextChoices):
    """What a file is by its content; its value is the ending of its name."""

    PDF = "pdf", "PDF"
    JPG = "jpg", "JPG"
    PNG = "png", "PNG"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"

    #: what a scan or an office's own paper may be
    PAPERS = nonmember(frozenset({"pdf", "jpg", "png", "docx", "xlsx"}))
    #: shown by the browser itself; everything else is saved
    SHOWN = nonmember(frozenset({"pdf", "jpg", "png"}))


CONTENT_TYPES: dict[str, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDINGS: dict[str, str] = {kind: str(kind) for kind in FileKind.values} | {"jpeg": "jpg"}
"""Ending of a file's name -> kind."""
