"""English in what a page shows: phrases of Django and the packages, and words of any other.

The phrases are read from the source code of the packages (`locale/missing.py`), not from our
translations: one that is shown untranslated, for whatever reason, is found. What is the same in
both languages by our own catalogue (`msgstr` = `msgid`) is no English.
"""

import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
# Words of the packages that Vietnamese pages show rightly, each with its reason.
SAME = {
    "May": "may: to sew, an activity of many projects",
    "Thu": "thu: to collect, and part of names",
    "Email": "the word of the office for it",
    "Excel": "name of a program",
    "Word": "name of a program",
    "Python": "name of a language",
    "Django": "name of a program",
    "Text": "stands in no Vietnamese page alone; part of Open Document Text",
    "Time": "as before",
    "No": "no: full, and part of names",
    "Or": "never alone",
    "Go": "go: to weave, part of names",
}
# Words of phrases, of browsers and of scripts, which a page of ours never says.
WORDS = {"Select", "Add", "Change", "Submit", "Username", "Next", "Previous", "Required", "Warning"}
# No Vietnamese syllable is written like these, nor does any name of the sample hold one.
TELLING = re.compile(
    r"the|is|are|was|were|been|this|that|these|those|with|without|from|your|you|please|must|should|"
    r"cannot|not|of|and|or|for|which|when|fields?|values?|invalid|errors?|required|allowed|failed|"
    r"unknown|missing|found|exists|objects?|none|true|false|null|usage|options|arguments|optional|"
    r"positional|traceback|exception"
)
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sdr%]|\{[\w.!:]*\}|<[^>]*>|&\w+;")
ENTITIES = str.maketrans({"’": "'", "“": '"', "”": '"'})


def _packages() -> ModuleType:
    """`locale/missing.py`, which is a script and no module."""
    spec = importlib.util.spec_from_file_location("missing_phrases", ROOT / "locale" / "missing.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclass asks for it
    spec.loader.exec_module(module)
    return module


def words(text: str) -> list[str]:
    """The words of a text, with straight apostrophes."""
    return WORD.findall(text.translate(ENTITIES))


def _unnamed() -> Iterator[str]:
    """Names of columns and records that Django makes of identifiers, for want of a label."""
    for model in apps.get_models():
        meta = model._meta
        if str(meta.verbose_name).replace(" ", "") == meta.object_name.lower():
            yield str(meta.verbose_name)
        for column in meta.get_fields():
            if isinstance(column, models.Field):
                derived = column.name.replace("_", " ")
                if str(column.verbose_name) == derived and len(derived.split()) > 1:
                    yield derived


@cache
def phrases() -> tuple[dict[str, list[tuple[str, ...]]], frozenset[str]]:
    """Phrases of several words by their first word in small letters, and single words."""
    packages = _packages()
    texts = set(WORDS)
    for domain in ("django", "djangojs"):
        ours = packages._catalogue(ROOT / "locale", domain)
        kept = {key for key, text in ours.items() if key.split("\x04")[-1] == text}
        for message in packages.messages(domain):
            if message.key not in kept:
                texts |= {message.text, message.plural}
    several: dict[str, list[tuple[str, ...]]] = {}
    single = set()
    for text in texts.union(_unnamed()):
        for part in PLACEHOLDER.split(text):
            found = words(part)
            if len(found) > 1 and any(len(word) > 2 for word in found):
                small = tuple(word.lower() for word in found)
                several.setdefault(small[0], []).append(small)
            elif len(found) == 1 and part == text and re.fullmatch(r"[A-Z][a-z]{2,}", found[0]):
                single.add(found[0])
    return several, frozenset(single - set(SAME))


def english(nodes: Iterable[str]) -> list[str]:
    """What is English in the texts of a page, each a piece that stands together on it."""
    several, single = phrases()
    found = set()
    for node in nodes:
        said = words(node)
        small = [word.lower() for word in said]
        found |= {word for word in said if word in single}
        for at, word in enumerate(small):
            starting = several.get(word, ())
            begins = any(tuple(small[at : at + len(one)]) == one for one in starting)
            if begins or TELLING.fullmatch(word):
                found.add(" ".join(said[at : at + 8]))
    return sorted(found)
