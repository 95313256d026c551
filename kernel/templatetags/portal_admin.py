"""Rows of the stock admin's list in the portal's table: labels for the phone, words for yes, no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from kernel.templatetags.portal import state

register = template.Library()

# Django draws a boolean as a picture whose alternative text is English.
_BOOLEAN: Final = re.compile(r'<img src="[^"]*" alt="(True|False|None)">')
_OPENING: Final = re.compile(r"^<(td|th)\b")
_STYLE: Final = re.compile(r'(?<=<(?:ins|del)) style="[^"]*"')
_WORDS: Final = {
    "True": ("active", "Có"),
    "False": ("inactive", "Không"),
    "None": ("unknown", "Chưa rõ"),
}


@register.simple_tag
def admin_row(cells: Iterable[Any], headers: Iterable[Mapping[str, Any]]) -> SafeString:
    """The cells of one row of `result_list`, each with its column's name as `data-label`."""
    labels = [str(header["text"]) for header in headers]
    row = SafeString("")
    for position, cell in enumerate(cells):
        row += admin_cell(cell, labels[position] if position < len(labels) else "")
    return row


def admin_cell(cell: Any, label: str) -> SafeString:
    """One cell of Django's with a label and with words instead of its yes/no pictures."""
    html = str(conditional_escape(cell)).strip().replace("{", "{{").replace("}", "}}")
    parts: dict[str, Any] = {"label": label[:1].upper() + label[1:]}
    picture = _BOOLEAN.search(html)
    if picture:
        code, word = _WORDS[picture[1]]
        parts["state"] = state(code, word)
        html = _BOOLEAN.sub("{state}", html, count=1)
    if 'class="action-checkbox"' in html:
        html = html.replace('class="action-checkbox"', 'class="action-checkbox pick"', 1)
    elif html.startswith("<td"):
        html = _OPENING.sub(r'<\1 data-label="{label}"', html, count=1)
    elif html.startswith("<th"):
        html = re.sub(r'^<th class="', '<th scope="row" class="name ', html, count=1)
    return format_html(html, **parts)


@register.filter
def in_words(contents: Any) -> Any:
    """A read-only yes or no as a word instead of Django's picture; anything else as it is."""
    picture = _BOOLEAN.fullmatch(str(contents))
    return state(*_WORDS[picture[1]]) if picture else contents


@register.filter
def column_name(label: Any) -> str:
    """ "Tax Code (Mã số thuế)" as the export form has it -> "Mã số thuế", the name in the file."""
    found = re.search(r"\((.+)\)$", str(label))
    return found[1] if found else str(label)


@register.filter
def without_style(change: Any) -> SafeString:
    """A coloured difference (`<ins style=…>`) without the colours that the policy refuses."""
    html = _STYLE.sub("", str(conditional_escape(change)))
    return format_html(html.replace("{", "{{").replace("}", "}}") + "{}", "")
