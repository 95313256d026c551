"""A sheet of projects: heads, money in triệu, errors by row and column, storing, again, out."""

import datetime
import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import tablib
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.sheets.formats import SafeCSV, SafeXLSX
from programmes.cells import Million, MillionCell
from programmes.choices import FundingSource
from programmes.models import (
    Allocation,
    AnnualPlan,
    DecisionLine,
    PlanDecision,
    SupportProject,
)
from programmes.resources import ProjectResource
from programmes.services import record_decision, save_decision
from tests.factories import programmes as factory
from tests.factories.beneficiaries import facility
from tests.programmes.conftest import MILLION

S = FundingSource
HEADS = [
    "Tên đề án",
    "Năm",
    "Cấp",
    "Địa điểm",
    "Hỗ trợ",
    "Khuyến công cấp xã",
    "Đối ứng",
    "Nguồn khác",
]
ROW = ("Máy dệt chiếu", 2026, "Địa phương", "Xã Hưng Hà", 200, 0, "235,8", 0)
MONEY = dict(zip(HEADS[4:], ROW[4:], strict=True))


def sheet(*rows: tuple[Any, ...], heads: list[str] = HEADS) -> tablib.Dataset:
    return tablib.Dataset(*rows, headers=heads)


def one(changed: dict[str, Any] | None = None) -> tablib.Dataset:
    """The usual row with some columns changed or added."""
    cells = dict(zip(HEADS, ROW, strict=True)) | (changed or {})
    return sheet(tuple(cells.values()), heads=list(cells))


def load(person: Any, data: tablib.Dataset, *, dry_run: bool = False) -> Any:
    return ProjectResource(user=person).import_data(data, dry_run=dry_run)


def remarks(result: Any) -> dict[str, list[str]]:
    """Every message by column, of all rows, and of the file under ""."""
    found: dict[str, list[str]] = {}
    for row in result.invalid_rows:
        for column, messages in row.error_dict.items():
            found.setdefault(column, []).extend(messages)
    for error in result.base_errors:
        found.setdefault("", []).extend(error.error.messages)
    assert not result.row_errors()
    return found


def counted(result: Any) -> tuple[int, int, int]:
    assert remarks(result) == {}
    return result.totals["new"], result.totals["update"], result.totals["skip"]


def lines() -> list[tuple[str, int]]:
    return sorted(DecisionLine.objects.values_list("source", "amount"))


# --- storing --------------------------------------------------------------------------------------


def test_a_preview_stores_nothing_and_an_import_everything(place: SimpleNamespace) -> None:
    lace = facility(place.units.hung_ha, "Cơ sở Ren Hưng Hà")
    heads = [*HEADS, "Mã", "Loại", "Mã nội dung", "Đơn vị thụ hưởng", "Bắt đầu", "Ghi chú"]
    data = sheet(
        (*ROW, "", "nhóm", "3", "co so ren hung ha; Nhóm: 25 thợ dệt", "01/03/2026", "a\nb"),
        (
            "Đào tạo nghề",
            "2024",
            "QG",
            "Thị trấn Quỳnh Côi, huyện Quỳnh Phụ",
            None,
            None,
            None,
            None,
            "KC24-009",
            "",
            1,
            "Chưa xác định (dự kiến 35)",
            datetime.date(2024, 2, 1),
            "",
        ),
        heads=heads,
    )
    preview = load(place.officer, data, dry_run=True)
    assert counted(preview) == (2, 0, 0)
    assert not SupportProject.objects.exists()
    assert AnnualPlan.objects.count() == 1
    assert counted(load(place.officer, data)) == (2, 0, 0)
    new, old = SupportProject.objects.order_by("-first_year")
    units = place.units
    assert (new.code, new.kind, new.unit, new.plan, new.activity) == (
        "KC26-001",
        "grouped",
        units.hung_ha,
        place.plan,
        place.machines,
    )
    assert (new.starts_on, new.note, new.state) == (datetime.date(2026, 3, 1), "a\nb", "registered")
    assert [(row.kind, row.facility, row.group_name) for row in new.allocations.all()] == [
        ("facility", lace, ""),
        ("group", None, "25 thợ dệt"),
    ]
    assert lines() == [
        ("counterpart", 235_800_000),
        ("other", 0),
        ("support_commune", 0),
        ("support_provincial", 200 * MILLION),
    ]
    assert (new.support_amount, new.total_amount) == (200 * MILLION, 435_800_000)
    assert (old.code, old.unit, old.unit_now, old.support_amount) == (
        "KC24-009",
        units.quynh_coi,
        units.quynh_phu,
        None,
    )
    assert (old.plan.province, old.plan.year, old.plan.level) == (units.thai_binh, 2024, "national")
    assert old.allocations.get().expected_count == 35
    assert PlanDecision.objects.get().plan == place.plan
    traces = [row.history.earliest() for row in (new, old)]
    assert {(row.history_user, row.history_change_reason) for row in traces} == {
        (place.officer, "nhập từ bảng tính")
    }


