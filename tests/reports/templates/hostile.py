"""Hostile templates: a sound one with one thing added; the names are those of the table of what is
expected (tests/policy/hostile_templates.csv), then those that it doesn't know."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
from docx.oxml import parse_xml

from reports.templates.refusal import Code
from tests.kernel.sheets import corpus
from tests.reports.templates import making
from tests.reports.templates.making import excel, part, with_part, word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_PART, WORD_RELS = "word/document.xml", "word/_rels/document.xml.rels"
SHEET_PART, BOOK_RELS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"


def plain_word() -> bytes:
    return word("{{ ten_co_quan }}", rows=[["{{ dong.ten_de_an }}"]])


def plain_excel() -> bytes:
    return excel(lambda _book, sheet: sheet.write(0, 0, "{{ ten_co_quan }}"))


def plus_relation(data: bytes, rels: str, kind: str, target: str, mode: str = "External") -> bytes:
    mode = f' TargetMode="{mode}"' if mode else ""
    one = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'.encode()
    end = b"</Relationships>"
    return with_part(data, rels, lambda xml: xml.replace(end, one + end))


def in_body(xml: str) -> bytes:
    document = docx.Document(io.BytesIO(plain_word()))
    document.element.body.insert(0, parse_xml(xml))
    return making.saved(document)


def field(*instructions: str) -> bytes:
    runs = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in instructions)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return in_body(f"<w:p {W}>{begin}{runs}{end}</w:p>")


def formula(text: str) -> bytes:
    return excel(lambda _book, sheet: sheet.write_formula("B7", text))


def replaced(data: bytes, name: str, old: str, new: str) -> bytes:
    assert old in part(data, name)
    return with_part(data, name, lambda xml: xml.replace(old.encode(), new.encode()))


def macro_word() -> bytes:
    return with_part(plain_word(), "word/vbaProject.bin", b"\x01")


def docm() -> bytes:
    return replaced(
        plain_word(), "[Content_Types].xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )  # fmt: skip


def doctype(data: bytes, name: str) -> bytes:
    inside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return with_part(data, name, lambda xml: xml.replace(b"?>", b"?>" + inside, 1))


def nested_entities() -> bytes:
    inside = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return with_part(plain_word(), WORD_PART, lambda xml: xml.replace(b"?>", b"?>" + inside, 1))


def bomb(name: str) -> bytes:
    data = plain_word() if name.startswith("word") else plain_excel()
    return with_part(data, name.replace("document", "styles"), b" " * (45 * 1024 * 1024))


def linked_picture() -> bytes:
    return in_body(
        f'<w:p {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape>'
        '<v:imagedata src="http://127.0.0.1:9/x.png"/></v:shape></w:pict></w:r></w:p>'
    )


def attached_template() -> bytes:
    rels = "word/_rels/settings.xml.rels"
    empty = corpus.relations().encode()
    data = with_part(plain_word(), rels, empty)
    return plus_relation(data, rels, "attachedTemplate", "http://127.0.0.1:9/x.dotm")


def with_object(data: bytes, rels: str, kind: str, part_name: str, content: bytes) -> bytes:
    folder = rels.partition("/")[0]
    return plus_relation(
        with_part(data, f"{folder}/{part_name}", content), rels, kind, part_name, ""
    )


def simple_field(instruction: str) -> bytes:
    return in_body(f'<w:p {W}><w:fldSimple w:instr="{instruction}"/></w:p>')


def mail_merge() -> bytes:
    inside = "<w:mailMerge><w:query/></w:mailMerge></w:settings>"
    return replaced(plain_word(), "word/settings.xml", "</w:settings>", inside)


def many_entries() -> bytes:
    names = {f"word/media/{n}.xml": b"<a/>" for n in range(10_000)}
    return corpus.zipped({"[Content_Types].xml": b"<a/>", WORD_PART: b"<a/>"} | names)


def far_cell() -> bytes:
    return excel(lambda _book, sheet: sheet.write(1_048_575, 16_383, "x"))


def nested_loops() -> bytes:
    return word("".join("{% for d in dong %}" for _ in range(6)) + "x" + "{% endfor %}" * 6)


def many_placeholders() -> bytes:
    return word("".join(f"{{{{ nam }}}} {n} " for n in range(200_000)))


def sheet_name() -> bytes:
    data = plain_excel()
    return replaced(data, "xl/workbook.xml", 'name="Bieu 1"', 'name="{{ ten_co_quan }}"')


def moved_sheet() -> bytes:
    """The sheet with its formula in a folder and under an ending of its own."""
    data = formula('=WEBSERVICE("http://127.0.0.1:9/")')
    sheet, place = part(data, SHEET_PART).encode(), "/data/sheet1.dat"
    data = replaced(data, BOOK_RELS, "worksheets/sheet1.xml", place)
    data = replaced(data, "[Content_Types].xml", "/xl/worksheets/sheet1.xml", place)
    return with_part(with_part(data, SHEET_PART, b"<a/>"), place.lstrip("/"), sheet)


def other_part(name: str, encoding: str = "utf-8") -> bytes:
    """A header with a field that takes something in, in a part of this name."""
    header = f'<w:hdr {W}><w:p><w:fldSimple w:instr="DDEAUTO cmd x"/></w:p></w:hdr>'
    return with_part(plain_word(), name, header.encode(encoding))


def named_by_a_field() -> bytes:
    """{ { REF x }PAGE }: what stands in the bookmark would be the field."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    inner, outer = (f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in ("REF x", "PAGE"))
    return in_body(f"<w:p {W}>{begin}{begin}{inner}{end}{outer}{end}</w:p>")


