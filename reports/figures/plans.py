"""The annual plan: one item per project, sections by level, groups by content of that date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from localities.models import AdministrativeUnit
from programmes.choices import ProjectKind
from programmes.models import DecisionLine, SupportProject
from programmes.money import ProjectMoney
from reports import selectors
from reports.choices import LevelFilter
from reports.figures import projects as loading
from reports.figures.projects import MONEY
from reports.figures.sections import Group, Groups, Sheet, in_sections, items_of
from reports.figures.shapes import ITEM_LEVEL, ColumnKind, Figures, Row, RowKind
from reports.figures.words import (
    beneficiary_of,
    joined,
    name_of,
    place_of,
    priority_of,
    time_in_words,
    unit_name,
)
from reports.parameters import Parameters

SLUG = "annual-plan"
_TEXT = (
    "project",
    "implementing",
    "coordinating",
    "beneficiary",
    "place",
    "time",
    "objective",
    "priority",
    "unit_code",
    "project_code",
    "note",
    "project_note",
)
KINDS: dict[str, ColumnKind] = {
    "number": ColumnKind.NUMBER,
    **dict.fromkeys(_TEXT, ColumnKind.TEXT),
    "starts_on": ColumnKind.DATE,
    "ends_on": ColumnKind.DATE,
    "state": ColumnKind.STATE,
    **dict.fromkeys(MONEY, ColumnKind.MONEY),
}
SHEET = Sheet(KINDS, sums=MONEY, counted=MONEY)
INCOMPLETE = "Chưa đủ số liệu"
# Without one of these a project's row can't be read as complete; other sources may well be none.
_MAIN_KEYS = {"support", "counterpart", "total"}


def annual_plan(parameters: Parameters, user: Any) -> Figures:
    """Compute the annual plan of a year from the projects that ``user`` sees.

    Raises reports.selectors.UnknownUnitError for a unit that isn't there or is out of reach.
    """
    period = parameters.period
    unit = selectors.unit_asked(parameters.unit, end=period.last, user=user)
    layout = selectors.layout_on(SLUG, period.last)
    projects = _projects(parameters, user, unit)
    lines = DecisionLine.objects.counted().filter(
        Q(project__plan__year=period.year)
        | Q(project__plan__isnull=True, project__first_year=period.year)
    )
    money = loading.money_of(projects, period.year, lines)
    return Figures(
        slug=SLUG,
        title=layout.titled(year=period.year),
        form_code=layout.printed_form_code,
        period=period.code,
        unit=str(parameters.unit) if parameters.unit else None,
        level=parameters.level,
        shape=parameters.shape,
        filters={
            "year": period.year,
            "unit_name": unit_name(unit, period.last),
            # A local office's sheet isn't the province's plan, and must say so on paper.
            "office": str(user.organisation) if user.is_local else None,
        },
        generated_at=timezone.now().replace(microsecond=0),
        columns=selectors.columns_of(layout, KINDS),
        rows=rows_of(projects, money, period.last),
        layout=layout,
    )


def _projects(
    parameters: Parameters, user: Any, unit: AdministrativeUnit | None
) -> list[SupportProject]:
    """Projects of the year's plans in the area asked for."""
    projects = SupportProject.objects.visible_to(user).filter(
        loading.of_year(parameters.period.year)
    )
    if parameters.level != LevelFilter.ALL:
        projects = projects.filter(level=parameters.level)
    if unit is not None:
        projects = projects.filter(loading.projects_in_unit(unit))
    return loading.ready(projects)


@dataclass(frozen=True)
class _Entry:
    """A project with its money and its group."""

    project: SupportProject
    money: ProjectMoney
    group: Group


def rows_of(
    projects: Sequence[SupportProject], money: Mapping[int, ProjectMoney], day: date
) -> list[Row]:
    """Return the rows of loaded projects with their money, in groups of content as of ``day``."""
    groups = Groups(day)
    entries = [_Entry(project, money[project.pk], groups.of(project)) for project in projects]
    several = loading.in_several_provinces(projects)

    def item(entry: _Entry, number: int) -> list[Row]:
        return [_item(entry, number, several=several)]

    rows = in_sections(SHEET, entries, item)
    return [*rows, SHEET.total(items_of(rows))]


def _item(entry: _Entry, number: int, *, several: bool) -> Row:
    project, money = entry.project, entry.money
    values: dict[str, Any] = {
        "number": number,
        "project": project.name,
        "implementing": name_of(project.implementing_organisation),
        "coordinating": joined(str(o) for o in project.coordinating_organisations.all()),
        "beneficiary": beneficiary_of(project),
        "place": place_of(project, several=several),
        "time": time_in_words(
            project.starts_on, project.ends_on, project.first_year, project.last_year
        ),
        "objective": joined((project.objective, project.scale)),
        "priority": priority_of(project),
        "unit_code": project.unit.code,
        "project_code": project.code or None,
        "note": _note(project, money),
        "project_note": project.note or None,
        "starts_on": project.starts_on,
        "ends_on": project.ends_on,
        "state": str(project.state),
        **{key: money[key] for key in MONEY},
    }
    return Row(
        RowKind.ITEM,
        ITEM_LEVEL,
        str(number),
        project.name,
        {key: values[key] for key in KINDS},
        {key: int(key in money.unknown) for key in MONEY},
        int("support" in money.unknown),
    )


def _note(project: SupportProject, money: ProjectMoney) -> str | None:
    kind = "" if project.kind == ProjectKind.SINGLE else ProjectKind(project.kind).label
    incomplete = INCOMPLETE if money.unknown & _MAIN_KEYS else ""
    return joined((str(kind), incomplete))
