"""Saved views: tabs above a list, one's own and the office's, and who may change them."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import SavedView
from accounts.services import remove_view, save_view
from kernel import history
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in

ADD = "/goc-nhin/them/"


@pytest.fixture
def place(db: None) -> SimpleNamespace:
    """A Centre with two officers, and a stranger of another province."""
    made = factory.setting()
    made.colleague = factory.person(made.centre)
    made.stranger = factory.person(factory.organisation(made.units.ha_noi, name="TTKC Hà Nội"))
    for number, year in enumerate((2025, 2026, 2026)):
        factory.project(
            f"Đề án {number}", unit=made.units.hung_ha, province=made.units.hung_yen, year=year
        )
    return made


@pytest.fixture
def officer(place: SimpleNamespace) -> Client:
    return signed_in(place.officer)


def saved(client: Client, query: str, **more: Any) -> Any:
    data = {"list": "projects", "query": query, "name": "Năm nay"} | more
    return client.post(ADD, data)


def tabs(client: Client, address: str = "/de-an/") -> list[tuple[str, bool]]:
    """The names of the tabs and whether each is the current one."""
    found = client.get(address).context["tabs"]
    return [(view.name, view == found.current) for view in found.views]


def test_a_view_is_a_tab_that_shows_what_was_seen(place: SimpleNamespace, officer: Client) -> None:
    answer = saved(officer, "page=2&q=&year=2026&sort=-total&cot=code,name,total")
    view = SavedView.objects.get()
    assert view.query == "year=2026&sort=-total&cot=code,name,total"
    assert answer["Location"] == f"/de-an/?{view.query}"
    page = officer.get(answer["Location"])
    assert [row.first_year for row in page.context["list"].page] == [2026, 2026]
    assert [column.key for column in page.context["list"].columns.columns] == [
        "code",
        "name",
        "total",
    ]
    text = page.content.decode()
    assert "Sửa cách xem này" in text
    assert "Lưu cách xem này" not in text
    # The order of the parameters and the page don't matter.
    other = "/de-an/?cot=code,name,total&page=1&sort=-total&year=2026"
    assert tabs(officer, other) == [("Năm nay", True)]
    assert tabs(officer) == [("Năm nay", False)]
    assert tabs(officer, "/co-so/") == []


def test_a_list_without_views_and_conditions_has_no_tabs(officer: Client) -> None:
    assert "Cách xem đã lưu" not in officer.get("/de-an/").content.decode()
    assert "Lưu cách xem này" in officer.get("/de-an/?year=2026").content.decode()


def test_the_same_name_takes_the_place(place: SimpleNamespace, officer: Client) -> None:
    saved(officer, "year=2025")
    saved(officer, "year=2026", name="Khác")
    saved(officer, "year=2026&level=local")
    found = SavedView.objects.order_by("order").values_list("name", "query", "order")
    assert list(found) == [("Năm nay", "year=2026&level=local", 1), ("Khác", "year=2026", 2)]
    other = SavedView.objects.get(name="Khác")
    answer = officer.post(f"/goc-nhin/{other.pk}/sua/", {"name": "Năm nay", "order": "1"})
    assert answer.status_code == 422
    assert "Cách xem tên này đã có." in answer.content.decode()


def test_a_shared_view_is_the_offices_and_changed_by_its_owner(
    place: SimpleNamespace, officer: Client
) -> None:
    saved(officer, "year=2026")
    colleague, stranger = signed_in(place.colleague), signed_in(place.stranger)
    view = SavedView.objects.get()
    edit, remove = f"/goc-nhin/{view.pk}/sua/", f"/goc-nhin/{view.pk}/xoa/"
    assert tabs(colleague) == []
    assert colleague.post(edit, {"name": "Của tôi", "order": "1"}).status_code == 404
    answer = officer.post(edit, {"name": "Năm 2026", "order": "3", "is_shared": "on"})
    assert answer["Location"] == "/de-an/?year=2026"
    assert tabs(colleague) == [("Năm 2026", False)]
    assert tabs(stranger) == []
    assert "Sửa cách xem này" not in colleague.get("/de-an/?year=2026").content.decode()
    for address in (edit, remove):
        assert colleague.post(address, {"name": "Của tôi"}).status_code == 403
        assert stranger.post(address, {"name": "Của tôi"}).status_code == 404
    with pytest.raises(PermissionDenied):
        save_view(view, by=place.colleague)
    with pytest.raises(PermissionDenied):
        remove_view(view, by=place.colleague)
    history.remove(place.officer, by=place.colleague)
    assert tabs(colleague) == []
    history.restore(place.officer, by=place.colleague)
    assert officer.post(remove)["Location"] == "/de-an/"
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": ""}, "Chưa nhập Tên cách xem."),
        ({"list": "accounts"}, "accounts"),
        ({"query": "page=2&q="}, "Chưa có điều kiện, thứ tự hay cột nào để lưu."),
        ({"name": "x" * 61}, "tối đa 60 ký tự"),
        ({"query": "q=" + "x" * 2001}, "tối đa 2.000 ký tự"),
    ],
)
def test_what_is_no_view(officer: Client, data: dict[str, str], sentence: str) -> None:
    answer = saved(officer, **{"query": "year=2026"} | data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not SavedView.objects.exists()


def test_a_view_leads_to_no_other_address(officer: Client) -> None:
    """What is stored are parameters of the list, whatever was posted."""
    assert saved(officer, "https://example.vn/?x=1#a").status_code == 422
    saved(officer, "year=2026&figures=overdue&next=//example.vn&cot=code")
    assert SavedView.objects.get().get_absolute_url() == "/de-an/?year=2026&cot=code"
