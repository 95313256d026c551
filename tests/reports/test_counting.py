"""The rules of counting, one by one, and the table that was written from the documents."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reports.figures.counting import (
    Point,
    Series,
    Span,
    base,
    count,
    estimate,
    in_period,
    is_carried,
    latest,
    percent,
    value_on,
    year_to_date,
)

pytestmark = pytest.mark.pure

TABLE = Path(__file__).parents[1] / "policy" / "counting.csv"
SEPTEMBER = Span(2026, date(2026, 9, 1), date(2026, 9, 30))
QUARTER = Span(2026, date(2026, 7, 1), date(2026, 9, 30))


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def cases() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def points(text: str) -> tuple[Point, ...]:
    """ "2026-08-31:3;2026-09-30:" as points; nothing after the colon is a blank."""
    pairs = [pair.split(":") for pair in text.split(";") if pair]
    return tuple(Point(date.fromisoformat(day), number(value)) for day, value in pairs)


def series(text: str, **more: object) -> Series:
    return Series(points(text), **{"first_year": 2026, "planned": Decimal(8)} | more)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["case"])
def test_what_the_documents_ask_for(case: dict[str, str]) -> None:
    span = Span(
        int(case["year"]),
        date.fromisoformat(case["period_from"]),
        date.fromisoformat(case["period_to"]),
    )
    found = count(
        Series(points(case["entries"]), int(case["first_year"]), number(case["plan"])), span
    )
    assert (found.period, found.ytd, percent(found.ytd, found.plan), found.is_carried) == (
        number(case["expected_period"]),
        number(case["expected_ytd"]),
        number(case["expected_pct_plan"]),
        case["expected_carried"] == "yes",
    )


def test_the_table_is_read_whole() -> None:
    assert len(cases()) == 48
    assert {case["expected_carried"] for case in cases()} == {"yes", "no"}


def test_days_of_a_span() -> None:
    assert SEPTEMBER.days == (date(2025, 12, 31), date(2026, 8, 31), date(2026, 9, 30))


def test_the_latest_point_that_knows_the_value() -> None:
    of = points("2026-07-31:3;2026-09-30:;2026-08-31:4")
    assert latest(of, date(2026, 9, 30)) == Point(date(2026, 8, 31), Decimal(4))
    assert latest(of, date(2026, 7, 30)) is None


def test_of_two_reports_on_one_day_the_one_approved_last_counts() -> None:
    month_then_quarter = series("2026-09-30:3;2026-09-30:5")
    assert value_on(month_then_quarter, date(2026, 9, 30)) == 5
    quarter_then_month = series("2026-09-30:5;2026-09-30:3")
    assert value_on(quarter_then_month, date(2026, 9, 30)) == 3


def test_courses_count_until_the_first_entry() -> None:
    counted = {date(2026, 8, 31): Decimal(2), date(2026, 9, 30): Decimal(5)}
    courses_only = series("", counted=counted)
    assert value_on(courses_only, date(2026, 9, 30)) == 5
    assert value_on(courses_only, date(2025, 12, 31)) is None
    assert (in_period(courses_only, SEPTEMBER), year_to_date(courses_only, SEPTEMBER)) == (3, 5)
    assert not is_carried(courses_only, SEPTEMBER)
    reported = series("2026-08-31:1", counted=counted)
    assert value_on(reported, date(2026, 9, 30)) == 1, "an approved figure doesn't move"
    blank = series("2026-08-31:", counted=counted)
    assert value_on(blank, date(2026, 9, 30)) is None, "an entry was made, it says nothing"


def test_no_course_until_the_day_is_unknown_and_not_zero() -> None:
    nothing = series("", counted={})
    assert count(nothing, SEPTEMBER).ytd is None
    assert count(nothing, SEPTEMBER).period is None


@pytest.mark.parametrize(
    ("first_year", "expected"), [(None, 0), (2026, 0), (2027, 0), (2025, None)]
)
def test_the_base_is_assumed_only_for_a_project_of_the_year(
    first_year: int | None, expected: int | None
) -> None:
    assert base(series("2026-09-30:5", first_year=first_year), SEPTEMBER) == expected


def test_the_estimate_is_the_years_part_of_what_was_typed_last_in_it() -> None:
    typed = (
        Point(date(2025, 12, 31), Decimal(40), Decimal(40)),
        Point(date(2026, 6, 30), Decimal(60), Decimal(90)),
        Point(date(2026, 8, 31), Decimal(70)),
    )
    older = Series(typed, first_year=2025, planned=Decimal(60))
    assert estimate(older, SEPTEMBER) == 50
    assert year_to_date(older, SEPTEMBER) == 30, "never added to what is done"
    silent = Series(typed[:1], first_year=2025)
    assert estimate(silent, SEPTEMBER) is None, "last year's estimate speaks of last year"
    assert estimate(Series(typed[1:], first_year=2025), SEPTEMBER) is None, "the base is unknown"
    later = Span(2026, date(2026, 5, 1), date(2026, 5, 31))
    assert estimate(older, later) is None, "typed after the period"


def test_a_carried_value_is_marked_even_where_the_year_is_unknown() -> None:
    found = count(series("2026-03-31:10", first_year=2024), QUARTER)
    assert (found.ytd, found.period, found.is_carried) == (None, None, True)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (5, 8, "62.5"),
        (None, 8, None),
        (5, None, None),
        (5, 0, None),
        (0, 8, "0.0"),
        (-2, 4, "-50.0"),
        (Decimal("0.5"), 1000, "0.1"),
    ],
)
def test_a_percent_has_one_decimal_half_up(
    part: int | None, whole: int | None, expected: str | None
) -> None:
    found = percent(
        None if part is None else Decimal(part), None if whole is None else Decimal(whole)
    )
    assert found == (None if expected is None else Decimal(expected))


def test_whether_a_project_can_have_a_last_year() -> None:
    assert Series(first_year=2025).began_by(2025)
    assert Series().began_by(2025)
    assert not Series(first_year=2026).began_by(2025)
