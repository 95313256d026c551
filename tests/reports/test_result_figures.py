"""The results by indicator: the table written from the documents, then what it doesn't say."""

import csv
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import OrganisationKind, Role
from programmes.models import Indicator, LedgerEntry, ProjectIndicator, ProjectPlace
from programmes.services import write_entries
from reports.catalogue import REPORTS, put_together
from reports.figures import Figures, Row, progress, results
from reports.parameters import parse_period, read
from reports.selectors import UnknownUnitError
from tests.factories import figures as made
from tests.factories import programmes as factory

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).parents[1] / "policy" / "results.csv"
COLUMNS = [
    f"{key}_{level}"
    for key in ("plan", "period", "ytd")
    for level in ("national", "local", "unknown_level")
]


def cases() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def accountant(place: SimpleNamespace) -> Any:
    return factory.person(place.centre, Role.CENTRE_ACCOUNTANT)


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@pytest.fixture
def facilities(place: SimpleNamespace) -> Any:
    return made.indicator("3-03", "Số cơ sở được hỗ trợ", "cơ sở", activity=place.machines)


def asked(
    place: SimpleNamespace, period: str = "2026-09", user: Any = None, **texts: str
) -> Figures:
    return results(read({"period": period} | texts, years_only=False), user or place.officer)


def row_of(figures: Figures, indicator: Any) -> Row:
    return next(row for row in figures.items if row.code == indicator.code)


def project(place: SimpleNamespace, name: str = "Máy dệt", **more: Any) -> Any:
    facts = {
        "unit": place.units.quynh_phu,
        "province": place.units.hung_yen,
        "activity": place.machines,
        "state": "in_progress",
    }
    return factory.project(name, **facts | more)


def plans(of: Any, indicator: Any, planned: Any) -> None:
    amount = None if planned is None else Decimal(planned)
    ProjectIndicator.objects.create(project=of, indicator=indicator, planned=amount)


def build(place: SimpleNamespace, indicator: Any, text: str, state: str) -> None:
    """ "national:2025:20:2025-12-31=12 + 2026-09-30=3": level, first year, plan, lines."""
    level, year, planned, lines = text.strip().split(":")
    of = project(place, text, level=level, year=int(year), last_year=2026, state=state)
    plans(of, indicator, number(planned))
    for order, entries in enumerate(lines.split("+"), start=1):
        line = made.line(of, {indicator: None}, order=order)
        for entry in filter(None, entries.strip().split(",")):
            day, value = entry.split("=")
            made.approved(line, day[:7], {indicator: value}, by=place.officer)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["case"])
def test_what_the_documents_ask_for(
    place: SimpleNamespace, facilities: Any, case: dict[str, str]
) -> None:
    state = "stopped" if case["case"] == "stopped project" else "in_progress"
    for text in filter(None, case["projects"].split(" / ")):
        build(place, facilities, text, state)
    days = parse_period(f"{case['period_from']}..{case['period_to']}")
    row = row_of(asked(place, days.code), facilities)
    found = {key: row.values[key] for key in COLUMNS}
    found |= {f"{key}_unknown_count": row.unknown[key] for key in ("plan", "period", "ytd")}
    expected: dict[str, Any] = {key: number(case[key]) for key in COLUMNS}
    expected |= {
        f"{key}_unknown_count": int(case[f"{key}_unknown_count"])
        for key in ("plan", "period", "ytd")
    }
    if case["last_year"]:
        found["last_year"] = row.values["last_year"]
        expected["last_year"] = number(case["last_year"])
    assert found == expected


def test_the_table_is_read_whole() -> None:
    assert len(cases()) == 24


def test_the_levels_make_the_whole(place: SimpleNamespace, facilities: Any) -> None:
    for text in (
        "national:2025:20:2025-08-31=5,2025-09-30=9,2025-12-31=12,2026-09-30=15",
        "local:2026:4:2026-09-30=1",
        "unknown:2026:2:",
    ):
        build(place, facilities, text, "in_progress")
    row = row_of(asked(place), facilities)
    keys = ("plan", "period", "ytd", "pct_plan", "last_year", "pct_last_year")
    assert [row.values[key] for key in keys] == [26, 4, 4, Decimal("15.4"), 9, Decimal("44.4")]
    assert [row.unknown[key] for key in keys] == [0, 1, 1, 1, 0, 1]
    assert row.values["pct_plan_national"] == Decimal("15.0")
    assert (row.unknown_count, row.values["carried"]) == (1, 0)


