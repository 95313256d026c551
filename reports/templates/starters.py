"""Templates to begin with: the paper of a report, in the manner of NĐ 30, with placeholders."""

from io import BytesIO
from typing import Any

from django.utils import timezone

from accounts.letterhead import Letterhead, Signature
from reports import selectors
from reports.catalogue import Report
from reports.checks import LANDSCAPE
from reports.choices import Shape
from reports.documents import Document
from reports.figures import KINDS
from reports.figures.shapes import Column, ColumnKind
from reports.layouts import Layout
from reports.rendering import docx
from reports.rendering.xlsx import FONT, MARGINS_MM, MM_PER_CHARACTER, MM_PER_INCH
from reports.tables import Line, LineKind, Table
from reports.templates.placeholders import COLUMNS, FIGURES, WITHOUT_SUMS

_MODELS = (
    (LineKind.HEAD, 1, "muc"),
    (LineKind.HEAD, 2, "nhom"),
    (LineKind.ITEM, 3, "dong"),
    (LineKind.TOTAL, 0, "tong"),
)
HEAD_PT, FOOT_PT = 30, 60


class _Blanks(Table):
    """A table whose cells hold placeholders instead of values."""

    def text(self, kind: str, value: Any) -> str:
        """Return the placeholder."""
        return str(value)


def render(report: Report, layout: Layout, output: str) -> bytes:
    """Return a starter for a report as "docx" or "xlsx"."""
    document = _document(report, layout)
    return docx.render(document) if output == "docx" else _excel(document)


def written(name: str) -> str:
    """Return a placeholder as it stands in a file."""
    return f"{{{{ {name} }}}}"


def _document(report: Report, layout: Layout) -> Document:
    columns = tuple(
        column
        for column in selectors.columns_of(layout, dict(KINDS[report.slug]))
        if column.shown and column.key in COLUMNS
    )
    signature = Signature(*(written(f"nguoi_ky.{x}") for x in ("hinh_thuc", "chuc_vu", "ho_ten")))
    unit = f"Đơn vị tính: {written('don_vi_tinh')}" if report.has_money else ""
    return Document(
        landscape=layout.orientation == LANDSCAPE,
        letterhead=Letterhead(
            *map(written, ("co_quan_chu_quan", "ten_co_quan", "so_ky_hieu", "dia_danh_ngay_thang"))
        ),
        form_code="",
        headings=(written("loai_van_ban"),),
        title=written("trich_yeu"),
        plain_title=str(report.name),
        subtitles=(written("pham_vi"),),
        unit_line=unit,
        signatures=(signature,),
        recipients=(written("noi_nhan"),),
        author="",
        generated_at=timezone.now(),
        shape=Shape.MAIN,
        table=_table(columns, with_sums=report.slug not in WITHOUT_SUMS),
        notes=(written("ghi_chu"),),
        sheet_name="Mau",
    )


def _table(columns: tuple[Column, ...], *, with_sums: bool) -> _Blanks:
    lines = []
    for kind, level, prefix in _MODELS:
        if kind == LineKind.TOTAL and not with_sums:
            continue
        is_item = kind == LineKind.ITEM
        values = tuple(
            written(f"{prefix}.{COLUMNS[c.key]}") if is_item or c.kind in FIGURES else None
            for c in columns
        )
        label = "TỔNG CỘNG" if prefix == "tong" else written(f"{prefix}.ten")
        code = "" if prefix == "tong" else written(f"{prefix}.ma")
        lines.append(Line(kind, level, code, label, values))
    return _Blanks(columns, tuple(lines), "", 0, (), ())


# --- Excel ----------------------------------------------------------------------------------------


def _excel(document: Document) -> bytes:
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