def test_the_same_sheet_again_changes_nothing(place: SimpleNamespace) -> None:
    facility(place.units.hung_ha, "Cơ sở Ren")
    data = one({"Đơn vị thụ hưởng": "Cơ sở Ren; Nhóm thợ dệt; Tổ chức khác"})
    factory.organisation(place.units.hung_yen, kind="other", name="Tổ chức khác")
    assert counted(load(place.officer, data)) == (1, 0, 0)
    before = list(SupportProject.history.values_list("pk")), lines()
    assert counted(load(place.officer, data)) == (0, 0, 1)
    assert (list(SupportProject.history.values_list("pk")), lines()) == before


def test_a_changed_cell_is_an_update(place: SimpleNamespace) -> None:
    load(place.officer, one())
    changed = one({"Hỗ trợ": "0,5 tỷ", "Ghi chú": "Bổ sung"})
    assert counted(load(place.officer, changed)) == (0, 1, 0)
    project = SupportProject.objects.get()
    assert (project.support_amount, project.note) == (500 * MILLION, "Bổ sung")
    assert len(lines()) == 4
    assert counted(load(place.officer, one({"Hỗ trợ": ""}))) == (0, 1, 0)
    project.refresh_from_db()
    assert (project.support_amount, len(lines())) == (None, 3)


def test_a_code_finds_its_project_whatever_it_is_called(place: SimpleNamespace) -> None:
    load(place.officer, one())
    renamed = one({"Tên đề án": "Tên mới", "Mã": "kc26-001"})
    assert counted(load(place.officer, renamed))[0] == 1  # codes are exact
    renamed = one({"Tên đề án": "Tên mới hơn", "Mã": "KC26-001"})
    assert counted(load(place.officer, renamed)) == (0, 1, 0)
    assert SupportProject.objects.get(code="KC26-001").name == "Tên mới hơn"


def test_a_missing_column_changes_nothing(place: SimpleNamespace) -> None:
    load(
        place.officer,
        one({"Mã": "A1", "Mục tiêu": "Giảm nhặt tay", "Đơn vị thụ hưởng": "Nhóm A"}),
    )
    few = sheet(("Máy dệt chiếu", 2026, "ĐP", "Xã Hưng Hà", "A1"), heads=[*HEADS[:4], "Mã"])
    assert counted(load(place.officer, few)) == (0, 0, 1)
    project = SupportProject.objects.get()
    assert (project.objective, project.support_amount) == ("Giảm nhặt tay", 200 * MILLION)


def test_beneficiaries_are_brought_to_what_the_cell_says(place: SimpleNamespace) -> None:
    load(place.officer, one({"Đơn vị thụ hưởng": "Nhóm A; Nhóm B"}))
    kept = Allocation.objects.get(group_name="Nhóm B")
    load(place.officer, one({"Đơn vị thụ hưởng": "Nhóm B; Chưa xác định"}))
    assert [(row.pk == kept.pk, row.label) for row in Allocation.objects.order_by("pk")] == [
        (True, "Nhóm B"),
        (False, "Chưa xác định"),
    ]
    load(place.officer, one({"Đơn vị thụ hưởng": ""}))
    assert Allocation.objects.count() == 2


