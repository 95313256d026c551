"""Tracking lines in the admin: the same services, the same refusals, the same scope."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programmes.choices import BeneficiaryKind, LineState
from programmes.models import (
    Allocation,
    LineIndicator,
    SupportProject,
    TrackingLine,
)
from programmes.services import LineProgress, hand_over, record_progress
from tests.factories.accounts import signed_in
from tests.factories.tracking import D, indicator, line_of, reported
from tests.policy.page_forms import values_of
from tests.programmes.conftest import text_of


@pytest.fixture
def browser(client_of_officer: Client) -> Client:
    """The officer's browser."""
    return client_of_officer


def admin_posted(page: Any, **more: Any) -> dict[str, Any]:
    """What a browser would post from an admin page, with changes."""
    return values_of(page.content.decode(), "trackingline_form") | {"_save": "1"} | more


def test_a_line_in_the_admin(
    browser: Client, place: SimpleNamespace, people: SimpleNamespace, line: TrackingLine
) -> None:
    classes = indicator()
    record_progress(
        [LineProgress(line.pk, LineState.DONE, 100, date(2026, 9, 30), 5_000_000, {})],
        by=place.officer,
    )
    address = f"/quan-tri/programmes/trackingline/{line.pk}/change/"
    page = browser.get(address)
    assert {"state", "progress_percent", "progress_as_of", "invested_amount", "project"}.isdisjoint(
        page.context["adminform"].form.fields
    )
    data = admin_posted(
        page,
        note="Đã xem lại",
        **{
            "indicators-TOTAL_FORMS": "1",
            "indicators-0-indicator": classes.pk,
            "indicators-0-planned": "2,5",
            "assignments-TOTAL_FORMS": "1",
            "assignments-0-organisation": people.local.organisation.pk,
            "assignments-0-valid_from": "01/10/2026",
            "assignments-0-note": "QĐ 5",
        },
    )
    assert browser.post(address, data).status_code == 302
    line.refresh_from_db()
    row, held = line.indicators.get(), line.assignments.get()
    assert (line.note, line.state, line.progress_percent) == ("Đã xem lại", "done", 100)
    assert (row.planned, held.organisation, held.note) == (
        D("2.5"),
        people.local.organisation,
        "QĐ 5",
    )
    for record in (line, row, held):
        trace = record.history.first()
        assert (trace.history_user, trace.history_change_reason) == (place.officer, "quản trị")


def test_the_admin_refuses_what_the_pages_refuse_and_stores_nothing_in_part(
    browser: Client, place: SimpleNamespace, people: SimpleNamespace, line: TrackingLine
) -> None:
    commune = people.local.organisation
    hand_over(line, commune, valid_from=date(2026, 10, 1), by=place.officer)
    report = reported(place, line, of=commune, month=11)
    address = f"/quan-tri/programmes/trackingline/{line.pk}/change/"
    data = admin_posted(browser.get(address), note="Sau", **{"assignments-0-DELETE": "on"})
    answer = browser.post(address, data)
    assert answer.status_code == 422
    assert "hãy chọn ngày bàn giao sau 30/11/2026" in text_of(answer)
    line.refresh_from_db()
    assert (line.note, line.assignments.count()) == ("", 1)
    type(report.submission).objects.update(state="returned", return_reason="Xem lại")
    assert browser.post(address, data).status_code == 302
    line.refresh_from_db()
    assert (line.note, line.assignments.count()) == ("Sau", 0)


def test_a_reported_indicator_is_not_deleted_under_another_name(
    browser: Client, place: SimpleNamespace, line: TrackingLine
) -> None:
    classes, other = indicator(), indicator("1-02", "Số lao động")
    row = LineIndicator.objects.create(line=line, indicator=classes, planned=D(3))
    reported(place, line, state="draft").indicators.create(indicator=classes, done=D(1))
    address = f"/quan-tri/programmes/trackingline/{line.pk}/change/"
    trick = {"indicators-0-indicator": other.pk, "indicators-0-DELETE": "on"}
    answer = browser.post(address, admin_posted(browser.get(address), **trick))
    assert answer.status_code == 422
    assert list(line.indicators.values_list("pk", "indicator")) == [(row.pk, classes.pk)]


def test_lines_of_elsewhere_are_not_in_the_admin(
    place: SimpleNamespace, people: SimpleNamespace, line: TrackingLine
) -> None:
    address = f"/quan-tri/programmes/trackingline/{line.pk}/change/"
    asked = {
        name: signed_in(who).get(address).status_code
        for name, who in (
            ("officer", people.officer),
            ("accountant", people.of["centre_accountant"]),
            ("stranger", people.stranger),
        )
    }
    assert asked == {"officer": 200, "accountant": 200, "stranger": 404}
    reader = signed_in(people.of["centre_accountant"])
    assert reader.post(address, {"note": "x"}).status_code == 403
    text = text_of(signed_in(people.stranger).get("/quan-tri/programmes/trackingline/"))
    assert line.label not in text


def test_as_many_queries_in_the_admin(
    browser: Client, place: SimpleNamespace, people: SimpleNamespace, weaving: SupportProject
) -> None:
    spent = []
    line = line_of(weaving, by=place.officer)
    for size in (1, 3, 50):
        for number in range(line.indicators.count(), size):
            row = indicator(f"1-{number:02d}", f"Chỉ tiêu {number}")
            LineIndicator.objects.create(line=line, indicator=row, planned=D(1))
            line.assignments.create(
                organisation=place.centre, valid_from=date(2026, 1, 1) + timedelta(days=number)
            )
            group = Allocation.objects.create(
                project=weaving, kind=BeneficiaryKind.GROUP, group_name=f"Nhóm {number}"
            )
            line_of(weaving, allocation=group, by=place.officer)
        counts = []
        for address in (
            "/quan-tri/programmes/trackingline/",
            f"/quan-tri/programmes/trackingline/{line.pk}/change/",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200
            counts.append(len(queries))
        spent.append(counts)
    assert spent[0] == spent[1] == spent[2]
