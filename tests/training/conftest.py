"""A Centre of Hưng Yên, a training project with a line, people in and outside the area."""

import re
from copy import deepcopy
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.choices import OrganisationKind, Role
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.factories.training import course, training_project
from training.models import TrainingCourse

TODAY = "2026-10-15 09:00:00+07:00"


@pytest.fixture(autouse=True)
def _today() -> object:
    """Days are judged on 15 October 2026."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture(scope="module")
def _stored_place(module_rows: None) -> SimpleNamespace:
    with time_machine.travel(TODAY, tick=False):
        made = factory.setting()
        made.sewing = training_project(made)
        return made


@pytest.fixture
def place(_stored_place: SimpleNamespace, db: None) -> SimpleNamespace:
    """Units, Centre, officer, the training project with its line."""
    return deepcopy(_stored_place)


@pytest.fixture
def people(place: SimpleNamespace) -> SimpleNamespace:
    """A person of every role in `of`; `neighbour` and `stranger` have no right over Hưng Hà."""
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
        local=of["local_officer"],
        neighbour=factory.person(beside, Role.LOCAL_OFFICER),
        stranger=factory.person(far),
    )


@pytest.fixture
def made(place: SimpleNamespace) -> TrainingCourse:
    """A finished course at xã Hưng Hà that its line counts."""
    return course(
        place.sewing.project,
        line=place.sewing.line,
        state="finished",
        starts_on=date(2026, 5, 4),
        ends_on=date(2026, 8, 20),
        planned_trainee_count=40,
        trainee_count=35,
        women_count=12,
        minority_count=0,
    )


@pytest.fixture
def officer(place: SimpleNamespace) -> Client:
    """The Centre's officer."""
    return signed_in(place.officer)


@pytest.fixture
def local(people: SimpleNamespace) -> Client:
    """The officer of xã Hưng Hà."""
    return signed_in(people.local)


def text_of(response: Any) -> str:
    """The page's words, one space between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
