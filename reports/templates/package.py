"""An Office file as its parts: taken apart, searched for what must not be there, put together.

Runs in the confined child process; the ZIP itself was checked before (kernel.sheets.archive).
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname, join, normpath
from typing import Any

from lxml import etree

from reports.templates.markers import Words, replaced
from reports.templates.refusal import Code, refusal

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
VML = "urn:schemas-microsoft-com:vml"
# What no template needs: other documents inside it, programs, sources of data, add-ins.
FORBIDDEN_RELATIONS = {
    "aFChunk", "attachedTemplate", "control", "connections", "externalLink", "externalLinkPath",
    "frame", "glossaryDocument", "mailMergeHeaderSource", "mailMergeSource", "oleObject",
    "package", "queryTable", "recipientData", "subDocument", "vbaProject", "xlExternalLinkPath",
    "xmlMaps", "extensibility", "webextension", "webextensiontaskpanes", "volatileDependencies",
    "xlMacrosheet", "xlIntlMacrosheet", "attachedToolbars", "keyMapCustomizations",
}  # fmt: skip
MACRO_TYPES = (b"macroenabled", b"vbaproject", b"macrosheet", b"vbadata")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_pis=True,
    remove_comments=True,  # one inside a formula would cut its text in two
)
UTF8_BOM = b"\xef\xbb\xbf"


class Package:
    """The parts of a template by name; a part that was parsed is written back as its tree."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {one.filename: archive.read(one) for one in archive.infolist()}
        self.trees: dict[str, Any] = {}

    def names(self, pattern: str) -> list[str]:
        """Return the names of the parts that match a regular expression whole."""
        return [name for name in self.parts if re.fullmatch(pattern, name)]

    def tree(self, name: str) -> Any:
        """Return the root of a part, parsed once. Raises KeyError, etree.XMLSyntaxError."""
        if name not in self.trees:
            self.trees[name] = etree.fromstring(self.parts[name], _PARSER)
        return self.trees[name]

    def roots(self) -> Iterator[tuple[str, Any]]:
        """Yield every part that is XML, by its content: neither folder nor ending is a promise.

        One that nothing else needs is parsed for this look only, and stays as it came.
        """
        for name, content in self.parts.items():
            if name in self.trees:
                yield name, self.trees[name]
            elif content.removeprefix(UTF8_BOM).lstrip().startswith(b"<"):
                yield name, etree.fromstring(content, _PARSER)

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Return what a part points to inside the package: id -> (last word of the kind, part)."""
        rels = join(dirname(name), "_rels", basename(name) + ".rels")
        if rels not in self.parts:
            return {}
        return {
            rel.get("Id", ""): (
                rel.get("Type", "").rpartition("/")[2],
                _inside(dirname(name), rel.get("Target", "")),
            )
            for rel in self.tree(rels)
            if rel.get("TargetMode", "").lower() != "external"
        }

    def drop(self, kind: str, of: str) -> None:
        """Take away the parts of one kind that a part points to, with the relation to them."""
        gone = {key: part for key, (name, part) in self.related(of).items() if name == kind}
        if not gone:
            return
        rels = self.tree(join(dirname(of), "_rels", basename(of) + ".rels"))
        for rel in list(rels):
            if rel.get("Id") in gone:
                rels.remove(rel)
        types = self.tree("[Content_Types].xml")
        for one in list(types):
            if one.get("PartName", "").lstrip("/") in gone.values():
                types.remove(one)
        for part in gone.values():
            self.parts.pop(part, None)

    def check(self) -> None:
        """Refuse programs, other files and ways out. Raises TemplateRefused."""
        types = self.parts["[Content_Types].xml"].lower()
        if any(word in types for word in MACRO_TYPES):
            raise refusal(Code.MACRO)
        for name in self.names(r"(?i)(?:.*/)?_rels/[^/]*\.rels"):
            for relation in self.tree(name):
                _check_relation(relation)
        for _name, root in self.roots():
            if any(_loads(one) for one in root.iter(f"{{{VML}}}*")):
                raise refusal(Code.EXTERNAL)

    def data(self) -> bytes:
        """Return the file."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                tree = self.trees.get(name)
                archive.writestr(name, content if tree is None else written(tree))
        return target.getvalue()


def _check_relation(relation: Any) -> None:
    kind = relation.get("Type", "").rpartition("/")[2]
    if kind in FORBIDDEN_RELATIONS:
        is_source = kind in {"oleObject", "package", "control", "aFChunk"}
        raise refusal(Code.EMBEDDED if is_source else Code.EXTERNAL)


def _loads(element: Any) -> bool:
    """Whether an element of an old drawing loads a picture from an address."""
    return any(
        key.rpartition("}")[2] in {"src", "althref"} and value for key, value in element.items()
    )


def _inside(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))


def written(tree: Any) -> bytes:
    """Return the bytes of a part."""
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def printable(text: str) -> str:
    """Return ``text`` without the characters that XML has no place for."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def own_texts(paragraph: Any, tag: str) -> list[Any]:
    """Return the text nodes of a paragraph without those of paragraphs inside it (text boxes)."""
    return [
        node
        for node in paragraph.iter(tag)
        if next(node.iterancestors(paragraph.tag), None) is paragraph
    ]


def text_of(nodes: Iterable[Any]) -> str:
    """Return the text of nodes put together."""
    return "".join(node.text or "" for node in nodes)


def drawn(package: Package) -> Iterator[tuple[str, Any, list[Any]]]:
    """Yield the paragraphs of shapes and charts: (part, paragraph, text nodes)."""
    for name in package.names(r"(?:xl|word)/(?:drawings|charts)/[^/]+\.xml"):
        for paragraph in package.tree(name).iter(f"{{{DRAWING}}}p"):
            yield name, paragraph, own_texts(paragraph, f"{{{DRAWING}}}t")


def fill_drawn(package: Package, words: Words) -> None:
    """Fill the placeholders of shapes and charts."""
    for _name, _paragraph, nodes in drawn(package):
        filled = replaced([node.text or "" for node in nodes], words)
        for node, text in zip(nodes, filled, strict=True):
            node.text = printable(text)
