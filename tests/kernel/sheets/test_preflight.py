"""Every hostile upload is refused with its code, soon; the same just inside the limit is read."""

import io
import resource
import time
from pathlib import Path

import pytest

from kernel.sheets.preflight import preflight
from kernel.sheets.reader import read
from kernel.sheets.refusal import MESSAGES, ArchiveLimits, Code, Limits, SheetRefused
from tests.kernel.sheets import corpus
from tests.kernel.sheets.corpus import HOSTILE, MEGABYTE, parts, plus, row, sheet, text_cell

pytestmark = pytest.mark.pure

REFUSED_WITHIN = 2.0  # seconds


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_upload_is_refused_with_its_code(name: str) -> None:
    code, make = HOSTILE[name]
    upload = make()
    start = time.monotonic()
    with pytest.raises(SheetRefused) as refused:
        read(upload)
    assert refused.value.code == code
    assert time.monotonic() - start < REFUSED_WITHIN


def test_corpus_holds_every_code_of_the_file_itself() -> None:
    asked_by_the_reader = {Code.HEAVY, Code.NO_SHEET, Code.WHICH_SHEET, Code.EMPTY}
    assert {code for code, _ in HOSTILE.values()} == set(Code) - asked_by_the_reader
    assert len(HOSTILE) >= 40
    assert set(MESSAGES) == set(Code)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ods", "Không đọc được loại tệp này. Mở bằng Excel, chọn Lưu thành ‘.xlsx’."),
        ("empty", "Tệp rỗng hoặc bị hỏng."),
        ("encrypted package", "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lại."),
        ("macros", "Không nhận tệp có macro."),
        ("bomb of zeros", "Tệp giải nén quá lớn (giới hạn 100 MB)."),
        ("over 10 MB", "Tệp tối đa 10 MB."),
        (
            "far cell",
            "Bảng có dữ liệu ngoài vùng cho phép (ô XFD1048576). Xóa các cột/dòng thừa.",
        ),
        ("25,000 rows", "Tối đa 20.000 dòng mỗi lần; tệp có 25.000."),
        ("entity bomb", "Tệp chứa nội dung không an toàn."),
    ],
)
def test_refusal_says_the_agreed_sentence(name: str, message: str) -> None:
    with pytest.raises(SheetRefused) as refused:
        read(HOSTILE[name][1]())
    assert str(refused.value) == refused.value.message == message


def test_web_process_keeps_its_memory_through_the_bombs() -> None:
    uploads = [make() for name, (_, make) in HOSTILE.items() if "bomb" in name or "far" in name]
    before = resident()
    for upload in uploads:
        with pytest.raises(SheetRefused):
            read(upload)
    assert len(uploads) >= 8
    assert resident() - before < 50 * MEGABYTE


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


INSIDE = {
    "sound": lambda: corpus.workbook(),
    "200 entries": lambda: corpus.many_entries(200),
    "noise of 9 MB": lambda: plus("xl/media/a.png", b"\x89PNG" + corpus.noise(9 * MEGABYTE)),
    "packs well but is small": lambda: plus("xl/media/a.bin", b"\0" * MEGABYTE),
    "stored, not packed": lambda: corpus.zipped(parts(), method=0),
    "byte order mark": lambda: plus(
        corpus.SHEET_PART, b"\xef\xbb\xbf" + parts()[corpus.SHEET_PART]
    ),
    "two dots in a name": lambda: plus("xl/media/a..b.png", b"\x89PNG"),
    "doctype as text": lambda: corpus.workbook(
        sheet(row(1, text_cell("A1", "Tên")), row(2, text_cell("A2", "&lt;!DOCTYPE x>")))
    ),
    "hyperlink out": lambda: corpus.external("hyperlink"),
    "far cells formatted but empty": lambda: corpus.workbook(corpus.blank_far_cells()),
    "macro-enabled type without macros": lambda: plus(
        "[Content_Types].xml",
        parts()["[Content_Types].xml"].replace(
            b"</Types>",
            b'<Override PartName="/xl/workbook.xml" ContentType='
            b'"application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>',
        ),
    ),
}


@pytest.mark.parametrize("name", INSIDE)
def test_upload_just_inside_the_limits_is_read(name: str) -> None:
    workbook = read(INSIDE[name]())
    assert workbook.kind == "xlsx"
    assert len(workbook.rows) == 2


def test_twenty_thousand_rows_under_the_header_pass() -> None:
    workbook = read(corpus.workbook(corpus.table(20_001)))
    assert len(workbook.rows) == 20_001
    assert workbook.rows[-1] == [20_001, 20_001]


def test_one_hundred_columns_pass_and_101_do_not() -> None:
    def wide(columns: int) -> bytes:
        return corpus.workbook(sheet("<row>" + "<c><v>1</v></c>" * columns + "</row>"))

    assert read(wide(100)).rows == [[1] * 100]
    with pytest.raises(SheetRefused, match="ô CW1"):
        read(wide(101))


def test_limits_are_the_callers_to_choose() -> None:
    upload = corpus.workbook(corpus.table(4))
    assert len(read(upload, limits=Limits(rows=3)).rows) == 4
    with pytest.raises(SheetRefused, match=r"Tối đa 2 dòng mỗi lần; tệp có 3\."):
        read(upload, limits=Limits(rows=2))
    with pytest.raises(SheetRefused, match="Tệp tối đa 0 MB"):
        preflight(upload, ArchiveLimits(size=100))


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    old = tmp_path / "danh-sach.xlsx"
    old.write_bytes(corpus.xls())
    text = tmp_path / "bang.xlsx"
    text.write_text("Tên;Số\nGốm;1\n", encoding="utf-8")
    assert preflight(old) == "xls"
    assert preflight(str(text)) == "csv"
    assert preflight(io.BytesIO(corpus.workbook())) == "xlsx"


def test_stream_is_read_from_its_start_and_left_there() -> None:
    stream = io.BytesIO(corpus.workbook())
    stream.seek(100)
    assert preflight(stream) == "xlsx"
    assert stream.tell() == 0
