"""Data entry of facilities: search without accents, services behind every save, import by sheet."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.services import system_user
from beneficiaries.models import IndustryCode, RuralIndustrialFacility
from beneficiaries.services import load_industries
from kernel.sheets.refusal import MESSAGES, Code
from kernel.sheets.writer import Table, xlsx
from tests.factories.beneficiaries import facility

LIST = "/quan-tri/beneficiaries/ruralindustrialfacility/"
CANARY = "CANARY-00004"


@pytest.fixture
def centre(people: SimpleNamespace) -> Client:
    """The officer of the Centre."""
    client = Client()
    client.force_login(people.centre_officer, backend="accounts.backends.AccountBackend")
    return client


def rows_of(response: Any) -> list[str]:
    return [row.name for row in response.context["cl"].result_list]


def posted(unit: Any, /, **more: str) -> dict[str, str]:
    data = {"name": "Dệt chiếu", "kind": "household", "unit": str(unit.pk), "source": "entered"}
    data |= {"is_women_owned": "unknown"}
    for prefix in ("years", "contacts"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return data | more


def test_search_without_accents_and_in_scope(centre: Client, units: SimpleNamespace) -> None:
    facility(units.quynh_phu, "Dệt chiếu Hưng Hà", products="Chiếu cói")
    facility(units.a_sao, "Gốm")
    facility(units.ba_dinh, CANARY)
    assert rows_of(centre.get(LIST)) == ["Dệt chiếu Hưng Hà", "Gốm"]
    assert rows_of(centre.get(f"{LIST}?q=det+chieu+hung")) == ["Dệt chiếu Hưng Hà"]
    assert rows_of(centre.get(f"{LIST}?q=coi")) == ["Dệt chiếu Hưng Hà"]
    assert rows_of(centre.get(f"{LIST}?q=canary")) == []


def test_saving_goes_through_the_service(
    centre: Client, people: SimpleNamespace, units: SimpleNamespace
) -> None:
    data = posted(units.quynh_coi, **{"years-TOTAL_FORMS": "1", "years-0-year": "2025"})
    assert centre.post(f"{LIST}add/", data).status_code == 302
    found = RuralIndustrialFacility.objects.get()
    assert (found.unit_now, found.years.get().year) == (units.quynh_phu, 2025)
    assert found.search_key.startswith("det chieu")
    row = found.history.get()
    assert (row.history_user, row.history_change_reason) == (people.centre_officer, "quản trị")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"phone": "09abc"}, "Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm."),
        ({"tax_code": "12"}, "đang có 2 chữ số"),
        ({"name": ""}, "Chưa nhập Tên cơ sở."),
    ],
)
def test_what_the_service_refuses_is_said_at_the_form(
    more: dict[str, str], message: str, centre: Client, units: SimpleNamespace
) -> None:
    response = centre.post(f"{LIST}add/", posted(units.quynh_phu, **more))
    assert response.status_code == 422
    assert message in response.content.decode()
    assert RuralIndustrialFacility.objects.count() == 0


def test_a_unit_out_of_the_area_is_refused(centre: Client, units: SimpleNamespace) -> None:
    response = centre.post(f"{LIST}add/", posted(units.ba_dinh))
    assert response.status_code == 422
    assert "Địa bàn không thuộc phạm vi của đơn vị." in response.content.decode()


def test_deleting_goes_to_the_recycle_bin(centre: Client, units: SimpleNamespace) -> None:
    found = facility(units.quynh_phu)
    assert centre.post(f"{LIST}{found.pk}/delete/", {"post": "yes"}).status_code == 302
    found.refresh_from_db()
    assert found.is_deleted


def upload(client: Client, *rows: tuple[Any, ...]) -> Any:
    heads = ["Tên cơ sở", "Địa bàn nơi sản xuất", "Số lao động"]
    file = SimpleUploadedFile("co-so.xlsx", xlsx(Table("Du lieu", heads, rows)))
    return client.post(f"{LIST}import/", {"import_file": file, "format": "0", "resource": "0"})


def test_an_import_is_previewed_then_confirmed(
    centre: Client, people: SimpleNamespace, units: SimpleNamespace
) -> None:
    preview = upload(centre, ("Dệt chiếu", "Quỳnh Phụ", 12), ("Gốm", "Quỳnh Côi", None))
    assert preview.status_code == 200
    assert RuralIndustrialFacility.objects.count() == 0
    confirm = preview.context["confirm_form"]
    done = centre.post(f"{LIST}process_import/", confirm.initial)
    assert done.status_code == 302
    rows = RuralIndustrialFacility.objects.order_by("name")
    assert [(row.name, row.unit_now) for row in rows] == [
        ("Dệt chiếu", units.quynh_phu),
        ("Gốm", units.quynh_phu),
    ]
    assert {row.history.get().history_user for row in rows} == {people.centre_officer}


def test_a_preview_shows_every_error(centre: Client, units: SimpleNamespace) -> None:
    response = upload(centre, ("Dệt chiếu", "Ba Đình", 12), ("Gốm", "Quỳnh Phụ", "nhiều"))
    rows = response.context["result"].invalid_rows
    assert [(row.number, row.error_dict) for row in rows] == [
        (2, {"Địa bàn nơi sản xuất": ["Địa bàn không thuộc phạm vi của đơn vị."]}),
        (3, {"Số lao động": ["Nhập số nguyên không âm, ví dụ 25."]}),
    ]
    text = response.content.decode()
    for words in ("Địa bàn không thuộc phạm vi của đơn vị.", "Nhập số nguyên không âm, ví dụ 25."):
        assert words in text
    assert RuralIndustrialFacility.objects.count() == 0


def test_the_industry_catalogue(centre: Client, units: SimpleNamespace) -> None:
    load_industries(by=system_user())
    path = "/quan-tri/beneficiaries/industrycode/"
    found = centre.get(f"{path}?q=che+bien+go").context["cl"].result_list
    assert {"ch" in row.search_key for row in found} == {True}
    code = IndustryCode.objects.get(code="1010")
    data = {
        "version": code.version,
        "code": "1010",
        "name": "Tên sửa",
        "level": "4",
        "parent": str(code.parent_id),
        "legal_basis": code.legal_basis,
    }
    assert centre.post(f"{path}{code.pk}/change/", data).status_code == 302
    code.refresh_from_db()
    assert (code.name, code.search_key) == ("Tên sửa", "1010 ten sua")


def test_a_file_that_is_refused_is_told_in_the_readers_words(
    centre: Client, units: SimpleNamespace
) -> None:
    picture = SimpleUploadedFile("co-so.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100))
    data = {"import_file": picture, "format": "0", "resource": "0"}
    response = centre.post(f"{LIST}import/", data)
    assert response.status_code == 422
    text = response.content.decode()
    assert MESSAGES[Code.TYPE] in text
    assert "SheetRefused" not in text


def test_a_missing_column_is_a_plain_sentence(centre: Client, units: SimpleNamespace) -> None:
    file = SimpleUploadedFile("co-so.xlsx", xlsx(Table("Du lieu", ["Tên"], [("A",)])))
    data = {"import_file": file, "format": "0", "resource": "0"}
    response = centre.post(f"{LIST}import/", data)
    assert response.status_code == 422
    text = response.content.decode()
    assert "<td>Thiếu cột “Tên cơ sở”, “Địa bàn nơi sản xuất”." in text
    assert "[&#x27;" not in text
    assert "['" not in text.split("<main", 1)[-1]
