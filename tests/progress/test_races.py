"""Many people at one report: one wins, the others are told; on both databases, with its control."""

import contextlib
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection, transaction

from kernel import guards
from kernel.workflow import TransitionRefused
from progress.choices import SubmissionState
from progress.models import PeriodSubmission, ProgressEntry, ReportingPeriod, SubmissionTransition
from progress.services import (
    approve,
    ensure_submissions,
    lock_period,
    reviewing,
    save_draft,
    submit,
)
from tests.factories import progress as factory

pytestmark = pytest.mark.race
CLICKS = 50
WAIT = 60


@pytest.fixture
def place(transactional_db: None) -> Iterator[SimpleNamespace]:
    """The usual offices, really stored; at the end their guarded rows go too."""
    made = factory.reporting()
    made.loom = factory.line(made, "Máy dệt chiếu", reporter=made.commune)
    made.october = factory.period(made)
    made.report = factory.submission(made.october, made.commune)
    yield made
    with guards.suspended(), connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True)
        for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
            cursor.execute(statement)


def at_once(acts: list[Callable[[PeriodSubmission], Any]], pk: int) -> Counter[str]:
    """Let everybody read the same report, then act on it at one moment; the answers, counted."""
    start = threading.Barrier(len(acts))
    answers: list[str] = []

    def one(act: Callable[[PeriodSubmission], Any]) -> None:
        try:
            mine = PeriodSubmission.objects.get(pk=pk)
            start.wait(timeout=WAIT)
            act(mine)
            answers.append("done")
        except ValidationError as error:
            fields = getattr(error, "error_dict", None)
            answers.append(", ".join(fields) if fields else str(error.code))
        except TransitionRefused as refused:
            answers.append(refused.message if refused.code == "state" else refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * WAIT)
    return Counter(answers)


def typed(place: SimpleNamespace, done: int = 9) -> None:
    told = factory.draft(place.report, factory.said(place.loom, done))
    save_draft(place.report, told, by=place.local)


def test_of_fifty_clicks_one_sends_the_report(place: SimpleNamespace) -> None:
    typed(place)
    acts = [lambda mine: submit(mine, by=place.local)] * CLICKS
    answers = at_once(acts, place.report.pk)
    assert answers["done"] == 1
    [(sentence, count)] = [item for item in answers.items() if item[0] != "done"]
    assert count == CLICKS - 1
    assert sentence.startswith("Báo cáo của đơn vị đã ở trạng thái “Đã gửi” lúc ")
    assert sentence.endswith(", không cần làm lại.")
    assert SubmissionTransition.objects.count() == 1
    assert place.report.history.filter(state=SubmissionState.SUBMITTED).count() == 1
    assert ProgressEntry.objects.count() == 1


def test_of_fifty_clicks_that_bring_what_is_typed_one_sends_it(place: SimpleNamespace) -> None:
    """Draft and sending in one request: nobody's second click is called an overtaken page."""
    told = factory.draft(place.report, factory.said(place.loom, 9))
    acts = [lambda mine: submit(mine, by=place.local, draft=told)] * CLICKS
    answers = at_once(acts, place.report.pk)
    assert answers["done"] == 1
    assert sum("đã ở trạng thái “Đã gửi”" in answer for answer in answers) == 1
    assert sum(answers.values()) == CLICKS
    assert SubmissionTransition.objects.count() == 1


def test_without_the_second_look_everybody_sends_it(place: SimpleNamespace) -> None:
    """The control: the same threads, a service that trusts what it has read."""
    typed(place)

    def trusting(mine: PeriodSubmission) -> None:
        with transaction.atomic():
            if mine.state != SubmissionState.DRAFT:
                raise TransitionRefused("đã gửi", "state")
            PeriodSubmission.objects.filter(pk=mine.pk).update(state=SubmissionState.SUBMITTED)
            SubmissionTransition.objects.create(
                subject=mine, name="submit", source="draft", target="submitted", by=place.local
            )

    answers = at_once([trusting] * CLICKS, place.report.pk)
    assert answers == {"done": CLICKS}
    assert SubmissionTransition.objects.count() == CLICKS


