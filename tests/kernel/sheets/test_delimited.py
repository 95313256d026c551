"""Text tables: encodings and delimiters as offices send them."""

import pytest

from kernel.sheets.reader import read
from kernel.sheets.refusal import Code, SheetRefused

pytestmark = pytest.mark.pure

ROWS = [["Họ tên", "Mã", "Ghi chú"], ["Nguyễn Thị Ánh", "007", None], ["Đỗ Ước", "1,5", "x y"]]


def table(cut: str, end: str = "\r\n") -> str:
    return end.join(
        cut.join(f'"{value}"' if value and cut in value else value or "" for value in row)
        for row in ROWS
    )


def trimmed(rows: list[list[object]]) -> list[list[object]]:
    """Rows as long as their last filled cell."""
    return [row[: max(i for i, value in enumerate(row, 1) if value)] for row in rows]


@pytest.mark.parametrize("cut", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_encodings(cut: str, encoding: str, end: str) -> None:
    found = read(table(cut, end).encode(encoding))
    assert found.kind == "csv"
    assert found.rows == trimmed(ROWS)


def test_windows_vietnamese() -> None:
    text = "Ho\u0323 tên;Ma\u0303\nNguyê\u0303n;007\nĐô\u0303;1"
    assert read(text.encode("cp1258")).rows == [["Họ tên", "Mã"], ["Nguyễn", "007"], ["Đỗ", "1"]]


def test_decomposed_letters_are_composed() -> None:
    assert read("Nguye\u0302\u0303n;x".encode()).rows == [["Nguyễn", "x"]]


def test_first_line_may_name_the_delimiter() -> None:
    assert read(b"sep=;\r\na,b;c\r\n").rows == [["a,b", "c"]]


def test_single_column_and_quoted_line_ends() -> None:
    assert read('Tên\n"Gốm\nsứ"\n'.encode()).rows == [["Tên"], ["Gốm\nsứ"]]


def test_field_longer_than_a_cell_is_refused() -> None:
    assert read(b"a;" + b"x" * 32_767).rows == [["a", "x" * 32_767]]
    with pytest.raises(SheetRefused) as refused:
        read(b"a;" + b"x" * 32_768)
    assert refused.value.code == Code.DAMAGED


def test_unreadable_bytes_are_refused() -> None:
    with pytest.raises(SheetRefused) as refused:
        read(b"a;b\n\x8a\x8d;c")
    assert refused.value.code == Code.DAMAGED
