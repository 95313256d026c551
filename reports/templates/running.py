"""Looks into templates and fills them: the ZIP is checked here, all else in a confined process."""

import io
import json
from dataclasses import dataclass
from typing import Any, Literal

from kernel import confined
from kernel.sheets import archive
from kernel.sheets.preflight import OLE_START, ZIP_STARTS
from kernel.sheets.refusal import MEGABYTE, ArchiveLimits, SheetRefused
from reports.templates.markers import COMMANDS, OPENS_EXPRESSION, Found, is_name
from reports.templates.refusal import OF_PACKAGE, Code, TemplateRefused, refusal
from reports.templates.values import Values

Kind = Literal["docx", "xlsx"]
CHILD = "reports.templates.child"
LIMITS = ArchiveLimits(size=5 * MEGABYTE, entries=300, unpacked=40 * MEGABYTE)
MAIN_PARTS: dict[Kind, str] = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
KINDS = tuple(MAIN_PARTS)


@dataclass(frozen=True)
class Looked:
    """What a template is and which placeholders stand in it."""

    kind: Kind
    found: tuple[Found, ...]


def look_into(data: bytes) -> Looked:
    """Check an uploaded template and list its placeholders.

    Raises TemplateRefused with a Vietnamese sentence; nothing else for any file.
    """
    kind = kind_of(data)
    head, _rest = _asked({"kind": kind}, data)
    found = tuple(Found(*one) for one in head["found"])
    for one in found:
        if one.written.startswith(COMMANDS):
            raise refusal(Code.COMMAND, written=one.written, place=one.place)
        if not is_name(one.name) if one.name else OPENS_EXPRESSION.match(one.written):
            raise refusal(Code.EXPRESSION, written=one.written, place=one.place)
    return Looked(kind, found)


def fill(data: bytes, values: Values) -> bytes:
    """Return a template filled with values. Raises TemplateRefused."""
    head, body = _asked({"kind": kind_of(data), "values": values.packed()}, data)
    if len(body) != head["filled"]:  # it was stopped while it wrote
        raise refusal(Code.HEAVY)
    return body


def kind_of(data: bytes) -> Kind:
    """Return what a file is by its content. Raises TemplateRefused for everything unsafe."""
    if not data:
        raise refusal(Code.DAMAGED)
    if len(data) > LIMITS.size:
        raise refusal(Code.SIZE, megabytes=LIMITS.size // MEGABYTE)
    if data.startswith(OLE_START):
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        raise refusal(Code.PASSWORD if is_locked else Code.TYPE)
    if not data.startswith(ZIP_STARTS):
        raise refusal(Code.TYPE)
    kind: Kind = "docx" if b"word/document.xml" in data else "xlsx"
    try:
        archive.check(io.BytesIO(data), LIMITS, main_part=MAIN_PARTS[kind])
    except SheetRefused as refused:
        code = OF_PACKAGE[refused.code]
        facts = {"megabytes": LIMITS.unpacked // MEGABYTE, "entries": LIMITS.entries}
        raise refusal(code, **facts) from refused
    return kind


def _asked(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the child's answer. Raises TemplateRefused, also when it was stopped half-way."""
    try:
        line, _end, body = confined.run(CHILD, request, data).partition(b"\n")
        head = json.loads(line)
    except (confined.OverrunError, ValueError) as error:
        raise refusal(Code.HEAVY) from error
    if "refused" in head:
        raise TemplateRefused(Code(head["refused"]), head["message"])
    return head, body
