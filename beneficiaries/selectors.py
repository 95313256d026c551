"""Reads of facilities: search, lists, the facts of one page, its history in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from beneficiaries.checks import FACILITY_CHECKS, FacilityFacts
from beneficiaries.models import FacilityContact, FacilityYear, RuralIndustrialFacility
from kernel.dates import format_date
from kernel.findings import Finding, run
from kernel.money import MoneyField, decimals_needed, format_dong
from kernel.search import matching
from kernel.text import fold
from kernel.work import Hit
from localities import selectors as localities
from localities.names import lowered

SEARCH_LIMIT = 20
TIMELINE_LENGTH = 10
# Not told in the history of a page: keys, moments and what only the machine needs.
SILENT = frozenset({"id", "search_key", "sort_key", "version", "created_at", "updated_at"})
ALIVE_PROJECT = Q(allocations__project__deleted_at__isnull=True)


def listed(user: Any) -> QuerySet[RuralIndustrialFacility]:
    """The facilities that a person sees, with what a row of a list shows."""
    return RuralIndustrialFacility.objects.visible_to(user).select_related(
        "unit", "unit__parent", "unit__province", "unit_now", "industry"
    )


def search(user: Any, q: str) -> list[Hit]:
    """Facilities for the box on top of every page; nothing for a text without letters."""
    if not fold(q):
        return []
    return [
        Hit(
            kind=_("Cơ sở"),
            title=row.name,
            detail=" · ".join(filter(None, [localities.label(row.unit), row.tax_code])),
            url=row.get_absolute_url(),
        )
        for row in matching(listed(user), q).order_by("sort_key", "pk")[:SEARCH_LIMIT]
    ]


def support_counts(rows: Iterable[RuralIndustrialFacility]) -> dict[int, int]:
    """How many projects name each of these facilities: one query for any number of rows."""
    keys = [row.pk for row in rows]
    counted = (
        RuralIndustrialFacility.objects.filter(pk__in=keys)
        .order_by()
        .annotate(n=Count("allocations__project", filter=ALIVE_PROJECT, distinct=True))
    )
    return dict(counted.values_list("pk", "n"))


def facts_of(facility: RuralIndustrialFacility) -> FacilityFacts:
    """What the checks look at."""
    return FacilityFacts(
        tax_code=facility.tax_code,
        phone=facility.phone,
        worker_count=facility.worker_count,
        women_worker_count=facility.women_worker_count,
        minority_worker_count=facility.minority_worker_count,
    )


def findings(facility: RuralIndustrialFacility) -> list[Finding]:
    """What the checks have to say of a facility."""
    return run(FACILITY_CHECKS, facts_of(facility))


@dataclass(frozen=True)
class Support:
    """How often projects name a facility: their number, the first and the last year."""

    projects: int
    first_year: int | None
    last_year: int | None

    @property
    def years(self) -> str:
        """ "2024", "2022–2026" or nothing."""
        if self.first_year is None:
            return ""
        if self.first_year == self.last_year:
            return str(self.first_year)
        return f"{self.first_year}–{self.last_year}"


@dataclass(frozen=True)
class FacilityPage:
    """What the page of one facility shows."""

    facility: RuralIndustrialFacility
    place: str
    place_now: str
    years: Sequence[FacilityYear]
    contacts: Sequence[FacilityContact]
    support: Support
    findings: Sequence[Finding]
    same_tax_code: Sequence[RuralIndustrialFacility]
    timeline: Sequence[dict[str, Any]] = field(default_factory=tuple)

    @property
    def capital_decimals(self) -> int:
        """Decimals that hide nothing of the capital."""
        return decimals([self.facility.capital_amount])

    @property
    def revenue_decimals(self) -> int:
        """Decimals of the column of revenues."""
        return decimals(row.revenue_amount for row in self.years)

    @property
    def tax_decimals(self) -> int:
        """Decimals of the column of taxes paid."""
        return decimals(row.tax_paid_amount for row in self.years)


def decimals(amounts: Iterable[int | None]) -> int:
    """How many decimals in triệu đồng a column has: at least one, enough for every amount."""
    return max(1, decimals_needed(amounts))


def facility_page(user: Any, facility: RuralIndustrialFacility) -> FacilityPage:
    """Gather the facts of one page, all within what the person sees."""
    place = localities.long_label(facility.unit)
    now = facility.unit_now
    moved = now is not None and now.pk != facility.unit_id
    return FacilityPage(
        facility=facility,
        place=place[:1].upper() + place[1:],
        place_now=lowered(now.full_name) if now is not None and moved else "",
        years=list(facility.years.order_by("-year")),
        contacts=list(facility.contacts.order_by("pk")),
        support=support_of(facility),
        findings=findings(facility),
        same_tax_code=_same_tax_code(user, facility),
        timeline=timeline(facility),
    )


def support_of(facility: RuralIndustrialFacility) -> Support:
    """Count the projects that name the facility."""
    found = facility.allocations.filter(project__deleted_at__isnull=True).aggregate(
        n=Count("project", distinct=True),
        first=Min("project__first_year"),
        latest=Max("project__first_year"),
        last=Max("project__last_year"),
    )
    ends = [year for year in (found["latest"], found["last"]) if year is not None]
    return Support(
        projects=found["n"], first_year=found["first"], last_year=max(ends, default=None)
    )


def parts_of_a_split_unit(facility: RuralIndustrialFacility) -> list[int]:
    """The ids of the units among which a person must choose the present one; mostly none."""
    if facility.unit_id is None or facility.unit.is_present:
        return []
    if localities.unit_now(facility.unit) is not None:
        return []
    return [unit.pk for unit, _extent in localities.successors(facility.unit).units]


def _same_tax_code(
    user: Any, facility: RuralIndustrialFacility
) -> Sequence[RuralIndustrialFacility]:
    if not facility.tax_code:
        return []
    rows = RuralIndustrialFacility.objects.visible_to(user).filter(tax_code=facility.tax_code)
    return list(rows.exclude(pk=facility.pk).order_by("sort_key", "pk")[:5])


def timeline(record: models.Model, limit: int = TIMELINE_LENGTH) -> list[dict[str, Any]]:
    """The last changes of a record in words, newest first: when, who, why, before and after."""
    rows = list(
        record.history.select_related("history_user").order_by("-history_date", "-history_id")[
            : limit + 1
        ]
    )
    names = _names_of_relations(rows)
    entries = [_entry(new, _changes(old, new, names), first=False) for new, old in pairwise(rows)]
    if rows and len(rows) <= limit:
        entries.append(_entry(rows[-1], [], first=True))
    return entries[:limit]


def _entry(row: Any, changes: list[dict[str, str]], *, first: bool) -> dict[str, Any]:
    title = _("Tạo hồ sơ") if first and row.history_type == "+" else _("Cập nhật hồ sơ")
    if row.history_type == "-":
        title = _("Xóa hồ sơ")
    return {
        "at": row.history_date,
        "title": title,
        "who": str(row.history_user or ""),
        "reason": row.history_change_reason or "",
        "changes": changes,
    }


def _changes(old: Any, new: Any, names: dict[tuple[str, Any], str]) -> list[dict[str, str]]:
    return [
        {
            "label": _sentence(column.verbose_name),
            "old": _in_words(column, getattr(old, column.attname), names),
            "new": _in_words(column, getattr(new, column.attname), names),
        }
        for column in new.tracked_fields
        if column.name not in SILENT
        and getattr(old, column.attname) != getattr(new, column.attname)
    ]


def _in_words(column: Any, value: Any, names: dict[tuple[str, Any], str]) -> str:
    if value in (None, ""):
        return ""
    if column.is_relation:
        return names.get((column.name, value), "")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(column, MoneyField):
        return f"{format_dong(value)} đồng"
    if isinstance(column, models.BooleanField):
        return _("Có") if value else _("Không")
    if isinstance(column, models.DateField):
        return format_date(value)
    return str(value)


def _names_of_relations(rows: Sequence[Any]) -> dict[tuple[str, Any], str]:
    """Names of what the rows point at: one query a relation that really changed."""
    names: dict[tuple[str, Any], str] = {}
    for column in rows[0].tracked_fields if rows else []:
        keys = {getattr(row, column.attname) for row in rows} if column.is_relation else set()
        if column.name in SILENT or len(keys) < 2:
            continue
        found = column.related_model._base_manager.in_bulk(list(keys - {None}))
        names |= {(column.name, key): str(obj) for key, obj in found.items()}
    return names


def _sentence(text: Any) -> str:
    words = str(text)
    return words[:1].upper() + words[1:]
