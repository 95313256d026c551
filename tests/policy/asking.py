"""Reads the tables and asks: a row's address for an actor, one request, what the answer was."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import SavedView
from localities.models import AdministrativeUnit
from programmes.choices import DecisionKind
from reports.models import FormLayout
from tests.policy.world import Actor, Place

HERE = Path(__file__).parent
MISSING = "999999"
CANARY = re.compile(r"canary[- ](\d+)", re.IGNORECASE)


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table of this folder."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


GROUPS = {
    f"{row['app']}.{row['model']}": row["group"]
    for row in table("admin_models")
    if row["app"] != "*" and " " not in row["app"]
}


def group_of(model: type[models.Model]) -> str:
    """The group that the table puts a model into; a log of transitions is a log."""
    if model.__name__.endswith("Transition") or model.__name__.startswith("Historical"):
        return "logs"
    return GROUPS[model._meta.label]


@dataclass(frozen=True)
class Answer:
    """What came back: the word of the table for it, the status and the body."""

    word: str
    status: int
    body: bytes
    response: Any

    def meets(self, cell: str) -> bool:
        """Whether the answer is what the cell expects."""
        if cell == "accept":
            return self.word in {"200", "302", "409", "422"}
        return self.word == cell


def ask(client: Client, method: str, address: str, data: Mapping[str, Any] | None = None) -> Answer:
    """Send one request and undo what it stored."""
    with transaction.atomic():
        response = client.get(address) if method == "GET" else client.post(address, data or {})
        body = _body(response)
        transaction.set_rollback(True)
    return Answer(_word(response), response.status_code, body, response)


def _body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def _word(response: HttpResponse) -> str:
    target = urlsplit(response.headers.get("Location", ""))
    if response.status_code == 302 and target.path == "/dang-nhap/" and "next=" in target.query:
        return "login"
    return str(response.status_code)


def _out_of_the_bin(address: str, place: Place | None) -> str:
    """Put the number of a deleted record of a place into an address of the recycle bin."""
    found = re.match(r"/thung-rac/([a-z-]+)/<(id|period|template)>/", address)
    if found is None:
        return address
    record = place.deleted.get(found[1]) if place else None
    return address.replace(f"<{found[2]}>", str(record.pk) if record else MISSING, 1)


def fill(address: str, place: Place | None) -> str:
    """Put the numbers of a place's objects (None: of no object) where the address has `<…>`."""
    address = _out_of_the_bin(address, place)

    def number(kind: str) -> str:
        found = getattr(place, kind) if place else None
        return str(found.pk) if found else MISSING

    kinds = {
        "/ke-hoach/quyet-dinh/<id>/": "decision",
        "/ke-hoach/<id>/": "plan",
        "/de-an/<id>/": "project",
        "/co-so/<id>/": "facility",
    }
    for start, kind in kinds.items():
        if address.startswith(start):
            address = address.replace("<id>", number(kind), 1)
    if "<file>" in address:
        kind = "decision_file" if "/quyet-dinh/" in address else "project_file"
        address = address.replace("<file>", number(kind))
    for kind in ("line", "submission", "period", "course", "view", "account", "template"):
        if f"<{kind}>" in address:
            address = address.replace(f"<{kind}>", number(kind))
    if "<code>" in address and place:
        unit = place.asked_unit or place.unit
        end = unit.valid_to
        address = address.replace("<code>", unit.code + (f"@{end}" if end else ""))
    return _with_layout(address, place).replace("<id>", "1").replace("<kind>", "annual-plan")


def _with_layout(address: str, place: Place | None) -> str:
    """Put the number of a layout in: the same ones are everybody's (S78)."""
    if place is None or "<layout>" not in address:
        return address.replace("<layout>", MISSING)
    return address.replace("<layout>", str(FormLayout.objects.order_by("pk")[0].pk))


def places_of(row: Mapping[str, str], actor: Actor) -> tuple[Place | None, ...]:
    """The objects that a row means for an actor."""
    if "<view>" in row["address"] and row["relation"] != "missing":
        # A view is its person's: own to whoever asks, whatever the area (S85).
        rows = SavedView.objects.order_by("pk")
        own = row["relation"] == "own"
        rows = rows.filter(owner=actor.user) if own else rows.exclude(owner=actor.user)
        view = rows.first()
        return (replace(actor.own, view=view),)
    if row["relation"] == "other":
        # Neighbours share the Centre's periods and templates: another province has its own (S40).
        if "<period>" in row["address"] or "<template>" in row["address"]:
            centre = actor.own.period.centre
            return tuple(one for one in actor.others if one.period.centre != centre)
        return actor.others
    return (None,) if row["relation"] == "missing" else (actor.own,)


def routes(resolver: Any = None, before: str = "") -> Iterator[str]:
    """Every route of the URLconf as Django writes it."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        elif isinstance(entry, URLResolver):
            yield from routes(entry, route)


def project_form(place: Place, unit_pk: int) -> dict[str, str]:
    """A valid post of the project form at a place, but for the unit as asked."""
    return {
        "plan": str(place.plan.pk),
        "name": "Hỗ trợ ứng dụng máy móc",
        "kind": "single",
        "unit": str(unit_pk),
        "version": str(place.project.version),
        "thu-huong-TOTAL_FORMS": "0",
        "thu-huong-INITIAL_FORMS": "0",
    }


def facility_form(place: Place, unit_pk: int) -> dict[str, str]:
    """A valid post of the facility form, but for the unit as asked."""
    counts = {f"{p}-{n}_FORMS": "0" for p in ("nam", "lien-he") for n in ("TOTAL", "INITIAL")}
    return {
        "name": "Cơ sở cơ khí",
        "kind": "household",
        "unit": str(unit_pk),
        "source": "entered",
        "is_women_owned": "unknown",
        "version": str(place.facility.version),
        **counts,
    }


def decision_form() -> dict[str, str]:
    """A valid post of a new decision without lines."""
    return {"kind": DecisionKind.AMENDMENT, "dong-TOTAL_FORMS": "0", "dong-INITIAL_FORMS": "0"}


def grid_form(place: Place, unit_pk: int) -> dict[str, str]:
    """A valid post of the plan's grid with one row, but for the unit as asked."""
    unit = AdministrativeUnit.objects.get(pk=unit_pk)
    end = f"@{unit.valid_to}" if unit.valid_to else ""
    row = {"name": "Hỗ trợ ứng dụng máy móc", "unit": f"{unit.code}{end}"}
    return {"action": "save", "version": "0"} | {f"o-0-{key}": text for key, text in row.items()}


def form_for(address: str) -> Callable[[Place, int], dict[str, str]]:
    """The form of an address whose unit may be a foreign one."""
    if address.endswith("/nhap-dong/"):
        return grid_form
    return project_form if address.startswith("/de-an/") else facility_form
