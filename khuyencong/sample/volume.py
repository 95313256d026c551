"""Synthetic projects in bulk for measurements, plainly marked as such.

Written past the services that check row by row: 5,000 projects must not take minutes. Figures,
keys and history are those that the services would have left; check_figures proves the sums.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.db import transaction

from beneficiaries.choices import FacilityKind
from beneficiaries.models import RuralIndustrialFacility
from beneficiaries.services import record_facilities
from kernel import history, statistics
from kernel.text import fold, sort_key
from khuyencong.sample.office import PROVINCE
from khuyencong.sample.places import unit_of
from localities import selectors as localities
from localities.models import AdministrativeUnit
from programmes import workflow
from programmes.choices import (
    BeneficiaryKind,
    DecisionKind,
    DecisionState,
    FundingLevel,
    FundingSource,
    ProjectState,
)
from programmes.models import (
    ActivityType,
    Allocation,
    AnnualPlan,
    DecisionLine,
    PlanDecision,
    ProjectTransition,
    SupportProject,
)
from programmes.services import ensure_plan, refresh_money

YEAR = 2026
REASON = "dữ liệu thử tải"
PROJECT_NAME = "Đề án tổng hợp thử tải"
FACILITY_NAME = "Cơ sở tổng hợp thử tải"
BATCH = 1000
MILLION = 1_000_000
STATES = (
    ProjectState.REGISTERED,
    ProjectState.APPROVED,
    ProjectState.APPROVED,
    ProjectState.IN_PROGRESS,
    ProjectState.IN_PROGRESS,
    ProjectState.ACCEPTED,
)


@dataclass(frozen=True)
class _Ground:
    """What every synthetic project stands on."""

    units: Sequence[AdministrativeUnit]
    activities: Sequence[ActivityType]
    plans: dict[str, AnnualPlan]
    decisions: dict[str, PlanDecision]


@transaction.atomic
def build_volume(count: int, *, seed: int, by: Any) -> int:
    """Add ``count`` projects with a facility, money and a transition each; return the total now."""
    random = Random(seed)  # noqa: S311  (repeatable, no secret)
    ground = _ground(by)
    rows = SupportProject.objects.filter(name__startswith=PROJECT_NAME)
    first = rows.count() + 1
    for start in range(first, first + count, BATCH):
        numbers = range(start, min(start + BATCH, first + count))
        _batch(numbers, ground, random, by)
    statistics.refresh(SupportProject, Allocation, DecisionLine)
    return rows.count()


def _ground(by: Any) -> _Ground:
    province = unit_of(PROVINCE)
    activities = ActivityType.objects.filter(parent__isnull=False).on(date(YEAR, 12, 31))
    plans, decisions = {}, {}
    for level in (FundingLevel.NATIONAL, FundingLevel.LOCAL):
        plan = ensure_plan(province=province, year=YEAR, level=level, by=by, reason=REASON)
        number = f"TT-{'QG' if level == FundingLevel.NATIONAL else 'ĐP'}/QĐ-MH"
        plans[level] = plan
        decisions[level] = PlanDecision.objects.alive().filter(
            plan=plan, number=number
        ).first() or history.save(
            PlanDecision(
                plan=plan,
                province=province,
                level=level,
                kind=DecisionKind.APPROVAL,
                state=DecisionState.RECORDED,
                number=number,
                signed_on=date(YEAR, 1, 5),
                recorded_on=date(YEAR, 1, 5),
                title="Quyết định tổng hợp thử tải",
            ),
            by=by,
            reason=REASON,
        )
    return _Ground(
        units=localities.present_units_of(province),
        activities=list(activities.order_by("code")),
        plans=plans,
        decisions=decisions,
    )


def _batch(numbers: Sequence[int], ground: _Ground, random: Random, by: Any) -> None:
    facilities = [
        RuralIndustrialFacility(
            name=f"{FACILITY_NAME} {number:05}",
            kind=random.choice([kind.value for kind in FacilityKind]),
            unit=random.choice(ground.units),
            worker_count=random.randint(3, 240),
            products="Sản phẩm thử tải",
            source_note="Dữ liệu tổng hợp để thử tải, không có thật",
        )
        for number in numbers
    ]
    record_facilities(facilities, by=by, reason=REASON)
    projects = [
        _project(number, facility, ground, random)
        for number, facility in zip(numbers, facilities, strict=True)
    ]
    history.save_many(SupportProject, projects, by=by, reason=REASON)
    allocations = [
        Allocation(project=project, kind=BeneficiaryKind.FACILITY, facility=facility)
        for project, facility in zip(projects, facilities, strict=True)
    ]
    history.save_many(Allocation, allocations, by=by, reason=REASON)
    lines = [line for row in allocations for line in _lines(row, ground, random)]
    history.save_many(DecisionLine, lines, by=by, reason=REASON)
    ProjectTransition.objects.bulk_create(
        ProjectTransition(
            subject=project,
            name="record_published",
            target=project.state,
            by=by,
            note="Dữ liệu tổng hợp để thử tải",
            origin=workflow.ORIGIN_PUBLISHED,
        )
        for project in projects
    )
    refresh_money(projects)


def _project(
    number: int, facility: RuralIndustrialFacility, ground: _Ground, random: Random
) -> SupportProject:
    activity = random.choice(ground.activities)
    level = random.choice([FundingLevel.NATIONAL, FundingLevel.LOCAL, FundingLevel.LOCAL])
    name = f"{PROJECT_NAME} {number:05}: {activity.short_name}"
    project = SupportProject(
        code=f"TT-{number:05}",
        name=name,
        level=level,
        plan=ground.plans[level],
        first_year=YEAR,
        activity=activity,
        unit=facility.unit,
        unit_now=facility.unit,
        starts_on=date(YEAR, random.randint(1, 6), random.randint(1, 28)),
        ends_on=date(YEAR, random.randint(7, 12), random.randint(1, 28)),
        state=random.choice(STATES),
        beneficiary_text=facility.name,
        note="Dữ liệu tổng hợp để thử tải, không có thật",
    )
    words = f"{project.code} {name} {facility.name} {project.place_text}"
    project.search_key, project.sort_key = fold(words), sort_key(name)
    return project


def _lines(allocation: Allocation, ground: _Ground, random: Random) -> Iterator[DecisionLine]:
    """Support for nine projects in ten, a counterpart for most, some of every other source."""
    project = allocation.project
    national = project.level == FundingLevel.NATIONAL
    amounts: dict[str, int] = {}
    if random.random() < 0.9:
        source = FundingSource.NATIONAL if national else FundingSource.PROVINCIAL
        amounts[source] = random.randint(30, 4500) * MILLION // 10
        amounts[FundingSource.OTHER] = 0
        if not national:
            amounts[FundingSource.COMMUNE] = random.choice([0, 10, 25]) * MILLION
    if random.random() < 0.8:
        amounts[FundingSource.COUNTERPART] = random.randint(0, 9000) * MILLION // 10
    for source, amount in amounts.items():
        yield DecisionLine(
            decision=ground.decisions[project.level],
            project=project,
            allocation=allocation,
            source=source,
            amount=amount,
        )