UNKNOWN_NAME = (
    "Không có cơ sở hoặc tổ chức “Cơ sở Lạ”. Thêm cơ sở trước, hoặc ghi “Nhóm: tên nhóm”, "
    "“Chưa xác định (dự kiến 5)”."
)


# --- one wrong row --------------------------------------------------------------------------------


def test_nothing_is_stored_when_one_row_is_wrong(place: SimpleNamespace) -> None:
    data = sheet(ROW, ("", 2026, "Địa phương", "Xã A Sào", 1, 0, 0, 0))
    result = load(place.officer, data)
    assert remarks(result) == {"Tên đề án": ["Chưa nhập Tên đề án."]}
    assert not SupportProject.objects.exists()
    assert not PlanDecision.objects.exists()


def test_what_the_service_refuses_stores_nothing(
    place: SimpleNamespace, people: SimpleNamespace
) -> None:
    result = load(people.leader, one())
    assert [type(error.error) for error in result.base_errors] == [PermissionDenied]
    assert not SupportProject.objects.exists()


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"Hỗ trợ": "-5"}, "Hỗ trợ", "Kinh phí phải là số nguyên không âm (đồng)."),
        ({"Hỗ trợ": -5}, "Hỗ trợ", "Kinh phí phải là số nguyên không âm (đồng)."),
        ({"Đối ứng": "1e9"}, "Đối ứng", "Số tiền không hợp lệ."),
        (
            {"Nguồn khác": 235_800_000},
            "Nguồn khác",
            "Số tiền vượt quá giới hạn cho phép (999.999.999.999 đồng).",
        ),
        (
            {"Hỗ trợ": "1,200"},
            "Hỗ trợ",
            "“1,200” có thể hiểu hai cách; ghi lại cho rõ, ví dụ 1,2 hoặc 1.200.",
        ),
        ({"Hỗ trợ": "235.8"}, "Hỗ trợ", "Dùng dấu phẩy cho phần thập phân, ví dụ 235,8 triệu."),
        ({"Năm": "hai nghìn"}, "Năm", "Năm không hợp lệ."),
        ({"Năm": 1900}, "Năm", "Năm phải trong khoảng 2000–2040."),
        ({"Năm": None}, "Năm", "Chưa nhập Năm."),
        ({"Cấp": ""}, "Cấp", "Chưa nhập Cấp."),
        (
            {"Cấp": "tỉnh bạn"},
            "Cấp",
            "“tỉnh bạn” không có trong danh mục. Ghi một trong: Quốc gia, Địa phương, Chưa rõ cấp.",
        ),
        ({"Địa điểm": None}, "Địa điểm", "Chưa nhập Địa điểm."),
        (
            {"Địa điểm": "Phường Ba Đình"},
            "Địa điểm",
            "Địa bàn không thuộc phạm vi của đơn vị.",
        ),
        (
            {"Địa điểm": "Xã Không Có"},
            "Địa điểm",
            "Không tìm thấy địa bàn “Xã Không Có”. Ghi tên xã, phường hoặc mã 5 chữ số.",
        ),
        (
            {"Năm": 2024, "Địa điểm": "", "Mã địa bàn": "12676@2025-12-31"},
            "Địa điểm",
            "“Xã Lê Quý Đôn” chưa có vào năm 2024; ghi địa bàn của năm đó.",
        ),
        ({"Mã nội dung": "77"}, "Mã nội dung", "Không có mã nội dung “77” trong danh mục."),
        ({"Bắt đầu": "31/02/2026"}, "Bắt đầu", "Ngày 31/02/2026 không tồn tại."),
        (
            {"Bắt đầu": "01/03/2026", "Kết thúc": "28/02/2026"},
            "Kết thúc",
            "Ngày kết thúc phải sau ngày bắt đầu (01/03/2026).",
        ),
        ({"Đến năm": 2025}, "Đến năm", "Đến năm phải từ năm kế hoạch trở đi."),
        (
            {"Khuyến công cấp huyện": 5},
            "Khuyến công cấp huyện",
            "Từ 01/7/2025 không còn cấp huyện; để trống hoặc nhập 0.",
        ),
        (
            {"Cấp": "QG", "Khuyến công cấp xã": 5},
            "Khuyến công cấp xã",
            "Kế hoạch quốc gia không có nguồn này; để trống hoặc nhập 0.",
        ),
        (
            {"Đơn vị thụ hưởng": "Cơ sở Lạ"},
            "Đơn vị thụ hưởng",
            UNKNOWN_NAME,
        ),
        (
            {"Đơn vị thực hiện": "Công ty Lạ"},
            "Đơn vị thực hiện",
            "Không có tổ chức tên “Công ty Lạ”.",
        ),
        ({"Ưu tiên": "có lẽ"}, "Ưu tiên", "Ghi Có hoặc Không; để trống nếu chưa rõ."),
    ],
)
def test_a_wrong_cell_is_named(
    place: SimpleNamespace, cells: dict[str, Any], column: str, sentence: str
) -> None:
    result = load(place.officer, one(cells))
    assert remarks(result) == {column: [sentence]}
    assert not SupportProject.objects.exists()


