"""Why a spreadsheet is refused: the codes, the Vietnamese sentences, the limits.

Standard library only, because the confined child process uses it as well.
"""

from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024


class Code(StrEnum):
    """What was wrong with the file; stable, shown next to the message and used in JSON."""

    TYPE = "sheet-type"
    DAMAGED = "sheet-damaged"
    PASSWORD = "sheet-password"  # noqa: S105 - the name of a refusal
    MACRO = "sheet-macro"
    UNPACKED = "sheet-unpacked"
    FAR_CELL = "sheet-far-cell"
    ROWS = "sheet-rows"
    UNSAFE = "sheet-unsafe"
    NESTED = "sheet-nested"
    EXTERNAL = "sheet-external"
    ENTRIES = "sheet-entries"
    SIZE = "sheet-size"
    HEAVY = "sheet-heavy"
    NO_SHEET = "sheet-missing"
    WHICH_SHEET = "sheet-which"
    EMPTY = "sheet-empty"


MESSAGES: dict[Code, str] = {
    Code.TYPE: "Không đọc được loại tệp này. Mở bằng Excel, chọn Lưu thành ‘.xlsx’.",
    Code.DAMAGED: "Tệp rỗng hoặc bị hỏng.",
    Code.PASSWORD: "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.",
    Code.MACRO: "Không nhận tệp có macro.",
    Code.UNPACKED: "Tệp giải nén quá lớn (giới hạn {megabytes} MB).",
    Code.FAR_CELL: ("Bảng có dữ liệu ngoài vùng cho phép (ô {cell}). Xóa các cột/dòng thừa."),
    Code.ROWS: "Tối đa {limit} dòng mỗi lần; tệp có {found}.",
    Code.UNSAFE: "Tệp chứa nội dung không an toàn.",
    Code.NESTED: "Tệp có tệp khác nhúng bên trong. Hãy xóa đối tượng nhúng rồi tải lại.",
    Code.EXTERNAL: (
        "Tệp có liên kết tới tệp khác. Trong Excel, chọn Dữ liệu, Chỉnh sửa liên kết, "
        "Ngắt liên kết rồi tải lại."
    ),
    Code.ENTRIES: (
        "Tệp có quá nhiều thành phần (tối đa {limit}). "
        "Chép bảng dữ liệu sang một tệp mới rồi tải lại."
    ),
    Code.SIZE: "Tệp tối đa {megabytes} MB.",
    Code.HEAVY: (
        "Tệp quá nặng, không đọc xong trong giới hạn cho phép. "
        "Chép bảng dữ liệu sang một tệp mới hoặc chia thành nhiều tệp."
    ),
    Code.NO_SHEET: "Tệp không có trang tính “{sheet}”. Các trang tính có trong tệp: {sheets}.",
    Code.WHICH_SHEET: (
        "Tệp có nhiều trang tính ({sheets}). Hãy chọn trang tính cần đọc, "
        "hoặc đặt tên trang tính đó là “Du lieu”."
    ),
    Code.EMPTY: "Trang tính không có dữ liệu.",
}


class SheetRefused(Exception):  # noqa: N818 - a refusal told to a person, not a programming error
    """A file that is not read.

    `code` is a `Code`, `message` the Vietnamese sentence for the person who sent the file;
    `str()` of it is that sentence.
    """

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def refusal(code: Code, **facts: object) -> SheetRefused:
    """The refusal for `code` with its sentence filled in from `facts`."""
    return SheetRefused(code, MESSAGES[code].format(**facts))


def grouped(number: int) -> str:
    """A count as the office writes it: 20.000."""
    return f"{number:,}".replace(",", ".")


def column_letters(column: int) -> str:
    """The letters of a column counted from 1: 1 -> A, 16384 -> XFD."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column, counted from 1, of its letters: XFD -> 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def cell_address(row: int, column: int) -> str:
    """The address of a cell, both counted from 1: (12, 3) -> C12."""
    return f"{column_letters(column)}{row}"


@dataclass(frozen=True)
class Limits:
    """How large a table may be: data rows below `header_rows`, and columns."""

    rows: int = 20_000
    columns: int = 100
    header_rows: int = 1

    def check_column(self, row: int, column: int) -> None:
        """Refuse a cell with content right of the last column; both counted from 1."""
        if column > self.columns:
            raise refusal(Code.FAR_CELL, cell=cell_address(row, column))

    def check_rows(self, filled: int, last_row: int, last_column: int) -> None:
        """Refuse too many filled rows, else a last row that lies far below the rest."""
        found = filled - self.header_rows
        if found > self.rows:
            raise refusal(Code.ROWS, limit=grouped(self.rows), found=grouped(found))
        if last_row > self.rows + self.header_rows:
            raise refusal(Code.FAR_CELL, cell=cell_address(last_row, last_column))


@dataclass(frozen=True)
class ArchiveLimits:
    """How large an uploaded file may be, packed and unpacked; bytes."""

    size: int = 10 * MEGABYTE
    entries: int = 200
    unpacked: int = 100 * MEGABYTE
    ratio: int = 100
