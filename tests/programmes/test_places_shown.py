"""Places that are no more, as the pages of projects and plans name them."""

from types import SimpleNamespace

from django.test import Client

from programmes.services import save_project
from tests.factories import programmes as factory
from tests.programmes.conftest import text_of


def test_a_project_of_an_old_commune(place: SimpleNamespace, client_of_officer: Client) -> None:
    made = factory.project("Máy", unit=place.units.quang_trung, province=place.units.hung_yen)
    save_project(made, by=place.officer)
    page = text_of(client_of_officer.get(f"/de-an/{made.pk}/"))
    now = made.unit_now.full_name
    assert now.startswith("Xã ")
    told = f"(trước 01/07/2025), nay là xã {now.removeprefix('Xã ')}"
    assert f'Xã Quang Trung, huyện Hưng Hà <span class="hint">{told}</span>' in page


def test_a_plan_of_an_old_province(place: SimpleNamespace, client_of_officer: Client) -> None:
    plan = factory.plan(place.units.thai_binh, 2024)
    assert "Tỉnh Thái Bình (trước 01/07/2025)" in text_of(
        client_of_officer.get(plan.get_absolute_url())
    )
    page = text_of(client_of_officer.get("/ke-hoach/"))
    assert 'Tỉnh Thái Bình <span class="hint">(trước 01/07/2025)</span>' in page


def test_a_present_place_has_no_ending(place: SimpleNamespace, client_of_officer: Client) -> None:
    made = factory.project("Máy", unit=place.units.hung_ha, province=place.units.hung_yen)
    for url in (f"/de-an/{made.pk}/", made.plan.get_absolute_url(), "/ke-hoach/"):
        assert "trước 01/07/2025" not in text_of(client_of_officer.get(url))
