"""Database triggers that keep frozen and append-only rows as they are, on SQLite and PostgreSQL.

Apps register their guards while their models load; `install` writes them after every migration
run (SQLite drops a table's triggers at any AlterField, silently). A guard stops mistakes of our
own code and of a hand at the database's prompt; it is no defence against the database's owner.

A refused write is an IntegrityError in both databases; `sentence` finds its Vietnamese message.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX: Final = "kc_guard_"
OPERATIONS: Final = ("INSERT", "UPDATE", "DELETE")
_NAME_LENGTH: Final = 63  # PostgreSQL cuts longer names off, silently
_SWITCH: Final = "kc.guards_off"
_DISABLED: Final = "disabled"


@dataclass(frozen=True, slots=True)
class Guard:
    """Rows of `table` that fulfil `when` can't be changed by these operations.

    `when` is SQL over OLD. (and NEW. for INSERT and UPDATE) that both databases read alike,
    subqueries included; "" protects every row. `message` is shown to people. One guard per table
    and operation: two conditions are one `when` with OR.
    """

    table: str
    operations: tuple[str, ...] = ("UPDATE", "DELETE")
    when: str = ""
    message: str = "Dòng này đã được ghi nhận, không thể sửa hoặc xóa."

    def __post_init__(self) -> None:
        if not self.operations or set(self.operations) - set(OPERATIONS):
            raise ValueError(f"{self.table}: operations must be among {OPERATIONS}")
        if "$kc$" in self.when + self.message or "\x00" in self.when + self.message:
            raise ValueError(f"{self.table}: the guard's text can't be quoted")

    def name(self, operation: str) -> str:
        """The trigger's name: kc_guard_<table>_<op>; a long table name ends in a short hash."""
        ending = f"_{operation.lower()}"
        room = _NAME_LENGTH - len(PREFIX) - len(ending)
        table = self.table
        if len(table) > room:
            digest = hashlib.sha256(table.encode()).hexdigest()[:8]
            table = f"{table[: room - 9]}_{digest}"
        return f"{PREFIX}{table}{ending}"

    def names(self) -> list[str]:
        """The names of all its triggers."""
        return [self.name(operation) for operation in self.operations]


def append_only(table: str, message: str = "Dòng nhật ký đã ghi, không thể sửa hoặc xóa.") -> Guard:
    """A guard for a log: rows come, none is ever changed or removed."""
    return Guard(table=table, message=message)


GUARDS: Final[dict[str, Guard]] = {}
"""Every registered guard under the name of each of its triggers."""


def register(*guards: Guard) -> None:
    """Add guards to the list; the same guard again is fine, another one for its place isn't.

    Raises ValueError, before anything is added, when a table and operation has a guard already.
    """
    for guard in guards:
        for name in guard.names():
            if GUARDS.get(name, guard) != guard:
                raise ValueError(f"{name} is already guarded in another way")
    for guard in guards:
        GUARDS.update(dict.fromkeys(guard.names(), guard))


def expected() -> set[str]:
    """The names that `catalogue` must return once everything is installed."""
    return set(GUARDS)


