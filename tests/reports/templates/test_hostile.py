"""A hostile template reads no file, runs nothing, opens no connection; it is refused in Vietnamese.

The cases are those of the table of what is expected, and further ones; the controls show that the
same templates without the one hostile thing are taken and filled.
"""

import csv
import io
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kernel import confined
from reports.templates import running
from reports.templates.refusal import Code, TemplateRefused
from reports.templates.running import fill, look_into
from tests.kernel.sheets import corpus
from tests.reports.templates import making
from tests.reports.templates.hostile import (
    FURTHER,
    REFUSED,
    SHEET_PART,
    TAKEN,
    WORD_PART,
    plain_excel,
    plain_word,
    replaced,
)
from tests.reports.templates.making import cells, excel, word, word_rows

pytestmark = pytest.mark.document

FILE = Path(__file__).parents[2] / "policy" / "hostile_templates.csv"
ROWS = FILE.read_text(encoding="utf-8").splitlines()
TABLE = {row["case"]: row for row in csv.DictReader(ROWS)}
# Rows that are about filling, with their tests below or in test_confined.
FILLED = {
    "markup in a value",
    "placeholder in a value",
    "formula in a value",
    "formula of the office",
    "child asks for the network",
    "child reads a file",
}


def test_every_row_of_the_table_has_its_test() -> None:
    assert set(TABLE) == {*REFUSED, *FILLED, *(name for name in TAKEN if name in TABLE)}


@pytest.mark.parametrize("name", [*REFUSED, *FURTHER])
def test_a_hostile_template_is_refused_in_vietnamese(name: str) -> None:
    make, code = {**REFUSED, **FURTHER}[name]
    data = make()
    with pytest.raises(TemplateRefused) as refused:
        look_into(data)
    assert refused.value.code == code
    message = refused.value.message
    assert message[0].isupper()
    assert message.endswith(".")
    if name in TABLE:
        row = TABLE[name]
        assert (row["stage"], row["outcome"]) == ("upload", "refused")
        words = row["reason_names"].split("|")
        assert any(word.casefold() in message.casefold() for word in words), message


@pytest.mark.parametrize("name", [*REFUSED, *FURTHER])
def test_it_is_not_filled_either(name: str) -> None:
    """What came into the store before a check was made stricter is refused when it is filled; a
    text in braces is never evaluated: it vanishes or stays as it is."""
    make, code = {**REFUSED, **FURTHER}[name]
    if code in {Code.EXPRESSION, Code.COMMAND}:
        body = fill(make(), making.values())
        assert b"root:" not in body
        assert len(body) < 100_000
        return
    with pytest.raises(TemplateRefused) as refused:
        fill(make(), making.values())
    assert refused.value.code == code


@pytest.mark.parametrize("name", TAKEN)
def test_the_same_templates_without_it_are_taken_and_filled(name: str) -> None:
    """Control of all cases: it is the one thing that is refused, not the making of the template."""
    assert TABLE.get(name, {}).get("outcome", "accepted") in {"accepted", "finding"}
    look_into(TAKEN[name]())
    assert fill(TAKEN[name](), making.values()).startswith(b"PK")


def test_values_are_text_and_nothing_else() -> None:
    """The rows "markup in a value", "placeholder in a value" and "formula in a value"."""
    names = ['<w:p/>&"', "{{ ten_co_quan }}", "=1+1", "+1", "-1", "@SUM(1)"]
    lines = [making.project(1, name, 1) for name in names]
    body = fill(word(rows=[["{{ dong.ten_de_an }}"]]), making.values(*lines))
    assert [row[0] for row in word_rows(body)] == names
    book = fill(excel(lambda _b, s: s.write(0, 0, "{{ dong.ten_de_an }}")), making.values(*lines))
    assert [row[0] for row in cells(book)] == names


@pytest.mark.parametrize(
    "attempt",
    [
        'import socket; socket.create_connection(("127.0.0.1", {port}), 1)',
        'open("/etc/passwd").read()',
        'import subprocess; subprocess.run(["/bin/true"], check=True)',
    ],
)
def test_even_code_that_runs_in_the_child_reaches_nothing(
    attempt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows "child asks for the network" and "child reads a file": nothing evaluates a template,
    but if something did, it could do nothing. Without the limits the same code goes through."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = attempt.format(port=server.getsockname()[1])
        start = (
            "import socket, subprocess, reports.templates.word as w; fill = w.fill\n"
            f"def hostile(package, values):\n    {code}\n    fill(package, values)\n"
            "w.fill = hostile"
        )
        free = f"{start}\nimport resource; resource.setrlimit = lambda *a: None"
        monkeypatch.setattr(confined, "START", _started(start))
        with pytest.raises(TemplateRefused) as refused:
            fill(plain_word(), making.values())
        assert refused.value.code == Code.DAMAGED
        monkeypatch.setattr(confined, "START", _started(free))
        assert fill(plain_word(), making.values()).startswith(b"PK")


def _started(before: str) -> str:
    """The starter of a child that does something else before it begins."""
    head, tail = "import sys; sys.path.append({root!r})\n", "\nfrom {module} import main; main()"
    return head + before.replace("{", "{{").replace("}", "}}") + tail


def deep() -> bytes:
    """10,000 elements within each other."""
    inside = "<w:sdt>" * 10_000 + "</w:sdt>" * 10_000
    return replaced(plain_word(), WORD_PART, "<w:body>", f"<w:body>{inside}")


def wide() -> bytes:
    """Far more elements than the memory holds, packed into a small file."""
    noise = corpus.noise(400_000).hex()
    inside = "<w:p/>" * 5_900_000 + f"<!--{noise}-->"
    return replaced(plain_word(), WORD_PART, "<w:body>", f"<w:body>{inside}")


@pytest.mark.parametrize("make", [deep, wide])
def test_a_template_that_is_too_heavy_ends_within_its_limits(make: Callable[[], bytes]) -> None:
    with pytest.raises(TemplateRefused) as refused:
        look_into(make())
    assert refused.value.code in {Code.HEAVY, Code.DAMAGED}


def test_what_would_come_out_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "LARGEST_ANSWER", 20_000)
    with pytest.raises(TemplateRefused) as refused:
        fill(plain_word(), making.values())
    assert refused.value.code == Code.HEAVY


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_nothing_of_the_machine_comes_out_when_a_part_asks_for_it(kind: str) -> None:
    """XInclude and the like are no entities: they are left alone, nobody follows them."""
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'
    if kind == "docx":
        data = replaced(plain_word(), WORD_PART, "<w:body>", f"<w:body>{include}")
    else:
        data = replaced(plain_excel(), SHEET_PART, "</worksheet>", f"{include}</worksheet>")
    with zipfile.ZipFile(io.BytesIO(fill(data, making.values()))) as archive:
        assert not any(b"root:" in archive.read(name) for name in archive.namelist())


def test_a_file_that_was_not_written_to_its_end_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = running.confined.run

    def broken(*asked: Any) -> bytes:
        return whole(*asked)[:-100]

    monkeypatch.setattr(running.confined, "run", broken)
    with pytest.raises(TemplateRefused) as refused:
        fill(plain_word(), making.values())
    assert refused.value.code == Code.HEAVY


def test_a_child_that_breaks_off_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_asked: Any) -> bytes:
        return b'{"filled": true'

    monkeypatch.setattr(running.confined, "run", broken)
    with pytest.raises(TemplateRefused) as refused:
        fill(plain_word(), making.values())
    assert refused.value.code == Code.HEAVY
