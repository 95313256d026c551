"""A document as HTML: the sheet on the report page, and what the PDF is made of.

The table is put together as text, cell by cell through ``escape``: a template per cell would make
2,000 rows slower than drawing them.
"""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reports.documents import Document
from reports.figures.shapes import ColumnKind
from reports.tables import HeadCell, Line, LineKind, Table
from reports.texts.paper import TextDocument

PREVIEW_LINES = 200
STYLESHEET = "css/paper.css"
_CLASSES = {
    ColumnKind.MONEY: "n",
    ColumnKind.QUANTITY: "n",
    ColumnKind.PERCENT: "n",
    ColumnKind.NUMBER: "c",
    ColumnKind.DATE: "c",
}


def sheet(document: Document, *, limit: int | None = None) -> str:
    """Return the sheet as a fragment; ``limit`` shows so many lines, and always the total."""
    return render_to_string(
        "print/sheet.html",
        {"document": document, "table": SafeString(table(document.table, limit=limit))},
    )


def page(document: Document, *, style: str = "") -> str:
    """Return a whole HTML file; ``style`` is CSS to carry inside (a file has no stylesheet)."""
    return render_to_string(
        "print/page.html",
        {
            "document": document,
            "sheet": SafeString(sheet(document)),
            "style": SafeString(style),
        },
    )


def text_sheet(document: TextDocument) -> str:
    """Return a report in words as a fragment, its annex behind it."""
    blocks = [
        (block, SafeString(table(block.table)) if block.table else "") for block in document.blocks
    ]
    annex = sheet(document.annex) if document.annex else ""
    return render_to_string(
        "print/text.html", {"document": document, "blocks": blocks, "annex": annex}
    )


def text_page(document: TextDocument, *, style: str = "") -> str:
    """Return a report in words as a whole HTML file."""
    inside = {"document": document, "sheet": text_sheet(document), "style": SafeString(style)}
    return render_to_string("print/page.html", inside)


def text_widths(document: TextDocument) -> str:
    """Return the CSS of the column widths of both tables."""
    inner = [column_widths(block.table) for block in document.blocks if block.table]
    annex = column_widths(document.annex.table, inside=".annex ") if document.annex else ""
    return "".join(inner) + annex


def render(document: Document) -> bytes:
    """Return the document as a file that stands by itself."""
    return page(document, style=stylesheet() + column_widths(document.table)).encode()


def stylesheet() -> str:
    """Return the style of paper."""
    found = finders.find(STYLESHEET)
    return Path(str(found)).read_text(encoding="utf-8")


def column_widths(table: Table, *, inside: str = "") -> str:
    """Return CSS that gives each column its share of the sheet."""
    return "".join(f"{inside}.k{i}{{width:{share}}}" for i, share in enumerate(_shares(table)))


def table(table: Table, *, limit: int | None = None) -> str:
    """Return the table element."""
    parts = [f'<table class="grid" data-marks="{table.mark_width}"><colgroup>']
    for i, share in enumerate(_shares(table)):
        parts.append(f'<col class="k{i}" width="{share}">')
    parts.append("</colgroup><thead>")
    for row in table.head:
        parts += ["<tr>", *(_head_cell(cell) for cell in row), "</tr>"]
    parts.append("</thead><tbody>")
    classes = [_CLASSES.get(column.kind, "") for column in table.columns]
    for line in _limited(table.lines, limit):
        if line.kind == LineKind.ITEM and not line.marks:
            _item(parts, table.texts(line), classes)
        else:
            _marked(parts, table, line, classes)
    parts.append("</tbody></table>")
    return "".join(parts)


def _shares(table: Table) -> Iterable[str]:
    whole = sum(column.width for column in table.columns) or 1
    return [f"{100 * column.width / whole:.2f}%" for column in table.columns]


def _head_cell(cell: HeadCell) -> str:
    spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    scope = "colgroup" if cell.columns > 1 else "col"
    return f'<th scope="{scope}"{spans}>{escape(cell.label)}</th>'


def _limited(lines: Sequence[Line], limit: int | None) -> Sequence[Line]:
    if limit is None or len(lines) <= limit + 1:
        return lines
    return [*lines[:limit], lines[-1]]


def _item(parts: list[str], texts: list[str], classes: list[str]) -> None:
    parts.append("<tr>")
    for text, name in zip(texts, classes, strict=True):
        written = escape(text, quote=False) if text else ""
        parts.append(f'<td class="{name}">{written}</td>' if name else f"<td>{written}</td>")
    parts.append("</tr>")


def _marked(parts: list[str], table: Table, line: Line, classes: list[str]) -> None:
    """Write a line with marks, or whose label runs over several columns or is indented."""
    parts.append(f'<tr class="{line.kind} h{line.level}">')
    runs_over = table.runs_over(line)
    inside = range(table.label_at + 1, table.label_at + table.span) if runs_over else ()
    for i, (text, name) in enumerate(zip(table.texts(line), classes, strict=True)):
        if i in inside:
            continue
        attributes = f' class="{name or "row-name"}"' if name or i == table.label_at else ""
        if i == table.label_at and runs_over and table.span > 1:
            attributes += f' colspan="{table.span}"'
        mark = f'<span class="star">{line.marks[i]}</span>' if i in line.marks else ""
        parts.append(f"<td{attributes}>{escape(text, quote=False)}{mark}</td>")
    parts.append("</tr>")
