"""Lists and pages ask the database as often for fifty rows as for one."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programmes.choices import FundingSource
from programmes.models import SupportProject
from tests.factories import programmes as factory
from tests.factories.accounts import signed_in

S = FundingSource


def count_of(browser: Client, address: str) -> int:
    browser.get(address)  # templates are read and choices kept at the first visit
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def grow(place: SimpleNamespace, number: int) -> None:
    """Projects with money, two beneficiaries and a further place, up to so many."""
    for n in range(SupportProject.objects.count(), number):
        project = factory.project(
            f"Đề án {n}",
            unit=place.units.quynh_coi if n % 2 else place.units.hung_ha,
            province=place.units.hung_yen,
            beneficiary=f"Nhóm {n}",
            activity=place.machines,
            lines={S.PROVINCIAL: n, S.COUNTERPART: n},
        )
        project.places.create(unit=place.units.an_khe, unit_now=place.units.a_sao)


@pytest.mark.parametrize("role", ["centre_officer", "local_officer"])
def test_lists_ask_the_same_for_any_number(
    place: SimpleNamespace, people: SimpleNamespace, role: str
) -> None:
    browser = signed_in(people.of[role])
    counts: dict[str, list[int]] = {}
    for number in (1, 3, 50):
        grow(place, number)
        decision = place.plan.decisions.get()
        for address in (
            "/de-an/",
            "/de-an/?q=de+an&year=2026",
            "/de-an/xuat/",
            "/ke-hoach/",
            f"/ke-hoach/{place.plan.pk}/",
            f"/ke-hoach/quyet-dinh/{decision.pk}/",
        ):
            counts.setdefault(address, []).append(count_of(browser, address))
    assert {address: len(set(found)) for address, found in counts.items()} == dict.fromkeys(
        counts, 1
    ), counts


def test_a_page_asks_the_same_for_any_number_of_parts(
    place: SimpleNamespace, client_of_officer: Client
) -> None:
    grow(place, 1)
    project = SupportProject.objects.get()
    counts = []
    for number in (1, 3, 50):
        while project.allocations.count() < number:
            project.allocations.create(
                kind="group", group_name=f"Nhóm {project.allocations.count()}"
            )
        decision = place.plan.decisions.get()
        while project.decision_lines.count() < 2 * number:
            project.decision_lines.create(decision=decision, source=S.OTHER, amount=1)
        counts.append(count_of(client_of_officer, f"/de-an/{project.pk}/"))
    assert len(set(counts)) == 1, counts
