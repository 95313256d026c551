"""What a person reads on a page, piece by piece, and the forms that he could send from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree, html

SILENT = {"script", "style", "template"}
SPOKEN = ("placeholder", "aria-label", "title", "alt", "data-confirm")
# A text goes on inside these; everything else begins a piece of its own.
INSIDE_TEXT = {"a", "b", "em", "strong", "i", "small", "abbr", "code", "time", "mark", "span"}
BUTTONS = {"submit", "button", "reset"}
FRAME = "//main[@class='page']"
HELP = "//p[@class='page-help']//text()[not(ancestor::a)]"  # not the way to the guide


@dataclass
class Form:
    """A form that posts: where to, what is hidden in it, and the names that one fills."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # name: kind of control


@dataclass(frozen=True)
class Reading:
    """The texts of a page, its posting forms, its line of help, whether it begins with a notice."""

    texts: list[str]
    forms: list[Form]
    help: str | None  # the line of help under the title; None where the page has no frame
    has_focus: bool  # something takes the focus first, as what is wrong with a refused form


def read(page: str) -> Reading:
    """Read a page."""
    root = html.document_fromstring(page)
    pieces: list[str] = []
    _collect(root, pieces)
    said = " ".join("".join(pieces).split(" ")).split("\n")
    texts = [text for text in (" ".join(one.split()) for one in said) if text]
    for one in root.iter(etree.Element):
        texts += [text for name in SPOKEN if (text := one.get(name))]
        if one.tag == "input" and one.get("type") in BUTTONS:
            texts.append(one.get("value", ""))
    forms = [_form(form) for form in root.iter("form") if _posts(form)]
    return Reading(texts, forms, _help(root), bool(root.xpath(f"{FRAME}//*[@data-focus]")))


def _help(root: html.HtmlElement) -> str | None:
    if not root.xpath(FRAME):
        return None
    return " ".join("".join(root.xpath(f"{FRAME}{HELP}")).split())


def _collect(element: html.HtmlElement, pieces: list[str]) -> None:
    """Texts in order, with a line's end wherever a piece ends."""
    for event, one in etree.iterwalk(element, events=("start", "end", "comment")):
        if event == "comment" or one.tag in SILENT:
            pieces.append(_flat(one.tail) if event != "start" else "")
            continue
        edge = "" if one.tag in INSIDE_TEXT else "\n"
        pieces.append(edge + _flat(one.text if event == "start" else one.tail))


def _flat(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _posts(form: html.HtmlElement) -> bool:
    return form.get("method", "get").lower() == "post"


def _form(form: html.HtmlElement) -> Form:
    found = Form(form.get("action", ""))
    for one in form.iter("input", "select", "textarea"):
        name, kind = one.get("name"), one.get("type", "text") if one.tag == "input" else one.tag
        if name and kind == "hidden":
            found.hidden[name] = one.get("value", "")
        elif name and kind not in BUTTONS:
            found.names[name] = kind
    return found