def test_rows_are_the_indicators_of_the_form(place: SimpleNamespace, facilities: Any) -> None:
    made.indicator("1-01", "Số lớp", "lớp", activity=place.training)
    made.indicator("9-09", "Ngoài danh mục", "lần")
    made.indicator("1-02", "Chưa áp dụng", "người", valid_from=made.day("2027-01-01"))
    gone = made.indicator("1-03", "Đã bỏ", "người", valid_to=made.day("2025-12-31"))
    rows = [(str(row.kind), row.code, row.values["number"]) for row in asked(place).rows]
    assert rows == [
        ("group", "1", None),
        ("item", "1-01", "1.1"),
        ("group", "3", None),
        ("item", "3-03", "3.1"),
        ("group", "K", None),
        ("item", "9-09", "K.1"),
    ]
    assert asked(place).rows[0].label == "Đào tạo nghề, truyền nghề"
    plans(project(place), gone, 3)  # no longer in the form, yet somebody still plans it
    assert row_of(asked(place), gone).values["plan"] == 3


def test_it_says_what_the_progress_table_says(place: SimpleNamespace, facilities: Any) -> None:
    one = project(place)
    line = made.line(one, {facilities: 8})
    made.approved(line, "2026-08", {facilities: 3}, estimates={facilities: 7}, by=place.officer)
    other = project(place, "Lò nung", level="national")
    made.approved(made.line(other, {facilities: 2}), "2026-09", {facilities: 1}, by=place.officer)
    row = row_of(asked(place), facilities)
    parameters = read({"period": "2026-09"}, years_only=False)
    summed = next(row for row in progress(parameters, place.officer).rows if row.code == "D.3-03")
    keys = ("plan", "period", "ytd", "estimate", "pct_plan", "last_year", "carried")
    assert [row.values[key] for key in keys] == [summed.values[key] for key in keys]
    assert [row.unknown[key] for key in keys[:-1]] == [summed.unknown[key] for key in keys[:-1]]
    assert row.values["carried"] == 1


def test_a_part_of_a_project_has_the_plan_of_its_lines(
    place: SimpleNamespace, facilities: Any
) -> None:
    """The plan of the whole says nothing of the part that lies in one commune."""
    of = project(place)
    plans(of, facilities, 8)
    made.line(of, {facilities: 3})
    made.line(of, {facilities: 4}, unit=place.units.hung_ha)
    ProjectPlace.objects.create(project=of, unit=place.units.hung_ha)
    assert row_of(asked(place), facilities).values["plan"] == 8
    office = factory.organisation(
        place.units.hung_ha, kind=OrganisationKind.COMMUNE_OFFICE, name="Phòng Kinh tế"
    )
    local = factory.person(office, Role.LOCAL_OFFICER)
    assert row_of(asked(place, user=local), facilities).values["plan"] == 4
    part = asked(place, unit=place.units.hung_ha.code)
    assert row_of(part, facilities).values["plan"] == 4


def test_level_and_unit_narrow_it(place: SimpleNamespace, facilities: Any) -> None:
    plans(project(place), facilities, 8)
    plans(project(place, "Quốc gia", level="national"), facilities, 2)
    row = row_of(asked(place, level="national"), facilities)
    assert (row.values["plan"], row.values["plan_local"]) == (2, None)
    assert row.unknown["ytd_local"] == 0
    with pytest.raises(UnknownUnitError):
        asked(place, unit="01")


