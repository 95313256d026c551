"""What is checked of a course beyond its constraints: pure rules, one function a rule."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from kernel.dates import format_date
from kernel.findings import Check, Finding, Severity
from training.choices import CourseState


@dataclass(frozen=True, slots=True)
class DateFacts:
    """The days of a course and the day on which it's judged; None is "chưa rõ"."""

    state: str
    today: datetime.date
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    employed_on: datetime.date | None = None


def ends_before_it_is_finished(facts: DateFacts) -> Iterator[Finding]:
    """A course that is over didn't end in the future: its numbers would count on a day to come."""
    if facts.state == CourseState.FINISHED and facts.ends_on and facts.ends_on > facts.today:
        message = _("Ngày %(day)s chưa đến; lớp chưa thể là đã bế giảng.")
        yield _error("not_ended", message, facts.ends_on, "ends_on")


def starts_before_it_runs(facts: DateFacts) -> Iterator[Finding]:
    """A course that runs or is over began already."""
    if facts.state in CourseState.OPENED and facts.starts_on and facts.starts_on > facts.today:
        message = _("Ngày %(day)s chưa đến; lớp chưa thể là đã khai giảng.")
        yield _error("not_started", message, facts.starts_on, "starts_on")


def employed_after_the_course(facts: DateFacts) -> Iterator[Finding]:
    """Who found work after the course is counted after the course, not before, not ahead."""
    if facts.employed_on is None:
        return
    if facts.employed_on > facts.today:
        message = _("Ngày %(day)s chưa đến; hãy ghi ngày đã có số liệu.")
        yield _error("not_yet", message, facts.employed_on, "employed_on")
    elif facts.ends_on and facts.employed_on < facts.ends_on:
        message = _("Số có việc làm sau đào tạo phải tính từ ngày bế giảng (%(day)s) trở đi.")
        yield _error("too_early", message, facts.ends_on, "employed_on")


def _error(code: str, message: str, day: datetime.date, field: str) -> Finding:
    return Finding(Severity.ERROR, code, message % {"day": format_date(day)}, field)


DATE_CHECKS: Final[tuple[Check[DateFacts], ...]] = (
    ends_before_it_is_finished,
    starts_before_it_runs,
    employed_after_the_course,
)
