"""The pages of facilities: scope, rights, filters, forms with everything that can go wrong."""

import io
import re
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.services import system_user
from beneficiaries.models import FacilityContact, FacilityYear, RuralIndustrialFacility
from beneficiaries.services import record_facility, remove_facility, save_part
from tests.factories.beneficiaries import facility, industry

LIST = "/co-so/"
CANARY = "CANARY-12499"
EDITORS = {"centre_officer", "local_officer", "neighbour"}


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.AccountBackend")
    return client


@pytest.fixture
def officer(people: SimpleNamespace) -> Client:
    """The officer of xã Quỳnh Phụ."""
    return signed_in(people.local_officer)


@pytest.fixture
def centre(people: SimpleNamespace) -> Client:
    """The officer of the Centre."""
    return signed_in(people.centre_officer)


def typed(place: Any, /, **more: str) -> dict[str, str]:
    """A valid form as a browser posts it."""
    return {
        "name": "Dệt chiếu Hưng Hà",
        "kind": "household",
        "unit": str(place.pk),
        "is_women_owned": "unknown",
        "source": "entered",
        **management("nam"),
        **management("lien-he"),
        **more,
    }


def management(prefix: str, total: int = 0, initial: int = 0) -> dict[str, str]:
    return {f"{prefix}-TOTAL_FORMS": str(total), f"{prefix}-INITIAL_FORMS": str(initial)}


def text_of(response: Any) -> str:
    return response.content.decode()


def shown_names(response: Any) -> list[str]:
    return [row.name for row in response.context["list"].page]


# --- the list -------------------------------------------------------------------------------------


def test_names_of_the_addresses() -> None:
    assert [
        reverse("beneficiaries:facilities"),
        reverse("beneficiaries:facilities-export"),
        reverse("beneficiaries:facility-add"),
        reverse("beneficiaries:facility", args=[7]),
        reverse("beneficiaries:facility-edit", args=[7]),
        reverse("beneficiaries:facility-remove", args=[7]),
    ] == [
        "/co-so/",
        "/co-so/xuat/",
        "/co-so/them/",
        "/co-so/7/",
        "/co-so/7/sua/",
        "/co-so/7/xoa/",
    ]


def test_the_list_shows_the_area_and_nothing_else(
    officer: Client, centre: Client, units: SimpleNamespace
) -> None:
    facility(units.quynh_phu, "Dệt chiếu")
    facility(units.quynh_coi, "Gạch ngói")
    facility(units.a_sao, CANARY, products=CANARY, tax_code="0314409058")
    facility(units.ba_dinh, f"{CANARY} Hà Nội")
    response = officer.get(LIST)
    assert response.status_code == 200
    assert shown_names(response) == ["Dệt chiếu", "Gạch ngói"]
    assert CANARY not in text_of(response)
    assert shown_names(centre.get(LIST)) == [CANARY, "Dệt chiếu", "Gạch ngói"]