def test_all_that_is_wrong_is_said_at_once(place: SimpleNamespace) -> None:
    result = load(place.officer, one({"Tên đề án": "", "Hỗ trợ": "x", "Kết thúc": "32/13/2026"}))
    assert set(remarks(result)) == {"Tên đề án", "Hỗ trợ", "Kết thúc"}


def test_missing_heads_are_named(place: SimpleNamespace) -> None:
    result = load(place.officer, sheet(("Máy dệt",), heads=["Tên đề án"]))
    assert remarks(result)[""] == [
        "Thiếu cột “Năm”, “Cấp”, “Địa điểm”. Xuất danh sách đề án để lấy biểu mẫu đúng cột."
    ]


def test_the_same_project_twice_in_one_file(place: SimpleNamespace) -> None:
    sentence = "Trùng với dòng 2 (cùng tên, năm, cấp và địa điểm)."
    assert remarks(load(place.officer, sheet(ROW, ROW))) == {"__all__": [sentence]}
    heads = [*HEADS, "Mã"]
    twice = sheet((*ROW, "A1"), ("Tên khác", *ROW[1:], "A1"), heads=heads)
    assert remarks(load(place.officer, twice)) == {
        "__all__": ["Trùng với dòng 2 (cùng mã và năm)."]
    }


def test_sum_rows_and_odd_heads(place: SimpleNamespace) -> None:
    data = sheet(
        ROW, ("Tổng cộng", "", "", "", 200, 0, "235,8", 0), heads=[h.upper() for h in HEADS]
    )
    assert counted(load(place.officer, data)) == (1, 0, 0)


def test_recorded_money_can_not_be_typed_over(place: SimpleNamespace) -> None:
    load(place.officer, one())
    decision = PlanDecision.objects.get()
    decision.number, decision.signed_on = "15/QĐ-UBND", datetime.date(2026, 3, 19)
    save_decision(decision, by=place.officer)
    record_decision(decision, by=place.officer)
    assert counted(load(place.officer, one())) == (0, 0, 1)
    closed = "Kinh phí đã ghi nhận theo quyết định; muốn đổi, lập quyết định điều chỉnh."
    assert remarks(load(place.officer, one({"Hỗ trợ": 201}))) == {"Hỗ trợ": [closed]}
    assert counted(load(place.officer, one({"Ghi chú": "được sửa"}))) == (0, 1, 0)
    moved = one({"Mã": "KC26-001", "Cấp": "QG"})
    assert "Năm" in remarks(load(place.officer, moved))


