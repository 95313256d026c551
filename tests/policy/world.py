"""Offices on both sides of every border, and in each area the same objects under a canary.

Each text field of an object says `CANARY-<code>`; what a page shows of a code says whose it is.
Three provinces' worth: Hưng Yên (with former Thái Bình) is the Centre's area, Hà Nội is not. Local
accounts: xã Quỳnh Phụ, former huyện Quỳnh Phụ (its records are old communes'), and phường Sơn Nam
(its record lies in a commune that was split without a choice).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.db import models
from django.test import Client
from django.test.client import ClientHandler

from accounts.choices import ContactKind, OrganisationKind, Role
from accounts.models import (
    Contact,
    OfficeProfile,
    Organisation,
    OrganisationName,
    SavedView,
    Signer,
    User,
)
from beneficiaries.models import IndustryCode
from localities.models import AdministrativeUnit, UnitSuccession
from programmes.choices import FundingLevel
from programmes.models import ActivityType, Indicator, LegalDocument, SupportNorm
from reports.models import FormLayout, LayoutColumn
from tests.factories.accounts import office, person, signed_in
from tests.factories.localities import thai_binh_units
from tests.policy.places import Place, build_period, build_places, build_template, texts

HANOI = frozenset({"01", "00004"})
ROLE_COLUMNS = tuple(Role.values)
COLUMNS = ("anonymous", *ROLE_COLUMNS)


@cache
def _handler(enforce_csrf_checks: bool) -> ClientHandler:
    """One for all clients: each would build the chain of middleware anew."""
    return ClientHandler(enforce_csrf_checks)


@dataclass(frozen=True)
class Actor:
    """Someone who asks: its column of the table, what is its own, what isn't, what it may read."""

    name: str
    column: str
    user: User | None
    own: Place
    others: tuple[Place, ...]
    may_read: frozenset[str]
    cookies: dict[str, str] = field(default_factory=dict)

    def client(self, **options: Any) -> Client:
        """A fresh client with the session of the first sign-in."""
        made = Client(raise_request_exception=False, **options)
        made.handler = _handler(made.handler.enforce_csrf_checks)
        for name, value in self.cookies.items():
            made.cookies[name] = value
        return made


@dataclass(frozen=True)
class World:
    """Actors by name, places by name, and one row of each catalogue."""

    units: Any
    actors: dict[str, Actor]
    places: dict[str, Place]
    rows: dict[type[models.Model], models.Model]

    def of_column(self, column: str) -> list[Actor]:
        """The accounts that answer for a column of the table."""
        return [actor for actor in self.actors.values() if actor.column == column]


def build_world() -> World:
    """Store the world. Everything is stored straight, so that no scope has touched it."""
    units = thai_binh_units()
    # The stranger comes first: whoever takes "the first row there is" takes his.
    hanoi = _office(units.ha_noi, "01", OrganisationKind.EXTENSION_CENTRE)
    offices = _offices(units)
    centre, ward = offices["centre"], offices["ward"]
    rows = _catalogues()
    stranger = _person("hn.chuyenvien", hanoi, Role.CENTRE_OFFICER, "01")
    people = _people(offices)
    for where, code in (("hanoi", "00004"), ("beside", "12499"), ("far", "12586")):
        _person(f"xa.{code}", offices[where], Role.LOCAL_OFFICER, code)  # nobody who asks
    by = people["chuyenvien"]
    ours = build_period(centre, "33", by, year=2026), build_period(centre, "33", by, year=2024)
    for owner, code, author in ((centre, "33", by), (hanoi, "01", stranger)):
        build_template(owner, code, author)
    periods = {
        **dict.fromkeys(("ward", "beside", "far"), ours[0]),
        **dict.fromkeys(("old", "split"), ours[1]),
        "hanoi": build_period(hanoi, "01", stranger, year=2026),
    }
    reporting = {name: (period, offices[name]) for name, period in periods.items()}
    places = build_places(units, rows, by, stranger, reporting)
    actors = _actors(people, places, hanoi_centre=stranger)
    rows |= {
        User: people["sct"],
        Organisation: ward,
        OfficeProfile: OfficeProfile.objects.get(organisation=centre),
        Contact: Contact.objects.get(organisation=ward),
        AdministrativeUnit: units.quynh_phu,
        UnitSuccession: UnitSuccession.objects.get(old=units.quynh_coi),
    }
    for model in (AdministrativeUnit, UnitSuccession):
        rows[model].save()  # stored in bulk: a history row as for all others
    for user in (stranger, *people.values()):
        SavedView.objects.create(
            **texts(SavedView, user.organisation.unit.code, owner=user), list="projects"
        )
    return World(units=units, actors=actors, places=places, rows=rows)


def _offices(units: Any) -> dict[str, Organisation]:
    """Those of the Centre's side, and by the name of a place the office that reports on it."""
    commune = OrganisationKind.COMMUNE_OFFICE
    return {
        "hanoi": _office(units.ba_dinh, "00004", commune),
        "centre": _office(units.hung_yen, "33", OrganisationKind.EXTENSION_CENTRE),
        "department": _office(units.hung_yen, "33", OrganisationKind.PROVINCIAL_DEPARTMENT),
        "inspection": _office(units.hung_yen, "33", OrganisationKind.OTHER),
        "ward": _office(units.quynh_phu, "12472", commune),
        "beside": _office(units.a_sao, "12499", commune),
        "far": _office(units.hung_ha, "12586", commune),
        "split": _office(units.son_nam, "11983", commune),
        "old": _office(units.quynh_phu_old, "338", OrganisationKind.FORMER_DISTRICT_OFFICE),
    }


