"""The annual plan: one item per project, sections by level, groups by content of that date."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, Sum
from django.utils import timezone

from kernel.text import fold
from kernel.validity import is_on
from localities import selectors as localities
from localities.choices import UnitLevel
from localities.models import AdministrativeUnit
from localities.names import lowered
from programmes.choices import FundingLevel, ProjectKind
from programmes.models import (
    ActivityType,
    Allocation,
    DecisionLine,
    ProjectPlace,
    SupportProject,
)
from programmes.money import MONEY_KEYS, ProjectMoney, project_money
from reports import selectors
from reports.choices import LevelFilter
from reports.figures.shapes import TOTAL_LEVEL, ColumnKind, Figures, Row, RowKind, add_up
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
    **{str(key): ColumnKind.MONEY for key in MONEY_KEYS},
}
MONEY = tuple(str(key) for key in MONEY_KEYS)
SECTIONS: dict[str, tuple[str, str]] = {
    FundingLevel.NATIONAL: ("A", "Khuyến công quốc gia"),
    FundingLevel.LOCAL: ("B", "Khuyến công địa phương"),
    FundingLevel.UNKNOWN: ("C", "Chưa rõ cấp"),
}
NO_GROUP = ("0", "Chưa rõ nội dung")
INCOMPLETE = "Chưa đủ số liệu"
FEW = 500  # so many ids still go into a condition
# Without one of these a project's row can't be read as complete; other sources may well be none.
_MAIN_KEYS = {"support", "counterpart", "total"}
# Đề án điểm stand first, then grouped ones (TT 36/2013/TT-BCT, Đ.2).
_KIND_ORDER: dict[str, int] = {ProjectKind.FLAGSHIP: 0, ProjectKind.GROUPED: 1}


@dataclass(frozen=True)
class _Group:
    """A group of contents of the catalogue: code, name and place in the order."""

    code: str
    name: str
    order: int


def annual_plan(parameters: Parameters, user: Any) -> Figures:
    """Compute the annual plan of a year from the projects that ``user`` sees.

    Raises reports.selectors.UnknownUnitError for a unit that isn't there or is out of reach.
    """
    period = parameters.period
    unit = selectors.unit_asked(parameters.unit, end=period.last, user=user)
    layout = selectors.layout_on(SLUG, period.last)
    projects = _projects(parameters, user, unit)
    money = _money(projects, period.year)
    groups = _Groups(period.last)
    entries = [_Entry(project, money[project.pk], groups.of(project)) for project in projects]
    return Figures(
        slug=SLUG,
        title=layout.title.replace("{year}", str(period.year)),
        form_code=layout.printed_form_code,
        period=period.code,
        unit=str(parameters.unit) if parameters.unit else None,
        level=parameters.level,
        shape=parameters.shape,
        filters={
            "year": period.year,
            "unit_name": _unit_name(unit, period.last),
            # A local office's sheet isn't the province's plan, and must say so on paper.
            "office": str(user.organisation) if user.is_local else None,
        },
        generated_at=timezone.now().replace(microsecond=0),
        columns=selectors.columns_of(layout, KINDS),
        rows=_rows(entries),
        layout=layout,
    )


def _projects(
    parameters: Parameters, user: Any, unit: AdministrativeUnit | None
) -> list[SupportProject]:
    """Projects of the year's plans; one without a year stands in no year's plan."""
    year = parameters.period.year
    projects = SupportProject.objects.visible_to(user).filter(
        Q(plan__year=year) | Q(plan__isnull=True, first_year=year)
    )
    if parameters.level != LevelFilter.ALL:
        projects = projects.filter(level=parameters.level)
    if unit is not None:
        projects = projects.filter(_in_area(unit))
    rows = (
        projects.select_related("unit__parent", "unit__province", "implementing_organisation")
        .prefetch_related(
            # Joined, not prefetched in turn: Django's prefetch of a foreign key is one OR per row
            # on SQLite, which refuses a thousand of them.
            Prefetch("allocations", Allocation.objects.select_related("facility", "organisation")),
            Prefetch(
                "places",
                ProjectPlace.objects.select_related("unit__parent", "unit__province"),
            ),
            "coordinating_organisations",
        )
        .order_by("code", "pk")
    )
    return sorted(rows, key=lambda project: _KIND_ORDER.get(project.kind, 2))


def _in_area(unit: AdministrativeUnit) -> Q:
    """Projects of a unit; of a split one only those that a person has put there."""
    area = localities.closure(unit).whole
    condition = Q(unit__in=area)
    if unit.is_present:
        condition = condition & (Q(unit_now__isnull=True) | Q(unit_now__in=area))
        condition = condition | Q(unit_now__in=area)
    if unit.level == UnitLevel.PROVINCE:
        return condition
    places = ProjectPlace.objects.filter(Q(unit__in=area) | Q(unit_now__in=area))
    return condition | Q(pk__in=places.values("project_id"))


def _money(projects: Sequence[SupportProject], year: int) -> dict[int, ProjectMoney]:
    by_project: dict[int, list[tuple[str, int]]] = defaultdict(list)
    wanted = {project.pk for project in projects}
    lines = DecisionLine.objects.counted().filter(
        Q(project__plan__year=year) | Q(project__plan__isnull=True, project__first_year=year)
    )
    if len(wanted) <= FEW:
        lines = lines.filter(project_id__in=wanted)
    sums = lines.order_by().values_list("project_id", "source").annotate(Sum("amount"))
    for project_id, source, amount in sums:
        if project_id in wanted:
            by_project[project_id].append((source, amount))
    return {
        project.pk: project_money(
            by_project[project.pk],
            level=project.level,
            year=year,
            stated_total=project.stated_total_amount,
        )
        for project in projects
    }


class _Groups:
    """Finds a project's group: the top of its content, by the catalogue in force on a day."""

    def __init__(self, day: date) -> None:
        self._types = {row.pk: row for row in ActivityType.objects.all()}
        self._in_force = {
            row.code: row
            for row in self._types.values()
            if row.parent_id is None and is_on(row, day)
        }

    def of(self, project: SupportProject) -> _Group | None:
        """Return the group; None when the project's content isn't known."""
        found = self._types.get(project.activity_id)
        while found is not None and found.parent_id is not None:
            found = self._types[found.parent_id]
        if found is None:
            return None
        named = self._in_force.get(found.code, found)
        return _Group(named.code, named.short_name or named.name, named.order)