def test_of_two_editors_one_is_told_and_nothing_is_lost(place: SimpleNamespace) -> None:
    def editor(by: Any, done: int) -> Callable[[PeriodSubmission], Any]:
        told = factory.draft(place.report, factory.said(place.loom, done, results=f"{done} máy"))
        return lambda mine: save_draft(mine, told, by=by)

    answers = at_once([editor(place.local, 7), editor(place.officer, 8)], place.report.pk)
    assert answers == {"done": 1, "stale": 1}
    entry = ProgressEntry.objects.get()
    done = entry.indicators.get().done
    assert entry.results == f"{done:.0f} máy"  # all of one page, nothing of the other
    assert entry.history.count() == 1
    assert PeriodSubmission.objects.get(pk=place.report.pk).version == place.report.version + 1


def test_a_report_is_sent_before_the_window_closes_or_not_at_all(place: SimpleNamespace) -> None:
    typed(place)
    period = ReportingPeriod.objects.get(pk=place.october.pk)
    acts: list[Callable[[PeriodSubmission], Any]] = [
        lambda mine: submit(mine, by=place.local),
        lambda _mine: lock_period(period, by=place.leader),
    ]
    answers = at_once(acts, place.report.pk)
    state = PeriodSubmission.objects.get(pk=place.report.pk).state
    assert ReportingPeriod.objects.get(pk=place.october.pk).is_locked
    assert (answers, state) in [
        ({"done": 2}, SubmissionState.SUBMITTED),
        ({"done": 1, "locked": 1}, SubmissionState.DRAFT),
    ]


def test_of_several_reviewers_one_approves(place: SimpleNamespace) -> None:
    typed(place)
    submit(place.report, by=place.local)
    answers = at_once([lambda mine: approve(mine, by=place.officer)] * 4, place.report.pk)
    assert answers["done"] == 1
    assert sum("đã ở trạng thái “Đã duyệt”" in answer for answer in answers) == 1
    assert SubmissionTransition.objects.filter(target="approved").count() == 1
    place.loom.refresh_from_db()
    assert place.loom.progress_percent == 90
    assert place.loom.history.filter(progress_percent=90).count() == 1


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reviewers who have read what is approved wait for each other; the older month writes last."""
    barrier = threading.Barrier(2)
    read = reviewing.approved_progress

    def slowly(line_ids: Any) -> Any:
        told = read(line_ids)
        with contextlib.suppress(threading.BrokenBarrierError):  # the other one waits for a lock
            barrier.wait(timeout=1)
            time.sleep(0.5 if told[0].as_of == date(2026, 9, 14) else 0)
        return told

    monkeypatch.setattr(reviewing, "approved_progress", slowly)


@pytest.mark.usefixtures("meeting")
def test_of_two_months_approved_at_once_the_newer_counts(place: SimpleNamespace) -> None:
    september = factory.submission(factory.period(place, "2026-09"), place.commune)
    for report, done in ((september, 4), (place.report, 9)):
        factory.sent(report, factory.said(place.loom, done), by=place.local)

    def act(mine: PeriodSubmission) -> None:
        approve(mine if numbers.popleft() else september, by=place.officer)

    numbers = deque([0, 1])
    assert at_once([act, act], place.report.pk) == {"done": 2}
    place.loom.refresh_from_db()
    assert (place.loom.progress_percent, place.loom.progress_as_of) == (90, date(2026, 10, 14))
    place.loom.project.refresh_from_db()
    assert place.loom.project.progress_percent == 90


def test_a_period_is_opened_once(place: SimpleNamespace) -> None:
    """The others are told; without the Centre's row held, PostgreSQL would answer with an error."""

    def act(_mine: PeriodSubmission) -> None:
        factory.period(place, "2026-11")

    assert at_once([act] * 4, place.report.pk) == {"done": 1, "code": 3}
    assert ReportingPeriod.objects.filter(code="2026-11").count() == 1


def test_reports_are_made_once(place: SimpleNamespace) -> None:
    PeriodSubmission.objects.filter(period=place.october).exclude(pk=place.report.pk).delete()
    acts = [lambda mine: ensure_submissions(mine.period, by=place.officer)] * 4
    assert at_once(acts, place.report.pk) == {"done": 4}
    assert PeriodSubmission.objects.filter(period=place.october).count() == 3
