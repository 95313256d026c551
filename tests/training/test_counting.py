"""What a course counts, on which day, and why it doesn't: the pure rules."""

from datetime import date

import pytest

from programmes.choices import CountedFrom
from training.choices import CourseState
from training.counting import Count, CourseFacts, count

pytestmark = pytest.mark.pure

OVER = date(2026, 8, 20)
LATER = date(2026, 9, 30)
YEAR_END = date(2026, 12, 31)
KNOWN = CourseFacts("finished", ends_on=OVER, project_year=2026, trainees=35, employed=28)


@pytest.mark.parametrize(
    ("kind", "amount"),
    [(CountedFrom.COURSES, 1), (CountedFrom.TRAINEES, 35), (CountedFrom.EMPLOYED, 28)],
)
def test_a_finished_course_counts_on_the_day_it_ended(kind: str, amount: int) -> None:
    assert count(kind, KNOWN) == Count(amount, OVER)


def test_work_found_counts_on_its_own_day() -> None:
    facts = CourseFacts("finished", ends_on=OVER, employed=0, employed_on=LATER)
    assert count(CountedFrom.EMPLOYED, facts) == Count(0, LATER)
    undated = CourseFacts("finished", employed=3, employed_on=LATER)
    assert count(CountedFrom.EMPLOYED, undated) == Count(3, LATER)


@pytest.mark.parametrize("kind", CountedFrom.values)
def test_without_a_day_the_year_of_the_project_ends(kind: str) -> None:
    facts = CourseFacts("finished", project_year=2026, trainees=35, employed=28)
    assert count(kind, facts).day == YEAR_END


@pytest.mark.parametrize("kind", CountedFrom.values)
def test_without_day_and_year_nothing_is_counted(kind: str) -> None:
    found = count(kind, CourseFacts("finished", trainees=35, employed=28))
    assert found == Count(why_not="chưa rõ ngày bế giảng và năm của đề án")


@pytest.mark.parametrize("kind", CountedFrom.values)
@pytest.mark.parametrize("state", sorted(set(CourseState.values) - {"finished"}))
def test_a_course_that_is_not_over_counts_nothing(kind: str, state: str) -> None:
    facts = CourseFacts(state, ends_on=OVER, project_year=2026, trainees=35, employed=28)
    assert count(kind, facts) == Count(why_not="lớp chưa bế giảng")


def test_an_unknown_number_counts_nothing_and_zero_counts_zero() -> None:
    unknown = CourseFacts("finished", ends_on=OVER)
    assert count(CountedFrom.TRAINEES, unknown) == Count(why_not="chưa rõ số học viên")
    assert count(CountedFrom.EMPLOYED, unknown) == Count(why_not="chưa rõ số có việc làm")
    assert count(CountedFrom.COURSES, unknown) == Count(1, OVER)
    none = CourseFacts("finished", ends_on=OVER, trainees=0)
    assert count(CountedFrom.TRAINEES, none) == Count(0, OVER)
