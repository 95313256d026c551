"""A pasted block to rows: heads in any order, no heads, sections, sums, units of money."""

import pytest

from kernel.money import DONG, MILLION, THOUSAND, parse_money
from kernel.sheets.pasted import cells_of
from programmes.choices import FundingLevel
from programmes.grid.block import Block, read_block
from programmes.grid.columns import ALL, column_named, columns_for, unit_of

pytestmark = pytest.mark.pure

LOCAL = columns_for(FundingLevel.LOCAL, 2026)


def block(text: str, *, first: str = "", unit: str = MILLION) -> Block:
    return read_block(cells_of(text), LOCAL, first=first, unit=unit)


# --- the clipboard --------------------------------------------------------------------------------


def test_cells_are_parted_by_tabs_and_rows_by_line_ends() -> None:
    assert cells_of("a\tb\r\nc\t\r\n") == [["a", "b"], ["c", ""]]


def test_a_cell_with_a_line_end_comes_in_quotes() -> None:
    assert cells_of('"a\nb ""c"""\td') == [['a\nb "c"', "d"]]
    assert cells_of('"Công ty ""ABC"""\ty') == [['Công ty "ABC"', "y"]]


def test_other_quotes_are_text() -> None:
    assert cells_of('"Sơn mài\tx\nCông ty "ABC"\ty') == [['"Sơn mài', "x"], ['Công ty "ABC"', "y"]]


def test_a_blank_row_stays() -> None:
    assert cells_of("a\n\nb") == [["a"], [""], ["b"]]


# --- columns --------------------------------------------------------------------------------------


def test_columns_follow_level_and_year() -> None:
    def keys(level: str, year: int) -> set[str]:
        return {column.key for column in columns_for(level, year)}

    every = {column.key for column in ALL}
    assert keys(FundingLevel.LOCAL, 2025) == every
    assert every - keys(FundingLevel.LOCAL, 2026) == {"support_district"}
    assert every - keys(FundingLevel.NATIONAL, 2025) == {"support_district", "support_commune"}


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("Tên đề án", "name"),
        ("TÊN ĐỀ ÁN, NHIỆM VỤ", "name"),
        ("ten de an", "name"),
        ("Địa điểm thực hiện", "unit"),
        ("Kinh phí hỗ trợ (triệu đồng)", "support"),
        ("Kinh phí hỗ trợ năm 2026", "support"),
        ("Kinh phí hỗ trợ (ĐVT: nghìn đồng)", "support"),
        ("Đối ứng (1.000đ)", "counterpart"),
        ("Đối ứng (1.000 đ)", "counterpart"),
        ("Khác (trđ)", "other"),
        ("KCĐP hỗ trợ", "support"),
        ("Vốn đối ứng", "counterpart"),
        ("Tổng kinh phí (đồng)", "total"),
        ("Đơn vị chủ trì", "implementing_organisation"),
        ("Thời tiết", None),
        ("", None),
    ],
)
def test_a_head_names_its_column(head: str, key: str | None) -> None:
    found = column_named(head, LOCAL)
    assert (found and found.key) == key


def test_the_national_support_is_called_by_its_level() -> None:
    national = columns_for(FundingLevel.NATIONAL, 2026)
    assert column_named("KCQG hỗ trợ", national).key == "support"
    assert column_named("KCQG hỗ trợ", LOCAL) is None


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("Hỗ trợ (triệu đồng)", MILLION),
        ("Hỗ trợ (đồng)", DONG),
        ("Hỗ trợ", ""),
        ("Tr.đồng", MILLION),
        ("Hỗ trợ (nghìn đồng)", THOUSAND),
        ("ĐVT: 1.000 đồng", THOUSAND),
        ("Đối ứng, ngàn đồng", THOUSAND),
        ("Tổng (1000đ)", THOUSAND),
        ("Tổng (ĐVT: 1.000 đ)", THOUSAND),
        ("Hỗ trợ (nghìn)", THOUSAND),
        ("Hỗ trợ (tr.đ)", MILLION),
        ("Ngân sách hỗ trợ", ""),
        ("Tổng (ĐVT đồng)", DONG),
        ("Tổng, ĐVT: đồng", DONG),
        ("DANH MỤC ĐỀ ÁN ĐÀO TẠO LAO ĐỘNG", ""),
        ("Vốn của cộng đồng", ""),
    ],
)
def test_a_head_may_name_the_unit(head: str, unit: str) -> None:
    assert unit_of(head) == unit


