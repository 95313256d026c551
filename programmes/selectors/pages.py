"""What the pages of a project and of a decision show beside plain fields."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.permissions import ROLES
from kernel.findings import Finding
from kernel.workflow import Transition
from programmes.choices import (
    BeneficiaryKind,
    DecisionKind,
    DecisionState,
    FundingLevel,
    FundingSource,
    ProjectState,
)
from programmes.models import (
    Allocation,
    AnnualPlan,
    DecisionLine,
    PlanDecision,
    SupportNorm,
    SupportProject,
)
from programmes.norms import Norm, ProjectFacts, findings


def decision_rows(plan: AnnualPlan, user: Any) -> QuerySet:
    """Return a plan's decisions that the person sees, each with its number of projects."""
    return (
        PlanDecision.objects.visible_to(user)
        .filter(plan=plan)
        .annotate(project_count=Count("lines__project", distinct=True))
        .order_by("signed_on", "pk")
    )


def decision_lines(decision: PlanDecision, user: Any) -> list[DecisionLine]:
    """Return the lines of a decision that the person sees."""
    rows = DecisionLine.objects.visible_to(user).filter(decision=decision)
    return list(
        rows.select_related("project", "allocation__facility", "allocation__organisation").order_by(
            "project__code", "project_id", "pk"
        )
    )


def line_sums(lines: Iterable[DecisionLine]) -> list[tuple[str, int]]:
    """Return the sum of each source that occurs, in đồng."""
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.source] = sums.get(line.source, 0) + line.amount
    return [(str(source.label), sums[source]) for source in FundingSource if source in sums]


def project_lines(project: SupportProject) -> QuerySet:
    """Return the decision lines of a project, oldest decision first."""
    return (
        project.decision_lines.filter(decision__deleted_at__isnull=True)
        .select_related("decision", "allocation__facility", "allocation__organisation")
        .order_by("decision__signed_on", "decision_id", "pk")
    )


def norm_findings(project: SupportProject) -> list[Finding]:
    """Compare a project's support with the norms in force on its approval date."""
    if project.activity is None or project.support_amount is None:
        return []
    code = project.activity.code
    norms = norms_of(_provinces(project), code__startswith=code)
    facts = ProjectFacts(
        activity_code=code,
        level=project.level,
        approved_on=project.approved_on,
        support=project.support_amount,
        total=project.total_amount,
        count=beneficiary_count(project.allocations.all()),
    )
    return findings(facts, norms)


def norms_of(provinces: Iterable[int], **chosen: Any) -> list[Norm]:
    """Return the norms of the country and of these provinces as the rules need them."""
    rows = SupportNorm.objects.filter(
        Q(province__isnull=True) | Q(province__in=list(provinces)), **chosen
    )
    return [
        Norm(
            code=row.code,
            level=row.level,
            percent=row.percent,
            ceiling_amount=row.ceiling_amount,
            measure=row.measure,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            is_verified=row.is_verified,
            legal_basis=f"{row.article} {row.document or ''}".strip(),
        )
        for row in rows.select_related("document")
    ]


def _provinces(project: SupportProject) -> set[int]:
    """The provinces whose own norms may judge a project: of its time and, through its plan, now."""
    keys = {project.unit.province_id or project.unit_id}
    if project.plan:
        keys.add(project.plan.province_id)
    return keys


def beneficiary_count(allocations: Iterable[Allocation]) -> int | None:
    """Return how many share the support; None while some are neither named nor counted."""
    count = 0
    for row in allocations:
        if row.kind in {BeneficiaryKind.FACILITY, BeneficiaryKind.ORGANISATION}:
            count += 1
        elif row.expected_count:
            count += row.expected_count
        elif row.kind != BeneficiaryKind.NONE:
            return None
    return count or 1


@dataclass(frozen=True)
class Step:
    """A station of a project's life as the strip on its page shows it."""

    label: str
    detail: str
    done: bool
    current: bool


_STATIONS: Sequence[tuple[str, str, frozenset[str]]] = (
    (
        "registered",
        "Đăng ký",
        frozenset({"survey", "registered", "base_appraisal", "returned", "ministry_appraisal"}),
    ),
    ("approved", "Phê duyệt", frozenset({"approved"})),
    ("contracted", "Hợp đồng", frozenset({"contracted"})),
    (
        "in_progress",
        "Đang thực hiện",
        frozenset({"in_progress", "awaiting_amendment", "suspended"}),
    ),
    ("accepted", "Nghiệm thu", frozenset({"awaiting_acceptance", "accepted", "completed"})),
    ("settled", "Quyết toán", frozenset({"awaiting_settlement", "settled"})),
    ("follow_up", "Theo dõi sau hỗ trợ", frozenset({"follow_up", "archived"})),
)


