"""Looks at an uploaded file before anything parses it: what it really is, and whether it is safe.

The content decides, never the name (`.xls` renamed `.xlsx` is read as what it is).
"""

import codecs
import io
from pathlib import Path
from typing import BinaryIO, Literal

from kernel.sheets import archive
from kernel.sheets.refusal import MEGABYTE, ArchiveLimits, Code, refusal

Kind = Literal["xlsx", "xls", "csv"]
Source = bytes | bytearray | memoryview | str | Path | BinaryIO

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_HEADER = 512
OLE_ENTRY = 128
OLE_SMALL_SECTOR = 64
BIFF_STARTS = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00")
FILEPASS = 0x2F
RECORDS_BEFORE_FILEPASS = 8
UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Control characters that no text table has; tab, line ends, form feed and Ctrl-Z are left out.
BINARY = frozenset(range(32)) - {9, 10, 12, 13, 26}
DEFAULT_LIMITS = ArchiveLimits()


def content(file: Source, limits: ArchiveLimits = DEFAULT_LIMITS) -> bytes:
    """The bytes of `file` (bytes, path or binary stream, read from its start).

    Raises SheetRefused: DAMAGED when it is empty, SIZE when it is over `limits.size`.
    """
    if isinstance(file, str | Path):
        with Path(file).open("rb") as stream:
            return content(stream, limits)
    if isinstance(file, bytes | bytearray | memoryview):
        data = bytes(file)
    else:
        file.seek(0)
        data = file.read(limits.size + 1)
        file.seek(0)
    if not data:
        raise refusal(Code.DAMAGED)
    if len(data) > limits.size:
        raise refusal(Code.SIZE, megabytes=limits.size // MEGABYTE)
    return data


def preflight(file: Source, limits: ArchiveLimits = DEFAULT_LIMITS) -> Kind:
    """What `file` is by its content: "xlsx", "xls" or "csv".

    `file` is bytes, a path or a binary stream. Raises SheetRefused for everything else, with one
    of the codes TYPE, DAMAGED, PASSWORD, MACRO, UNPACKED, UNSAFE, NESTED, EXTERNAL, ENTRIES, SIZE.
    """
    data = content(file, limits)
    if data.startswith(ZIP_STARTS):
        archive.check(io.BytesIO(data), limits)
        return "xlsx"
    if data.startswith(OLE_START):
        return _compound_file(data)
    _check_text(data)
    return "csv"


def _compound_file(data: bytes) -> Kind:
    """An OLE compound file: a workbook of Excel 97-2003, or an encrypted package."""
    streams = _stream_names(data)
    sector_size = 1 << min(int.from_bytes(data[30:32], "little"), 12)
    directory = (int.from_bytes(data[48:52], "little") + 1) * sector_size
    if not streams or directory >= len(data):
        raise refusal(Code.DAMAGED)
    if "encryptedpackage" in streams or "encryptioninfo" in streams:
        raise refusal(Code.PASSWORD)
    if not streams & {"workbook", "book"}:
        raise refusal(Code.TYPE)
    if streams & {"_vba_project_cur", "_vba_project", "vba"}:
        raise refusal(Code.MACRO)
    if _asks_for_password(data):
        raise refusal(Code.PASSWORD)
    return "xls"


def _asks_for_password(data: bytes) -> bool:
    """Whether one of the first records of a workbook's globals is FILEPASS ([MS-XLS] 2.4.117)."""
    for start in range(OLE_HEADER, len(data) - 8, OLE_SMALL_SECTOR):
        # BOF of Excel 97 (16 bytes) or 95 (8 bytes), kind 5: the globals of a workbook
        if data[start : start + 4] not in BIFF_STARTS or data[start + 6 : start + 8] != b"\5\0":
            continue
        at = start
        for _ in range(RECORDS_BEFORE_FILEPASS):
            record = int.from_bytes(data[at : at + 2], "little")
            if record == FILEPASS:
                return True
            at += 4 + int.from_bytes(data[at + 2 : at + 4], "little")
    return False


def _stream_names(data: bytes) -> frozenset[str]:
    """Lower-case names of the storages and streams of a compound file.

    Directory entries always lie at multiples of their size, so they are found without following
    the chains of sectors, which a hostile file may bend into a ring.
    """
    names = set()
    for start in range(OLE_HEADER, len(data) - OLE_ENTRY + 1, OLE_ENTRY):
        length = int.from_bytes(data[start + 64 : start + 66], "little")
        kind, colour = data[start + 66], data[start + 67]
        if kind not in (1, 2, 5) or colour > 1 or not 4 <= length <= 64 or length % 2:
            continue
        name = data[start : start + length].decode("utf-16-le", "replace")
        if name.endswith("\0") and "\0" not in name[:-1]:
            names.add(name[:-1].lower())
    return frozenset(names)


def _check_text(data: bytes) -> None:
    """Accept what can be a table in plain text; refuse HTML, XML, PDF, images and the rest."""
    head = data[:4096]
    if head.startswith(UTF16_BOMS):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith((b"<", b"%pdf", b"{\\rtf", b"{", b"mime-version:")):
        raise refusal(Code.TYPE)
    if not start:
        raise refusal(Code.DAMAGED)
    if not BINARY.isdisjoint(head):
        raise refusal(Code.TYPE)
    if not data.startswith(UTF16_BOMS) and b"\x00" in data:
        raise refusal(Code.TYPE)
