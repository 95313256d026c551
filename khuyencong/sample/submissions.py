"""The sample's periods and what each office sent, in the order of days: every step is one that
people take on the screens, by the person who takes it there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from khuyencong.sample.content import Content
from khuyencong.sample.files import amount_of, day, number, quantities, read
from khuyencong.sample.lines import reporter_of
from khuyencong.sample.office import REASON
from programmes.models import Indicator
from progress.choices import PeriodKind
from progress.models import PeriodSubmission, ReportingPeriod
from progress.services import (
    EntryDraft,
    IndicatorDraft,
    SubmissionDraft,
    approve,
    lock_period,
    open_year,
    return_for_fix,
    save_draft,
    submit,
    submit_empty,
)

KINDS = {2024: PeriodKind.QUARTER, 2026: PeriodKind.MONTH}
FIRST, FIX = "", "fix"  # rounds of entries: as first sent, and as mended after a return
Rows = dict[str, str]


@dataclass(frozen=True)
class _Step:
    """Something that happens at a moment."""

    moment: datetime
    act: Callable[[], Any]


def build_reports(content: Content, year: int) -> None:
    """Open the periods of the year and let everything happen that was sent for them."""
    year_of = _Year(content, year)
    for step in sorted(year_of.steps(), key=lambda step: step.moment):
        content.clock.set(step.moment.date(), step.moment.hour, step.moment.minute)
        step.act()


class _Year:
    """The files' rows of one year, and the records that they are about."""

    def __init__(self, content: Content, year: int) -> None:
        self.content = content
        rows = [row for row in read("periods") if row["code"].startswith(f"{year}-")]
        content.clock.set(date.fromisoformat(rows[0]["opened_on"]), 9)
        made = open_year(
            content.office.organisations["centre"],
            year,
            [KINDS[year]],
            by=content.officer,
            reason=REASON,
        )
        self.periods: dict[str, ReportingPeriod] = {period.code: period for period in made}
        self.locked = {row["code"]: day(row["locked_on"]) for row in rows}
        self.tracking = list(read("tracking"))
        self.entries = [row for row in read("entries") if row["period"] in self.periods]
        self.indicators = {row.code: row.pk for row in Indicator.objects.all()}

    def steps(self) -> Iterator[_Step]:
        """Yield all that happens in the year, in no order."""
        for row in read("submissions"):
            if row["period"] in self.periods:
                yield from self._report(row)
        leader = self.content.office.people["lanhdao"]
        for code, locked in self.locked.items():
            if locked:
                period = self.periods[code]
                yield _step(locked, 17, partial(lock_period, period, by=leader))

    def _report(self, row: Rows) -> Iterator[_Step]:
        """What happens to one report: each step only when the file has a day for it."""
        officer, typist = self.content.officer, self._typist(row)
        yield _step(row["sent_on"], 8, lambda: self._save(row, FIRST, typist))
        if row["way"] == "empty":
            yield _step(row["sent_on"], 9, lambda: submit_empty(self._found(row), by=typist))
        elif row["way"] != "draft":
            yield _step(row["sent_on"], 9, lambda: submit(self._found(row), by=typist))
        if row["returned_on"]:
            reason = row["return_reason"]
            yield _step(
                row["returned_on"],
                10,
                lambda: return_for_fix(self._found(row), by=officer, note=reason),
            )
        if row["sent_again_on"]:
            yield _step(row["sent_again_on"], 8, lambda: self._save(row, FIX, typist))
            yield _step(row["sent_again_on"], 9, lambda: submit(self._found(row), by=typist))
        if row["approved_on"]:
            yield _step(row["approved_on"], 14, lambda: approve(self._found(row), by=officer))

    def _found(self, row: Rows) -> PeriodSubmission:
        return PeriodSubmission.objects.get(
            period=self.periods[row["period"]],
            organisation=self.content.office.organisations[row["organisation"]],
        )

    def _typist(self, row: Rows) -> Any:
        """Who types: the office itself, or the Centre for itself and on behalf of others."""
        kind, _dash, code = row["organisation"].partition("-")
        if kind == "centre" or row["way"] == "behalf":
            return self.content.officer
        return self.content.office.people[f"{'xa' if kind == 'ward' else 'huyen'}.{code}"]

    def _save(self, row: Rows, round_: str, typist: Any) -> None:
        entries = [self._entry(entry) for entry in self._entries_of(row, round_)]
        words = row["difficulties"] + row["proposals"] + row["channel"]
        if not entries and not words:
            return
        submission = self._found(row)
        draft = SubmissionDraft(
            seen_version=submission.version,
            difficulties=row["difficulties"],
            proposals=row["proposals"],
            channel=row["channel"],
            origin_note=row["origin_note"],
            entries=entries,
        )
        save_draft(submission, draft, by=typist, reason=REASON)

    def _entries_of(self, row: Rows, round_: str) -> Iterator[Rows]:
        until = self.periods[row["period"]].data_to
        own = {
            line["key"] for line in self.tracking if reporter_of(line, until) == row["organisation"]
        }
        for entry in self.entries:
            if (entry["period"], entry["round"]) == (row["period"], round_) and entry[
                "line"
            ] in own:
                yield entry

    def _entry(self, row: Rows) -> EntryDraft:
        done, estimate = quantities(row["done"]), quantities(row["estimate"])
        return EntryDraft(
            line_id=self.content.lines[row["line"]].pk,
            state=row["state"],
            percent=number(row["percent"]),
            invested=amount_of(row["invested"]) if row["invested"] else None,
            results=row["results"],
            difficulties=row["difficulties"],
            proposals=row["proposals"],
            explanation=row["explanation"],
            indicators=[
                IndicatorDraft(
                    indicator_id=self.indicators[code],
                    done=done.get(code),
                    estimate=estimate.get(code),
                )
                for code in dict.fromkeys([*done, *estimate])
            ],
        )


def _step(on: date | str, hour: int, act: Callable[[], Any]) -> _Step:
    found = date.fromisoformat(on) if isinstance(on, str) else on
    return _Step(datetime.combine(found, time(hour, 30)), act)
