"""Opening balances against the table written beforehand: rules, then what is stored."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.choices import Role
from accounts.models import User
from kernel.findings import Finding, errors
from programmes.balances import (
    AMOUNTS,
    Amounts,
    Move,
    OpeningFacts,
    changes,
    day_findings,
    earlier_findings,
    moved_between,
    opening_findings,
)
from programmes.choices import FundingSource
from programmes.models import Balance, DecisionLine, LedgerEntry, SupportProject
from programmes.selectors import source_balances, spent_until
from programmes.services import (
    Opening,
    OpeningRefused,
    add_decision_line,
    record_openings,
    refresh_money,
    remove_project,
    write_entries,
)
from tests.factories import programmes as factory
from tests.programmes.conftest import MILLION, expected

TABLE = expected("opening_balances")
TODAY, JUNE = date(2026, 9, 30), date(2026, 6, 30)
SOURCES = {"unknown": "support_unknown"}
CORRECTION = "Bút toán đã ghi, không thể sửa hoặc xóa; hãy ghi bút toán điều chỉnh."


def number(text: str) -> int | None:
    return int(text) if text else None


def amounts(row: dict[str, str], prefix: str = "") -> Amounts:
    names = ("received", "advanced", "settled")
    return Amounts(*(number(row[f"{prefix}{name}"]) for name in names))


def day(row: dict[str, str]) -> date | None:
    special = {"today": TODAY, "tomorrow": TODAY + timedelta(days=1), "": None}
    text = row["as_of"]
    return special[text] if text in special else date.fromisoformat(text)


def facts_of(row: dict[str, str]) -> OpeningFacts:
    return OpeningFacts(
        source=SOURCES.get(row["source"], row["source"]),
        planned=number(row["planned"]),
        stored=amounts(row, "stored_"),
        typed=amounts(row),
        ceiling_percent=Decimal(row["ceiling_percent"]) if row["ceiling_percent"] else None,
    )


def codes(found: list[Finding]) -> set[str]:
    return {finding.code for finding in found}


@pytest.mark.pure
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["case"])
def test_the_rules_are_those_of_the_table(row: dict[str, str]) -> None:
    facts = facts_of(row)
    as_of, stored = day(row), facts.stored
    known = {name: JUNE for name in AMOUNTS if stored.get(name) is not None}
    found = [*day_findings(as_of, TODAY), *opening_findings(facts)]
    found += earlier_findings(facts, as_of, known) if as_of else []
    assert codes(errors(found)) == set(row["reasons"].split())
    if row["outcome"] == "accepted":
        assert codes(found) == set(row["findings"].replace("none", "").split())
        assert len(changes(facts)) == int(row["entries"])


@pytest.mark.pure
def test_a_refusal_says_both_numbers() -> None:
    facts = OpeningFacts("support_national", 300_000_000, Amounts(), Amounts(advanced=300_000_001))
    assert [finding.message for finding in opening_findings(facts)] == [
        "Đã tạm ứng 300.000.001 đồng, nhiều hơn kế hoạch 300.000.000 đồng."
    ]


# --- what is stored -------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _today(request: pytest.FixtureRequest) -> object:
    if request.node.get_closest_marker("pure"):
        yield
        return
    with time_machine.travel("2026-09-30T08:00:00+07:00", tick=False):
        yield


@pytest.fixture
def accountant(people: SimpleNamespace) -> User:
    return people.of[str(Role.CENTRE_ACCOUNTANT)]


def planned(project: SupportProject, source: str, amount: int | None) -> None:
    """What recorded decisions say of a source, whatever they said before."""
    if amount is None:
        return
    decision = factory.decision(project.plan, number="1/QĐ")
    held = sum(line.amount for line in project.decision_lines.filter(source=source))
    DecisionLine.objects.create(
        decision=decision, project=project, source=source, amount=amount - held
    )
    refresh_money([project])


def typed(project: SupportProject, source: str, values: Amounts, **more: int) -> list[Opening]:
    return [Opening(project.pk, source, values, **more)]


def balances(project: SupportProject) -> dict[tuple[str, str], tuple[int | None, ...]]:
    rows = Balance.objects.filter(project=project)
    return {(row.leg, row.source): (row.planned, row.advanced, row.settled) for row in rows}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["case"])
def test_what_the_table_accepts_is_stored_and_nothing_else(
    weaving: SupportProject, accountant: User, row: dict[str, str]
) -> None:
    facts = facts_of(row)
    stored = [
        value for name in ("received", "advanced", "settled") if (value := facts.stored.get(name))
    ]
    if stored:
        planned(weaving, facts.source, max(stored))
        record_openings(typed(weaving, facts.source, facts.stored), by=accountant, as_of=JUNE)
    planned(weaving, facts.source, facts.planned)
    before = LedgerEntry.objects.count()
    rows = typed(weaving, facts.source, facts.typed)
    if row["outcome"] == "refused":
        with pytest.raises(OpeningRefused) as refused:
            record_openings(rows, by=accountant, as_of=day(row))
        assert codes([finding for _row, finding in refused.value.findings]) == set(
            row["reasons"].split()
        )
        assert LedgerEntry.objects.count() == before
        return
    made = record_openings(rows, by=accountant, as_of=day(row), note="Sổ năm 2026")
    assert len(made) == LedgerEntry.objects.count() - before == int(row["entries"])
    now = source_balances([weaving])
    kept = next((one.facts.stored for one in now if one.source == facts.source), Amounts())
    assert kept == Amounts(facts.now("received"), facts.now("advanced"), facts.now("settled"))


def test_entries_say_what_moved_and_who_wrote_it(weaving: SupportProject, accountant: User) -> None:
    planned(weaving, "support_provincial", 300)
    rows = typed(weaving, "support_provincial", Amounts(210, 210, 0))
    record_openings(rows, by=accountant, as_of=JUNE, voucher="UNC 12", note="Theo sổ")
    assert [
        (entry.leg, entry.counts_as, entry.amount) for entry in LedgerEntry.objects.order_by("pk")
    ] == [("received", "advanced", 210), ("spent", "advanced", 210), ("spent", "settled", 0)]
    entry = LedgerEntry.objects.latest("pk")
    assert (entry.kind, entry.occurred_on, entry.by) == ("opening", JUNE, accountant)
    assert (entry.voucher, entry.note) == ("UNC 12", "Theo sổ")
    assert balances(weaving) == {
        ("received", "support_provincial"): (300, 210, None),
        ("spent", "support_provincial"): (300, 210, 0),
    }


def test_a_later_amendment_moves_what_is_planned(
    place: SimpleNamespace, weaving: SupportProject, accountant: User
) -> None:
    planned(weaving, "support_provincial", 300)
    rows = typed(weaving, "support_provincial", Amounts(advanced=210))
    record_openings(rows, by=accountant, as_of=JUNE)
    line = DecisionLine(
        decision=factory.decision(weaving.plan, number="1/QĐ"),
        project=weaving,
        source="support_provincial",
        amount=-150,
    )
    add_decision_line(line, by=place.officer)
    assert balances(weaving) == {("spent", "support_provincial"): (150, 210, None)}
    (now,) = source_balances([weaving])
    assert [finding.code for finding in now.findings] == ["advanced_over_planned"]


def test_one_wrong_row_stores_nothing(
    place: SimpleNamespace, weaving: SupportProject, accountant: User
) -> None:
    other = factory.registered(place, "Máy khâu", unit=place.units.hung_ha)
    planned(weaving, "support_provincial", 300)
    planned(other, "support_provincial", 100)
    rows = [
        *typed(weaving, "support_provincial", Amounts(received=300)),
        *typed(other, "support_provincial", Amounts(received=101, settled=200)),
    ]
    with pytest.raises(OpeningRefused) as refused:
        record_openings(rows, by=accountant, as_of=JUNE)
    assert [(row, finding.field) for row, finding in refused.value.findings] == [
        (1, "received"),
        (1, "settled"),
    ]
    assert not LedgerEntry.objects.exists()


def test_somebody_has_written_since(weaving: SupportProject, accountant: User) -> None:
    planned(weaving, "support_provincial", 300)
    first = typed(weaving, "support_provincial", Amounts(received=100), seen=0)
    record_openings(first, by=accountant, as_of=JUNE)
    second = typed(weaving, "support_provincial", Amounts(received=120), seen=0)
    with pytest.raises(OpeningRefused) as refused:
        record_openings(second, by=accountant, as_of=JUNE)
    assert refused.value.code == "stale"
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CENTRE_ACCOUNTANT])
def test_only_the_accountant_writes(
    people: SimpleNamespace, weaving: SupportProject, role: str
) -> None:
    rows = typed(weaving, "support_provincial", Amounts(received=0))
    with pytest.raises(PermissionDenied):
        record_openings(rows, by=people.of[role], as_of=JUNE)
    with pytest.raises(PermissionDenied):
        write_entries([], by=people.of[role])


def test_nobody_writes_out_of_his_area(people: SimpleNamespace, weaving: SupportProject) -> None:
    stranger = factory.person(people.stranger.organisation, Role.CENTRE_ACCOUNTANT)
    rows = typed(weaving, "support_provincial", Amounts(received=0))
    with pytest.raises(PermissionDenied):
        record_openings(rows, by=stranger, as_of=JUNE)
    with pytest.raises(PermissionDenied):
        write_entries([entry(weaving, 1)], by=stranger)


def entry(project: SupportProject, amount: int, **more: object) -> LedgerEntry:
    facts = {"source": "support_provincial", "leg": "spent", "kind": "opening"} | more
    return LedgerEntry(
        project=project, counts_as="advanced", amount=amount, occurred_on=JUNE, **facts
    )


def test_no_balance_falls_below_zero(weaving: SupportProject, accountant: User) -> None:
    write_entries([entry(weaving, 5)], by=accountant)
    with pytest.raises(ValidationError, match="Số dư không được âm"):
        write_entries([entry(weaving, -6)], by=accountant)
    assert (LedgerEntry.objects.count(), balances(weaving)) == (
        1,
        {("spent", "support_provincial"): (None, 5, None)},
    )


def test_kinds_whose_pages_are_to_come_are_refused(
    weaving: SupportProject, accountant: User
) -> None:
    with pytest.raises(ValidationError, match="Loại bút toán này chưa ghi được"):
        write_entries([entry(weaving, 5, kind="advance")], by=accountant)


def test_the_database_keeps_entries_and_takes_state_money_only(
    weaving: SupportProject, accountant: User
) -> None:
    write_entries([entry(weaving, 5)], by=accountant)
    for statement in (
        "UPDATE programmes_ledgerentry SET amount = 1",
        "DELETE FROM programmes_ledgerentry",
    ):
        with (
            pytest.raises(IntegrityError, match=CORRECTION),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.bulk_create(
            [entry(weaving, 5, source=FundingSource.COUNTERPART, by=accountant)]
        )


def test_money_until_a_day(weaving: SupportProject, accountant: User) -> None:
    write_entries([entry(weaving, 5), entry(weaving, 0, source="support_commune")], by=accountant)
    later = entry(weaving, 7)
    later.occurred_on = date(2026, 8, 31)
    write_entries([later, entry(weaving, 9, leg="received")], by=accountant)
    july = spent_until([weaving.pk], date(2026, 7, 31))
    first, nothing = Move(JUNE, 5, since=None), Move(JUNE, 0, since=JUNE)
    assert july[weaving.pk] == {
        "advanced": {"support_provincial": [first], "support_commune": [nothing]}
    }
    advanced = spent_until([weaving.pk], TODAY)[weaving.pk]["advanced"]
    assert advanced["support_provincial"] == [first, Move(later.occurred_on, 7, since=JUNE)]
    assert spent_until([weaving.pk], date(2026, 6, 29)) == {}


NEW_YEAR = date(2025, 12, 31)  # what moved after it moved in 2026
OLDER = date(2024, 12, 31)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("moves", "began_after", "moved"),
    [
        pytest.param([], NEW_YEAR, None, id="no entry says nothing"),
        pytest.param([Move(JUNE, 5, None)], NEW_YEAR, 5, id="a total of a project of this year"),
        pytest.param([Move(JUNE, 5, None)], OLDER, None, id="a total that holds other years"),
        pytest.param([Move(JUNE, 0, JUNE)], OLDER, 0, id="nothing up to a day is nothing in it"),
        pytest.param(
            [Move(NEW_YEAR, 9, None), Move(JUNE, 5, NEW_YEAR)], OLDER, 5, id="two totals of a year"
        ),
        pytest.param(
            [Move(date(2025, 12, 15), 9, None), Move(JUNE, 5, date(2025, 12, 15))],
            OLDER,
            None,
            id="the last total is older than the year",
        ),
        pytest.param(
            [Move(NEW_YEAR, 9, None)], OLDER, None, id="a total of last year says nothing of this"
        ),
        pytest.param(
            [Move(NEW_YEAR, 9, None), Move(JUNE, -4, NEW_YEAR)],
            OLDER,
            None,
            id="a correction of another year",
        ),
        pytest.param(
            [Move(JUNE, 9, None), Move(TODAY, -4, JUNE)], NEW_YEAR, 5, id="a correction within it"
        ),
        pytest.param([Move(JUNE, 5, JUNE)], OLDER, 5, id="a payment has its own day"),
        pytest.param([Move(date(2026, 10, 1), 5, None)], NEW_YEAR, None, id="after the period"),
    ],
)
def test_money_of_a_year(moves: list[Move], began_after: date, moved: int | None) -> None:
    assert moved_between(moves, NEW_YEAR, TODAY, began_after=began_after) == moved


def test_a_project_with_entries_stays(
    place: SimpleNamespace, weaving: SupportProject, accountant: User
) -> None:
    write_entries([entry(weaving, 0)], by=accountant)
    with pytest.raises(ValidationError, match="đã có số dư, bút toán"):
        remove_project(weaving, by=place.officer)


def test_sources_that_a_page_asks_for(place: SimpleNamespace, weaving: SupportProject) -> None:
    """Its own source while nothing is planned; a plan of zero is not asked about."""
    assert [row.source for row in source_balances([weaving])] == ["support_provincial"]
    planned(weaving, "support_provincial", 200 * MILLION)
    planned(weaving, "support_commune", 0)
    planned(weaving, "support_district", 5 * MILLION)
    assert [row.source for row in source_balances([weaving])] == [
        "support_provincial",
        "support_district",
    ]
