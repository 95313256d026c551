"""Templates to begin with: papers in the manner of NĐ 30, with placeholders in them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from django.utils import timezone

from accounts.letterhead import Letterhead, Signature
from reports import selectors
from reports.catalogue import Report
from reports.checks import LANDSCAPE
from reports.choices import Shape
from reports.documents import Document
from reports.figures.shapes import Column, ColumnKind
from reports.rendering import docx
from reports.rendering.xlsx import FONT, MARGINS_MM, MM_PER_CHARACTER, MM_PER_INCH
from reports.tables import Line, LineKind, Table
from reports.templates.placeholders import COLUMNS, FIGURES, WITHOUT_SUMS

Models = Sequence[tuple[LineKind, int, str]]  # the kind and level of a row, and what it repeats for
MODELS: Models = (
    (LineKind.HEAD, 1, "muc"),
    (LineKind.HEAD, 2, "nhom"),
    (LineKind.ITEM, 3, "dong"),
    (LineKind.TOTAL, 0, "tong"),
)
HEAD_PT, FOOT_PT = 30, 60


class Blanks(Table):
    """A table whose cells hold placeholders instead of values."""

    def text(self, kind: str, value: Any) -> str:
        """Return the placeholder."""
        return str(value)


def written(name: str) -> str:
    """Return a placeholder as it stands in a file."""
    return f"{{{{ {name} }}}}"


def frame() -> dict[str, Any]:
    """Return what stands around every starter: letterhead, who signs, who receives."""
    head = ("co_quan_chu_quan", "ten_co_quan", "so_ky_hieu", "dia_danh_ngay_thang")
    signer = ("nguoi_ky.hinh_thuc", "nguoi_ky.chuc_vu", "nguoi_ky.ho_ten")
    return {
        "landscape": False,
        "letterhead": Letterhead(*map(written, head)),
        "form_code": "",
        "subtitles": (),
        "unit_line": "",
        "signatures": (Signature(*map(written, signer)),),
        "recipients": (written("noi_nhan"),),
        "author": "",
        "generated_at": timezone.now(),
    }


def of_report(report: Report) -> Document:
    """Return the starter of a report: its paper with placeholders in it."""
    has_sums = report.slug not in WITHOUT_SUMS
    models = [one for one in MODELS if has_sums or one[0] != LineKind.TOTAL]
    return of_table(
        report.slug,
        report.kinds,
        models,
        headings=(written("loai_van_ban"),),
        title=written("trich_yeu"),
        plain_title=str(report.name),
        subtitles=(written("pham_vi"),),
        unit_line=f"Đơn vị tính: {written('don_vi_tinh')}" if report.has_money else "",
    )


def of_table(
    slug: str,
    kinds: Mapping[str, ColumnKind],
    models: Models,
    *,
    not_added: Collection[str] = (),
    widths: Mapping[str, int] | None = None,
    **words: Any,
) -> Document:
    """Return a sheet with the columns of a table as the office lays it out today; those that
    ``widths`` name, if it is given, so wide."""
    layout = selectors.layout_on(slug, timezone.localdate())
    columns = [
        column
        for column in selectors.columns_of(layout, dict(kinds))
        if column.shown and column.key in COLUMNS
    ]
    if widths is not None:
        columns = [replace(one, width=widths[one.key]) for one in columns if one.key in widths]
    facts = {
        **frame(),
        "landscape": layout.orientation == LANDSCAPE,
        "shape": Shape.MAIN,
        "table": blanks(columns, models, not_added=not_added),
        "notes": (written("ghi_chu"),),
        "sheet_name": "Mau",
    }
    return Document(**facts | words)


def blanks(
    columns: Iterable[Column],
    models: Models,
    names: Mapping[str, str] = COLUMNS,
    *,
    not_added: Collection[str] = (),
) -> Blanks:
    """Return a table with a row of placeholders for each model; ``names`` are those of columns.
    Heads and totals have sums but of the columns ``not_added``."""
    columns = tuple(columns)
    lines = []
    for kind, level, prefix in models:
        is_item, is_total = kind == LineKind.ITEM, kind == LineKind.TOTAL
        values = tuple(
            written(f"{prefix}.{names[c.key]}")
            if is_item or (c.kind in FIGURES and c.key not in not_added)
            else None
            for c in columns
        )
        label = "TỔNG CỘNG" if is_total else written(f"{prefix}.ten")
        code = "" if is_total else written(f"{prefix}.ma")
        lines.append(Line(kind, level, code, label, values))
    return Blanks(columns, tuple(lines), "", 0, (), ())


# --- Excel ----------------------------------------------------------------------------------------


def excel(document: Document) -> bytes:
    """Return a starter as .xlsx."""
    import xlsxwriter

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        _Sheet(book, document).write()
    return target.getvalue()


class _Sheet:
    """Writes one starter on one worksheet, from the top down."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book, self.document, self.table = book, document, document.table
        self.sheet = book.add_worksheet(document.sheet_name)
        self.last = len(self.table.columns) - 1
        self.row = 0

    def write(self) -> None:
        """Write everything."""
        self._page()
        head, half = self.document.letterhead, self.last // 2
        left = (head.governing_body, head.issuing_body, head.number_line)
        right = (head.state_name, head.motto, head.place_and_date)
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            look = {"bold": number == 1, "align": "center"}
            self._across(one, 0, half, **look)
            self._across(other, half + 1, self.last, **look | {"bold": number < 2})
            self.row += 1
        self.row += 1
        for text in (*self.document.headings, self.document.title):
            self._line(text, bold=True, align="center", font_size=14)
        self._line(self.document.subtitles[0], italic=True, align="center")
        if self.document.unit_line:
            self._line(self.document.unit_line, italic=True, align="right")
        self._body()
        self._line(self.document.notes[0], italic=True, text_wrap=True, valign="top")
        self.row += 1
        signature = self.document.signatures[0]
        for text in (signature.capacity, signature.position, "", "", "", signature.full_name):
            self._across(text, half + 1, self.last, bold=True, align="center")
            self.row += 1
        self._line("Nơi nhận:", bold=True, italic=True)
        self._line(self.document.recipients[0], text_wrap=True, valign="top")
        self.sheet.set_row(self.row - 1, FOOT_PT)
        self.sheet.print_area(0, 0, self.row - 1, self.last)

    def _page(self) -> None:
        if self.document.landscape:
            self.sheet.set_landscape()
        self.sheet.set_paper(9)
        margins = {side: mm / MM_PER_INCH for side, mm in MARGINS_MM.items()}
        self.sheet.set_margins(**margins)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)
        for at, column in enumerate(self.table.columns):
            self.sheet.set_column(at, at, column.width / MM_PER_CHARACTER)

    def _format(self, **look: Any) -> Any:
        return self.book.add_format(
            {"font_name": FONT, "font_size": 11, "valign": "vcenter"} | look
        )

    def _line(self, text: str, **look: Any) -> None:
        self._across(text, 0, self.last, **look)
        self.row += 1

    def _across(self, text: str, first: int, last: int, **look: Any) -> None:
        self._block(self.row, first, last, text, self._format(**look))

    def _body(self) -> None:
        top = self.row
        head = self._format(bold=True, border=1, align="center", text_wrap=True)
        for row in self.table.head:
            for cell in row:
                bottom, right = self.row + cell.rows - 1, cell.at + cell.columns - 1
                self._block(bottom, cell.at, right, cell.label, head)
            self.sheet.set_row(self.row, HEAD_PT)
            self.row += 1
        for line in self.table.lines:
            self._model(line)
            self.row += 1
        self.sheet.repeat_rows(top, top + len(self.table.head) - 1)
        self.sheet.freeze_panes(top + len(self.table.head), 0)

    def _model(self, line: Line) -> None:
        """Write a row of placeholders; a label runs over the columns of words."""
        table, texts = self.table, self.table.texts(line)
        label = range(table.label_at, table.label_at + table.span)
        for at, text in enumerate(texts):
            style = self._cell(table.columns[at], line)
            if not table.runs_over(line) or at not in label:
                self.sheet.write_string(self.row, at, text, style)
            elif at == label[0]:
                self._block(self.row, at, label[-1], text, style)

    def _block(self, bottom: int, first: int, last: int, text: str, style: Any) -> None:
        if (bottom, last) == (self.row, first):
            self.sheet.write_string(self.row, first, text, style)
        else:
            self.sheet.merge_range(self.row, first, bottom, last, text, style)

    def _cell(self, column: Column, line: Line) -> Any:
        align = {"align": "right"} if column.kind in FIGURES else {"text_wrap": True}
        if column.kind in {ColumnKind.NUMBER, ColumnKind.DATE}:
            align = {"align": "center"}
        return self._format(border=1, bold=line.is_bold, **align)


RENDERERS: Mapping[str, Callable[[Document], bytes]] = {"docx": docx.render, "xlsx": excel}
