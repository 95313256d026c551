"""Amounts in words, as papers say them below a sum: "Ba trăm linh năm triệu đồng"."""

from collections.abc import Iterator
from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS: Final = ((10**6, "triệu"), (10**3, "nghìn"), (1, ""))
_BILLION: Final = 10**9


def dong_in_words(amount: int) -> str:
    """Return an amount of đồng in words, with a capital at its beginning."""
    words = " ".join(_number(abs(amount))) or _DIGITS[0]
    if amount < 0:
        words = f"âm {words}"
    return f"{words[0].upper()}{words[1:]} đồng"


def _number(number: int, *, is_inside: bool = False) -> Iterator[str]:
    """Say a number; ``is_inside`` one says its empty hundreds, because more stands before it."""
    above, number = divmod(number, _BILLION)
    if above:
        yield from _number(above, is_inside=is_inside)
        yield "tỷ"
        is_inside = True
    for scale, name in _GROUPS:
        group, number = divmod(number, scale)
        if group:
            yield from _below_thousand(group, is_inside=is_inside)
            if name:
                yield name
            is_inside = True


def _below_thousand(number: int, *, is_inside: bool) -> Iterator[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if hundreds or is_inside:
        yield from (_DIGITS[hundreds], "trăm")
        if ones and not tens:
            yield "linh"
    if tens > 1:
        yield from (_DIGITS[tens], "mươi")
    elif tens:
        yield "mười"
    if ones:
        yield _after(tens, ones)


def _after(tens: int, ones: int) -> str:
    """Return the ones: một becomes mốt after mươi, năm becomes lăm after mười and mươi."""
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens:
        return "lăm"
    return _DIGITS[ones]
