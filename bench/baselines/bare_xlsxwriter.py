"""The same workbook by nothing but XlsxWriter: same cells, styles, widths, heights, merges.

The cells are read once from the portal's own file; measured is only writing them, one call a cell,
without any thought of what they mean.
"""

import io
from typing import Any

import openpyxl
import plan
import xlsxwriter

from reports import rendering

made: dict[str, Any] = {}


def prepare() -> None:
    """Read the portal's workbook into plain lists."""
    figures, document = plan.figures_and_document()
    written = rendering.render("xlsx", figures, document)
    sheet = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0]
    cached = openpyxl.load_workbook(io.BytesIO(written), data_only=True).worksheets[0]
    inside = {
        (row, column)
        for merged in sheet.merged_cells.ranges
        for row in range(merged.min_row, merged.max_row + 1)
        for column in range(merged.min_col, merged.max_col + 1)
    }
    base = {"font_name": sheet["A1"].font.name, "font_size": 11}
    made["options"] = {"in_memory": True, "default_format_properties": base}
    made["styles"] = []
    made["rows"] = []
    numbers: dict[Any, int] = {}
    for row in sheet.iter_rows():
        cells = [cell for cell in row if cell.has_style and (cell.row, cell.column) not in inside]
        made["rows"].append([_plain(cell, cached, numbers) for cell in cells])
    made["merges"] = [_merge(sheet, merged, numbers) for merged in sheet.merged_cells.ranges]
    made["heights"] = [
        (at - 1, row.height) for at, row in sheet.row_dimensions.items() if row.height
    ]
    made["widths"] = [
        (column.min - 1, column.max - 1, column.width)
        for column in sheet.column_dimensions.values()
    ]


def _plain(cell: Any, cached: Any, numbers: dict[Any, int]) -> tuple[Any, ...]:
    kind = {"n": "number", "s": "string", "inlineStr": "string", "d": "datetime", "f": "formula"}
    name = "blank" if cell.value is None else kind[cell.data_type]
    result = cached.cell(cell.row, cell.column).value if name == "formula" else None
    return cell.row - 1, cell.column - 1, name, cell.value, _style(cell, numbers), result


def _merge(sheet: Any, merged: Any, numbers: dict[Any, int]) -> tuple[Any, ...]:
    first = sheet.cell(merged.min_row, merged.min_col)
    edges = (merged.min_row - 1, merged.min_col - 1, merged.max_row - 1, merged.max_col - 1)
    return edges, first.value, _style(first, numbers)


def _style(cell: Any, numbers: dict[Any, int]) -> int:
    """The number of a cell's look; its XlsxWriter properties are kept under that number."""
    key = plan.look(cell)
    if key not in numbers:
        (name, size, bold, italic, underline), (across, down, wrap), sides, code = key
        edges = dict(
            zip(("left", "right", "top", "bottom"), (int(bool(s)) for s in sides), strict=True)
        )
        properties = {"font_name": name, "font_size": size, "bold": bold, "italic": italic}
        properties |= {"underline": int(bool(underline)), "num_format": code, **edges}
        places = {"align": across, "valign": {"center": "vcenter"}.get(down, down)}
        places["text_wrap"] = bool(wrap)
        made["styles"].append(properties | {k: v for k, v in places.items() if v})
        numbers[key] = len(numbers)
    return numbers[key]


def once() -> None:
    """One workbook."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, made["options"])
    sheet = book.add_worksheet()
    formats = [book.add_format(properties) for properties in made["styles"]]
    write = {
        "number": sheet.write_number,
        "string": sheet.write_string,
        "datetime": sheet.write_datetime,
        "blank": sheet.write_blank,
    }
    for first, last, width in made["widths"]:
        sheet.set_column(first, last, width)
    for at, height in made["heights"]:
        sheet.set_row(at, height)
    for edges, value, style in made["merges"]:
        sheet.merge_range(*edges, value, formats[style])
    for row in made["rows"]:
        for at, column, name, value, style, cached in row:
            if name == "formula":
                sheet.write_formula(at, column, value, formats[style], cached)
            else:
                write[name](at, column, value, formats[style])
    book.close()
    made["bytes"] = buffer.getvalue()


def result() -> dict[str, Any]:
    """Cells with their styles, read back."""
    return plan.workbook_facts(made["bytes"])
