"""How many lines a text takes in a cell, carefully reckoned: no program tells before it is opened.

Standard library only, because a confined child process uses it as well.
"""

from textwrap import wrap

LINE_PT = 13  # of a line of 10 pt
BODY_PT = 10
TALLEST_PT = 409
# Letters of 10 pt that fit where one digit of Excel's own measure of widths does.
LETTERS_PER_CHARACTER = 1.2


def lines_of(text: str, letters: int) -> int:
    """Return how many lines a text takes where ``letters`` fit into one; capitals are wider."""
    capitals = sum(map(str.isupper, text)) / max(len(text), 1)
    fit = max(int(letters / (1 + capitals / 2)), 1)
    return sum(max(len(wrap(part, fit)), 1) for part in text.split("\n"))
