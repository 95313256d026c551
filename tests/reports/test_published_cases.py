"""The annual plans of published cases in every format, against sums added by hand.

The amounts were added by a person from tests/cases/real_projects.csv; each plan names the lines of
that file (its head is line 1). The file states triệu đồng; a blank is unknown, never zero.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.services import system_user
from reports import rendering
from reports.catalogue import REPORTS, put_together
from reports.parameters import read
from tests.reports import readers
from tests.reports.readers import decimal, squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.document]

CASES = Path(__file__).resolve().parents[1] / "cases" / "real_projects.csv"
HEADS = 2
# The printed money columns of a plan before 2026, and how the foot line calls what is unknown.
COLUMNS = {
    "total": "tổng kinh phí",
    "support": "kinh phí khuyến công hỗ trợ cộng",
    "support_national": "kinh phí khuyến công hỗ trợ quốc gia",
    "support_provincial": "kinh phí khuyến công hỗ trợ cấp tỉnh",
    "support_district": "kinh phí khuyến công hỗ trợ cấp huyện",
    "counterpart": "đối ứng",
    "other": "nguồn khác",
}
SHOWN = ("number", "project", "beneficiary", "place", "time", *COLUMNS, "note")


@dataclass(frozen=True)
class Plan:
    """What a plan must say: ``sums`` as printed and ``unknown`` per column of COLUMNS."""

    year: int
    unit: str
    name: str
    items: int
    sums: tuple[str, str, str, str, str, str, str]
    unknown: tuple[int, int, int, int, int, int, int]

    def __str__(self) -> str:
        return f"{self.unit or 'vn'}-{self.year}"


NOTHING = ("",) * 7
#     year, unit, name, projects
#         total, support, national, provincial, district, counterpart, other
PLANS = (
    # 62-68: seven approved projects of the province, no amount stated.
    Plan(2021, "80", "Tỉnh Long An", 7, NOTHING, (7, 7, 0, 7, 7, 7, 7)),
    # 53-56: four national ones, no amount stated.
    Plan(2017, "70", "Tỉnh Bình Phước", 4, NOTHING, (4, 4, 4, 0, 0, 4, 4)),
    # 57: support 195.
    Plan(
        2016, "70", "Tỉnh Bình Phước", 1,
        ("", "195,0", "195,0", "", "", "", ""), (1, 0, 0, 0, 0, 1, 1),
    ),
    # 19: support 84; 20 and 21: nothing stated.
    Plan(
        2020, "26", "Tỉnh Vĩnh Phúc", 3,
        ("", "84,0*", "", "84,0*", "", "", ""), (3, 2, 0, 2, 3, 3, 3),
    ),
    # 2: a class of 35 persons, no amount.
    Plan(2020, "34", "Tỉnh Thái Bình", 1, NOTHING, (1, 1, 0, 1, 1, 1, 1)),
    # 28 and 29.
    Plan(2018, "24", "Tỉnh Bắc Giang", 2, NOTHING, (2, 2, 2, 0, 0, 2, 2)),
    # 37-39: "2016-2017", level not stated: any source may be the one.
    Plan(2016, "19", "Tỉnh Thái Nguyên", 3, NOTHING, (3, 3, 3, 3, 3, 3, 3)),
    # A span stands in its first year's plan only.
    Plan(2017, "19", "Tỉnh Thái Nguyên", 0, NOTHING, (0, 0, 0, 0, 0, 0, 0)),
    # 61: total 77, support 38.5, counterpart 38.5.
    Plan(
        2018, "80", "Tỉnh Long An", 1,
        ("77,0", "38,5", "", "38,5", "", "38,5", ""), (0, 0, 0, 0, 1, 0, 1),
    ),
    # 48: total 235.8, support 88, under the province's earlier name.
    Plan(
        2019, "46", "Tỉnh Thừa Thiên Huế", 1,
        ("235,8", "88,0", "", "88,0", "", "", ""), (0, 0, 0, 0, 1, 1, 1),
    ),
    # 41 and 42: totals 660 + 604, support 300 + 300.
    Plan(
        2019, "22", "Tỉnh Quảng Ninh", 2,
        ("1.264,0", "600,0", "600,0", "", "", "", ""), (0, 0, 0, 0, 0, 2, 2),
    ),
    # 70: total 418, support 200 of the province; 71: support 200 of the State, total not stated.
    Plan(
        2018, "89", "Tỉnh An Giang", 2,
        ("418,0*", "400,0", "200,0", "200,0", "", "", ""), (1, 0, 0, 0, 1, 2, 2),
    ),
    # The whole country of 2018: 22, 28, 29, 51, 61, 69, 70, 71.
    # Totals 610 + 77 + 570 + 418; support of unknown level 400, national 200 + 200,
    # of the provinces 195 + 38.5 + 200.
    Plan(
        2018, "", "", 8,
        ("1.675,0*", "1.233,5*", "400,0*", "433,5*", "", "38,5*", ""), (4, 2, 3, 1, 4, 7, 8),
    ),
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _cases(country: None) -> Iterator[None]:
    """The published cases, until the module ends."""
    call_command("load_cases", str(CASES), stdout=io.StringIO())
    yield
    written.cache_clear()


@cache
def written(plan: Plan, format_: str) -> bytes:
    """The plan's file."""
    texts = {"year": str(plan.year), "unit": plan.unit}
    parameters = read(texts, years_only=True)
    figures, document = put_together(REPORTS["annual-plan"], parameters, system_user())
    return rendering.render(format_, figures, document)