def steps(project: SupportProject) -> list[Step]:
    """Return the stations of a project; none when its state stands outside the straight way."""
    here = next((i for i, row in enumerate(_STATIONS) if project.state in row[2]), None)
    if here is None:
        return []
    days: dict[str, date] = {}
    for row in project.transitions.order_by("at"):
        if row.occurred_on:
            days[row.target] = row.occurred_on
    if project.approved_on:
        days.setdefault("approved", project.approved_on)
    return [
        Step(
            label=label,
            detail=f"{days[key]:%d/%m/%Y}" if key in days else _current_detail(project, i == here),
            done=i < here or (i == here and project.state in ProjectState.DONE),
            current=i == here,
        )
        for i, (key, label, _states) in enumerate(_STATIONS)
    ]


def _current_detail(project: SupportProject, is_current: bool) -> str:
    if not is_current:
        return ""
    parts = []
    if project.progress_percent is not None:
        parts.append(f"{project.progress_percent} %")
    if project.ends_on:
        parts.append(f"hạn {project.ends_on:%d/%m/%Y}")
    return ", ".join(parts)


@dataclass(frozen=True)
class ClosedMove:
    """A button that is closed now: its label, why, and who can."""

    label: str
    why: str
    who: str


def closed_moves(
    project: SupportProject, user: Any, moves: Sequence[tuple[Transition, str]]
) -> list[ClosedMove]:
    """Return the moves that the state allows but this person may not make, with who may."""
    closed = []
    for move, reason in moves:
        if reason and project.state in move.sources:
            closed.append(ClosedMove(str(move.label), reason, _who_may(move)))
    return closed


def _who_may(move: Transition) -> str:
    roles = [str(Role(role).label) for role, rights in ROLES.items() if move.permission in rights]
    return f"{', '.join(roles)} thực hiện." if roles else ""


def money_closed(project: SupportProject) -> str:
    """Return why the money of a project can't be typed in its form; "" when it can.

    The form has one amount a source: it can't say what is parted among several decisions being
    prepared or several beneficiaries.
    """
    if project.pk is None:
        return ""
    lines = list(
        project.decision_lines.filter(decision__deleted_at__isnull=True).values_list(
            "decision__state", "decision_id", "decision__kind", "source", "allocation_id"
        )
    )
    if any(state == DecisionState.RECORDED for state, *_rest in lines):
        return str(_("Kinh phí đã ghi nhận theo quyết định; muốn đổi, lập quyết định điều chỉnh."))
    rounds = [row for row in lines if row[2] == DecisionKind.APPROVAL]
    if len({decision for _state, decision, *_rest in rounds}) > 1:
        return str(_("Kinh phí nằm trong nhiều quyết định đang lập; sửa ở trang quyết định."))
    shares = {(source, allocation) for *_rest, source, allocation in rounds}
    if len(shares) > len({source for source, _allocation in shares}):
        return str(_("Kinh phí đã chia theo đơn vị thụ hưởng; sửa ở trang quyết định."))
    return ""


def planned_by_source(project: SupportProject) -> dict[str, int]:
    """Return the planned amount in đồng of each source that is known."""
    sums: dict[str, int] = {}
    counted = DecisionLine.objects.counted().filter(project=project)
    for source, amount in counted.values_list("source", "amount"):
        sums[source] = sums.get(source, 0) + amount
    return sums


def own_source(level: str) -> str:
    """Return the source of the support of a project of this level."""
    return {
        FundingLevel.NATIONAL: FundingSource.NATIONAL,
        FundingLevel.LOCAL: FundingSource.PROVINCIAL,
    }.get(FundingLevel(level), FundingSource.UNKNOWN_SUPPORT)


def money_initial(project: SupportProject, plan_id: str = "") -> dict[str, Any]:
    """Return the typed-in money of a project for its form, by field name."""
    if project.pk is None:
        return {"plan": int(plan_id)} if plan_id.isdecimal() and len(plan_id) < 19 else {}
    sums = planned_by_source(project)
    return {
        "support": sums.get(own_source(project.level)),
        "support_district": sums.get(FundingSource.DISTRICT),
        "support_commune": sums.get(FundingSource.COMMUNE),
        "counterpart": sums.get(FundingSource.COUNTERPART),
        "other": sums.get(FundingSource.OTHER),
    }


def next_code(plan: AnnualPlan) -> str:
    """Return the next free project code of a plan: KC26-001."""
    prefix = f"KC{plan.year % 100:02d}-"
    used = SupportProject.objects.filter(
        plan__province=plan.province,
        plan__year=plan.year,
        code__startswith=prefix,
    ).values_list("code", flat=True)
    numbers = [int(code[len(prefix) :]) for code in used if code[len(prefix) :].isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1:03d}"
