"""Hostile and messy uploads, each with the code that must refuse it.

Written from the file formats and the list of bad inputs, apart from the reader: nothing of
kernel/sheets is imported here but the names of the refusals.
"""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from kernel.sheets.refusal import Code

FILES = Path(__file__).with_name("files")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET_PART = "xl/worksheets/sheet1.xml"
MEGABYTE = 1024 * 1024
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'


def text_cell(address: str, text: str = "x") -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


def sheet(*rows: str, before: str = "", after: str = "") -> str:
    body = "".join(rows)
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData>{after}'
        "</worksheet>"
    )


def relations(*items: str) -> str:
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{"".join(items)}</Relationships>'


def relation(key: str, kind: str, target: str, mode: str = "") -> str:
    mode = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def parts(*sheets: str, names: tuple[str, ...] = (), properties: str = "") -> dict[str, bytes]:
    """The parts of a small sound workbook with these sheet XMLs."""
    sheets = sheets or (sheet(row(1, text_cell("A1", "Tên")), row(2, text_cell("A2", "Gốm"))),)
    names = names or tuple(f"S{i}" for i in range(1, len(sheets) + 1))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(names, 1)
    )
    links = [relation(f"rId{i}", "worksheet", f"worksheets/sheet{i}.xml")
             for i in range(1, len(sheets) + 1)]  # fmt: skip
    found = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/'
        'package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        "</Types>",
        "_rels/.rels": relations(relation("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(*links),
    }
    found |= {f"xl/worksheets/sheet{i}.xml": text for i, text in enumerate(sheets, 1)}
    return {name: text.encode() for name, text in found.items()}


def zipped(content: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return target.getvalue()


def workbook(*sheets: str, **options: object) -> bytes:
    return zipped(parts(*sheets, **options))  # type: ignore[arg-type]


def plus(name: str, data: bytes) -> bytes:
    """A sound workbook with one more (or one other) part."""
    return zipped(parts() | {name: data})


def table(rows: int, columns: int = 2) -> str:
    """A sheet of `rows` filled rows, the header counted."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:columns]
    return sheet(*(
        row(i, *(f'<c r="{letter}{i}"><v>{i}</v></c>' for letter in letters))
        for i in range(1, rows + 1)
    ))  # fmt: skip


def noise(size: int) -> bytes:
    """Bytes that do not compress, the same at every run."""
    return random.Random(7).randbytes(size)  # noqa: S311 - filling, no secret


def compound(*names: str) -> bytes:
    """An OLE compound file whose directory lists `names`; streams are empty."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<III", header, 44, 1, 1, 0)
    struct.pack_into("<IIIIII", header, 56, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    for i in range(1, 109):
        struct.pack_into("<I", header, 76 + 4 * i, 0xFFFFFFFF)
    fat = struct.pack("<4I", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFE).ljust(512, b"\xff")
    directory = b""
    for i, name in enumerate(("Root Entry", *names)):
        encoded = (name + "\0").encode("utf-16-le")
        kind = 5 if i == 0 else 2
        directory += encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
        directory += b"\xff" * 12 + b"\0" * 48
    return bytes(header) + fat + directory.ljust(1024, b"\0")


def xls() -> bytes:
    """A workbook of Excel 97-2003, written by LibreOffice."""
    return (FILES / "plain.xls").read_bytes()


def xls_with_stream(name: str) -> bytes:
    """plain.xls with one more name in its directory."""
    data = bytearray(xls())
    root = data.index("Root Entry".encode("utf-16-le"))
    empty = next(at for at in range(root, root + 4 * 512, 128) if data[at + 66] == 0)
    encoded = (name + "\0").encode("utf-16-le")
    data[empty : empty + 128] = (
        encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), 1, 1) + b"\xff" * 12
    ).ljust(128, b"\0")
    return bytes(data)


def xls_encrypted() -> bytes:
    """plain.xls whose second record says FILEPASS (0x2F): Excel would ask for a password."""
    data = bytearray(xls())
    start = next(at for at in range(512, len(data), 64) if data[at : at + 4] == b"\x09\x08\x10\x00")
    data[start + 20 : start + 22] = b"\x2f\x00"
    return bytes(data)


def zip_encrypted() -> bytes:
    data = bytearray(workbook())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def lying_size() -> bytes:
    """A bomb whose directory says the sheet is 1,000 bytes long."""
    data = bytearray(workbook(sheet(row(1, text_cell("A1", "0" * 150 * MEGABYTE)))))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(SHEET_PART.encode()))
    struct.pack_into("<I", data, at + 24, 1000)
    return bytes(data)


def unknown_method() -> bytes:
    return zipped(parts(), method=zipfile.ZIP_LZMA)


def many_entries(count: int) -> bytes:
    sound = parts()
    return zipped(sound | {f"xl/media/{i}.png": b"\x89PNG" for i in range(count - len(sound))})


