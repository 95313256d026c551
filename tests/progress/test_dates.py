"""Codes of periods, and the days that an office's habits give them."""

from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.choices import PeriodKind
from progress.dates import (
    code_of,
    data_dates,
    elapsed_percent,
    first_after,
    overlaps,
    span_of,
    spans_of,
)

pytestmark = pytest.mark.pure


def habits(cut_off: int | None = None, local: int | None = None, *more: int | None):
    department, agency = (*more, None, None)[:2]
    return SimpleNamespace(
        cut_off_day=cut_off,
        local_due_day=local,
        department_due_day=department,
        agency_due_day=agency,
    )


@pytest.mark.parametrize(
    ("code", "kind", "first", "last"),
    [
        ("2026-10", "month", date(2026, 10, 1), date(2026, 10, 31)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q3", "quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-H1", "half_year", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", "half_year", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-9M", "nine_months", date(2026, 1, 1), date(2026, 9, 30)),
        ("2026", "year", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-07-01..2026-08-15", "free", date(2026, 7, 1), date(2026, 8, 15)),
    ],
)
def test_a_code_is_read_and_written(code: str, kind: str, first: date, last: date) -> None:
    span = span_of(code)
    assert span is not None
    assert (span.kind, span.code, span.first, span.last) == (kind, code, first, last)
    assert code_of(kind, first, last) == code


@pytest.mark.parametrize(
    "code",
    ["", "26", "2026-13", "2026-00", "2026-Q5", "2026-q3", "2026-H3", "2026-8M", "0000", "2026-1",
     "2026-10 ", "２０２６", "2026-08-15..2026-07-01", "2026-02-31..2026-03-01", "2026/10"],
)  # fmt: skip
def test_other_texts_are_no_code(code: str) -> None:
    assert span_of(code) is None


def test_days_that_are_no_period_of_the_kind_have_no_code() -> None:
    assert code_of(PeriodKind.MONTH, date(2026, 10, 1), date(2026, 10, 30)) == ""
    assert code_of(PeriodKind.QUARTER, date(2026, 8, 1), date(2026, 10, 31)) == ""
    assert code_of(PeriodKind.FREE, date(2026, 8, 2), date(2026, 8, 1)) == ""


@pytest.mark.parametrize(
    ("kind", "count"),
    [("month", 12), ("quarter", 4), ("half_year", 2), ("nine_months", 1), ("year", 1), ("free", 0)],
)
def test_the_periods_of_a_year(kind: str, count: int) -> None:
    spans = spans_of(PeriodKind(kind), 2026)
    assert [span_of(span.code) for span in spans] == spans
    assert len(spans) == count


# --- days of the data, days due -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kept", "data", "due"),
    [
        # cut off on the 14th, due on the 17th, to Sở by the 20th, to Cục by the 25th
        (
            "2026-10",
            habits(14, 17, 20, 25),
            (date(2026, 9, 15), date(2026, 10, 14)),
            (date(2026, 10, 17), date(2026, 10, 20), date(2026, 10, 25)),
        ),
        (
            "2026-01",
            habits(14, 17),
            (date(2025, 12, 15), date(2026, 1, 14)),
            (date(2026, 1, 17), None, None),
        ),
        (
            "2026-Q3",
            habits(14, 17),
            (date(2026, 6, 15), date(2026, 9, 14)),
            (date(2026, 9, 17), None, None),
        ),
        (
            "2026",
            habits(14, 17),
            (date(2025, 12, 15), date(2026, 12, 14)),
            (date(2026, 12, 17), None, None),
        ),
        # no cut-off: the calendar; the first 3rd after the month is in the next one
        (
            "2026-10",
            habits(None, 3, None, 25),
            (date(2026, 10, 1), date(2026, 10, 31)),
            (date(2026, 11, 3), None, date(2026, 11, 25)),
        ),
        (
            "2026-12",
            habits(None, 3),
            (date(2026, 12, 1), date(2026, 12, 31)),
            (date(2027, 1, 3), None, None),
        ),
        # a short month: the 31st of February is its last day, and so is the day due
        (
            "2026-02",
            habits(31, 31),
            (date(2026, 2, 1), date(2026, 2, 28)),
            (date(2026, 3, 31), None, None),
        ),
        (
            "2026-03",
            habits(30, 5),
            (date(2026, 3, 1), date(2026, 3, 30)),
            (date(2026, 4, 5), None, None),
        ),
        # the day due before the cut-off day lies in the next month; the same day, too
        (
            "2026-10",
            habits(14, 14),
            (date(2026, 9, 15), date(2026, 10, 14)),
            (date(2026, 11, 14), None, None),
        ),
        (
            "2026-10",
            None,
            (date(2026, 10, 1), date(2026, 10, 31)),
            (date(2026, 11, 3), None, None),
        ),
    ],
)
def test_the_days_of_a_period(code: str, kept: SimpleNamespace, data: tuple, due: tuple) -> None:
    span = span_of(code)
    assert span is not None
    found = data_dates(span.first, span.last, kept)
    assert (found.data_from, found.data_to) == data
    assert (found.local_due_on, found.department_due_on, found.agency_due_on) == due


def test_what_is_asked_in_between_has_its_own_days() -> None:
    found = data_dates(date(2026, 7, 1), date(2026, 8, 15), habits(14, 17), whole=True)
    assert (found.data_from, found.data_to) == (date(2026, 7, 1), date(2026, 8, 15))
    assert found.local_due_on == date(2026, 8, 17)


@given(st.integers(1, 31), st.integers(2001, 2040))
def test_months_follow_each_other_without_gap_or_overlap(cut_off: int, year: int) -> None:
    months = [
        data_dates(span.first, span.last, habits(cut_off))
        for span in spans_of(PeriodKind.MONTH, year)
    ]
    for month, following in pairwise(months):
        assert (following.data_from - month.data_to).days == 1
    whole = data_dates(date(year, 1, 1), date(year, 12, 31), habits(cut_off))
    assert (months[0].data_from, months[-1].data_to) == (whole.data_from, whole.data_to)


@given(st.dates(date(2001, 1, 1), date(2040, 1, 1)), st.integers(1, 31))
def test_a_day_due_comes_within_a_month(day: date, number: int) -> None:
    due = first_after(day, number)
    assert due is not None
    assert 0 < (due - day).days <= 31


# --- how much time has gone -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2025, 12, 31), 0),
        (date(2026, 1, 1), 1),
        (date(2026, 1, 10), 10),
        (date(2026, 4, 9), 99),
        (date(2026, 4, 10), 100),
        (date(2026, 12, 31), 100),
    ],
)
def test_the_time_that_has_gone(day: date, percent: int) -> None:
    """A hundred days: each evening one percent more."""
    assert elapsed_percent(date(2026, 1, 1), date(2026, 4, 10), day) == percent


def test_without_both_days_it_is_unknown() -> None:
    day = date(2026, 5, 1)
    assert elapsed_percent(None, day, day) is None
    assert elapsed_percent(day, None, day) is None
    assert elapsed_percent(date(2026, 5, 2), day, day) is None
    assert elapsed_percent(day, day, day) == 100


def test_a_common_day_is_an_overlap() -> None:
    october = (date(2026, 10, 1), date(2026, 10, 31))
    assert overlaps(date(2026, 10, 31), date(2026, 11, 1), [october])
    assert not overlaps(date(2026, 11, 1), date(2026, 11, 30), [october])