@dataclass(frozen=True)
class _Entry:
    """A project with its money and its group."""

    project: SupportProject
    money: ProjectMoney
    group: _Group | None


def _rows(entries: Sequence[_Entry]) -> list[Row]:
    """Sections with their groups, items and subtotals, then the one total."""
    rows: list[Row] = []
    everything: list[Row] = []
    provinces = {entry.project.unit.province_id or entry.project.unit_id for entry in entries}
    several = len(provinces) > 1
    for level, (code, label) in SECTIONS.items():
        section = [entry for entry in entries if entry.project.level == level]
        if not section:
            continue
        rows.append(_group_row(1, code, label))
        items = _section(rows, code, section, start=len(everything), several=several)
        rows.append(_sum_row(RowKind.SUBTOTAL, 1, code, f"Cộng {label.lower()}", items))
        everything += items
    rows.append(_sum_row(RowKind.TOTAL, TOTAL_LEVEL, "", "Tổng cộng", everything))
    return rows


def _section(
    rows: list[Row], code: str, entries: list[_Entry], *, start: int, several: bool
) -> list[Row]:
    """Add the groups of a section to ``rows``; return its items. ``several``: name provinces."""
    by_group: dict[_Group | None, list[_Entry]] = defaultdict(list)
    for entry in entries:
        by_group[entry.group].append(entry)
    all_items: list[Row] = []
    for group in sorted(by_group, key=lambda g: (0, g.order, g.code) if g else (1, 0, "")):
        group_code, name = (group.code, group.name) if group else NO_GROUP
        full_code = f"{code}.{group_code}"
        first = start + len(all_items) + 1
        items = [
            _item(entry, number, several=several)
            for number, entry in enumerate(by_group[group], start=first)
        ]
        rows.append(_group_row(2, full_code, name))
        rows.extend(items)
        rows.append(_sum_row(RowKind.SUBTOTAL, 2, full_code, f"Cộng {name}", items))
        all_items += items
    return all_items


