"""Figures and facts as what fills a template: the same values, texts and marks as on paper."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.letterhead import OfficePaper, letterhead, signatures
from kernel.dates import format_date
from kernel.money import UNKNOWN, format_dong, format_quantity
from kernel.words import dong_in_words
from reports import tables
from reports.figures.shapes import Column, ColumnKind, Figures, Row
from reports.rendering.xlsx import decimals_of
from reports.tables import LineKind, Table
from reports.templates.placeholders import COLUMNS, FIGURES, IN_WORDS
from reports.templates.values import EMPTY, Line, Value

_ITEMS = {LineKind.ITEM: "dong", LineKind.CHILD: "con", LineKind.SUMMARY: "tong_hop"}


def texts(words: Mapping[str, Any]) -> dict[str, Value]:
    """Return words as values; nothing for what isn't there."""
    return {name: Value(tables.printable(str(text or ""))) for name, text in words.items()}


def day(of: date | None) -> Value:
    """Return a day; nothing for none."""
    return Value(format_date(of), of.isoformat(), "date") if of else EMPTY


def number(count: int) -> Value:
    """Return a count or a year."""
    return Value(str(count), count, "0")


def quantity(amount: Decimal | None, mark: str = "") -> Value:
    """Return a quantity with the decimals that it has; the portal's word where nobody knows it."""
    if amount is None:
        return Value(UNKNOWN)
    written = int(amount) if amount == int(amount) else float(amount)
    return Value(format_quantity(amount) + mark, written, _code(decimals_of(amount), mark))


def dong(amount: int | None) -> Value:
    """Return an amount in đồng; the portal's word where nobody knows it."""
    return Value(UNKNOWN) if amount is None else Value(format_dong(amount), amount, _code(0))


def in_words(row: Row, keys: Iterable[str]) -> dict[str, Value]:
    """Return amounts of a row as papers say them below a sum; one that isn't whole isn't said."""
    found = {}
    for key in keys:
        amount = row.values[key]
        text = UNKNOWN if row.unknown[key] else "" if amount is None else dong_in_words(amount)
        found[f"{IN_WORDS}.{COLUMNS[key]}"] = Value(text)
    return found


def _code(decimals: int, mark: str = "") -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "") + (f'"{mark}"' if mark else "")


def head(
    paper: OfficePaper,
    symbol: str,
    *,
    recipients: Iterable[str] = (),
    named: Iterable[tuple[str, str, str]] = (),
) -> dict[str, Value]:
    """Return ``placeholders.HEAD`` for a document of the kind ``symbol`` that is made today."""
    today = timezone.localdate()
    top = letterhead(paper, symbol, today.year)
    signer = signatures(paper, named=tuple(named))[-1]
    words = {
        "co_quan_chu_quan": top.governing_body,
        "ten_co_quan": top.issuing_body,
        "so_ky_hieu": top.number_line,
        "dia_danh": paper.place_name,
        "dia_danh_ngay_thang": top.place_and_date,
        "noi_nhan": "\n".join(tuple(recipients) or paper.recipients),
        "nguoi_ky.hinh_thuc": signer.capacity,
        "nguoi_ky.chuc_vu": signer.position,
        "nguoi_ky.ho_ten": signer.full_name,
    }
    return texts(words) | {"ngay_lap": day(today)}


# --- tables ---------------------------------------------------------------------------------------


def whole(figures: Figures, printed: Table) -> Table:
    """Return the table with all columns, also those that the layout doesn't show."""
    columns = [replace(column, shown=True) for column in figures.columns]
    return tables.build(
        replace(figures, columns=columns),
        money_unit=printed.money_unit,
        decimals=printed.decimals,
        noun=printed.noun,
    )


def sums(table: Table, prefix: str, code: str = "", unknown: str = "") -> dict[str, Value]:
    """Return the sums of a section, of the whole table without a code; nothing where none is."""
    line = next((one for one in table.lines if one.level <= 1 and one.code == code), None)
    return {
        f"{prefix}.{COLUMNS[column.key]}": cell(table, at, line, unknown) if line else EMPTY
        for at, column in figures_of(table)
    }


def zeros(table: Table, prefix: str) -> dict[str, Value]:
    """Return the sums of a section that has no item; what can't be added is nothing."""
    return {
        f"{prefix}.{COLUMNS[column.key]}": (
            value(table, column, 0) if column.kind in tables.ADDED_KINDS else EMPTY
        )
        for _at, column in figures_of(table)
    }


def figures_of(table: Table) -> Iterable[tuple[int, Column]]:
    """Yield the columns of figures with their places."""
    return ((at, c) for at, c in enumerate(table.columns) if c.kind in FIGURES and c.key in COLUMNS)


def lines(table: Table, kinds: Mapping[str, str] | None = None, unknown: str = "") -> list[Line]:
    """Return the lines of the table in its order, each as the rows of a template know it.

    ``kinds`` are other names for kinds of lines, ``unknown`` stands where nobody knows an amount.
    """
    found = []
    heads = {"muc": "", "nhom": ""}
    for line, after in zip(table.lines, (*table.lines[1:], None), strict=False):
        if line.kind == LineKind.TOTAL:
            continue
        kind = _ITEMS.get(line.kind) or ("muc" if line.level == 1 else "nhom")
        if line.kind == LineKind.HEAD and after and after.kind == LineKind.SUMMARY:
            kind = "tong_hop"
        if kind == "muc":
            heads = {"muc": line.label, "nhom": ""}
        elif kind == "nhom":
            heads["nhom"] = line.label
        labels = heads if kind == "dong" else {"ten": line.label, "ma": line.code}
        cells = {
            COLUMNS[column.key]: cell(table, at, line, unknown)
            for at, column in enumerate(table.columns)
            if column.key in COLUMNS
        }
        found.append(Line((kinds or {}).get(kind, kind), {**cells, **texts(labels)}))
    return found


def cell(table: Table, at: int, line: tables.Line, unknown: str = "") -> Value:
    """Return one value of a line; ``unknown`` where nobody knows it."""
    if at in line.unknown:
        return Value(unknown)
    return value(table, table.columns[at], line.values[at], line.marks.get(at, ""))


def value(table: Table, column: Column, raw: Any, mark: str = "") -> Value:
    """Return one value as the table's own Word and Excel print it; nothing for nothing."""
    if raw is None or raw == "":
        return EMPTY
    text = table.text(column.kind, raw) + mark
    if column.kind == ColumnKind.DATE:
        return Value(text, raw.isoformat(), "date")
    if column.kind == ColumnKind.NUMBER and isinstance(raw, int):
        return Value(text, raw, "0")
    if column.kind not in FIGURES:
        return Value(text)
    decimals = table.decimals if column.kind == ColumnKind.MONEY else decimals_of(raw)
    return Value(text, table.number(column.kind, raw), _code(decimals, mark))
