"""Formulas of a workbook whose rows move: references follow, dangerous functions are found.

Pure; standard library only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kernel.sheets.refusal import column_letters, column_number
from reports.templates.refusal import Code, refusal
from reports.templates.rows import RowPlan

_TEXT = r'"(?:[^"]|"")*"'
_SHEET = r"(?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)?"
_CELL = (
    r"(?P<c1>\$?[A-Za-z]{1,3})(?P<r1>\$?\d{1,7})(?::(?P<c2>\$?[A-Za-z]{1,3})(?P<r2>\$?\d{1,7}))?"
)
_ROWS = r"(?P<w1>\$?\d{1,7}):(?P<w2>\$?\d{1,7})"
REFERENCE = re.compile(rf"{_TEXT}|(?<![\w.$\]!]){_SHEET}(?:{_CELL}|{_ROWS})(?![\w(.!\[])")
# Functions that read other files, open connections or call programs.
_REACHING = re.compile(
    r"(?<![\w.])(?:_xl\w+\.)*(WEBSERVICE|FILTERXML|ENCODEURL|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|"
    r"DDE|HYPERLINK|FILES|FOPEN|SQL\.REQUEST|EVALUATE|RUN|IMPORT\w+|STOCKHISTORY|PY|CUBE\w+)\s*\(",
    re.IGNORECASE,
)
_OF_TABLE = re.compile(r"[^\W\d]\w*\[(?:[^\[\]]|\[[^\]]*\])*\]")  # Table1[[#This Row],[Cột]]
_OTHER_FILE = re.compile(r"(?<![\w\]])\[|'[^']*[\[\\/:|][^']*'!|\|")
# Sums that take several ranges: a repeated row that others come between becomes several.
_SUMS = {"SUM", "COUNT", "COUNTA", "AVERAGE", "MAX", "MIN", "SUBTOTAL", "PRODUCT"}
MANY_RANGES = 200


def reaching(formula: str) -> str:
    """Return the function or the sign of a formula that reaches outside the file; "" if none."""
    bare = re.sub(_TEXT, '""', formula)
    if found := _REACHING.search(bare):
        return found[1].upper()
    return "liên kết tệp" if _OTHER_FILE.search(_OF_TABLE.sub("", bare)) else ""


@dataclass(frozen=True)
class Here:
    """Where a formula stands: its sheet, and for a copy of a repeated row the model and new row."""

    sheet: str
    place: str
    model: int = 0
    number: int = 0


def moved(formula: str, here: Here, plans: Mapping[str, RowPlan]) -> str:
    """Return a formula with its references where the rows have gone.

    Raises TemplateRefused(SUM) for a sum over a repeated row that can't be written.
    """

    def follow(found: re.Match[str]) -> str:
        if not (found["r1"] or found["w1"]):
            return found[0]
        sheet = _sheet_name(found["sheet"]) if found["sheet"] else here.sheet
        plan = plans.get(sheet)
        if plan is None or not plan.is_changed():
            return found[0]
        return _Reference(found, here if sheet == here.sheet else None, plan, here).followed()

    return REFERENCE.sub(follow, formula)


def _sheet_name(written: str) -> str:
    return written[:-1].strip("'").replace("''", "'")


class _Reference:
    """One reference of a formula while it is followed; ``here`` only within its own sheet."""

    def __init__(
        self, found: re.Match[str], here: Here | None, plan: RowPlan, stands: Here
    ) -> None:
        self.found, self.here, self.plan, self.stands = found, here, plan, stands
        self.sheet = found["sheet"] or ""
        self.columns = (found["c1"] or "", found["c2"] or "")
        first, last = (found["r1"], found["r2"]) if found["r1"] else (found["w1"], found["w2"])
        self.first = int(first.lstrip("$"))
        self.last = int((last or first).lstrip("$"))
        self.anchors = ["$" if (one or "").startswith("$") else "" for one in (first, last)]
        self.is_range = bool(last)

    def followed(self) -> str:
        plan = self.plan
        block = plan.block(self.first)
        inside = block is not None and block == plan.block(self.last)
        if inside and self.here and self.here.model and plan.block(self.here.model) == block:
            step = self.here.number - self.here.model
            return self._written(self.first + step, self.last + step)
        if inside and (self.is_range or self._is_argument()):
            return self._of_block()
        last = plan.last(self.last) if self.is_range else plan.first(self.last)
        return self._written(plan.first(self.first), last)

    def _of_block(self) -> str:
        """Return what the rows of a block have become: one range, or several in a sum."""
        ranges = self.plan.runs_of(self.first, self.last)
        if not ranges:
            return self._written(self.plan.first(self.first), self.plan.last(self.last))
        if len(ranges) == 1:
            first, last = ranges[0]
            return self._written(first, last, as_range=self.is_range or first != last)
        if self._function() not in _SUMS or len(ranges) > MANY_RANGES:
            raise refusal(Code.SUM, place=self.stands.place)
        return ",".join(self._written(first, last, as_range=True) for first, last in ranges)

    def _written(self, first: int, last: int, *, as_range: bool | None = None) -> str:
        start = f"{self.sheet}{self.columns[0]}{self.anchors[0]}{first}"
        if not (self.is_range if as_range is None else as_range):
            return start
        column, anchor = (
            (self.columns[1], self.anchors[1])
            if self.is_range
            else (self.columns[0], self.anchors[0])
        )
        return f"{start}:{column}{anchor}{last}"

    def _is_argument(self) -> bool:
        """Whether the reference is a whole argument of a sum: SUM(F8) means all rows of it."""
        text, (start, end) = self.found.string, self.found.span()
        before, after = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
        return before in {"(", ","} and after in {")", ","} and self._function() in _SUMS

    def _function(self) -> str:
        """Return the name of the function in whose brackets the reference stands."""
        depth, text = 0, self.found.string[: self.found.start()]
        for at in range(len(text) - 1, -1, -1):
            if text[at] == ")":
                depth += 1
            elif text[at] == "(":
                if not depth:
                    name = re.search(r"([A-Za-z.]+)$", text[:at])
                    return name[1].upper() if name else ""
                depth -= 1
        return ""


def ranges_moved(written: str, plan: RowPlan) -> str:
    """Return a list of ranges ("A1:C3 F8"), as attributes bear them, where they have gone."""

    def follow(found: re.Match[str]) -> str:
        if not found["r1"]:
            return found[0]
        first = f"{found['c1']}{plan.first(int(found['r1']))}"
        row, column = int(found["r2"] or found["r1"]), found["c2"] or found["c1"]
        last = f"{column}{plan.last(row)}"
        return first if first == last else f"{first}:{last}"

    return REFERENCE.sub(follow, written)


def translated(formula: str, rows: int, columns: int) -> str:
    """Return a shared formula for a cell so many rows below and columns right of its first one."""

    def follow(found: re.Match[str]) -> str:
        if not found["r1"]:
            return found[0]
        ends = [(found["c1"], found["r1"]), (found["c2"], found["r2"])]
        written = (_column(c, columns) + _row(r, rows) for c, r in ends if c)
        return (found["sheet"] or "") + ":".join(written)

    return REFERENCE.sub(follow, formula)


def _row(written: str, step: int) -> str:
    return written if written.startswith("$") else str(max(int(written) + step, 1))


def _column(written: str, step: int) -> str:
    if written.startswith("$"):
        return written
    return column_letters(max(column_number(written) + step, 1))