def _people(offices: dict[str, Organisation]) -> dict[str, User]:
    facts = (
        ("quantri", "centre", Role.SYSTEM_ADMIN, "33"),
        ("chuyenvien", "centre", Role.CENTRE_OFFICER, "33"),
        ("ketoan", "centre", Role.CENTRE_ACCOUNTANT, "33"),
        ("lanhdao", "centre", Role.CENTRE_LEADER, "33"),
        ("sct", "department", Role.DEPARTMENT, "33"),
        ("kiemtra", "inspection", Role.INSPECTOR, "33"),
        ("xa.12472", "ward", Role.LOCAL_OFFICER, "12472"),
        ("huyen.338", "old", Role.LOCAL_OFFICER, "338"),
        ("xa.11983", "split", Role.LOCAL_OFFICER, "11983"),
        ("xa.12472.ld", "ward", Role.LOCAL_LEADER, "12472"),
    )
    return {name: _person(name, offices[where], role, code) for name, where, role, code in facts}


def _office(unit: AdministrativeUnit, code: str, kind: str) -> Organisation:
    made = office(unit, **texts(Organisation, code, kind=kind))
    OrganisationName.objects.create(**texts(OrganisationName, code, organisation=made))
    Contact.objects.create(
        **texts(Contact, code, organisation=made, unit=unit, kind=ContactKind.FOCAL_POINT)
    )
    profile = OfficeProfile.objects.create(**texts(OfficeProfile, code, organisation=made))
    Signer.objects.create(**texts(Signer, code, profile=profile))
    return made


def _person(username: str, of: Organisation, role: str, code: str) -> User:
    facts = texts(User, code)
    for name in ("username", "password"):
        facts.pop(name)
    return person(username, of, role, **facts)


def _catalogues() -> dict[type[models.Model], models.Model]:
    """One row of each catalogue: the same for everybody, therefore without canary."""
    document = LegalDocument.objects.create(
        number="45/2012/NĐ-CP", title="Về khuyến công", search_key="45 2012 nd cp ve khuyen cong"
    )
    group = ActivityType.objects.create(code="3", short_name="Ứng dụng máy móc", search_key="3 ung")
    content = ActivityType.objects.create(
        code="3.3", short_name="Máy móc tiên tiến", parent=group, search_key="3 3 may moc"
    )
    norm = SupportNorm.objects.create(
        code="3.3",
        name="Ứng dụng máy móc tiên tiến",
        level=FundingLevel.LOCAL,
        activity=content,
        document=document,
    )
    indicator = Indicator.objects.create(
        code="3.3", name="Số cơ sở được hỗ trợ", measure="cơ sở", search_key="3 3 so co so"
    )
    industry = IndustryCode.objects.create(
        version="VSIC2025", code="10", name="Chế biến thực phẩm", level=2, search_key="10 che bien"
    )
    layout = FormLayout.objects.create(
        slug="annual-plan",
        name="Kế hoạch năm",
        title="Kế hoạch khuyến công năm {year}",
        valid_to=date(2029, 12, 31),
    )
    for order, key in enumerate(("project", "beneficiary", "place", "support", "total"), 1):
        LayoutColumn.objects.create(layout=layout, key=key, label=key, order=order)
    return {type(row): row for row in (document, content, norm, indicator, industry, layout)}


def _actors(
    people: dict[str, User], places: dict[str, Place], *, hanoi_centre: User
) -> dict[str, Actor]:
    ward, far, hanoi = places["ward"], places["far"], places["hanoi"]
    # xã A Sào ("beside") shares a plan with Quỳnh Phụ: its part of it is a canary, not a 404.
    local = {
        # Their papers bear the Centre's letterhead, and they share plans of the province: 33.
        "xa.12472": (ward, (far, hanoi), {"12472", "33"}),
        "xa.12472.ld": (ward, (far, hanoi), {"12472", "33"}),
        "huyen.338": (places["old"], (far, hanoi), {"12472", "12475", "12499", "33", "34", "338"}),
        "xa.11983": (places["split"], (ward, hanoi), {"11983", "12322", "33"}),
    }
    everything = frozenset(
        {"33", "34", "338", "11983", "12472", "12499", "12475", "12586", "12322"}
    )
    actors = {"anonymous": Actor("anonymous", "anonymous", None, ward, (hanoi,), frozenset())}
    for name, user in people.items():
        own, others, codes = local.get(name, (ward, (hanoi,), everything))
        actors[name] = Actor(name, user.role, user, own, others, frozenset(codes))
    actors["hn.chuyenvien"] = Actor("hn.chuyenvien", "", hanoi_centre, hanoi, (ward,), HANOI)
    for actor in actors.values():
        if actor.user is not None:
            jar = signed_in(actor.user).cookies
            actor.cookies.update({name: morsel.value for name, morsel in jar.items()})
    return actors
