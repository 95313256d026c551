"""Good workbooks come out exactly; the child process is really limited."""

import datetime
import io
import signal
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter

from kernel import confined
from kernel.sheets.cells import NOT_CALCULATED, CellError
from kernel.sheets.reader import read
from kernel.sheets.refusal import Code, SheetRefused
from tests.kernel.sheets import corpus
from tests.kernel.sheets.corpus import row, sheet, text_cell, workbook

pytestmark = pytest.mark.pure

Fill = Callable[[xlsxwriter.Workbook, xlsxwriter.workbook.Worksheet], None]


def written(fill: Fill, **options: object) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as book:
        fill(book, book.add_worksheet("Bang"))
    return target.getvalue()


def numbers(*texts: str) -> bytes:
    cells = "".join(f"<c><v>{text}</v></c>" for text in texts)
    return workbook(sheet(f"<row>{cells}</row>"))


def test_text_stays_text() -> None:
    texts = ["007", "034099000007", "1e5", "=1+1", "#N/A", " a ", "x\ny", "Nguyễn Thị Ánh", "true"]
    upload = written(lambda _, s: [s.write_string(0, i, text) for i, text in enumerate(texts)])
    assert read(upload).rows == [texts]


def test_numbers_have_no_float_noise() -> None:
    found = read(numbers("5", "-5", "0.30000000000000004", "1.5", "999999999999", "1E5", "0"))
    expected = [5, -5, Decimal("0.3"), Decimal("1.5"), 999_999_999_999, 100_000, 0]
    assert found.rows == [expected]
    assert [type(value) for value in found.rows[0]] == [type(value) for value in expected]


@pytest.mark.parametrize("date_1904", [False, True])
def test_dates_are_dates_in_both_systems(date_1904: bool) -> None:
    day, moment = datetime.date(2026, 2, 13), datetime.datetime(2026, 2, 13, 9, 41, 5)  # noqa: DTZ001

    def fill(book: xlsxwriter.Workbook, page: xlsxwriter.workbook.Worksheet) -> None:
        page.write_datetime(0, 0, day, book.add_format({"num_format": "dd/mm/yyyy"}))
        page.write_datetime(0, 1, moment, book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}))
        page.write_string(0, 2, "13/02/2026")
        page.write_number(0, 3, 45000)
        page.write_datetime(0, 4, moment.time(), book.add_format({"num_format": "hh:mm"}))

    found = read(written(fill, date_1904=date_1904)).rows
    assert found == [[day, moment, "13/02/2026", 45000, "09:41:05"]]
    assert type(found[0][0]) is datetime.date


def test_truth_values_and_empty_cells() -> None:
    cells = '<c r="A1" t="b"><v>1</v></c><c r="C1" t="b"><v>0</v></c><c r="D1" t="str"><v></v></c>'
    assert read(workbook(sheet(f'<row r="1">{cells}</row>'))).rows == [[True, None, False]]


def test_formula_errors_and_missing_values_are_errors() -> None:
    cells = (
        '<c r="A1" t="e"><f>B9</f><v>#REF!</v></c><c r="B1" t="e"><v>#N/A</v></c>'
        '<c r="C1"><f>1+1</f></c><c r="D1"><f>1+1</f><v>2</v></c>'
        '<c r="E1" t="str"><f>""</f><v></v></c><c r="F1"><f>1+1</f><v/></c>'
    )
    upload = workbook(sheet(f'<row r="1">{cells}</row>', row(3, '<c r="A3"><f>A1</f></c>')))
    assert read(upload).rows == [
        [
            CellError("#REF!"), CellError("#N/A"), CellError(NOT_CALCULATED), 2, None,
            CellError(NOT_CALCULATED),
        ],
        [],
        [CellError(NOT_CALCULATED)],
    ]  # fmt: skip


def test_rows_and_columns_keep_their_places() -> None:
    upload = workbook(sheet(row(3, text_cell("C3", "x")), row(5, text_cell("A5", "y"))))
    assert read(upload).rows == [[], [], [None, None, "x"], [], ["y"]]


def test_merged_ranges_and_hidden_rows_are_reported() -> None:
    upload = workbook(
        sheet(
            row(1, text_cell("A1")),
            row(2, text_cell("A2"), attributes=' hidden="1"'),
            row(3, text_cell("A3"), attributes=' hidden="0"'),
            row(4, text_cell("A4"), attributes=' hidden="true"'),
            row(9, attributes=' hidden="1"'),
            after='<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="A3:A4"/>'
            "</mergeCells>",
        )
    )
    found = read(upload)
    assert found.merged == ("A1:C1", "A3:A4")
    assert found.hidden_rows == (2, 4)