@pytest.mark.parametrize("count", [0, 1, 3, 50])
def test_as_many_queries_for_any_number_of_rows(
    count: int, officer: Client, units: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    food = industry("10", "Thực phẩm")
    for number in range(count):
        unit = units.quynh_coi if number % 2 else units.quynh_phu
        facility(unit, f"Cơ sở {number}", industry=food, capital_amount=number)
    officer.get(LIST)
    with django_assert_num_queries(7 if count else 5):  # nothing found: neither rows nor supports
        response = officer.get(LIST)
    assert len(shown_names(response)) == count


def test_an_empty_list_says_what_to_do_next(
    officer: Client, people: SimpleNamespace, units: SimpleNamespace
) -> None:
    assert "Chưa có cơ sở nào" in text_of(officer.get(LIST))
    assert "Thêm cơ sở đầu tiên" in text_of(officer.get(LIST))
    assert "Thêm cơ sở" not in text_of(signed_in(people.inspector).get(LIST))
    assert "Không có cơ sở nào khớp điều kiện" in text_of(officer.get(f"{LIST}?q=khongco"))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=det+chieu+quynh+phu", ["Dệt chiếu"]),
        ("q=DỆT CHIẾU", ["Dệt chiếu"]),
        ("q=0314409058", ["Gốm"]),
        ("q=khongco", []),
        ("q=%25", ["Dệt chiếu", "Gốm", "May"]),
        ("kind=household", ["Dệt chiếu"]),
        ("kind=household&kind=limited", ["Dệt chiếu", "Gốm"]),
        ("source=survey", ["May"]),
        ("unit={quynh_phu}", ["Dệt chiếu", "Gốm"]),
        ("unit={quynh_coi}", ["Gốm"]),
        ("unit={a_sao}", ["May"]),
        ("unit={quynh_phu_old}", ["Gốm"]),
        ("industry={food}", ["May"]),
        ("kind=household&q=gom", []),
        ("sort=-name", ["May", "Gốm", "Dệt chiếu"]),
        ("sort=workers", ["Gốm", "Dệt chiếu", "May"]),
        ("sort=password", ["Dệt chiếu", "Gốm", "May"]),
        ("sort=-organisation__users__password", ["Dệt chiếu", "Gốm", "May"]),
        ("nothing=1", ["Dệt chiếu", "Gốm", "May"]),
    ],
)
def test_filters_and_orders(
    query: str, names: list[str], centre: Client, units: SimpleNamespace
) -> None:
    food = industry("10", "Thực phẩm")
    leaf = industry("1010", "Chế biến thịt", industry("101", "Thịt", food))
    facility(units.quynh_phu, "Dệt chiếu", kind="household", worker_count=9)
    facility(units.quynh_coi, "Gốm", kind="limited", tax_code="0314409058", worker_count=2)
    facility(units.a_sao, "May", source="survey", industry=leaf, worker_count=20)
    keys = {name: unit.pk for name, unit in vars(units).items() if name != "all"}
    response = centre.get(f"{LIST}?{query.format(food=food.pk, **keys)}")
    assert response.status_code == 200
    assert shown_names(response) == names


def test_filters_that_are_on_are_pills(centre: Client, units: SimpleNamespace) -> None:
    facility(units.quynh_phu, "Dệt chiếu", kind="household")
    query = f"kind=household&kind=limited&unit={units.quynh_phu.pk}&q=det"
    page = centre.get(f"{LIST}?{query}").context["list"]
    assert [(pill.label, pill.value) for pill in page.pills] == [
        ("Loại hình", "Hộ kinh doanh, Công ty TNHH"),
        ("Địa bàn", "Xã Quỳnh Phụ"),
    ]
    assert page.pills[1].remove_url == f"{LIST}?kind=household&kind=limited&q=det"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("kind=castle", "Loại hình đã chọn không có."),
        ("source=x", "Nguồn hồ sơ đã chọn không có."),
        ("industry=999999", "Ngành đã chọn không có."),
        ("industry=abc", "Ngành đã chọn không có."),
        ("unit=abc", "Địa bàn không có hoặc không thuộc phạm vi của đơn vị."),
        ("unit=" + "9" * 30, "Địa bàn không có hoặc không thuộc phạm vi của đơn vị."),
        ("unit={ba_dinh}", "Địa bàn không có hoặc không thuộc phạm vi của đơn vị."),
        ("&".join(f"kind=k{n}" for n in range(400)), "Chọn tối đa 200 mục."),
    ],
)
def test_values_that_no_filter_has(
    query: str, message: str, officer: Client, units: SimpleNamespace
) -> None:
    facility(units.quynh_phu, "Dệt chiếu")
    response = officer.get(f"{LIST}?{query.format(ba_dinh=units.ba_dinh.pk)}")
    assert response.status_code == 400
    assert message in text_of(response)
    assert shown_names(response) == []


