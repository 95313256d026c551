"""One world for all the cells of a table: stored once a module, every test rolled back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.policy.world import World, build_world


@pytest.fixture(scope="module")
def _stored_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(_stored_world: World, db: None) -> World:
    """The world; what a test changes in it is undone."""
    return _stored_world
