"""A report in words as a document in the manner of Nghị định 30/2020/NĐ-CP: blocks and an annex."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.letterhead import OfficePaper
from kernel.money import MoneyUnit
from reports import documents
from reports.choices import TextSection
from reports.documents import Document, Sheet
from reports.figures.shapes import Column, ColumnKind
from reports.tables import STAR, Line, LineKind, Table, printable
from reports.texts.facts import IndicatorFacts, TextFacts
from reports.texts.outline import OUTLINE

ANNEX = "Phụ lục"
EMPTY = "Chưa có nội dung."
BLANK_CELLS = "Ô để trống là chưa có số liệu."


@dataclass(frozen=True)
class Block:
    """A heading, or none, with what stands under it; ``level`` 1 is a part, 2 a section."""

    level: int
    number: str
    title: str
    paragraphs: tuple[str, ...]
    table: Table | None = None
    note: str = ""

    @property
    def heading(self) -> str:
        """The heading as printed."""
        if not self.title:
            return ""
        title = self.title.upper() if self.level == 1 else self.title
        return f"{self.number}. {title}"


@dataclass(frozen=True)
class TextDocument(Sheet):
    """A report in words, ready to be drawn: a main document with the progress table as annex."""

    blocks: tuple[Block, ...]
    annex: Document | None


def compose(
    facts: TextFacts,
    paragraphs: Mapping[str, Sequence[str]],
    paper: OfficePaper,
    *,
    office: str,
    generated_at: datetime,
    annex: Document | None,
) -> TextDocument:
    """Put the document together from each section's ``paragraphs``; ``office`` is named where the
    figures are of a part of the Centre's area."""
    title = f"Kết quả hoạt động khuyến công {facts.period.title}"
    head = documents.letterhead(paper, documents.REPORT.symbol, generated_at.year)
    return TextDocument(
        landscape=False,
        letterhead=head,
        form_code="",
        headings=(documents.REPORT.name.upper(),),
        title=title,
        plain_title=f"Báo cáo {title[0].lower()}{title[1:]}",
        subtitles=(f"Số liệu thuộc địa bàn của {office}",) if office else (),
        unit_line="",
        signatures=documents.signatures(paper),
        recipients=paper.recipients,
        author=paper.issuing_body,
        generated_at=generated_at,
        blocks=tuple(_blocks(facts, paragraphs)),
        annex=_annex(annex, head.number_line, paper) if annex else None,
    )


def _blocks(facts: TextFacts, paragraphs: Mapping[str, Sequence[str]]) -> Iterable[Block]:
    for part in OUTLINE:
        own = tuple(printable(text) for text in paragraphs.get(part.lead, ()))
        yield Block(
            1,
            part.number,
            part.titled(facts.period.following),
            own or (() if part.sections else (EMPTY,)),
        )
        for place, section in enumerate(part.sections, start=1):
            texts = tuple(printable(text) for text in paragraphs.get(section, ()))
            table = indicator_table(facts) if section == TextSection.CONTENTS else None
            yield Block(
                level=2,
                number=str(place),
                title=str(TextSection(section).label),
                paragraphs=texts or (EMPTY,),
                table=table,
                note=_note(table) if table else "",
            )


def _note(table: Table) -> str:
    """Say under the small table what its stars and its empty cells mean, where it has any."""
    items = [line for line in table.lines if line.kind == LineKind.ITEM]
    blank = BLANK_CELLS if any(None in line.values for line in items) else ""
    return " ".join(text for text in (table.foot, blank) if text)


def _annex(annex: Document, number_line: str, paper: OfficePaper) -> Document:
    """The progress table behind the report: it goes with it and bears no letterhead of its own."""
    blank = documents.BLANK
    number_line = number_line[:1].lower() + number_line[1:]
    kept = [line for line in annex.subtitles if not line.startswith("(")]
    with_report = (
        f"(Kèm theo Báo cáo {number_line} ngày{blank * 5}tháng{blank * 5}năm{blank * 8}"
        f"của {paper.issuing_body or documents.DOTS})"
    )
    return replace(
        annex,
        letterhead=None,
        headings=(ANNEX,),
        title=annex.plain_title.upper(),
        subtitles=(*kept, with_report),
        signatures=(),
        recipients=(),
    )


_COLUMNS = (
    ("indicator", "Chỉ tiêu", ColumnKind.TEXT, 44),
    ("measure", "Đơn vị tính", ColumnKind.TEXT, 18),
    ("plan", "Kế hoạch", ColumnKind.QUANTITY, 16),
    ("period", "Trong kỳ", ColumnKind.QUANTITY, 15),
    ("ytd", "Lũy kế từ đầu năm", ColumnKind.QUANTITY, 16),
    ("estimate", "Ước cả năm", ColumnKind.QUANTITY, 15),
    ("pct_plan", "% kế hoạch", ColumnKind.PERCENT, 17),
    ("last_year", "Cùng kỳ năm trước", ColumnKind.QUANTITY, 16),
    ("pct_last_year", "% cùng kỳ", ColumnKind.PERCENT, 14),
)
_KEYS = tuple(key for key, *_rest in _COLUMNS[2:])


def indicator_columns() -> tuple[Column, ...]:
    """Return the columns of the small table."""
    return tuple(
        Column(key, label, kind, "", shown=True, width=width)
        for key, label, kind, width in _COLUMNS
    )


def indicator_table(facts: TextFacts) -> Table | None:
    """Return the small table of indicators, under their contents; nothing without indicators."""
    rows = facts.whole.indicators
    if not rows:
        return None
    return Table(
        columns=indicator_columns(),
        lines=tuple(_lines(rows)),
        money_unit=MoneyUnit.MILLION,
        decimals=facts.decimals,
        incomplete=(),
        unknown_words=(),
    )


def _lines(rows: Sequence[IndicatorFacts]) -> Iterable[Line]:
    group = ""
    for row in rows:
        if row.group and row.group != group:
            group = row.group
            yield Line(LineKind.HEAD, 1, "", printable(group), (None,) * len(_COLUMNS))
        figures = tuple(getattr(row, key) for key in _KEYS)
        marks = {
            i: STAR
            for i, (key, value) in enumerate(zip(_KEYS, figures, strict=True), start=2)
            if value is not None and row.unknown.get(key)
        }
        yield Line(LineKind.ITEM, 2, "", row.name, (row.name, row.measure, *figures), marks)
