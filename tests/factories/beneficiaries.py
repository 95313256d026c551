"""Facilities for tests, and the people who may touch them; everything goes through the services."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from accounts.choices import OrganisationKind, Role
from accounts.models import Organisation, OrganisationArea, User
from accounts.services import save_organisation, save_record, save_user, system_user
from beneficiaries.models import IndustryCode, RuralIndustrialFacility
from beneficiaries.services import record_facility, save_industry
from localities.models import AdministrativeUnit

PASSWORD = "mau-khuyen-cong-2026"
CENTRE_ROLES = (
    Role.SYSTEM_ADMIN,
    Role.CENTRE_OFFICER,
    Role.CENTRE_ACCOUNTANT,
    Role.CENTRE_LEADER,
    Role.DEPARTMENT,
    Role.INSPECTOR,
)


def office(name: str, unit: AdministrativeUnit, kind: str) -> Organisation:
    """An office in charge of one unit, with its coverage."""
    by = system_user()
    organisation = save_organisation(Organisation(name=name, kind=kind, unit=unit), by=by)
    save_record(OrganisationArea(organisation=organisation, unit=unit), by=by)
    return organisation


def person(role: str, organisation: Organisation, username: str = "") -> User:
    """An account with the sample password."""
    name = username or f"{role}.{organisation.pk}"
    user = User(username=name, full_name=f"Người {name}", role=role, organisation=organisation)
    return save_user(user, by=system_user(), password=PASSWORD)


def people(units: SimpleNamespace) -> SimpleNamespace:
    """A person of every role: the Centre's of Hưng Yên, two of xã Quỳnh Phụ, one of xã A Sào.

    Each by the name of the role; `neighbour` is the officer of A Sào.
    """
    centre = office("Trung tâm mẫu", units.hung_yen, OrganisationKind.EXTENSION_CENTRE)
    commune = office("Phòng xã Quỳnh Phụ", units.quynh_phu, OrganisationKind.COMMUNE_OFFICE)
    beside = office("Phòng xã A Sào", units.a_sao, OrganisationKind.COMMUNE_OFFICE)
    found = {str(role): person(role, centre) for role in CENTRE_ROLES}
    found["local_officer"] = person(Role.LOCAL_OFFICER, commune)
    found["local_leader"] = person(Role.LOCAL_LEADER, commune)
    found["neighbour"] = person(Role.LOCAL_OFFICER, beside)
    return SimpleNamespace(**found, all=found)


def facility(
    unit: AdministrativeUnit, name: str = "Cơ sở mẫu", **fields: Any
) -> RuralIndustrialFacility:
    """A stored facility of this unit."""
    return record_facility(
        RuralIndustrialFacility(unit=unit, name=name, **fields), by=system_user()
    )


def industry(code: str, name: str, parent: IndustryCode | None = None) -> IndustryCode:
    """A stored industry code of the version of 2025."""
    level = 1 if code.isalpha() else len(code)
    row = IndustryCode(version="VSIC2025", code=code, name=name, level=level, parent=parent)
    return save_industry(row, by=system_user())
