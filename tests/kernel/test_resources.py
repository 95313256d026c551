"""Sheets of records, by the facilities' resource: heads, sum rows, cells without content."""

from types import SimpleNamespace
from typing import Any

import pytest
import tablib
from django.core.exceptions import PermissionDenied

from beneficiaries.models import RuralIndustrialFacility
from beneficiaries.resources import FacilityResource
from kernel.resources import Problem, SheetProblem
from kernel.sheets.cells import NOT_CALCULATED, CellError
from kernel.sheets.formats import SheetDataset
from tests.factories import programmes as factory

pytestmark = pytest.mark.django_db

NAME, PLACE, CODE, WORKERS = "Tên cơ sở", "Địa bàn nơi sản xuất", "Mã địa bàn", "Số lao động"
GOOD = ("Dệt chiếu minh họa", "Xã Hưng Hà", 5)


@pytest.fixture
def office(db: None) -> SimpleNamespace:
    """A Centre of Hưng Yên."""
    return factory.setting()


def load(office: Any, *rows: tuple[Any, ...], heads: Any = (NAME, PLACE, WORKERS)) -> Any:
    data = tablib.Dataset(*rows, headers=list(heads))
    return FacilityResource(user=office.officer).import_data(data)


def stored() -> list[str]:
    return list(RuralIndustrialFacility.objects.order_by("pk").values_list("name", flat=True))


def test_a_problem_has_row_column_code_and_sentence(office: SimpleNamespace) -> None:
    result = load(office, GOOD, ("Gốm", "Xã Hưng Hà", "năm"), ("", "Xã Hưng Hà", -5))
    assert result.problems == [
        Problem(3, WORKERS, "invalid", "Nhập số nguyên không âm, ví dụ 25."),
        Problem(4, WORKERS, "invalid", "Nhập số nguyên không âm, ví dụ 25."),
        Problem(4, NAME, "invalid", "Chưa nhập Tên cơ sở."),
    ]
    assert stored() == []


def test_rows_are_numbered_as_in_the_sheet(office: SimpleNamespace) -> None:
    """Empty rows and sum rows are counted although they aren't read."""
    data = SheetDataset(GOOD, ("TỔNG CỘNG", "", 5), ("Gốm", "", 1), headers=[NAME, PLACE, WORKERS])
    data.row_numbers = [4, 7, 9]
    result = FacilityResource(user=office.officer).import_data(data)
    assert [(problem.row, problem.column) for problem in result.problems] == [(9, PLACE)]
    assert [row.number for row in result.invalid_rows] == [9]
    assert data.row_numbers == [4, 9]


@pytest.mark.parametrize(
    ("heads", "sentence"),
    [
        ([WORKERS], "Thiếu cột “Tên cơ sở”, “Địa bàn nơi sản xuất”."),
        ([NAME, "Xã"], "Thiếu cột “Địa bàn nơi sản xuất”."),
        (["Tên", CODE], "Thiếu cột “Tên cơ sở”."),
    ],
)
def test_a_missing_column_is_named_once(
    office: SimpleNamespace, heads: list[str], sentence: str
) -> None:
    result = load(office, *[("a", "b")[: len(heads)]] * 3, heads=heads)
    assert result.problems == [
        Problem(
            None,
            "",
            "missing-column",
            f"{sentence} Xuất danh sách cơ sở để lấy biểu mẫu đúng cột.",
        )
    ]


def test_a_column_that_stands_twice_is_refused(office: SimpleNamespace) -> None:
    result = load(office, (*GOOD, 7), heads=[NAME, PLACE, WORKERS, "SỐ LAO ĐỘNG"])
    sentence = "Cột “Số lao động” có hơn một lần. Giữ lại một cột."
    assert result.problems == [Problem(None, "", "repeated-column", sentence)]
    assert stored() == []


def test_columns_that_nobody_knows_are_left_alone(office: SimpleNamespace) -> None:
    result = load(office, (1, *GOOD, "?"), heads=["STT", NAME, PLACE, WORKERS, "STT"])
    assert result.problems == []
    assert stored() == [GOOD[0]]


def test_a_place_may_be_told_by_its_code_alone(office: SimpleNamespace) -> None:
    result = load(office, ("Gốm", "12586"), heads=[NAME, CODE])
    assert result.problems == []
    assert RuralIndustrialFacility.objects.get().unit == office.units.hung_ha
    missing = load(office, ("Gốm B", ""), heads=[NAME, CODE])
    assert missing.problems == [Problem(2, PLACE, "invalid", f"Chưa nhập {PLACE}.")]


@pytest.mark.parametrize("label", ["Cộng", "TỔNG CỘNG", "Tổng số:"])
def test_sum_rows_are_not_records(office: SimpleNamespace, label: str) -> None:
    result = load(office, GOOD, (label, None, 5))
    assert (result.problems, result.total_rows) == ([], 1)
    assert stored() == [GOOD[0]]


def test_the_same_row_twice(office: SimpleNamespace) -> None:
    result = load(office, GOOD, ("Gốm", "Xã Hưng Hà", 1), GOOD)
    words = "Trùng với dòng 2 (cùng tên, mã số thuế và địa bàn)."
    assert result.problems == [Problem(4, "", "repeated", words)]


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        (CellError("#REF!"), "formula", "ô là công thức lỗi (#REF!)."),
        (
            CellError(NOT_CALCULATED),
            "formula",
            "ô là công thức chưa có giá trị; mở tệp bằng Excel, lưu lại rồi nhập.",
        ),
        ("C¬ së NguyÔn", "legacy-font", "phông chữ cũ (TCVN3/VNI). Chuyển sang Unicode."),
    ],
)
def test_what_is_no_content_is_refused(
    office: SimpleNamespace, cell: Any, code: str, words: str
) -> None:
    result = load(office, (cell, "Xã Hưng Hà", 5))
    assert Problem(2, NAME, code, words) in result.problems
    assert stored() == []


def test_a_refusal_of_the_service_is_told(office: SimpleNamespace) -> None:
    def refuse(rows: Any, *, by: Any, reason: str) -> None:
        raise PermissionDenied

    class Refused(FacilityResource):
        service = staticmethod(refuse)

    data = tablib.Dataset(GOOD, headers=[NAME, PLACE, WORKERS])
    (problem,) = Refused(user=office.officer).import_data(data).problems
    assert (problem.row, problem.code) == (None, "permission")
    assert problem.message == "Tài khoản này không có quyền lưu dữ liệu từ bảng tính."


@pytest.mark.pure
def test_a_problem_of_the_sheet_prints_as_its_sentence() -> None:
    problem = SheetProblem("Thiếu cột “Năm”.", "missing-column")
    assert str(problem) == "Thiếu cột “Năm”."
    assert problem.messages == ["Thiếu cột “Năm”."]
