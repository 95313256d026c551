"""What an uploaded file really is, and whether it may be kept: its content decides, not its name.

Pure: bytes in, facts and findings out. Nothing is unpacked or drawn here.
"""

import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO, Final

import filetype

from attachments.choices import ENDINGS, FileKind
from kernel.findings import Finding, Severity

HEAD: Final = 8_192
LONGEST_SIDE: Final = 8_000
UNPACKED: Final = 100 * 1024 * 1024
_SIMPLE: Final = {
    "application/pdf": FileKind.PDF,
    "image/jpeg": FileKind.JPG,
    "image/png": FileKind.PNG,
}
_PACKAGES: Final = {"word/document.xml": FileKind.DOCX, "xl/workbook.xml": FileKind.XLSX}
#: JPEG segments that state the size of the image (SOF); C4, C8 and CC are something else
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class FileFacts:
    """What is known of an upload: its name's ending, its size, and what its content tells."""

    ending: str
    size: int
    kind: str = ""
    longest_side: int = 0
    unpacked: int = 0
    has_macro: bool = False


def facts_of(stream: BinaryIO, *, ending: str, size: int) -> FileFacts:
    """Read the facts of a file from its content; the stream comes back at its start."""
    stream.seek(0)
    head = stream.read(HEAD)
    found = filetype.guess(head)
    kind = _SIMPLE.get(found.mime, "") if found else ""
    facts = FileFacts(ending, size, kind, _longest_side(stream, head, kind))
    if head.startswith(b"PK\x03\x04"):
        facts = _package(stream, ending, size)
    stream.seek(0)
    return facts


def _package(stream: BinaryIO, ending: str, size: int) -> FileFacts:
    """A document or workbook by the parts that its directory names."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return FileFacts(ending, size)
    names = [entry.filename.lower() for entry in entries]
    kind = next((kind for part, kind in _PACKAGES.items() if part in names), "")
    return FileFacts(
        ending,
        size,
        kind if "[content_types].xml" in names else "",
        unpacked=sum(entry.file_size for entry in entries),
        has_macro=any(name.endswith("vbaproject.bin") for name in names),
    )


def _longest_side(stream: BinaryIO, head: bytes, kind: str) -> int:
    if kind == FileKind.PNG and len(head) >= 24:
        return _longer(head[16:24], 4)
    if kind == FileKind.JPG:
        return _jpeg_side(stream)
    return 0


def _jpeg_side(stream: BinaryIO) -> int:
    """The longer side of a JPEG, from the first segment that states it; 0 when none does."""
    stream.seek(2)
    while True:
        marker = stream.read(4)
        if len(marker) < 4 or marker[0] != 0xFF:
            return 0
        length = int.from_bytes(marker[2:], "big")
        if marker[1] in _FRAMES:
            frame = stream.read(5)
            return _longer(frame[1:], 2) if len(frame) == 5 else 0
        stream.seek(max(length - 2, 0), 1)


def _longer(sides: bytes, width: int) -> int:
    return max(int.from_bytes(sides[:width], "big"), int.from_bytes(sides[width:], "big"))


def findings(facts: FileFacts, *, kinds: Collection[str], limit: int) -> list[Finding]:
    """Return why a file isn't kept; none when it may be. ``limit`` is in bytes."""
    if facts.size == 0:
        return [_refused("empty", "Tệp rỗng hoặc bị hỏng.")]
    if facts.size > limit:
        return [_refused("size", f"Tệp tối đa {limit // (1024 * 1024)} MB.")]
    if facts.has_macro:
        return [_refused("macro", "Không nhận tệp có macro.")]
    if facts.kind not in kinds or ENDINGS.get(facts.ending) not in kinds:
        return [_refused("type", f"Tệp không đúng loại cho phép ({in_words(kinds)}).")]
    if facts.unpacked > UNPACKED:
        return [_refused("unpacked", "Tệp giải nén quá lớn (giới hạn 100 MB).")]
    if facts.longest_side > LONGEST_SIDE:
        return [_refused("pixels", "Ảnh quá lớn (tối đa 8.000×8.000 điểm).")]
    return []


def in_words(kinds: Collection[str]) -> str:
    """ "PDF, JPG, PNG": kinds in their order."""
    return ", ".join(str(FileKind(kind).label) for kind in FileKind.values if kind in kinds)


def _refused(code: str, message: str) -> Finding:
    return Finding(Severity.ERROR, code, message, field="upload")
