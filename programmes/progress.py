"""A project's percent from its tracking lines. Pure rules.

Percents are whole numbers 0-100, amounts whole đồng; ``None`` is "chưa rõ" and never zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.choices import ProgressWeighting


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
    """Weigh the lines by approved support where all known ones have it, else equally (model.md).

    A line without a percent is left out and counted; the result is rounded down, so that 100 means
    that every known line is whole.
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
    return ProjectProgress(percent, str(used), len(known), len(shares))
