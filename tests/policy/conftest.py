"""One world for all the cells of a table: stored once a module, every test rolled back."""

import pytest

from tests.policy.world import World, build_world


@pytest.fixture(scope="module")
def _stored_world(module_rows: None) -> World:
    return build_world()


@pytest.fixture
def world(_stored_world: World, db: None) -> World:
    """The world; what a test changes in it is undone."""
    return _stored_world
