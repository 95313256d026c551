"""The columns of the grid: their order, their kind, and the heads by which sheets name them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kernel.money import DONG, MILLION, THOUSAND
from kernel.text import fold
from programmes.choices import FundingLevel, FundingSource
from programmes.money import LAST_DISTRICT_YEAR

TEXT, LONG, MONEY, DAY, CHOICE, LOOKUP = "text", "long", "money", "day", "choice", "lookup"


@dataclass(frozen=True)
class Column:
    """A column: ``heads`` are further names that sheets give it, folded."""

    key: str
    label: str
    kind: str = TEXT
    heads: tuple[str, ...] = ()
    source: str = ""
    limit: int = 0


OWN_SUPPORT: Final = "own"  # stands for the source of the plan's own level
NUMBERING: Final = frozenset({"stt", "tt", "so tt", "so thu tu"})

ALL: Final[tuple[Column, ...]] = (
    Column("code", "Mã", heads=("ma de an", "ma so", "ma da"), limit=30),
    Column(
        "name",
        "Tên đề án",
        heads=("de an", "ten de an nhiem vu", "ten nhiem vu", "noi dung de an", "ten", "ten de an"),
        limit=500,
    ),
    Column(
        "activity",
        "Nội dung",
        LOOKUP,
        heads=("ma noi dung", "noi dung hoat dong", "noi dung khuyen cong", "nhom noi dung"),
    ),
    Column(
        "unit",
        "Địa điểm",
        LOOKUP,
        heads=("dia ban", "dia diem thuc hien", "noi thuc hien", "dia chi", "xa phuong"),
    ),
    Column(
        "beneficiaries",
        "Đơn vị thụ hưởng",
        LOOKUP,
        heads=("thu huong", "don vi phoi hop thu huong", "co so thu huong", "doi tuong thu huong"),
    ),
    Column(
        "support",
        "Hỗ trợ",
        MONEY,
        heads=(
            "kinh phi ho tro",
            "khuyen cong ho tro",
            "kinh phi khuyen cong",
            "kinh phi khuyen cong ho tro",
            "von khuyen cong",
            "nguon khuyen cong",
            "ngan sach ho tro",
            "kpkc",
        ),
        source=OWN_SUPPORT,
    ),
    Column(
        "support_district",
        "Cấp huyện",
        MONEY,
        heads=("khuyen cong cap huyen", "huyen ho tro", "ngan sach huyen"),
        source=FundingSource.DISTRICT,
    ),
    Column(
        "support_commune",
        "Cấp xã",
        MONEY,
        heads=("khuyen cong cap xa", "xa ho tro", "ngan sach xa"),
        source=FundingSource.COMMUNE,
    ),
    Column(
        "counterpart",
        "Đối ứng",
        MONEY,
        heads=("von doi ung", "kinh phi doi ung", "don vi thu huong dong gop", "von co so"),
        source=FundingSource.COUNTERPART,
    ),
    Column(
        "other",
        "Nguồn khác",
        MONEY,
        heads=("von khac", "kinh phi khac", "khac", "von long ghep", "long ghep"),
        source=FundingSource.OTHER,
    ),
    Column(
        "total",
        "Tổng",
        MONEY,
        heads=(
            "tong kinh phi",
            "tong so",
            "tong cong",
            "tong kinh phi theo ho so",
            "tong von",
            "tong muc dau tu",
            "kinh phi thuc hien",
        ),
    ),
    Column(
        "implementing_organisation",
        "Đơn vị thực hiện",
        LOOKUP,
        heads=("don vi chu tri", "chu tri", "co quan thuc hien", "don vi thuc hien de an"),
    ),
    Column("starts_on", "Bắt đầu", DAY, heads=("ngay bat dau", "khoi cong")),
    Column("ends_on", "Kết thúc", DAY, heads=("den ngay", "ngay ket thuc", "hoan thanh")),
    Column(
        "scale",
        "Quy mô, kết quả",
        LONG,
        heads=("quy mo", "ket qua", "muc tieu", "quy mo muc tieu", "muc tieu quy mo"),
        limit=2000,
    ),
    Column("kind", "Loại", CHOICE, heads=("loai de an", "hinh thuc")),
    Column("past_state", "Trạng thái", CHOICE, heads=("tinh trang", "trang thai da co")),
    Column("past_on", "Từ ngày", DAY, heads=("trang thai tu ngay", "ngay trang thai")),
    Column("past_approved_on", "Ngày phê duyệt", DAY, heads=("phe duyet ngay",)),
    Column(
        "past_note",
        "Căn cứ",
        heads=("can cu trang thai", "van ban", "quyet dinh phe duyet"),
        limit=500,
    ),
    Column("note", "Ghi chú", LONG, heads=("luu y",), limit=2000),
)
# How sheets call the support of their own level.
OWN_HEADS: Final[dict[str, tuple[str, ...]]] = {
    FundingLevel.NATIONAL: ("kcqg", "kcqg ho tro", "khuyen cong quoc gia", "von kcqg"),
    FundingLevel.LOCAL: ("kcdp", "kcdp ho tro", "khuyen cong dia phuong", "tinh ho tro"),
}
_SHORT_THOUSANDS: Final = ("1 000 d", "1000 d", "1 000d", "1000d")
# Words before or behind a head that say nothing of the column.
_UNITS: Final = (
    (MILLION, ("trieu dong", "tr dong", "trieu", "tr d", "trd")),
    (THOUSAND, ("nghin dong", "ngan dong", "nghin", "1 000 dong", "1000 dong", *_SHORT_THOUSANDS)),
    (DONG, ("dong",)),
)
_APART: Final = re.compile(r"[(),:;/\n]")
_UNIT_LINE: Final = re.compile("(?:dvt|don vi(?: tinh)?) (.+)")


def columns_for(level: str, year: int) -> tuple[Column, ...]:
    """The columns of a plan: a national one has no local budgets, after 2025 there is no district.

    Its own support is what sheets call by its level.
    """
    left_out = set()
    if level == FundingLevel.NATIONAL:
        left_out = {"support_district", "support_commune"}
    elif year > LAST_DISTRICT_YEAR:
        left_out = {"support_district"}
    return tuple(
        replace(column, heads=column.heads + OWN_HEADS.get(level, ()))
        if column.key == "support"
        else column
        for column in ALL
        if column.key not in left_out
    )


def column_named(head: str, columns: Sequence[Column]) -> Column | None:
    """The column that a sheet's head means; None for a head that nobody knows."""
    word = bare(head)
    if not word:
        return None
    for column in columns:
        if word == fold(column.label) or word in column.heads:
            return column
    for column in columns:  # "Tên đề án, hạng mục", "Kinh phí hỗ trợ năm 2026"
        if any(word.startswith(name + " ") for name in _long_heads(column)):
            return column
    return None


def _long_heads(column: Column) -> list[str]:
    """Heads of two words or more: a single word begins too many others."""
    return [name for name in (fold(column.label), *column.heads) if " " in name]


def bare(head: str) -> str:
    """A head folded, without the unit of its money."""
    word = fold(head)
    for _unit, names in _UNITS:
        for name in names:
            word = word.removesuffix(" " + name)
    return word.removesuffix(" dvt")


def unit_of(head: str) -> str:
    """The unit that a head names, triệu đồng, nghìn đồng or đồng; "" when it names none.

    Đồng alone stands apart, as in "Tổng (đồng)": "lao động" and "cộng đồng" fold to it too.
    """
    word = f" {fold(head)} "
    for unit, names in _UNITS[:-1]:
        if any(f" {name} " in word for name in names):
            return unit
    parts = (fold(part).removeprefix("dvt ") for part in _APART.split(head))
    return DONG if "dong" in parts else ""


def unit_said(text: str) -> str:
    """The unit that a line above a table says ("Đơn vị tính: nghìn đồng"); "" for other lines."""
    line = _UNIT_LINE.fullmatch(fold(text))
    named = (unit for unit, names in _UNITS if line and line[1] in names)
    return next(named, "")
