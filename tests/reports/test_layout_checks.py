"""What can't be printed, and what prints badly, without a database."""

from dataclasses import replace

import pytest

from reports import checks, tables
from reports.catalogue import REPORTS
from reports.figures.laying_out import laid_out
from reports.figures.plans import KINDS
from reports.layouts import Layout, LayoutLine, shipped
from tests.reports.test_tables import figures

pytestmark = pytest.mark.pure
PLAN = shipped()[1]


def problems(lines: tuple[LayoutLine, ...], orientation: str = "landscape") -> list[str]:
    return list(checks.column_problems(lines, KINDS, orientation))


@pytest.mark.parametrize(
    "layout", [one for one in shipped() if one.slug in REPORTS], ids=lambda one: one.name
)
def test_what_the_portal_ships_can_be_printed(layout: Layout) -> None:
    kinds = REPORTS[layout.slug].kinds
    assert list(checks.column_problems(layout.columns, kinds, layout.orientation)) == []


@pytest.mark.parametrize("title", ["{tháng}", "{year", "năm }", "{}"])
def test_an_unknown_open_place_is_named(title: str) -> None:
    assert checks.title_problem(title) == "Trong dấu ngoặc nhọn chỉ dùng {năm} hoặc {kỳ}."
    assert checks.title_problem("Kế hoạch {year}, {period}") == ""


def test_a_sheet_of_figures_alone_is_refused() -> None:
    own = LayoutLine("own_1", "Ký nhận", "", 0, 20, shown=True)
    only = tuple(replace(line, shown=line.key in {"number", "total"}) for line in PLAN.columns)
    assert "ít nhất một cột chữ" in problems((*only, own))[0]
    assert problems(only)[1:] == []


def test_widths_have_limits() -> None:
    lines = tuple(replace(line, width=4 if line.key == "total" else 201) for line in PLAN.columns)
    found = problems(lines[10:12])
    assert found[1:3] == [
        "Cột “Tổng kinh phí”: độ rộng từ 5 đến 200 mm.",
        "Cột “Cộng”: độ rộng từ 5 đến 200 mm.",
    ]


def test_what_would_shrink_to_nothing_is_refused() -> None:
    wide = tuple(replace(line, width=9 if line.key == "number" else 150) for line in PLAN.columns)
    assert problems(wide)[0] == (
        "Cột “STT” chỉ còn 1 mm trên giấy; hãy bỏ bớt cột hoặc giảm độ rộng cột khác."
    )


def fitting(**widths: int) -> list[str]:
    """What is said of the sheet of test_tables with these widths."""
    layout = replace(
        PLAN,
        columns=tuple(
            LayoutLine(c.key, c.label, c.group, i, widths.get(c.key, 28), shown=c.shown)
            for i, c in enumerate(figures().columns)
        ),
    )
    laid = laid_out(replace(figures(), filters={"year": 2026}), layout)
    return list(checks.fitting(layout, tables.build(laid, money_unit="million", decimals=1)))


def test_nothing_is_said_of_what_fits() -> None:
    assert fitting(number=12) == []


def test_more_columns_than_paper_are_said() -> None:
    assert fitting(number=12, project=88)[0] == (
        "Tổng độ rộng các cột hiện là 268 mm, khổ ngang có 252 mm: mọi cột in hẹp lại còn 94 %."
    )


def test_a_number_wider_than_its_column_is_said() -> None:
    found = fitting(number=12, total=9)
    assert found[0].startswith("Cột “Tổng kinh phí” hẹp: số dài nhất 750,00 cần khoảng 13 mm")


def test_a_group_torn_apart_is_said() -> None:
    table = tables.build(figures(), money_unit="million", decimals=1)
    torn = replace(table, columns=(table.columns[4], table.columns[0], table.columns[5]))
    assert list(checks._torn_groups(torn)) == [
        "Các cột của nhóm “Hỗ trợ” không đứng liền nhau nên tên nhóm in nhiều lần."
    ]
