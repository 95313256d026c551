"""Text goes out as text and comes back the same; numbers and dates stay real."""

import csv
import datetime
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.sheets.delimited import harmless, original
from kernel.sheets.reader import read
from kernel.sheets.writer import Table, csv_text, xlsx
from tests.kernel.sheets.payloads import AWKWARD, FORMULAS

pytestmark = pytest.mark.pure

ALL = FORMULAS + AWKWARD
# What the first character of a cell must not be for a spreadsheet to take it for a formula.
TRIGGERS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"


def test_enough_payloads() -> None:
    assert len(set(FORMULAS)) >= 60


def test_no_payload_becomes_a_formula_or_a_link() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(Table("Du lieu", ALL, [ALL, ALL]))))
    cells = [cell for line in book.active.iter_rows() for cell in line]
    assert len(cells) == 3 * len(ALL)
    assert [cell.coordinate for cell in cells if cell.data_type != "s"] == []
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []


def test_stock_writer_does_make_formulas() -> None:
    """Negative control: the same payloads by openpyxl are live."""
    book = openpyxl.Workbook()
    book.active.append(["=1+1", "==1+1", "x"])
    assert [cell.data_type for cell in book.active[1]] == ["f", "f", "s"]


@pytest.mark.parametrize("payloads", [ALL[0::2], ALL[1::2]])
def test_payloads_come_back_as_they_went(payloads: list[str]) -> None:
    """In the header, first and last in a row, beside one another."""
    rows = [payloads, payloads[::-1], *(["x", payload] for payload in payloads)]
    assert read(xlsx(Table("Du lieu", payloads, rows))).rows == [payloads, *rows]


# What divides cells or lines has a file of its own: its delimiter is guessed from the file.
DIVIDING = [payload for payload in ALL if set(payload) & set(',;\t\r\n"')]
TOGETHER = [payload for payload in ALL if payload not in DIVIDING]


@pytest.mark.parametrize("payloads", [TOGETHER, ALL, *([payload] for payload in DIVIDING)])
def test_payloads_survive_csv(payloads: list[str]) -> None:
    upload = csv_text(["Tên", "Ghi chú"], [["x", payload] for payload in payloads]).encode()
    lost = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
    shown = [lost.sub("\N{REPLACEMENT CHARACTER}", payload) for payload in payloads]
    assert read(upload).rows == [["Tên", "Ghi chú"], *(["x", text] for text in shown)]


def test_no_cell_of_a_csv_starts_a_formula_whatever_the_delimiter() -> None:
    text = csv_text(["Tên"], [[payload] for payload in ALL]).removeprefix("\ufeff")
    for cut in ",;\t":
        cells = [cell for line in csv.reader(io.StringIO(text), delimiter=cut) for cell in line]
        live = [c for c in cells if c.strip(" \n\"'").startswith(tuple(TRIGGERS))]
        assert [c for c in live if not re.fullmatch(r"-[\d.,]+", c.strip(' "'))] == []


@pytest.mark.parametrize("text", ["-5", "-1,5", "-1.500.000", "5", "Gốm", "", "a-b", "a = b"])
def test_harmless_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text


@given(st.text(alphabet="=+-@ \t\r\n,;'\"a1\u00a0\uff1d", max_size=12))
def test_making_harmless_can_be_undone(text: str) -> None:
    assert original(harmless(text)) == text


def test_numbers_and_dates_are_real() -> None:
    values = [
        5, -5, 0, 999_999_999_999_999, Decimal("0.3"), Decimal("12.50"), 1.5, True, False,
        datetime.date(2026, 2, 13), datetime.datetime(2026, 2, 13, 9, 41, 5),  # noqa: DTZ001
    ]  # fmt: skip
    upload = xlsx(Table("Du lieu", ["Cột"], [values]))
    assert read(upload).rows[1] == values
    page = openpyxl.load_workbook(io.BytesIO(upload)).active
    assert [cell.data_type for cell in page[2]] == ["n"] * 7 + ["b"] * 2 + ["d"] * 2
    assert page["J2"].number_format == "dd/mm/yyyy"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2**53 + 1, "9007199254740993"),
        (Decimal("0.12345678901234567"), "0.12345678901234567"),
        (float("nan"), "nan"),
        (Decimal("Infinity"), "Infinity"),
        (datetime.date(1899, 12, 1), "01/12/1899"),
    ],
)
def test_what_excel_cannot_hold_is_written_as_text(value: object, shown: str) -> None:
    assert read(xlsx(Table("Du lieu", ["Cột"], [[value]]))).rows[1] == [shown]


def test_moments_are_written_in_vietnamese_time() -> None:
    moment = datetime.datetime(2026, 2, 13, 18, 0, tzinfo=datetime.UTC)
    table = Table("Du lieu", ["Lúc"], [[moment]])
    expected = datetime.datetime(2026, 2, 14, 1, 0)  # noqa: DTZ001
    # a moment at a full hour is still a moment
    assert read(xlsx(table)).rows[1] == [expected]
    assert csv_text(["Lúc"], [[moment]]).splitlines()[1] == '"14/02/2026 01:00:00"'


def test_nothing_is_lost_without_a_sign() -> None:
    rows = [["x" * 40_000], ["a\ud800b"], ["a\ufffeb"], [None, "z"]]
    found = read(xlsx(Table("Du lieu", ["Cột"], rows))).rows
    assert found[1][0].startswith("x" * 1000)
    assert found[1][0].endswith("… (đã cắt bớt)")
    assert found[2:] == [["a\ufffdb"], ["a\ufffdb"], [None, "z"]]


def test_markup_of_the_library_cannot_be_smuggled_in() -> None:
    """XlsxWriter copies "<r>…</r>" into the file unescaped."""
    payload = "<r><t>x</t></r></si><si><t>y</t></si><si><r><t>z</t></r>"
    upload = xlsx(Table("Du lieu", ["Cột", "Sau"], [[payload, "w"]]))
    with zipfile.ZipFile(io.BytesIO(upload)) as archive:
        strings = archive.read("xl/sharedStrings.xml").decode()
    assert strings.count("<si>") == 4
    assert read(upload).rows[1] == [payload, "w"]


def test_sheet_is_ready_to_work_with() -> None:
    table = Table("Du lieu", ["Tên", "Ghi chú"], [["Gốm", "x" * 200], ["Mây tre", "y"]])
    page = openpyxl.load_workbook(io.BytesIO(xlsx(table))).active
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:B3"
    assert page["A1"].font.bold
    assert page["A2"].number_format == "@"
    assert 8 <= page.column_dimensions["A"].width < 15
    assert 55 < page.column_dimensions["B"].width < 65


def test_several_tables_and_an_empty_one() -> None:
    upload = xlsx(Table("Du lieu", ["A"], []), Table("Lỗi", ["B"], [["x"]]))
    assert read(upload).rows == [["A"]]
    assert read(upload, sheet="Lỗi").rows == [["B"], ["x"]]
