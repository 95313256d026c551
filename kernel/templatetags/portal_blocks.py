"""Block tags of the design system: pieces of a page that hold other content."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel.templatetags.portal import icon

register = template.Library()


@register.simple_block_tag
def panel(
    content: str, title: str, *, unit: str = "", link: str = "", url: str = "", flush: bool = False
) -> SafeString:
    """A white sheet with a head; `flush` for a table or list that runs to the edge."""
    unit_part = format_html(' <span class="unit">{}</span>', unit) if unit else ""
    link_part = format_html('<a href="{}">{}</a>', url, link) if link else ""
    body = content if flush else format_html('<div class="panel-body">{}</div>', content)
    return format_html(
        '<section class="panel"><div class="panel-head"><h2>{}{}</h2>{}</div>{}</section>',
        title,
        unit_part,
        link_part,
        body,
    )


@register.simple_block_tag
def form_section(content: str, title: str, reason: str = "") -> SafeString:
    """A part of a form: its name and its reason at the left, its fields at the right."""
    return format_html(
        '<section class="form-section"><div class="form-section-head"><h2>{}</h2>{}</div>'
        '<div class="form-section-body">{}</div></section>',
        title,
        format_html("<p>{}</p>", reason) if reason else "",
        content,
    )


@register.simple_block_tag
def dialog(content: str, name: str, title: str, *, wide: bool = False) -> SafeString:
    """A box opened by `<button data-dialog="name">`; without script its content stands on the page.

    The content brings its own `<form>` with `dialog-body` and `dialog-foot` inside.
    """
    return format_html(
        '<dialog id="{0}" class="{1}" aria-labelledby="{0}-title"><div class="dialog-head">'
        '<h2 id="{0}-title">{2}</h2><button class="dialog-close" type="button"'
        ' data-close aria-label="Đóng">{3}</button></div>{4}</dialog>',
        name,
        "dialog-wide" if wide else "",
        title,
        icon("x-lg"),
        content,
    )


@register.simple_tag
def breadcrumbs(*parts: Any) -> SafeString:
    """Where the page stands: label and address in turn, the last label without an address."""
    labels, addresses = parts[0::2], parts[1::2]
    links = format_html_join(
        "", '<li><a href="{}">{}</a></li>', zip(addresses, labels, strict=False)
    )
    here = ""
    if len(labels) > len(addresses):
        here = format_html('<li aria-current="page">{}</li>', labels[-1])
    return format_html(
        '<nav class="breadcrumbs" aria-label="Đường dẫn"><ol>{}{}</ol></nav>', links, here
    )


@register.simple_tag
def sorted_head(link: Any, label: str, *, unit: str = "", css: str = "") -> SafeString:
    """The head of a sortable column; `link` has `url` and `order` ("", "asc" or "desc")."""
    order = {"asc": "ascending", "desc": "descending"}.get(link.order, "none")
    arrow = {"ascending": "caret-up-fill", "descending": "caret-down-fill"}.get(order)
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a class="sort" href="{}">{}{}</a>{}</th>',
        css,
        order,
        link.url,
        label,
        icon(arrow) if arrow else "",
        format_html('<span class="unit">{}</span>', unit) if unit else "",
    )


@register.simple_tag
def page_numbers(page: Page) -> list[int | str]:
    """The numbers a pager shows: the ends, the neighbours, "…" between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
