"""Courses for tests, and a project with a line that counts them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from accounts.services import system_user
from programmes.choices import CountedFrom
from programmes.models import Indicator, LineIndicator, SupportProject, TrackingLine
from tests.factories import programmes as factory
from training.models import TrainingCourse
from training.services import save_course

#: code -> (name, measure, what it counts by itself)
INDICATORS = {
    "1-01": ("Số lớp đào tạo nghề", "lớp", CountedFrom.COURSES),
    "1-02": ("Số lao động được đào tạo", "người", CountedFrom.TRAINEES),
    "1-03": ("Số lao động có việc làm", "người", CountedFrom.EMPLOYED),
    "1-09": ("Số giáo trình", "bộ", ""),
}


def indicator(code: str) -> Indicator:
    """An indicator of training; the one that is there if it is."""
    name, measure, counted_from = INDICATORS[code]
    facts = {"name": name, "measure": measure, "counted_from": counted_from}
    return Indicator.objects.get_or_create(code=code, defaults=facts)[0]


def line(project: SupportProject, unit: Any, *codes: str, **more: Any) -> TrackingLine:
    """A line of a project with these indicators planned."""
    made = TrackingLine.objects.create(project=project, unit=unit, **more)
    for code in codes:
        LineIndicator.objects.create(line=made, indicator=indicator(code), planned=30)
    return made


def training_project(place: SimpleNamespace, **more: Any) -> SimpleNamespace:
    """A project "Đào tạo nghề may" at xã Hưng Hà with one line that counts all there is."""
    units = place.units
    facts = {"code": "KC26-007", "activity": place.training} | more
    project = factory.project(
        "Đào tạo nghề may", unit=units.hung_ha, province=units.hung_yen, **facts
    )
    return SimpleNamespace(
        project=project, line=line(project, units.hung_ha, *INDICATORS, name="Lớp may Hưng Hà")
    )


def course(project: SupportProject, name: str = "Lớp may khóa 1", **facts: Any) -> TrainingCourse:
    """A course stored by the system, at the project's place unless another is given."""
    facts = {"unit": project.unit} | facts
    made = TrainingCourse(project=project, name=name, **facts)
    return save_course(made, by=system_user())
