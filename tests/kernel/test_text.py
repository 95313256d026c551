"""Text: what is stored, what a search sees, in which order names stand."""

import itertools
import re
import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kernel import text as texts
from kernel.text import (
    ALPHABET,
    SORT_KEY_LENGTH,
    clean,
    fold,
    sort_key,
)

ANY_TEXT = st.text(st.characters(codec=None))  # lone surrogates too
VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợ"
    "ùủũúụừửữứựỳỷỹýỵAĂÂĐ 0123456789.,-",
    max_size=30,
)


# --- cleaning -------------------------------------------------------------------------------------


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("  Nguyễn  Văn\tA \r\n", "Nguyễn Văn A"),
        ("Nguyễn\u00a0Văn\u3000A", "Nguyễn Văn A"),
        ("Nguyễn\u200b Văn\u200d A\ufeff", "Nguyễn Văn A"),
        ("\u202eA năV nễyugN\u202c", "A năV nễyugN"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("a\ud800b\uffff", "ab"),
        ("co\u0302\u0301ng", "cống"),
        ("e\u200d\u0301", "é"),
        ("đồng\u00adtiền\u2066", "đồngtiền"),
        ("\u3164\u2800", ""),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=1+1", "=1+1"),
        ("", ""),
    ],
)
def test_clean(text: str, stored: str) -> None:
    assert clean(text) == stored


@pytest.mark.pure
def test_clean_keeps_the_lines_of_a_note() -> None:
    note = " \r\n Dòng một \r\n\u200b\u00a0 hai\t2 \u2028\n\x00ba\n "
    assert clean(note, multiline=True) == "Dòng một\n  hai 2\n\nba"
    assert clean(note) == "Dòng một hai 2 ba"


@pytest.mark.pure
@given(ANY_TEXT, st.booleans())
def test_clean_text_is_clean_and_stays_so(text: str, multiline: bool) -> None:
    once = clean(text, multiline=multiline)
    assert clean(once, multiline=multiline) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    once.encode()  # storable in both databases


@pytest.mark.pure
@pytest.mark.parametrize(
    "hidden",
    [
        "\x00",
        "\x1b",
        "\u200b",
        "\u200d",
        "\u2060",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\u00ad",
        "\u3164",
        "\ud800",
        "\ufffe",
        "\U0010ffff",
    ],
)
def test_hidden_characters_go(hidden: str) -> None:
    assert clean(f"Nguyễn{hidden} Văn A") == "Nguyễn Văn A"


# --- search ---------------------------------------------------------------------------------------


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("X. Quỳnh Xá, H. Quỳnh Phụ", "x quynh xa h quynh phu"),
        ("Hoà Bình", "hoa binh"),
        ("Hòa Bình", "hoa binh"),
        ("ĐẮK LẮK", "dak lak"),
        ("Đắk Lắk", "dak lak"),
        ("Ðắk Lắk", "dak lak"),  # with the Icelandic letter
        ("Phường 1 (Q.3) – TP. HCM", "phuong 1 q 3 tp hcm"),
        ("Ｃông  ty\u00a0TNHH\u200b “Mây”", "cong ty tnhh may"),
        ("m²", "m2"),
        ("٣ xã", "3 xa"),
        ("ưu ơn", "uu on"),
        ("...", ""),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@pytest.mark.pure
@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert re.fullmatch(r"(?:[^\W_]+(?: [^\W_]+)*)?", folded)


@pytest.mark.pure
@given(VIETNAMESE)
def test_vietnamese_folds_to_ascii_whatever_its_case_and_form(text: str) -> None:
    folded = fold(text)
    assert re.fullmatch(r"[a-z0-9 ]*", folded)
    assert folded == fold(text.upper()) == fold(unicodedata.normalize("NFD", text))


# --- order ----------------------------------------------------------------------------------------

ORDERED = [
    "",
    "Nhóm 2",
    "Nhóm 10",
    "Nhóm 10 a",
    "Nhóm A",
]
TONES = ["ma", "mà", "mả", "mã", "má", "mạ"]
ALPHABETICAL = [*"aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"]
PLACES = [
    "An Bài",
    "An Khê",
    "Anh Sơn",
    "Ân Thi",
    "Bá Thước",
    "Bình An",
    "Bình Bà",
    "Bo",
    "Bồ Xuyên",
    "Cà Mau",
    "Da",
    "Dư",
    "Đa",
    "Đà Bắc",
    "Đông Hưng",
    "Hoà Bình",
    "Hoà Vang",
    "Hoàng Diệu",
    "Hồng An",
    "Hưng Hà",
    "Ý Yên",
]


