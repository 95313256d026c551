"""Numbers and addresses that nobody types by accident: an answer, never an error of the server."""

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from progress.models import PeriodSubmission, ProgressEntry, ReportingPeriod
from tests.factories import progress as factory
from tests.factories.accounts import signed_in
from tests.progress.sheets import JSON, TODAY, at, cell, text_of

ADD = "/tien-do/ky/them/"
LONG = "9" * 5_000  # longer than Python turns into a number
HUGE = "9" * 30


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.mark.parametrize(
    "asked",
    ["ky=9999-12", "ky=0001-01", "ky=1999-12", "nam=0020260", "nam=99999", "nam=1", f"nam={HUGE}"],
)
def test_a_year_out_of_reach_offers_this_one(place: SimpleNamespace, asked: str) -> None:
    answer = signed_in(place.officer).get(f"{ADD}?{asked}")
    shown = (answer.status_code, answer.context["year"], answer.context["period"].code[:4])
    this = signed_in(place.officer).get(ADD).context
    assert shown == (200, this["year"], this["period"].code[:4])


def test_a_year_within_reach_is_offered(place: SimpleNamespace) -> None:
    answer = signed_in(place.officer).get(f"{ADD}?nam=2031&ky=2031-02")
    assert (answer.context["year"], answer.context["period"].code) == (2031, "2031-02")


@pytest.mark.parametrize("code", ["0001-01", "9999-12", "\x00", HUGE])
def test_a_code_out_of_reach_opens_nothing(place: SimpleNamespace, code: str) -> None:
    answer = signed_in(place.officer).post(ADD, {"code": code})
    assert answer.status_code == 422
    assert ReportingPeriod.objects.count() == 2


@pytest.mark.parametrize(
    "bad", [LONG, HUGE, "-1", "1e5", "nan", "9999999999999,99", "0,001", "1.5"]
)
@pytest.mark.parametrize("name", ["done", "estimate", "percent"])
def test_a_number_that_is_none_is_refused_at_its_cell(
    place: SimpleNamespace, name: str, bad: str
) -> None:
    report = factory.submission(place.october, place.commune)
    browser, where = signed_in(place.local), cell(place.loom, name)
    typed = {"version": report.version, cell(place.loom, "state"): "in_progress", where: bad}
    answer = browser.post(at(report), typed)
    assert (answer.status_code, where in answer.context["sheet"].errors()) == (422, True)
    assert list(browser.post(at(report), typed, **JSON).json()["errors"]) == [where]
    assert not ProgressEntry.objects.exists()


def test_reports_that_are_no_numbers_are_left_out(place: SimpleNamespace) -> None:
    report = factory.submission(place.october, place.commune)
    said = factory.said(place.loom, 9, explanation="")
    factory.sent(report, said, by=place.local)
    browser = signed_in(place.officer)
    address = f"/tien-do/ky/{place.october.pk}/duyet-tat-ca/"
    answer = browser.post(address, {"bao-cao": [LONG, HUGE, "-1", "x", "\x00"]}, follow=True)
    assert "Chưa chọn báo cáo nào để duyệt." in text_of(answer)
    assert PeriodSubmission.objects.get(pk=report.pk).state == "submitted"
    assert "Đã duyệt 1 báo cáo." in text_of(
        browser.post(address, {"bao-cao": [report.pk, report.pk, LONG]}, follow=True)
    )
