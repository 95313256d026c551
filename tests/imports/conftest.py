"""The whole country for the published cases of 24 provinces; loaded once for a module."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories.country import whole_country


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All units and catalogues until the module ends."""
    with whole_country(django_db_blocker):
        yield
