"""Names of units in templates."""

from typing import Any

from django import template

from localities.names import ending, label, lowered

register = template.Library()


@register.filter
def unit_label(unit: Any) -> str:
    """Return the short label of a unit: "X. Hưng Hà"."""
    return label(unit) if unit else ""


@register.filter
def unit_in_sentence(unit: Any) -> str:
    """Return the full name of a unit inside a sentence: "huyện Hưng Hà"."""
    return lowered(unit.full_name) if unit else ""


@register.filter
def unit_ending(unit: Any) -> str:
    """Return the remark on a unit that is no more: "(trước 01/07/2025)"; "" for a present one."""
    return ending(unit).strip() if unit else ""
