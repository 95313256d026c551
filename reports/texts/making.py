"""How a report in words is put together: facts from figures, what the officer wrote, the paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.services import own_centre
from progress.choices import PeriodKind
from progress.models import ReportingPeriod
from reports import selectors
from reports.choices import TextSection
from reports.figures.shapes import Figures
from reports.models import TextReport
from reports.parameters import Period, parse_period
from reports.texts import paper, sentences, sources
from reports.texts.changes import Change, changes
from reports.texts.facts import TextFacts
from reports.texts.paper import TextDocument
from reports.texts.periods import kind_of, words_of


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
    """What is made from the figures of now: facts and sentences, by section the paragraphs with the
    kept words behind them, the document, and the figures of the table behind it."""

    facts: TextFacts
    sentences: Mapping[str, Sequence[str]]
    paragraphs: Mapping[str, Sequence[str]]
    document: TextDocument
    figures: Figures

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
    texts = {section: [*made[section], *paragraphs(words.get(section, ""))] for section in made}
    document = paper.compose(
        found.facts,
        texts,
        selectors.office_paper(user, timezone.localdate()),
        office=found.office,
        generated_at=found.generated_at,
        annex=found.annex,
    )
    return Made(found.facts, made, texts, document, found.figures)


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


def periods(user: Any, centre: Organisation) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (kind in words, [(code, title)]) of what can be reported on, the newest first.

    Months that the Centre has opened and this one; of their years the quarters, six months, nine
    months and the year that have begun.
    """
    today = timezone.localdate()
    rows = ReportingPeriod.objects.visible_to(user).filter(centre=centre, kind=PeriodKind.MONTH)
    months = {f"{today:%Y-%m}", *(row.code for row in rows)}
    years = sorted({code[:4] for code in months}, reverse=True)
    return [
        (_("Tháng"), _titled(sorted(months, reverse=True))),
        (_("Quý"), _begun(years, ("Q4", "Q3", "Q2", "Q1"), today)),
        (_("6 tháng, 9 tháng, năm"), _begun(years, ("", "9M", "H1"), today)),
    ]


def _begun(years: Iterable[str], parts: Sequence[str], today: date) -> list[tuple[str, str]]:
    codes = (f"{year}-{part}" if part else year for year in years for part in parts)
    return _titled(code for code in codes if parse_period(code).first <= today)


def _titled(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, words_of(parse_period(code)).title) for code in codes]
