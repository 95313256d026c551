"""Options of a select drawn by one function: Django's own template includes two others for each."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()

NOTHING_CHOSEN = _("Chưa chọn")


@register.simple_tag
def widget_attributes(attributes: Mapping[str, Any]) -> SafeString:
    """Attributes as Django's widgets print them: True is bare, False is left out."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value),)
            for name, value in attributes.items()
            if value is not False
        ),
    )


@register.simple_tag
def select_options(groups: list[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The options of a select, inside their groups where they have one."""
    return format_html_join("", "{}", ((_group(name, options),) for name, options, _i in groups))


def _label(option: dict[str, Any]) -> Any:
    """What an option says; Django's dashes for nothing chosen are said in words."""
    label = option["label"]
    return label if option["value"] or str(label).strip("-") else NOTHING_CHOSEN


def _group(name: str | None, options: list[dict[str, Any]]) -> SafeString:
    drawn = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (str(option["value"]), widget_attributes(option["attrs"]), _label(option))
            for option in options
        ),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn
