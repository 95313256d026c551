"""How a report in words is put together: facts from figures, what the officer wrote, the paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Organisation
from accounts.services import own_centre
from progress.choices import PeriodKind
from progress.models import ReportingPeriod
from reports import selectors
from reports.choices import TextSection
from reports.models import TextReport
from reports.parameters import Period
from reports.texts import paper, sentences, sources
from reports.texts.changes import Change, changes
from reports.texts.facts import TextFacts
from reports.texts.paper import TextDocument
from reports.texts.periods import kind_of


class NoCentreError(LookupError):
    """No extension centre is in charge of the person's area, so there is no one's paper."""


@dataclass(frozen=True)
class Kept:
    """What was stored for a period: the record (new if none), own words and the sentences that
    stood there, by section."""

    report: TextReport
    words: Mapping[str, str]
    made: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Made:
    """What is made from the figures of now, and the document with the kept words in it."""

    facts: TextFacts
    sentences: Mapping[str, Sequence[str]]
    document: TextDocument

    @property
    def to_keep(self) -> dict[str, str]:
        """The sentences as they are stored beside the officer's words."""
        return {section: "\n".join(texts) for section, texts in self.sentences.items()}


def centre_of(user: Any) -> Organisation:
    """Return the Centre whose report the person reads. Raises NoCentreError."""
    centre = own_centre(user)
    if centre is None:
        raise NoCentreError
    return centre


def kept(user: Any, centre: Organisation, period: Period) -> Kept:
    """Return what is stored for a period and visible to the person."""
    rows = TextReport.objects.visible_to(user).select_related("centre")
    report = rows.filter(centre=centre, period_code=period.code).first()
    if report is None:
        new = TextReport(centre=centre, period_code=period.code, kind=kind_of(period))
        return Kept(new, {}, {})
    paragraphs = list(report.paragraphs.all())
    return Kept(
        report,
        {row.section: row.text for row in paragraphs},
        {row.section: row.made.split("\n") for row in paragraphs if row.made},
    )


def make(user: Any, centre: Organisation, period: Period, words: Mapping[str, str]) -> Made:
    """Make sentences, tables and paper from the figures that the person may see."""
    found = sources.gather(user, centre, period)
    made = sentences.made(found.facts)
    document = paper.compose(
        found.facts,
        {section: [*made[section], *paragraphs(words.get(section, ""))] for section in made},
        selectors.office_paper(user, timezone.localdate()),
        office=found.office,
        generated_at=found.generated_at,
        annex=found.annex,
    )
    return Made(found.facts, made, document)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of what was typed: a line each, empty ones left out."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def changes_since(before: Kept, now: Made) -> dict[str, list[Change]]:
    """Return, by section, the sentences that differ from those that stood at the last save."""
    return {
        section: found
        for section in TextSection.values
        if (found := changes(before.made.get(section, ()), now.sentences[section]))
    }


def newest_month(user: Any, centre: Organisation) -> str:
    """Return the month to report on: the newest open one whose data are complete, else this one."""
    today = timezone.localdate()
    rows = ReportingPeriod.objects.visible_to(user).filter(centre=centre, kind=PeriodKind.MONTH)
    newest = rows.filter(data_to__lt=today).order_by("-data_to").first()
    return newest.code if newest else f"{today:%Y-%m}"


def months(user: Any, centre: Organisation) -> list[tuple[str, str]]:
    """Return (code, title) of the Centre's open months and of this one, the newest first."""
    rows = ReportingPeriod.objects.visible_to(user).filter(centre=centre, kind=PeriodKind.MONTH)
    known = {row.code: row.title for row in rows}
    today = timezone.localdate()
    this_month = f"{today:%Y-%m}"
    known.setdefault(this_month, f"tháng {today.month}/{today.year}")
    return sorted(known.items(), reverse=True)
