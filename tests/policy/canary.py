"""Canaries: words that only one area's records hold, searched for in whatever is answered."""

import html
import io
import zipfile
from collections.abc import Mapping

from pypdf import PdfReader

from tests.policy.asking import Answer
from tests.policy.world import Actor

ALL_CODES = frozenset(
    {"01", "00004", "33", "34", "338", "11983", "12472", "12499", "12475", "12586", "12322"}
)
# Who reads papers: one account of each area, whose figures are the others'. HTML and JSON all of
# them, drawn files by turns.
READS_FILES = {"chuyenvien", "xa.12472", "huyen.338", "xa.11983", "hn.chuyenvien"}


def strange_in(answer: Answer, row: Mapping[str, str], actor: Actor) -> set[str]:
    """The areas of others that the answer to a reading row shows."""
    file = "dinh-dang=" in row.get("address", "")
    if row["method"] != "GET" or (file and actor.name not in READS_FILES):
        return set()
    text = text_of(answer.body, answer.response.headers.get("Content-Type", ""))
    return codes_in(text) - actor.may_read


def text_of(body: bytes, content_type: str) -> str:
    """What a person or program can read of an answer, blanks removed, small letters."""
    if "pdf" in content_type:
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    elif "officedocument" in content_type:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            text = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    else:
        text = html.unescape(body.decode())
        if "json" in content_type:
            text = text.encode().decode("unicode_escape", "replace")
    return "".join(text.split()).lower()


def codes_in(text: str) -> set[str]:
    """The areas whose canaries a text holds."""
    return {code for code in ALL_CODES if f"canary-{code}" in text or f"canary{code}" in text}
