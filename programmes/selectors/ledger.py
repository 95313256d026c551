"""Reads of the ledger: plans and balances by source, sums until a day, what is said of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Sum

from kernel import validity
from kernel.findings import Finding
from kernel.money import decimals_needed
from programmes.balances import AMOUNTS, Amounts, Move, OpeningFacts, opening_findings
from programmes.choices import BalanceColumn, DecisionState, EntryKind, FundingSource, Leg
from programmes.models import Balance, DecisionLine, LedgerEntry, SupportNorm, SupportProject
from programmes.selectors.pages import own_source

ADVANCE_CEILING = "0.tamung"
Key = tuple[int, str]


@dataclass(frozen=True)
class SourceBalance:
    """One source of one project as the ledger's pages show it."""

    project: SupportProject
    source: str
    facts: OpeningFacts
    last_entry: int

    @property
    def label(self) -> str:
        """The source in words."""
        return str(FundingSource(self.source).label)

    @property
    def is_known(self) -> bool:
        """Whether anything has been entered."""
        return any(self.facts.stored.get(name) is not None for name in AMOUNTS)

    @property
    def findings(self) -> list[Finding]:
        """What is said of the stored amounts."""
        return opening_findings(self.facts)


def source_balances(
    projects: Sequence[SupportProject], *, day: date | None = None
) -> list[SourceBalance]:
    """Return the sources of state money of each project, in the order of the projects.

    Those with a plan other than zero, with entries, or else the project's own. ``day`` chooses the
    ceiling of advances. A fixed number of queries.
    """
    keys = [project.pk for project in projects]
    planned, stored, last = planned_of(keys), stored_of(keys), last_entries(keys)
    ceilings = advance_ceilings(day)
    rows = []
    for project in projects:
        mine = {source for pk, source in planned if pk == project.pk and planned[pk, source]}
        mine |= {source for pk, source in stored if pk == project.pk}
        for source in FundingSource:
            if source not in (mine or {own_source(project.level)}):
                continue
            key = (project.pk, str(source))
            facts = OpeningFacts(
                source=str(source),
                planned=planned.get(key),
                stored=stored.get(key, Amounts()),
                ceiling_percent=ceilings.get(project.level),
            )
            rows.append(SourceBalance(project, str(source), facts, last.get(project.pk, 0)))
    return rows


def balance_decimals(balances: Iterable[SourceBalance]) -> int:
    """Return how many decimals in triệu đồng show every amount of these balances whole."""
    amounts = [
        amount
        for balance in balances
        for amount in (balance.facts.planned, *map(balance.facts.stored.get, AMOUNTS))
    ]
    return max(1, decimals_needed(amounts))


def planned_of(projects: Iterable[int]) -> dict[Key, int]:
    """Return what recorded decisions plan, by project and source; unknown ones are missing."""
    lines = DecisionLine.objects.filter(
        project__in=list(projects),
        decision__state=DecisionState.RECORDED,
        decision__deleted_at__isnull=True,
        source__in=FundingSource.SUPPORT,
    )
    sums = lines.order_by().values_list("project_id", "source").annotate(amount=Sum("amount"))
    return {(pk, source): amount for pk, source, amount in sums}


def stored_of(projects: Iterable[int]) -> dict[Key, Amounts]:
    """Return the balances by project and source."""
    found: dict[Key, dict[str, int | None]] = defaultdict(dict)
    for balance in Balance.objects.filter(project__in=list(projects)):
        for name, (_words, leg, column) in AMOUNTS.items():
            if leg == balance.leg:
                found[balance.project_id, balance.source][name] = getattr(balance, column)
    return {key: Amounts(**amounts) for key, amounts in found.items()}


def last_entries(projects: Iterable[int]) -> dict[int, int]:
    """Return the number of the newest entry of each project that has one."""
    rows = LedgerEntry.objects.filter(project__in=list(projects)).order_by()
    return dict(rows.values_list("project_id").annotate(last=Max("pk")))


def last_days(projects: Iterable[int]) -> dict[Key, dict[str, date]]:
    """Return the day of the newest entry of each amount, by project and source."""
    names = {(leg, column): name for name, (_words, leg, column) in AMOUNTS.items()}
    rows = LedgerEntry.objects.filter(project__in=list(projects)).order_by()
    places = rows.values_list("project_id", "source", "leg", "counts_as")
    found: dict[Key, dict[str, date]] = defaultdict(dict)
    for pk, source, leg, column, day in places.annotate(day=Max("occurred_on")):
        if (leg, column) in names:
            found[pk, source][names[leg, column]] = day
    return found


def advance_ceilings(day: date | None) -> dict[str, Decimal]:
    """Return the ceiling of advances in force on a day, by level; the newest of several."""
    rows = SupportNorm.objects.filter(code=ADVANCE_CEILING, percent__isnull=False)
    if day is not None:
        rows = rows.filter(validity.on(day))
    return dict(rows.order_by("valid_from", "pk").values_list("level", "percent"))


Spent = Mapping[str, Mapping[str, Sequence[Move]]]  # column -> source -> its entries


def spent_until(projects: Iterable[int], day: date) -> Mapping[int, Spent]:
    """Return what was spent until a day: project -> column -> source -> entries, where known."""
    entries = LedgerEntry.objects.filter(
        project__in=list(projects), leg=Leg.SPENT, occurred_on__lte=day
    ).order_by("occurred_on", "pk")
    found: dict[int, dict[str, dict[str, list[Move]]]] = defaultdict(lambda: defaultdict(dict))
    facts = ("project_id", "counts_as", "source", "kind", "occurred_on", "amount")
    for pk, column, source, kind, on, amount in entries.values_list(*facts):
        moves = found[pk][column].setdefault(source, [])
        # A total of nothing is nothing of every time before; a payment moves on its own day.
        is_total = kind == EntryKind.OPENING and (moves or amount)
        since = (moves[-1].day if moves else None) if is_total else on
        moves.append(Move(on, amount, since))
    return found


def miscounted_balances(projects: Iterable[int]) -> Iterator[tuple[Balance, str, int | None]]:
    """Yield what balances store otherwise than entries and decisions say: column and right value.

    Entries without a balance are told as one that stores nothing.
    """
    keys = list(projects)
    planned = planned_of(keys)
    sums: dict[tuple[int, str, str], dict[str, int]] = defaultdict(dict)
    rows = LedgerEntry.objects.filter(project__in=keys).order_by()
    places = ("project_id", "source", "leg")
    for *place, column, amount in rows.values_list(*places, "counts_as").annotate(s=Sum("amount")):
        sums[tuple(place)][column] = amount  # type: ignore[index]
    balances = {
        (row.project_id, row.source, row.leg): row
        for row in Balance.objects.filter(project__in=keys).order_by("pk")
    }
    for key in sums.keys() - balances.keys():
        balances[key] = Balance(**dict(zip(places, key, strict=True)))
    for key, balance in balances.items():
        right = {**dict.fromkeys(BalanceColumn.values), **sums.get(key, {})}
        right["planned"] = planned.get(key[:2])
        for column, amount in right.items():
            if getattr(balance, column) != amount:
                yield balance, column, amount
