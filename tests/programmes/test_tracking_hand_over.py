"""The page that hands a tracking line over, and the search that finds lines."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from programmes.models import (
    SupportProject,
    TrackingLine,
)
from programmes.services import hand_over, save_line
from tests.factories.accounts import signed_in
from tests.factories.tracking import line_of, reported
from tests.programmes.conftest import text_of


@pytest.fixture
def browser(client_of_officer: Client) -> Client:
    """The officer's browser."""
    return client_of_officer


# --- handing over ---------------------------------------------------------------------------------


@time_machine.travel("2026-10-15T09:00:00+07:00", tick=False)
def test_handing_over(
    browser: Client, place: SimpleNamespace, people: SimpleNamespace, line: TrackingLine
) -> None:
    address = f"/de-an/theo-doi/{line.pk}/ban-giao/"
    page = text_of(browser.get(address))
    assert "<b>Trung tâm Khuyến công minh họa</b>" in page
    assert "Chưa bàn giao lần nào: Trung tâm báo cáo." in page
    commune = people.local.organisation
    data = {"organisation": commune.pk, "valid_from": "01/10/2026", "note": "Công văn 15"}
    answer = browser.post(address, data, follow=True)
    assert (
        "Từ ngày 01/10/2026, Phòng Kinh tế xã Hưng Hà báo cáo dòng “Hỗ trợ máy dệt chiếu”."
        in text_of(answer)
    )
    row = line.assignments.get()
    assert (row.organisation, row.valid_from, row.note) == (
        commune,
        date(2026, 10, 1),
        "Công văn 15",
    )
    assert row.history.get().history_user == place.officer
    page = text_of(browser.get(address))
    assert "<b>Phòng Kinh tế xã Hưng Hà</b>" in page
    assert "Công văn 15" in page


def test_what_a_hand_over_refuses(
    browser: Client, place: SimpleNamespace, people: SimpleNamespace, line: TrackingLine
) -> None:
    address = f"/de-an/theo-doi/{line.pk}/ban-giao/"
    commune, beside = people.local.organisation, people.neighbour.organisation
    far = people.stranger.organisation
    hand_over(line, commune, valid_from=date(2026, 5, 15), by=place.officer)
    reported(place, line, of=commune, month=9)
    cases = (
        ("", "", "Chưa chọn Đơn vị nhận báo cáo."),
        (place.centre.pk, "", "Chưa nhập Từ ngày."),
        (place.centre.pk, "31/02/2026", "Ngày 31/02/2026 không tồn tại."),
        (beside.pk, "01/12/2026", "Đơn vị không phụ trách địa bàn của dòng theo dõi."),
        (far.pk, "01/12/2026", "Mục đã chọn ở ô này không có hoặc không thuộc phạm vi"),
        (place.centre.pk, "15/05/2026", "Ngày 15/05/2026 đã bàn giao dòng này cho"),
        (place.centre.pk, "30/09/2026", "hãy chọn ngày bàn giao sau 30/09/2026."),
        (commune.pk, "01/10/2026", "đang báo cáo dòng này vào ngày đó rồi."),
    )
    for office, day, sentence in cases:
        answer = browser.post(address, {"organisation": office, "valid_from": day, "note": ""})
        assert (answer.status_code, sentence in text_of(answer)) == (422, True), sentence
    assert line.assignments.count() == 1
    good = {"organisation": place.centre.pk, "valid_from": "01/10/2026", "note": ""}
    assert browser.post(address, good).status_code == 302


# --- search ---------------------------------------------------------------------------------------


def test_the_search_of_lines_stays_in_the_area(
    place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject, line: TrackingLine
) -> None:
    line.name = "Xưởng số 2"
    save_line(line, by=place.officer)
    beside = line_of(weaving, place.units.a_sao, by=place.officer)
    both = [
        {"id": str(line.pk), "text": "Hỗ trợ máy dệt chiếu · Xưởng số 2 · Xã Hưng Hà"},
        {"id": str(beside.pk), "text": "Hỗ trợ máy dệt chiếu · Xã A Sào"},
    ]
    found = {
        name: signed_in(who).get("/tim/dong-theo-doi/?q=dệt").json()["results"]
        for name, who in (
            ("officer", people.officer),
            ("local", people.local),
            ("neighbour", people.neighbour),
            ("stranger", people.stranger),
        )
    }
    assert found == {"officer": both, "local": both[:1], "neighbour": both[1:], "stranger": []}
    assert signed_in(people.officer).post("/tim/dong-theo-doi/").status_code == 405
    assert Client().get("/tim/dong-theo-doi/").status_code == 302
