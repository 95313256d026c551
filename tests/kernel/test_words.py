"""Amounts in words: cases by the rules of the language, and every amount read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.words import dong_in_words

pytestmark = pytest.mark.pure

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi bốn đồng"),
        (55, "Năm mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (111, "Một trăm mười một đồng"),
        (1_000, "Một nghìn đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (1_015, "Một nghìn không trăm mười lăm đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (300_000, "Ba trăm nghìn đồng"),
        (1_000_001, "Một triệu không trăm linh một đồng"),
        (109_325_000, "Một trăm linh chín triệu ba trăm hai mươi lăm nghìn đồng"),
        (235_800_000, "Hai trăm ba mươi lăm triệu tám trăm nghìn đồng"),
        (1_050_000_000, "Một tỷ không trăm năm mươi triệu đồng"),
        (2_000_000_500, "Hai tỷ năm trăm đồng"),
        (
            1_230_500_091,
            "Một tỷ hai trăm ba mươi triệu năm trăm nghìn không trăm chín mươi mốt đồng",
        ),
        (12_000_000_000_000, "Mười hai nghìn tỷ đồng"),
        (5_000_000_000_000_000_000, "Năm tỷ tỷ đồng"),
        (-21_000, "Âm hai mươi mốt nghìn đồng"),
    ],
)
def test_an_amount_in_words(amount: int, words: str) -> None:
    assert dong_in_words(amount) == words


def read_back(words: str) -> int:
    """Read it as one hears it: digits into a group, a scale closes it, tỷ lifts all before it."""
    spoken = words.lower().split()
    assert spoken.pop() == "đồng"
    sign = -1 if spoken[0] == "âm" else 1
    billions, whole, group = 0, 0, 0
    for word in spoken[sign < 0 :]:
        if word == "tỷ":
            billions = (billions + whole + group) * 10**9
            whole = group = 0
        elif word in ("triệu", "nghìn"):
            whole += group * (10**6 if word == "triệu" else 10**3)
            group = 0
        elif word == "trăm":
            group *= 100
        elif word == "mười":
            group += 10
        elif word == "mươi":
            ones = group % 10
            group += ones * 9
        elif word != "linh":
            group += DIGITS.index({"mốt": "một", "lăm": "năm"}.get(word, word))
    return sign * (billions + whole + group)


@given(st.integers(-(10**15), 10**21) | st.integers(0, 10_000))
def test_every_amount_is_read_back(amount: int) -> None:
    words = dong_in_words(amount)
    assert read_back(words) == amount
    assert words[0].isupper()
    assert "  " not in words
