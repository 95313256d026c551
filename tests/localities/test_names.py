"""Written names of places taken apart, and labels."""

import pytest

from localities import names
from localities.choices import UnitKind

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("xã Quỳnh Xá", UnitKind.COMMUNE, "quynh xa"),
        ("X. Quỳnh Xá", UnitKind.COMMUNE, "quynh xa"),
        ("x.Quỳnh Xá", UnitKind.COMMUNE, "quynh xa"),
        ("TT. Hưng Hà", UnitKind.TOWNSHIP, "hung ha"),
        ("thị xã Gia Nghĩa", UnitKind.TOWN, "gia nghia"),
        ("H. Quỳnh Phụ", UnitKind.RURAL_DISTRICT, "quynh phu"),
        ("P.14", UnitKind.WARD, "14"),
        ("P14", UnitKind.WARD, "14"),
        ("Phường 01", UnitKind.WARD, "1"),
        ("Q1", UnitKind.URBAN_DISTRICT, "1"),
        ("T.P Thái Bình", UnitKind.CENTRAL_CITY, "thai binh"),
        ("thành phố Thái Bình", UnitKind.PROVINCIAL_CITY, "thai binh"),
        ("đặc khu Cồn Cỏ", UnitKind.SPECIAL_ZONE, "con co"),
        ("3 huyện Kỳ Sơn", UnitKind.RURAL_DISTRICT, "ky son"),
        ("quan hoa", UnitKind.URBAN_DISTRICT, "hoa"),  # without accents either: see the next test
    ],
)
def test_the_likeliest_reading(text: str, kind: UnitKind, key: str) -> None:
    reading = names.readings(text)[0]
    assert kind in (reading.kinds or ())
    assert reading.key == key


def test_a_word_for_a_kind_may_be_part_of_the_name() -> None:
    assert [(r.kinds is None, r.key) for r in names.readings("quan hoa")][1] == (True, "quan hoa")
    assert [r.key for r in names.readings("Xá Tổng")] == ["xa tong"]
    assert [r.key for r in names.readings("Quan Hóa")][-1] == "quan hoa"
    assert names.readings(" ,. ") == []


def test_tone_placement_makes_no_other_name_but_tones_do() -> None:
    hoa, hoa_too, flower = (names.readings(text)[0] for text in ("Hoà", "Hòa", "Hoa"))
    assert hoa == hoa_too
    assert hoa.key == flower.key
    assert hoa.order != flower.order


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "xã Quỳnh Xá, huyện Quỳnh Phụ, tỉnh Thái Bình",
            ["xã Quỳnh Xá", "huyện Quỳnh Phụ", "tỉnh Thái Bình"],
        ),
        ("xã Quỳnh Xá huyện Quỳnh Phụ", ["xã Quỳnh Xá", "huyện Quỳnh Phụ"]),
        ("xã A và xã B", ["xã A", "xã B"]),
        ("X. Quỳnh Xá - H. Quỳnh Phụ", ["X. Quỳnh Xá", "H. Quỳnh Phụ"]),
        ("thị xã Gia Nghĩa", ["thị xã Gia Nghĩa"]),
        ("tỉnh Bà Rịa - Vũng Tàu", ["tỉnh Bà Rịa - Vũng Tàu"]),
        ("ấp 6, xã Mỹ Thạnh Đông", ["ấp 6", "xã Mỹ Thạnh Đông"]),
        ("xã Tân Thành, TP. Thái Bình", ["xã Tân Thành", "TP. Thái Bình"]),
        ("", []),
        ("xã", []),
    ],
)
def test_a_written_place_in_pieces(text: str, pieces: list[str]) -> None:
    assert names.parts(text) == pieces


def test_pieces_without_accents_or_commas() -> None:
    assert names.plain_parts("x quynh xa h quynh phu") == ["x quynh xa", "h quynh phu"]
    assert names.plain_parts("xa quan hoa") == ["xa quan hoa"]


def test_full_names_split_into_kind_and_name() -> None:
    assert names.split_full_name("Thị trấn Hưng Hà")[1] == "Hưng Hà"
    assert names.split_full_name("Thị xã Phú Mỹ") == (frozenset({UnitKind.TOWN}), "Phú Mỹ")
    assert names.split_full_name("Phường Phường Đúc")[1] == "Phường Đúc"
    with pytest.raises(ValueError, match="không có loại"):
        names.split_full_name("Xuân Quang 3")


def test_other_names_are_found_between_bars() -> None:
    assert names.other_keys("Tỉnh Thừa Thiên Huế; Huyện Phú Quý") == "|thua thien hue|phu quy|"
    assert names.other_keys("") == ""