@pytest.mark.parametrize(
    ("asked", "given"), [("0", 1), ("-1", 1), ("abc", 1), ("1000000000", 2), ("2", 2)]
)
def test_the_nearest_page_is_shown(
    asked: str, given: int, officer: Client, units: SimpleNamespace
) -> None:
    for number in range(51):
        facility(units.quynh_phu, f"Cơ sở {number}")
    response = officer.get(f"{LIST}?page={asked}")
    assert response.status_code == 200
    page = response.context["list"].page
    assert page.number == given
    assert ("đang xem trang" in text_of(response)) is (str(page.number) != asked)


def test_money_of_a_column_has_the_same_decimals(officer: Client, units: SimpleNamespace) -> None:
    facility(units.quynh_phu, "Một", capital_amount=1_250_000_000)
    facility(units.quynh_phu, "Hai", capital_amount=235_850_000)
    facility(units.quynh_phu, "Ba")
    text = text_of(officer.get(LIST))
    assert "1.250,00" in text
    assert "235,85" in text
    assert "chưa rõ" in text


# --- export ---------------------------------------------------------------------------------------


def test_the_export_is_what_is_filtered(officer: Client, units: SimpleNamespace) -> None:
    facility(units.quynh_phu, "=1+1", kind="household", capital_amount=1_250_000_000)
    facility(units.quynh_coi, "Gốm", kind="limited")
    facility(units.a_sao, CANARY, kind="household")
    response = officer.get("/co-so/xuat/?kind=household")
    assert response["Content-Disposition"] == 'attachment; filename="co-so-cnnt.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 1
    row = dict(zip(heads, rows[0], strict=True))
    assert row["Tên cơ sở"] == "=1+1"
    assert row["Loại hình"] == "Hộ kinh doanh"
    assert row["Địa bàn nơi sản xuất"] == "Xã Quỳnh Phụ, tỉnh Hưng Yên"
    assert row["Mã địa bàn"] == "12472"
    assert row["Vốn (đồng)"] == 1_250_000_000
    assert CANARY.encode() not in response.content


def test_an_export_of_a_wrong_filter_leads_to_the_list(officer: Client) -> None:
    response = officer.get("/co-so/xuat/?kind=castle")
    assert (response.status_code, response["Location"]) == (302, "/co-so/?kind=castle")


# --- one facility ---------------------------------------------------------------------------------


def test_the_page_shows_the_facts(officer: Client, units: SimpleNamespace) -> None:
    found = facility(
        units.quynh_coi,
        "Dệt chiếu <script>",
        tax_code="0314409059",
        capital_amount=1_250_000_000,
        note="dòng một\ndòng hai",
    )
    save_part(FacilityYear(facility=found, year=2025, worker_count=12), by=system_user())
    save_part(FacilityContact(facility=found, full_name="Nguyễn Thị Hoa"), by=system_user())
    text = text_of(officer.get(f"/co-so/{found.pk}/"))
    for words in (
        escape("Dệt chiếu <script>"),
        "Thị trấn Quỳnh Côi, huyện Quỳnh Phụ, tỉnh Thái Bình",
        "nay xã Quỳnh Phụ",
        "1.250,0",
        "2025",
        "Nguyễn Thị Hoa",
        "Chữ số kiểm tra của mã số thuế không khớp",
        "Chưa có đề án nào",
        "Tạo hồ sơ",
    ):
        assert words in text, words
    assert "Dệt chiếu <script>" not in text


def test_the_page_tells_what_changed(centre: Client, units: SimpleNamespace) -> None:
    found = facility(units.quynh_phu, "Dệt chiếu", phone="0912345678")
    found.capital_amount, found.unit, found.kind = 5_000_000, units.a_sao, "household"
    found.phone = "0987654321"
    record_facility(found, by=system_user())
    entry = centre.get(f"/co-so/{found.pk}/").context["shown"].timeline[0]
    assert {(row["label"], row["old"], row["new"]) for row in entry["changes"]} == {
        ("Loại hình", "Chưa rõ", "Hộ kinh doanh"),
        ("Địa bàn nơi sản xuất", "Xã Quỳnh Phụ", "Xã A Sào"),
        ("Địa bàn hiện nay", "Xã Quỳnh Phụ", "Xã A Sào"),
        ("Vốn", "", "5.000.000 đồng"),
    }


