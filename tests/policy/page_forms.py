"""What a browser would post from a page: the values of its form as they stand."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

SILENT_TYPES = {"submit", "button", "reset", "file", "image"}


class _Reader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__(convert_charrefs=True)
        self.form_id = form_id
        self.inside = False
        self.values: dict[str, list[str]] = {}
        self.select = ""
        self.first_option: str | None = None
        self.textarea = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = dict(attrs)
        name, belongs = found.get("name", ""), found.get("form") == self.form_id
        if tag == "form":
            self.inside = found.get("id") == self.form_id
        if not (self.inside or belongs) or "disabled" in found:
            return
        if tag == "input" and name:
            self._input(name, found)
        elif tag == "select":
            self.select, self.first_option = name, None
            self.is_multiple = "multiple" in found
        elif tag == "option" and self.select:
            self._option(found)
        elif tag == "textarea":
            self.textarea, self.text = name, ""

    def _input(self, name: str, found: dict[str, Any]) -> None:
        kind = found.get("type")
        ticked = kind in {"checkbox", "radio"}
        if kind not in SILENT_TYPES and (not ticked or "checked" in found):
            value = found.get("value") or ("on" if ticked else "")
            self.values.setdefault(name, []).append(value)

    def _option(self, found: dict[str, Any]) -> None:
        value = found.get("value") or ""
        if self.first_option is None:
            self.first_option = value
        if "selected" in found:
            self.values.setdefault(self.select, []).append(value)

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.select:
            if (
                self.select not in self.values
                and not self.is_multiple
                and self.first_option is not None
            ):
                self.values[self.select] = [self.first_option]
            self.select = ""
        elif tag == "textarea" and self.textarea:
            self.values.setdefault(self.textarea, []).append(self.text.removeprefix("\n"))
            self.textarea = ""


def values_of(page: str, form_id: str) -> dict[str, list[str]]:
    """Every name and its values of the form with this id; empty when the page has no such form."""
    reader = _Reader(form_id)
    reader.feed(page)
    return reader.values
