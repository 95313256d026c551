"""Databases that are built once a run and cloned by whoever needs one: country and sample office.

`make test` runs this file beside the race tests (scripts/suite.py). Without what it made, as in a
single test that a developer runs, either is loaded where it is needed.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.test import override_settings

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The whole country with the catalogues; the same with the sample office in it.
COUNTRY, OFFICE = "country", "office"
# What is made beside the databases: what load_sample printed, the files that it stored.
PRINTED, MEDIA = "printed.json", "media"


def folder() -> Path | None:
    """Where this run's databases are; None when none were made."""
    found = os.environ.get("TEST_OFFICE")
    return Path(found) if found else None


@contextmanager
def country() -> Iterator[None]:
    """The country's database in place of the empty one."""
    with _database(COUNTRY, load_country):
        yield


@contextmanager
def database() -> Iterator[dict[str, Any]]:
    """The office's database in place of the empty one; yields what load_sample printed."""
    made = folder()
    if made and (made / MEDIA).exists():
        shutil.copytree(made / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
    with _database(OFFICE, load) as printed:
        yield json.loads((made / PRINTED).read_text("utf-8")) if made else printed


@contextmanager
def _database(name: str, load_here: Callable[[], Any]) -> Iterator[Any]:
    made = folder()
    if made is None:
        try:
            yield load_here()
        finally:
            empty()
        return
    clone = f"{connection.settings_dict['NAME']}_{name}"
    _clone(str(made / name) if connection.vendor == "sqlite" else name, clone)
    try:
        with _standing_in(clone):
            yield None
    finally:
        _drop(clone)


def load_country() -> None:
    """Load units and catalogues."""
    call_command("load_reference", stdout=StringIO())


def load() -> dict[str, Any]:
    """Load the catalogues and the sample; what load_sample printed."""
    load_country()
    return load_sample()


def load_sample() -> dict[str, Any]:
    """Load the sample; what the command printed."""
    printed = StringIO()
    call_command("load_sample", stdout=printed)
    return json.loads(printed.getvalue())


def empty() -> None:
    """What the test database's own flush does, which the guards would refuse on SQLite."""
    from kernel import guards  # noqa: PLC0415 - after django.setup()

    with guards.suspended(), connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True)
        for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
            cursor.execute(statement)
    # The kinds of content come back as after Django's own flush: later tests open the admin.
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


@contextmanager
def _standing_in(name: str) -> Iterator[None]:
    """Every connection made from here on, in threads of servers too, is to this database."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _clone(template: str, name: str) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(template, name)
        return
    _drop(name)
    quote = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)}")


def _drop(name: str) -> None:
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(name + end).unlink(missing_ok=True)
        return
    with connection._nodb_cursor() as cursor:
        # Threads of a stopped server may hold a session yet.
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)} WITH (FORCE)")


def main(target: Path) -> None:
    """Build both from the migrated database of the environment; files go into a folder."""
    template, made = str(connection.settings_dict["NAME"]), {}
    for name in (COUNTRY, OFFICE):
        made[name] = str(target / name) if connection.vendor == "sqlite" else name
    with override_settings(PASSWORD_HASHERS=HASHERS, MEDIA_ROOT=target / MEDIA):
        _clone(template, made[COUNTRY])
        with _standing_in(made[COUNTRY]):
            load_country()
        _clone(made[COUNTRY], made[OFFICE])
        with _standing_in(made[OFFICE]):
            (target / PRINTED).write_text(json.dumps(load_sample()), "utf-8")


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]))
