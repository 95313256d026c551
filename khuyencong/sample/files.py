"""Reads the sample's files: blank is unknown, 0 is zero (see README.md)."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

DIRECTORY = Path(__file__).resolve().parent
MILLION = 1_000_000


def read(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of the sample's files."""
    with (DIRECTORY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def amount_of(text: str) -> int:
    """Return đồng of triệu đồng written with a point; exact."""
    return int(Decimal(text) * MILLION)


def number(text: str) -> int | None:
    """Return a whole number; blank is unknown."""
    return int(text) if text else None


def day(text: str) -> date | None:
    """Return a day; blank is unknown."""
    return date.fromisoformat(text) if text else None


def split(text: str) -> list[str]:
    """Return the parts between semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]


def quantities(text: str) -> dict[str, Decimal | None]:
    """Return what "3-03:1;4-10:" says of indicators; nothing after the colon is unknown."""
    pairs = (part.partition(":") for part in split(text))
    return {code: Decimal(value) if value else None for code, _colon, value in pairs}
