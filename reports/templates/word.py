"""A Word template: where its placeholders stand, what must not be in it, and how it is filled.

Runs in the confined child process.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from lxml import etree

from reports.templates.markers import (
    MARKER,
    Found,
    Words,
    found_in,
    name_of,
    of_kind,
    replaced,
    row_kind,
    runs,
)
from reports.templates.package import Package, drawn, fill_drawn, own_texts, printable, text_of
from reports.templates.refusal import Code, refusal
from reports.templates.rows import lines_for
from reports.templates.values import Line, Values

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
W = f"{{{NAMESPACE}}}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
PARTS = r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml"
PLACES = {
    "header": "đầu trang",
    "footer": "chân trang",
    "footnotes": "chú thích chân trang",
    "endnotes": "chú thích cuối",
}
# Fields that only count, date or point inside the document; every other is refused.
HARMLESS_FIELDS = {
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE",
    "PRINTDATE", "TOC", "PAGEREF", "REF", "NOTEREF", "SEQ", "STYLEREF", "HYPERLINK", "TC", "XE",
    "INDEX", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "SYMBOL", "TITLE", "AUTHOR", "SUBJECT",
    "EQ", "NUMWORDS", "NUMCHARS", "MERGEFORMAT", "LISTNUM", "AUTONUM",
}  # fmt: skip
# Elements that bring in something from elsewhere.
FORBIDDEN = {
    f"{W}altChunk": Code.EMBEDDED,
    f"{W}object": Code.EMBEDDED,
    f"{W}control": Code.EMBEDDED,
    f"{W}subDoc": Code.EXTERNAL,
    f"{W}mailMerge": Code.EXTERNAL,
    f"{W}attachedTemplate": Code.EXTERNAL,
    f"{W}sourceFileName": Code.EXTERNAL,
    f"{W}linkToQuery": Code.EXTERNAL,
    f"{W}macroName": Code.MACRO,
    f"{W}entryMacro": Code.MACRO,
    f"{W}exitMacro": Code.MACRO,
}
SNIPPET = 40
# What stands in a paragraph once, whatever becomes of its words.
ONCE = (
    f"{W}drawing", f"{W}pict", f"{W}sectPr", f"{W}footnoteReference", f"{W}endnoteReference",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
)  # fmt: skip


def check(package: Package) -> None:
    """Refuse fields and elements that reach outside. Raises TemplateRefused."""
    for name, root in package.roots():
        for _other in root.iter(f"{{{STRICT}}}*"):
            raise refusal(Code.TYPE)  # the same words in another namespace: not what is read here
        for element in root.iter(*FORBIDDEN):
            raise refusal(FORBIDDEN[element.tag])
        for words in _fields(root):
            first = (words.replace("\\", " ").split() or [""])[0].upper()
            if not first.startswith("=") and first not in HARMLESS_FIELDS:
                field, place = first[:30] or "?", _part_name(name) or "nội dung"
                raise refusal(Code.FIELD, field=printable(field), place=place)


def _fields(root: Any) -> Iterator[str]:
    """Yield the instruction of every field, also of fields within fields and of broken ones."""
    for simple in root.iter(f"{W}fldSimple"):
        yield simple.get(f"{W}instr", "")
    open_fields: list[str] = []
    for node in root.iter(f"{W}fldChar", f"{W}instrText"):
        if node.tag == f"{W}instrText":
            if not open_fields:
                open_fields.append("")
            open_fields[-1] += node.text or ""
        elif node.get(f"{W}fldCharType") == "begin":
            if open_fields and not open_fields[-1].strip():
                open_fields[-1] = "?"  # its name comes out of the field inside it
            open_fields.append("")
        elif node.get(f"{W}fldCharType") == "end" and open_fields:
            yield open_fields.pop()
    yield from open_fields


# --- what stands in it ----------------------------------------------------------------------------


def found(package: Package) -> Iterator[Found]:
    """Yield the placeholders of a template with their places."""
    for name in package.names(PARTS):
        root = package.tree(name)
        places = _Places(root, _part_name(name))
        for paragraph in root.iter(f"{W}p"):
            if next(paragraph.iterancestors(FALLBACK), None) is not None:
                continue  # the same text box again, for old programs
            text = text_of(own_texts(paragraph, f"{W}t"))
            if "{" not in text and "}" not in text:
                continue
            kind = _kind(_repeated(paragraph))
            for one in found_in(text, places.of(paragraph, text)):
                yield of_kind(one, kind)
    for _name, _paragraph, nodes in drawn(package):
        yield from found_in(text_of(nodes), "hình vẽ")


def _part_name(name: str) -> str:
    stem = name.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
    return PLACES.get(stem, "")


class _Places:
    """Names the place of a paragraph as a person counts: tables, rows, cells, paragraphs."""

    def __init__(self, root: Any, part: str) -> None:
        self.part = part
        self.tables = {table: i for i, table in enumerate(root.iter(f"{W}tbl"), 1)}
        body = root.find(f"{W}body")
        inside = root if body is None else body
        self.paragraphs = {one: i for i, one in enumerate(inside.iterchildren(f"{W}p"), 1)}

    def of(self, paragraph: Any, text: str) -> str:
        """Return "bảng 1, dòng 2, ô 3" or "đoạn 4 (“Số: …”)", in front of it the part."""
        cell = next(paragraph.iterancestors(f"{W}tc"), None)
        if cell is not None:
            row = next(cell.iterancestors(f"{W}tr"))
            table = next(row.iterancestors(f"{W}tbl"))
            number = list(table.iterchildren(f"{W}tr")).index(row) + 1
            column = list(row.iterchildren(f"{W}tc")).index(cell) + 1
            where = f"bảng {self.tables[table]}, dòng {number}, ô {column}"
        else:
            outer = [paragraph, *paragraph.iterancestors(f"{W}p")][-1]
            snippet = " ".join(text.split())
            snippet = snippet if len(snippet) <= SNIPPET else f"{snippet[:SNIPPET]}…"
            where = f"đoạn {self.paragraphs.get(outer, 1)} (“{snippet}”)"
        return f"{self.part}, {where}" if self.part else where


# --- filling --------------------------------------------------------------------------------------


def fill(package: Package, values: Values) -> None:
    """Fill every placeholder; rows and paragraphs of the table's lines are repeated."""
    for name in package.names(PARTS):
        _fill_part(package.tree(name), values)
    fill_drawn(package, lambda name: values.value(name, None).text)


