"""The guide's steps as the journeys do them: same names, same order, and what it quotes is there.

A journey says which chapter it tells and does each step inside ``told.step("…")``. The name is the
bold beginning of a numbered step; what the step puts between “ and ” must stand on the page before
or after it is done.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from desk import guide
from tests.journeys.looking import VISIBLE, settle

FOLDED = """() => [...document.querySelectorAll("dialog, details")]
  .map((one) => one.textContent).join("\\n")"""
_QUOTED = re.compile("“([^”]+)”")


def steps(slug: str) -> dict[str, tuple[str, ...]]:
    """The numbered steps of a chapter: the name of each, and what it quotes from the screen."""
    source = next(one.source for one in guide.chapters() if one.slug == slug)
    items = [node for node in guide.parsed(source).walk() if node.type == "list_item"]
    numbered = [item for item in items if item.parent and item.parent.type == "ordered_list"]
    found = {}
    for item in numbered:
        name = guide.plain(next(node for node in item.walk() if node.type == "strong")).rstrip(".")
        found[name] = tuple(_QUOTED.findall(guide.plain(item)))
    assert len(found) == len(numbered), f"{slug}: two steps of one name"
    return found


class Told:
    """How far a journey has come in a chapter."""

    def __init__(self, slug: str) -> None:
        self.steps = steps(slug)
        self.left = list(self.steps)

    @contextmanager
    def step(self, name: str, page: Page) -> Iterator[None]:
        """Do the next step of the chapter on this page."""
        assert self.left[:1] == [name], f"the guide goes on with {self.left[:1]}, not “{name}”"
        before = _words(page)
        yield
        settle(page)
        seen = before + _words(page)
        missing = [words for words in self.steps[name] if words not in seen]
        assert missing == [], f"“{name}” speaks of what the page doesn't show: {missing}"
        self.left.pop(0)

    def to_the_end(self) -> None:
        """Nothing of the chapter is left."""
        assert self.left == []


def _words(page: Page) -> str:
    """What is seen, and what stands in boxes and menus that open and close inside a step."""
    return " ".join((page.evaluate(VISIBLE) + page.evaluate(FOLDED)).split())
