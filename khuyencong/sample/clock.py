"""The sample's clock: everything is recorded at the sample's own moments, not on loading day.

The logs of states can't be corrected afterwards (``kernel.guards``), and services, histories and
checks ("this day hasn't come yet") all ask ``django.utils.timezone``. So this one clock is stopped
while the sample is written, and the sample is the same whenever it is loaded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, tzinfo
from typing import ClassVar, Self

from django.utils import timezone


class _Stopped(datetime):
    """The class of moments as ``django.utils.timezone`` knows it, with one moment as now."""

    moment: ClassVar[datetime]

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Return the moment of the sample."""
        return cls.moment.astimezone(tz)  # type: ignore[return-value]


@contextmanager
def stopped() -> Iterator[type["Clock"]]:
    """Stop the portal's clock; the yielded one sets the moment. It runs on again afterwards."""
    running = timezone.datetime  # type: ignore[attr-defined]
    _Stopped.moment = timezone.now()
    timezone.datetime = _Stopped  # type: ignore[attr-defined]
    try:
        yield Clock
    finally:
        timezone.datetime = running  # type: ignore[attr-defined]


class Clock:
    """Sets the stopped clock."""

    @staticmethod
    def set(day: date, hour: int = 8, minute: int = 0) -> None:
        """Let it be this day and time, in the office's own time zone."""
        _Stopped.moment = timezone.make_aware(datetime.combine(day, time(hour, minute)))
