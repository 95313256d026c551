"""The small country and its people, for every test of facilities."""

from copy import deepcopy
from types import SimpleNamespace

import pytest

from tests.factories.beneficiaries import people as make_people
from tests.factories.localities import thai_binh_units


@pytest.fixture(scope="module")
def _stored(module_rows: None) -> SimpleNamespace:
    units = thai_binh_units()
    return SimpleNamespace(units=units, people=make_people(units))


@pytest.fixture
def _own(_stored: SimpleNamespace, db: None) -> SimpleNamespace:
    return deepcopy(_stored)


@pytest.fixture
def units(_own: SimpleNamespace) -> SimpleNamespace:
    """33 units of Thái Bình, Hưng Yên and Hà Nội."""
    return _own.units


@pytest.fixture
def people(_own: SimpleNamespace) -> SimpleNamespace:
    """A person of every role."""
    return _own.people
