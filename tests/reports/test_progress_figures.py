"""The figures of progress by period, against numbers worked out by hand."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from accounts.choices import Role
from programmes.balances import Amounts
from programmes.models import ProjectIndicator
from programmes.services import Opening, record_openings
from reports.figures import annual_plan
from reports.parameters import read
from tests.factories import figures as made
from tests.factories import programmes as factory
from tests.reports.following import (
    AUGUST,
    QUANTITIES,
    SEPTEMBER,
    asked,
    children,
    fill,
    numbers,
    project,
    report,
    summary,
    unknown,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(place: SimpleNamespace) -> SimpleNamespace:
    return fill(place)


def test_an_item_has_its_indicators_below_it(world: SimpleNamespace) -> None:
    figures = asked(world)
    assert [(str(row.kind), row.level, row.code) for row in figures.rows] == [
        ("group", 1, "B"),
        ("group", 2, "B.3"),
        ("item", 3, "1"),
        ("item", 4, "1.3-03"),
        ("item", 4, "1.3-09"),
        ("subtotal", 2, "B.3"),
        ("subtotal", 1, "B"),
        ("group", 1, "D"),
        ("subtotal", 2, "D.3-03"),
        ("subtotal", 2, "D.3-09"),
        ("total", 0, ""),
    ]
    assert [row.label for row in figures.items] == ["Máy dệt"], "children are no items of the sums"
    assert figures.title == "Tiến độ thực hiện đề án khuyến công tháng 9/2026"


def test_numbers_of_an_indicator_by_hand(world: SimpleNamespace) -> None:
    facilities, tonnes = children(asked(world))
    assert (facilities.values["indicator"], facilities.values["measure"]) == (
        "Số cơ sở được hỗ trợ",
        "cơ sở",
    )
    # Began this year: nothing lies before it, and there is no last year to be unknown.
    assert numbers(facilities) == [8, 2, 5, 9, Decimal("62.5"), None, None]
    assert unknown(facilities) == [0] * 7
    assert numbers(tonnes) == [Decimal("2.5"), None, None, None, None, None, None]
    assert unknown(tonnes) == [0, 1, 1, 1, 1, 0, 1]


def test_percents_lack_what_their_numbers_lack(world: SimpleNamespace) -> None:
    zero = made.indicator("3-11", "Không có kế hoạch", "lần")
    none = made.indicator("3-12", "Chưa rõ kế hoạch", "lần")
    line = made.line(project(world, "Hai"), {zero: 0, none: None})
    made.approved(line, "2026-09", {zero: 4, none: 4}, by=world.officer)
    first, second = children(asked(world), 2)
    assert (first.values["pct_plan"], first.unknown["pct_plan"]) == (None, 0)
    assert (second.values["pct_plan"], second.unknown["pct_plan"]) == (None, 1)
    assert (second.values["plan"], second.unknown["plan"]) == (None, 1)


def test_an_item_says_how_far_the_project_is(world: SimpleNamespace) -> None:
    item = asked(world).items[0]
    assert item.values["progress_percent"] == 60
    assert item.values["progress_as_of"] == made.day("2026-09-30")
    assert item.values["invested"] == 200
    assert item.values["reported"] == "đã báo cáo"
    assert item.values["carried"] == 0
    assert item.values["support"] == 300
    assert item.values["state"] == "in_progress"
    assert [item.values[key] for key in ("advanced", "settled")] == [None, None]
    assert [item.unknown[key] for key in ("advanced", "settled")] == [1, 1], "nothing was entered"
    assert item.unknown["progress_percent"] == item.unknown["invested"] == 0
    assert {key: item.values[key] for key in QUANTITIES} == dict.fromkeys(QUANTITIES)


def test_a_line_that_has_not_reported_carries_its_last_value(world: SimpleNamespace) -> None:
    figures = asked(world, "2026-10")
    item, child = figures.items[0], children(figures)[0]
    assert numbers(child) == [8, None, 5, 9, Decimal("62.5"), None, None]
    assert child.unknown["period"] == 1
    assert child.values["carried"] == item.values["carried"] == 1
    assert item.values["reported"] == f"mang số {SEPTEMBER} sang"
    assert (item.values["progress_percent"], item.values["invested"]) == (60, 200)
    assert figures.total.values["carried"] == 1
    counts = [figures.filters[key] for key in ("lines", "reported", "carried", "never_reported")]
    assert counts == [1, 0, 1, 0]


def test_what_is_said_belongs_to_its_period(world: SimpleNamespace) -> None:
    more = {"difficulties": "Thiếu vốn", "proposals": "Sớm tạm ứng", "results": "Đã lắp máy"}
    report(world, world.loom_line, "2026-10", 6, **more)
    keys = ("difficulties", "proposals", "results")
    october = asked(world, "2026-10").items[0].values
    assert [october[key] for key in keys] == ["Thiếu vốn", "Sớm tạm ứng", "Đã lắp máy"]
    november = asked(world, "2026-11").items[0].values
    assert [november[key] for key in keys] == [None] * 3, "yesterday's difficulty isn't today's"


def test_only_approved_reports_count(world: SimpleNamespace) -> None:
    entry = report(world, world.loom_line, "2026-10", 7)
    assert children(asked(world, "2026-10"))[0].values["ytd"] == 7
    type(entry.submission).objects.filter(pk=entry.submission_id).update(state="submitted")
    october = children(asked(world, "2026-10"))[0]
    assert (october.values["ytd"], october.values["carried"]) == (5, 1)


def test_later_reports_do_not_change_an_earlier_period(world: SimpleNamespace) -> None:
    before = asked(world).content()
    report(world, world.loom_line, "2026-11", 8, percent=100, invested_amount=999)
    assert asked(world).content() == before


@pytest.mark.parametrize(
    ("code", "title", "period", "ytd"),
    [
        ("2026", "năm 2026", 5, 5),
        ("2026-H1", "6 tháng đầu năm 2026", None, None),
        ("2026-H2", "6 tháng cuối năm 2026", 5, 5),
        ("2026-9M", "9 tháng năm 2026", 5, 5),
        ("2026-Q3", "quý III/2026", 5, 5),
        ("2026-10", "tháng 10/2026", None, 5),
        ("2026-07-01..2026-08-31", "từ 01/07/2026 đến 31/08/2026", 3, 3),
        ("2026-07-01..2026-08-15", "từ 01/07/2026 đến 15/08/2026", None, None),
    ],
)
def test_every_kind_of_period(
    world: SimpleNamespace, code: str, title: str, period: int | None, ytd: int | None
) -> None:
    figures = asked(world, code)
    child = children(figures)[0]
    assert (child.values["period"], child.values["ytd"]) == (period, ytd)
    assert (figures.period, figures.filters["period_title"]) == (code, title)


def test_an_opened_period_says_which_days_count(world: SimpleNamespace) -> None:
    days = {"data_from": made.day("2026-10-15"), "data_to": made.day("2026-11-14")}
    made.period(world.centre, "2026-11", **days)
    free = {"data_from": made.day("2026-10-01"), "data_to": made.day("2026-10-20")}
    made.period(world.centre, "2026-10-01..2026-10-20", **free)
    report(world, world.loom_line, "2026-10-01..2026-10-20", 7)
    november = asked(world, "2026-11")
    assert (november.filters["data_from"], november.filters["data_to"]) == (
        "2026-10-15",
        "2026-11-14",
    )
    child = children(november)[0]
    assert (child.values["period"], child.values["ytd"]) == (2, 7)
    assert child.values["carried"] == 0
    other = asked(world, "2026-11", user=factory.person(factory.organisation(world.units.ha_noi)))
    assert other.filters["data_from"] == "2026-11-01", "another Centre's cut-off isn't one's own"


# --- several lines, several projects --------------------------------------------------------------


def test_lines_of_a_project_add_up_within_an_indicator(world: SimpleNamespace) -> None:
    second = made.line(world.loom, {world.facilities: 4}, name="Dây chuyền 2", order=2)
    report(world, second, "2026-08", 1, difficulties="Thiếu điện", invested_amount=50, percent=20)
    figures = asked(world)
    child, item = children(figures)[0], figures.items[0]
    assert numbers(child)[:5] == [12, 2, 6, 9, Decimal("50.0")]
    # The second line hasn't reported in September, nor ever estimated.
    assert unknown(child) == [0, 1, 0, 1, 0, 0, 0]
    assert child.values["carried"] == item.values["carried"] == 1
    assert item.values["invested"] == 250
    assert item.values["reported"] == (f"đã báo cáo (1/2 dòng); mang số {AUGUST} sang (1/2 dòng)")
    assert item.values["difficulties"] is None
    report(world, second, "2026-09", 1, difficulties="Thiếu điện")
    item = asked(world).items[0]
    assert item.values["difficulties"] == "Dây chuyền 2: Thiếu điện"
    assert (item.values["invested"], item.unknown["invested"]) == (200, 1)


def test_the_summary_adds_only_within_one_indicator(world: SimpleNamespace) -> None:
    second = made.line(project(world, "Máy sấy", level="national"), {world.facilities: 4})
    report(world, second, "2026-09", 0)
    made.line(project(world, "Im lặng"), {world.facilities: None})
    found = summary(asked(world))
    assert list(found) == ["Số cơ sở được hỗ trợ", "Sản lượng"]
    row = found["Số cơ sở được hỗ trợ"]
    assert numbers(row) == [12, 2, 5, 9, Decimal("41.7"), None, None]
    # The silent project: nothing known; of the second one no estimate.
    assert unknown(row)[:4] == [1, 1, 1, 2]
    assert row.values["support"] is None
    assert row.values["measure"] == "cơ sở"


def test_a_project_without_lines_stands_with_what_it_plans(world: SimpleNamespace) -> None:
    bare = project(world, "Chưa có dòng", lines={"support_provincial": 70})
    ProjectIndicator.objects.create(project=bare, indicator=world.facilities, planned=6)
    figures = asked(world)
    item, child = figures.items[1], children(figures, 2)[0]
    assert item.values["reported"] == "chưa có báo cáo"
    assert (item.values["progress_percent"], item.unknown["progress_percent"]) == (None, 1)
    assert numbers(child) == [6, None, None, None, None, None, None]
    assert unknown(child)[:4] == [0, 1, 1, 1]
    assert figures.total.values["support"] == 370


def test_the_plan_of_a_project_stands_where_no_line_plans(world: SimpleNamespace) -> None:
    ProjectIndicator.objects.create(project=world.loom, indicator=world.facilities, planned=99)
    more = made.indicator("3-20", "Chỉ tiêu của đề án", "bộ")
    ProjectIndicator.objects.create(project=world.loom, indicator=more, planned=7)
    found = {row.label: row.values["plan"] for row in children(asked(world))}
    assert found == {
        "Số cơ sở được hỗ trợ": 8,
        "Sản lượng": Decimal("2.5"),
        "Chỉ tiêu của đề án": 7,
    }


# --- money ----------------------------------------------------------------------------------------


def test_money_is_that_of_the_annual_plan(world: SimpleNamespace) -> None:
    project(world, "Máy sấy", level="national", lines={"support_national": 1_000})
    project(world, "Chưa duyệt", state="registered", lines={"support_provincial": 9})
    figures = asked(world, "2026")
    plan = annual_plan(read({"year": "2026"}, years_only=True), world.officer)
    theirs = {row.label: row for row in plan.items}
    assert [row.label for row in figures.items] == ["Máy sấy", "Máy dệt"]
    for item in figures.items:
        for key in ("support", "support_national", "support_provincial", "counterpart", "total"):
            assert item.values[key] == theirs[item.label].values[key]
            assert item.unknown[key] == theirs[item.label].unknown[key]
    assert figures.total.values["support"] == 1_300
    assert figures.total.unknown["advanced"] == 2


def test_money_spent_is_what_the_ledger_says_until_the_last_day(world: SimpleNamespace) -> None:
    weaving = world.loom
    accountant = factory.person(world.centre, Role.CENTRE_ACCOUNTANT)

    def enter(source: str, day: str, *amounts: int | None) -> None:
        rows = [Opening(weaving.pk, source, Amounts(*amounts))]
        record_openings(rows, by=accountant, as_of=made.day(day))

    def spent(period: str) -> list[tuple[int | None, int]]:
        item = asked(world, period).items[0]
        return [(item.values[key], item.unknown[key]) for key in ("advanced", "settled")]

    enter("support_provincial", "2026-08-31", 300, 210, None)
    enter("support_provincial", "2026-09-15", None, 240, 0)
    assert spent("2026-07") == [(None, 1), (None, 1)]
    assert spent("2026-08") == [(210, 0), (None, 1)]
    assert spent("2026-09") == [(240, 0), (0, 0)]
    # Another source has moved as well, and of it only the one amount is known.
    enter("support_commune", "2026-09-20", None, None, 5)
    assert spent("2026-09") == [(240, 1), (5, 0)]
    total = asked(world).total
    assert [total.values[key] for key in ("advanced", "settled")] == [240, 5]


def test_every_key_is_always_there(world: SimpleNamespace) -> None:
    figures = asked(world)
    keys = [column.key for column in figures.columns]
    counted = set(figures.total.unknown)
    for row in figures.rows:
        assert sorted(row.values) == sorted(keys)
        assert set(row.unknown) == counted
        if row.kind == "group":
            assert set(row.values.values()) == {None}
    labels = [column.label for column in figures.columns]
    assert not set(labels) & set(keys), "no key stands in for a label"
