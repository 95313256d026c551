"""Two people at once: one course is stored once, courses of one line all count; both databases."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection

from kernel import guards
from programmes.models import CountedResult
from tests.factories import programmes as factory
from tests.factories.training import course, training_project
from training.models import TrainingCourse
from training.services import save_course

pytestmark = pytest.mark.race
PEOPLE = 4
WAIT = 30
OVER = date(2026, 8, 20)


@pytest.fixture
def place(transactional_db: None) -> Iterator[SimpleNamespace]:
    """The usual Centre with its training project, really stored; its guarded rows go at the end."""
    made = factory.setting()
    made.sewing = training_project(made)
    yield made
    with guards.suspended(), connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True)
        for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
            cursor.execute(statement)


def at_once(keys: Sequence[int], act: Callable[[TrainingCourse, int], Any]) -> list[str]:
    """Let each of several people read a course, then act on it at one moment; their answers."""
    start = threading.Barrier(len(keys))
    answers: list[str] = []

    def one(key: int, number: int) -> None:
        try:
            mine = TrainingCourse.objects.select_related("project", "line", "unit").get(pk=key)
            start.wait(timeout=WAIT)
            act(mine, number)
            answers.append("done")
        except ValidationError as error:
            answers.append(str(error.code))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=one, args=(key, number)) for number, key in enumerate(keys, 1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * WAIT)
    return sorted(answers)


def finish(place: SimpleNamespace) -> Callable[[TrainingCourse, int], Any]:
    """Somebody writes down that a course is over, with so many tens of trainees."""

    def act(mine: TrainingCourse, number: int) -> None:
        mine.state, mine.ends_on, mine.trainee_count = "finished", OVER, 10 * number
        save_course(mine, by=place.officer)

    return act


def test_one_of_several_editors_of_a_course_is_heard(place: SimpleNamespace) -> None:
    held = course(place.sewing.project, line=place.sewing.line)
    answers = at_once([held.pk] * PEOPLE, finish(place))
    assert answers == ["done", *["stale"] * (PEOPLE - 1)]
    held.refresh_from_db()
    assert held.version == 2
    counted = CountedResult.objects.get(indicator__code="1-02")
    assert counted.amount == held.trainee_count


def test_without_the_version_the_last_one_would_win(place: SimpleNamespace) -> None:
    """The control: a plain save lets everybody through, and what the others typed is lost."""
    held = course(place.sewing.project)

    def act(mine: TrainingCourse, number: int) -> None:
        mine.trainee_count = number
        mine.save()

    assert at_once([held.pk] * PEOPLE, act) == ["done"] * PEOPLE


def test_courses_of_one_line_that_end_at_once_all_count(place: SimpleNamespace) -> None:
    line = place.sewing.line
    keys = [course(place.sewing.project, f"Lớp {n}", line=line).pk for n in range(PEOPLE)]
    assert at_once(keys, finish(place)) == ["done"] * PEOPLE
    done = dict(line.indicators.values_list("indicator__code", "done"))
    assert (done["1-01"], done["1-02"]) == (PEOPLE, 100)
    assert CountedResult.objects.filter(line=line).count() == 2 * PEOPLE
