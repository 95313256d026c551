"""The parts of a published case: what it does, and for whom."""

from datetime import date
from typing import Any

from beneficiaries.checks import facility_kind
from beneficiaries.choices import RecordSource
from beneficiaries.models import RuralIndustrialFacility
from beneficiaries.services import record_facility
from imports.checks import Case
from programmes.choices import BeneficiaryKind
from programmes.models import ActivityType, Allocation, SupportProject
from programmes.services import save_part


def activity_of(case: Case) -> ActivityType | None:
    """The content of the catalogue that the words mean, of its year where there is one.

    Before 5 July 2012 no content of the catalogue was in force; such a case keeps what its page
    names, under the catalogue that came next.
    """
    if not case.activity_code:
        return None
    rows = ActivityType.objects.filter(code=case.activity_code)
    in_force = rows.on(date(case.first_year, 12, 31)) if case.first_year else rows.none()
    return in_force.first() or rows.order_by("valid_from").first()


def add_beneficiaries(project: SupportProject, case: Case, *, by: Any, reason: str) -> None:
    """Add an allocation for each beneficiary that the page names; none when it names nobody."""
    for name in case.beneficiaries:
        kind = facility_kind(name)
        allocation = Allocation(project=project, kind=BeneficiaryKind.GROUP)
        if kind is None:
            allocation.group_name = fit(name, Allocation, "group_name")
        else:
            allocation.kind = BeneficiaryKind.FACILITY
            allocation.facility = _facility(project, name, kind, by=by, reason=reason)
        save_part(allocation, by=by, reason=reason)


def _facility(
    project: SupportProject, name: str, kind: str, *, by: Any, reason: str
) -> RuralIndustrialFacility:
    """The facility of this name at this place, made if it isn't there.

    The same name at another place may be somebody else: people decide that by merging records.
    """
    name = fit(name, RuralIndustrialFacility, "name")
    there = RuralIndustrialFacility.objects.visible_to(by).filter(unit=project.unit)
    for found in there.filter(merged_into__isnull=True).order_by("pk"):
        if " ".join(found.name.casefold().split()) == " ".join(name.casefold().split()):
            return found
    facility = RuralIndustrialFacility(
        name=name,
        kind=kind,
        unit=project.unit,
        source=RecordSource.PUBLISHED,
        source_note=fit(project.source_url, RuralIndustrialFacility, "source_note"),
    )
    return record_facility(facility, by=by, reason=reason)


def fit(text: str, model: Any, name: str) -> str:
    """The text, cut with "…" where the column of the model ends."""
    limit = model._meta.get_field(name).max_length
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
