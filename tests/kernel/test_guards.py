"""Guards: the database itself refuses to touch what is frozen, on both engines."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.test.utils import isolate_apps

from kernel import guards
from kernel.guards import GUARDS, Guard, append_only, catalogue, install, register, suspended

FROZEN = "Quyết định đã ban hành; hãy lập quyết định điều chỉnh. ('100 %')"
LOGGED = "Dòng nhật ký đã ghi, không thể sửa hoặc xóa."
CLOSED = "Kỳ đã khóa."

LINES = Guard("kc_t_line", when="OLD.frozen", message=FROZEN)
LOG = append_only("kc_t_log")
ENTRIES = Guard(
    "kc_t_entry",
    operations=("INSERT", "UPDATE"),
    when="EXISTS (SELECT 1 FROM kc_t_line l WHERE l.id = NEW.line_id AND l.frozen)",
    message=CLOSED,
)


@pytest.fixture
def own_list() -> Iterator[None]:
    """The list of guards belongs to the test; the portal's own comes back."""
    before = dict(GUARDS)
    GUARDS.clear()
    yield
    GUARDS.clear()
    GUARDS.update(before)


@pytest.fixture
def tables(db: None, own_list: None) -> None:
    """Three tables with guards on them, gone with the test's transaction."""
    run(
        "CREATE TABLE kc_t_line (id integer PRIMARY KEY, frozen boolean NOT NULL, amount bigint)",
        "CREATE TABLE kc_t_log (id integer PRIMARY KEY, note text)",
        "CREATE TABLE kc_t_entry (id integer PRIMARY KEY, line_id integer)",
        "INSERT INTO kc_t_line VALUES (1, true, 10), (2, false, 20)",
        "INSERT INTO kc_t_log VALUES (1, 'a')",
    )
    register(LINES, LOG, ENTRIES)
    install(connection)


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def read(query: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def refused(statement: str) -> str:
    """The Vietnamese sentence with which the database refuses the statement."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        run(statement)
    return guards.sentence(caught.value)


# --- what a guard does ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE kc_t_line SET amount = 11 WHERE id = 1", FROZEN),
        ("UPDATE kc_t_line SET frozen = false WHERE id = 1", FROZEN),
        ("DELETE FROM kc_t_line WHERE id = 1", FROZEN),
        ("DELETE FROM kc_t_line", FROZEN),
        ("UPDATE kc_t_log SET note = 'b'", LOGGED),
        ("DELETE FROM kc_t_log", LOGGED),
        ("INSERT INTO kc_t_entry VALUES (1, 1)", CLOSED),
    ],
)
def test_frozen_rows_stay(tables: None, statement: str, sentence: str) -> None:
    before = read("SELECT * FROM kc_t_line ORDER BY id"), read("SELECT * FROM kc_t_log")
    assert refused(statement) == sentence
    assert before == (read("SELECT * FROM kc_t_line ORDER BY id"), read("SELECT * FROM kc_t_log"))
    assert read("SELECT * FROM kc_t_entry") == []


def test_other_rows_are_free(tables: None) -> None:
    run(
        "UPDATE kc_t_line SET amount = 21, frozen = false WHERE id = 2",
        "INSERT INTO kc_t_line VALUES (3, true, 30)",
        "INSERT INTO kc_t_log VALUES (2, 'b')",
        "INSERT INTO kc_t_entry VALUES (1, 2)",
        "UPDATE kc_t_entry SET line_id = 2",
        "DELETE FROM kc_t_entry",
        "DELETE FROM kc_t_line WHERE id = 2",
    )
    assert read("SELECT id, amount FROM kc_t_line ORDER BY id") == [(1, 10), (3, 30)]
    assert read("SELECT count(*) FROM kc_t_log") == [(2,)]


def test_freezing_a_row_is_allowed_once(tables: None) -> None:
    run("UPDATE kc_t_line SET frozen = true WHERE id = 2")
    assert refused("UPDATE kc_t_line SET frozen = false WHERE id = 2") == FROZEN


def test_new_values_are_judged_too(tables: None) -> None:
    run("INSERT INTO kc_t_entry VALUES (1, 2)")
    assert refused("UPDATE kc_t_entry SET line_id = 1") == CLOSED


def test_other_errors_have_no_sentence(tables: None) -> None:
    assert refused("INSERT INTO kc_t_log VALUES (1, 'again')") == ""
    assert guards.sentence(ValueError(LOGGED)) == ""


# --- the list and the catalogue -------------------------------------------------------------------


def test_catalogue_equals_the_list(tables: None) -> None:
    assert (
        catalogue(connection)
        == guards.expected()
        == {
            "kc_guard_kc_t_line_update",
            "kc_guard_kc_t_line_delete",
            "kc_guard_kc_t_log_update",
            "kc_guard_kc_t_log_delete",
            "kc_guard_kc_t_entry_insert",
            "kc_guard_kc_t_entry_update",
        }
    )


def test_installing_twice_writes_nothing(tables: None) -> None:
    assert install(connection) == set()


def test_changed_guard_is_written_again(tables: None) -> None:
    GUARDS.clear()
    register(Guard("kc_t_line", when="OLD.amount > 15", message="Khác."), LOG, ENTRIES)
    assert install(connection) == {"kc_guard_kc_t_line_update", "kc_guard_kc_t_line_delete"}
    run("UPDATE kc_t_line SET amount = 1 WHERE id = 1")
    assert refused("DELETE FROM kc_t_line WHERE id = 2") == "Khác."
    assert install(connection) == set()


def test_guard_that_left_the_list_leaves_the_database(tables: None) -> None:
    GUARDS.clear()
    register(LINES, ENTRIES)
    assert install(connection) == {"kc_guard_kc_t_log_update", "kc_guard_kc_t_log_delete"}
    run("DELETE FROM kc_t_log")
    assert catalogue(connection) == guards.expected()


def test_missing_trigger_is_seen_and_comes_back(tables: None) -> None:
    table = "" if connection.vendor == "sqlite" else " ON kc_t_log"
    run(f"DROP TRIGGER kc_guard_kc_t_log_update{table}")
    assert guards.expected() - catalogue(connection) == {"kc_guard_kc_t_log_update"}
    assert install(connection) == {"kc_guard_kc_t_log_update"}
    assert refused("UPDATE kc_t_log SET note = 'b'") == LOGGED


def test_disabled_trigger_is_seen_and_comes_back(tables: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite can't disable a trigger")
    run("ALTER TABLE kc_t_log DISABLE TRIGGER kc_guard_kc_t_log_update")
    assert guards.expected() - catalogue(connection) == {"kc_guard_kc_t_log_update"}
    assert install(connection) == {"kc_guard_kc_t_log_update"}
    assert refused("UPDATE kc_t_log SET note = 'b'") == LOGGED


def test_table_that_does_not_exist_is_passed_over_and_missed(tables: None) -> None:
    register(append_only("kc_t_absent"))
    assert install(connection) == set()
    assert len(guards.expected() - catalogue(connection)) == 2


def test_the_portal_s_own_guards_are_installed(db: None) -> None:
    assert catalogue(connection) == guards.expected()


@pytest.mark.pure
def test_one_guard_per_table_and_operation(own_list: None) -> None:
    register(LINES)
    register(LINES)
    with pytest.raises(ValueError, match="kc_guard_kc_t_line_update is already guarded"):
        register(LOG, Guard("kc_t_line", operations=("UPDATE",), when="OLD.amount > 0"))
    assert guards.expected() == set(LINES.names())


@pytest.mark.pure
@pytest.mark.parametrize(
    "wrong",
    [{"operations": ()}, {"operations": ("TRUNCATE",)}, {"when": "$kc$"}, {"message": "\x00"}],
)
def test_impossible_guards_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="kc_t_line"):
        Guard("kc_t_line", **wrong)


@pytest.mark.pure
def test_names_fit_postgresql_and_stay_apart() -> None:
    long = "beneficiaries_historicalruralindustrialfacilityactivityallocation"
    names = [*Guard(f"{long}1").names(), *Guard(f"{long}2").names()]
    assert len(set(names)) == 4
    assert max(map(len, names)) == 63
    assert Guard("a" * 47).name("DELETE") == f"kc_guard_{'a' * 47}_delete"


# --- switching off --------------------------------------------------------------------------------


def test_suspended_and_back(tables: None) -> None:
    with suspended():
        run("UPDATE kc_t_line SET amount = 11 WHERE id = 1", "DELETE FROM kc_t_log")
    assert read("SELECT amount FROM kc_t_line WHERE id = 1") == [(11,)]
    assert refused("UPDATE kc_t_line SET amount = 12 WHERE id = 1") == FROZEN
    assert catalogue(connection) == guards.expected()


def test_suspended_twice_over(tables: None) -> None:
    with suspended():
        with suspended():
            run("DELETE FROM kc_t_log")
        run("UPDATE kc_t_line SET amount = 11 WHERE id = 1")
    assert refused("DELETE FROM kc_t_line WHERE id = 1") == FROZEN


def test_failure_while_suspended_switches_on_again_and_keeps_nothing(tables: None) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)unique"), suspended():
        run("DELETE FROM kc_t_log", "INSERT INTO kc_t_line VALUES (1, true, 1)")
    assert read("SELECT count(*) FROM kc_t_log") == [(1,)]
    assert refused("DELETE FROM kc_t_log") == LOGGED
    assert catalogue(connection) == guards.expected()


@pytest.fixture
def lasting_tables(transactional_db: None, own_list: None) -> Iterator[None]:
    """Committed tables, for what only shows outside a transaction."""
    run("CREATE TABLE kc_t_line (id integer PRIMARY KEY, frozen boolean NOT NULL, amount bigint)")
    run("INSERT INTO kc_t_line VALUES (1, true, 10)")
    own = dict(GUARDS)
    register(LINES)
    install(connection)
    yield
    GUARDS.clear()
    GUARDS.update(own)
    install(connection)
    run("DROP TABLE kc_t_line")


def test_nobody_else_sees_the_guards_off(lasting_tables: None) -> None:
    """Another connection meets the guard while this one has it suspended."""
    other = connection.copy()
    try:
        with suspended():
            if connection.vendor == "postgresql":
                with other.cursor() as cursor, pytest.raises(IntegrityError, match="Quyết định"):
                    cursor.execute("UPDATE kc_t_line SET amount = 12 WHERE id = 1")
            else:  # SQLite has one writer; the others still read the database with its guards
                assert catalogue(other) == guards.expected()
        with other.cursor() as cursor, pytest.raises(IntegrityError, match="Quyết định"):
            cursor.execute("UPDATE kc_t_line SET amount = 12 WHERE id = 1")
    finally:
        other.close()
    assert refused("UPDATE kc_t_line SET amount = 12 WHERE id = 1") == FROZEN


# --- migrations -----------------------------------------------------------------------------------


@pytest.fixture
def two_models(transactional_db: None, own_list: None) -> Iterator[Any]:
    """Committed tables of two models, one of which the other's guard looks into."""
    with isolate_apps("kernel"):

        class Line(models.Model):  # noqa: DJ008
            frozen = models.BooleanField()

            class Meta:
                app_label = "kernel"
                db_table = "kc_t_line"

        class Entry(models.Model):  # noqa: DJ008
            line_id = models.IntegerField()

            class Meta:
                app_label = "kernel"
                db_table = "kc_t_entry"

    with connection.schema_editor() as editor:
        editor.create_model(Line)
        editor.create_model(Entry)
    yield Line
    guards.uninstall(connection)
    with connection.schema_editor() as editor:
        editor.delete_model(Entry)
        editor.delete_model(Line)


@pytest.fixture
def portal_guards_back(transactional_db: None) -> Iterator[None]:
    """Listed before `own_list`, so that the portal's guards are written again at the very end."""
    yield
    install(connection)


def alter(model: Any) -> None:
    """What a migration with an AlterField does."""
    wider = models.CharField(max_length=5)
    wider.set_attributes_from_name("frozen")
    wider.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, model._meta.get_field("frozen"), wider)


def test_sqlite_drops_a_table_s_triggers_without_a_word(
    portal_guards_back: None, two_models: Any
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL alters tables in place")
    register(LINES)
    install(connection)
    alter(two_models)
    assert catalogue(connection) == set()
    assert install(connection) == set(LINES.names())


def test_sqlite_can_rebuild_a_table_only_while_the_guards_are_away(
    portal_guards_back: None, two_models: Any
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL alters tables in place")
    register(LINES, ENTRIES)
    install(connection)
    guards.before_migration(using="default", plan=[])
    assert catalogue(connection) == guards.expected()
    with pytest.raises(OperationalError, match="error in trigger kc_guard_kc_t_entry"):
        alter(two_models)
    guards.before_migration(using="default", plan=[("a migration", False)])
    assert catalogue(connection) == set()
    alter(two_models)
    assert install(connection) == guards.expected()


def test_postgresql_alters_a_guarded_column_in_place(
    portal_guards_back: None, two_models: Any
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite rebuilds the table")
    register(LINES, ENTRIES)
    install(connection)
    guards.before_migration(using="default", plan=[("a migration", False)])
    alter(two_models)
    assert catalogue(connection) == guards.expected()
