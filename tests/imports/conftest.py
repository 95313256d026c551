"""The whole country for the published cases of 24 provinces; loaded once for a module."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from accounts.services import system_user
from localities.services import load_units
from programmes.services.reference import load_catalogues


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All units and catalogues, in a transaction that ends with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        by = system_user()
        load_units(by=by)
        load_catalogues(by=by)
        yield
        transaction.set_rollback(True)
