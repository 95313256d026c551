"""Databases that are built once and cloned by whoever needs one: the country, the sample office.

`make test` runs this file beside the race tests (scripts/suite.py). A run without what it made, as
of a single test, makes its own (fixture `built` in tests/conftest.py).
"""

from __future__ import annotations

import json
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
from django.db import connection
from django.test import override_settings

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The whole country with the catalogues; the same with the sample office in it.
COUNTRY, OFFICE = "country", "office"
# What is made beside the databases: what load_sample printed, the files that it stored.
PRINTED, MEDIA = "printed.json", "media"


@contextmanager
def country(built: Path) -> Iterator[None]:
    """The country's database in place of the present one."""
    clone = f"{connection.settings_dict['NAME']}_{COUNTRY}"
    _clone(_name(built, COUNTRY), clone)
    try:
        with _standing_in(clone):
            yield
    finally:
        _drop(clone)


@contextmanager
def sample(built: Path) -> Iterator[dict[str, Any]]:
    """The sample office's database in place of the present one; yields what load_sample printed."""
    if (built / MEDIA).exists():
        shutil.copytree(built / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
    clone = f"{connection.settings_dict['NAME']}_{OFFICE}"
    _clone(_name(built, OFFICE), clone)
    try:
        with _standing_in(clone):
            yield json.loads((built / PRINTED).read_text("utf-8"))
    finally:
        _drop(clone)


def build(target: Path) -> None:
    """Build both from the migrated database of the environment; files go into a folder."""
    connection.close()
    _clone(str(connection.settings_dict["NAME"]), _name(target, COUNTRY))
    printed = StringIO()
    with override_settings(PASSWORD_HASHERS=HASHERS, MEDIA_ROOT=target / MEDIA):
        with _standing_in(_name(target, COUNTRY)):
            call_command("load_reference", stdout=StringIO())
        _clone(_name(target, COUNTRY), _name(target, OFFICE))
        with _standing_in(_name(target, OFFICE)):
            call_command("load_sample", stdout=printed)
    (target / PRINTED).write_text(printed.getvalue(), "utf-8")


def drop(target: Path) -> None:
    """Drop what was built."""
    for name in (COUNTRY, OFFICE):
        _drop(_name(target, name))


def _name(folder: Path, database: str) -> str:
    return str(folder / database) if connection.vendor == "sqlite" else f"{folder.name}_{database}"


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


if __name__ == "__main__":
    django.setup()
    build(Path(sys.argv[1]))
