"""The whole country and the sample office, loaded once for a module."""

import io
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.services import system_user
from beneficiaries.services import load_industries
from localities.services import load_units
from programmes.services.reference import load_catalogues
from reports.services import load_layouts
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
def sample(country: None, django_db_blocker: Any) -> dict[str, Any]:
    """The sample office; what load_sample printed."""
    with django_db_blocker.unblock():
        printed = io.StringIO()
        call_command("load_sample", stdout=printed)
    return json.loads(printed.getvalue())


@pytest.fixture
def units(db: None, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The small country without an office, and the administrator's password where it is read."""
    monkeypatch.setenv("FIRST_PASSWORD", PASSWORD)
    return thai_binh_units()
