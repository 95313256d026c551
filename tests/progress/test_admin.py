"""Reporting in the admin: periods by the service, reports and logs only looked at."""

from types import SimpleNamespace

import pytest
from django.test import Client

from progress.models import PeriodSubmission, PeriodTransition, ReportingPeriod
from progress.services import lock_period, submit
from tests.factories import programmes
from tests.factories import progress as factory
from tests.factories.accounts import signed_in

LOGS = ("submissiontransition", "periodtransition")


@pytest.fixture
def browser(place: SimpleNamespace) -> Client:
    return signed_in(place.officer)


def posted(place: SimpleNamespace, **change: str) -> dict[str, str]:
    """What the officer types to open November."""
    return {
        "centre": str(place.centre.pk),
        "kind": "month",
        "code": "2026-11",
        "starts_on": "01/11/2026",
        "ends_on": "30/11/2026",
        "data_from": "15/10/2026",
        "data_to": "14/11/2026",
        "local_due_on": "17/11/2026",
        "department_due_on": "",
        "agency_due_on": "",
        "note": "",
    } | change


def test_a_period_is_opened_with_its_reports(place: SimpleNamespace, browser: Client) -> None:
    answer = browser.post("/quan-tri/progress/reportingperiod/add/", posted(place))
    assert answer.status_code == 302
    period = ReportingPeriod.objects.get(code="2026-11")
    offices = {place.centre, place.commune, place.beside}
    assert {row.organisation for row in period.submissions.all()} == offices
    assert period.history.get().history_user == place.officer


def test_what_the_service_refuses_is_said_at_the_form(
    place: SimpleNamespace, browser: Client
) -> None:
    wrong = posted(place, ends_on="29/11/2026")
    answer = browser.post("/quan-tri/progress/reportingperiod/add/", wrong)
    assert answer.status_code == 422
    assert "Ngày đầu và ngày cuối không khớp loại kỳ." in answer.content.decode()
    assert not ReportingPeriod.objects.filter(code="2026-11").exists()


def test_a_locked_period_is_only_looked_at(place: SimpleNamespace, browser: Client) -> None:
    lock_period(place.october, by=place.leader)
    address = f"/quan-tri/progress/reportingperiod/{place.october.pk}/change/"
    page = browser.get(address)
    assert page.status_code == 200
    assert 'name="data_to"' not in page.content.decode()
    assert browser.post(address, posted(place)).status_code == 403


def test_a_report_is_shown_with_what_it_says(place: SimpleNamespace, browser: Client) -> None:
    report = factory.submission(place.october, place.commune)
    told = factory.said(place.loom, "4.5", invested=250_000_000, difficulties="Chờ điện ba pha")
    factory.sent(report, told, by=place.local)
    address = f"/quan-tri/progress/periodsubmission/{report.pk}/change/"
    text = browser.get(address).content.decode()
    for words in ("Máy dệt chiếu", "Số máy: 4,5 máy", "250.000.000", "Chờ điện ba pha", "Đã gửi"):
        assert words in text
    assert "<textarea" not in text
    assert browser.post(address, {}).status_code == 403
    assert browser.get("/quan-tri/progress/periodsubmission/add/").status_code == 403


def test_the_logs_are_shown_in_words_and_never_changed(
    place: SimpleNamespace, browser: Client
) -> None:
    report = factory.submission(place.october, place.commune)
    factory.sent(report, factory.said(place.loom, 9), by=place.local)
    lock_period(place.october, by=place.leader, note="Hết hạn")
    words = {
        "submissiontransition": ("Gửi", "Nháp", "Đã gửi"),
        "periodtransition": ("Khóa kỳ", "Đang mở", "Đã khóa"),
    }
    for name in LOGS:
        pages = [f"/quan-tri/progress/{name}/"]
        row = report.transitions.get() if name == LOGS[0] else PeriodTransition.objects.get()
        pages += [f"{pages[0]}{row.pk}/change/", f"{pages[0]}{row.pk}/history/"]
        for page in pages:
            answer = browser.get(page)
            assert answer.status_code == 200
            assert all(word in answer.content.decode() for word in words[name])
        assert browser.post(pages[1], {}).status_code == 403
        assert browser.get(f"{pages[0]}add/").status_code == 403


def test_who_is_elsewhere_finds_nothing(place: SimpleNamespace) -> None:
    report = factory.submission(place.october, place.commune)
    factory.sent(report, factory.said(place.loom, 9), by=place.local)
    lock_period(place.october, by=place.leader)
    far = programmes.organisation(place.units.ha_noi, name="Trung tâm Khuyến công Hà Nội minh họa")
    stranger = signed_in(programmes.person(far))
    rows = {
        "reportingperiod": place.october.pk,
        "periodsubmission": report.pk,
        "submissiontransition": report.transitions.get().pk,
        "periodtransition": PeriodTransition.objects.get().pk,
    }
    for name, pk in rows.items():
        assert stranger.get(f"/quan-tri/progress/{name}/{pk}/change/").status_code == 404
        listed = stranger.get(f"/quan-tri/progress/{name}/")
        assert listed.status_code == 200
        assert "tháng 10/2026" not in listed.content.decode()


def test_a_period_without_figures_goes_and_one_with_stays(
    place: SimpleNamespace, browser: Client
) -> None:
    factory.sent(
        factory.submission(place.october, place.commune),
        factory.said(place.loom, 9),
        by=place.local,
    )
    for period in (place.september, place.october):
        address = f"/quan-tri/progress/reportingperiod/{period.pk}/delete/"
        assert browser.post(address, {"post": "yes"}).status_code == 302
    alive = ReportingPeriod.objects.alive()
    assert list(alive) == [place.october]
    assert PeriodSubmission.objects.alive().count() == 3


def test_a_second_send_by_hand_is_refused_here_too(place: SimpleNamespace) -> None:
    """The negative control of the read-only page: the service does write."""
    report = factory.submission(place.october, place.commune)
    factory.sent(report, factory.said(place.loom, 9), by=place.local)
    with pytest.raises(Exception, match="đã ở trạng thái “Đã gửi”"):
        submit(report, by=place.local)
