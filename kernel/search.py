"""Search by words: every word must occur in the folded key, in any order."""

from typing import TypeVar

from django.db.models import QuerySet

from kernel.text import fold

Q = TypeVar("Q", bound=QuerySet)
MAX_WORDS = 200  # signs that are looked at


def matching(rows: Q, text: str) -> Q:
    """Return the rows in whose ``search_key`` each word of the text is found, accents aside."""
    for word in fold(text[:MAX_WORDS]).split():
        rows = rows.filter(search_key__contains=word)
    return rows
