"""What the cells of a row mean, and what is wrong with them: one rule, one function.

Text in, typed values and remarks out. What needs the database (a place, a content, an
organisation, beneficiaries) comes in as a reader, so every rule is tested without one.
"""

import calendar
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils import timezone

from kernel.dates import DateError, parse_date
from kernel.findings import Severity
from kernel.money import (
    DONG,
    MILLION,
    UNKNOWN,
    MoneyError,
    format_dong,
    format_million,
    input_text,
    parse_money,
)
from kernel.sheets.legacy_font import MESSAGE as OLD_FONT
from kernel.sheets.legacy_font import looks_like_tcvn3
from kernel.text import clean, fold
from programmes.checks import PAST, PastFacts, past_findings
from programmes.choices import ProjectKind, ProjectState
from programmes.grid.block import Cells
from programmes.grid.columns import CHOICE, DAY, LONG, MONEY, Column

Values = dict[str, Any]
_MONTH: Final = re.compile(r"(0?[1-9]|1[0-2])\s*[/.-]\s*([12]\d{3})")
DASHES: Final = frozenset({"-", "–", "—"})
SHORT_KINDS: Final = {
    "don": ProjectKind.SINGLE,
    "nhom": ProjectKind.GROUPED,
    "diem": ProjectKind.FLAGSHIP,
}


@dataclass(frozen=True)
class Choice:
    """What a cell may be changed to: the text that it gets, and how the page calls it."""

    text: str
    label: str


@dataclass(frozen=True)
class Found:
    """What a cell means; with a message also what is to be said of it and what may be meant."""

    value: Any = None
    message: str = ""
    code: str = "invalid"
    severity: Severity = Severity.ERROR
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Remark:
    """What is said of a cell; ``row`` counts from 0 as the grid's rows stand."""

    row: int
    column: str
    severity: Severity
    code: str
    message: str
    choices: tuple[Choice, ...] = ()


@dataclass
class ReadRow:
    """A row in typed values, by column; a column that couldn't be read has none."""

    number: int
    values: Values = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def note(self, column: str, found: Found) -> None:
        """Keep what is to be said of a cell."""
        if found.message:
            self.remarks.append(
                Remark(
                    self.number, column, found.severity, found.code, found.message, found.choices
                )
            )


Reader = Callable[[str, Values], Found]


def read_row(
    number: int,
    cells: Cells,
    columns: Sequence[Column],
    unit: str,
    readers: Mapping[str, Reader],
) -> ReadRow:
    """One row in typed values with everything that is to be said of it."""
    row = ReadRow(number)
    for column in columns:
        text = cells.get(column.key, "")
        if text and looks_like_tcvn3(text):
            found = Found(message=OLD_FONT, code="legacy-font")
        elif column.key in readers:
            found = readers[column.key](text, row.values)
        else:
            found = _plain(column, text, unit)
        row.note(column.key, found)
        row.values[column.key] = found.value
    read = {remark.column for remark in row.remarks}
    for check in ROW_CHECKS:
        for key, found in check(row.values, columns):
            if key not in read:  # a cell that couldn't be read isn't missing
                row.note(key, found)
    return row


def _plain(column: Column, text: str, unit: str) -> Found:
    if column.kind == MONEY:
        return read_money(text, unit)
    if column.kind == DAY:
        return read_day(text, is_end=column.key == "ends_on")
    if column.kind == CHOICE:
        return read_kind(text) if column.key == "kind" else read_state(text)
    return read_text(column, text)


def read_text(column: Column, text: str) -> Found:
    """Text within its length; the name must be there."""
    value = clean(text, multiline=column.kind == LONG)
    if column.key == "name" and not value:
        return Found(message="Chưa nhập Tên đề án.", code="required")
    if len(value) > column.limit:
        return Found(
            message=f"{column.label} dài {len(value)} ký tự, tối đa {column.limit}.", code="long"
        )
    return Found(value)


def read_day(text: str, *, is_end: bool = False) -> Found:
    """A date as offices write it; a month alone ("3/2026") asks for its first or last day."""
    if not clean(text):
        return Found()
    try:
        return Found(parse_date(text))
    except DateError as error:
        month = _MONTH.fullmatch(clean(text))
        if month is None:
            return Found(message=error.message, code="date")
        last = calendar.monthrange(int(month[2]), int(month[1]))[1] if is_end else 1
        day = f"{last:02d}/{int(month[1]):02d}/{month[2]}"
        return Found(
            message="Nhập đủ ngày/tháng/năm.",
            code="month-end" if is_end else "month",
            choices=(Choice(day, day),),
        )


def read_kind(text: str) -> Found:
    """Đơn, nhóm or điểm; a single project when nothing is said."""
    word = fold(text)
    if not word:
        return Found(ProjectKind.SINGLE)
    words = {fold(str(kind.label)): kind for kind in ProjectKind} | SHORT_KINDS
    if word in words:
        return Found(words[word])
    choices = tuple(Choice(str(kind.label), str(kind.label)) for kind in ProjectKind)
    return Found(message=f"Không có loại đề án “{clean(text)}”.", code="kind", choices=choices)


def read_state(text: str) -> Found:
    """A state that the project has already; nothing for one that begins its life here."""
    word = fold(text)
    if not word:
        return Found()
    words = {fold(str(state.label)): state for state in ProjectState}
    if word in words:
        return Found(words[word])
    like = difflib.get_close_matches(word, words, 4, 0.5)
    choices = tuple(Choice(str(words[one].label), str(words[one].label)) for one in like)
    return Found(message=f"Không có trạng thái “{clean(text)}”.", code="state", choices=choices)


