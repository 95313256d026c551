"""What holds for every test: stricter than production, and nothing leaves this machine."""

import gc
import ipaddress
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.template import Context, Template, engines
from django.template.base import FilterExpression
from django.test import Client, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import office
from tests.only_reading import refuse_writes

# Repeatable by default: a red run is red on a colleague's machine too.
hypothesis_settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.register_profile("search", deadline=None, max_examples=1_000, database=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_configure(config: pytest.Config) -> None:
    """Markers that belong to the fixtures of this file; fewer searches for cycles of objects."""
    gc.set_threshold(100_000, 50, 50)  # a tenth of the suite's time went into these searches
    config.addinivalue_line("markers", "get_may_write(reason): a GET here writes, for this reason")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test as pytest does, with room on the stack."""
    runner: Any = item.config.pluginmanager.get_plugin("runner")
    return _with_room(lambda: runner.pytest_runtest_protocol(item, nextitem))


def _with_room(call: Callable[[], Any]) -> Any:
    return call()


# Python's stack grows by 16 KiB; each call that crosses the edge asks the system for more and gives
# it back, sixty times a request. Behind a frame as large as this there is no edge for a test to
# meet: a twentieth of the suite's time.
_with_room.__code__ = _with_room.__code__.replace(co_stacksize=33_000)


# What takes longest begins, so that no worker is left with it when the other has finished.
LONGEST_FIRST = (
    "tests/upgrade/",
    "tests/journeys/",  # together: between them a worker keeps its server and its database
    "tests/reports/templates/test_hostile.py",
    "tests/kernel/sheets/",
    "tests/policy/test_query_counts.py",
    "tests/policy/",
    "tests/programmes/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order by folders; inside a file the order stays."""

    def place(item: pytest.Item) -> int:
        starts = (item.nodeid.startswith(start) for start in LONGEST_FIRST)
        return next((at for at, found in enumerate(starts) if found), len(LONGEST_FIRST))

    items.sort(key=place)


# --- databases and files -------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """A cloned SQLite file is migrated already: Django must not throw it away first."""
    cloned = bool(os.environ.get("TEST_TEMPLATE")) and _is_sqlite()
    return cloned or request.config.getvalue("reuse_db")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let PostgreSQL drop the test database: threads of live servers may hold a session yet."""
    yield
    if _is_sqlite():
        return
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(others)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """`make test` migrates one database and every worker clones it, which is 20 times faster."""
    template = os.environ.get("TEST_TEMPLATE")
    test = connection.settings_dict["TEST"]
    if not _is_sqlite():
        test["TEMPLATE"] = template
        return
    target = Path(test["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    if template:
        shutil.copyfile(template, target)


@pytest.fixture(scope="module")
def module_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What fixtures of a module store stands until the module ends; what its tests store doesn't.

    For a world that every test needs: built once, it saves a third of the suite's time. Hand each
    test a copy of the objects. Not for tests that store for good (`transactional_db`).
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def built(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """Where the country and the sample office are, to be cloned (tests/office.py)."""
    if found := os.environ.get("TEST_OFFICE"):
        yield Path(found)
        return
    folder = tmp_path_factory.mktemp(f"portal-{os.getpid()}-")
    with django_db_blocker.unblock():
        office.build(folder)
        yield folder
        office.drop(folder)


@pytest.fixture(scope="module")
def country(built: Path, django_db_blocker: Any) -> Iterator[None]:
    """The whole country and all catalogues, until the module ends."""
    with django_db_blocker.unblock(), office.country(built), transaction.atomic():
        yield
        transaction.set_rollback(True)


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session", autouse=True)
def _own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Uploads land in a folder of the run; pages name static files without a manifest."""
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES=storages,
        PASSWORD_HASHERS=office.HASHERS,
    ):
        yield


# --- the network ---------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the network fails, wherever it runs."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not _is_loopback(str(address[0])):
            pytest.fail(f"a test reached for the network: {address[0]}:{address[1]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# --- templates -----------------------------------------------------------------------------------

# `{{ size|default:"md" }}` says itself that the name may be missing.
TOLERANT_FILTERS = ("default", "default_if_none")


class _Unknown(str):
    """What Django prints for a name that a template's context doesn't hold: nothing.

    Asked before it is printed whether it is anything; then our own templates fail. A wrapper around
    every name that does resolve would cost a fiftieth of the suite.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        asking = sys._getframe(1)
        if asking.f_code is FilterExpression.resolve.__code__:
            expression, context = asking.f_locals["self"], asking.f_locals["context"]
            if not _tolerates(expression) and _is_ours(context):
                raise AssertionError(f"{_current(context)}: unknown name {expression.var}")
        return False


@pytest.fixture(scope="session", autouse=True)
def _unknown_template_variable_fails() -> Iterator[None]:
    """A misspelt name prints nothing in production; here it fails. Our own templates only."""
    engine = engines["django"].engine
    engine.string_if_invalid = _Unknown()
    yield
    engine.string_if_invalid = ""


def _tolerates(expression: FilterExpression) -> bool:
    return bool(expression.filters) and expression.filters[0][0].__name__ in TOLERANT_FILTERS


def _current(context: Context) -> str:
    return _name(context.render_context.template)


def _is_ours(context: Context) -> bool:
    # Django's admin prints unset names on purpose, also inside our frame.
    root = str(settings.BASE_DIR)
    names = (_current(context), _name(context.template))
    return all(name.startswith(root) and "site-packages" not in name for name in names)


def _name(template: Template | None) -> str:
    return str(template.origin.name) if template and template.origin else ""


# --- reading pages -------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _get_only_reads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is only looked at changes nothing; its session may."""
    if request.node.get_closest_marker("get_may_write"):
        return
    get = Client.get

    def guarded(self: Client, *args: Any, **kwargs: Any) -> Any:
        with connection.execute_wrapper(refuse_writes):
            return get(self, *args, **kwargs)

    monkeypatch.setattr(Client, "get", guarded)
