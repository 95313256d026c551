"""What lies inside a package of Excel or Word, checked while it is unpacked piece by piece.

Nothing is kept: each part streams through in small pieces, so a bomb costs time up to the limit
but never memory. The sizes written in the ZIP directory are a claim, so bytes are counted.
"""

import io
import re
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from kernel.sheets.refusal import MEGABYTE, ArchiveLimits, Code, refusal

PIECE = 64 * 1024
SMALL_PART = 2 * MEGABYTE
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
FORBIDDEN = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ENCODING = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
XML_NAMES = (".xml", ".rels", ".vml")
NESTED_NAMES = (
    ".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".docx", ".docm", ".doc", ".pptx", ".jar", ".7z",
    ".rar", ".gz", ".exe", ".dll", ".js", ".vbs", ".hta",
)  # fmt: skip
NESTED_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"MZ")
UTF8_BOM = b"\xef\xbb\xbf"
WIDE_STARTS = (b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"\x00<")  # XML in UTF-16


def check(stream: BinaryIO, limits: ArchiveLimits, *, main_part: str = "xl/workbook.xml") -> None:
    """Accept a safe package with this main part, or raise SheetRefused (TYPE, DAMAGED, …)."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _check_directory(entries, limits, main_part)
            _check_parts(stream, entries, limits)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ET.ParseError) as error:
        raise refusal(Code.DAMAGED) from error
    except (NotImplementedError, OSError, ValueError, OverflowError) as error:
        # an unknown ZIP version, an offset outside the file, a broken name
        raise refusal(Code.DAMAGED) from error


def _check_directory(entries: list[zipfile.ZipInfo], limits: ArchiveLimits, main_part: str) -> None:
    """What the ZIP directory alone tells, before a byte is unpacked."""
    if len(entries) > limits.entries:
        raise refusal(Code.ENTRIES, limit=limits.entries)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refusal(Code.PASSWORD)
    _check_names([entry.filename for entry in entries], main_part)
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise _too_large(limits)


def _check_names(names: list[str], main_part: str) -> None:
    """What the names of the parts tell: not a workbook, macros, links, embedded files."""
    folded = [name.lower() for name in names]
    if any(_leaves_package(name) for name in names) or len(set(folded)) < len(folded):
        raise refusal(Code.UNSAFE)
    if "[content_types].xml" not in folded or main_part not in folded:
        raise refusal(Code.TYPE)
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in folded):
        raise refusal(Code.MACRO)
    if any("/externallinks/" in name for name in folded):
        raise refusal(Code.EXTERNAL)
    if any(name.endswith(NESTED_NAMES) for name in folded):
        raise refusal(Code.NESTED)


def _leaves_package(name: str) -> bool:
    return ".." in name.replace("\\", "/").split("/") or name.startswith(("/", "\\")) or ":" in name


def _too_large(limits: ArchiveLimits) -> Exception:
    return refusal(Code.UNPACKED, megabytes=limits.unpacked // MEGABYTE)


def _check_parts(stream: BinaryIO, entries: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    """Unpack every part once, counting bytes and looking at what it holds."""
    total = 0
    for entry in entries:
        part = _Part(entry.filename)
        size = 0
        for piece in unpack(stream, entry):
            size += len(piece)
            total += len(piece)
            if total > limits.unpacked or _too_dense(size, entry.compress_size, limits):
                raise _too_large(limits)
            part.look(piece)
        if size != entry.file_size:
            raise refusal(Code.DAMAGED)
        part.finish()


def _too_dense(size: int, packed: int, limits: ArchiveLimits) -> bool:
    # An honest empty table of a few kilobytes may pack very well; a bomb is large.
    return size > MEGABYTE and size > limits.ratio * max(packed, 1)


def unpack(stream: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of one part in pieces, to the end of its compressed data.

    zipfile stops at the size the directory claims; other readers go on, so this one does too.
    Raises zlib.error, struct.error or SheetRefused(DAMAGED) when the data is not what it says.
    """
    stream.seek(entry.header_offset)
    header = LOCAL_HEADER.unpack(stream.read(LOCAL_HEADER.size))
    method, name_length, extra_length = header[3], header[9], header[10]
    if header[0] != b"PK\x03\x04" or method != entry.compress_type or method not in (0, 8):
        raise refusal(Code.DAMAGED)
    stream.seek(name_length + extra_length, io.SEEK_CUR)
    left = entry.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if method == zipfile.ZIP_DEFLATED else None
    while left > 0:
        raw = stream.read(min(PIECE, left))
        if not raw:
            raise refusal(Code.DAMAGED)
        left -= len(raw)
        if inflate is None:
            yield raw
            continue
        while raw:
            yield inflate.decompress(raw, PIECE)
            raw = inflate.unconsumed_tail
    if inflate is not None:
        yield inflate.flush(PIECE)
        if not inflate.eof:
            raise refusal(Code.DAMAGED)


class _Part:
    """One part of the package while it streams past."""

    def __init__(self, name: str) -> None:
        self.name = name.lower()
        self.head = b""
        self.tail = b""
        self.is_xml = self.name.endswith(XML_NAMES)
        self.kept: list[bytes] | None = [] if self.name.endswith(".rels") else None
        self.kept_size = 0

    def look(self, piece: bytes) -> None:
        if not piece:
            return
        if len(self.head) < 256:
            self.head += piece[:256]
            self._check_start()
        if self.is_xml and FORBIDDEN.search(self.tail + piece):
            raise refusal(Code.UNSAFE)
        self.tail = (self.tail + piece)[-64:]
        if self.kept is not None:
            self.kept.append(piece)
            self.kept_size += len(piece)
            if self.kept_size > SMALL_PART:
                raise refusal(Code.UNSAFE)

    def _check_start(self) -> None:
        if self.head.startswith(NESTED_STARTS):
            raise refusal(Code.NESTED)
        text = self.head.removeprefix(UTF8_BOM).lstrip()
        if text.startswith(b"<") or self.head.startswith(WIDE_STARTS):
            self.is_xml = True
        if not self.is_xml:
            return
        # A DOCTYPE hides from a search for bytes in UTF-16, UTF-7 and the like; Excel writes UTF-8.
        encoding = ENCODING.search(text)
        named = encoding[1].lower() if encoding else b"utf-8"
        if b"\x00" in self.head or self.head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise refusal(Code.UNSAFE)
        if named not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
            raise refusal(Code.UNSAFE)

    def finish(self) -> None:
        """Refuse relations that point out of the file; a hyperlink is only text to click on."""
        if not self.kept:
            return
        for relation in ET.fromstring(b"".join(self.kept)):  # noqa: S314 - no DTD, small
            is_link = relation.get("Type", "").endswith("/hyperlink")
            if relation.get("TargetMode", "").lower() == "external" and not is_link:
                raise refusal(Code.EXTERNAL)
