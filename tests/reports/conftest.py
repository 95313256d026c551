"""What the tests of reports share."""

from copy import deepcopy
from types import SimpleNamespace

import pytest

from reports.parameters import Parameters, read
from tests.factories import programmes as factory


@pytest.fixture(scope="module")
def _stored_place(module_rows: None) -> SimpleNamespace:
    return factory.setting()


@pytest.fixture
def place(_stored_place: SimpleNamespace, db: None) -> SimpleNamespace:
    """A Centre of Hưng Yên with its officer, letterhead and two activity groups."""
    return deepcopy(_stored_place)


@pytest.fixture
def asked() -> Parameters:
    """The plan of 2026, everything, as a main document."""
    return read({"year": "2026"}, years_only=True)
