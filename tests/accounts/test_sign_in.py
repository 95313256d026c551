"""The one door: its words, its throttle, where it leads, and what ends a session."""

import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.choices import OrganisationKind, Role
from accounts.services import save_user, system_user
from tests.factories.accounts import PASSWORD, office, person, signed_in
from tests.factories.localities import thai_binh_units

DOOR = "/dang-nhap/"
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."
WAIT = "Đã nhập sai nhiều lần."
pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> Any:
    """The Centre's office."""
    return office(thai_binh_units().hung_yen, kind=OrganisationKind.EXTENSION_CENTRE)


@pytest.fixture
def officer(centre: Any) -> Any:
    """An officer of the Centre."""
    return person("chuyenvien", centre, Role.CENTRE_OFFICER)


def knock(
    username: str, password: str = PASSWORD, *, client: Client | None = None, **more: Any
) -> Any:
    """Post the sign-in form."""
    data = {"username": username, "password": password, **more.pop("data", {})}
    return (client or Client()).post(more.pop("at", DOOR), data, **more)


def test_the_page_is_vietnamese_and_asks_nothing_of_the_database(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        response = Client().get(DOOR)
    page = response.content.decode()
    assert '<html lang="vi"' in page
    for words in ("Đăng nhập", "Tên đăng nhập", "Mật khẩu"):
        assert words in page
    assert not re.search(r"\b(Username|Password|Log in|Sign in)\b", page)


def test_the_right_password_opens_the_home_page(officer: Any) -> None:
    client = Client()
    response = knock("chuyenvien", client=client)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_the_name_is_read_without_regard_to_case(officer: Any) -> None:
    assert knock("ChuyenVien").status_code == 302


def test_what_is_missing_is_named() -> None:
    page = Client().post(DOOR, {}).content.decode()
    assert "Chưa nhập Tên đăng nhập." in page
    assert "Chưa nhập Mật khẩu." in page


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(officer: Any) -> None:
    """T19: nobody learns which names there are."""
    known, unknown = knock("chuyenvien", "sai-mat-khau"), knock("khongcoai", "sai-mat-khau")
    assert known.status_code == unknown.status_code == 422
    assert WRONG in known.content.decode()
    assert page_without_token(known, "chuyenvien") == page_without_token(unknown, "khongcoai")


def page_without_token(response: Any, typed: str) -> str:
    """The page but for its token and for what was typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return page.replace(typed, "")


def test_an_unknown_name_costs_a_hash_too(officer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same time for both: counted by the hashes that were computed."""
    hashed = hashes(monkeypatch)
    counts = []
    for name in ("chuyenvien", "khongcoai"):
        knock(name, "sai-mat-khau")
        counts.append(len(hashed))
        hashed.clear()
    assert counts == [1, 1]


def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows with each password hash."""
    found: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        found.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return found


# --- the throttle (T18) --------------------------------------------------------------------------


def test_many_wrong_tries_are_told_to_wait_before_any_hash(
    officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [knock("chuyenvien", f"sai-{n}").status_code for n in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    hashed = hashes(monkeypatch)
    for password in ("sai-nua", PASSWORD):
        response = knock("chuyenvien", password)
        page = response.content.decode()
        assert response.status_code == 429
        assert WAIT in page
        assert WRONG not in page
    assert hashed == []


def test_a_thousand_tries_are_hardly_evaluated(
    officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = hashes(monkeypatch)
    for n in range(100):
        knock("chuyenvien", f"sai-{n}")
    assert len(hashed) <= 20


def test_an_office_behind_one_address_still_gets_in(officer: Any, centre: Any) -> None:
    person("ketoan", centre, Role.CENTRE_ACCOUNTANT)
    for n in range(20):
        knock("chuyenvien", f"sai-{n}")
    assert knock("chuyenvien").status_code == 429
    assert knock("ketoan").status_code == 302
    assert knock("chuyenvien", REMOTE_ADDR="10.0.0.9").status_code == 302


def test_fifteen_accounts_of_one_address_in_a_minute(centre: Any) -> None:
    names = [f"nguoi-{n}" for n in range(15)]
    for name in names:
        person(name, centre, Role.INSPECTOR)
    assert [knock(name).status_code for name in names] == [302] * 15


def test_each_typing_slip_is_forgiven_by_a_success(officer: Any) -> None:
    for _round in range(3):
        assert [knock("chuyenvien", "sai").status_code for _n in range(4)] == [422] * 4
        assert knock("chuyenvien").status_code == 302
    assert AccessAttempt.objects.count() == 0


def test_another_spelling_of_the_name_is_no_new_chance(officer: Any) -> None:
    spellings = ["chuyenvien", "Chuyenvien", "cHuyenvien", " chuyenvien", "CHUYENVIEN"]
    for name in spellings:
        knock(name, "sai")
    assert knock("ChuyenVien").status_code == 429


def test_a_header_of_the_client_does_not_change_its_address(officer: Any) -> None:
    """Without a proxy in front, X-Forwarded-For is what anybody writes."""
    for n in range(6):
        knock("chuyenvien", f"sai-{n}", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}")
    assert knock("chuyenvien", HTTP_X_FORWARDED_FOR="10.0.0.99").status_code == 429


# --- where it leads ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/de-an/?q=may", "/de-an/?q=may"),
        ("//evil.vn", "/"),
        ("https://evil.vn/", "/"),
        ("http:///evil.vn", "/"),
        ("/\\evil.vn", "/"),
        ("javascript:alert(1)", "/"),
        ("accounts:sign-in", "/"),
        ("abc", "/"),
        ("", "/"),
    ],
)
def test_it_leads_home_or_to_one_of_our_pages(officer: Any, target: str, leads_to: str) -> None:
    """R5-38."""
    assert knock("chuyenvien", data={"next": target}).headers["Location"] == leads_to
    asked = Client().get(DOOR, {"next": target})
    assert asked.status_code == 200
    signed = signed_in(officer).get(DOOR, {"next": target})
    assert signed.headers["Location"] == leads_to


def test_the_page_keeps_where_one_was_going(officer: Any) -> None:
    client = Client()
    door = client.get("/de-an/?q=may").headers["Location"]
    assert door == f"{DOOR}?next=/de-an/%3Fq%3Dmay"
    assert 'name="next" value="/de-an/?q=may"' in client.get(door).content.decode()
    assert knock("chuyenvien", at=door).headers["Location"] == "/de-an/?q=may"


# --- sessions (T17) ------------------------------------------------------------------------------


def test_the_session_of_before_is_not_the_session_of_after(officer: Any) -> None:
    client = signed_in(officer)
    fixed = client.cookies["sessionid"].value
    client.post("/dang-xuat/")
    client.cookies["sessionid"] = fixed
    knock("chuyenvien", client=client)
    assert client.cookies["sessionid"].value != fixed
    stale = Client()
    stale.cookies["sessionid"] = fixed
    assert stale.get("/").headers["Location"] == f"{DOOR}?next=/"


def test_a_copied_cookie_is_dead_after_signing_out(officer: Any) -> None:
    client = signed_in(officer)
    copy = Client()
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    assert copy.get("/").status_code == 200
    assert client.post("/dang-xuat/").headers["Location"] == DOOR
    assert copy.get("/").status_code == 302


@pytest.mark.parametrize("how", ["is_active", "deleted", "password"])
def test_a_closed_account_is_out_with_its_next_request(officer: Any, how: str) -> None:
    client = signed_in(officer)
    assert client.get("/de-an/").status_code == 200
    if how == "is_active":
        officer.is_active = False
        save_user(officer, by=system_user())
    elif how == "deleted":
        type(officer).objects.filter(pk=officer.pk).update(
            deleted_at=officer.created_at, deleted_by=system_user()
        )
    else:
        save_user(officer, by=system_user(), password="mat-khau-moi-tinh-2026")
    response = client.get("/de-an/")
    assert response.headers["Location"] == f"{DOOR}?next=/de-an/"
    if how != "password":
        assert knock("chuyenvien").status_code == 422
    else:
        assert knock("chuyenvien", "mat-khau-moi-tinh-2026").status_code == 302


def test_the_systems_account_cannot_sign_in() -> None:
    system = system_user()
    assert not system.has_usable_password()
    assert knock(system.username, "").status_code == 422
    system.set_password(PASSWORD)
    type(system).objects.filter(pk=system.pk).update(password=system.password)
    assert knock(system.username).status_code == 422


def test_signing_in_writes_no_history(officer: Any) -> None:
    before = officer.history.count()
    knock("chuyenvien")
    assert officer.history.count() == before


def test_the_cookie_is_not_for_scripts(officer: Any) -> None:
    client = Client()
    knock("chuyenvien", client=client)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_post_without_the_pages_token_is_refused(officer: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    refused = knock("chuyenvien", client=client)
    assert refused.status_code == 403
    page = client.get(DOOR).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    data = {"csrfmiddlewaretoken": token[1]}
    assert knock("chuyenvien", client=client, data=data).status_code == 302


def test_the_admin_has_no_door_of_its_own(officer: Any) -> None:
    assert Client().get("/quan-tri/").headers["Location"] == f"{DOOR}?next=/quan-tri/"
    forged = Client().post("/quan-tri/login/", {"username": "chuyenvien", "password": PASSWORD})
    assert forged.status_code == 302
    assert "sessionid" not in forged.cookies


@override_settings(LANGUAGE_CODE="vi")
def test_nobody_asks_for_another_language() -> None:
    page = Client().get(DOOR, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert str(gettext_lazy("Đăng nhập")) in page
    assert reverse("accounts:sign-in") == DOOR
