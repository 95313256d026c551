"""What an upload is by its content, and why it isn't taken (bad inputs 59 and 60)."""

import io

import pytest

from attachments.checks import FileFacts, facts_of, findings
from attachments.choices import FileKind
from tests.factories import files

pytestmark = pytest.mark.pure
LIMIT = 10 * 1024 * 1024
TYPE = "Tệp không đúng loại cho phép (PDF, JPG, PNG, DOCX, XLSX)."
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def facts(content: bytes, ending: str) -> FileFacts:
    return facts_of(io.BytesIO(content), ending=ending, size=len(content))


def refusals(content: bytes, ending: str, kinds: frozenset[str] = FileKind.PAPERS) -> list[str]:
    return [found.message for found in findings(facts(content, ending), kinds=kinds, limit=LIMIT)]


@pytest.mark.parametrize(
    ("content", "ending", "kind"),
    [
        (files.PDF, "pdf", "pdf"),
        (files.jpg(), "jpg", "jpg"),
        (files.jpg(), "jpeg", "jpg"),
        (files.png(), "png", "png"),
        (files.package(files.WORD), "docx", "docx"),
        (files.package(files.EXCEL), "xlsx", "xlsx"),
        (files.png(), "jpg", "png"),
    ],
)
def test_the_content_decides(content: bytes, ending: str, kind: str) -> None:
    assert facts(content, ending).kind == kind
    assert refusals(content, ending) == []


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (files.PDF, "exe"),
        (files.PDF, ""),
        (HTML, "pdf"),
        (SVG, "png"),
        (b"MZ\x90\x00" + b"\0" * 100, "pdf"),
        (b"GIF89a" + b"\0" * 20, "png"),
        (files.package("classes/Main.class"), "docx"),
        (b"PK\x03\x04 broken off", "docx"),
        (b"\xff\xd8", "jpg"),
        (b"van ban", "docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx"),
    ],
)
def test_what_is_something_else_is_refused(content: bytes, ending: str) -> None:
    assert refusals(content, ending) == [TYPE]


def test_the_owner_says_which_kinds_it_takes() -> None:
    templates = frozenset({"docx", "xlsx"})
    assert refusals(files.package(files.WORD), "docx", templates) == []
    only_these = ["Tệp không đúng loại cho phép (DOCX, XLSX)."]
    assert refusals(files.PDF, "pdf", templates) == only_these
    assert refusals(files.package(files.WORD), "pdf", templates) == only_these


def test_macros_are_refused() -> None:
    macro = files.package(files.WORD, "word/vbaProject.bin")
    assert refusals(macro, "docx") == ["Không nhận tệp có macro."]


def test_a_bomb_is_refused_by_what_its_directory_says() -> None:
    bomb = files.package(files.EXCEL, unpacked=101 * 1024 * 1024)
    assert refusals(bomb, "xlsx") == ["Tệp giải nén quá lớn (giới hạn 100 MB)."]


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_pictures_have_a_longest_side(ending: str) -> None:
    draw = files.png if ending == "png" else files.jpg
    assert facts(draw(30_000, 20), ending).longest_side == 30_000
    assert refusals(draw(8_000, 8_000), ending) == []
    assert refusals(draw(8_000, 8_001), ending) == ["Ảnh quá lớn (tối đa 8.000×8.000 điểm)."]


def test_nothing_and_too_much() -> None:
    assert refusals(b"", "pdf") == ["Tệp rỗng hoặc bị hỏng."]
    large = FileFacts("pdf", LIMIT + 1, "pdf")
    assert [f.message for f in findings(large, kinds=FileKind.PAPERS, limit=LIMIT)] == [
        "Tệp tối đa 10 MB."
    ]


def test_the_stream_comes_back_at_its_start() -> None:
    for content in (files.PDF, files.jpg(), files.package(files.WORD)):
        stream = io.BytesIO(content)
        facts_of(stream, ending="pdf", size=len(content))
        assert stream.tell() == 0