def test_prefixed_markup_is_followed() -> None:
    upload = HOSTILE_PREFIX.replace("XFD2", "B2")
    assert read(workbook(upload)).rows == [["x"], [None, "x"]]


HOSTILE_PREFIX = (
    sheet(row(1, text_cell("A1")), row(2, text_cell("XFD2")))
    .replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    .replace("xmlns=", "xmlns:x=")
)  # fmt: skip


def test_old_excel_is_read() -> None:
    found = read(corpus.xls())
    assert found.kind == "xls"
    assert found.sheet == "Du lieu"
    assert found.rows == [
        ["Họ tên", "Số CCCD", "Kinh phí", "Ngày"],
        ["Nguyễn Thị Ánh", "034099000007", 1_500_000, datetime.date(2026, 2, 13)],
    ]


def two_sheets(first: str, second: str, *, hide: bool = False) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = first
    book.active.append(["một"])
    page = book.create_sheet(second)
    page.append(["hai"])
    page.sheet_state = "hidden" if hide else "visible"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_template_sheet_is_read_whichever_is_active() -> None:
    found = read(two_sheets("Huong dan", "Du lieu"))
    assert (found.sheet, found.rows) == ("Du lieu", [["hai"]])
    assert found.sheets == ("Huong dan", "Du lieu")


def test_only_visible_sheet_is_read() -> None:
    found = read(two_sheets("A", "Danh muc", hide=True))
    assert (found.sheet, found.rows, found.visible_sheets) == ("A", [["một"]], ("A",))


def test_of_several_sheets_none_is_guessed() -> None:
    found = read(two_sheets("A", "B"))
    assert (found.sheet, found.rows) == (None, [])
    assert read(two_sheets("A", "B"), sheet="B").rows == [["hai"]]


def test_missing_sheet_is_named() -> None:
    with pytest.raises(SheetRefused, match=r"không có trang tính “C”.*: A, B") as refused:
        read(two_sheets("A", "B"), sheet="C")
    assert refused.value.code == Code.NO_SHEET


def test_full_table_fits_the_child() -> None:
    """20,000 rows of 40 columns with money and text."""
    names = [f"Cơ sở {i}" for i in range(500)]
    rows = [
        row(
            number + 1,
            *(
                text_cell(f"{letter}{number + 1}", names[(number + column) % 500])
                for column, letter in enumerate("ABCDEFGHIJKLMNOPQRST")
            ),
            *(f"<c><v>{number * 1000 + column}</v></c>" for column in range(20)),
        )
        for number in range(20_000)
    ]
    found = read(workbook(sheet(*rows)))
    assert len(found.rows) == 20_000
    assert found.rows[-1][0] == names[19_999 % 500]
    assert found.rows[-1][39] == 19_999_019


def test_largest_part_that_preflight_lets_pass_is_read_within_the_childs_memory() -> None:
    """Five million shared strings, 95 MB unpacked, just under the ratio; the limit is 512 MB."""
    filler = corpus.noise(1_000_000).hex().encode()
    text = b'<sst xmlns="%s">' % corpus.MAIN.encode() + b"<si><t>a</t></si>" * 5_200_000
    upload = corpus.plus("xl/sharedStrings.xml", text + b"<!--" + filler + b"--></sst>")
    assert read(upload).rows == [["Tên"], ["Gốm"]]


def test_parser_that_runs_out_of_memory_dies_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same task bound to a tenth of the memory: negative control of the limit."""
    less = "import kernel.confined as c; c.MEMORY //= 8; main()"
    monkeypatch.setattr(confined, "START", confined.START.replace("main()", less))
    assert read(corpus.workbook()).rows == [["Tên"], ["Gốm"]]
    text = b"<sst>" + b"<si><t>a</t></si>" * 5_200_000
    filler = corpus.noise(1_000_000).hex().encode()
    with pytest.raises(SheetRefused) as refused:
        read(corpus.plus("xl/sharedStrings.xml", text + b"<!--" + filler + b"--></sst>"))
    assert refused.value.code == Code.HEAVY


def test_child_that_never_answers_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "START", "import time; time.sleep(600)")
    monkeypatch.setattr(confined, "WALL_SECONDS", 0.5)
    with pytest.raises(SheetRefused) as refused:
        read(corpus.workbook())
    assert refused.value.code == Code.HEAVY


@pytest.mark.parametrize(
    "start",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "print('{{\"sheets\": [')",
        "print('[]')",
        "while True: print('x' * 100000)",
        f"import signal; raise SystemExit({int(signal.SIGXCPU)})",
    ],
)
def test_child_that_dies_or_babbles_is_a_refusal(
    start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "START", start)
    with pytest.raises(SheetRefused) as refused:
        read(corpus.workbook())
    assert refused.value.code == Code.HEAVY
