"""The course that a published case of training tells of (tests/cases/README.md).

One project, one course, whatever number of classes its page mentions in words: numbers that the
page doesn't part by class are not parted here. What the office has entered or changed stays.
"""

from typing import Any

from imports.checks import Case
from imports.choices import COURSE_KINDS, COURSE_STATES, HANDING_DOWN
from imports.services.published_parts import fit
from kernel.text import fold
from programmes.models import SupportProject, TrackingLine
from training.choices import CourseKind, CourseState
from training.models import TrainingCourse
from training.services import save_course


def set_course(project: SupportProject, case: Case, *, by: Any, reason: str) -> bool:
    """Bring the project's course to what the page says; return whether anything changed."""
    kind = kind_of(case)
    if kind is None:
        return False
    courses = list(TrainingCourse.objects.filter(project=project).order_by("pk"))
    if not courses:
        _create(project, case, kind, by=by, reason=reason)
        return True
    loaded = next((row for row in courses if _is_loaded(row, reason)), None)
    if loaded is None or loaded.is_deleted:
        return False
    return _update(loaded, case, by=by, reason=reason)


def kind_of(case: Case) -> CourseKind | None:
    """The kind of course that a case is about; None when it is about no course."""
    kind = COURSE_KINDS.get(case.activity_code)
    if kind == CourseKind.VOCATIONAL and _hands_down(case):
        return CourseKind.HANDING_DOWN
    return kind


def _hands_down(case: Case) -> bool:
    """Whether the name speaks of handing a craft down; the group of contents holds both."""
    name = fold(case.project_name)
    return HANDING_DOWN in name and "dao tao nghe" not in name


def _create(project: SupportProject, case: Case, kind: CourseKind, *, by: Any, reason: str) -> None:
    lines = list(TrackingLine.objects.alive().filter(project=project).order_by("pk")[:2])
    course = TrainingCourse(
        project=project,
        line=lines[0] if len(lines) == 1 else None,  # among several the page tells no shares
        kind=kind,
        name=fit(project.name, TrainingCourse, "name"),
        unit=project.unit,
        unit_now=project.unit_now,
        place_text=fit(project.place_text, TrainingCourse, "place_text"),
        **_facts(project, case),
    )
    save_course(course, by=by, reason=reason)


def _update(course: TrainingCourse, case: Case, *, by: Any, reason: str) -> bool:
    """Change what the page now says otherwise and nobody has touched; a blank takes nothing."""
    wanted = _facts(course.project, case)
    if all(getattr(course, name) == value for name, value in wanted.items()):
        return False
    loaded = course.history.filter(history_change_reason=reason).latest()
    changes = {
        name: value
        for name, value in wanted.items()
        if value not in (None, "", CourseState.UNKNOWN)
        and value != getattr(loaded, name)
        and getattr(course, name) == getattr(loaded, name)
    }
    for name, value in changes.items():
        setattr(course, name, value)
    if changes:
        save_course(course, by=by, reason=reason)
    return bool(changes)


def _facts(project: SupportProject, case: Case) -> dict[str, Any]:
    """What the page says of the course: the number is planned until the course is over."""
    state = COURSE_STATES.get(fold(case.state_text), CourseState.UNKNOWN)
    is_over = state == CourseState.FINISHED
    return {
        "state": state,
        "trainee_count": case.trainees if is_over else None,
        "planned_trainee_count": None if is_over else case.trainees,
        "source_url": project.source_url,
        "note": fit(case.note, TrainingCourse, "note"),
    }


def _is_loaded(course: TrainingCourse, reason: str) -> bool:
    first = course.history.order_by("history_date", "history_id").first()
    return first is not None and first.history_change_reason == reason
