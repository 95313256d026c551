"""The formats as django-import-export uses them."""

import datetime
from decimal import Decimal

import pytest
import tablib

from kernel.sheets.formats import SafeCSV, SafeXLSX
from kernel.sheets.refusal import Code, SheetRefused
from kernel.sheets.writer import Table, xlsx
from tests.kernel.sheets import corpus

pytestmark = pytest.mark.pure

ROWS = [
    ("Gốm Đông Triều", "007", 1_500_000, datetime.date(2026, 2, 13), Decimal("0.3"), None),
    ("=1+1", "+84912345678", -5, None, True, "x"),
]
HEADERS = ["Tên", "Mã", "Kinh phí", "Ngày", "Tỷ lệ", "Ghi chú"]


def exported() -> tablib.Dataset:
    return tablib.Dataset(*ROWS, headers=HEADERS)


def test_excel_export_comes_back_the_same() -> None:
    found = SafeXLSX().create_dataset(SafeXLSX().export_data(exported()))
    assert found.headers == HEADERS
    assert list(found) == ROWS
    assert found.title == "Du lieu"
    assert found.row_numbers == [2, 3]


def test_csv_export_comes_back_as_text() -> None:
    upload = SafeCSV().export_data(exported())
    assert upload.startswith(b"\xef\xbb\xbf")
    assert list(SafeCSV().create_dataset(upload)) == [
        ("Gốm Đông Triều", "007", "1500000", "13/02/2026", "0.3", None),
        ("=1+1", "+84912345678", "-5", None, "True", "x"),
    ]


def test_either_format_reads_what_the_file_really_is() -> None:
    upload = SafeXLSX().export_data(exported())
    assert list(SafeCSV().create_dataset(upload)) == ROWS


def test_header_is_the_first_filled_row_and_empty_rows_are_left_out() -> None:
    table = Table("Du lieu", [], [[None], ["Tên ", None, "Số"], [None, " "], ["Gốm"], [], ["a", 1]])
    found = SafeXLSX().create_dataset(xlsx(table))
    assert found.headers == ["Tên", "", "Số"]
    assert list(found) == [("Gốm", None, None), ("a", 1, None)]
    assert found.row_numbers == [5, 7]


def test_sheet_is_asked_for_when_several_could_be_meant() -> None:
    upload = xlsx(Table("A", ["x"], []), Table("B", ["y"], [["z"]]))
    with pytest.raises(SheetRefused, match=r"nhiều trang tính \(A, B\)") as refused:
        SafeXLSX().create_dataset(upload)
    assert refused.value.code == Code.WHICH_SHEET
    assert list(SafeXLSX().create_dataset(upload, sheet="B")) == [("z",)]


def test_template_sheet_wins() -> None:
    upload = xlsx(Table("Huong dan", ["x"], []), Table("Du lieu", ["y"], [["z"]]))
    assert SafeXLSX().create_dataset(upload).headers == ["y"]


@pytest.mark.parametrize("name", ["entity bomb", "far cell", "ods", "encrypted package"])
def test_hostile_upload_is_refused(name: str) -> None:
    code, make = corpus.HOSTILE[name]
    with pytest.raises(SheetRefused) as refused:
        SafeXLSX().create_dataset(make())
    assert refused.value.code == code


def test_sheet_without_data_is_refused() -> None:
    with pytest.raises(SheetRefused, match="Trang tính không có dữ liệu"):
        SafeXLSX().create_dataset(corpus.workbook(corpus.sheet()))


@pytest.mark.parametrize(("make", "name"), [(SafeXLSX, "xlsx"), (SafeCSV, "csv")])
def test_formats_offer_both_ways(make: type[SafeXLSX] | type[SafeCSV], name: str) -> None:
    chosen = make(encoding="utf-8-sig")
    assert (chosen.get_title(), chosen.get_extension()) == (name, name)
    assert chosen.can_import()
    assert chosen.can_export()
    assert chosen.is_binary()
    assert chosen.get_read_mode() == "rb"
    assert chosen.get_content_type() == make.CONTENT_TYPE
