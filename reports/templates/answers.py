"""A report's figures as what fills a template: the same values, texts and marks as on its paper."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.letterhead import OfficePaper, letterhead
from kernel.dates import format_date
from reports import documents, tables
from reports.catalogue import Report
from reports.choices import LevelFilter
from reports.documents import Document
from reports.figures.sections import SECTIONS
from reports.figures.shapes import Column, ColumnKind, Figures
from reports.models import MoneyUnit
from reports.parameters import Parameters
from reports.rendering.xlsx import decimals_of
from reports.tables import LineKind, Table
from reports.templates.placeholders import COLUMNS, FIGURES, SUMS, WITHOUT_SUMS
from reports.templates.values import EMPTY, Line, Value, Values

_LEVELS = {"quoc_gia": LevelFilter.NATIONAL, "dia_phuong": LevelFilter.LOCAL}
_CODES = {"tong": "", **{prefix: SECTIONS[level][0] for prefix, level in _LEVELS.items()}}
_ITEMS = {LineKind.ITEM: "dong", LineKind.CHILD: "con", LineKind.SUMMARY: "tong_hop"}


def answers(
    report: Report,
    parameters: Parameters,
    figures: Figures,
    document: Document,
    paper: OfficePaper,
) -> Values:
    """Return everything that a template of the report may ask for."""
    table = _whole(figures, document.table)
    single = {
        **_head(report, figures, paper),
        **_words(report, parameters, figures, document),
        **_sums(report, figures, table),
    }
    return Values(single, list(_lines(table)))


def _whole(figures: Figures, printed: Table) -> Table:
    """Return the table with all columns, also those that the layout doesn't show."""
    columns = [replace(column, shown=True) for column in figures.columns]
    return tables.build(
        replace(figures, columns=columns),
        money_unit=printed.money_unit,
        decimals=printed.decimals,
        noun=printed.noun,
    )


def _head(report: Report, figures: Figures, paper: OfficePaper) -> dict[str, Value]:
    head = letterhead(paper, report.kind.symbol, figures.generated_at.year)
    signer = documents.signatures(paper, figures.layout)[-1]
    return _texts(
        {
            "co_quan_chu_quan": head.governing_body,
            "ten_co_quan": head.issuing_body,
            "so_ky_hieu": head.number_line,
            "dia_danh": paper.place_name,
            "dia_danh_ngay_thang": head.place_and_date,
            "loai_van_ban": report.kind.name.upper(),
            "noi_nhan": "\n".join(figures.layout.recipients or paper.recipients),
            "nguoi_lap": figures.layout.prepared_by,
            "nguoi_ky.hinh_thuc": signer.capacity,
            "nguoi_ky.chuc_vu": signer.position,
            "nguoi_ky.ho_ten": signer.full_name,
        }
    )


def _words(
    report: Report, parameters: Parameters, figures: Figures, document: Document
) -> dict[str, Value]:
    filters, period = figures.filters, parameters.period
    first, last = (
        date.fromisoformat(filters[key]) if key in filters else day
        for key, day in (("data_from", period.first), ("data_to", period.last))
    )
    scope = [text for text in document.subtitles if not text.startswith("(")]
    named = str(filters.get("period_title") or f"năm {period.year}")
    return {
        **_texts(
            {
                "tieu_de": figures.title,
                "trich_yeu": documents.subject(figures.title, report.kind),
                "ky_hieu_mau": figures.form_code,
                "ky_bao_cao": named,
                "pham_vi": "; ".join(scope),
                "don_vi_tinh": str(MoneyUnit(document.table.money_unit).label),
                "ghi_chu": "\n".join(document.notes),
            }
        ),
        "nam": Value(str(period.year), period.year, "0"),
        "so_dong": Value(str(len(figures.items)), len(figures.items), "0"),
        "tu_ngay": _day(first),
        "den_ngay": _day(last),
        "ngay_lap": _day(timezone.localtime(figures.generated_at).date()),
    }


def _texts(words: Mapping[str, str]) -> dict[str, Value]:
    return {name: Value(tables.printable(text)) for name, text in words.items()}


def _day(day: date) -> Value:
    return Value(format_date(day), day.isoformat(), "date")


def _sums(report: Report, figures: Figures, table: Table) -> dict[str, Value]:
    """Return the total and the sums of the two sections; a section without any item is zero."""
    if report.slug in WITHOUT_SUMS:
        return {}
    found: dict[str, Value] = {}
    lines = {line.code: line for line in table.lines if line.level <= 1}
    for prefix in SUMS:
        line = lines.get(_CODES[prefix])
        is_asked = figures.level in {LevelFilter.ALL, _LEVELS.get(prefix)}
        for at, column in _figures(table):
            nothing = _value(table, column, 0) if is_asked and column.kind in _ADDED else EMPTY
            value = _cell(table, column, line, at) if line else nothing
            found[f"{prefix}.{COLUMNS[column.key]}"] = value
    return found


_ADDED = tables.ADDED_KINDS


def _figures(table: Table) -> Iterable[tuple[int, Column]]:
    return ((at, c) for at, c in enumerate(table.columns) if c.kind in FIGURES and c.key in COLUMNS)


def _lines(table: Table) -> Iterable[Line]:
    """Yield the lines of the table in its order, each as the rows of a template know it."""
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
            COLUMNS[column.key]: _cell(table, column, line, at)
            for at, column in enumerate(table.columns)
            if column.key in COLUMNS
        }
        yield Line(kind, {**cells, **_texts(labels)})


def _cell(table: Table, column: Column, line: tables.Line, at: int) -> Value:
    return _value(table, column, line.values[at], line.marks.get(at, ""))


def _value(table: Table, column: Column, raw: Any, mark: str = "") -> Value:
    """Return one value as the report's own Word and Excel print it; unknown is nothing."""
    if raw is None or raw == "":
        return EMPTY
    text = table.text(column.kind, raw) + mark
    if column.kind == ColumnKind.DATE:
        return Value(text, raw.isoformat(), "date")
    if column.kind == ColumnKind.NUMBER and isinstance(raw, int):
        return Value(text, raw, "0")
    if column.kind not in FIGURES:
        return Value(text)
    is_dong = table.money_unit == MoneyUnit.DONG
    decimals = 0 if is_dong else table.decimals
    if column.kind != ColumnKind.MONEY:
        decimals = decimals_of(raw)
    code = "#,##0" + ("." + "0" * decimals if decimals else "") + (f'"{mark}"' if mark else "")
    return Value(text, table.number(column.kind, raw), code)