@pytest.mark.pure
@pytest.mark.parametrize("names", [ORDERED, TONES, ALPHABETICAL, PLACES])
def test_names_stand_in_the_dictionary_s_order(names: list[str]) -> None:
    keys = [sort_key(name) for name in names]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    upper = [sort_key(unicodedata.normalize("NFD", name.upper())) for name in names]
    assert upper == keys


@pytest.mark.pure
def test_alphabet_is_complete() -> None:
    assert [*ALPHABET] == ALPHABETICAL


@pytest.mark.pure
def test_letters_weigh_more_than_tones() -> None:
    names = ["Bình An", "Bính An", "Bình Bà", "Bính Bà"]
    keys = [sort_key(name) for name in names]
    assert keys == sorted(keys)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("Thuỷ", "Thủy"),
        ("X. Quỳnh Xá", "x quỳnh xá"),
        ("Nhóm 05", "Nhóm 5"),
        ("Phường “1”", "phường 1"),
        ("Hoà", unicodedata.normalize("NFD", "Hoà")),
    ],
)
def test_two_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@pytest.mark.pure
@given(ANY_TEXT)
def test_key_is_short_and_of_digits_only(text: str) -> None:
    assert re.fullmatch(rf"[0-9]{{2,{SORT_KEY_LENGTH}}}", sort_key(text))
    assert len(sort_key(text * 50)) <= SORT_KEY_LENGTH


@pytest.mark.pure
@given(st.integers(0, 10**120), st.integers(0, 10**120))
def test_numbers_stand_by_value(one: int, other: int) -> None:
    keys = sort_key(f"Nhóm {one}"), sort_key(f"Nhóm {other}")
    assert (keys[0] < keys[1]) == (one < other)


@pytest.mark.pure
@given(VIETNAMESE, VIETNAMESE)
def test_a_name_stands_before_its_continuations(start: str, rest: str) -> None:
    joined = f"{start} {rest}"
    folds = fold(start), fold(joined)
    if folds[0] != folds[1] and folds[0]:
        assert sort_key(start) < sort_key(joined)


@pytest.mark.pure
@given(VIETNAMESE, VIETNAMESE)
def test_equal_keys_mean_equal_folding(one: str, other: str) -> None:
    numbers = re.compile(r"(?<![0-9])0+(?=[0-9])")
    if sort_key(one) == sort_key(other):
        assert numbers.sub("", fold(one)) == numbers.sub("", fold(other))


@pytest.mark.django_db
def test_the_database_orders_keys_as_python_does() -> None:
    names = [*ORDERED, *TONES, *ALPHABETICAL, *PLACES, "Phường 1", "cà", "ca", "cá hồi", "ch", "中"]
    keys = {sort_key(name) for name in names}
    collations = ["BINARY", "NOCASE"]
    if connection.vendor == "postgresql":
        collations = ["default", "C", "en-US-x-icu", "vi-x-icu", "cs-x-icu"]
    values = " UNION ALL ".join(["SELECT %s AS key"] * len(keys))
    for collation in collations:
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT key FROM ({values}) AS k ORDER BY key COLLATE "{collation}"',  # noqa: S608
                list(keys),
            )
            assert [row[0] for row in cursor.fetchall()] == sorted(keys), collation


@pytest.mark.django_db
def test_order_agrees_with_icu_s_vietnamese_one() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL brings ICU")
    syllables = ["ba", "bà", "bá", "Bạ", "băng", "bẳng", "bân", "bơ", "bở", "đa", "dã", "ua", "ưa"]
    names = [
        "".join(pair) for pair in itertools.product(syllables, [" an", " ân", " Ấn", "ng", ""])
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT name FROM unnest(%s::text[]) AS name ORDER BY name COLLATE "vi-x-icu"', [names]
        )
        theirs = [row[0] for row in cursor.fetchall()]
    assert [sort_key(name) for name in theirs] == sorted(sort_key(name) for name in names)


def test_hostile_text_does_not_fill_the_memory() -> None:
    """Every character once: what is remembered of them ends with the common ones."""
    everything = "".join(map(chr, range(0x110000)))
    fold(everything)
    clean(everything)
    assert len(texts._FOLDED) <= texts._KEPT
    assert len(texts._PRINTED) <= texts._KEPT