def test_others_projects_are_new_here(place: SimpleNamespace, people: SimpleNamespace) -> None:
    """A row never touches what the person doesn't see."""
    foreign = factory.project(
        "Máy dệt chiếu", unit=place.units.ba_dinh, province=place.units.ha_noi, code="A1"
    )
    assert counted(load(place.officer, one({"Mã": "A1"}))) == (1, 0, 0)
    foreign.refresh_from_db()
    assert foreign.version == 1


@pytest.mark.parametrize(
    ("year", "text", "code", "unit"),
    [
        (2024, "Quỳnh Côi", "", "quynh_coi"),
        (2024, "", "12472", "quynh_coi"),
        (2026, "", "12472", "quynh_phu"),
        (2026, "Quỳnh Phụ", "", "quynh_phu"),
        (2024, "Quỳnh Phụ", "", "quynh_phu_old"),
        (2024, "", 34, "thai_binh"),
    ],
)
def test_a_place_is_that_of_its_year(
    place: SimpleNamespace, year: int, text: str, code: Any, unit: str
) -> None:
    data = one({"Năm": year, "Địa điểm": text, "Mã địa bàn": code})
    assert counted(load(place.officer, data)) == (1, 0, 0)
    assert SupportProject.objects.get().unit == getattr(place.units, unit)


# --- cells of money -------------------------------------------------------------------------------


@pytest.mark.pure
@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (200, 200_000_000),
        (235.8, 235_800_000),
        (235.79999999999998, 235_800_000),
        (0, 0),
        (1.234567, 1_234_567),
        (Decimal("0.5"), 500_000),
        ("235,8", 235_800_000),
        ("1.200", 1_200_000_000),
        ("1,2 tỷ", 1_200_000_000),
        ("500.000 đồng", 500_000),
        ("chưa rõ", None),
        ("", None),
        (None, None),
        (1.234, 1_234_000),
    ],
)
def test_a_cell_of_money_counts_in_triệu(cell: Any, amount: int | None) -> None:
    assert MillionCell().clean(cell) == amount


@pytest.mark.pure
@pytest.mark.parametrize("amount", [0, 1, 235_812_000, 235_800_000, 999_999_999_999, None])
def test_money_goes_out_as_it_comes_in(amount: int | None) -> None:
    cell = MillionCell()
    written = cell.render(amount)
    assert cell.clean(written) == amount
    assert cell.clean(str(written) if written is not None else "") == amount
    assert written is None or (isinstance(written, Million) and written * 10**6 == amount)


# --- going out and coming back --------------------------------------------------------------------


@pytest.mark.parametrize("format_class", [SafeXLSX, SafeCSV])
def test_an_export_comes_back_unchanged(place: SimpleNamespace, format_class: Any) -> None:
    facility(place.units.hung_ha, "Cơ sở Ren")
    load(place.officer, one({"Đơn vị thụ hưởng": "Cơ sở Ren; Nhóm: 25 thợ dệt", "Hỗ trợ": 235.812}))
    factory.registered(
        place,
        "=1+1",
        unit=place.units.quynh_coi,
        code="KC24-001",
        money={str(S.NATIONAL): 1},
        of=factory.plan(place.units.thai_binh, 2024, "national"),
    )
    factory.registered(place, "Chưa rõ kinh phí", unit=place.units.ngoc_thanh)
    out = ProjectResource(user=place.officer).export(SupportProject.objects.all())
    file = io.BytesIO(format_class().export_data(out))
    data = format_class().create_dataset(file)
    assert counted(load(place.officer, data)) == (0, 0, 3)


