"""Reads about projects: totals of a list, money by source, the timeline, search."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from kernel.money import decimals_needed, format_million
from kernel.search import matching
from kernel.text import fold
from kernel.work import Hit
from programmes import workflow
from programmes.choices import DecisionState, FundingSource
from programmes.models import DecisionLine, SupportProject
from programmes.money import MAIN_SUPPORT, applicable_sources

SEARCH_LIMIT = 20
PAST = "record_past_state"


@dataclass(frozen=True)
class Totals:
    """Sums over a list of projects (đồng, known parts) and how many parts aren't known."""

    count: int
    support: int | None
    counterpart: int | None
    total: int | None
    incomplete: int


def totals(rows: QuerySet) -> Totals:
    """Add up the list's money in one query."""
    found = rows.order_by().aggregate(
        count=Count("pk"),
        support=Sum("support_amount"),
        counterpart=Sum("counterpart_amount"),
        total=Sum("total_amount"),
        incomplete=Count(
            "pk",
            filter=Q(support_amount__isnull=True)
            | Q(counterpart_amount__isnull=True)
            | Q(total_amount__isnull=True),
        ),
    )
    return Totals(**found)


@dataclass(frozen=True)
class MoneyLine:
    """A source of a project's money: its planned amount (None = chưa rõ) and share in percent."""

    source: str
    label: str
    key: str
    amount: int | None
    share: int | None


_SQUARES = {
    FundingSource.NATIONAL: "national",
    FundingSource.PROVINCIAL: "provincial",
    FundingSource.DISTRICT: "district",
    FundingSource.COMMUNE: "commune",
    FundingSource.UNKNOWN_SUPPORT: "unknown",
    FundingSource.COUNTERPART: "counterpart",
    FundingSource.INTEGRATED: "other",
    FundingSource.OTHER: "other",
}


def money_lines(project: SupportProject) -> list[MoneyLine]:
    """Return the project's sources in their order: those with lines and those that apply."""
    sums: dict[str, int] = {}
    counted = DecisionLine.objects.counted().filter(project=project)
    for source, amount in counted.values_list("source", "amount"):
        sums[source] = sums.get(source, 0) + amount
    applies = applicable_sources(project.level, project.first_year)
    if any(key in MAIN_SUPPORT for key in sums):
        # A project whose support is known isn't asked for the other budgets' share.
        applies = applies - FundingSource.SUPPORT
    whole = project.total_amount
    lines = []
    for source in FundingSource:
        if source not in sums and source not in applies:
            continue
        amount = sums.get(source)
        share = round(100 * amount / whole) if whole and amount is not None else None
        lines.append(MoneyLine(source.value, str(source.label), _SQUARES[source], amount, share))
    return lines


@dataclass(frozen=True)
class Event:
    """A line of a project's timeline."""

    when: date | datetime
    title: str
    detail: str
    who: str
    is_money: bool = False
    note: str = ""

    @property
    def shown(self) -> str:
        """The moment as the page prints it; a decision has a day, no hour."""
        if isinstance(self.when, datetime):
            return f"{timezone.localtime(self.when):%d/%m/%Y %H:%M}"
        return f"{self.when:%d/%m/%Y}"


def timeline(project: SupportProject, *, limit: int = 30) -> list[Event]:
    """Return what happened to a project, the newest first: states, decisions, edits."""
    events = [
        Event(
            when=row.at,
            title=_transition_title(row),
            detail=_day(row.occurred_on),
            who=str(row.by),
            note=row.note,
        )
        for row in project.transitions.select_related("by").order_by("-at", "-pk")[:limit]
    ]
    decisions: dict[int, tuple[Any, int]] = {}
    lines = project.decision_lines.filter(
        decision__deleted_at__isnull=True, decision__state=DecisionState.RECORDED
    ).select_related("decision")
    for line in lines:
        decision, amount = decisions.get(line.decision_id, (line.decision, 0))
        is_support = line.source in FundingSource.SUPPORT
        decisions[line.decision_id] = (decision, amount + (line.amount if is_support else 0))
    for decision, amount in decisions.values():
        when = decision.signed_on or timezone.localtime(decision.updated_at).date()
        detail = f"Hỗ trợ {_million(amount)} triệu đồng" if amount else ""
        events.append(Event(when, str(decision), detail, decision.signer, is_money=True))
    first = project.history.order_by("history_date").select_related("history_user").first()
    if first:
        events.append(
            Event(
                when=first.history_date,
                title="Lập hồ sơ đề án",
                detail="",
                who=str(first.history_user or ""),
                note=first.history_change_reason or "",
            )
        )
    return sorted(events, key=_moment, reverse=True)[:limit]


def _transition_title(row: Any) -> str:
    label = str(workflow.LABELS.get(row.name, row.name))
    return f"{label}: {row.target_label}" if row.name == PAST else label


def _day(day: date | None) -> str:
    return f"Ngày {day:%d/%m/%Y}" if day else ""


def _million(amount: int) -> str:
    return format_million(amount, max(1, decimals_needed([amount])))


def _moment(event: Event) -> datetime:
    if isinstance(event.when, datetime):
        return event.when
    midnight = datetime(event.when.year, event.when.month, event.when.day)  # noqa: DTZ001
    return timezone.make_aware(midnight)


def search(user: Any, query: str) -> list[Hit]:
    """Find projects in the person's area by any words of name, code or beneficiary.

    Nothing for a text without letters.
    """
    if not fold(query):
        return []
    rows = matching(SupportProject.objects.visible_to(user), query)
    return [
        Hit("Đề án", row.name, _code_and_beneficiary(row), row.get_absolute_url())
        for row in rows.order_by("-first_year", "code", "pk")[:SEARCH_LIMIT]
    ]


def _code_and_beneficiary(project: SupportProject) -> str:
    return " · ".join(part for part in (project.code, project.beneficiary_text) if part)
