"""Keeping and giving back files."""

import hashlib
import shlex
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from accounts.models import User
from attachments.http import safe_name, serve
from attachments.models import StoredFile
from attachments.services import store
from tests.factories import files
from tests.factories.accounts import office, person
from tests.factories.localities import thai_binh_units

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCANNER = "import sys; sys.exit(b'EICAR' in sys.stdin.buffer.read())"


@pytest.fixture
def officer(db: None) -> User:
    return person("chuyenvien", office(thai_binh_units().hung_yen))


def content_of(row: StoredFile) -> bytes:
    with closing(serve(row, as_name=row.name)) as response:
        return bytes(response.getvalue())


def refusal(upload: Any, by: User) -> str:
    with pytest.raises(ValidationError) as refused:
        store(upload, by=by)
    return " ".join(refused.value.messages)


def test_a_file_is_kept_by_its_hash(officer: User) -> None:
    row = store(files.upload("Quyết định 15.PDF"), by=officer)
    assert row.sha256 == hashlib.sha256(files.PDF).hexdigest()
    assert (row.kind, row.size, row.name) == ("pdf", len(files.PDF), "Quyết định 15.pdf")
    assert row.stored_by == officer
    assert content_of(row) == files.PDF
    assert row.size_in_words == "1 KB"


def test_the_same_content_is_kept_once(officer: User) -> None:
    content = files.PDF + b"%once\n"
    first, second = (store(files.upload(f"{n}.pdf", content), by=officer) for n in (1, 2))
    assert first.pk != second.pk
    assert first.path == second.path
    folder = Path(default_storage.path(first.path)).parent
    assert [path.name for path in folder.glob(f"{first.sha256}*")] == [first.sha256]


def test_a_copy_that_was_cut_off_is_replaced(officer: User) -> None:
    content = files.PDF + b"%cut\n"
    row = store(files.upload("a.pdf", content), by=officer)
    Path(default_storage.path(row.path)).write_bytes(content[:10])
    assert content_of(store(files.upload("b.pdf", content), by=officer)) == content


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/x.pdf", "x.pdf"),
        ("C:\\Users\\A\\hop dong.pdf", "hop dong.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
        ("📄 Tờ\u200b trình.pdf", "📄 Tờ trình.pdf"),
        ("CON.pdf", "CON.pdf"),
    ],
)
def test_names_are_kept_as_far_as_they_are_names(officer: User, given: str, kept: str) -> None:
    upload = files.upload()
    upload._name = given  # what a hostile client sends; Django's own setter cleans it, too
    assert store(upload, by=officer).name == kept


def test_a_refused_file_leaves_nothing(officer: User) -> None:
    message = refusal(files.upload("hop-dong.pdf.exe"), officer)
    assert message == "Tệp không đúng loại cho phép (PDF, JPG, PNG, DOCX, XLSX)."
    assert not StoredFile.objects.exists()


def test_no_place_left(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any, **_options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    message = refusal(files.upload("day.pdf", files.PDF + b"%full\n"), officer)
    assert message == "Hệ thống tạm hết chỗ lưu, hồ sơ đã nhập chưa bị mất; hãy thử lại sau."
    assert not StoredFile.objects.exists()


def test_the_virus_scanner_decides(officer: User, settings: Any) -> None:
    settings.SCAN_COMMAND = shlex.join([sys.executable, "-c", SCANNER])
    assert store(files.upload(), by=officer).pk
    infected = files.upload("a.pdf", files.PDF + EICAR)
    assert refusal(infected, officer) == "Tệp bị phần mềm diệt vi-rút chặn."


@pytest.mark.parametrize("command", ["/khong/co/may-quet", f"{sys.executable} -c exit(2)"])
def test_what_can_not_be_scanned_is_not_kept(officer: User, settings: Any, command: str) -> None:
    settings.SCAN_COMMAND = command
    assert refusal(files.upload(), officer) == "Chưa quét được vi-rút cho tệp; hãy thử lại sau."


def test_a_stored_file_never_changes(officer: User) -> None:
    row = store(files.upload(), by=officer)
    for statement in (
        "UPDATE attachments_storedfile SET size = 1",
        "DELETE FROM attachments_storedfile",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} WHERE id = %s", [row.pk])


# --- giving it back -------------------------------------------------------------------------------


def test_a_scan_is_shown_as_what_it_is(officer: User) -> None:
    polyglot = files.upload("a.pdf", files.PDF + b"<html><script>alert(1)</script></html>")
    with closing(serve(store(polyglot, by=officer), as_name="Quyết định.pdf")) as response:
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Disposition"].startswith("inline; filename*=utf-8''Quy")


def test_a_document_is_saved_never_opened(officer: User) -> None:
    row = store(files.upload("to-trinh.docx", files.package(files.WORD)), by=officer)
    with closing(serve(row, as_name="to-trinh.docx")) as response:
        assert response["Content-Disposition"] == 'attachment; filename="to-trinh.docx"'


def test_lost_bytes_are_a_page_that_is_not_there(officer: User) -> None:
    row = store(files.upload("mat.pdf", files.PDF + b"%lost\n"), by=officer)
    default_storage.delete(row.path)
    with pytest.raises(Http404):
        serve(row, as_name=row.name)


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("CON.pdf", "pdf", "tep-CON.pdf"),
        ("lpt1.scan.pdf", "pdf", "tep-lpt1.scan.pdf"),
        ("15/QĐ-UBND", "pdf", "15-QĐ-UBND.pdf"),
        ("anh.jpg", "png", "anh.png"),
        ("...", "pdf", "tep.pdf"),
        ('a"b\r\n.pdf', "pdf", "a-b.pdf"),
    ],
)
def test_a_name_is_safe_everywhere(name: str, kind: str, safe: str) -> None:
    assert safe_name(name, kind) == safe
