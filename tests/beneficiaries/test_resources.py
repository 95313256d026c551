"""A sheet of facilities: heads, errors by row and column, storing, storing again, going out."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
import tablib

from beneficiaries.choices import FacilityKind, RecordSource
from beneficiaries.models import RuralIndustrialFacility
from beneficiaries.resources import FacilityResource
from kernel.sheets.formats import SafeXLSX
from tests.factories.beneficiaries import facility, industry

HEADS = ["Tên cơ sở", "Loại hình", "Mã số thuế", "Địa bàn nơi sản xuất", "Số lao động"]

NUMBER = "Nhập số nguyên không âm, ví dụ 25."
SHAPE = (
    "Mã số thuế gồm 10 chữ số, 13 chữ số (10 số và 3 số chi nhánh) hoặc 12 chữ số "
    "(số định danh cá nhân), không có chữ cái; đang có 5 chữ số."
)
MISSING = (
    "Thiếu cột “Tên cơ sở”, “Địa bàn nơi sản xuất”. Xuất danh sách cơ sở để lấy biểu mẫu đúng cột."
)


def sheet(*rows: tuple[Any, ...], heads: list[str] = HEADS) -> tablib.Dataset:
    return tablib.Dataset(*rows, headers=heads)


def load(person: Any, data: tablib.Dataset, *, dry_run: bool = False) -> Any:
    return FacilityResource(user=person).import_data(data, dry_run=dry_run)


def remarks(result: Any) -> list[tuple[int, str, str]]:
    """Every remark: row of the sheet (0: the file), head of the column, message."""
    found = [(0, "", str(error.error)) for error in result.base_errors]
    for row in result.invalid_rows:
        for column, messages in row.error_dict.items():
            found += [(row.number, column, message) for message in messages]
    assert not result.row_errors()
    return found


def test_a_preview_stores_nothing_and_an_import_everything(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    data = sheet(
        ("Dệt chiếu", "Hộ kinh doanh", "0314409058", "Xã Quỳnh Phụ", 12),
        ("Gốm Quỳnh Côi", "HTX", None, "tt quynh coi", "1.200"),
        ("May", None, "", "12472", None),
    )
    preview = load(people.local_officer, data, dry_run=True)
    assert remarks(preview) == []
    assert preview.totals["new"] == 3
    assert RuralIndustrialFacility.objects.count() == 0
    result = load(people.local_officer, data)
    assert remarks(result) == []
    rows = RuralIndustrialFacility.objects.order_by("pk")
    assert [(r.name, r.kind, r.tax_code, r.unit, r.unit_now, r.worker_count) for r in rows] == [
        ("Dệt chiếu", "household", "0314409058", units.quynh_phu, units.quynh_phu, 12),
        ("Gốm Quỳnh Côi", "cooperative", "", units.quynh_coi, units.quynh_phu, 1200),
        ("May", FacilityKind.UNKNOWN, "", units.quynh_phu, units.quynh_phu, None),
    ]
    assert {row.source for row in rows} == {RecordSource.IMPORTED}
    assert all(row.search_key and row.sort_key for row in rows)
    written = [row.history.get() for row in rows]
    assert {(r.history_user, r.history_change_reason) for r in written} == {
        (people.local_officer, "nhập từ bảng tính")
    }


def test_the_same_sheet_again_changes_nothing(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    data = sheet(
        ("Dệt chiếu", "Hộ kinh doanh", "0314409058", "Xã Quỳnh Phụ", 12),
        ("Gốm", "Hợp tác xã", None, "Quỳnh Phụ", None),
    )
    load(people.local_officer, data)
    again = load(people.local_officer, data)
    assert (again.totals["skip"], again.totals["new"], again.totals["update"]) == (2, 0, 0)
    changed = sheet(("Dệt chiếu", "Hộ kinh doanh", "0314409058", "Xã Quỳnh Phụ", 15))
    assert load(people.local_officer, changed).totals["update"] == 1
    assert RuralIndustrialFacility.objects.get(tax_code="0314409058").worker_count == 15
    assert RuralIndustrialFacility.objects.count() == 2


def test_a_column_that_is_not_there_changes_nothing(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    found = facility(units.quynh_phu, "Dệt chiếu", products="Chiếu cói", phone="0912345678")
    load(people.local_officer, sheet(("Dệt chiếu", None, None, "Quỳnh Phụ", 3)))
    found.refresh_from_db()
    assert (found.products, found.phone, found.worker_count) == ("Chiếu cói", "0912345678", 3)


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (("", None, None, "Quỳnh Phụ", None), "Tên cơ sở", "Chưa nhập Tên cơ sở."),
        (
            ("A", None, None, None, None),
            "Địa bàn nơi sản xuất",
            "Chưa nhập Địa bàn nơi sản xuất.",
        ),
        (
            ("A", None, None, "Xã A Sào", None),
            "Địa bàn nơi sản xuất",
            "Địa bàn không thuộc phạm vi của đơn vị.",
        ),
        (
            ("A", None, None, "Xã Không Có", None),
            "Địa bàn nơi sản xuất",
            "Không tìm thấy địa bàn “Xã Không Có”. Ghi tên xã, phường hoặc mã 5 chữ số.",
        ),
        (
            ("A", None, "12345", "Quỳnh Phụ", None),
            "Mã số thuế",
            SHAPE,
        ),
        (
            ("A", None, 314409058, "Quỳnh Phụ", None),
            "Mã số thuế",
            "Mã số thuế “314409058” thiếu số 0 đầu: đổi định dạng cột sang Văn bản.",
        ),
        (
            ("A", None, None, "Quỳnh Phụ", "12,5"),
            "Số lao động",
            NUMBER,
        ),
        (("A", None, None, "Quỳnh Phụ", 12.5), "Số lao động", NUMBER),
        (
            ("A", None, None, "Quỳnh Phụ", 2_000_000),
            "Số lao động",
            "Số lao động phải trong khoảng 0–1.000.000.",
        ),
    ],
)
def test_errors_name_row_and_column(
    row: tuple[Any, ...],
    column: str,
    message: str,
    people: SimpleNamespace,
    units: SimpleNamespace,
) -> None:
    good = ("Cơ sở đúng", None, None, "Quỳnh Phụ", 1)
    result = load(people.local_officer, sheet(good, row))
    assert remarks(result) == [(3, column, message)]
    assert RuralIndustrialFacility.objects.count() == 0


def test_an_unknown_kind_is_answered_with_the_list(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    result = load(people.local_officer, sheet(("A", "Tập đoàn", None, "Quỳnh Phụ", None)))
    ((number, column, message),) = remarks(result)
    assert (number, column) == (2, "Loại hình")
    assert message.startswith("“Tập đoàn” không có trong danh mục. Ghi một trong: ")
    assert "Hộ kinh doanh" in message


def test_all_errors_come_at_once(people: SimpleNamespace, units: SimpleNamespace) -> None:
    result = load(
        people.local_officer,
        sheet(("", "x", "1", "Xã A Sào", "y"), ("B", None, "2", "Quỳnh Phụ", None)),
    )
    assert sorted((number, column) for number, column, _text in remarks(result)) == sorted(
        [*((2, head) for head in HEADS), (3, "Mã số thuế")]
    )


def test_missing_columns_are_named(people: SimpleNamespace, units: SimpleNamespace) -> None:
    result = load(people.local_officer, sheet(("A",), heads=["Cơ sở"]))
    assert remarks(result) == [(0, "", MISSING)]


def test_heads_in_any_case_and_order_and_a_sum_row(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    heads = ["STT", "ĐỊA BÀN NƠI SẢN XUẤT", "tên cơ sở", "Số Lao Động"]
    rows = [(1, "Quỳnh Phụ", "A", 2), (None, None, "Cộng", 2), (2, "Quỳnh Phụ", "B", "x")]
    result = load(people.local_officer, sheet(*rows, heads=heads))
    assert remarks(result) == [(4, "Số lao động", NUMBER)]
    assert result.diff_headers == ["Tên cơ sở", "Địa bàn nơi sản xuất", "Số lao động"]
    result = load(people.local_officer, sheet(*rows[:2], heads=heads))
    assert remarks(result) == []
    assert [row.name for row in RuralIndustrialFacility.objects.all()] == ["A"]


def test_the_same_facility_twice_in_a_file(people: SimpleNamespace, units: SimpleNamespace) -> None:
    row = ("A", None, None, "Quỳnh Phụ", None)
    result = load(people.local_officer, sheet(row, row))
    assert remarks(result) == [
        (3, "__all__", "Trùng với dòng 2 (cùng tên, mã số thuế và địa bàn).")
    ]


def test_a_foreign_record_is_neither_named_nor_matched(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    theirs = facility(units.a_sao, "Dệt chiếu", tax_code="0314409058")
    data = sheet(
        (theirs.pk, "Dệt chiếu", "Quỳnh Phụ"),
        heads=["Mã hồ sơ", "Tên cơ sở", "Địa bàn nơi sản xuất"],
    )
    assert remarks(load(people.local_officer, data)) == [
        (2, "__all__", f"Không có hồ sơ số {theirs.pk} trong phạm vi của đơn vị.")
    ]
    load(people.local_officer, sheet(("Dệt chiếu", None, "0314409058", "Quỳnh Phụ", 5)))
    theirs.refresh_from_db()
    assert theirs.worker_count is None
    assert RuralIndustrialFacility.objects.count() == 2


def test_what_goes_out_comes_back_unchanged(
    people: SimpleNamespace, units: SimpleNamespace
) -> None:
    food = industry("1010", "Chế biến thịt")
    facility(
        units.quynh_coi,
        "Dệt chiếu",
        kind="household",
        tax_code="0314409058",
        registered_on=datetime.date(2020, 3, 5),
        phone="0912345678",
        industry=food,
        worker_count=12,
        capital_amount=1_250_000_000,
        is_women_owned=True,
        note="dòng một\ndòng hai",
    )
    facility(units.ngoc_thanh, "Gốm")
    facility(units.a_sao, "May")
    resource = FacilityResource(user=people.centre_officer)
    book = SafeXLSX()
    out = resource.export(resource.get_queryset().order_by("pk"))
    assert out["Địa bàn nơi sản xuất"][0].startswith("Thị trấn Quỳnh Côi, huyện Quỳnh Phụ")
    assert out["Mã địa bàn"] == ["12472@2025-06-30", "12322@2025-06-30", "12499"]
    back = book.create_dataset(book.export_data(out))
    result = load(people.centre_officer, back)
    assert remarks(result) == []
    assert result.totals["skip"] == 3


def test_a_code_says_which_of_several(people: SimpleNamespace, units: SimpleNamespace) -> None:
    heads = ["Tên cơ sở", "Địa bàn nơi sản xuất", "Mã địa bàn"]
    load(people.centre_officer, sheet(("A", "bất kỳ", "12589@2024-12-31"), heads=heads))
    assert RuralIndustrialFacility.objects.get().unit == units.quang_trung
