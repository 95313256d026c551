"""What has changed in the sentences since the officer saved: old and new side by side. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest


@dataclass(frozen=True)
class Change:
    """An old sentence and the one that stands in its place; one of them may be empty."""

    old: str
    new: str


def changes(before: Sequence[str], now: Sequence[str]) -> list[Change]:
    """Return the sentences that differ, in order; nothing when nothing was kept to compare."""
    if not before:
        return []
    found: list[Change] = []
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal":
            pairs = zip_longest(before[i:j], now[k:m], fillvalue="")
            found += [Change(old, new) for old, new in pairs]
    return found