# --- blocks ---------------------------------------------------------------------------------------


def test_columns_are_found_by_their_heads_in_any_order() -> None:
    found = block("Hỗ trợ\tĐịa điểm\tTên đề án\tThời tiết\n235,8\tXã A Sào\tMáy dệt\tnắng")
    assert found.is_headed
    assert found.rows == [{"support": "235,8", "unit": "Xã A Sào", "name": "Máy dệt"}]
    assert found.unknown_heads == ["Thời tiết"]


def test_without_heads_the_columns_stand_as_shown() -> None:
    found = block("KC26-001\tMáy dệt\t3\tXã A Sào")
    assert not found.is_headed
    assert found.rows == [
        {"code": "KC26-001", "name": "Máy dệt", "activity": "3", "unit": "Xã A Sào"}
    ]


def test_without_heads_a_block_goes_on_from_where_it_is_pasted() -> None:
    assert block("100\t20\n0", first="support").rows == [
        {"support": "100", "support_commune": "20"},
        {"support": "0"},
    ]


def test_a_running_number_in_front_is_no_column() -> None:
    assert block("1\tKC1\tMáy dệt\n2\tKC2\tMáy may").rows == [
        {"code": "KC1", "name": "Máy dệt"},
        {"code": "KC2", "name": "Máy may"},
    ]


def test_titles_above_and_two_rows_of_heads() -> None:
    found = block(
        "KẾ HOẠCH KHUYẾN CÔNG NĂM 2026\n"
        "\t\t\tĐơn vị tính: đồng\n"
        "STT\tTên đề án\tĐịa điểm\tKinh phí (đồng)\t\t\n"
        "\t\t\tTổng số\tHỗ trợ\tĐối ứng\n"
        "(1)\t(2)\t(3)\t(4)\t(5)\t(6)\n"
        "1\tMáy dệt\tXã A Sào\t300.000.000\t200000000\t100000000\n"
        "\tTổng cộng\t\t300.000.000\t200000000\t100000000\n"
    )
    assert found.rows == [
        {
            "name": "Máy dệt",
            "unit": "Xã A Sào",
            "total": "300.000.000 đồng",
            "support": "200000000 đồng",
            "counterpart": "100000000 đồng",
        }
    ]
    assert found.left_out == 2


def test_a_head_in_thousands_gives_its_numbers_that_unit() -> None:
    [row] = block("Tên đề án\tHỗ trợ (nghìn đồng)\nMáy dệt\t235.800").rows
    assert row == {"name": "Máy dệt", "support": "235.800 nghìn"}
    assert parse_money(row["support"], unit=MILLION) == 235_800_000


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("Đơn vị tính: nghìn đồng", "235.800 nghìn"),
        ("(ĐVT: 1.000 đ)", "235.800 nghìn"),
        ("Đơn vị: đồng", "235.800 đồng"),
        ("Đơn vị tính: triệu đồng", "235.800"),
        ("Đơn vị thực hiện: Hội đồng", "235.800"),
    ],
)
def test_a_unit_above_the_table_is_that_of_its_heads(line: str, typed: str) -> None:
    text = f"DANH MỤC\n\t\t{line}\nTên đề án\tHỗ trợ\tĐối ứng (triệu đồng)\nMáy dệt\t235.800\t50"
    [row] = block(text).rows
    assert row == {"name": "Máy dệt", "support": typed, "counterpart": "50"}


def test_a_section_is_the_content_of_the_rows_below() -> None:
    found = block(
        "STT\tTên đề án\tHỗ trợ\n"
        "I\tĐào tạo nghề\t50\n1\tMay công nghiệp\t50\n"
        "II\tMáy móc\t\n2\tMáy dệt\t100"
    )
    assert [(row["name"], row["activity"]) for row in found.rows] == [
        ("May công nghiệp", "Đào tạo nghề"),
        ("Máy dệt", "Máy móc"),
    ]
    assert found.left_out == 2


def test_a_dash_stays_to_be_asked_about() -> None:
    assert block("Tên đề án\tĐối ứng\nMáy dệt\t-").rows == [{"name": "Máy dệt", "counterpart": "-"}]


def test_nothing_is_no_row() -> None:
    assert block("\n\n").rows == []