def test_what_stands_in_the_exported_sheet(place: SimpleNamespace) -> None:
    load(place.officer, one({"Đơn vị thụ hưởng": "Nhóm: 25 thợ dệt"}))
    out = ProjectResource(user=place.officer).export(SupportProject.objects.all())
    book = openpyxl.load_workbook(io.BytesIO(SafeXLSX().export_data(out)))
    heads, row = book["Du lieu"].iter_rows(values_only=True)
    told = {head: value for head, value in zip(heads, row, strict=True) if value not in (None, "")}
    assert told == {
        "Mã": "KC26-001",
        "Tên đề án": "Máy dệt chiếu",
        "Loại": "Đề án đơn",
        "Năm": 2026,
        "Cấp": "Địa phương",
        "Địa điểm": "Xã Hưng Hà, tỉnh Hưng Yên",
        "Mã địa bàn": "12586",
        "Hỗ trợ": 200,
        "Khuyến công cấp xã": 0,
        "Đối ứng": 235.8,
        "Nguồn khác": 0,
        "Đơn vị thụ hưởng": "Nhóm: 25 thợ dệt",
        "Ưu tiên": "Không",
        "Trọng điểm": "Không",
        "Lồng ghép": "Không",
        "Trạng thái": "Đã đăng ký",
    }


def test_an_export_holds_what_the_person_sees(
    place: SimpleNamespace, people: SimpleNamespace
) -> None:
    load(place.officer, one())
    factory.registered(place, "Gốm", unit=place.units.a_sao)
    out = ProjectResource(user=people.local).export(SupportProject.objects.all())
    assert out["Tên đề án"] == ["Máy dệt chiếu"]
    assert len(ProjectResource(user=people.stranger).export(SupportProject.objects.all())) == 0


def test_an_export_asks_the_same_for_any_number(place: SimpleNamespace) -> None:
    counts = []
    for number in (1, 3, 50):
        for n in range(SupportProject.objects.count(), number):
            factory.project(
                f"Đề án {n}",
                unit=place.units.quynh_coi,
                province=place.units.hung_yen,
                beneficiary=f"Nhóm {n}",
                lines={S.PROVINCIAL: n},
            )
        resource = ProjectResource(user=place.officer)
        with CaptureQueriesContext(connection) as queries:
            assert len(resource.export(SupportProject.objects.all())) == number
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


# --- through the admin ----------------------------------------------------------------------------

ADMIN = "/quan-tri/programmes/supportproject/"


def upload(data: tablib.Dataset) -> dict[str, Any]:
    content = SafeXLSX().export_data(data)
    return {
        "import_file": SimpleUploadedFile("de-an.xlsx", content),
        "format": "0",
        "resource": "0",
    }


def test_preview_then_confirm(place: SimpleNamespace, client_of_officer: Client) -> None:
    preview = client_of_officer.post(f"{ADMIN}import/", upload(one()))
    assert preview.status_code == 200
    page = preview.content.decode()
    assert "Thêm mới" in page
    assert "235,8" in page
    assert not SupportProject.objects.exists()
    confirm = preview.context["confirm_form"].initial
    answer = client_of_officer.post(f"{ADMIN}process_import/", confirm)
    assert answer.status_code == 302
    assert SupportProject.objects.get().history.earliest().history_user == place.officer


def test_the_preview_says_what_is_wrong(place: SimpleNamespace, client_of_officer: Client) -> None:
    answer = client_of_officer.post(f"{ADMIN}import/", upload(one({"Hỗ trợ": "1e9"})))
    assert answer.status_code == 422
    assert "<b>Hỗ trợ:</b> Số tiền không hợp lệ." in answer.content.decode()


def test_an_export_from_the_admin(place: SimpleNamespace, client_of_officer: Client) -> None:
    load(place.officer, one())
    page = client_of_officer.get(f"{ADMIN}export/")
    assert page.status_code == 200
    fields = {name: "on" for name in page.context["form"].fields if "projectresource_" in name}
    answer = client_of_officer.post(f"{ADMIN}export/", {"format": "0", "resource": "0"} | fields)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert [row[1] for row in book.active.iter_rows(values_only=True)] == [
        "Tên đề án",
        "Máy dệt chiếu",
    ]
