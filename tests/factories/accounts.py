"""Offices with their areas and people, stored straight: services have their own tests."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.choices import OrganisationKind, Role
from accounts.models import Organisation, OrganisationArea, User
from accounts.services import rebuild_coverage
from kernel.text import fold, sort_key
from localities.models import AdministrativeUnit

PASSWORD = "mat-khau-cua-bai-thu-2026"


def office(
    unit: AdministrativeUnit | None,
    *,
    kind: str = OrganisationKind.COMMUNE_OFFICE,
    name: str = "Phòng Kinh tế minh họa",
    **more: Any,
) -> Organisation:
    """An organisation seated in `unit` and in charge of it, with its coverage."""
    facts = {"search_key": fold(name), "sort_key": sort_key(name)} | more
    made = Organisation.objects.create(kind=kind, name=name, unit=unit, **facts)
    if unit is not None:
        OrganisationArea.objects.create(organisation=made, unit=unit)
        rebuild_coverage([made])
    return made


def person(username: str, of: Organisation, role: str = Role.LOCAL_OFFICER, **more: Any) -> User:
    """An account with `PASSWORD`."""
    facts = {"full_name": f"Người minh họa {username}"} | more
    facts.setdefault("search_key", fold(f"{username} {facts['full_name']}"))
    user = User(username=username, role=role, organisation=of, **facts)
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(user: User, **options: Any) -> Client:
    """A client with the session of this account."""
    client = Client(**options)
    client.force_login(user, backend="accounts.backends.AccountBackend")
    return client
