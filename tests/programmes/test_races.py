"""Two people at once: one wins, the other is told; on both databases, each with its control."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection, models, transaction

from kernel import guards
from kernel.workflow import TransitionRefused
from programmes.choices import DecisionState, FundingSource
from programmes.models import (
    AnnualPlan,
    CountedResult,
    DecisionLine,
    LineIndicator,
    PlanDecision,
    ProjectTransition,
    ReportingAssignment,
    SupportProject,
    TrackingLine,
)
from programmes.selectors import percents_of
from programmes.services import (
    CountedRow,
    draft_round,
    ensure_lines,
    ensure_plan,
    hand_over,
    move_project,
    record_decision,
    record_progress,
    record_results,
    save_decision,
    save_project,
    set_draft_money,
)
from tests.factories import programmes as factory
from tests.factories.tracking import indicator, line_of, told

pytestmark = pytest.mark.race
PEOPLE = 4
WAIT = 30


@pytest.fixture
def place(transactional_db: None) -> Iterator[SimpleNamespace]:
    """The usual Centre, really stored; at the end its guarded rows go too."""
    made = factory.setting()
    made.plan = factory.plan(made.units.hung_yen, 2026)
    yield made
    with guards.suspended(), connection.cursor() as cursor:
        # What the test database's own flush does, which the guards would refuse on SQLite.
        tables = connection.introspection.django_table_names(only_existing=True)
        for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
            cursor.execute(statement)


@pytest.fixture
def weaving(place: SimpleNamespace) -> SupportProject:
    """A registered project with 200 đồng in a complete round that isn't recorded."""
    money = {str(FundingSource.PROVINCIAL): 200}
    project = factory.registered(place, "Máy dệt", unit=place.units.hung_ha, money=money)
    decision = PlanDecision.objects.get()
    decision.number, decision.signed_on = "15/QĐ-UBND", date(2026, 3, 19)
    save_decision(decision, by=place.officer)
    return project


def at_once(read: Callable[[], Any], act: Callable[[Any], Any]) -> list[str]:
    """Let several people read the same record, then act on it at one moment; their answers."""
    start = threading.Barrier(PEOPLE)
    answers: list[str] = []

    def one() -> None:
        try:
            mine = read()
            start.wait(timeout=WAIT)
            act(mine)
            answers.append("done")
        except ValidationError as error:
            answers.append(" ".join(error.messages))
        except TransitionRefused as refused:
            answers.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * WAIT)
    return sorted(answers)


def test_a_decision_is_recorded_once(place: SimpleNamespace, weaving: SupportProject) -> None:
    answers = at_once(
        PlanDecision.objects.get, lambda mine: record_decision(mine, by=place.officer)
    )
    late = "Quyết định đã được ghi nhận, không cần ghi nhận lại."
    assert answers == sorted(["done", *[late] * (PEOPLE - 1)])
    decision = PlanDecision.objects.get()
    assert decision.history.filter(state=DecisionState.RECORDED).count() == 1
    assert ProjectTransition.objects.filter(subject=weaving, name="approve").count() == 1
    weaving.refresh_from_db()
    assert (weaving.state, weaving.support_amount) == ("approved", 200)


def test_a_transition_happens_once(place: SimpleNamespace, weaving: SupportProject) -> None:
    answers = at_once(
        SupportProject.objects.get, lambda mine: move_project(mine, "approve", by=place.officer)
    )
    assert answers == sorted(["done", *["state"] * (PEOPLE - 1)])
    assert ProjectTransition.objects.count() == 1
    assert weaving.history.filter(state="approved").count() == 1


def test_an_edit_is_not_overwritten(place: SimpleNamespace, weaving: SupportProject) -> None:
    def edit(mine: SupportProject) -> None:
        mine.note = threading.current_thread().name
        save_project(mine, by=place.officer)

    answers = at_once(SupportProject.objects.get, edit)
    assert answers.count("done") == 1
    assert sum("vừa được người khác cập nhật" in answer for answer in answers) == PEOPLE - 1
    assert SupportProject.objects.get().version == weaving.version + 1


def test_one_round_is_begun(place: SimpleNamespace) -> None:
    answers = at_once(AnnualPlan.objects.get, lambda mine: draft_round(mine, by=place.officer))
    assert answers == ["done"] * PEOPLE
    assert [decision.round for decision in PlanDecision.objects.all()] == [1]


def test_one_plan_is_made(place: SimpleNamespace) -> None:
    options = {"province": place.units.hung_yen, "year": 2030, "level": "national"}
    answers = at_once(lambda: None, lambda _mine: ensure_plan(**options, by=place.officer))
    assert answers == ["done"] * PEOPLE
    assert AnnualPlan.objects.filter(year=2030).count() == 1


