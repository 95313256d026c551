"""The whole country and the sample office, loaded once for a module."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from accounts.services import system_user
from beneficiaries.services import load_industries
from localities.services import load_units
from programmes.services.reference import load_catalogues
from reports.services import load_layouts
from tests import office
from tests.factories.localities import thai_binh_units
from tests.khuyencong.first_day import PASSWORD


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """All units and catalogues, in a transaction that ends with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        by = system_user()
        load_units(by=by)
        load_industries(by=by)
        load_catalogues(by=by)
        load_layouts(by=by)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """The sample office, as it was at the module's beginning for each test; what was printed."""
    with django_db_blocker.unblock(), office.database() as printed, transaction.atomic():
        yield printed
        transaction.set_rollback(True)


@pytest.fixture
def units(db: None, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The small country without an office, and the administrator's password where it is read."""
    monkeypatch.setenv("FIRST_PASSWORD", PASSWORD)
    return thai_binh_units()
