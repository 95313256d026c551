"""Search: words without accents, only what the person may see, answers that selects can load."""

from types import SimpleNamespace
from typing import Any

import pytest

from accounts.choices import OrganisationKind, Role
from accounts.models import Organisation
from beneficiaries.models import RuralIndustrialFacility
from kernel.text import fold
from programmes.models import ActivityType, Allocation, SupportProject
from tests.factories.accounts import office, person, signed_in
from tests.factories.localities import thai_binh_units

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    """An officer, a commune's officer, and a facility and a project in two communes."""
    units = thai_binh_units()
    centre = office(
        units.hung_yen, kind=OrganisationKind.EXTENSION_CENTRE, name="Trung tâm Khuyến công"
    )
    rows: dict[str, Any] = {}
    for unit in (units.quynh_phu, units.a_sao):
        name = f"Cơ khí {unit.name}"
        rows[f"facility_{unit.code}"] = RuralIndustrialFacility.objects.create(
            name=name, unit=unit, search_key=fold(name)
        )
        rows[f"project_{unit.code}"] = SupportProject.objects.create(
            name=f"Máy cắt {unit.name}",
            unit=unit,
            level="local",
            search_key=fold(f"Máy cắt {unit.name}"),
        )
    return SimpleNamespace(
        units=units,
        rows=rows,
        officer=signed_in(person("cv", centre, Role.CENTRE_OFFICER)),
        local=signed_in(person("xa", office(units.quynh_phu, name="Phòng Kinh tế xã Quỳnh Phụ"))),
    )


def found(client: Any, address: str, query: str) -> list[str]:
    """The texts that a select would offer."""
    answer = client.get(address, {"q": query}).json()
    return [row["text"] for row in answer["results"]]


def test_words_are_found_without_accents_and_in_any_order(world: SimpleNamespace) -> None:
    for query in ("cơ khí quỳnh phụ", "CO KHI QUYNH PHU", "phụ quỳnh khí", "Quỳnh"):
        assert found(world.officer, "/tim/co-so/", query) == ["Cơ khí Quỳnh Phụ · Xã Quỳnh Phụ"]


def test_what_is_typed_is_no_pattern(world: SimpleNamespace) -> None:
    for query in ("%", "_", "co%khi", "' OR 1=1 --", "\\"):
        assert "Cơ khí Quỳnh Phụ · Xã Quỳnh Phụ" not in found(
            world.officer, "/tim/co-so/", f"x{query}"
        )


def test_a_select_offers_what_the_person_sees(world: SimpleNamespace) -> None:
    assert len(found(world.officer, "/tim/co-so/", "co khi")) == 2
    assert found(world.local, "/tim/co-so/", "co khi") == ["Cơ khí Quỳnh Phụ · Xã Quỳnh Phụ"]
    assert len(found(world.officer, "/tim/de-an/", "may cat")) == 2
    assert found(world.local, "/tim/de-an/", "may cat") == ["Máy cắt Quỳnh Phụ"]
    for name, project in world.rows.items():
        if name.startswith("project"):
            Allocation.objects.create(project=project, kind="group", group_name="Nhóm thợ rèn")
    assert len(found(world.officer, "/tim/thu-huong/", "may cat")) == 2
    assert found(world.local, "/tim/thu-huong/", "may") == ["Nhóm thợ rèn · Máy cắt Quỳnh Phụ"]


def test_a_beneficiary_is_found_by_its_own_name(world: SimpleNamespace) -> None:
    """A project's own words name the first of its beneficiaries only."""
    for code in (world.units.quynh_phu.code, world.units.a_sao.code):
        Allocation.objects.create(
            project=world.rows[f"project_{code}"],
            kind="facility",
            facility=world.rows[f"facility_{code}"],
        )
    project = "Máy cắt Quỳnh Phụ"
    (served,) = found(world.officer, "/tim/thu-huong/", "co khi quynh phu")
    assert served == f"Cơ khí Quỳnh Phụ · {project}"
    assert found(world.local, "/tim/thu-huong/", "co khi") == [served]
    other = Organisation.objects.create(kind="other", name="Hội Nghề", search_key="hoi nghe")
    world.rows[f"project_{world.units.a_sao.code}"].allocations.create(
        kind="organisation", organisation=other
    )
    assert len(found(world.officer, "/tim/thu-huong/", "hoi nghe")) == 1
    assert found(world.local, "/tim/thu-huong/", "hoi nghe") == []


def test_units_of_the_own_area(world: SimpleNamespace) -> None:
    assert any("Quỳnh Phụ" in text for text in found(world.local, "/tim/dia-ban/", "quynh phu"))
    assert found(world.local, "/tim/dia-ban/", "a sao") == []
    assert found(world.officer, "/tim/dia-ban/", "ba dinh") == []
    assert found(world.officer, "/tim/dia-ban/", "") == []


def test_an_account_without_an_area_is_offered_no_unit(world: SimpleNamespace) -> None:
    nobody = person("x", office(None, kind=OrganisationKind.OTHER, name="Đoàn"), Role.INSPECTOR)
    assert found(signed_in(nobody), "/tim/dia-ban/", "quynh phu") == []


def test_organisations_and_contents(world: SimpleNamespace) -> None:
    Organisation.objects.create(kind="ministry", name="Bộ Công Thương", search_key="bo cong thuong")
    group = ActivityType.objects.create(code="3", short_name="Máy móc", search_key="3 may moc")
    ActivityType.objects.create(
        code="3.3", short_name="Máy mới", parent=group, search_key="3 3 may moi"
    )
    assert found(world.local, "/tim/to-chuc/", "cong thuong") == ["Bộ Công Thương"]
    assert found(world.local, "/tim/to-chuc/", "trung tam") == []
    assert found(world.officer, "/tim/to-chuc/", "trung tam") == ["Trung tâm Khuyến công"]
    assert found(world.local, "/tim/noi-dung/", "may") == ["3.3 Máy mới"]


def test_the_search_page_finds_both_kinds_in_the_area(world: SimpleNamespace) -> None:
    page = world.local.get("/tra-cuu/", {"q": "quynh phu"}).content.decode()
    assert "Cơ khí Quỳnh Phụ" in page
    assert "Máy cắt Quỳnh Phụ" in page
    other = world.local.get("/tra-cuu/", {"q": "a sao"}).content.decode()
    assert "Cơ khí A Sào" not in other
    assert "Máy cắt A Sào" not in other


def test_what_was_typed_comes_back_as_text(world: SimpleNamespace) -> None:
    page = world.local.get("/tra-cuu/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
