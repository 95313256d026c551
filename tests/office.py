"""The sample office's database: built once a run, cloned by whoever needs it.

`make test` runs this file beside the race tests (scripts/suite.py). Without what it made, as in a
single test that a developer runs, the sample is loaded where it is needed.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
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
NAME = "office"
# What is made: the database, what load_sample printed, the files that it stored.
DATABASE, PRINTED, MEDIA = "office.sqlite3", "printed.json", "media"


def folder() -> Path | None:
    """Where this run's office is; None when none was made."""
    found = os.environ.get("TEST_OFFICE")
    return Path(found) if found else None


@contextmanager
def database() -> Iterator[dict[str, Any]]:
    """The office's database in place of the empty one; yields what load_sample printed."""
    made = folder()
    if made is None:
        try:
            yield load()
        finally:
            empty()
        return
    name = f"{connection.settings_dict['NAME']}_{NAME}"
    _clone(str(made / DATABASE) if connection.vendor == "sqlite" else NAME, name)
    if (made / MEDIA).exists():
        shutil.copytree(made / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
    try:
        with _standing_in(name):
            yield json.loads((made / PRINTED).read_text("utf-8"))
    finally:
        _drop(name)


def load() -> dict[str, Any]:
    """Load the catalogues and the sample; what load_sample printed."""
    printed = StringIO()
    call_command("load_reference", stdout=StringIO())
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
    """Build the office from the migrated database of the environment into a folder."""
    template = str(connection.settings_dict["NAME"])
    name = str(target / DATABASE) if connection.vendor == "sqlite" else NAME
    _clone(template, name)
    with _standing_in(name), override_settings(PASSWORD_HASHERS=HASHERS, MEDIA_ROOT=target / MEDIA):
        printed = load()
    (target / PRINTED).write_text(json.dumps(printed), "utf-8")


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]))
