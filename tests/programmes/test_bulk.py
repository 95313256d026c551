"""Many records changed at once: what is chosen, what the preview says, what is stored."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts.choices import Role
from beneficiaries.models import RuralIndustrialFacility
from kernel import bulk
from programmes.models import SupportProject
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in
from tests.factories.beneficiaries import facility
from tests.policy.page_forms import values_of

PROJECTS, FACILITIES = "/de-an/sua-hang-loat/", "/co-so/sua-hang-loat/"


@pytest.fixture
def some(place: SimpleNamespace) -> list[SupportProject]:
    """Three projects of the plan; the second begins in May."""
    units = place.units
    return [
        factory.registered(place, "Máy dệt chiếu", unit=units.hung_ha, code="KC26-001"),
        factory.registered(
            place, "Mây tre", unit=units.a_sao, code="KC26-002", starts_on="2026-05-01"
        ),
        factory.registered(place, "Gốm", unit=units.hung_ha, code="KC26-003", kind="grouped"),
    ]


@pytest.fixture
def browser(client_of_officer: Client) -> Client:
    return client_of_officer


def keys(rows: list[Any]) -> str:
    return ",".join(str(row.pk) for row in rows)


def look(client: Client, address: str = PROJECTS, **data: Any) -> Any:
    """The preview of a change."""
    answer = client.post(address, data)
    assert answer.status_code == 200, answer.content.decode()
    return answer


def confirm(client: Client, page: Any, address: str = PROJECTS) -> Any:
    """Press the button of a preview."""
    return client.post(address, values_of(page.content.decode(), "xac-nhan"))


def test_the_chosen_are_told_and_nothing_is_stored_by_looking(
    browser: Client, some: list[SupportProject]
) -> None:
    page = browser.get(PROJECTS, {"chon": [some[0].pk, some[2].pk]})
    assert page.context["count"] == 2
    assert "Sửa 2 đề án" in page.content.decode()
    seen = look(browser, chon=keys(some), change=["kind", "note"], kind="grouped", note="Đợt 2")
    assert [line.changes for line in seen.context["look"].lines] == [
        [("Loại đề án", "Đề án đơn", "Đề án nhóm"), ("Ghi chú", "", "Đợt 2")],
        [("Loại đề án", "Đề án đơn", "Đề án nhóm"), ("Ghi chú", "", "Đợt 2")],
        [("Ghi chú", "", "Đợt 2")],
    ]
    assert set(SupportProject.objects.values_list("note", flat=True)) == {""}


def test_what_was_seen_is_stored_with_its_trace(
    browser: Client, some: list[SupportProject], place: SimpleNamespace
) -> None:
    seen = look(browser, chon=keys(some), change=["kind", "is_key"], kind="grouped", is_key="on")
    answer = confirm(browser, seen)
    assert (answer.status_code, answer["Location"]) == (302, "/de-an/")
    found = SupportProject.objects.order_by("code")
    assert [(row.kind, row.is_key) for row in found] == [("grouped", True)] * 3
    newest = found[0].history.order_by("-pk")[0]
    assert (newest.history_user, newest.history_change_reason) == (place.officer, bulk.CHANNEL)


def test_only_what_differs_is_stored(browser: Client, some: list[SupportProject]) -> None:
    seen = look(browser, chon=keys(some), change=["kind"], kind="grouped")
    assert (len(seen.context["look"].changed), seen.context["look"].unchanged) == (2, 1)
    before = some[2].history.count()
    confirm(browser, seen)
    assert some[2].history.count() == before


def test_all_that_match_are_meant_by_the_conditions(
    browser: Client, some: list[SupportProject]
) -> None:
    page = browser.get(PROJECTS, {"tat-ca": "1", "q": "hung ha", "sort": "-name", "la": "x"})
    assert [row.code for row in page.context["rows"]] == ["KC26-001", "KC26-003"]
    values = values_of(page.content.decode(), "bieu-mau")
    assert values["dieu-kien"] == ["q=hung+ha&sort=-name"]
    seen = look(browser, **values | {"change": ["note"], "note": ["Xã Hưng Hà"]})
    assert confirm(browser, seen)["Location"] == "/de-an/?q=hung+ha&sort=-name"
    assert SupportProject.objects.filter(note="Xã Hưng Hà").count() == 2


def test_a_value_that_one_record_cannot_have_is_told_and_left_out(
    browser: Client, some: list[SupportProject]
) -> None:
    seen = look(browser, chon=keys(some), change=["ends_on"], ends_on="31/03/2026")
    refused = seen.context["look"].refused
    assert [line.record.code for line in refused] == ["KC26-002"]
    assert refused[0].refusal
    confirm(browser, seen)
    assert SupportProject.objects.filter(ends_on__isnull=False).count() == 2


@pytest.mark.parametrize("what", ["version", "set"])
def test_what_changed_since_is_shown_anew_and_nothing_is_stored(
    browser: Client, some: list[SupportProject], place: SimpleNamespace, what: str
) -> None:
    data = {"tat-ca": "1", "dieu-kien": "q=kc26"}
    seen = look(browser, change=["note"], note="Đợt 2", **data)
    if what == "version":
        SupportProject.objects.filter(pk=some[0].pk).update(version=9)
    else:
        factory.registered(place, "Mới", unit=place.units.hung_ha, code="KC26-004")
    answer = confirm(browser, seen)
    assert answer.status_code == 409
    assert "Danh sách vừa thay đổi từ lúc xem trước" in answer.content.decode()
    assert not SupportProject.objects.filter(note="Đợt 2").exists()
    assert confirm(browser, answer).status_code == 302


def test_one_may_go_back_and_mend(browser: Client, some: list[SupportProject]) -> None:
    seen = look(browser, chon=keys(some), change=["note"], note="Đợt 2")
    values = values_of(seen.content.decode(), "xac-nhan") | {"sua": ["1"]}
    page = browser.post(PROJECTS, values)
    form = values_of(page.content.decode(), "bieu-mau")
    assert page.status_code == 200
    assert (form["note"], form["change"], form["chon"]) == (["Đợt 2"], ["note"], [keys(some)])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Chưa đánh dấu ô nào cần đổi."),
        ({"change": ["kind"]}, "Chưa chọn Loại đề án."),
        ({"change": ["starts_on"], "starts_on": "31/02/2026"}, "Ngày"),
        ({"change": ["activity"], "activity": "999999"}, "không có hoặc không thuộc phạm vi"),
        ({"change": ["state"], "state": "settled"}, ""),
    ],
)
def test_what_is_no_change(
    browser: Client, some: list[SupportProject], data: dict[str, Any], sentence: str
) -> None:
    answer = browser.post(PROJECTS, {"chon": keys(some), **data})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_nothing_chosen_and_too_many(
    browser: Client, some: list[SupportProject], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Chưa chọn mục nào" in browser.get(PROJECTS).content.decode()
    assert browser.post(PROJECTS, {"change": ["note"]}).status_code == 422
    monkeypatch.setattr(bulk, "MOST", 2)
    page = browser.get(PROJECTS, {"tat-ca": "1"})
    assert "Mỗi lần sửa tối đa 2 đề án" in page.content.decode()
    assert browser.post(PROJECTS, {"tat-ca": "1", "change": ["note"]}).status_code == 422
    # A condition that isn't understood means nobody, not everybody.
    assert browser.get(PROJECTS, {"tat-ca": "1", "year": "x"}).context["count"] == 0


def test_foreign_and_missing_numbers_are_alike(
    browser: Client, some: list[SupportProject], place: SimpleNamespace
) -> None:
    far = factory.project("Xa", unit=place.units.ha_noi, province=place.units.ha_noi)
    pages = [
        browser.get(PROJECTS, {"chon": f"{some[0].pk},{other}"}).content
        for other in (far.pk, 999_999, "abc", "9" * 40)
    ]
    bodies = {page.split(b"csrfmiddlewaretoken")[0] for page in pages}
    assert len(bodies) == 1
    assert b"X\xc3\xa1" not in pages[0]


def test_facilities_by_a_local_officer(place: SimpleNamespace, people: SimpleNamespace) -> None:
    mine = facility(place.units.hung_ha, "Cơ sở Ren")
    beside = facility(place.units.a_sao, "Cơ sở Gốm")
    client = signed_in(people.local)
    page = client.get(FACILITIES, {"tat-ca": "1"})
    assert [row.name for row in page.context["rows"]] == ["Cơ sở Ren"]
    seen = look(
        client, FACILITIES, chon=keys([mine, beside]), change=["kind", "is_women_owned"],
        kind="household", is_women_owned="true",
    )  # fmt: skip
    assert confirm(client, seen, FACILITIES).status_code == 302
    kinds = dict(RuralIndustrialFacility.objects.values_list("name", "is_women_owned"))
    assert kinds == {"Cơ sở Ren": True, "Cơ sở Gốm": None}
    for role in (Role.CENTRE_LEADER, Role.INSPECTOR):
        assert signed_in(people.of[str(role)]).get(FACILITIES).status_code == 403
    assert client.get(PROJECTS).status_code == 403


def test_the_list_offers_it_to_who_may(
    browser: Client, some: list[SupportProject], people: SimpleNamespace
) -> None:
    page = browser.get("/de-an/?q=hung+ha").content.decode()
    assert page.count('name="chon"') == 2
    assert "Sửa cả 2 đề án khớp điều kiện" in page
    assert f"{PROJECTS}?tat-ca=1&amp;q=hung+ha" in page
    assert 'name="chon"' not in signed_in(people.leader).get("/de-an/").content.decode()
