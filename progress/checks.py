"""What an office's report of a line may not say, and what it has to explain.

Pure rules: frozen facts in, findings out. Errors keep a report from being sent, warnings ask for a
written reason; a reason that the entry holds answers both kinds where it can.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kernel.findings import Check, Finding, Severity
from kernel.money import format_dong, format_quantity
from kernel.text import clean
from programmes.choices import LineState
from programmes.progress import entry_percent

#: how many points a line may be behind the time of its project before it has to say why
BEHIND_POINTS: Final = 20


@dataclass(frozen=True)
class IndicatorFacts:
    """One indicator of a line: cumulative values, None where unknown."""

    indicator_id: int
    name: str
    measure: str
    planned: Decimal | None
    previous: Decimal | None
    done: Decimal | None


@dataclass(frozen=True)
class EntryFacts:
    """What a submission says of a line, what was said before, and how much time has gone."""

    line_id: int
    state: str
    percent: int | None
    invested_previous: int | None
    invested: int | None
    explanation: str
    time_percent: int | None
    indicators: Sequence[IndicatorFacts] = ()

    @property
    def is_explained(self) -> bool:
        """Whether a reason is written; spaces are none."""
        return bool(clean(self.explanation))

    @property
    def reached(self) -> int | None:
        """The percent typed, else the one that follows from state and indicators."""
        parts = [(row.done, row.planned) for row in self.indicators]
        return entry_percent(self.state, self.percent, parts)

    def field(self, name: str) -> str:
        """The form field of a value of this line."""
        return f"dong-{self.line_id}-{name}"

    def named(self, row: IndicatorFacts, sentence: str) -> str:
        """A sentence about an indicator, which is named where the line has several."""
        if len(self.indicators) < 2:
            return sentence
        return f"{row.name}: {sentence[:1].lower()}{sentence[1:]}"


def _done(row: IndicatorFacts) -> str:
    return f"done-{row.indicator_id}"


def _error(code: str, message: str, field: str) -> Finding:
    return Finding(Severity.ERROR, code, message, field)


def state_missing(facts: EntryFacts) -> Iterator[Finding]:
    """A line that is reported has a state."""
    if not facts.state:
        yield _error(
            "state_missing",
            "Chưa chọn Tình trạng. Chọn “Chưa bắt đầu” nếu chưa làm gì.",
            facts.field("state"),
        )


def percent_out_of_range(facts: EntryFacts) -> Iterator[Finding]:
    """A percent lies between 0 and 100."""
    if facts.percent is not None and not 0 <= facts.percent <= 100:
        yield _error(
            "percent_out_of_range",
            f"Tiến độ {facts.percent} % không hợp lệ. Nhập số từ 0 đến 100.",
            facts.field("percent"),
        )


def done_below_previous(facts: EntryFacts) -> Iterator[Finding]:
    """What is done since the beginning doesn't become less without a reason."""
    if facts.is_explained:
        return
    for row in facts.indicators:
        if row.done is not None and row.previous is not None and row.done < row.previous:
            message = (
                f"Lũy kế {format_quantity(row.done)} thấp hơn kỳ trước"
                f" {format_quantity(row.previous)} {row.measure}. Sửa số, hoặc ghi lý do giảm."
            )
            field = facts.field(_done(row))
            yield _error("done_below_previous", facts.named(row, message), field)


def invested_below_previous(facts: EntryFacts) -> Iterator[Finding]:
    """What a facility has spent since the beginning doesn't become less without a reason."""
    before, now = facts.invested_previous, facts.invested
    if facts.is_explained or before is None or now is None or now >= before:
        return
    yield _error(
        "invested_below_previous",
        f"Vốn cơ sở đã chi {format_dong(now)} đồng thấp hơn kỳ trước {format_dong(before)} đồng."
        " Sửa số, hoặc ghi lý do giảm.",
        facts.field("invested"),
    )


def not_started_but_done(facts: EntryFacts) -> Iterator[Finding]:
    """Who has done something has begun."""
    if facts.state != LineState.NOT_STARTED:
        return
    for row in facts.indicators:
        if row.done is not None and row.done > 0:
            message = (
                f"Đã có kết quả {format_quantity(row.done)} {row.measure} mà tình trạng là"
                " “Chưa bắt đầu”. Sửa tình trạng, hoặc sửa số."
            )
            field = facts.field("state")
            yield _error("not_started_but_done", facts.named(row, message), field)


def done_state_below_plan(facts: EntryFacts) -> Iterator[Finding]:
    """A line that is finished has reached its plan, or says why not."""
    if facts.state != LineState.DONE or facts.is_explained:
        return
    for row in facts.indicators:
        if row.done is not None and row.planned is not None and row.done < row.planned:
            message = (
                f"Hoàn thành nhưng mới đạt {format_quantity(row.done)} trên"
                f" {format_quantity(row.planned)} {row.measure}. Sửa số, hoặc ghi lý do"
                " khác kế hoạch."
            )
            yield Finding(
                Severity.WARNING,
                "done_state_below_plan",
                facts.named(row, message),
                facts.field(_done(row)),
            )


def behind_plan(facts: EntryFacts) -> Iterator[Finding]:
    """Work that is far behind the time of its project says why.

    The plan until now is the share of the project's time that has gone.
    """
    reached, planned = facts.reached, facts.time_percent
    if facts.state != LineState.IN_PROGRESS or facts.is_explained:
        return
    if reached is None or planned is None or reached >= planned - BEHIND_POINTS:
        return
    yield Finding(
        Severity.WARNING,
        "behind_plan",
        f"Đạt {reached} %, kế hoạch đến kỳ này {planned} %. Ghi lý do chậm.",
        facts.field("explanation"),
    )


def over_plan(facts: EntryFacts) -> Iterator[Finding]:
    """More than planned is worth a look, and asks for nothing."""
    for row in facts.indicators:
        if row.done is not None and row.planned is not None and row.done > row.planned:
            message = (
                f"Lũy kế {format_quantity(row.done)} vượt kế hoạch"
                f" {format_quantity(row.planned)} {row.measure}."
            )
            yield Finding(
                Severity.INFO, "over_plan", facts.named(row, message), facts.field(_done(row))
            )


def observation(finding: Finding) -> str:
    """Return what a finding states, without what it asks of the person who writes."""
    return finding.message.partition(". ")[0].removesuffix(".")


ENTRY_CHECKS: Final[tuple[Check[EntryFacts], ...]] = (
    state_missing,
    percent_out_of_range,
    done_below_previous,
    invested_below_previous,
    not_started_but_done,
    done_state_below_plan,
    behind_plan,
    over_plan,
)
