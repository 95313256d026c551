"""Opening balances: what may be said of money that moved before; pure rules.

Amounts are totals up to a day, in whole đồng; None is unknown. Settled money includes the advances
that were cleared, so each amount is compared with the plan by itself and they are never added.
Only what grows is refused: an amendment may lower the plan under what was paid.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kernel.findings import Finding, Severity
from kernel.money import format_dong, format_percent
from programmes.choices import BalanceColumn, FundingSource, Leg

#: amount -> (its words, leg and column of the entries that it becomes)
AMOUNTS: Mapping[str, tuple[str, str, str]] = {
    "received": ("Đã nhận", Leg.RECEIVED, BalanceColumn.ADVANCED),
    "advanced": ("Đã tạm ứng", Leg.SPENT, BalanceColumn.ADVANCED),
    "settled": ("Đã thanh toán", Leg.SPENT, BalanceColumn.SETTLED),
}


@dataclass(frozen=True)
class Amounts:
    """Received, advanced and settled money of one source; None is unknown."""

    received: int | None = None
    advanced: int | None = None
    settled: int | None = None

    def get(self, name: str) -> int | None:
        """Return one of the three."""
        found: int | None = getattr(self, name)
        return found


@dataclass(frozen=True)
class OpeningFacts:
    """One source of a project: its plan, what is stored of it and what is typed now."""

    source: str
    planned: int | None
    stored: Amounts
    typed: Amounts = Amounts()
    ceiling_percent: Decimal | None = None

    def now(self, name: str) -> int | None:
        """What holds after the typing: a blank leaves what was known."""
        typed = self.typed.get(name)
        return self.stored.get(name) if typed is None else typed


@dataclass(frozen=True)
class Move:
    """What an entry says of one source: so much moved after ``since`` and not later than ``day``.

    A total up to a day says nothing of the time within; ``since`` is None where it counts from the
    beginning of the project.
    """

    day: date
    amount: int
    since: date | None


def moved_between(
    moves: Sequence[Move], after: date, until: date, *, began_after: date
) -> int | None:
    """Return what moved after one day until another; None where the entries can't tell.

    They can't where none lies in that time, where one reaches back before it (an opening total
    that holds money of other years), or where a correction takes more away than moved in it.
    """
    inside = [move for move in moves if after < move.day <= until]
    if not inside or any((move.since or began_after) < after for move in inside):
        return None
    moved = sum(move.amount for move in inside)
    return moved if moved >= 0 else None


def changes(facts: OpeningFacts) -> dict[str, int]:
    """Return what entries have to add: nothing for a blank, 0 for a zero that wasn't known."""
    found = {}
    for name in AMOUNTS:
        typed, stored = facts.typed.get(name), facts.stored.get(name)
        if typed is not None and (stored is None or typed != stored):
            found[name] = typed - (stored or 0)
    return found


def day_findings(as_of: date | None, today: date) -> list[Finding]:
    """Return what is wrong with the day of a balance."""
    if as_of is None:
        return [_error("as_of_missing", "as_of", "Chưa nhập Số liệu đến ngày.")]
    if as_of > today:
        text = f"Ngày {as_of:%d/%m/%Y} chưa đến; số dư đầu kỳ là số đã có."
        return [_error("as_of_in_future", "as_of", text)]
    return []


def earlier_findings(
    facts: OpeningFacts, as_of: date, last_days: Mapping[str, date]
) -> Iterator[Finding]:
    """A total up to a day isn't the difference to one of a later day: money would go back first."""
    for name in changes(facts):
        last = last_days.get(name)
        if last is not None and as_of < last:
            text = (
                f"{AMOUNTS[name][0]} đã ghi đến ngày {last:%d/%m/%Y}; số mới phải chốt vào ngày đó "
                "hoặc sau."
            )
            yield _error(f"{name}_before_last", name, text)


def opening_findings(facts: OpeningFacts) -> list[Finding]:
    """Return all that is refused (errors) and all that is only said (information)."""
    if facts.source not in FundingSource.SUPPORT:
        text = "Sổ chỉ theo dõi kinh phí khuyến công, không theo dõi nguồn này."
        return [_error("source_not_state_money", "source", text)]
    return [*_against_plan(facts), *_against_received(facts), *_against_ceiling(facts)]


def _against_plan(facts: OpeningFacts) -> Iterator[Finding]:
    known = False
    for name, (words, _leg, _column) in AMOUNTS.items():
        amount = facts.now(name)
        if amount is None:
            continue
        known = True
        if amount < 0:
            yield _error(f"{name}_negative", name, f"{words} không được âm.")
        elif facts.planned is not None and amount > facts.planned:
            text = (
                f"{words} {format_dong(amount)} đồng, nhiều hơn kế hoạch "
                f"{format_dong(facts.planned)} đồng."
            )
            grows = amount > (facts.stored.get(name) or 0)
            weight = Severity.ERROR if grows else Severity.INFO
            yield Finding(weight, f"{name}_over_planned", text, field=name)
    if known and facts.planned is None:
        text = "Nguồn này chưa có kế hoạch theo quyết định ghi nhận để so."
        yield _info("planned_unknown", "received", text)


def _against_received(facts: OpeningFacts) -> Iterator[Finding]:
    received = facts.now("received")
    if received is None:
        return
    for name in ("advanced", "settled"):
        amount = facts.now(name)
        if amount is not None and amount > received:
            text = (
                f"{AMOUNTS[name][0]} {format_dong(amount)} đồng, nhiều hơn đã nhận "
                f"{format_dong(received)} đồng."
            )
            yield _info(f"{name}_over_received", name, text)


def _against_ceiling(facts: OpeningFacts) -> Iterator[Finding]:
    """A ceiling binds what is advanced from now on; of the past it only informs."""
    advanced, percent = facts.now("advanced"), facts.ceiling_percent
    if percent is None or advanced is None or facts.planned is None:
        return
    if advanced * 100 > percent * facts.planned:
        text = (
            f"Đã tạm ứng {format_dong(advanced)} đồng, quá {format_percent(percent)} % của kế "
            f"hoạch {format_dong(facts.planned)} đồng."
        )
        yield _info("advance_over_ceiling", "advanced", text)


def _error(code: str, field: str, message: str) -> Finding:
    return Finding(Severity.ERROR, code, message, field=field)


def _info(code: str, field: str, message: str) -> Finding:
    return Finding(Severity.INFO, code, message, field=field)
