"""The sample office, loaded once for a module; an empty country where one begins."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from tests import office
from tests.factories.localities import thai_binh_units
from tests.khuyencong.first_day import PASSWORD


@pytest.fixture(scope="module")
def sample(built: Path, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """The sample office, as it was at the module's beginning for each test; what was printed."""
    with django_db_blocker.unblock(), office.sample(built) as printed, transaction.atomic():
        yield printed
        transaction.set_rollback(True)


@pytest.fixture
def units(db: None, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The small country without an office, and the administrator's password where it is read."""
    monkeypatch.setenv("FIRST_PASSWORD", PASSWORD)
    return thai_binh_units()
