"""Databases of landed states, migrated to head: nothing lost, nothing changed, guards in force."""

import gzip
import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kernel.guards import GUARDS
from tests.upgrade.make import LARGEST, manage

# Each state is a database of its own, whichever the suite is on.
pytestmark = pytest.mark.pure
HERE = Path(__file__).resolve().parent
FILES = sorted(HERE.glob("*.sqlite3.gz"))
# Rows of these are Django's own and follow the models.
NOT_OURS = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
# (file, table, column) that a migration changed on purpose -> why. "" as column: the whole table.
CHANGED: dict[tuple[str, str, str], str] = {}
MILLION = 1_000_000
# (file, year) -> projects, support, counterpart, total; added by hand from filling.py.
SUMS: dict[tuple[str, int], tuple[int, int, int | None, int | None]] = {
    # 101 + (102 - 2) + 103 + a draft of 50 + 300 of the State; one project is unknown.
    # Counterpart 3 x 200 million and 1 + 2 + 3 đồng.
    # Totals: 101 + 200 and 1 đồng; 103 + 200 and 3 đồng; 660 stated. Another's parts are unknown.
    ("2026-11-first", 2026): (6, 654 * MILLION, 600 * MILLION + 6, 1264 * MILLION + 4),
    # 235.8 of the province and 20 of the former district; the other parts are unknown.
    ("2026-11-first", 2024): (1, 255_800_000, None, None),
    # The same plans.
    ("2026-11-reporting", 2026): (6, 654 * MILLION, 600 * MILLION + 6, 1264 * MILLION + 4),
    ("2026-11-reporting", 2024): (1, 255_800_000, None, None),
    ("2026-11-first-week", 2026): (6, 654 * MILLION, 600 * MILLION + 6, 1264 * MILLION + 4),
    ("2026-11-first-week", 2024): (1, 255_800_000, None, None),
    ("2026-11-own-papers", 2026): (6, 654 * MILLION, 600 * MILLION + 6, 1264 * MILLION + 4),
    ("2026-11-own-papers", 2024): (1, 255_800_000, None, None),
}
# file -> year to date by indicator in the progress report of May 2026, and the lines that carry;
# by hand: the ward's two machines of April (its report of May came back), 35 trainees of a course.
REPORTED: dict[str, tuple[dict[str, int], int]] = {
    "2026-11-first": ({}, 0),
    "2026-11-reporting": ({"Số máy minh họa": 2, "Số học viên minh họa": 35}, 1),
    "2026-11-first-week": ({"Số máy minh họa": 2, "Số học viên minh họa": 35}, 1),
    "2026-11-own-papers": ({"Số máy minh họa": 2, "Số học viên minh họa": 35}, 1),
}
MIGRATE = ("migrate", "--verbosity=0")
MIGRATIONS = ("showmigrations",)
FIGURES = ("check_figures",)
PROGRESS = ("report", "progress", "--period=2026-05", "--format=json", "--output=-")


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.name.split(".")[0])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: Any) -> SimpleNamespace:
    """A copy of a stored database, its values before, and after `migrate`."""
    path = tmp_path_factory.mktemp("upgrade") / "portal.sqlite3"
    path.write_bytes(gzip.decompress(request.param.read_bytes()))
    before = values(path)
    name = request.param.name.removesuffix(".sqlite3.gz")
    plans = {year: plan_of(year) for of, year in SUMS if of == name}
    # One process for all: starting one takes longer than most commands.
    printed = manage(path, MIGRATE, MIGRATIONS, FIGURES, PROGRESS, *plans.values())[1:]
    migrations, figures, progress, *papers = printed
    return SimpleNamespace(
        name=name,
        path=path,
        before=before,
        migrations=migrations,
        figures=figures,
        progress=json.loads(progress),
        plans=dict(zip(plans, map(json.loads, papers), strict=True)),
    )


def plan_of(year: int) -> tuple[str, ...]:
    """The command that prints the annual plan of a year."""
    return ("report", "annual-plan", f"--year={year}", "--format=json", "--output=-")