def test_money_typed_at_once_is_written_once(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    typed = {str(FundingSource.PROVINCIAL): 300}
    answers = at_once(
        SupportProject.objects.get, lambda mine: set_draft_money(mine, typed, by=place.officer)
    )
    assert answers == ["done"] * PEOPLE
    assert [line.amount for line in DecisionLine.objects.all()] == [300]
    assert SupportProject.objects.get().support_amount == 300


# --- tracking lines -------------------------------------------------------------------------------


def test_lines_that_are_missing_are_made_once(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    answers = at_once(
        SupportProject.objects.get, lambda mine: ensure_lines([mine], by=place.officer)
    )
    assert answers == ["done"] * PEOPLE
    assert TrackingLine.objects.count() == 1


def test_a_line_is_handed_over_once_a_day(place: SimpleNamespace, weaving: SupportProject) -> None:
    line_of(weaving, by=place.officer)
    day = date(2026, 5, 15)
    answers = at_once(
        TrackingLine.objects.get,
        lambda mine: hand_over(mine, place.centre, valid_from=day, by=place.officer),
    )
    late = (
        "Ngày 15/05/2026 đã bàn giao dòng này cho “Trung tâm Khuyến công minh họa”; "
        "hãy chọn ngày khác."
    )
    assert answers == sorted(["done", *[late] * (PEOPLE - 1)])
    assert ReportingAssignment.objects.count() == 1


def test_reports_approved_at_once_all_weigh_in_their_project(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    lines = [line_of(weaving, by=place.officer) for _ in range(PEOPLE)]
    taken = iter(lines)
    answers = at_once(
        lambda: next(taken), lambda mine: record_progress([told(mine, 40)], by=place.officer)
    )
    assert answers == ["done"] * PEOPLE
    assert percents_of([weaving])[weaving.pk].progress.known == PEOPLE
    weaving.refresh_from_db()
    assert weaving.progress_percent == 40


def test_courses_that_end_at_once_are_all_counted(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    line, classes = line_of(weaving, by=place.officer), indicator()
    planned = LineIndicator.objects.create(line=line, indicator=classes, planned=PEOPLE)
    numbers = iter(range(PEOPLE))
    row = CountedRow(line.pk, classes.pk, date(2026, 9, 30), Decimal(1))
    answers = at_once(lambda: next(numbers), lambda mine: record_results(f"course:{mine}", [row]))
    assert answers == ["done"] * PEOPLE
    planned.refresh_from_db()
    assert planned.done == PEOPLE


# --- the control: without lock and second look more than one wins ---------------------------------


def naively(record: models.Model, log: Callable[[], Any], state: str) -> None:
    """What a careless service would do: look at what was read, then write."""
    with transaction.atomic():
        if record.state == state:  # type: ignore[attr-defined]
            raise ValidationError("đã rồi")
        record.state = state  # type: ignore[attr-defined]
        record.save()
        log()


def test_without_a_second_look_everybody_wins(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    """These races are real: the same threads, a service that trusts what it has read."""

    def approve(mine: SupportProject) -> None:
        def log() -> None:
            ProjectTransition.objects.create(
                subject=mine,
                name="approve",
                source="registered",
                target="approved",
                by=place.officer,
            )

        naively(mine, log, "approved")

    assert at_once(SupportProject.objects.get, approve) == ["done"] * PEOPLE
    assert ProjectTransition.objects.count() == PEOPLE


def test_without_a_second_look_a_decision_is_recorded_by_everybody(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    answers = at_once(
        PlanDecision.objects.get, lambda mine: naively(mine, lambda: None, DecisionState.RECORDED)
    )
    assert answers == ["done"] * PEOPLE


def test_without_a_second_look_everybody_makes_a_line(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    def make(found: bool) -> None:
        if not found:
            line_of(weaving, by=place.officer)

    assert at_once(TrackingLine.objects.exists, make) == ["done"] * PEOPLE
    assert TrackingLine.objects.count() == PEOPLE


def test_without_the_lock_a_sum_misses_the_others(
    place: SimpleNamespace, weaving: SupportProject
) -> None:
    """What was counted before the others began is not all there is."""
    line, classes = line_of(weaving, by=place.officer), indicator()
    planned = LineIndicator.objects.create(line=line, indicator=classes, planned=PEOPLE)
    numbers = iter(range(PEOPLE))

    def count(mine: tuple[int, int]) -> None:
        number, before = mine
        CountedResult.objects.create(
            line=line,
            indicator=classes,
            source_key=f"course:{number}",
            occurred_on=date(2026, 9, 30),
            amount=1,
        )
        LineIndicator.objects.filter(pk=planned.pk).update(done=before + 1)

    answers = at_once(lambda: (next(numbers), CountedResult.objects.count()), count)
    assert answers == ["done"] * PEOPLE
    planned.refresh_from_db()
    assert (CountedResult.objects.count(), planned.done) == (PEOPLE, 1)