def catalogue(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of the guards that are really in the database, and switched on there."""
    found = _installed(connection).items()
    return {name for name, (_table, signature) in found if signature != _DISABLED}


def sentence(error: BaseException) -> str:
    """The Vietnamese message of the guard that caused this database error; "" if none did."""
    if not isinstance(error, DatabaseError):
        return ""
    text = str(error)
    return next((guard.message for guard in GUARDS.values() if guard.message in text), "")


# --- Installing -----------------------------------------------------------------------------------


def install(connection: BaseDatabaseWrapper) -> set[str]:
    """Bring the database's guards in line with the list; return the names written or removed.

    Idempotent: what is already right is left alone. Tables that don't exist (yet) are passed
    over; guards that left the list are removed.
    """
    if connection.vendor not in ("sqlite", "postgresql"):
        raise NotImplementedError(f"no guards for {connection.vendor}")
    changed: set[str] = set()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        present = _installed(connection)
        tables = set(connection.introspection.table_names(cursor))
        for name, (table, _signature_there) in present.items():
            if name not in GUARDS:
                _run(cursor, _drop(connection, name, table))
                changed.add(name)
        for name, guard in GUARDS.items():
            if guard.table not in tables:
                continue
            wanted = _definition(connection, guard, name)
            if name in present and present[name] == (guard.table, _signature(connection, wanted)):
                continue
            if name in present:
                _run(cursor, _drop(connection, name, present[name][0]))
            _run(cursor, wanted)
            changed.add(name)
    return changed


def uninstall(connection: BaseDatabaseWrapper) -> set[str]:
    """Remove every guard; return the names. For `suspended` and for a migration on SQLite."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        present = _installed(connection)
        for name, (table, _signature_there) in present.items():
            _run(cursor, _drop(connection, name, table))
    return set(present)


def before_migration(*, using: str, plan: Collection[Any] = (), **_options: object) -> None:
    """For `pre_migrate`: SQLite can't rebuild a table that another table's guard looks into.

    ("error in trigger …: no such table" at the rename.) So the guards leave when there is
    something to migrate, and come back in `post_migrate`.
    """
    connection = connections[using]
    if plan and connection.vendor == "sqlite":
        uninstall(connection)


@contextmanager
def suspended(using: str = "default") -> Iterator[None]:
    """Run the body in one transaction in which no guard speaks; for test teardown and `restore`.

    Nothing is left switched off, not even after a crash, because the switch itself is part of
    the transaction: on PostgreSQL a setting local to it, which every guard's function asks; on
    SQLite the triggers are dropped and written again inside it, and no other connection sees
    the database without them.
    """
    connection = connections[using]
    with transaction.atomic(using=using):
        if connection.vendor == "postgresql":
            before = _switch(connection, "on")
            yield
            _switch(connection, before)
        else:
            removed = uninstall(connection)  # nothing when suspended already
            yield
            if removed:
                install(connection)


def _switch(connection: BaseDatabaseWrapper, value: str) -> str:
    """Set the transaction's switch; return what it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [_SWITCH])
        row = cursor.fetchone()
        cursor.execute("SELECT set_config(%s, %s, true)", [_SWITCH, value])
    return (row[0] if row else None) or ""


# --- The two dialects -----------------------------------------------------------------------------


def _definition(connection: BaseDatabaseWrapper, guard: Guard, name: str) -> list[str]:
    operation = next(op for op in guard.operations if guard.name(op) == name)
    table = connection.ops.quote_name(guard.table)
    dialect = _sqlite if connection.vendor == "sqlite" else _postgresql
    return dialect(name, table, operation, guard.when or "1 = 1", _literal(guard.message))


def _sqlite(name: str, table: str, operation: str, when: str, message: str) -> list[str]:
    head = f'CREATE TRIGGER "{name}" BEFORE {operation} ON {table} FOR EACH ROW'
    return [f"{head} WHEN ({when}) BEGIN SELECT RAISE(ABORT, {message}); END"]


def _postgresql(name: str, table: str, operation: str, when: str, message: str) -> list[str]:
    # The condition stands in the function, not in the trigger: a trigger's WHEN takes no subquery
    # and would forbid changing the type of a column it names.
    result = "OLD" if operation == "DELETE" else "NEW"
    function = f"""CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $kc$
BEGIN
  IF coalesce(current_setting('{_SWITCH}', true), '') <> 'on' AND ({when}) THEN
    RAISE EXCEPTION USING MESSAGE = {message}, ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN {result};
END $kc$"""
    trigger = (
        f'CREATE TRIGGER "{name}" BEFORE {operation} ON {table} '
        f'FOR EACH ROW EXECUTE FUNCTION "{name}"()'
    )
    comment = f'COMMENT ON TRIGGER "{name}" ON {table} IS {_literal(_hash([function, trigger]))}'
    return [function, trigger, comment]


def _installed(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """name -> (table, signature) of the guards in the database."""
    if connection.vendor == "sqlite":
        query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = """SELECT t.tgname, c.relname, CASE t.tgenabled WHEN 'O'
                THEN coalesce(obj_description(t.oid, 'pg_trigger'), '') ELSE 'disabled' END
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)"""
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    return {name: (table, text) for name, table, text in rows if name.startswith(PREFIX)}


def _signature(connection: BaseDatabaseWrapper, statements: list[str]) -> str:
    """What `_installed` reports for a trigger written by these statements."""
    return statements[0] if connection.vendor == "sqlite" else _hash(statements[:2])


def _drop(connection: BaseDatabaseWrapper, name: str, table: str) -> list[str]:
    if connection.vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{name}"']
    quoted = connection.ops.quote_name(table)
    return [
        f'DROP TRIGGER IF EXISTS "{name}" ON {quoted}',
        f'DROP FUNCTION IF EXISTS "{name}"()',
    ]


def _run(cursor: Any, statements: Iterable[str]) -> None:
    for statement in statements:
        cursor.execute(statement)


def _hash(statements: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
