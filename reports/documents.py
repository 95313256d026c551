"""What a document consists of, in the manner of Nghị định 30/2020/NĐ-CP (Phụ lục I).

Number, date and day stay blank: the office's registry gives them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reports import tables
from reports.choices import LevelFilter, Shape
from reports.figures.shapes import Figures
from reports.models import FormLayout, MoneyUnit
from reports.selectors import OfficePaper

STATE_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
ANNEX_NUMBER = "Phụ lục I"
BLANK = "\N{NO-BREAK SPACE}"
DOTS = "………………"
NOTHING = "Không có đề án nào trong kỳ."


@dataclass(frozen=True)
class DocumentKind:
    """A kind of administrative document: its name and the symbol in its number (NĐ 30/2020/NĐ-CP,
    Phụ lục III)."""

    name: str
    symbol: str


REPORT = DocumentKind("Báo cáo", "BC")
PLAN = DocumentKind("Kế hoạch", "KH")


@dataclass(frozen=True)
class Letterhead:
    """The head of a main document: who issues it, blank number and date."""

    governing_body: str
    issuing_body: str
    number_line: str
    place_and_date: str
    state_name: str = STATE_NAME
    motto: str = MOTTO


@dataclass(frozen=True)
class Signature:
    """One who signs: form of signing and position in capitals, and the name."""

    capacity: str
    position: str
    full_name: str


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
    figures: Figures, paper: OfficePaper, *, money_unit: str = "", kind: DocumentKind = REPORT
) -> Document:
    """Put a document together; ``money_unit`` empty takes the layout's."""
    layout = figures.layout
    unit = money_unit or layout.money_unit
    table = tables.build(figures, money_unit=unit, decimals=layout.decimals)
    annex = figures.shape == Shape.ANNEX
    notes = [table.foot] if table.foot else []
    if not figures.items:
        notes.append(NOTHING)
    return Document(
        shape=figures.shape,
        landscape=layout.orientation == FormLayout.Orientation.LANDSCAPE,
        letterhead=None if annex else letterhead(paper, kind, figures.generated_at.year),
        form_code=figures.form_code,
        headings=(ANNEX_NUMBER,) if annex else (kind.name.upper(),),
        title=figures.title.upper() if annex else _subject(figures.title, kind),
        plain_title=figures.title,
        subtitles=tuple(_subtitles(figures, paper, annex=annex)),
        unit_line=f"Đơn vị tính: {MoneyUnit(unit).label}",
        table=table,
        notes=tuple(notes),
        signatures=() if annex else signatures(paper, prepared_by=layout.prepared_by),
        recipients=() if annex else paper.recipients,
        author=paper.issuing_body,
        generated_at=figures.generated_at,
        sheet_name=figures.period,
    )


def _subject(title: str, kind: DocumentKind) -> str:
    """What stands below the kind's name, which is not said twice: "Khuyến công năm 2026"."""
    name, rest = title[: len(kind.name)], title[len(kind.name) :].lstrip()
    if name.lower() != kind.name.lower() or not rest:
        return title
    return rest[0].upper() + rest[1:]


def letterhead(paper: OfficePaper, kind: DocumentKind, year: int) -> Letterhead:
    """Return the head of a main document that will be dated in ``year``."""
    symbol = "-".join(part for part in (kind.symbol, paper.symbol) if part)
    return Letterhead(
        governing_body=paper.governing_body.upper(),
        issuing_body=(paper.issuing_body or DOTS).upper(),
        number_line=f"Số:{BLANK * 6}/{symbol}",
        place_and_date=f"{paper.place_name or DOTS}, ngày{BLANK * 5}tháng{BLANK * 5}năm {year}",
    )


def _subtitles(figures: Figures, paper: OfficePaper, *, annex: bool) -> Sequence[str]:
    lines = []
    if figures.level != LevelFilter.ALL:
        lines.append(str(LevelFilter(figures.level).label))
    if figures.filters.get("unit_name"):
        lines.append(str(figures.filters["unit_name"]))
    if figures.filters.get("office"):
        lines.append(f"Đề án thuộc địa bàn của {figures.filters['office']}")
    words = [" – ".join(lines)] if lines else []
    if annex:
        approver = "" if figures.level == LevelFilter.NATIONAL else paper.plan_approver
        words.append(
            f"(Kèm theo Quyết định số{BLANK * 8}/QĐ-{BLANK * 8}ngày{BLANK * 5}tháng{BLANK * 5}năm"
            f"{BLANK * 8}của {approver or DOTS})"
        )
    return words


def signatures(paper: OfficePaper, *, prepared_by: str = "") -> tuple[Signature, ...]:
    """Return who signs: who prepared the table, if he is named, and the office's first signer."""
    signers = [Signature(*signer) for signer in paper.signers[:1]] or [Signature("", "", "")]
    prepared = [Signature("", "Người lập biểu", prepared_by)] if prepared_by else []
    both = [*prepared, *signers]
    return tuple(Signature(s.capacity.upper(), s.position.upper(), s.full_name) for s in both)