def test_the_same_tax_code_is_named_within_the_area_only(
    officer: Client, centre: Client, units: SimpleNamespace
) -> None:
    found = facility(units.quynh_phu, "Dệt chiếu", tax_code="0314409058")
    facility(units.quynh_coi, "Dệt chiếu hai", tax_code="0314409058")
    facility(units.a_sao, CANARY, tax_code="0314409058")
    text = text_of(officer.get(f"/co-so/{found.pk}/"))
    assert "Dệt chiếu hai" in text
    assert CANARY not in text
    assert CANARY in text_of(centre.get(f"/co-so/{found.pk}/"))


@pytest.mark.parametrize("path", ["/co-so/{}/", "/co-so/{}/sua/"])
def test_foreign_and_missing_are_the_same_bytes(
    path: str, people: SimpleNamespace, units: SimpleNamespace
) -> None:
    theirs = facility(units.a_sao, CANARY)
    abroad = facility(units.ba_dinh, CANARY)
    removed = facility(units.quynh_phu, CANARY)
    remove_facility(removed, by=system_user())
    for role in ("local_officer", "local_leader"):
        client = signed_in(people.all[role])
        keys = [theirs.pk, abroad.pk, removed.pk, 999_999, 10**30]
        answers = [client.get(path.format(key)) for key in keys]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        assert CANARY not in text_of(answers[0])


@pytest.mark.parametrize("path", ["/co-so/abc/", "/co-so/-1/", "/co-so/1.5/", "/co-so/%D9%A1/"])
def test_what_is_no_number_does_not_resolve(path: str, officer: Client) -> None:
    assert officer.get(path).status_code == 404
    assert Client().get(path).status_code == 404


def test_a_number_too_long_for_the_database(officer: Client) -> None:
    long = f"/co-so/{10**30}/"
    assert Client().get(long)["Location"] == f"/dang-nhap/?next={long}"
    for path in (long, f"{long}sua/"):
        assert officer.get(path).status_code == 404
    assert officer.post(f"{long}xoa/").status_code == 404


def test_every_role_reads_and_two_write(people: SimpleNamespace, units: SimpleNamespace) -> None:
    """The rows of the policy for /co-so/: method before scope, scope before right."""
    own, other = facility(units.quynh_phu), facility(units.ba_dinh)
    anonymous = Client()
    for path in (
        LIST,
        "/co-so/xuat/",
        "/co-so/them/",
        f"/co-so/{own.pk}/",
        f"/co-so/{own.pk}/sua/",
    ):
        assert anonymous.get(path)["Location"] == f"/dang-nhap/?next={path}"
    for role, person in people.all.items():
        if role == "neighbour":
            continue
        client = signed_in(person)
        closed = 200 if role in EDITORS else 403
        assert client.get(LIST).status_code == 200, role
        assert client.head(LIST).status_code == 200, role
        assert client.post(LIST).status_code == 405, role
        assert client.get("/co-so/xuat/").status_code == 200, role
        assert client.post("/co-so/xuat/").status_code == 405, role
        assert client.get("/co-so/them/").status_code == closed, role
        assert client.post("/co-so/them/").status_code == (422 if closed == 200 else 403), role
        assert client.get(f"/co-so/{own.pk}/").status_code == 200, role
        assert client.get(f"/co-so/{other.pk}/").status_code == 404, role
        for pk in (own.pk, other.pk):
            assert client.post(f"/co-so/{pk}/").status_code == 405, role
            assert client.get(f"/co-so/{pk}/xoa/").status_code == 405, role
        assert client.get(f"/co-so/{own.pk}/sua/").status_code == closed, role
        empty = client.post(f"/co-so/{own.pk}/sua/")
        assert empty.status_code == (422 if closed == 200 else 403), role
        for verb, tail in ((client.get, "sua/"), (client.post, "sua/"), (client.post, "xoa/")):
            assert verb(f"/co-so/{other.pk}/{tail}").status_code == 404, role
        if closed == 403:
            assert client.post(f"/co-so/{own.pk}/xoa/").status_code == 403, role
            assert "Sửa cơ sở" not in text_of(client.get(f"/co-so/{own.pk}/"))


