"""The pages of courses: every answer to everybody, scope, one page, removing."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from programmes.models import CountedResult
from tests.factories.accounts import signed_in
from tests.factories.training import course, line
from tests.training.conftest import text_of
from training.models import TrainingCourse
from training.services import remove_course, save_course

pytestmark = pytest.mark.django_db

LIST = "/dao-tao/"
EDITORS = {"centre_officer", "local_officer"}


# --- every answer --------------------------------------------------------------------------------


def addresses(pk: int) -> list[tuple[str, str]]:
    return [
        ("get", LIST),
        ("get", f"{LIST}xuat/"),
        ("get", f"{LIST}them/"),
        ("get", f"{LIST}{pk}/"),
        ("get", f"{LIST}{pk}/sua/"),
        ("post", f"{LIST}them/"),
        ("post", f"{LIST}{pk}/sua/"),
        ("post", f"{LIST}{pk}/xoa/"),
    ]


def test_nobody_without_signing_in(made: TrainingCourse, client: Client) -> None:
    for method, address in addresses(made.pk):
        answer = getattr(client, method)(address)
        assert (answer.status_code, answer["Location"].split("=")[0]) == (302, "/dang-nhap/?next")


def test_methods(made: TrainingCourse, officer: Client) -> None:
    for method, address in (
        ("post", LIST),
        ("post", f"{LIST}xuat/"),
        ("post", f"{LIST}{made.pk}/"),
        ("get", f"{LIST}{made.pk}/xoa/"),
        ("put", f"{LIST}{made.pk}/sua/"),
    ):
        assert getattr(officer, method)(address).status_code == 405, address
    for address in (LIST, f"{LIST}{made.pk}/", f"{LIST}{made.pk}/sua/", f"{LIST}them/"):
        assert officer.head(address).status_code == 200, address


def test_everybody_reads_and_editors_write(
    made: TrainingCourse, place: SimpleNamespace, people: SimpleNamespace
) -> None:
    for role, person in people.of.items():
        browser = signed_in(person)
        reading = {a: browser.get(a).status_code for m, a in addresses(made.pk)[:4] if m == "get"}
        may = role in EDITORS
        wanted = [200, 200, 200 if may else 403, 200]
        assert list(reading.values()) == wanted, role
        assert browser.get(f"{LIST}{made.pk}/sua/").status_code == (200 if may else 403), role
        for address in (f"{LIST}them/", f"{LIST}{made.pk}/sua/"):
            assert browser.post(address, {}).status_code == (422 if may else 403), role
        words = browser.get(LIST).content.decode()
        assert ("Thêm lớp" in words) is may, role
        page = browser.get(f"{LIST}{made.pk}/").content.decode()
        assert (("Sửa lớp" in page), ("Xóa lớp" in page)) == (may, may), role
        if not may:
            assert browser.post(f"{LIST}{made.pk}/xoa/").status_code == 403, role


def test_out_of_the_area_is_as_if_it_did_not_exist(
    made: TrainingCourse, people: SimpleNamespace
) -> None:
    removed = course(made.project, "Đã xóa")
    remove_course(removed, by=people.officer)
    for person, pk in (
        (people.neighbour, made.pk),
        (people.stranger, made.pk),
        (people.officer, removed.pk),
    ):
        browser = signed_in(person)
        for method, address in addresses(pk)[3:]:
            if address.endswith("them/"):
                continue
            found = getattr(browser, method)(address)
            none = getattr(browser, method)(address.replace(f"/{pk}/", "/999999999/"))
            assert (found.status_code, found.content) == (404, none.content), address
    for number in ("0", "9" * 40):
        assert signed_in(people.officer).get(f"{LIST}{number}/").status_code == 404


# --- one page ------------------------------------------------------------------------------------


def test_a_page_tells_all(made: TrainingCourse, officer: Client, place: SimpleNamespace) -> None:
    words = text_of(officer.get(made.get_absolute_url()))
    for part in (
        "Đã bế giảng",
        "Đào tạo nghề · Xã Hưng Hà",
        "KC26-007",
        "Học viên 40 35 –",
        "Trong đó: nữ – 12 34 %",
        "Trong đó: dân tộc thiểu số – 0 0 %",
        "Có việc làm sau đào tạo chưa rõ chưa rõ –",
        "Lớp may Hưng Hà Dòng theo dõi tại Xã Hưng Hà",
        "Số lớp đào tạo nghề 1 lớp ngày 20/08/2026",
        "Số lao động được đào tạo 35 người ngày 20/08/2026",
        "Số lao động có việc làm chưa tính: chưa rõ số có việc làm",
        "Tạo hồ sơ",
    ):
        assert part in words.replace("\N{NO-BREAK SPACE}", " "), part
    assert "Chưa tính lại" not in words
    CountedResult.objects.all().delete()
    assert "Chưa tính lại" in text_of(officer.get(made.get_absolute_url()))


def test_a_page_says_when_nothing_is_counted(
    made: TrainingCourse, officer: Client, place: SimpleNamespace
) -> None:
    bare = line(made.project, place.units.hung_ha)
    made.line = bare
    save_course(made, by=place.officer)
    page = made.get_absolute_url()
    assert "chưa có chỉ tiêu tự tính từ lớp đào tạo" in text_of(officer.get(page))
    bare.deleted_at, bare.deleted_by = made.updated_at, place.officer
    bare.save()
    assert "Dòng theo dõi của lớp đã bị xóa" in text_of(officer.get(page))
    made.line = None
    save_course(made, by=place.officer)
    words = text_of(officer.get(page))
    assert "Lớp chưa gắn dòng theo dõi, nên chưa được tính" in words
    assert "Line" not in words


def test_history_tells_what_changed(
    made: TrainingCourse, officer: Client, place: SimpleNamespace
) -> None:
    made.trainee_count = 33
    save_course(made, by=place.officer, reason="đếm lại")
    words = text_of(officer.get(made.get_absolute_url()))
    assert "Học viên 35 → 33" in words
    assert "Lý do: đếm lại" in words


# --- removing ------------------------------------------------------------------------------------


def test_removing(made: TrainingCourse, local: Client) -> None:
    answer = local.post(f"{LIST}{made.pk}/xoa/", follow=True)
    assert answer.redirect_chain == [(reverse("training:courses"), 302)]
    assert "Đã chuyển lớp “Lớp may khóa 1” vào thùng rác." in text_of(answer)
    assert not CountedResult.objects.exists()
    assert local.post(f"{LIST}{made.pk}/xoa/").status_code == 404
