"""The sample's tracking lines: what each plans, and who reports on it from when."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from khuyencong.sample.content import Content
from khuyencong.sample.files import day, quantities, read, split
from khuyencong.sample.office import REASON
from khuyencong.sample.places import unit_of
from programmes.models import Allocation, Indicator, LineIndicator, TrackingLine
from programmes.services import (
    hand_over,
    remove_line_indicator,
    save_line,
    save_line_indicator,
)


def build_lines(content: Content, year: int) -> None:
    """Store the lines that are followed since ``year``.

    Those of named beneficiaries were made when their project was approved; they are completed.
    """
    for row in read("tracking"):
        if int(row["opened"]) == year:
            line = _line(content, row)
            content.lines[row["key"]] = line
            _plans(content, line, quantities(row["indicators"]))
            _reporters(content, line, row)


def reporter_of(row: dict[str, str], on: date) -> str:
    """Return the key of the organisation that reports on a line of the file on a day."""
    held = [(first or date.min, key) for key, first in _assignments(row)]
    return max(((first, key) for first, key in held if first <= on), default=(on, "centre"))[1]


def _line(content: Content, row: dict[str, str]) -> TrackingLine:
    project = content.projects[row["project"]]
    allocation = _allocation(content, row)
    since = project.approved_on or date(project.first_year or 0, 1, 16)
    content.clock.set(max(since, date(int(row["opened"]), 1, 16)), 10)
    lines = TrackingLine.objects.alive().filter(project=project, allocation=allocation)
    line = None if row["unit"] else lines.order_by("pk").first()
    if line is None:
        unit = unit_of(row["unit"]) if row["unit"] else project.unit
        order = project.tracking_lines.count() + 1
        line = TrackingLine(project=project, allocation=allocation, unit=unit, order=order)
    line.name = row["name"]
    return save_line(line, by=content.officer, reason=REASON)


def _allocation(content: Content, row: dict[str, str]) -> Allocation | None:
    if not row["beneficiary"]:
        return None
    rows = content.projects[row["project"]].allocations
    group = row["beneficiary"].removeprefix("nhóm:").strip()
    if group != row["beneficiary"]:
        return rows.get(group_name=group)
    return rows.get(facility=content.facilities[row["beneficiary"]])


def _plans(content: Content, line: TrackingLine, planned: Mapping[str, Decimal | None]) -> None:
    """Let the line plan exactly this: a line of its own took over all that its project plans."""
    held = {row.indicator.code: row for row in line.indicators.select_related("indicator")}
    for code, row in held.items():
        if code not in planned:
            remove_line_indicator(row, by=content.officer, reason=REASON)
    for code, value in planned.items():
        row = held.get(code) or LineIndicator(line=line, indicator=Indicator.objects.get(code=code))
        row.planned = value
        save_line_indicator(row, by=content.officer, reason=REASON)


def _reporters(content: Content, line: TrackingLine, row: dict[str, str]) -> None:
    for key, first in _assignments(row):
        if first:
            content.clock.set(first, 9)
        note = "Bàn giao theo địa bàn (minh họa)" if first else ""
        hand_over(
            line,
            content.office.organisations[key],
            valid_from=first,
            by=content.officer,
            note=note,
            reason=REASON,
        )


def _assignments(row: dict[str, str]) -> list[tuple[str, date | None]]:
    parts = (part.partition("@") for part in split(row["reporters"]))
    return [(key, day(first)) for key, _at, first in parts]