def _group_row(level: int, code: str, label: str) -> Row:
    return Row(RowKind.GROUP, level, code, label, dict.fromkeys(KINDS), dict.fromkeys(MONEY, 0), 0)


def _sum_row(kind: RowKind, level: int, code: str, label: str, items: list[Row]) -> Row:
    sums, unknown, unknown_count = add_up(items, MONEY)
    return Row(kind, level, code, label, {**dict.fromkeys(KINDS), **sums}, unknown, unknown_count)


def _item(entry: _Entry, number: int, *, several: bool) -> Row:
    project, money = entry.project, entry.money
    values: dict[str, Any] = {
        "number": number,
        "project": project.name,
        "implementing": _name(project.implementing_organisation),
        "coordinating": _joined(str(o) for o in project.coordinating_organisations.all()),
        "beneficiary": _joined(a.label for a in project.allocations.all())
        or project.beneficiary_text
        or None,
        "place": _place(project, several=several),
        "time": time_in_words(
            project.starts_on, project.ends_on, project.first_year, project.last_year
        ),
        "objective": _joined((project.objective, project.scale)),
        "priority": _priority(project),
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
        3,
        str(number),
        project.name,
        {key: values[key] for key in KINDS},
        {key: int(key in money.unknown) for key in MONEY},
        int("support" in money.unknown),
    )


def _name(organisation: Any) -> str | None:
    return str(organisation) if organisation else None


def _joined(parts: Iterable[str]) -> str | None:
    return "; ".join(part for part in parts if part) or None


def _priority(project: SupportProject) -> str | None:
    marks: Mapping[str, bool] = {
        "Ưu tiên": project.is_priority,
        "Trọng điểm": project.is_key,
        "Lồng ghép": project.is_integrated,
    }
    return _joined(word for word, is_set in marks.items() if is_set)


def _note(project: SupportProject, money: ProjectMoney) -> str | None:
    kind = "" if project.kind == ProjectKind.SINGLE else ProjectKind(project.kind).label
    incomplete = INCOMPLETE if money.unknown & _MAIN_KEYS else ""
    return _joined((str(kind), incomplete))


def _place(project: SupportProject, *, several: bool) -> str:
    """Name the place as of its time: "Xã Quỳnh Xá, huyện Quỳnh Phụ"; a typed text comes first."""
    units = [project.unit, *(p.unit for p in project.places.all() if p.unit_id != project.unit_id)]
    text = project.place_text
    if text and fold(project.unit.name) in fold(text):
        units = units[1:]
    return _joined((text, *(_unit_line(unit, several=several) for unit in units))) or ""


def _unit_line(unit: AdministrativeUnit, *, several: bool) -> str:
    """Name a unit with its district if it had one, and its province where there are several."""
    above = unit.line()[1:]
    if above and not several:
        above = above[:-1]
    return ", ".join((unit.full_name, *(lowered(one.full_name) for one in above)))


def _unit_name(unit: AdministrativeUnit | None, day: date) -> str | None:
    return unit.name_on(min(day, unit.valid_to or day)) if unit else None


def time_in_words(
    starts_on: date | None, ends_on: date | None, first_year: int | None, last_year: int | None
) -> str | None:
    """Return "02–10/2026", "11/2026–02/2027", "11/2026", or the years when no date is known."""
    if starts_on and ends_on:
        first, last = f"{starts_on:%m/%Y}", f"{ends_on:%m/%Y}"
        if first == last:
            return first
        return f"{starts_on:%m}–{last}" if starts_on.year == ends_on.year else f"{first}–{last}"
    if starts_on:
        return f"từ {starts_on:%m/%Y}"
    if ends_on:
        return f"đến {ends_on:%m/%Y}"
    if first_year and last_year and last_year != first_year:
        return f"{first_year}–{last_year}"
    return str(first_year) if first_year else None
