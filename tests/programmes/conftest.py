"""A Centre of Hưng Yên with a person of every role, and people who stand outside its area."""

import csv
import json
from copy import deepcopy
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts.choices import OrganisationKind, Role
from accounts.models import Organisation
from programmes.models import PlanGridDraft, SupportProject, TrackingLine
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.factories.tracking import line_of

POLICY = Path(__file__).resolve().parent.parent / "policy"
MILLION = 1_000_000
# A row of a plan's grid without anything to remark.
GRID_ROW = {
    "name": "Máy dệt chiếu",
    "unit": "Xã A Sào",
    "support": "235,8",
    "support_commune": "0",
    "counterpart": "1.047,1",
    "other": "0",
}


def expected(name: str) -> list[dict[str, str]]:
    """The rows of a table that was written before the code."""
    with (POLICY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_of(response: Any) -> str:
    """The page in plain text, white space made one."""
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture(scope="module")
def _stored_place(module_rows: None) -> SimpleNamespace:
    made = factory.setting()
    made.plan = factory.plan(made.units.hung_yen, 2026)
    return made


@pytest.fixture
def place(_stored_place: SimpleNamespace, db: None) -> SimpleNamespace:
    """Units, Centre, officer, letterhead, two groups of activities; the local plan of 2026."""
    return deepcopy(_stored_place)


@pytest.fixture
def people(place: SimpleNamespace) -> SimpleNamespace:
    """Everybody: by role in `of`; `neighbour` and `stranger` have no right here."""
    units = place.units
    commune = factory.organisation(
        units.hung_ha, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng Kinh tế xã Hưng Hà"
    )
    beside = factory.organisation(
        units.a_sao, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng Kinh tế xã A Sào"
    )
    far = factory.organisation(units.ha_noi, name="Trung tâm Khuyến công Hà Nội minh họa")
    of = {
        str(role): factory.person(commune if role in Role.LOCAL else place.centre, role)
        for role in Role
        if role != Role.CENTRE_OFFICER
    }
    of[str(Role.CENTRE_OFFICER)] = place.officer
    return SimpleNamespace(
        of=of,
        officer=place.officer,
        leader=of["centre_leader"],
        local=of["local_officer"],
        neighbour=factory.person(beside, Role.LOCAL_OFFICER),
        stranger=factory.person(far),
    )


@pytest.fixture
def client_of_officer(place: SimpleNamespace) -> Client:
    """A browser in which the Centre's officer is signed in."""
    return signed_in(place.officer)


@pytest.fixture
def weaving(place: SimpleNamespace) -> SupportProject:
    """A registered project at xã Hưng Hà, without money, stored through the services."""
    return factory.registered(place, "Hỗ trợ máy dệt chiếu", unit=place.units.hung_ha)


@pytest.fixture
def commune(place: SimpleNamespace) -> Organisation:
    """The office of xã Hưng Hà."""
    return factory.organisation(
        place.units.hung_ha, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng Kinh tế xã Hưng Hà"
    )


@pytest.fixture
def line(weaving: SupportProject, place: SimpleNamespace) -> TrackingLine:
    """A line of the project at its own place."""
    return line_of(weaving, by=place.officer)


@pytest.fixture
def grid(client_of_officer: Client, place: SimpleNamespace) -> Any:
    """Posts to the grid of the plan of 2026, as its script does with `told`."""

    def post(action: str, rows: list[dict[str, str]], *, told: bool = False, **more: Any) -> Any:
        draft = PlanGridDraft.objects.filter(user=place.officer).first()
        data = {"version": draft.version if draft else 0, "unit": "triệu đồng"}
        data |= {"action": action, "bang": json.dumps(rows)} | more
        headers = {"Accept": "application/json"} if told else {}
        return client_of_officer.post(grid_address(place), data, headers=headers)

    post.client = client_of_officer
    return post


def grid_address(place: SimpleNamespace) -> str:
    return f"/ke-hoach/{place.plan.pk}/nhap-dong/"


def draft_rows() -> list[dict[str, str]]:
    return PlanGridDraft.objects.get().rows
