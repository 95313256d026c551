"""What a course counts for an indicator, and on which day. Pure rules.

Only a finished course counts; an unknown number counts nothing, which isn't zero.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from programmes.choices import CountedFrom
from training.choices import CourseState


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What the rules look at; None is "chưa rõ"."""

    state: str
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    project_year: int | None = None
    trainees: int | None = None
    employed: int | None = None
    employed_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted for an indicator: how many on which day, or why nothing is."""

    amount: int | None = None
    day: datetime.date | None = None
    why_not: str = ""


def ending_day(facts: CourseFacts) -> datetime.date | None:
    """The day on which the course ended; without one the last day of the project's year."""
    if facts.ends_on is not None:
        return facts.ends_on
    return datetime.date(facts.project_year, 12, 31) if facts.project_year else None


def count(kind: str, facts: CourseFacts) -> Count:
    """What the course counts for an indicator of this kind (``CountedFrom``)."""
    if facts.state != CourseState.FINISHED:
        return Count(why_not=_("lớp chưa bế giảng"))
    day, amount = ending_day(facts), 1
    if kind == CountedFrom.EMPLOYED:
        day = facts.employed_on or day
    if day is None:
        return Count(why_not=_("chưa rõ ngày bế giảng và năm của đề án"))
    if kind == CountedFrom.COURSES:
        return Count(amount, day)
    known = facts.employed if kind == CountedFrom.EMPLOYED else facts.trainees
    if known is None:
        what = _("số có việc làm") if kind == CountedFrom.EMPLOYED else _("số học viên")
        return Count(why_not=_("chưa rõ %(what)s") % {"what": what})
    return Count(known, day)
