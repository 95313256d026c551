"""The copy of a project: what the form begins with, and what the new project has."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from programmes.choices import FundingSource
from programmes.models import (
    Allocation,
    BudgetLine,
    ProjectIndicator,
    ProjectPlace,
    SupportProject,
)
from programmes.services import save_budget
from tests.factories import programmes as factory
from tests.factories.beneficiaries import facility
from tests.factories.tracking import indicator
from tests.policy.page_forms import values_of
from tests.programmes.conftest import MILLION

S = FundingSource


@pytest.fixture
def original(place: SimpleNamespace) -> SupportProject:
    """A project with money, two beneficiaries, a further place and a planned indicator."""
    made = factory.registered(
        place,
        "Hỗ trợ máy dệt chiếu",
        unit=place.units.hung_ha,
        code="KC26-001",
        activity=place.machines,
        objective="Tăng năng suất",
        is_key=True,
        money={str(S.PROVINCIAL): 200 * MILLION, str(S.COUNTERPART): 235_800_000},
    )
    lace = facility(place.units.hung_ha, "Cơ sở Ren Hưng Hà")
    Allocation.objects.create(project=made, kind="facility", facility=lace)
    Allocation.objects.create(project=made, kind="unnamed", expected_count=3)
    ProjectPlace.objects.create(project=made, unit=place.units.a_sao)
    ProjectIndicator.objects.create(project=made, indicator=indicator(), planned=2)
    made.coordinating_organisations.set([place.centre])
    SupportProject.objects.filter(pk=made.pk).update(state="in_progress", progress_percent=40)
    return made


def posted(client: Client, original: SupportProject, **more: Any) -> SupportProject:
    """Save the copy's page as it stands, but for `more`; return the new project."""
    address = f"/de-an/{original.pk}/nhan-ban/"
    values = values_of(client.get(address).content.decode(), "bieu-mau")
    for name, value in more.items():
        values.pop(name, None)
        if value is not None:
            values[name] = [value]
    answer = client.post(address, values)
    assert answer.status_code == 302, answer.content.decode()
    return SupportProject.objects.exclude(pk=original.pk).get()


def test_a_copy_has_the_facts_and_none_of_the_life(
    client_of_officer: Client, original: SupportProject, place: SimpleNamespace
) -> None:
    made = posted(client_of_officer, original)
    assert (made.name, made.plan, made.activity, made.objective, made.is_key) == (
        original.name,
        original.plan,
        original.activity,
        "Tăng năng suất",
        True,
    )
    assert (made.code, made.state, made.progress_percent) == ("KC26-002", "registered", None)
    assert (made.support_amount, made.counterpart_amount) == (200 * MILLION, 235_800_000)
    assert made.beneficiary_text == "Cơ sở Ren Hưng Hà; Chưa xác định (dự kiến 3)"
    assert [row.unit for row in made.places.all()] == [place.units.a_sao]
    assert [row.planned for row in made.indicators.all()] == [2]
    assert list(made.coordinating_organisations.all()) == [place.centre]
    assert {row.history_user for row in made.history.all()} == {place.officer}


def test_what_is_changed_on_the_page_is_the_copys(
    client_of_officer: Client, original: SupportProject, place: SimpleNamespace
) -> None:
    made = posted(
        client_of_officer,
        original,
        name="Hỗ trợ máy ren",
        unit=str(place.units.a_sao.pk),
        places=None,
        indicators=None,
        **{"thu-huong-1-kind": None, "thu-huong-1-expected_count": None},
    )
    assert (made.name, made.unit) == ("Hỗ trợ máy ren", place.units.a_sao)
    assert not made.places.exists()
    assert not made.indicators.exists()
    assert made.beneficiary_text == "Cơ sở Ren Hưng Hà"
    original.refresh_from_db()
    assert original.name == "Hỗ trợ máy dệt chiếu"


@pytest.mark.parametrize(
    ("changed", "copied"), [({}, ["Máy", "Xe"]), ({"budget": None}, [])], ids=["along", "left out"]
)
def test_the_budget_comes_along_unless_it_is_left_out(
    client_of_officer: Client,
    original: SupportProject,
    place: SimpleNamespace,
    changed: dict[str, Any],
    copied: list[str],
) -> None:
    rows = [BudgetLine(content=name, source="other", quantity=1) for name in ("Máy", "Xe")]
    save_budget(original, rows, by=place.officer)
    made = posted(client_of_officer, original, **changed)
    assert [row.content for row in made.budget_lines.all()] == copied
    assert original.budget_lines.count() == 2


def test_a_choice_of_a_split_unit_goes_only_with_its_place(
    client_of_officer: Client, place: SimpleNamespace
) -> None:
    units = place.units
    split = factory.registered(place, "Ấm chén", unit=units.ngoc_thanh, unit_now=units.son_nam)
    made = posted(client_of_officer, split, unit=str(units.hung_ha.pk))
    assert made.unit_now == units.hung_ha


def test_a_refused_copy_keeps_what_was_typed(
    client_of_officer: Client, original: SupportProject
) -> None:
    address = f"/de-an/{original.pk}/nhan-ban/"
    values = values_of(client_of_officer.get(address).content.decode(), "bieu-mau")
    answer = client_of_officer.post(address, values | {"name": [""], "scale": ["Hai dây chuyền"]})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Chưa nhập Tên đề án." in page
    assert "Hai dây chuyền" in page
    assert "2 chỉ tiêu kế hoạch" not in page
    assert "1 chỉ tiêu kế hoạch" in page
    assert SupportProject.objects.count() == 1
