"""Việc của tôi: what waits in reporting, the late first."""

from types import SimpleNamespace
from typing import Any

import time_machine

from tests.factories import progress as factory
from tests.factories.accounts import signed_in
from tests.progress.sheets import text_of


def test_late_reports_come_before_those_that_are_due_soon(place: SimpleNamespace) -> None:
    with time_machine.travel("2026-10-16 09:41:00+07:00", tick=False):
        answer = signed_in(place.local).get("/")
    found = [(name, [item.title for item in items]) for name, items in answer.context["groups"]]
    assert found == [
        ("Quá hạn", ["Nộp báo cáo tháng 9/2026"]),
        ("Hôm nay và tuần này", ["Nộp báo cáo tháng 10/2026"]),
    ]
    assert "Quá hạn 29 ngày hạn 17/09/2026 Lập báo cáo" in text_of(answer)


def test_what_was_sent_waits_for_the_reviewer(place: SimpleNamespace) -> None:
    with time_machine.travel("2026-10-16 09:41:00+07:00", tick=False):
        report = factory.submission(place.october, place.commune)
        factory.sent(report, factory.said(place.loom, 9, explanation="Chậm"), by=place.local)
        officer, reader = (signed_in(who).get("/") for who in (place.officer, place.leader))
    title = "Duyệt 1 báo cáo tháng 10/2026"
    assert title in text_of(officer)
    assert title not in text_of(reader)


def test_the_page_asks_as_often_for_many_periods_as_for_one(
    place: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    browser = signed_in(place.local)
    with time_machine.travel("2026-10-16 09:41:00+07:00", tick=False):
        with django_assert_num_queries(8):
            browser.get("/")
        for month in range(1, 9):
            factory.period(place, f"2026-{month:02d}")
        with django_assert_num_queries(8):
            browser.get("/")