def test_the_number_of_queries_stays(place: SimpleNamespace, facilities: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            asked(place)
        return len(found)

    build(place, facilities, "national:2026:8:2026-09-30=5", "in_progress")
    before = queries()
    for _n in range(3):
        build(place, facilities, "local:2026:8:2026-08-31=5 + 2026-09-30=1", "in_progress")
    assert queries() == before


def test_the_paper_has_no_total_and_says_what_it_lacks(
    place: SimpleNamespace, facilities: Any
) -> None:
    build(place, facilities, "national:2026:8:2026-09-30=5", "in_progress")
    build(place, facilities, "national:2026:2:", "in_progress")
    parameters = read({"period": "2026-09"}, years_only=False)
    _figures, document = put_together(REPORTS["results"], parameters, place.officer)
    assert document.plain_title == "Kết quả hoạt động khuyến công tháng 9/2026"
    assert document.unit_line == ""
    lines = [(str(line.kind), line.label) for line in document.table.lines]
    assert lines[-1][0] == "item"
    assert document.notes[0] == (
        "* Chưa đủ số liệu: 1 chỉ tiêu (STT 3.1) có đề án chưa rõ số; "
        "số có dấu * chỉ gồm phần đã biết."
    )
    texts = document.table.texts(document.table.lines[-1])
    assert texts[:3] == ["3.1", "Số cơ sở được hỗ trợ", "cơ sở"]
    assert texts[3:6] == ["", "", ""]  # nobody plans it locally
    assert texts[6:9] == ["10", "5", "5"]


def test_money_is_read_from_the_decisions(place: SimpleNamespace, facilities: Any) -> None:
    """Its rows are of the form too; nobody types them."""
    codes = money_rows()
    lines = {"support_provincial": 120_500_000, "counterpart": 200_000_000}
    project(place, lines=lines)
    project(place, "Chưa rõ")
    found = {row.code: row for row in asked(place).items}
    plans_of = [(found[code].values["plan"], found[code].unknown["plan"]) for code in codes]
    assert plans_of == [(Decimal("120.5"), 1), (None, 0), (Decimal(200), 1)]
    assert [found[code].unknown["ytd"] for code in codes] == [0, 2, 2]
    assert found["K-01"].values["plan_local"] == Decimal("120.5")


def money_rows() -> tuple[str, ...]:
    codes = ("K-01", "K-02", "K-03")
    for order, code in enumerate(codes):
        Indicator.objects.create(code=code, name=code, measure="triệu đồng", order=order)
    return codes


def settles(of: Any, day: str, amount: int, by: Any) -> None:
    """An opening total of what was settled until a day, as the difference to the one before."""
    entry = LedgerEntry(
        project=of,
        source=f"support_{'national' if of.level == 'national' else 'provincial'}",
        leg="spent",
        kind="opening",
        counts_as="settled",
        amount=amount,
        occurred_on=made.day(day),
    )
    write_entries([entry], by=by)


def test_money_done_is_read_from_the_ledger(place: SimpleNamespace, accountant: Any) -> None:
    """A total of a project of this year is the year's; one that holds other years is unknown."""
    money_rows()
    new = project(place, lines={"support_provincial": 120_500_000})
    settles(new, "2026-06-30", 80_000_000, accountant)
    settles(new, "2026-08-31", 10_000_000, accountant)
    settles(new, "2026-09-30", 500_000, accountant)
    old = {"level": "national", "year": 2025, "last_year": 2026}
    split = project(place, "Tách theo năm", lines={"support_national": 300_000_000}, **old)
    settles(split, "2025-12-31", 100_000_000, accountant)
    settles(split, "2026-06-30", 50_000_000, accountant)
    row = row_of(asked(place), SimpleNamespace(code="K-02"))
    keys = ("ytd", "ytd_local", "ytd_national", "period", "period_local")
    assert [row.values[key] for key in keys] == [
        *(Decimal("140.5"), Decimal("90.5"), 50),
        *(Decimal("0.5"), Decimal("0.5")),
    ]
    assert (row.unknown["ytd"], row.unknown["period"], row.values["plan"]) == (0, 1, None)
    across = project(place, "Gộp các năm", lines={"support_national": 9}, **old)
    settles(across, "2026-06-30", 70_000_000, accountant)
    row = row_of(asked(place), SimpleNamespace(code="K-02"))
    assert (row.values["ytd_national"], row.unknown["ytd_national"]) == (50, 1)


def test_counterpart_done_is_what_reports_say(place: SimpleNamespace) -> None:
    """It is cumulative, as indicators are: what was spent before the year isn't the year's."""
    money_rows()
    old = project(place, year=2025, last_year=2026, lines={"counterpart": 900_000_000})
    line = made.line(old)
    made.approved(line, "2025-12", invested_amount=200_000_000, by=place.officer)
    made.approved(line, "2026-09", invested_amount=650_000_000, by=place.officer)
    project(place, "Chưa báo cáo", lines={"counterpart": 100_000_000})
    row = row_of(asked(place), SimpleNamespace(code="K-03"))
    keys = ("plan", "ytd", "period", "pct_plan")
    assert [row.values[key] for key in keys] == [1000, 450, 450, 45]
    assert [row.unknown[key] for key in keys] == [0, 1, 1, 1]
