"""The whole country, for what names places of many provinces; about six seconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from accounts.services import system_user
from localities.services import load_units
from programmes.services.reference import load_catalogues


@contextmanager
def whole_country(blocker: Any) -> Iterator[None]:
    """All units and catalogues, in a transaction that is rolled back at the end.

    ``blocker``: pytest-django's ``django_db_blocker``, so that a module can load once.
    """
    with blocker.unblock(), transaction.atomic():
        by = system_user()
        load_units(by=by)
        load_catalogues(by=by)
        yield
        transaction.set_rollback(True)
