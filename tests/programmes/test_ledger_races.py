"""Fifty people at one balance: every đồng is counted once; on both databases, with its control."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection, transaction

from accounts.choices import Role
from accounts.models import User
from kernel import guards
from programmes.balances import Amounts
from programmes.models import Balance, DecisionLine, LedgerEntry, SupportProject
from programmes.selectors.ledger import miscounted_balances
from programmes.services import Opening, record_openings, refresh_money, write_entries
from tests.factories import programmes as factory

pytestmark = pytest.mark.race
PEOPLE = 50
WAIT = 60
PLANNED = 40
JUNE = date(2026, 6, 30)
OWN = {"source": "support_provincial", "leg": "spent"}


@pytest.fixture
def place(transactional_db: None) -> Iterator[SimpleNamespace]:
    """A project with 40 đồng by a recorded decision, really stored; in the end it all goes."""
    made = factory.setting()
    made.accountant = factory.person(made.centre, Role.CENTRE_ACCOUNTANT)
    made.project = factory.registered(made, "Máy dệt", unit=made.units.hung_ha)
    decision = factory.decision(made.project.plan, number="1/QĐ")
    DecisionLine.objects.create(
        decision=decision, project=made.project, source=OWN["source"], amount=PLANNED
    )
    refresh_money([made.project])
    yield made
    with guards.suspended(), connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True)
        for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
            cursor.execute(statement)


def at_once(act: Callable[[int], object]) -> list[str]:
    """Let fifty people act at one moment; their answers."""
    start = threading.Barrier(PEOPLE)
    answers: list[str] = []

    def one(number: int) -> None:
        try:
            start.wait(timeout=WAIT)
            act(number)
            answers.append("done")
        except ValidationError as error:
            answers.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=2 * WAIT)
    return answers


def entry(project: SupportProject, amount: int) -> LedgerEntry:
    facts = OWN | {"kind": "opening", "counts_as": "advanced", "occurred_on": JUNE}
    return LedgerEntry(project=project, amount=amount, **facts)


def test_fifty_entries_at_once_all_count(place: SimpleNamespace) -> None:
    answers = at_once(lambda n: write_entries([entry(place.project, n)], by=place.accountant))
    assert answers == ["done"] * PEOPLE
    assert Balance.objects.get().advanced == sum(range(PEOPLE))
    assert list(miscounted_balances([place.project.pk])) == []


def test_nobody_brings_a_balance_below_zero(place: SimpleNamespace) -> None:
    """Thirty đồng, fifty people who each take one back."""
    write_entries([entry(place.project, 30)], by=place.accountant)
    answers = at_once(lambda _n: write_entries([entry(place.project, -1)], by=place.accountant))
    assert answers.count("done") == 30
    assert answers.count("Số dư không được âm.") == 20
    assert (Balance.objects.get().advanced, LedgerEntry.objects.count()) == (0, 31)


def test_one_total_typed_by_fifty_is_one_entry(place: SimpleNamespace) -> None:
    def type_in(_number: int) -> None:
        rows = [Opening(place.project.pk, OWN["source"], Amounts(advanced=PLANNED))]
        record_openings(rows, by=place.accountant, as_of=JUNE)

    assert at_once(type_in) == ["done"] * PEOPLE
    assert [row.amount for row in LedgerEntry.objects.all()] == [PLANNED]
    assert Balance.objects.get().advanced == PLANNED


def test_of_fifty_forms_of_one_moment_the_first_is_stored(place: SimpleNamespace) -> None:
    """Each saw an empty balance; more than the plan is never there, whoever comes first."""

    def type_in(number: int) -> None:
        rows = [Opening(place.project.pk, OWN["source"], Amounts(advanced=number), seen=0)]
        record_openings(rows, by=place.accountant, as_of=JUNE)

    answers = at_once(type_in)
    assert answers.count("done") == 1
    assert LedgerEntry.objects.count() == 1
    assert 0 <= Balance.objects.get().advanced <= PLANNED


def test_without_lock_and_f_money_is_lost(place: SimpleNamespace) -> None:
    """The control: the same fifty, a service that writes what it has read."""
    write_entries([entry(place.project, 0)], by=place.accountant)
    read = threading.Barrier(PEOPLE)

    def careless(number: int) -> None:
        balance = Balance.objects.get()
        read.wait(timeout=WAIT)
        with transaction.atomic():
            LedgerEntry.objects.bulk_create([_signed(place, number)])
            Balance.objects.filter(pk=balance.pk).update(advanced=balance.advanced + number)

    assert at_once(careless) == ["done"] * PEOPLE
    assert Balance.objects.get().advanced < sum(range(PEOPLE))
    assert len(list(miscounted_balances([place.project.pk]))) == 1


def _signed(place: SimpleNamespace, amount: int) -> LedgerEntry:
    row, by = entry(place.project, amount), place.accountant
    assert isinstance(by, User)
    row.by = by
    return row
