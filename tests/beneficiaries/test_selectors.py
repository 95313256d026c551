"""Searching facilities and counting what supported them."""

from types import SimpleNamespace

from accounts.services import system_user
from beneficiaries.models import RuralIndustrialFacility
from beneficiaries.selectors import search, support_counts, support_of, timeline
from kernel import history
from kernel.work import Hit
from programmes.choices import BeneficiaryKind
from programmes.models import Allocation, SupportProject
from tests.factories.beneficiaries import facility


def support(rows: list[RuralIndustrialFacility], unit: object, year: int) -> SupportProject:
    by = system_user()
    project = history.save(
        SupportProject(name=f"Đề án {year}", unit=unit, level="local", first_year=year), by=by
    )
    for row in rows:
        allocation = Allocation(project=project, kind=BeneficiaryKind.FACILITY, facility=row)
        history.save(allocation, by=by)
    return project


def test_search_without_accents_in_any_order(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    found = facility(units.quynh_phu, "Dệt chiếu Hưng Hà", tax_code="0314409058")
    facility(units.a_sao, "Dệt chiếu A Sào")
    expected = Hit(
        kind="Cơ sở",
        title="Dệt chiếu Hưng Hà",
        detail="X. Quỳnh Phụ · 0314409058",
        url=f"/co-so/{found.pk}/",
    )
    for words in ("det chieu hung ha", "HÀ dệt", "0314409058", "quynh phu det"):
        assert search(people.local_officer, words) == [expected], words
    for words in ("", "  ", "%", "khongco", "a sao"):
        assert search(people.local_officer, words) == [], words


def test_removed_facilities_are_not_found(people: SimpleNamespace, units: SimpleNamespace) -> None:
    found = facility(units.quynh_phu, "Dệt chiếu")
    history.remove(found, by=system_user())
    assert search(people.local_officer, "det chieu") == []


def test_supports_are_projects_not_allocations(
    units: SimpleNamespace, django_assert_num_queries: object
) -> None:
    one, two, none = (facility(units.quynh_phu, name) for name in ("Một", "Hai", "Ba"))
    support([one, one, two], units.quynh_phu, 2022)
    support([one], units.quynh_phu, 2026)
    gone = support([two], units.quynh_phu, 2025)
    history.remove(gone, by=system_user())
    with django_assert_num_queries(1):
        assert support_counts([one, two, none]) == {one.pk: 2, two.pk: 1, none.pk: 0}
    assert (support_of(one).projects, support_of(one).years) == (2, "2022–2026")
    assert (support_of(two).projects, support_of(two).years) == (1, "2022")
    assert (support_of(none).projects, support_of(none).years) == (0, "")


def test_a_timeline_is_short_and_cheap(
    units: SimpleNamespace, django_assert_max_num_queries: object
) -> None:
    found = facility(units.quynh_phu, "Dệt chiếu")
    for number in range(15):
        found.worker_count = number
        found.unit = units.a_sao if number % 2 else units.quynh_phu
        history.save(found, by=system_user())
    with django_assert_max_num_queries(3):
        entries = timeline(found)
    assert len(entries) == 10
    assert entries[0]["changes"][-1] == {"label": "Số lao động", "old": "13", "new": "14"}
    assert {entry["who"] for entry in entries} == {"Hệ thống"}