def bit_flipped() -> bytes:
    """Sound directory, broken data of the sheet."""
    data = bytearray(zipped(parts(table(200))))
    at = data.index(SHEET_PART.encode()) + len(SHEET_PART) + 40
    data[at : at + 200] = b"\xff" * 200
    return bytes(data)


def external(kind: str) -> bytes:
    link = relation("rId1", kind, "file:///C:/khac.xlsx", "External")
    return plus("xl/worksheets/_rels/sheet1.xml.rels", relations(link).encode())


def recoded(encoding: str, named: str) -> bytes:
    text = f'<?xml version="1.0" encoding="{named}"?>{DOCTYPE}<worksheet xmlns="{MAIN}"/>'
    return plus(SHEET_PART, text.encode(encoding))


def doctype_in(name: str) -> bytes:
    old = parts().get(name, b"<x/>").decode().removeprefix(DECLARATION)
    return plus(name, (DECLARATION + DOCTYPE + old).encode())


def unclosed_cells() -> bytes:
    return workbook(sheet('<row r="1">', '<c r="A1"><v>' + noise(1_500_000).hex()))


def blank_far_cells() -> str:
    return sheet(
        row(1, text_cell("A1")),
        row(2, text_cell("A2"), '<c r="XFD2" s="0"/>'),
        row(1048576, '<c r="XFD1048576"/>', '<c r="XFC1048576"></c>'),
        before='<dimension ref="A1:XFD1048576"/>',
    )


def csv_rows(count: int) -> bytes:
    return ("Tên;Kinh phí\r\n" + "Gốm;1500000\r\n" * (count - 1)).encode()


XML_BOMB = (
    '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + f']><worksheet xmlns="{MAIN}"><sheetData>&j;</sheetData></worksheet>'
).encode()
XXE = (
    '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    f'<sst xmlns="{MAIN}"><si><t>&a;</t></si></sst>'
).encode()
HTML = "<html><body><table><tr><td>Tên</td></tr></table></body></html>".encode()
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + noise(200)
NO_WORKBOOK = {k: v for k, v in parts().items() if k != "xl/workbook.xml"}

