"""What the tests of reports share."""

from types import SimpleNamespace

import pytest

from reports.parameters import Parameters, read
from tests.factories import programmes as factory


@pytest.fixture
def place(db: None) -> SimpleNamespace:
    """A Centre of Hưng Yên with its officer, letterhead and two activity groups."""
    return factory.setting()


@pytest.fixture
def asked() -> Parameters:
    """The plan of 2026, everything, as a main document."""
    return read({"year": "2026"}, years_only=True)
