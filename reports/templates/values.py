"""What fills a template: plain texts and numbers, prepared outside and handed to the child.

Standard library only, because the confined child process uses it as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Value:
    """A value: as printed, as a spreadsheet keeps it, and the number format that shows it so.

    ``typed`` is an int or float, a date in ISO 8601 for ``format`` "date", or None for text.
    """

    text: str = ""
    typed: Any = None
    format: str = ""

    def packed(self) -> Any:
        """Return the value as plain JSON."""
        return self.text if self.typed is None else [self.text, self.typed, self.format]


def unpacked(packed: Any) -> Value:
    """Return the value of its JSON form."""
    return Value(packed) if isinstance(packed, str) else Value(*packed)


EMPTY = Value()


@dataclass(frozen=True)
class Line:
    """A line of the table: which rows of the template show it, and its values by name."""

    kind: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Values:
    """All that a template may ask for: single values by name, and the lines in their order."""

    single: Mapping[str, Value]
    lines: Sequence[Line]

    def packed(self) -> Any:
        """Return everything as plain JSON."""
        return {
            "single": {name: value.packed() for name, value in self.single.items()},
            "lines": [
                [line.kind, {name: value.packed() for name, value in line.values.items()}]
                for line in self.lines
            ],
        }

    def value(self, name: str, line: Line | None) -> Value:
        """Return the value of a placeholder; nothing for a name that isn't there."""
        prefix, dot, rest = name.partition(".")
        if line is not None and dot and prefix == line.kind:
            return line.values.get(rest, EMPTY)
        return self.single.get(name, EMPTY)


def values_of(packed: Any) -> Values:
    """Return the values of their JSON form."""
    return Values(
        {name: unpacked(value) for name, value in packed["single"].items()},
        [
            Line(kind, {name: unpacked(value) for name, value in values.items()})
            for kind, values in packed["lines"]
        ],
    )
