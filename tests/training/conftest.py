"""A Centre of Hưng Yên, a training project with a line, people in and outside the area."""

from types import SimpleNamespace

import pytest
import time_machine

from accounts.choices import OrganisationKind, Role
from tests.factories import programmes as factory
from tests.factories.training import training_project

TODAY = "2026-10-15 09:00:00+07:00"


@pytest.fixture(autouse=True)
def _today() -> object:
    """Days are judged on 15 October 2026."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def place(db: None) -> SimpleNamespace:
    """Units, Centre, officer, the training project with its line."""
    made = factory.setting()
    made.sewing = training_project(made)
    return made


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
