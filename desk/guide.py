"""The user guide: chapters in Markdown under docs/huong-dan/, shown inside the portal.

The text is ours, but nothing of it is trusted: each piece is escaped when it becomes a page.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "huong-dan"
PICTURES = "huong-dan"  # the prefix of the pictures among the static files
_CHAPTER = re.compile(r"^(\d+)-([a-z0-9-]+)\.md$")

#: chapter: names of the addresses whose pages lead to it
PAGES = {
    "ho-so-tinh": ("desk:first-steps", "accounts:profile", "accounts:profile-edit"),
    "tai-khoan": ("accounts:accounts", "accounts:accounts-add"),
    "lap-ke-hoach": (
        *("programmes:plans", "programmes:plan-add", "programmes:plan", "programmes:plan-grid"),
        *("programmes:decision", "programmes:decision-add", "programmes:decision-edit"),
    ),
    "nhap-giua-nam": (
        *("programmes:project-past-state", "programmes:project-add"),
        *("programmes:project-opening", "programmes:plan-opening"),
    ),
    "bao-cao-tien-do": (
        *("progress:index", "progress:period", "progress:period-add", "progress:period-edit"),
        *("progress:submission", "progress:review"),
    ),
    "mau-bieu": ("reports:layouts", "reports:layout"),
    "mau-van-ban": (
        *("reports:templates", "reports:template", "reports:template-add"),
        *("reports:template-edit", "reports:placeholders"),
        *("reports:project-papers", "reports:decision-papers"),
    ),
    "bao-cao-loi-van": ("reports:text",),
    "danh-sach": (
        *("programmes:projects", "programmes:projects-bulk", "training:courses"),
        *("beneficiaries:facilities", "beneficiaries:facilities-bulk", "desk:bin"),
    ),
    "ho-so-de-an": (
        *("programmes:project", "programmes:project-edit", "programmes:project-copy"),
        *("programmes:budget", "programmes:statement", "programmes:indicators"),
        *("reports:budget", "reports:statement"),
    ),
}
CHAPTER_OF = {name: slug for slug, names in PAGES.items() for name in names}


@dataclass(frozen=True)
class Chapter:
    """A chapter: its address, its title and first sentence, its Markdown."""

    slug: str
    title: str
    summary: str
    source: str

    @property
    def body(self) -> SafeString:
        """The chapter as HTML, without its title and first sentence: the page shows these."""
        return _join(_html(block) for block in parsed(self.source).children[2:])


def parsed(source: str) -> SyntaxTreeNode:
    """Return the tree of a Markdown text; HTML in it is text."""
    return SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).parse(source))


def plain(node: SyntaxTreeNode) -> str:
    """Return the words of a node without their marks."""
    return "".join(part.content for part in node.walk() if part.type == "text")


@cache
def chapters() -> tuple[Chapter, ...]:
    """Every chapter in the order of its number."""
    return tuple(
        _chapter(path, found[2])
        for path in sorted(FOLDER.glob("*.md"))
        if (found := _CHAPTER.match(path.name))
    )


def _chapter(path: Path, slug: str) -> Chapter:
    source = path.read_text(encoding="utf-8")
    title, summary = parsed(source).children[:2]
    return Chapter(slug, plain(title), plain(summary), source)


# --- a block of Markdown as HTML -----------------------------------------------------------------

_TAGS: dict[str, str] = {
    "paragraph": "<p>{}</p>",
    "bullet_list": "<ul>{}</ul>",
    "ordered_list": '<ol class="guide-steps">{}</ol>',
    "list_item": "<li>{}</li>",
    "strong": "<strong>{}</strong>",
    "em": "<em>{}</em>",
    "inline": "{}",
}


def _join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _html(node: SyntaxTreeNode) -> SafeString:
    """A node with all that is in it. Raises LookupError for what a guide has no use for."""
    if node.type in _LEAVES:
        return _LEAVES[node.type](node)
    content = _join(_html(child) for child in node.children)
    if node.type == "heading":
        return format_html("<h2>{}</h2>", content)
    if node.type == "link":
        return format_html('<a href="{}">{}</a>', _address(str(node.attrs["href"])), content)
    return format_html(_TAGS[node.type], content)


def _address(href: str) -> str:
    """Another chapter's file is a page beside this one."""
    found = _CHAPTER.match(href)
    return f"../{found[2]}/" if found else href


def _picture(node: SyntaxTreeNode) -> SafeString:
    """A picture; nothing while `make screens` has not yet drawn it."""
    name = str(node.attrs["src"]).removeprefix("hinh/")
    if not (FOLDER / "hinh" / name).is_file():
        return format_html("{}", "")
    return format_html(
        '<img class="guide-picture" src="{}" alt="{}" loading="lazy">',
        static(f"{PICTURES}/{name}"),
        plain(node),
    )


_LEAVES: dict[str, Callable[[SyntaxTreeNode], SafeString]] = {
    "text": lambda node: format_html("{}", node.content),
    "softbreak": lambda _node: format_html("{}", " "),
    "code_inline": lambda node: format_html("<code>{}</code>", node.content),
    "image": _picture,
}
