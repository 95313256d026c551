"""Where the facts of a report in words come from: figures of progress, and what offices wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Organisation
from reports.documents import Document
from reports.parameters import Period
from reports.texts.facts import MoneyFacts, ScopeFacts, TextFacts
from reports.texts.periods import words_of


@dataclass(frozen=True)
class Gathered:
    """The facts, whose part of the area they are of (empty: all of it), and the table behind."""

    facts: TextFacts
    office: str
    generated_at: datetime
    annex: Document | None


def gather(user: Any, centre: Organisation, period: Period) -> Gathered:
    nothing = ScopeFacts(0, MoneyFacts(None), MoneyFacts(None))
    facts = TextFacts(words_of(period), nothing, nothing, nothing)
    office = str(user.organisation) if user.is_local else ""
    return Gathered(facts, office, timezone.now(), None)
