"""How many lines a text takes: as many as the standard library breaks it into."""

from textwrap import wrap

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kernel.sheets.heights import lines_of, wrapped

pytestmark = pytest.mark.pure

WORDS = st.text("aăđgnhơ-–—.,(5_", min_size=1, max_size=14)
TEXTS = st.lists(WORDS | st.sampled_from(["", "\t", "\xa0", "2025-2026", "Đông-Xuân", "và"]))


@given(TEXTS.map(" ".join), st.integers(1, 30))
@example("Hỗ trợ máy dệt chiếu cói cho cơ sở sản xuất", 10)
@example("aaaa aa aaaaaaaaaaaaaaa a", 5)
@example("mô hình trình diễn kỹ thuật - chế biến", 9)
def test_the_count_is_that_of_the_library(text: str, fit: int) -> None:
    assert wrapped(text, fit) == max(len(wrap(text, fit)), 1)


@pytest.mark.parametrize(
    ("text", "letters", "lines"),
    [
        ("", 10, 1),
        ("mười chữ đó", 11, 1),
        ("mười chữ đó", 10, 2),
        ("MƯỜI CHỮ ĐÓ", 11, 2),  # capitals are half as wide again
        ("một\n\nba", 10, 3),
    ],
)
def test_lines_of_a_text(text: str, letters: int, lines: int) -> None:
    assert lines_of(text, letters) == lines