def strict_word() -> bytes:
    transitional = W.partition('"')[2].rstrip('"')
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    return replaced(field("DDEAUTO cmd x"), WORD_PART, transitional, strict)


# Cases of the table that must not be taken: who makes the file, and by which code it is refused.
REFUSED: dict[str, tuple[Callable[[], bytes], Code]] = {
    "macros in Word": (docm, Code.MACRO),
    "macros under another name": (macro_word, Code.MACRO),
    "macros in Excel": (
        lambda: with_part(plain_excel(), "xl/vbaProject.bin", b"\x01"), Code.MACRO),
    "Excel 4 macro sheet": (
        lambda: with_part(plain_excel(), "xl/macrosheets/sheet1.xml", b"<a/>"), Code.MACRO),
    "attached template": (attached_template, Code.EXTERNAL),
    "linked picture": (
        lambda: plus_relation(plain_word(), WORD_RELS, "image", "http://127.0.0.1:9/x.png"),
        Code.EXTERNAL),
    "linked picture of a file": (
        lambda: plus_relation(plain_word(), WORD_RELS, "image", "file:///etc/passwd"),
        Code.EXTERNAL),
    "INCLUDETEXT field": (lambda: field('INCLUDETEXT "/etc/passwd"'), Code.FIELD),
    "INCLUDEPICTURE field": (
        lambda: simple_field("INCLUDEPICTURE http://127.0.0.1:9/x"), Code.FIELD),
    "field split over runs": (lambda: field("INC", "LUDE", 'TEXT "/etc/passwd"'), Code.FIELD),
    "DDE field": (lambda: field("DDEAUTO c:\\\\windows\\\\cmd.exe"), Code.FIELD),
    "embedded OLE object": (
        lambda: with_object(
            plain_word(), WORD_RELS, "oleObject", "embeddings/oleObject1.bin", b"\x01\x02"),
        Code.EMBEDDED),
    "ActiveX control": (
        lambda: with_object(plain_word(), WORD_RELS, "control", "activeX/activeX1.xml", b"<a/>"),
        Code.EMBEDDED),
    "alternative chunk": (
        lambda: with_object(plain_word(), WORD_RELS, "aFChunk", "x.html", b"<html/>"),
        Code.EMBEDDED),
    "external link of Excel": (
        lambda: with_part(plain_excel(), "xl/externalLinks/externalLink1.xml", b"<a/>"),
        Code.EXTERNAL),
    "data connection of Excel": (
        lambda: with_object(
            plain_excel(), BOOK_RELS, "connections", "connections.xml", b"<connections/>"),
        Code.EXTERNAL),
    "WEBSERVICE formula": (lambda: formula('=WEBSERVICE("http://127.0.0.1:9/")'), Code.FORMULA),
    "DDE formula": (lambda: formula("=cmd|'/C calc'!A0"), Code.FORMULA),
    "entity of a file": (lambda: doctype(plain_word(), WORD_PART), Code.UNSAFE),
    "entity of an address": (lambda: doctype(plain_excel(), SHEET_PART), Code.UNSAFE),
    "entity bomb": (nested_entities, Code.UNSAFE),
    "zip bomb": (lambda: bomb(WORD_PART), Code.UNPACKED),
    "many entries": (many_entries, Code.UNPACKED),
    "far cell": (far_cell, Code.HEAVY),
    "path out of the archive": (
        lambda: with_part(plain_word(), "../../etc/cron.d/x", b"x"), Code.UNSAFE),
    "not what its name says": (lambda: b"%PDF-1.7", Code.TYPE),
    "old Word": (lambda: corpus.compound("WordDocument"), Code.TYPE),
    "cut off": (lambda: plain_word()[: len(plain_word()) // 2], Code.DAMAGED),
    "empty": (lambda: b"", Code.DAMAGED),
    "password": (lambda: corpus.compound("EncryptedPackage", "EncryptionInfo"), Code.PASSWORD),
    "too large": (lambda: b"PK\x03\x04" + corpus.noise(30 * 1024 * 1024), Code.SIZE),
    "class chain": (
        lambda: word("{{ ''.__class__.__mro__[1].__subclasses__() }}"), Code.EXPRESSION),
    "class chain by attr": (lambda: word("{{ ''|attr('__class__') }}"), Code.EXPRESSION),
    "class chain by index": (lambda: word("{{ ten_co_quan['__class__'] }}"), Code.EXPRESSION),
    "format string": (
        lambda: word("{{ '{0.__class__}'.format(ten_co_quan) }}"), Code.EXPRESSION),
    "function of the engine": (
        lambda: word("{{ cycler.__init__.__globals__ }}"), Code.EXPRESSION),
    "lipsum": (
        lambda: word("{{ lipsum.__globals__['os'].popen('id').read() }}"), Code.EXPRESSION),
    "include": (lambda: word("{% include '/etc/passwd' %}"), Code.COMMAND),
    "import": (lambda: word("{% import '/etc/passwd' as x %}"), Code.COMMAND),
    "endless loop": (lambda: word("{% for i in range(10**9) %}x{% endfor %}"), Code.COMMAND),
    "nested loops over lines": (nested_loops, Code.COMMAND),
    "power": (lambda: word("{{ 9**9**9 }}"), Code.EXPRESSION),
    "long string": (lambda: word("{{ 'x' * 10**10 }}"), Code.EXPRESSION),
    "many placeholders": (many_placeholders, Code.HEAVY),
    "broken tag": (lambda: word("{% for d in dong %}"), Code.COMMAND),
}  # fmt: skip

# Cases that the table doesn't know.
FURTHER: dict[str, tuple[Callable[[], bytes], Code]] = {
    "html": (lambda: b"<html><script>1</script></html>", Code.TYPE),
    "other zip": (lambda: corpus.zipped({"a.txt": b"x"}), Code.TYPE),
    "bomb of excel": (lambda: bomb("xl/styles.xml"), Code.UNPACKED),
    "entity in relations": (lambda: doctype(plain_word(), WORD_RELS), Code.UNSAFE),
    "linked picture of an old drawing": (linked_picture, Code.EXTERNAL),
    "linked object": (
        lambda: plus_relation(plain_word(), WORD_RELS, "oleObject", "file:///x.xlsx"),
        Code.EXTERNAL),
    "embedded workbook": (
        lambda: with_part(plain_word(), "word/embeddings/x.xlsx", plain_excel()), Code.EMBEDDED),
    "sub-document": (lambda: in_body(f"<w:subDoc {W}/>"), Code.EXTERNAL),
    "mail merge": (mail_merge, Code.EXTERNAL),
    "DATABASE": (lambda: field("DATABASE \\d x"), Code.FIELD),
    "LINK": (lambda: field("LINK Excel.Sheet.12 x"), Code.FIELD),
    "a field within a field": (
        lambda: in_body(f'<w:p {W}><w:fldSimple w:instr="QUOTE 73"/></w:p>'), Code.FIELD),
    "IMAGE": (lambda: formula('=_xlfn.IMAGE("http://127.0.0.1:9/")'), Code.FORMULA),
    "another workbook": (lambda: formula("='C:\\x\\[b.xlsx]S'!A1"), Code.FORMULA),
    "WEBSERVICE with a comment in it": (
        lambda: replaced(
            formula('=WEBSERVICE("http://127.0.0.1:9/")'),
            SHEET_PART, "WEBSERVICE", "WEB<!-- x -->SERVICE"),
        Code.FORMULA),
    "a sheet in a place of its own": (moved_sheet, Code.FORMULA),
    "a header in another folder": (lambda: other_part("word/x/header1.xml"), Code.FIELD),
    "a header under another ending": (lambda: other_part("word/header1.dat"), Code.FIELD),
    "a header in other letters": (
        lambda: other_part("word/header1.dat", "utf-16"), Code.UNSAFE),
    "a field that a field names": (named_by_a_field, Code.FIELD),
    "strict Word": (strict_word, Code.TYPE),
    "a name that calls": (
        lambda: excel(lambda book, _s: book.define_name("X", '=CALL("a","b")')), Code.FORMULA),
    "a query from the web": (
        lambda: with_object(
            plain_excel(), BOOK_RELS, "queryTable", "queryTables/q.xml", b"<queryTable/>"),
        Code.EXTERNAL),
}  # fmt: skip

# What is let through, or only named with its place.
TAKEN: dict[str, Callable[[], bytes]] = {
    "a plain Word file": plain_word,
    "a plain Excel file": plain_excel,
    "a page number": lambda: field("PAGE"),
    "a sum of Word": lambda: field(" =SUM(ABOVE) "),
    "link to a page": lambda: plus_relation(
        plain_word(), WORD_RELS, "hyperlink", "https://example.vn"
    ),
    "words that look like functions": lambda: formula('=IF(A1>0,"[chưa] | =CALL()",SUM(A1:A2))'),
    "a formula over a sheet": lambda: formula("=SUM('Bieu 1'!A1:A2)"),
    "settings": lambda: word("{{ settings.SECRET_KEY }} {{ request }} {{ config }}"),
    "value in the name of a sheet": sheet_name,
}