# --- the form -------------------------------------------------------------------------------------


def test_a_new_facility_is_stored(officer: Client, people: Any, units: SimpleNamespace) -> None:
    data = typed(
        units.quynh_coi,
        tax_code="0314409058 001",
        phone="(0227) 3831.234",
        capital_amount="1.250,5",
        worker_count="1.200",
        registered_on="05/03/2020",
        is_women_owned="true",
        **management("nam", 3),
        **{"nam-0-year": "2025", "nam-0-revenue_amount": "12.000", "nam-0-worker_count": "18"},
        **management("lien-he", 2),
        **{"lien-he-0-full_name": "Nguyễn Thị Hoa", "lien-he-0-phone": "0912 345 678"},
    )
    response = officer.post("/co-so/them/", data)
    found = RuralIndustrialFacility.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/co-so/{found.pk}/")
    assert found.tax_code == "0314409058-001"
    assert found.phone == "0227 3831.234"
    assert found.capital_amount == 1_250_500_000
    assert found.worker_count == 1200
    assert found.registered_on.isoformat() == "2020-03-05"
    assert (found.is_women_owned, found.unit_now) == (True, units.quynh_phu)
    assert found.years.get().revenue_amount == 12_000_000_000
    assert found.contacts.get().full_name == "Nguyễn Thị Hoa"
    assert found.history.get().history_user == people.local_officer
    assert "Đã lưu cơ sở" in text_of(officer.get(response["Location"]))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Chưa nhập Tên cơ sở."),
        ("name", "   ", "Chưa nhập Tên cơ sở."),
        ("name", "\u200b\u202e", "Tên cơ sở không được để trống hoặc chứa ký tự ẩn."),
        ("name", "a\x00b", "Nội dung chứa ký tự không hợp lệ."),
        ("name", "x" * 401, "Tên cơ sở tối đa 400 ký tự (đang có 401)."),
        ("note", "x" * 1_048_576, "Ghi chú tối đa 2.000 ký tự (đang có 1.048.576)."),
        ("unit", "", "Chưa chọn Địa bàn nơi sản xuất."),
        ("unit", "abc", "Địa bàn không thuộc phạm vi của đơn vị."),
        ("unit", "9" * 40, "Địa bàn không thuộc phạm vi của đơn vị."),
        ("phone", "09abc", "Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm."),
        ("capital_amount", "-5", "Kinh phí phải là số nguyên không âm (đồng)."),
        ("capital_amount", "1e9", "Số tiền không hợp lệ."),
        ("capital_amount", "9" * 20, "Số tiền vượt quá giới hạn cho phép (999.999.999.999 đồng)."),
        ("worker_count", "-1", "Nhập số nguyên không âm, ví dụ 25."),
        ("worker_count", "12,5", "Nhập số nguyên không âm, ví dụ 25."),
        ("worker_count", "9" * 20, "Số lao động phải trong khoảng 0–1.000.000."),
        ("registered_on", "31/02/2026", "Ngày 31/02/2026 không tồn tại."),
        ("registered_on", "02-13-2026", "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 13/02/2026."),
    ],
)
def test_what_cannot_be_saved_says_why(
    field: str, value: str, message: str, officer: Client, units: SimpleNamespace
) -> None:
    response = officer.post("/co-so/them/", typed(units.quynh_phu, **{field: value}))
    assert response.status_code == 422
    assert response.context["form"].errors[field] == [message]
    assert RuralIndustrialFacility.objects.count() == 0
    if field != "name":
        assert 'value="Dệt chiếu Hưng Hà"' in text_of(response)
    text = text_of(response)
    assert f'<a href="#id_{field}">' in text
    assert escape(message) in text


