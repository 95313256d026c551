"""Whether something dated is in force on a day: one rule, for queries and for plain values.

``valid_from`` is the first and ``valid_to`` the last day; an open end counts as in force.
"""

from __future__ import annotations

import datetime
from typing import Any, Final

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# Written out, because the databases disagree where a row without a first day stands.
NEWEST_FIRST: Final = (F("valid_from").desc(nulls_last=True), "-pk")
# Where an object stands on a day: the state that draws it, and its word.
STANDINGS: Final[dict[str, tuple[str, Any]]] = {
    "current": ("active", _("Đang áp dụng")),
    "coming": ("planned", _("Chưa áp dụng")),
    "over": ("archived", _("Hết áp dụng")),
}


def on(day: datetime.date) -> Q:
    """The condition "in force on this day" for rows with ``valid_from`` and ``valid_to``."""
    return Q(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


def is_on(dated: Any, day: datetime.date) -> bool:
    """Whether an object with ``valid_from`` and ``valid_to`` is in force on this day."""
    return (dated.valid_from is None or dated.valid_from <= day) and (
        dated.valid_to is None or day <= dated.valid_to
    )


def standing(dated: Any, day: datetime.date) -> str:
    """Where an object stands on this day, as a key of ``STANDINGS``."""
    if is_on(dated, day):
        return "current"
    return "coming" if dated.valid_from is not None and day < dated.valid_from else "over"
