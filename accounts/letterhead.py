"""What an office puts on its paper: head and signatures (Nghị định 30/2020/NĐ-CP, Phụ lục I).

Pure: a profile's values in, what the templates print out. Number and day stay blank, because the
office's registry gives them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.money import MoneyUnit

STATE_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
BLANK = "\N{NO-BREAK SPACE}"
DOTS = "………………"


@dataclass(frozen=True)
class OfficePaper:
    """The office's letterhead and signers; empty texts where the office hasn't filled them in.

    Its unit and decimals of money hold where a layout doesn't say its own.
    """

    governing_body: str = ""
    issuing_body: str = ""
    symbol: str = ""
    place_name: str = ""
    plan_approver: str = ""
    recipients: tuple[str, ...] = ()
    signers: tuple[tuple[str, str, str], ...] = ()
    money_unit: str = MoneyUnit.MILLION
    decimals: int = 1


@dataclass(frozen=True)
class Letterhead:
    """The head of a main document: who issues it, blank number and date."""

    governing_body: str
    issuing_body: str
    number_line: str
    place_and_date: str
    state_name: str = STATE_NAME
    motto: str = MOTTO


@dataclass(frozen=True)
class Signature:
    """One who signs: form of signing and position in capitals, and the name."""

    capacity: str
    position: str
    full_name: str


def paper_of(profile: Any, signers: Iterable[Any]) -> OfficePaper:
    """Return what a profile with its signers, in their order, puts on paper."""
    return OfficePaper(
        governing_body=profile.governing_body,
        issuing_body=profile.issuing_body,
        symbol=profile.symbol,
        place_name=profile.place_name,
        plan_approver=profile.plan_approver,
        recipients=tuple(line.strip() for line in profile.recipients.splitlines() if line.strip()),
        signers=tuple((one.capacity, one.position, one.full_name) for one in signers),
        money_unit=profile.money_unit,
        decimals=profile.decimals,
    )


def letterhead(paper: OfficePaper, symbol: str, year: int) -> Letterhead:
    """Return the head of a document that will be dated in ``year``; ``symbol`` is its kind's."""
    symbols = "-".join(part for part in (symbol, paper.symbol) if part)
    return Letterhead(
        governing_body=paper.governing_body.upper(),
        issuing_body=(paper.issuing_body or DOTS).upper(),
        number_line=f"Số:{BLANK * 6}/{symbols}",
        place_and_date=f"{paper.place_name or DOTS}, ngày{BLANK * 5}tháng{BLANK * 5}năm {year}",
    )


def signatures(
    paper: OfficePaper, *, named: Sequence[tuple[str, str, str]] = (), prepared_by: str = ""
) -> tuple[Signature, ...]:
    """Return who signs: who prepared the paper, if he is named, then those ``named`` or the
    office's first signer."""
    signers = [Signature(*one) for one in named or paper.signers[:1]] or [Signature("", "", "")]
    prepared = [Signature("", "Người lập biểu", prepared_by)] if prepared_by else []
    both = [*prepared, *signers]
    return tuple(Signature(s.capacity.upper(), s.position.upper(), s.full_name) for s in both)