HOSTILE: dict[str, tuple[Code, Callable[[], bytes]]] = {
    # 43: another kind of file
    "ods": (Code.TYPE, lambda: (FILES / "plain.ods").read_bytes()),
    "html": (Code.TYPE, lambda: HTML),
    "html with mark": (Code.TYPE, lambda: b"\xef\xbb\xbf \r\n" + HTML),
    "html in UTF-16": (Code.TYPE, lambda: HTML.decode().encode("utf-16")),
    "pdf": (Code.TYPE, lambda: b"%PDF-1.7\n" + noise(500)),
    "png": (Code.TYPE, lambda: PNG),
    "rtf": (Code.TYPE, lambda: b"{\\rtf1 x}"),
    "spreadsheet xml 2003": (Code.TYPE, lambda: b"<?xml version='1.0'?><Workbook/>"),
    "docx": (Code.TYPE, lambda: zipped(NO_WORKBOOK | {"word/document.xml": b"<x/>"})),
    "xlsb": (Code.TYPE, lambda: zipped(NO_WORKBOOK | {"xl/workbook.bin": b"\x83\x01"})),
    "plain zip": (Code.TYPE, lambda: zipped({"a.txt": b"x"})),
    "word 97": (Code.TYPE, lambda: compound("WordDocument")),
    "binary named csv": (Code.TYPE, lambda: b"a;b\n" + bytes(range(32))),
    # 44: nothing or half
    "empty": (Code.DAMAGED, lambda: b""),
    "white space": (Code.DAMAGED, lambda: b" \r\n\r\n "),
    "cut in half": (Code.DAMAGED, lambda: workbook()[:900]),
    "only the signature": (Code.DAMAGED, lambda: b"PK\x03\x04"),
    "cut compound file": (Code.DAMAGED, lambda: xls()[:600]),
    "cut xls": (Code.DAMAGED, lambda: xls()[:2100]),
    "broken data": (Code.DAMAGED, bit_flipped),
    "unknown compression": (Code.DAMAGED, unknown_method),
    "sheet part missing": (Code.DAMAGED, lambda: zipped({
        k: v for k, v in parts().items() if k != SHEET_PART})),
    "sheet is not XML": (Code.DAMAGED, lambda: plus(SHEET_PART, b"<worksheet><sheetData>")),
    "unclosed cells": (Code.DAMAGED, unclosed_cells),
    # 45, 46
    "encrypted package": (Code.PASSWORD, lambda: compound("EncryptionInfo", "EncryptedPackage")),
    "encrypted xls": (Code.PASSWORD, xls_encrypted),
    "encrypted zip": (Code.PASSWORD, zip_encrypted),
    "macros": (Code.MACRO, lambda: plus("xl/vbaProject.bin", b"x")),
    "macros elsewhere": (Code.MACRO, lambda: plus("xl/other/VBAPROJECT.BIN", b"x")),
    "macro sheet of Excel 4": (Code.MACRO, lambda: plus("xl/macrosheets/sheet1.xml", b"<x/>")),
    "macros in xls": (Code.MACRO, lambda: xls_with_stream("_VBA_PROJECT_CUR")),
    # 47: bombs
    "bomb of zeros": (Code.UNPACKED, lambda: plus("xl/media/a.bin", b"\0" * 101 * MEGABYTE)),
    "dense bomb under the limit": (
        Code.UNPACKED, lambda: plus("xl/media/a.bin", b"\0" * 20 * MEGABYTE)),
    "bomb in a sheet": (
        Code.UNPACKED, lambda: workbook(sheet(row(1, text_cell("A1", "0" * 50 * MEGABYTE))))),
    "bomb with a lying size": (Code.UNPACKED, lying_size),
    "over 10 MB": (Code.SIZE, lambda: noise(10 * MEGABYTE + 1)),
    "201 entries": (Code.ENTRIES, lambda: many_entries(201)),
    # 48: far cells
    "far cell": (Code.FAR_CELL, lambda: workbook(sheet(
        row(1, text_cell("A1")), row(1048576, text_cell("XFD1048576"))))),
    "far cell, prefix": (Code.FAR_CELL, lambda: workbook(sheet(
        row(1, text_cell("A1")), row(2, text_cell("XFD2"))
    ).replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace(
        "xmlns=", "xmlns:x="))),
    "far row": (Code.FAR_CELL, lambda: workbook(sheet(
        row(1, text_cell("A1")), row(1048576, text_cell("B1048576"))))),
    "far formula": (Code.FAR_CELL, lambda: workbook(sheet(
        row(1, text_cell("A1")), row(3, '<c r="ZZ3"><f>1+1</f></c>')))),
    "101 columns without addresses": (Code.FAR_CELL, lambda: workbook(sheet(
        "<row>" + "<c><v>1</v></c>" * 101 + "</row>"))),
    "101 columns in csv": (Code.FAR_CELL, lambda: b";".join([b"x"] * 101)),
    # 49
    "25,000 rows": (Code.ROWS, lambda: workbook(table(25_001))),
    "20,001 rows": (Code.ROWS, lambda: workbook(table(20_002))),
    "25,000 rows of csv": (Code.ROWS, lambda: csv_rows(25_001)),
    # 50
    "entity bomb": (Code.UNSAFE, lambda: plus(SHEET_PART, XML_BOMB)),
    "external entity": (Code.UNSAFE, lambda: plus("xl/sharedStrings.xml", XXE)),
    "doctype in the workbook": (Code.UNSAFE, lambda: doctype_in("xl/workbook.xml")),
    "doctype in relations": (Code.UNSAFE, lambda: doctype_in("xl/_rels/workbook.xml.rels")),
    "doctype in properties": (Code.UNSAFE, lambda: doctype_in("docProps/core.xml")),
    "doctype in lower case": (Code.UNSAFE, lambda: plus("xl/styles.xml", b"<!doctype x><x/>")),
    "doctype far inside": (Code.UNSAFE, lambda: plus(
        "xl/styles.xml", b"<!--" + noise(70_000).hex().encode() + b"--><!DOCTYPE x><x/>")),
    "doctype in a part of another name": (
        Code.UNSAFE, lambda: plus("xl/theme", b"<!DOCTYPE x><x/>")),
    "doctype in UTF-16": (Code.UNSAFE, lambda: recoded("utf-16", "UTF-16")),
    "doctype in UTF-16 without mark": (Code.UNSAFE, lambda: recoded("utf-16-le", "UTF-16LE")),
    "doctype in UTF-7": (Code.UNSAFE, lambda: recoded("utf-7", "UTF-7")),
    "path upwards": (Code.UNSAFE, lambda: plus("xl/../../etc/cron.d/x", b"x")),
    "path with backslashes": (Code.UNSAFE, lambda: plus("xl\\..\\..\\x", b"x")),
    "absolute path": (Code.UNSAFE, lambda: plus("/etc/passwd", b"x")),
    "two parts of one name": (Code.UNSAFE, lambda: plus("XL/Workbook.xml", b"<x/>")),
    # the rest of the preflight
    "nested zip": (Code.NESTED, lambda: plus("xl/media/a.zip", zipped({"a": b"x"}))),
    "nested zip in disguise": (Code.NESTED, lambda: plus("xl/media/a.png", zipped({"a": b"x"}))),
    "embedded workbook": (Code.NESTED, lambda: plus("xl/embeddings/oleObject1.bin", xls())),
    "embedded program": (Code.NESTED, lambda: plus("xl/embeddings/a.exe", b"x")),
    "external workbook": (
        Code.EXTERNAL, lambda: plus("xl/externalLinks/externalLink1.xml", b"<x/>")),
    "external object": (Code.EXTERNAL, lambda: external("oleObject")),
    "external picture": (Code.EXTERNAL, lambda: external("image")),
}  # fmt: skip
