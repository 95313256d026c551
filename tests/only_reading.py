"""A page that is only looked at changes nothing; its session may."""

import re
from collections.abc import Callable
from typing import Any

READING = re.compile(
    r"[\s(]*(SELECT|WITH|EXPLAIN|PRAGMA|SET|SHOW|BEGIN|SAVEPOINT|RELEASE|ROLLBACK|COMMIT)\b",
    re.IGNORECASE,
)


def refuse_writes(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
    """Let a statement pass that only reads; raises AssertionError for any other."""
    if not READING.match(sql) and "django_session" not in sql:
        raise AssertionError(f"a GET tried to write: {sql[:200]}")
    return execute(sql, params, many, context)
