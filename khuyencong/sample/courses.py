"""The sample's courses, each recorded on its own day."""

from khuyencong.sample.content import Content
from khuyencong.sample.files import day, number, read
from khuyencong.sample.office import REASON
from khuyencong.sample.places import unit_of
from training.models import TrainingCourse
from training.services import save_course


def build_courses(content: Content, first: int, last: int) -> None:
    """Store the courses recorded in these years."""
    for row in read("courses"):
        recorded = day(row["recorded_on"])
        if recorded and first <= recorded.year <= last:
            content.clock.set(recorded, 10)
            save_course(_course(content, row), by=content.officer, reason=REASON)


def _course(content: Content, row: dict[str, str]) -> TrainingCourse:
    return TrainingCourse(
        project=content.projects[row["project"]],
        line=content.lines.get(row["line"]),
        kind=row["kind"],
        name=row["name"],
        trade=row["trade"],
        provider=content.office.organisations.get(row["provider"]),
        provider_text=row["provider_text"],
        unit=unit_of(row["unit"]),
        place_text=row["place_text"],
        starts_on=day(row["starts_on"]),
        ends_on=day(row["ends_on"]),
        state=row["state"],
        planned_trainee_count=number(row["planned"]),
        trainee_count=number(row["trainees"]),
        women_count=number(row["women"]),
        minority_count=number(row["minority"]),
        planned_employed_count=number(row["planned_employed"]),
        employed_count=number(row["employed"]),
        employed_on=day(row["employed_on"]),
        source_url=row["source_url"],
        note=row["note"],
    )