def _repeated(paragraph: Any) -> Any:
    """Return what is repeated with a paragraph: its row of a table, else itself."""
    row = next(paragraph.iterancestors(f"{W}tr"), None)
    return paragraph if row is None else row


def _kind(unit: Any) -> str:
    """Return what a row or a lone paragraph repeats for."""
    if unit.tag == f"{W}p":
        return row_kind(text_of(own_texts(unit, f"{W}t")))
    texts = (text_of(own_texts(one, f"{W}t")) for one in _paragraphs(unit))
    return row_kind("\n".join(texts))


def _paragraphs(unit: Any) -> list[Any]:
    """Return the paragraphs of a row, without those of tables inside it; or the one itself."""
    if unit.tag == f"{W}p":
        return [unit]
    return [one for one in unit.iter(f"{W}p") if next(one.iterancestors(f"{W}tr")) is unit]


def _fill_part(root: Any, values: Values) -> None:
    """Fill what stands once, then repeat; so nothing that was filled in is looked at again."""
    marked = [one for one in root.iter(f"{W}p") if _marked(one)]
    units = {_repeated(one): None for one in marked}
    kinds = {unit: kind for unit in units if (kind := _kind(unit))}
    for paragraph in marked:
        if _repeated(paragraph) not in kinds:
            _fill(paragraph, values, None)
    for parent in reversed({unit.getparent(): None for unit in kinds}):  # inner tables first
        siblings = [one for one in parent if one.tag in {f"{W}tr", f"{W}p"}]
        for first, last in runs([kinds.get(one, "") for one in siblings]):
            _block([(kinds[one], one) for one in siblings[first : last + 1]], values)


def _marked(paragraph: Any) -> bool:
    return "{{" in text_of(own_texts(paragraph, f"{W}t"))


def _block(models: list[tuple[str, Any]], values: Values) -> None:
    """Put a filled copy of the model rows of its kind in the place of each line."""
    first = models[0][1]
    lines = lines_for([kind for kind, _row in models], values.lines)
    if not lines[0].values and _may_go(models):
        lines = []
    for line in lines:
        for kind, model in models:
            if kind == line.kind:
                copy = _copy(model)
                first.addprevious(copy)
                for paragraph in _paragraphs(copy):
                    _fill(paragraph, values, line)
    for _own, model in models:
        model.getparent().remove(model)


def _may_go(models: list[tuple[str, Any]]) -> bool:
    """Whether paragraphs without a line can vanish; a table keeps an empty row."""
    ends_section = any(next(model.iter(f"{W}sectPr"), None) is not None for _kind, model in models)
    parent = models[0][1].getparent()
    return parent.tag == f"{W}body" and not ends_section


def _copy(model: Any) -> Any:
    """Copy a row without what may stand only once in a document."""
    copy = deepcopy(model)
    copy.tail = None
    for element in copy.iter():
        for key in set(element.attrib):
            if key.endswith(("}paraId", "}textId")):
                del element.attrib[key]
    for mark in list(copy.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
        mark.getparent().remove(mark)
    return copy


def _fill(paragraph: Any, values: Values, line: Line | None) -> None:
    """Fill a paragraph. A value of several lines that stands alone in it becomes as many paragraphs
    of its style; beside other words it has line breaks."""
    text = text_of(own_texts(paragraph, f"{W}t")).strip()
    if "{{" not in text:
        return
    lone = MARKER.fullmatch(text)
    if not lone:
        _put(paragraph, lambda name: values.value(name, line).text)
        return
    *others, last = values.value(name_of(lone[1]), line).text.split("\n")
    for words in others:
        copy = _copy(paragraph)
        for element in list(copy.iter(*ONCE)):
            element.getparent().remove(element)
        paragraph.addprevious(copy)
        _put(copy, lambda _name, words=words: words)
    _put(paragraph, lambda _name: last)


def _put(paragraph: Any, words: Words) -> None:
    nodes = own_texts(paragraph, f"{W}t")
    pieces = [node.text or "" for node in nodes]
    filled = replaced(pieces, words)
    for node, before, text in zip(nodes, pieces, filled, strict=True):
        if text != before:
            _write(node, printable(text).split("\n"))


def _write(node: Any, lines: Iterable[str]) -> None:
    """Write lines into a text node; each further one after a line break of Word."""
    first, *rest = lines
    node.text = first
    node.set(SPACE, "preserve")
    last = node
    for text in rest:
        for tag in ("br", "t"):
            new = etree.Element(f"{W}{tag}")
            last.addnext(new)
            last = new
        last.text = text
        last.set(SPACE, "preserve")
