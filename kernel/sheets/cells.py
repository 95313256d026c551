"""What a cell may hold, and how it crosses the pipe from the confined child process.

Standard library only, because the confined child process uses it as well.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

NOT_CALCULATED = "chưa tính"
# A row that adds up the ones above says so in its label (folded).
TOTAL_ROWS = frozenset({"cong", "tong cong", "tong so", "tong"})

# Excel keeps 15 significant digits; what a float shows beyond them is noise (0.1 + 0.2).
SIGNIFICANT_DIGITS = 15
EXACT_INTEGERS = 10**SIGNIFICANT_DIGITS


@dataclass(frozen=True)
class CellError:
    """A formula that has no value: `code` is "#REF!", "#N/A" … or `NOT_CALCULATED`."""

    code: str

    def __str__(self) -> str:
        return self.code


Cell = str | int | Decimal | datetime.date | datetime.datetime | bool | CellError | None


def number(value: float) -> int | Decimal | CellError:
    """A stored number without float noise: whole ones as int, others as Decimal."""
    if value != value or value in (float("inf"), float("-inf")):
        return CellError("#NUM!")
    if value.is_integer():
        return int(value)
    exact = Decimal(format(value, f".{SIGNIFICANT_DIGITS}g"))
    return int(exact) if exact == exact.to_integral_value() else exact


def cell(value: Any) -> Cell:
    """The typed cell for a value as the parser hands it over.

    Text stays text ("007"). A time of day or a duration becomes text, HH:MM:SS.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool | int | str | CellError | datetime.date):
        return value
    return number(value) if isinstance(value, float) else str(value)


def packed(value: Cell) -> Any:
    """The JSON form of a cell: itself, or a pair of tag and text."""
    if isinstance(value, Decimal):
        return ["n", str(value)]
    if isinstance(value, datetime.datetime):
        return ["t", value.isoformat()]
    if isinstance(value, datetime.date):
        return ["d", value.isoformat()]
    if isinstance(value, CellError):
        return ["e", value.code]
    return value


def unpacked(value: Any) -> Cell:
    """The cell of its JSON form; ValueError or KeyError for anything else."""
    if value is None or isinstance(value, bool | int | str):
        return value
    tag, text = value
    return UNPACK[tag](text)


UNPACK: dict[str, Callable[[str], Cell]] = {
    "n": Decimal,
    "t": datetime.datetime.fromisoformat,
    "d": datetime.date.fromisoformat,
    "e": CellError,
}
