"""How many lines a text takes in a cell, carefully reckoned: no program tells before it is opened.

Standard library only, because a confined child process uses it as well.
"""

import re
from textwrap import wrap

LINE_PT = 13  # of a line of 10 pt
BODY_PT = 10
TALLEST_PT = 409
# Letters of 10 pt that fit where one digit of Excel's own measure of widths does.
LETTERS_PER_CHARACTER = 1.2
# Where a line may also end without a space: after a hyphen between letters, around a dash.
_WITH_HYPHEN = re.compile(r"[^\W\d]-[^\W\d]|--")


def lines_of(text: str, letters: int) -> int:
    """Return how many lines a text takes where ``letters`` fit into one; capitals are wider."""
    capitals = sum(map(str.isupper, text)) / max(len(text), 1)
    fit = max(int(letters / (1 + capitals / 2)), 1)
    if "\n" not in text:
        return wrapped(text, fit)
    return sum(wrapped(part, fit) for part in text.split("\n"))


def wrapped(text: str, fit: int) -> int:
    """Return how many lines ``textwrap.wrap`` makes of a text, of an empty one too.

    A sheet of 10,000 rows asks 25,000 times: most texts are words between single spaces, whose
    lines end at the last space that is within reach.
    """
    plain = text.isprintable() and "  " not in text and text == text.strip()
    if not plain or ("-" in text and _WITH_HYPHEN.search(text)):
        return max(len(wrap(text, fit)), 1)
    lines, start, whole = 1, 0, len(text)
    while whole - start > fit:
        space = text.rfind(" ", start, start + fit + 1)
        if space < 0:  # a word that is longer than a line is cut
            return max(len(wrap(text, fit)), 1)
        lines, start = lines + 1, space + 1
    return lines
