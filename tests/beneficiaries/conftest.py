"""The small country and its people, for every test of facilities."""

from types import SimpleNamespace

import pytest

from tests.factories.beneficiaries import people as make_people
from tests.factories.localities import thai_binh_units


@pytest.fixture
def units(db: None) -> SimpleNamespace:
    """33 units of Thái Bình, Hưng Yên and Hà Nội."""
    return thai_binh_units()


@pytest.fixture
def people(units: SimpleNamespace) -> SimpleNamespace:
    """A person of every role."""
    return make_people(units)
