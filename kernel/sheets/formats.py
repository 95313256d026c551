"""Formats for django-import-export that read and write by the safe ways of this package."""

from typing import Any

import tablib
from import_export.formats.base_formats import Format

from kernel.sheets.preflight import Source
from kernel.sheets.reader import Row, Workbook, read
from kernel.sheets.refusal import Code, refusal
from kernel.sheets.writer import Table, csv_text, xlsx


class SheetDataset(tablib.Dataset):
    """A tablib data set that remembers where it came from.

    `row_numbers[i]` is the number, in the sheet, of the i-th data row; `workbook` what was read.
    """

    row_numbers: list[int]
    workbook: Workbook


def dataset_of(file: Source, *, sheet: str | None = None) -> SheetDataset:
    """The chosen sheet of an upload as a data set; its first filled row holds the headers.

    Empty rows are left out. Raises SheetRefused, with WHICH_SHEET when the sheet must be asked for
    and EMPTY when there are no headers.
    """
    workbook = read(file, sheet=sheet)
    if workbook.sheet is None:
        raise refusal(Code.WHICH_SHEET, sheets=", ".join(workbook.visible_sheets))
    filled = [(number, row) for number, row in enumerate(workbook.rows, 1) if _has_content(row)]
    if not filled:
        raise refusal(Code.EMPTY)
    width = max(len(row) for _, row in filled)
    headers, *rows = [(row + [None] * width)[:width] for _, row in filled]
    dataset = SheetDataset(title=(workbook.sheet or "")[:31])
    dataset.headers = ["" if header is None else str(header).strip() for header in headers]
    for row in rows:
        dataset.append(row)
    dataset.row_numbers = [number for number, _ in filled[1:]]
    dataset.workbook = workbook
    return dataset


def _has_content(row: Row) -> bool:
    return any(
        not (value is None or (isinstance(value, str) and not value.strip())) for value in row
    )


class _SafeFormat(Format):
    """What both formats share: reading decides by content, so either reads any accepted file."""

    sheet: str | None = None

    def __init__(self, encoding: str | None = None) -> None:
        # django-import-export passes an encoding; ours is found in the content
        self.encoding = encoding

    def create_dataset(self, in_stream: Source, **kwargs: Any) -> SheetDataset:
        """The data set of an upload (bytes or binary stream). Raises SheetRefused."""
        return dataset_of(in_stream, sheet=kwargs.get("sheet", self.sheet))

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


class SafeXLSX(_SafeFormat):
    """Excel: text cells as text, real numbers and dates."""

    CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def get_title(self) -> str:
        return "xlsx"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return self.CONTENT_TYPE

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """The workbook with the data set on the sheet "Du lieu", so that it can come back."""
        return xlsx(Table("Du lieu", dataset.headers or [], _rows(dataset)))


class SafeCSV(_SafeFormat):
    """CSV: UTF-8 with BOM; cells that look like formulas are made harmless (delimited.py)."""

    CONTENT_TYPE = "text/csv"

    def get_title(self) -> str:
        return "csv"

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return self.CONTENT_TYPE

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """The data set as bytes of UTF-8."""
        return csv_text(dataset.headers or [], _rows(dataset)).encode("utf-8", "replace")


def _rows(dataset: tablib.Dataset) -> list[tuple[Any, ...]]:
    return [dataset[index] for index in range(dataset.height)]