def test_the_form_of_a_tax_code_is_told(officer: Client, units: SimpleNamespace) -> None:
    response = officer.post("/co-so/them/", typed(units.quynh_phu, tax_code="10009999"))
    assert response.status_code == 422
    assert "đang có 8 chữ số" in response.context["form"].errors["tax_code"][0]


def test_a_wrong_check_digit_is_saved_with_a_warning(
    officer: Client, units: SimpleNamespace
) -> None:
    response = officer.post("/co-so/them/", typed(units.quynh_phu, tax_code="0314409059"))
    assert response.status_code == 302
    text = text_of(officer.get(response["Location"]))
    assert "Chữ số kiểm tra của mã số thuế không khớp; đề nghị kiểm tra lại." in text


def test_more_women_than_workers(officer: Client, units: SimpleNamespace) -> None:
    data = typed(units.quynh_phu, worker_count="2", women_worker_count="3")
    errors = officer.post("/co-so/them/", data).context["form"].errors
    assert errors == {"women_worker_count": ["Số lao động nữ không được lớn hơn số lao động."]}


def test_a_foreign_unit_is_refused_without_its_name(
    officer: Client, units: SimpleNamespace
) -> None:
    response = officer.post("/co-so/them/", typed(units.a_sao))
    assert response.status_code == 422
    assert response.context["form"].errors == {"unit": ["Địa bàn không thuộc phạm vi của đơn vị."]}
    assert "A Sào" not in text_of(response)


def test_markup_is_text(officer: Client, units: SimpleNamespace) -> None:
    data = typed(units.quynh_phu, name="<script>alert(1)</script>", phone="x")
    text = text_of(officer.post("/co-so/them/", data))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("total", ["1000000", "11"])
def test_too_many_rows(total: str, officer: Client, units: SimpleNamespace) -> None:
    data = typed(units.quynh_phu) | {"nam-TOTAL_FORMS": total}
    response = officer.post("/co-so/them/", data)
    assert response.status_code == 422
    message = "Biểu mẫu quá nhiều dòng (tối đa 10). Hãy dùng chức năng nhập Excel."
    assert message in text_of(response)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"nam-0-year": "1900"}, "Năm phải trong khoảng 2000–2040."),
        ({"nam-0-year": "abc"}, "Năm không hợp lệ."),
        ({"nam-0-worker_count": "5"}, "Chưa nhập Năm."),
        ({"nam-0-year": "2025", "nam-1-year": "2025"}, "Năm bị trùng: mỗi năm chỉ ghi một dòng."),
        ({"nam-0-year": "2025", "nam-0-revenue_amount": "x"}, "Số tiền không hợp lệ."),
        ({"lien-he-0-phone": "0912345678"}, "Chưa nhập Họ và tên."),
        (
            {"lien-he-0-full_name": "Hoa", "lien-he-0-phone": "x"},
            "Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm.",
        ),
    ],
)
def test_rows_say_what_is_wrong(
    rows: dict[str, str], message: str, officer: Client, units: SimpleNamespace
) -> None:
    data = typed(units.quynh_phu, **management("nam", 2), **management("lien-he", 2)) | rows
    response = officer.post("/co-so/them/", data)
    assert response.status_code == 422
    assert message in text_of(response)
    assert RuralIndustrialFacility.objects.count() == 0


def test_rows_of_another_facility_cannot_be_taken_over(
    officer: Client, units: SimpleNamespace
) -> None:
    theirs = facility(units.a_sao)
    year = save_part(FacilityYear(facility=theirs, year=2025, worker_count=7), by=system_user())
    own = facility(units.quynh_phu)
    data = typed(units.quynh_phu, **management("nam", 1, 1))
    data |= {"nam-0-id": str(year.pk), "nam-0-year": "2024", "nam-0-facility": str(own.pk)}
    officer.post(f"/co-so/{own.pk}/sua/", data)
    year.refresh_from_db()
    assert (year.facility_id, year.year) == (theirs.pk, 2025)
    assert own.years.count() == 0


