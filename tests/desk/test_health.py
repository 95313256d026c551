"""Whether machines learn the truth: the process lives, the portal can work."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

pytestmark = pytest.mark.django_db


def test_alive_asks_nothing_of_the_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_ready_when_every_migration_is_there() -> None:
    response = Client().get("/readyz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_not_ready_when_a_migration_is_missing() -> None:
    last = MigrationLoader(connection).graph.leaf_nodes("programmes")[0]
    MigrationRecorder(connection).record_unapplied(*last)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.content.decode() == "chưa sẵn sàng"
    assert Client().get("/healthz").status_code == 200


def test_not_ready_when_the_database_does_not_answer() -> None:
    def gone(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise OperationalError("no database")

    with connection.execute_wrapper(gone):
        response = Client().get("/readyz")
    assert response.status_code == 503


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_machines_only_look(address: str) -> None:
    assert Client().head(address).status_code == 200
    assert Client().post(address).status_code == 405
    assert "sessionid" not in Client().get(address).cookies
