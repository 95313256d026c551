"""Projects as reports take them: loaded with what a row says, narrowed to an area, with money."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum

from localities import selectors as localities
from localities.choices import UnitLevel
from localities.models import AdministrativeUnit
from programmes.choices import ProjectKind
from programmes.models import Allocation, DecisionLine, ProjectPlace, SupportProject
from programmes.money import MONEY_KEYS, ProjectMoney, project_money

MONEY = tuple(str(key) for key in MONEY_KEYS)
FEW = 500  # so many ids still go into a condition
# Đề án điểm stand first, then grouped ones (TT 36/2013/TT-BCT, Đ.2).
_KIND_ORDER: dict[str, int] = {ProjectKind.FLAGSHIP: 0, ProjectKind.GROUPED: 1}


def of_year(year: int) -> Q:
    """Projects of the year's plans; one without a year stands in no year's plan."""
    return Q(plan__year=year) | Q(plan__isnull=True, first_year=year)


def ready(projects: QuerySet[SupportProject]) -> list[SupportProject]:
    """Load projects with what a row says of them, in the order of the sheet."""
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


def in_several_provinces(rows: Iterable[Any]) -> bool:
    """Return whether the places of projects or courses must name their province."""
    return len({row.unit.province_id or row.unit_id for row in rows}) > 1


def in_unit(unit: AdministrativeUnit) -> Q:
    """Records of a unit; of a split one only those that a person has put there.

    For models with ``unit`` and ``unit_now``.
    """
    area = localities.closure(unit).whole
    condition = Q(unit__in=area)
    if unit.is_present:
        condition = condition & (Q(unit_now__isnull=True) | Q(unit_now__in=area))
        condition = condition | Q(unit_now__in=area)
    return condition


def projects_in_unit(unit: AdministrativeUnit) -> Q:
    """Projects of a unit, by any of their places."""
    condition = in_unit(unit)
    if unit.level == UnitLevel.PROVINCE:
        return condition
    area = localities.closure(unit).whole
    places = ProjectPlace.objects.filter(Q(unit__in=area) | Q(unit_now__in=area))
    return condition | Q(pk__in=places.values("project_id"))


def money_of(
    projects: Sequence[SupportProject], year: int, lines: QuerySet[DecisionLine]
) -> dict[int, ProjectMoney]:
    """Return each project's money after all recorded decisions; ``lines`` hold at least theirs."""
    by_project: dict[int, list[tuple[str, int]]] = defaultdict(list)
    wanted = {project.pk for project in projects}
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
            year=project.first_year or year,
            stated_total=project.stated_total_amount,
        )
        for project in projects
    }
