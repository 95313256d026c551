"""Names of units in templates."""

from typing import Any

from django import template

from localities.names import label

register = template.Library()


@register.filter
def unit_label(unit: Any) -> str:
    """Return the short label of a unit: "X. Hưng Hà"."""
    return label(unit) if unit else ""