def read_money(text: str, unit: str) -> Found:
    """Whole đồng; a blank and "chưa rõ" are unknown. What can be meant in two ways is asked."""
    plain = clean(text)
    if plain.lower() in ("", UNKNOWN):
        return Found()
    if plain in DASHES:
        return Found(
            message="Dấu gạch là không có (0) hay chưa rõ?",
            code="dash",
            choices=(Choice("0", "0"), Choice("", "chưa rõ")),
        )
    try:
        return Found(parse_money(plain, unit=unit))
    except MoneyError as error:
        return Found(
            message=_money_message(error, plain),
            code=f"money-{error.code}",
            choices=tuple(_meant(plain, unit, error)),
        )


def _money_message(error: MoneyError, text: str) -> str:
    if error.code == "confirm":
        return f"“{text}” có thể hiểu hai cách."
    return error.message


def _meant(text: str, unit: str, error: MoneyError) -> Iterator[Choice]:
    """Ways to write what was probably meant, so that it can be read in one way only."""
    if error.code == "confirm" and error.amount is not None:
        factor = 1000 if unit == DONG and "," not in text else 0
        other = error.amount * factor if factor else _grouped(text)
        for amount in (error.amount, other):
            if amount is not None:
                written = input_text(amount, unit=unit)
                yield Choice(written, f"{format_dong(amount)} đồng")
    elif error.code in ("point", "fraction", "invalid") and unit == MILLION:
        swapped = text.translate(str.maketrans(",.", ".,"))
        try:
            amount = parse_money(swapped, unit=unit, confirmed=True)
        except MoneyError:
            return
        yield Choice(input_text(amount, unit=unit), f"{_million(amount)} triệu đồng")


def _grouped(text: str) -> int | None:
    """ "1,200" of an English Excel: twelve hundred of the unit that follows or of millions."""
    try:
        return parse_money(text.replace(",", ""), unit=MILLION, confirmed=True)
    except MoneyError:
        return None


def _million(amount: int) -> str:
    return format_million(amount, 6).rstrip("0").rstrip(",")


# --- rules of a whole row -------------------------------------------------------------------------

Said = Iterable[tuple[str, Found]]


def dates_in_order(values: Values, columns: Sequence[Column]) -> Said:
    """The end isn't before the start."""
    start, end = values.get("starts_on"), values.get("ends_on")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        message = f"Ngày kết thúc phải sau ngày bắt đầu ({start:%d/%m/%Y})."
        yield "ends_on", Found(message=message, code="order")


def total_is_the_sum(values: Values, columns: Sequence[Column]) -> Said:
    """A stated total is what its sources add up to, once all of them are known."""
    total = values.get("total")
    parts = [values.get(column.key) for column in columns if column.source]
    known = [part for part in parts if part is not None]
    if total is None or not known:
        return
    added = sum(known)
    if len(known) == len(parts) and added != total:
        message = f"Tổng ghi {_million(total)} khác tổng các nguồn {_million(added)} triệu đồng."
        yield (
            "total",
            Found(
                message=message,
                code="sum",
                severity=Severity.WARNING,
                choices=(Choice("", "bỏ tổng ghi, cộng các nguồn"),),
            ),
        )
    elif added > total:
        message = f"Các nguồn cộng lại {_million(added)} lớn hơn tổng ghi {_million(total)}."
        yield "total", Found(message=message, code="sum")


def past_state_is_whole(values: Values, columns: Sequence[Column]) -> Said:
    """A state from before the portal has its day and its paper (``programmes.checks``)."""
    told = [values.get(name) for name in PAST]
    if not any(told) or told == [ProjectState.REGISTERED, None, None, ""]:
        return
    state, since, approved, note = told
    facts = PastFacts(state or "", since, approved, note or "", timezone.localdate())
    for one in past_findings(facts):
        yield one.field, Found(message=one.message, code=one.code, severity=one.severity)


ROW_CHECKS: Final = (dates_in_order, total_is_the_sum, past_state_is_whole)


# --- rules of all rows ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Stored:
    """Projects that the plan holds already: codes, and names with their place."""

    codes: frozenset[str] = frozenset()
    names: frozenset[tuple[str, Any]] = frozenset()


def repetitions(rows: Sequence[ReadRow], stored: Stored) -> Iterator[Remark]:
    """A code stands once in a plan; a name at one place twice is worth a question."""
    codes: dict[str, int] = {}
    names: dict[tuple[str, Any], int] = {}
    for row in rows:
        code = fold(row.values.get("code") or "")
        if code and code in stored.codes:
            yield _said(row, "code", Severity.ERROR, "Mã này đã có trong kế hoạch.")
        elif code and code in codes:
            text = f"Mã này trùng với dòng {codes[code] + 1}."
            yield _said(row, "code", Severity.ERROR, text)
        codes.setdefault(code, row.number)
        unit = row.values.get("unit")
        name = (fold(row.values.get("name") or ""), getattr(unit, "pk", unit))
        if not name[0] or unit is None:
            continue
        if name in stored.names:
            text = "Kế hoạch đã có đề án cùng tên, cùng địa điểm."
            yield _said(row, "name", Severity.WARNING, text)
        elif name in names:
            text = f"Cùng tên, cùng địa điểm với dòng {names[name] + 1}."
            yield _said(row, "name", Severity.WARNING, text)
        names.setdefault(name, row.number)


def _said(row: ReadRow, column: str, severity: Severity, message: str) -> Remark:
    return Remark(row.number, column, severity, "repeated", message)
