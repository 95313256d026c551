"""What sorts of values the columns of a report hold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import call_command

NUMERIC = {"money", "quantity", "percent"}
OF_INDICATORS = {
    *("indicator", "measure", "plan", "period", "ytd", "estimate"),
    *("pct_plan", "last_year", "pct_last_year"),
}


def sorts_of(made: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every value of a report's items with its sort; a column that doesn't apply has none."""
    kinds = {column["key"]: column["kind"] for column in made["columns"]}
    for row in made["rows"]:
        if row["kind"] != "item":
            continue
        for key, kind in kinds.items():
            value = row["values"][key]
            if value is None and not applies(made["slug"], row, key):
                continue
            if value is None or value == "":
                yield key, "unknown"
            elif kind in {*NUMERIC, "number"} and float(value) == 0:
                yield key, "zero"
            else:
                yield key, "known"


def applies(slug: str, row: dict[str, Any], key: str) -> bool:
    """Whether an empty cell is unknown: else it has nothing to say in its row."""
    if key in row["unknown"] and not row["unknown"][key]:
        return False
    of_indicator = row["values"].get("indicator") is not None
    return slug != "progress" or of_indicator == (key in OF_INDICATORS)


def report(slug: str, period: str, path: Path) -> dict[str, Any]:
    """A report as JSON gives it."""
    options = ["--period", period, "--format", "json", "--output", str(path)]
    call_command("report", slug, *options)
    return dict(json.loads(path.read_text(encoding="utf-8")))