def test_an_edit_keeps_what_the_form_does_not_show(officer: Client, units: SimpleNamespace) -> None:
    found = facility(units.quynh_phu, "Cũ", source_note="Phiếu 12", capital_amount=235_812_000)
    year = save_part(FacilityYear(facility=found, year=2024), by=system_user())
    page = officer.get(f"/co-so/{found.pk}/sua/")
    assert page.status_code == 200
    initial = page.context["form"]
    assert initial["capital_amount"].value() == 235_812_000
    data = typed(units.quynh_phu, name="Mới", version="1", capital_amount="235,8120")
    data |= management("nam", 1, 1)
    data |= {"nam-0-id": str(year.pk), "nam-0-year": "2024", "nam-0-DELETE": "on"}
    assert officer.post(f"/co-so/{found.pk}/sua/", data).status_code == 302
    found.refresh_from_db()
    assert (found.name, found.version, found.years.count()) == ("Mới", 2, 0)
    assert found.capital_amount == 235_812_000


def test_a_stale_form_shows_both_values_and_can_then_be_saved(
    officer: Client, centre: Client, units: SimpleNamespace
) -> None:
    found = facility(units.quynh_phu, "Dệt chiếu", products="Chiếu")
    path = f"/co-so/{found.pk}/sua/"
    data = typed(units.quynh_phu, version="1")
    assert centre.post(path, data | {"products": "Thảm"}).status_code == 302
    response = officer.post(path, data | {"products": "Chiếu cói"})
    assert response.status_code == 409
    text = text_of(response)
    assert re.search(r"vừa được .*cập nhật lúc \d\d:\d\d", text)
    assert "đang lưu <b>Thảm</b>, vừa nhập <b>Chiếu cói</b>" in text
    assert 'name="version" value="2"' in text
    found.refresh_from_db()
    assert found.products == "Thảm"
    again = officer.post(path, data | {"products": "Chiếu cói", "version": "2"})
    assert again.status_code == 302
    found.refresh_from_db()
    assert found.products == "Chiếu cói"


def test_only_a_split_unit_asks_for_the_present_one(centre: Client, units: SimpleNamespace) -> None:
    split, whole = facility(units.ngoc_thanh, "Gốm"), facility(units.quynh_coi, "Dệt")
    assert 'name="unit_now"' not in text_of(centre.get("/co-so/them/"))
    assert 'name="unit_now"' not in text_of(centre.get(f"/co-so/{whole.pk}/sua/"))
    path = f"/co-so/{split.pk}/sua/"
    text = text_of(centre.get(path))
    assert "Xã Hiệp Cường, tỉnh Hưng Yên" in text
    assert "Xã A Sào" not in text
    data = typed(units.ngoc_thanh, version="1")
    wrong = centre.post(path, data | {"unit_now": str(units.a_sao.pk)})
    assert wrong.status_code == 422
    assert centre.post(path, data | {"unit_now": str(units.son_nam.pk)}).status_code == 302
    split.refresh_from_db()
    assert split.unit_now == units.son_nam
    moved = typed(units.quynh_coi, version="2", unit_now=str(units.son_nam.pk))
    assert centre.post(path, moved).status_code == 302
    split.refresh_from_db()
    assert split.unit_now == units.quynh_phu


def test_lines_of_a_note_stay_lines(officer: Client, units: SimpleNamespace) -> None:
    officer.post("/co-so/them/", typed(units.quynh_phu, note="dòng một\r\ndòng  hai "))
    assert RuralIndustrialFacility.objects.get().note == "dòng một\ndòng  hai"


# --- deleting -------------------------------------------------------------------------------------


def test_deleting_moves_to_the_recycle_bin(officer: Client, units: SimpleNamespace) -> None:
    found = facility(units.quynh_phu, "Dệt chiếu")
    response = officer.post(f"/co-so/{found.pk}/xoa/")
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert "Đã chuyển cơ sở" in text_of(officer.get(LIST))
    found.refresh_from_db()
    assert found.is_deleted
    assert officer.post(f"/co-so/{found.pk}/xoa/").status_code == 404