@pytest.fixture(params=PLANS, ids=str)
def plan(request: pytest.FixtureRequest) -> Plan:
    """Each plan in turn."""
    return request.param


def dong(text: str) -> int | None:
    """ "38,5*" triệu đồng in đồng; None for an empty cell."""
    amount = decimal(text)
    return None if amount is None else int(amount * 1_000_000)


def test_json_has_the_sums_in_dong(plan: Plan) -> None:
    payload = json.loads(written(plan, "json"))
    assert tuple(c["key"] for c in payload["columns"] if c["shown"]) == SHOWN
    items = [row for row in payload["rows"] if row["kind"] == "item"]
    [total] = [row for row in payload["rows"] if row["kind"] == "total"]
    assert len(items) == plan.items
    assert [total["values"][key] for key in COLUMNS] == [dong(text) for text in plan.sums]
    assert tuple(total["unknown"][key] for key in COLUMNS) == plan.unknown
    assert total["unknown_count"] == plan.unknown[1]


@pytest.mark.parametrize("format_", ["html", "docx", "xlsx"])
def test_a_table_ends_with_the_sums(plan: Plan, format_: str) -> None:
    rows = body_rows(format_, written(plan, format_))
    number, money = SHOWN.index("number"), SHOWN.index("total")
    assert len([row for row in rows if str(row[number] or "").isdigit()]) == plan.items
    total = rows[-1]
    assert total[SHOWN.index("project")] == "TỔNG CỘNG"
    cells = total[money : money + len(COLUMNS)]
    if format_ == "xlsx":
        sums = [None if cell is None else Decimal(str(cell)) for cell in cells]
        assert sums == [decimal(text) for text in plan.sums]
    else:
        assert tuple(cells) == plan.sums


def body_rows(format_: str, body: bytes) -> list[list[Any]]:
    """The rows below the table's head."""
    if format_ == "html":
        return readers.html_rows(body.decode(), HEADS)[1]
    if format_ == "docx":
        return readers.docx_rows(body, HEADS)[1]
    return readers.xlsx_rows(body, "STT", HEADS)[1]


def test_pdf_prints_the_sums(plan: Plan) -> None:
    text = "".join(readers.pdf_pages(written(plan, "pdf")))
    _body, _label, end = text.partition("TỔNGCỘNG")
    after = "*Chưađủsốliệu" if plan.items else "Khôngcóđềánnàotrongkỳ."
    assert end.startswith("".join(plan.sums) + after)


@pytest.mark.parametrize("format_", ["html", "pdf", "xlsx", "docx"])
def test_every_paper_says_how_many_parts_are_unknown(plan: Plan, format_: str) -> None:
    text = readers.text_of(format_, written(plan, format_))
    for words in ("KẾ HOẠCH", f"Khuyến công năm {plan.year}", plan.name):
        assert squeezed(words) in text
    incomplete = f"Chưa đủ số liệu: {plan.items} đề án"
    assert (squeezed(incomplete) in text) == (plan.items > 0)
    for words, count in zip(COLUMNS.values(), plan.unknown, strict=True):
        stands = squeezed(f"{words} ({count})") in text
        assert stands == (count > 0), words


@pytest.mark.parametrize("format_", ["html", "docx", "xlsx"])
def test_a_span_of_years_is_written_as_such(format_: str) -> None:
    plan = next(plan for plan in PLANS if str(plan) == "19-2016")
    rows = body_rows(format_, written(plan, format_))
    times = [row[SHOWN.index("time")] for row in rows if str(row[0] or "").isdigit()]
    assert times == ["2016–2017"] * 3
