"""Two people at once: one wins, the other is told; on both databases, each with its control."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
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
    DecisionLine,
    PlanDecision,
    ProjectTransition,
    SupportProject,
)
from programmes.services import (
    draft_round,
    ensure_plan,
    move_project,
    record_decision,
    save_decision,
    save_project,
    set_draft_money,
)
from tests.factories import programmes as factory

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
