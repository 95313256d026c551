"""Reads about plans: the plan list, a plan's figures, the year at a glance, work that waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.permissions import Permission
from kernel.work import WorkItem
from programmes.choices import DecisionKind, DecisionState, FundingLevel, ProjectState
from programmes.models import (
    AnnualPlan,
    DecisionLine,
    PlanDecision,
    PlanGridDraft,
    SupportProject,
)


@dataclass(frozen=True)
class LevelFigures:
    """Projects and money (đồng, known parts) of one level or activity group."""

    label: str
    count: int
    support: int | None
    counterpart: int | None
    total: int | None
    incomplete: int


@dataclass(frozen=True)
class PlanFigures:
    """A plan in figures: the whole, and by activity group."""

    whole: LevelFigures
    groups: Sequence[LevelFigures]


@dataclass(frozen=True)
class YearFigures:
    """The year at a glance."""

    year: int
    whole: LevelFigures
    sources: Sequence[LevelFigures]
    in_progress: int
    done: int
    waiting: int


def _figures(rows: QuerySet, label: str) -> LevelFigures:
    found = rows.order_by().aggregate(**_SUMS)
    return LevelFigures(label=label, **found)


_SUMS = {
    "count": Count("pk"),
    "support": Sum("support_amount"),
    "counterpart": Sum("counterpart_amount"),
    "total": Sum("total_amount"),
    "incomplete": Count("pk", filter=Q(support_amount__isnull=True)),
}


def plan_rows(user: Any) -> QuerySet:
    """Return the plans a person sees, each with its visible projects' number and support."""
    mine = SupportProject.objects.visible_to(user)
    condition = Q(projects__in=mine) if user.is_local else Q(projects__deleted_at__isnull=True)
    return (
        AnnualPlan.objects.visible_to(user)
        .select_related("province")
        .annotate(
            project_count=Count("projects", filter=condition, distinct=True),
            support=Sum("projects__support_amount", filter=condition),
            unknown_count=Count(
                "projects",
                filter=condition & Q(projects__support_amount__isnull=True),
                distinct=True,
            ),
        )
        .order_by("-year", "province__sort_key", "level", "pk")
    )


def plan_figures(plan: AnnualPlan, user: Any) -> PlanFigures:
    """Add up a plan over the projects the person sees, in two queries."""
    rows = SupportProject.objects.visible_to(user).filter(plan=plan)
    by_group = (
        rows.order_by()
        .values(
            group_code=Coalesce("activity__parent__code", "activity__code"),
            group_name=Coalesce("activity__parent__short_name", "activity__short_name"),
            group_order=Coalesce("activity__parent__order", "activity__order"),
        )
        .annotate(**_SUMS)
        .order_by(F("group_order").asc(nulls_last=True), "group_code")
    )
    return PlanFigures(
        whole=_figures(rows, "Cả kế hoạch"),
        groups=[_sum_rows(row["group_name"] or "Chưa rõ nội dung", [row]) for row in by_group],
    )


def _sum_rows(label: str, rows: Sequence[dict[str, Any]]) -> LevelFigures:
    def known(key: str) -> int | None:
        values = [row[key] for row in rows if row[key] is not None]
        return sum(values) if values else None

    return LevelFigures(
        label=label,
        count=sum(row["count"] for row in rows),
        support=known("support"),
        counterpart=known("counterpart"),
        total=known("total"),
        incomplete=sum(row["incomplete"] for row in rows),
    )


def year_figures(user: Any, year: int) -> YearFigures:
    """Add up a plan year over what the person sees: by level, and by stage."""
    rows = SupportProject.objects.visible_to(user).filter(first_year=year)
    by_level = {row["level"]: row for row in rows.order_by().values("level").annotate(**_SUMS)}
    sources = [
        _sum_rows(str(FundingLevel(level).label), [by_level[level]])
        for level in FundingLevel.values
        if level in by_level
    ]
    stages = rows.order_by().aggregate(
        in_progress=Count("pk", filter=Q(state=ProjectState.IN_PROGRESS)),
        done=Count("pk", filter=Q(state__in=ProjectState.DONE)),
        waiting=Count("pk", filter=Q(state=ProjectState.REGISTERED)),
    )
    whole = _sum_rows("Cả năm", list(by_level.values()))
    return YearFigures(year=year, whole=whole, sources=sources, **stages)


def work_for(user: Any) -> list[WorkItem]:
    """Return what waits for this person about plans and projects; computed, nothing is stored."""
    items: list[WorkItem] = []
    if user.can(Permission.RECORD_DECISIONS):
        items += _draft_decisions(user)
    if user.can(Permission.EDIT_PLANS):
        items += _grid_drafts(user)
    if user.can(Permission.EDIT_PROJECTS):
        items += _projects_without_decision(user)
        items += _projects_to_start(user)
    return items


def _draft_decisions(user: Any) -> list[WorkItem]:
    drafts = (
        PlanDecision.objects.visible_to(user)
        .filter(state=DecisionState.DRAFT)
        .annotate(line_count=Count("lines"))
        .select_related("plan")
        .order_by("pk")
    )
    return [
        WorkItem(
            verb="Ghi nhận",
            title=f"Ghi nhận quyết định: {decision}",
            detail=f"{decision.plan or decision.province} · {decision.line_count} dòng kinh phí",
            due=None,
            state="draft",
            url=decision.get_absolute_url(),
            action="Mở quyết định",
        )
        for decision in drafts[:10]
    ]


def _grid_drafts(user: Any) -> list[WorkItem]:
    """Rows that the person has typed into a grid and not stored yet."""
    drafts = PlanGridDraft.objects.visible_to(user).select_related("plan").order_by("-saved_at")
    return [
        WorkItem(
            verb="Nhập",
            title=f"Nhập tiếp {sum(map(bool, draft.rows))} dòng đề án",
            detail=str(draft.plan),
            due=None,
            state="draft",
            url=reverse("programmes:plan-grid", args=[draft.plan_id]),
            action="Mở bảng nhập",
        )
        for draft in drafts
        if any(draft.rows)
    ]


def _projects_without_decision(user: Any) -> list[WorkItem]:
    lines = DecisionLine.objects.filter(
        project=OuterRef("pk"),
        decision__deleted_at__isnull=True,
        decision__kind__in=[DecisionKind.APPROVAL, DecisionKind.PUBLISHED],
    )
    rows = (
        SupportProject.objects.visible_to(user)
        .filter(~Exists(lines), state=ProjectState.REGISTERED)
        .order_by("-first_year")
    )
    count = rows.count()
    if not count:
        return []
    return [
        WorkItem(
            verb="Bổ sung",
            title=f"Bổ sung kinh phí cho {count} đề án đã đăng ký",
            detail="Chưa có dòng nào trong quyết định phê duyệt",
            due=None,
            state="registered",
            url=f"{reverse('programmes:projects')}?state={ProjectState.REGISTERED}",
            action="Xem đề án",
        )
    ]


def _projects_to_start(user: Any) -> list[WorkItem]:
    count = SupportProject.objects.visible_to(user).filter(state=ProjectState.APPROVED).count()
    if not count:
        return []
    return [
        WorkItem(
            verb="Triển khai",
            title=f"Triển khai {count} đề án đã phê duyệt",
            detail="Chuyển sang “Đang thực hiện” khi đơn vị bắt đầu làm",
            due=None,
            state="approved",
            url=f"{reverse('programmes:projects')}?state={ProjectState.APPROVED}",
            action="Xem đề án",
        )
    ]
