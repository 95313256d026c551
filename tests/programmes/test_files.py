"""Scans of decisions and papers of projects: who adds, who reads, what stays."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client

from attachments.models import StoredFile
from programmes.choices import FundingSource
from programmes.models import DecisionFile, PlanDecision, ProjectFile, SupportProject
from programmes.services import (
    add_decision_file,
    add_project_file,
    record_decision,
    remove_decision_file,
    remove_project_file,
    save_decision,
)
from programmes.services.files import MOST
from tests.factories import files
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.programmes.conftest import text_of

RECORDED = "Quyết định đã ghi nhận: tệp là chứng cứ, chỉ thêm được, không xóa được."


@pytest.fixture
def decision(place: SimpleNamespace) -> PlanDecision:
    """A complete round with one line, not recorded yet."""
    money = {str(FundingSource.PROVINCIAL): 200}
    factory.registered(place, "Máy dệt", unit=place.units.hung_ha, money=money)
    made = PlanDecision.objects.get()
    made.number, made.signed_on = "15/QĐ-UBND", date(2026, 3, 19)
    return save_decision(made, by=place.officer)


def scan(number: int = 0) -> SimpleUploadedFile:
    """A scan that differs from others by its number."""
    return files.upload(f"quet-{number}.pdf", files.PDF + str(number).encode())


# --- the services ---------------------------------------------------------------------------------


def test_a_scan_is_added_and_taken_off(place: SimpleNamespace, decision: PlanDecision) -> None:
    row = add_decision_file(decision, scan(), by=place.officer, title="Bản ký")
    assert (str(row), row.file.name, row.file.stored_by) == ("Bản ký", "quet-0.pdf", place.officer)
    assert row.history.latest().history_user == place.officer
    remove_decision_file(row, by=place.officer)
    assert not decision.files.exists()
    assert [kept.history_type for kept in DecisionFile.history.all()] == ["-", "+"]
    assert StoredFile.objects.count() == 1, "what was stored stays stored"


def test_evidence_of_a_recorded_decision_stays(
    place: SimpleNamespace, decision: PlanDecision
) -> None:
    row = add_decision_file(decision, scan(), by=place.officer)
    record_decision(decision, by=place.officer)
    with pytest.raises(ValidationError, match=RECORDED):
        remove_decision_file(row, by=place.officer)
    for statement in (
        "UPDATE programmes_decisionfile SET title = 'x'",
        "DELETE FROM programmes_decisionfile",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert add_decision_file(decision, scan(1), by=place.officer).pk, "more may come"


def test_the_same_content_twice_is_one_file(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    add_project_file(weaving, scan(), by=place.officer, title="Biên bản")
    with pytest.raises(ValidationError, match=r"Tệp này đã có trong hồ sơ: “Biên bản”\."):
        add_project_file(weaving, scan(), by=place.officer)
    assert (ProjectFile.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_there_is_an_end_of_files(
    place: SimpleNamespace, weaving: SupportProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST == 50
    monkeypatch.setattr("programmes.services.files.MOST", 1)
    add_project_file(weaving, scan(), by=place.officer)
    with pytest.raises(ValidationError, match=r"Mỗi hồ sơ tối đa 1 tệp\."):
        add_project_file(weaving, scan(1), by=place.officer)


def test_who_may_not_write_the_owner_adds_and_removes_nothing(
    people: SimpleNamespace, weaving: SupportProject, decision: PlanDecision
) -> None:
    of_decision = add_decision_file(decision, scan(), by=people.officer)
    of_project = add_project_file(weaving, scan(), by=people.officer)
    for by in (people.leader, people.local, people.stranger, people.of["centre_accountant"]):
        for attempt in (
            lambda by=by: add_decision_file(decision, scan(1), by=by),
            lambda by=by: add_project_file(weaving, scan(1), by=by),
            lambda by=by: remove_decision_file(of_decision, by=by),
            lambda by=by: remove_project_file(of_project, by=by),
        ):
            with pytest.raises(PermissionDenied):
                attempt()
    assert StoredFile.objects.count() == 2


# --- the pages ------------------------------------------------------------------------------------


def test_the_officer_adds_reads_and_removes_a_paper(
    weaving: SupportProject, client_of_officer: Client
) -> None:
    address = f"/de-an/{weaving.pk}/tep/"
    answer = client_of_officer.post(f"{address}them/", {"upload": scan(), "title": "Biên bản 5a"})
    assert (answer.status_code, answer["Location"]) == (302, weaving.get_absolute_url())
    row = ProjectFile.objects.get()
    page = text_of(client_of_officer.get(weaving.get_absolute_url()))
    assert f'href="{address}{row.pk}/"' in page
    assert "Biên bản 5a" in page
    given = client_of_officer.get(f"{address}{row.pk}/")
    assert given.getvalue() == files.PDF + b"0"
    assert given["Content-Disposition"].startswith("inline; filename*=utf-8''Bi%C3%AAn")
    assert client_of_officer.post(f"{address}{row.pk}/xoa/").status_code == 302
    assert not ProjectFile.objects.exists()


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (None, "Chưa chọn tệp."),
        (SimpleUploadedFile("a.pdf", b""), "Tệp rỗng hoặc bị hỏng."),
        (SimpleUploadedFile("a.pdf", b"<html>"), "Tệp không đúng loại cho phép"),
    ],
)
@pytest.mark.parametrize("owner", ["decision", "weaving"])
def test_what_is_not_taken_is_said_on_the_owner_s_page(
    request: pytest.FixtureRequest, client_of_officer: Client, owner: str, upload: Any, said: str
) -> None:
    record = request.getfixturevalue(owner)
    if upload:
        upload.seek(0)
    typed = {"upload": upload, "title": "Bản ký"} if upload else {"title": "Bản ký"}
    answer = client_of_officer.post(f"{record.get_absolute_url()}tep/them/", typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'value="Bản ký"' in text_of(answer)
    assert not StoredFile.objects.exists()


def test_a_recorded_decision_keeps_its_scan_and_says_why(
    place: SimpleNamespace, decision: PlanDecision, client_of_officer: Client
) -> None:
    row = add_decision_file(decision, scan(), by=place.officer)
    record_decision(decision, by=place.officer)
    answer = client_of_officer.post(f"{decision.get_absolute_url()}tep/{row.pk}/xoa/")
    assert answer.status_code == 409
    assert RECORDED in text_of(answer)
    page = text_of(client_of_officer.get(decision.get_absolute_url()))
    assert "Thêm tệp" in page
    assert f"xoa-tep-{row.pk}" not in page


def test_a_local_office_reads_its_part_of_the_decision_not_the_scan(
    people: SimpleNamespace, decision: PlanDecision
) -> None:
    row = add_decision_file(decision, scan(), by=people.officer, title="Bản ký")
    local = signed_in(people.local)
    page = text_of(local.get(decision.get_absolute_url()))
    assert "Bản ký" in page
    assert "Bản quét do Trung tâm giữ." in page
    address = f"{decision.get_absolute_url()}tep/{row.pk}/"
    assert address not in page
    assert local.get(address).status_code == 403


def test_a_number_of_another_owner_is_no_number(
    place: SimpleNamespace, weaving: SupportProject, client_of_officer: Client
) -> None:
    other = factory.registered(place, "Máy khâu", unit=place.units.hung_ha)
    row = add_project_file(weaving, scan(), by=place.officer)
    for ending in ("", "xoa/"):
        address = f"/de-an/{other.pk}/tep/{row.pk}/{ending}"
        assert client_of_officer.get(address).status_code in {404, 405}
        assert client_of_officer.post(address).status_code in {404, 405}
    assert ProjectFile.objects.exists()
