"""The own password, and the first one that has to be changed before anything else."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import override_settings

from accounts.choices import OrganisationKind, Role
from accounts.models import User
from accounts.services import open_accounts, reset_password, save_user, system_user
from tests.factories.accounts import PASSWORD, office, person, signed_in
from tests.factories.localities import thai_binh_units

pytestmark = pytest.mark.django_db
PAGE = "/doi-mat-khau/"
NEW = "tre xanh ben song hong 26"


@pytest.fixture
def place() -> SimpleNamespace:
    """A Centre with its administrator, and an officer with a first password."""
    units = thai_binh_units()
    centre = office(units.hung_yen, kind=OrganisationKind.EXTENSION_CENTRE)
    admin = person("quantri", centre, Role.SYSTEM_ADMIN)
    user = User(
        username="hoa.lt", full_name="Lê Hoa", role=Role.CENTRE_OFFICER, organisation=centre
    )
    (given,) = open_accounts([user], by=admin)
    return SimpleNamespace(
        units=units, centre=centre, admin=admin, user=given.user, first=given.password
    )


def change(client: Any, password: str = NEW, again: str | None = None, **more: Any) -> Any:
    """Post the form."""
    data = {"password": password, "again": password if again is None else again, **more}
    return client.post(PAGE, data)


# --- a first password -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/de-an/?year=2026", "/quan-tri/", "/tra-cuu/?q=a"])
def test_every_page_leads_to_the_change(place: SimpleNamespace, path: str) -> None:
    client = signed_in(place.user)
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(PAGE)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Đặt mật khẩu của bạn" in page
    assert "Mật khẩu đang dùng" not in page
    assert 'href="/ke-hoach/"' not in page


def test_a_write_leads_there_too_and_writes_nothing(place: SimpleNamespace) -> None:
    answer = signed_in(place.user).post("/co-so/them/", {"name": "x"})
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)


def test_a_piece_of_a_page_and_data_are_answered_in_their_manner(place: SimpleNamespace) -> None:
    client = signed_in(place.user)
    piece = client.post("/ho-so-tinh/xem-truoc/", headers={"HX-Request": "true"})
    assert (piece.status_code, piece.headers["HX-Redirect"]) == (200, PAGE)
    told = client.get("/tim/dia-ban/?q=a", headers={"Accept": "application/json"})
    assert told.status_code == 403
    assert told.json() == {"error": "Hãy đổi mật khẩu lần đầu trước."}


def test_signing_out_and_the_state_of_the_server_stay_possible(place: SimpleNamespace) -> None:
    client = signed_in(place.user)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.post("/dang-xuat/").headers["Location"] == "/dang-nhap/"


def test_from_the_door_to_the_page_that_was_asked_for(place: SimpleNamespace, client: Any) -> None:
    door = {"username": "hoa.lt", "password": place.first, "next": "/de-an/?year=2026"}
    answer = client.post("/dang-nhap/", door)
    answer = client.get(answer.headers["Location"])
    assert answer.headers["Location"] == f"{PAGE}?next=%2Fde-an%2F%3Fyear%3D2026"
    page = client.get(answer.headers["Location"]).content.decode()
    (target,) = re.findall(r'name="next" value="([^"]+)"', page)
    answer = change(client, next=target)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/de-an/?year=2026")
    assert client.get("/de-an/?year=2026").status_code == 200
    place.user.refresh_from_db()
    assert not place.user.must_change_password
    assert place.user.check_password(NEW)
    assert place.user.history.first().history_user == place.user


def test_who_types_a_password_for_another_gives_a_first_one(place: SimpleNamespace) -> None:
    other = person("ketoan", place.centre, Role.CENTRE_ACCOUNTANT)
    assert save_user(other, by=place.admin, password=NEW).must_change_password
    assert not save_user(place.admin, by=place.admin, password=NEW).must_change_password
    assert not save_user(other, by=system_user(), password=NEW).must_change_password


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("", "", "Chưa nhập Mật khẩu mới."),
        ("ngan", "ngan", "12"),
        (NEW, "khac di mot chut roi", "Hai lần gõ mật khẩu mới không giống nhau."),
        ("password1234", "password1234", "Mật khẩu"),
    ],
)
def test_a_new_password_that_will_not_do(
    place: SimpleNamespace, password: str, again: str, sentence: str
) -> None:
    answer = change(signed_in(place.user), password, again)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    place.user.refresh_from_db()
    assert place.user.must_change_password


def test_the_same_password_again_is_no_change(place: SimpleNamespace) -> None:
    answer = change(signed_in(place.user), place.first)
    assert answer.status_code == 422
    assert "phải khác mật khẩu đang dùng" in answer.content.decode()


# --- the own password -----------------------------------------------------------------------------


def test_everybody_changes_the_own_and_other_sessions_end(place: SimpleNamespace) -> None:
    local = person("xa", office(place.units.quynh_phu), Role.LOCAL_OFFICER)
    here, elsewhere = signed_in(local), signed_in(local)
    assert change(here, current=PASSWORD).headers["Location"] == "/"
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").headers["Location"].startswith("/dang-nhap/")


def test_the_old_password_is_asked_and_guessing_is_slowed_down(place: SimpleNamespace) -> None:
    client = signed_in(place.admin)
    for _time in range(4):
        answer = change(client, current="doan mo")
        assert answer.status_code == 422
        assert "Mật khẩu đang dùng chưa đúng." in answer.content.decode()
    assert change(client, current="doan mo").status_code == 429
    assert change(client, current=PASSWORD).status_code == 429


def test_the_page_of_the_admin_leads_here(place: SimpleNamespace) -> None:
    client = signed_in(place.admin)
    for path in ("/quan-tri/password_change/", "/quan-tri/password_change/done/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)


# --- given anew -----------------------------------------------------------------------------------


def test_a_new_first_password_is_shown_once(place: SimpleNamespace) -> None:
    other = person("ketoan", place.centre, Role.CENTRE_ACCOUNTANT)
    session, client = signed_in(other), signed_in(place.admin)
    address = f"/tai-khoan/{other.pk}/dat-lai-mat-khau/"
    answer = client.post(address)
    page = answer.content.decode()
    other.refresh_from_db()
    (given,) = set(re.findall(r'<dd class="code">(\w{4}-\w{4}-\w{4}-\w{4})</dd>', page))
    assert other.check_password(given)
    assert other.must_change_password
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(address).status_code == 405
    assert session.get("/").headers["Location"].startswith("/dang-nhap/")
    assert given not in str(list(other.history.values()))


def test_the_own_one_is_not_given_but_changed(place: SimpleNamespace) -> None:
    before = place.admin.password
    client = signed_in(place.admin)
    answer = client.post(f"/tai-khoan/{place.admin.pk}/dat-lai-mat-khau/", follow=True)
    assert "Đổi mật khẩu" in answer.content.decode()
    place.admin.refresh_from_db()
    assert place.admin.password == before
    with pytest.raises(ValidationError):
        reset_password(place.admin, by=place.admin)


def test_only_the_administrator_of_the_area_gives_one(place: SimpleNamespace) -> None:
    far = person("xa", office(place.units.ha_noi), Role.LOCAL_OFFICER)
    for account, by in ((far, place.admin), (place.admin, place.user)):
        with pytest.raises(PermissionDenied):
            reset_password(account, by=by)
    place.admin.refresh_from_db()
    assert signed_in(place.admin).post(f"/tai-khoan/{far.pk}/dat-lai-mat-khau/").status_code == 404


def test_an_account_is_not_opened_in_an_office_out_of_the_area(place: SimpleNamespace) -> None:
    far = office(place.units.ha_noi)
    user = User(username="xa.moi", full_name="Xã", role=Role.LOCAL_OFFICER, organisation=far)
    with pytest.raises(PermissionDenied):
        open_accounts([user], by=place.admin)
    assert not User.objects.filter(username="xa.moi").exists()


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
def test_random_passwords_are_hashed_fast_and_chosen_ones_slowly(
    place: SimpleNamespace, client: Any
) -> None:
    given = reset_password(place.user, by=place.admin)
    assert given.user.password.startswith("pbkdf2_sha256$20000$")
    rows = place.user.history.count()
    answer = client.post("/dang-nhap/", {"username": "hoa.lt", "password": given.password})
    assert answer.status_code == 302
    assert place.user.history.count() == rows  # signing in is no change of the account
    change(client)
    place.user.refresh_from_db()
    slow = PBKDF2PasswordHasher.iterations
    assert place.user.password.startswith(f"pbkdf2_sha256${slow}$")
