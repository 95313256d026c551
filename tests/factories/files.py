"""Small real files, as people upload them."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

WORD, EXCEL = "word/document.xml", "xl/workbook.xml"


def _pdf() -> bytes:
    target, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.write(target)
    return target.getvalue()


PDF = _pdf()


def png(width: int = 1, height: int = 1) -> bytes:
    """A picture whose head states these sides."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    ending = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + ending


def jpg(width: int = 1, height: int = 1) -> bytes:
    """A photo whose frame states these sides, after a segment of comments."""
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"scan"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + comment + frame + b"\xff\xd9"


def package(*parts: str, unpacked: int = 0) -> bytes:
    """An Office file with these parts; the first one may be as large as ``unpacked``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number, part in enumerate(parts):
            archive.writestr(part, b"\0" * unpacked if not number else b"<x/>")
    return target.getvalue()


def upload(name: str = "quyet-dinh.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """What a form hands over."""
    return SimpleUploadedFile(name, content)
