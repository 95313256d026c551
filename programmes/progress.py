"""An entry's percent from what was typed, a project's from its tracking lines. Pure rules.

Percents are whole numbers 0-100, amounts whole đồng; ``None`` is "chưa rõ" and never zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from accounts.choices import ProgressWeighting
from programmes.choices import LineState

WHOLE = 100


@dataclass(frozen=True)
class LineShare:
    """What one line brings: its percent and its approved support."""

    percent: int | None
    support: int | None


@dataclass(frozen=True)
class ProjectProgress:
    """A project's percent, how it was weighted, and how many of its lines are known."""

    percent: int | None
    weighting: str
    known: int
    count: int


def project_progress(
    lines: Iterable[LineShare], *, weighting: str = ProgressWeighting.SUPPORT
) -> ProjectProgress:
    """Weigh the lines by approved support where all known ones have it, else equally.

    A line without a percent is left out and counted. The result is rounded down and says 100 only
    when every known line is whole, also when those that aren't weigh nothing.
    """
    shares: Sequence[LineShare] = list(lines)
    known = [share for share in shares if share.percent is not None]
    supports = [share.support for share in known if share.support is not None]
    by_support = (
        weighting == ProgressWeighting.SUPPORT and len(supports) == len(known) and sum(supports) > 0
    )
    used = ProgressWeighting.SUPPORT if by_support else ProgressWeighting.EQUAL
    weights = supports if by_support else [1] * len(known)
    percent = None
    if known:
        pairs = zip(weights, known, strict=True)
        percent = sum(weight * (share.percent or 0) for weight, share in pairs) // sum(weights)
        if any(share.percent != WHOLE for share in known):
            percent = min(percent, WHOLE - 1)
    return ProjectProgress(percent, str(used), len(known), len(shares))


def entry_percent(
    state: str, typed: int | None, parts: Iterable[tuple[Decimal | None, Decimal | None]]
) -> int | None:
    """Return the percent of what an office reports of a line; None when nothing tells it.

    ``parts`` are (done, planned) of the line's indicators, cumulative. A typed percent goes before
    the state, the state before the indicators; of these the ones count that are planned and known,
    each with at most 100, all alike, rounded down.
    """
    if typed is not None:
        return typed
    if state == LineState.DONE:
        return WHOLE
    if state == LineState.NOT_STARTED:
        return 0
    shares = [
        min(Fraction(WHOLE), Fraction(done) * WHOLE / Fraction(planned))
        for done, planned in parts
        if done is not None and planned is not None and planned > 0
    ]
    return int(sum(shares) / len(shares)) if shares else None