def values(path: Path) -> dict[str, dict[str, dict[Any, Any]]]:
    """Table -> column -> first column (the key) of each row -> value."""
    found: dict[str, dict[str, dict[Any, Any]]] = {}
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            if table in NOT_OURS:
                continue
            rows = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of our own
            heads = [column[0] for column in rows.description]
            found[table] = {head: {} for head in heads}
            for row in rows:
                for head, value in zip(heads, row, strict=True):
                    found[table][head][row[0]] = value
    return found


def checksum(rows: dict[Any, Any]) -> str:
    """SHA-256 over the values of a column by their keys."""
    return hashlib.sha256(json.dumps(sorted(rows.items()), default=str).encode()).hexdigest()


def differences(before: Any, after: Any, *, name: str) -> list[tuple[str, str]]:
    """(table, column) whose old rows don't hold the old values any more, unless on purpose."""
    return [
        (table, column)
        for table, columns in before.items()
        for column, rows in columns.items()
        if not {(name, table, column), (name, table, "")} & CHANGED.keys()
        and checksum(rows) != checksum(_same_rows(after, table, column, rows))
    ]


def _same_rows(after: Any, table: str, column: str, rows: dict[Any, Any]) -> dict[Any, Any]:
    there = after.get(table, {}).get(column, {})
    return {key: there[key] for key in rows if key in there}


def test_there_is_a_database_and_it_is_small() -> None:
    assert FILES
    assert all(path.stat().st_size <= LARGEST for path in FILES)


def test_every_stored_value_is_still_there(upgraded: SimpleNamespace) -> None:
    rows = sum(len(next(iter(columns.values()))) for columns in upgraded.before.values())
    assert rows > 100
    assert differences(upgraded.before, values(upgraded.path), name=upgraded.name) == []


def test_a_changed_value_would_be_seen(upgraded: SimpleNamespace) -> None:
    after = values(upgraded.path)
    amounts = after["programmes_decisionline"]["amount"]
    key = next(iter(amounts))
    amounts[key] += 1
    del after["programmes_annualplan"]["year"]
    found = differences(upgraded.before, after, name=upgraded.name)
    assert sorted(found) == [
        ("programmes_annualplan", "year"),
        ("programmes_decisionline", "amount"),
    ]


def test_no_migration_is_left(upgraded: SimpleNamespace) -> None:
    assert "[X]" in upgraded.migrations
    assert "[ ]" not in upgraded.migrations


def test_guards_are_in_force(upgraded: SimpleNamespace) -> None:
    with closing(sqlite3.connect(upgraded.path)) as database:
        rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        assert {name for (name,) in rows} >= set(GUARDS)
        lines = """FROM programmes_decisionline WHERE decision_id IN
            (SELECT id FROM programmes_plandecision WHERE state = 'recorded')"""
        assert database.execute(f"SELECT count(*) {lines}").fetchone()[0] >= 7
        with pytest.raises(sqlite3.IntegrityError, match="đã ghi nhận"):
            database.execute(f"DELETE {lines}")
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("DELETE FROM programmes_projecttransition")
        problems = database.execute("PRAGMA foreign_key_check").fetchall()
        assert problems == []
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_stored_figures_are_right(upgraded: SimpleNamespace) -> None:
    assert upgraded.figures.strip().endswith("không có sai lệch.")


def test_the_annual_plan_says_the_same_sums(upgraded: SimpleNamespace) -> None:
    assert upgraded.plans, "add the sums of this database"
    for year, plan in upgraded.plans.items():
        rows = plan["rows"]
        total = rows[-1]["values"]
        items = [row for row in rows if row["kind"] == "item"]
        found = (len(items), total["support"], total["counterpart"], total["total"])
        assert found == SUMS[upgraded.name, year]


def test_the_progress_report_says_the_same_figures(upgraded: SimpleNamespace) -> None:
    report = upgraded.progress
    found = {
        row["values"]["indicator"]: row["values"]["ytd"]
        for row in report["rows"]
        if row["kind"] == "subtotal" and row["values"]["indicator"]
    }
    assert (found, report["filters"]["carried"]) == REPORTED[upgraded.name]
