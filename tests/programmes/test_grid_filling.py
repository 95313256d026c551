"""A plan's grid filled and mended: pasted, from a workbook, by choices for one cell or for many."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from beneficiaries.models import RuralIndustrialFacility
from kernel.sheets.writer import Table, xlsx
from localities.models import AdministrativeUnit
from programmes.models import Allocation, PlanGridDraft, SupportProject
from tests.factories.beneficiaries import facility
from tests.programmes.conftest import GRID_ROW as GOOD
from tests.programmes.conftest import draft_rows, text_of

# --- filling --------------------------------------------------------------------------------------


def test_a_pasted_text_is_added_behind_what_is_there(grid: Any) -> None:
    text = "Tên đề án\tĐịa điểm\tHỗ trợ\nMáy may\tXã Hưng Hà\t100\nTổng cộng\t\t100"
    assert grid("paste", [GOOD], dan=text).status_code == 302
    assert draft_rows() == [GOOD, {"name": "Máy may", "unit": "Xã Hưng Hà", "support": "100"}]


def test_the_script_is_told_how_a_block_is_read(grid: Any) -> None:
    answer = grid("paste", [], told=True, dan="100\t0\n5\t1", cot="support")
    assert answer.json() == {
        "rows": [
            {"support": "100", "support_commune": "0"},
            {"support": "5", "support_commune": "1"},
        ],
        "headed": False,
        "words": "Đã đọc 2 dòng, theo thứ tự cột.",
    }
    assert not PlanGridDraft.objects.exists()


def test_a_sign_that_is_no_digit_is_no_number(grid: Any) -> None:
    row = GOOD | {"beneficiaries": "Chưa xác định ➀"}
    assert grid("draft", [row]).status_code == 302
    assert (
        grid.client.get(f"/ke-hoach/{PlanGridDraft.objects.get().plan_id}/nhap-dong/").status_code
        == 200
    )


def test_what_only_the_service_refuses_is_said(grid: Any) -> None:
    row = GOOD | {"beneficiaries": f"Chưa xác định (dự kiến {'9' * 20})"}
    answer = grid("save", [row])
    assert answer.status_code == 422
    assert GOOD["name"] in text_of(answer)
    assert not SupportProject.objects.exists()


def test_a_workbook_fills_the_grid(grid: Any) -> None:
    heads = ["Tên đề án", "Địa điểm", "Bắt đầu", "Hỗ trợ (triệu đồng)", "Đối ứng", "Ngày mưa"]
    row = ["Máy may", "Xã Hưng Hà", date(2026, 3, 1), 235.812, 1500, "x"]
    file = SimpleUploadedFile("ke-hoach.xlsx", xlsx(Table("KH", heads, [row])))
    answer = grid("upload", [], tep=file)
    assert answer.status_code == 302
    assert draft_rows() == [
        {
            "name": "Máy may",
            "unit": "Xã Hưng Hà",
            "starts_on": "01/03/2026",
            "support": "235,8120",
            "counterpart": "1500",
        }
    ]
    (message,) = get_messages(answer.wsgi_request)
    assert str(message) == "Đã đọc 1 dòng, theo tên cột, không dùng cột “Ngày mưa”."


@pytest.mark.parametrize(
    ("file", "sheet", "words"),
    [
        (None, "", "Chưa chọn tệp"),
        (SimpleUploadedFile("a.xlsx", b"%PDF-1.4"), "", "Không đọc được loại tệp này"),
        ("two", "", "nhiều trang tính"),
        ("two", "C", "không có trang tính"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(grid: Any, file: Any, sheet: str, words: str) -> None:
    if file == "two":
        table = Table("A", ["Tên đề án", "Địa điểm"], [["Máy", "Xã A Sào"]])
        file = SimpleUploadedFile("hai.xlsx", xlsx(table, Table("B", ["x"], [])))
    answer = grid("upload", [GOOD], trang=sheet, **({"tep": file} if file else {}))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert 'value="Máy dệt chiếu"' in text_of(answer)


def test_rows_are_put_in_and_taken_out_without_a_script(grid: Any) -> None:
    grid("", [GOOD, {"name": "Hai"}], chen="1")
    assert draft_rows() == [GOOD, {}, {"name": "Hai"}]
    grid("", draft_rows(), xoa="0")
    assert draft_rows() == [{}, {"name": "Hai"}]
    grid("clear", draft_rows())
    assert draft_rows() == []


# --- choosing -------------------------------------------------------------------------------------


def test_a_place_of_several_is_chosen_by_a_person(grid: Any, place: SimpleNamespace) -> None:
    units = place.units
    AdministrativeUnit.objects.filter(pk=units.son_nam.pk).update(
        name="A Sào", full_name="Phường A Sào", name_key=units.a_sao.name_key
    )
    row = GOOD | {"unit": "a sao"}
    facts = grid("draft", [row], told=True).json()
    assert "có ở 2 nơi" in facts["remarks"]["0"]
    assert grid("save", [row]).status_code == 422
    assert not SupportProject.objects.exists()
    facts = grid("", [row], told=True, chon="0:unit:1").json()
    assert facts["rows"][0]["unit"].startswith("Phường A Sào")
    assert facts["marks"] == {}


def test_the_same_cells_are_mended_together(grid: Any) -> None:
    rows = [GOOD | {"activity": "Máy móc thiết bị", "name": f"Số {n}"} for n in range(3)]
    rows[2]["activity"] = "khác"
    facts = grid("", rows, told=True, chon="=0:activity:0").json()
    assert [row.get("activity") for row in facts["rows"]] == [None, None, "khác"]


def test_new_facilities_are_added_all_at_once(grid: Any) -> None:
    rows = [GOOD | {"name": f"Số {n}", "beneficiaries": f"Công ty TNHH Dệt {n}"} for n in range(3)]
    facts = grid("draft", rows, told=True).json()
    assert "Thêm mới cả 3 cơ sở vào danh bạ" in facts["summary"]
    facts = grid("", rows, told=True, chon="*:beneficiaries:facility-new").json()
    assert facts["marks"] == {}
    assert grid("save", facts["rows"]).status_code == 302
    kinds = RuralIndustrialFacility.objects.values_list("name", "kind").order_by("name")
    assert list(kinds) == [(f"Công ty TNHH Dệt {n}", "limited") for n in range(3)]
    assert Allocation.objects.filter(facility__isnull=False).count() == 3


def test_a_new_facility_that_is_there_already_is_not_made_twice(grid: Any, place: Any) -> None:
    facility(place.units.a_sao, "Cơ sở dệt A Sào")
    row = GOOD | {"beneficiaries": "Mới: Cơ sở dệt A Sào"}
    facts = grid("draft", [row], told=True).json()
    assert facts["marks"] == {}
    assert "dùng cơ sở đã có" in facts["remarks"]["0"]
    assert grid("save", [row]).status_code == 302
    assert RuralIndustrialFacility.objects.count() == 1


def test_a_facility_of_two_rows_is_made_once(grid: Any) -> None:
    rows = [GOOD | {"name": f"Số {n}", "beneficiaries": "Mới: HTX Dệt"} for n in range(2)]
    assert grid("save", rows).status_code == 302
    made = RuralIndustrialFacility.objects.get()
    assert (made.kind, made.allocations.count()) == ("cooperative", 2)


def test_a_blank_column_is_asked_about(grid: Any) -> None:
    row = {key: text for key, text in GOOD.items() if key != "other"}
    facts = grid("draft", [row], told=True).json()
    assert "Nguồn khác, cả 1 dòng" in facts["summary"]
    facts = grid("", [row], told=True, chon="*:other:blank").json()
    assert facts["rows"] == [GOOD]


@pytest.mark.parametrize(
    "chosen", ["", "0", "9:unit:0", "0:unit:99", "0:unit:x", "*:a:b", ":::", "0:unit:" + "9" * 5000]
)
def test_an_odd_choice_changes_nothing(grid: Any, chosen: str) -> None:
    grid("", [GOOD | {"unit": "nơi nào"}], told=True, chon=chosen)
    assert draft_rows() == [GOOD | {"unit": "nơi nào"}]
