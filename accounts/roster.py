"""A list of people as it comes from Excel: rows of any columns laid out as the page shows them.

Pure: text in, text out. What the cells mean is judged by ``accounts.resources``.
"""

from collections.abc import Container, Iterable, Sequence
from typing import Final

from kernel.sheets.refusal import Limits
from kernel.text import clean, fold

LIMITS: Final = Limits(rows=500, columns=30)
HEADS: Final = (
    "Tên đăng nhập",
    "Họ và tên",
    "Chức vụ",
    "Vai trò",
    "Đơn vị",
    "Mã đơn vị hành chính",
    "Thư điện tử",
    "Điện thoại",
)
_ALSO: Final = {
    "tai khoan": "Tên đăng nhập",
    "ten tai khoan": "Tên đăng nhập",
    "ho ten": "Họ và tên",
    "chuc danh": "Chức vụ",
    "co quan": "Đơn vị",
    "ten don vi": "Đơn vị",
    "ma don vi": "Mã đơn vị hành chính",
    "ma xa": "Mã đơn vị hành chính",
    "email": "Thư điện tử",
    "e mail": "Thư điện tử",
    "so dien thoai": "Điện thoại",
    "sdt": "Điện thoại",
}
_KNOWN: Final = {fold(head): head for head in HEADS} | _ALSO
_USERNAME, _FULL_NAME = HEADS.index("Tên đăng nhập"), HEADS.index("Họ và tên")
Rows = list[list[str]]


def laid_out(rows: Iterable[Sequence[str]]) -> Rows:
    """Return the rows in the page's columns; a first row of heads says which is which.

    Without heads the columns are taken in the page's order. Empty rows are left out. Raises
    SheetRefused for more rows than one list may have.
    """
    filled = [[clean(cell) for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    LIMITS.check_rows(len(filled), len(filled), 1)
    if not filled:
        return []
    heads = [_KNOWN.get(fold(cell), "") for cell in filled[0]]
    if sum(1 for head in heads if head) < 2:
        return [[*row, *[""] * len(HEADS)][: len(HEADS)] for row in filled]
    places = {head: at for at, head in reversed(list(enumerate(heads))) if head}
    return [
        [row[places[head]] if head in places and places[head] < len(row) else "" for head in HEADS]
        for row in filled[1:]
    ]


def with_usernames(rows: Rows, taken: Container[str]) -> Rows:
    """Fill in a name to sign in with where there is none: "Lê Thị Hoa" becomes hoa.lt."""
    used = {row[_USERNAME].lower() for row in rows}
    for row in rows:
        words = fold(row[_FULL_NAME]).split()
        if row[_USERNAME] or not words:
            continue
        initials = "".join(word[0] for word in words[:-1])
        name = f"{words[-1]}.{initials}" if initials else words[-1]
        wanted, number = name, 2
        while wanted in used or wanted in taken:
            wanted, number = f"{name}{number}", number + 1
        row[_USERNAME] = wanted
        used.add(wanted)
    return rows
