"""What figures say of a project in words: place, beneficiary, time, marks.

No query: what is asked for here has been loaded by ``reports.figures.projects``.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from kernel.dates import format_date
from kernel.text import fold
from localities.models import AdministrativeUnit
from localities.names import lowered
from programmes.models import SupportProject


def joined(parts: Iterable[str], separator: str = "; ") -> str | None:
    """Return the parts that say something in one text; ``None`` when none does."""
    return separator.join(part for part in parts if part) or None


def name_of(organisation: Any) -> str | None:
    """Return an organisation's name; ``None`` where there is none."""
    return str(organisation) if organisation else None


def beneficiary_of(project: SupportProject) -> str | None:
    """Return the beneficiaries of a project, else what its source says."""
    named = joined(allocation.label for allocation in project.allocations.all())
    return named or project.beneficiary_text or None


def priority_of(project: SupportProject) -> str | None:
    """Return the marks of a project."""
    return joined(project.tags)


def place_of(project: SupportProject, *, several: bool) -> str:
    """Name the place as of its time: "Xã Quỳnh Xá, huyện Quỳnh Phụ"; a typed text comes first.

    ``several``: the report spans several provinces, so the province is named.
    """
    units = [project.unit, *(p.unit for p in project.places.all() if p.unit_id != project.unit_id)]
    return place_in_words(project.place_text, units, several=several)


def place_in_words(text: str, units: list[AdministrativeUnit], *, several: bool) -> str:
    """Join a typed place and units; a unit that the text names already isn't said twice."""
    if text and fold(units[0].name) in fold(text):
        units = units[1:]
    return joined((text, *(unit_line(unit, several=several) for unit in units))) or ""


def unit_line(unit: AdministrativeUnit, *, several: bool) -> str:
    """Name a unit with its district if it had one, and its province where there are several."""
    above = unit.line()[1:]
    if above and not several:
        above = above[:-1]
    return ", ".join((unit.full_name, *(lowered(one.full_name) for one in above)))


def unit_name(unit: AdministrativeUnit | None, day: date) -> str | None:
    """Return the name that a unit bore on a day, its last one where it had ended."""
    return unit.name_on(min(day, unit.valid_to or day)) if unit else None


def span_in_words(starts_on: date | None, ends_on: date | None) -> str | None:
    """Return "02–10/2026", "11/2026–02/2027", "11/2026"; ``None`` when no date is known."""
    if starts_on and ends_on:
        first, last = f"{starts_on:%m/%Y}", f"{ends_on:%m/%Y}"
        if first == last:
            return first
        return f"{starts_on:%m}–{last}" if starts_on.year == ends_on.year else f"{first}–{last}"
    if starts_on:
        return f"từ {starts_on:%m/%Y}"
    return f"đến {ends_on:%m/%Y}" if ends_on else None


def days_in_words(starts_on: date | None, ends_on: date | None) -> str | None:
    """Return "05/03–20/04/2026", "từ 05/03/2026"; ``None`` when no day is known."""
    if starts_on and ends_on:
        if starts_on == ends_on:
            return format_date(ends_on)
        first = f"{starts_on:%d/%m}" if starts_on.year == ends_on.year else format_date(starts_on)
        return f"{first}–{format_date(ends_on)}"
    if starts_on:
        return f"từ {format_date(starts_on)}"
    return f"đến {format_date(ends_on)}" if ends_on else None


def time_in_words(
    starts_on: date | None, ends_on: date | None, first_year: int | None, last_year: int | None
) -> str | None:
    """Return the months of a project, or its years when no date is known."""
    if starts_on or ends_on:
        return span_in_words(starts_on, ends_on)
    if first_year and last_year and last_year != first_year:
        return f"{first_year}–{last_year}"
    return str(first_year) if first_year else None
