"""What a document consists of, in the manner of Nghị định 30/2020/NĐ-CP (Phụ lục I).

Number, date and day stay blank: the office's registry gives them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from accounts.letterhead import (
    BLANK,
    DOTS,
    Letterhead,
    OfficePaper,
    Signature,
    letterhead,
)
from accounts.letterhead import signatures as office_signatures
from kernel.money import MoneyUnit
from reports import tables
from reports.choices import LevelFilter, Shape
from reports.figures.shapes import ColumnKind, Figures
from reports.layouts import Layout
from reports.models import FormLayout

ANNEX_NUMBER = "Phụ lục I"
PROJECT = "đề án"


@dataclass(frozen=True)
class DocumentKind:
    """A kind of administrative document: its name and the symbol in its number (NĐ 30/2020/NĐ-CP,
    Phụ lục III). ``goes_with`` and its symbol: the document that an annex of this kind goes with.
    """

    name: str
    symbol: str
    goes_with: str
    goes_with_symbol: str


REPORT = DocumentKind("Báo cáo", "BC", "Báo cáo", "BC")
PLAN = DocumentKind("Kế hoạch", "KH", "Quyết định", "QĐ")


@dataclass(frozen=True)
class Sheet:
    """What every paper has around its content: letterhead, titles, signatures, recipients."""

    landscape: bool
    letterhead: Letterhead | None
    form_code: str
    headings: tuple[str, ...]
    title: str
    plain_title: str
    subtitles: tuple[str, ...]
    unit_line: str
    signatures: tuple[Signature, ...]
    recipients: tuple[str, ...]
    author: str
    generated_at: datetime

    @property
    def is_annex(self) -> bool:
        """Whether the sheet goes with another document and bears no letterhead."""
        return self.letterhead is None


@dataclass(frozen=True)
class Document(Sheet):
    """A sheet with one table, ready to be drawn: a main document, or an annex to a decision."""

    shape: str
    table: tables.Table
    notes: tuple[str, ...]
    sheet_name: str


def compose(
    figures: Figures,
    paper: OfficePaper,
    *,
    money_unit: str = "",
    kind: DocumentKind = REPORT,
    noun: str = PROJECT,
) -> Document:
    """Put a document together; ``noun`` names an item.

    ``money_unit`` empty takes the layout's, and what the layout leaves open the office's.
    """
    layout = figures.layout
    unit, decimals = _unit_and_decimals(money_unit, layout, paper)
    table = tables.build(figures, money_unit=unit, decimals=decimals, noun=noun)
    annex = figures.shape == Shape.ANNEX
    return Document(
        shape=figures.shape,
        landscape=layout.orientation == FormLayout.Orientation.LANDSCAPE,
        letterhead=None if annex else letterhead(paper, kind.symbol, figures.generated_at.year),
        form_code=figures.form_code,
        headings=(ANNEX_NUMBER,) if annex else (kind.name.upper(),),
        title=figures.title.upper() if annex else subject(figures.title, kind),
        plain_title=figures.title,
        subtitles=tuple(_subtitles(figures, paper, kind if annex else None, noun)),
        unit_line=_unit_line(table, str(MoneyUnit(unit).label)),
        table=table,
        notes=tuple(_notes(figures, table)),
        signatures=() if annex else signatures(paper, layout),
        recipients=() if annex else layout.recipients or paper.recipients,
        author=paper.issuing_body,
        generated_at=figures.generated_at,
        sheet_name=figures.period,
    )


def _unit_and_decimals(asked: str, layout: Layout, paper: OfficePaper) -> tuple[str, int]:
    """Return the unit of money and its fewest decimals, which were set for one unit alone."""
    own = layout.money_unit or paper.money_unit
    unit = asked or own
    if unit == own and layout.decimals is not None:
        return unit, layout.decimals
    return unit, paper.decimals if unit == paper.money_unit else 0


def _unit_line(table: tables.Table, unit: str) -> str:
    """Say the unit of money where there is any; beside measures of indicators say that it is."""
    keys = {column.key for column in table.columns}
    if all(column.kind != ColumnKind.MONEY for column in table.columns):
        return ""
    return f"Đơn vị tính kinh phí: {unit}" if "measure" in keys else f"Đơn vị tính: {unit}"


def _notes(figures: Figures, table: tables.Table) -> Iterable[str]:
    """Say under the table its sum in words, what it leaves out and what earlier reports said."""
    filters = figures.filters
    if words := filters.get("in_words"):
        yield f"Bằng chữ: {words}."
    if table.foot:
        yield table.foot
    if carried := filters.get("carried"):
        yield (
            f"{tables.DAGGER} {carried} dòng chưa báo cáo kỳ này, mang số đã duyệt gần nhất sang "
            f"(dấu {tables.DAGGER})."
        )
    if never := filters.get("never_reported"):
        yield f"{never} dòng chưa có báo cáo nào được duyệt."
    if undated := filters.get("undated"):
        yield f"{undated} lớp chưa rõ ngày, không có trong biểu này; xem báo cáo cả năm."
    if not figures.items:
        yield f"Không có {table.noun} nào trong kỳ."


def subject(title: str, kind: DocumentKind) -> str:
    """What stands below the kind's name, which is not said twice: "Khuyến công năm 2026"."""
    name, rest = title[: len(kind.name)], title[len(kind.name) :].lstrip()
    if name.lower() != kind.name.lower() or not rest:
        return title
    return rest[0].upper() + rest[1:]


def _subtitles(
    figures: Figures, paper: OfficePaper, annex: DocumentKind | None, noun: str
) -> Iterable[str]:
    """Say the scope, the days of the data, and which document an annex goes with."""
    filters = figures.filters
    scope = []
    if figures.level != LevelFilter.ALL:
        scope.append(str(LevelFilter(figures.level).label))
    if filters.get("unit_name"):
        scope.append(str(filters["unit_name"]))
    if filters.get("office"):
        scope.append(f"{noun[:1].upper()}{noun[1:]} thuộc địa bàn của {filters['office']}")
    if scope:
        yield " – ".join(scope)
    if "data_to" in filters:
        first, last = (date.fromisoformat(filters[key]) for key in ("data_from", "data_to"))
        yield f"(Số liệu từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y})"
    if annex is not None:
        yield _goes_with(figures, paper, annex)


def _goes_with(figures: Figures, paper: OfficePaper, kind: DocumentKind) -> str:
    symbol, body = BLANK * 8, paper.issuing_body
    if kind is PLAN:
        body = "" if figures.level == LevelFilter.NATIONAL else paper.plan_approver
    elif paper.symbol:
        symbol = paper.symbol + BLANK
    return (
        f"(Kèm theo {kind.goes_with} số{BLANK * 8}/{kind.goes_with_symbol}-{symbol}"
        f"ngày{BLANK * 5}tháng{BLANK * 5}năm{BLANK * 8}của {body or DOTS})"
    )


def signatures(paper: OfficePaper, layout: Layout | None = None) -> tuple[Signature, ...]:
    """Return who signs: who prepared the table, if the layout names him, then the layout's signers
    or the office's first one."""
    if layout is None:
        return office_signatures(paper)
    return office_signatures(paper, named=layout.signers, prepared_by=layout.prepared_by)
