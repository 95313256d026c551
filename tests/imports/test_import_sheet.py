"""import_sheet: everything or nothing, each error with its row, column, cell and value."""

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from accounts.choices import Role
from beneficiaries.models import RuralIndustrialFacility
from programmes.models import SupportProject
from tests.factories.programmes import person, setting

pytestmark = pytest.mark.django_db

HEADS = ["Tên cơ sở", "Địa bàn nơi sản xuất", "Mã địa bàn", "Số lao động", "Lao động nữ"]
GOOD = ["Cơ sở minh họa A", "", "12472", 5, 3]


@pytest.fixture
def office(db: None) -> SimpleNamespace:
    """The small country with a Centre in Hưng Yên."""
    return setting()


@pytest.fixture
def sheet(tmp_path: Path) -> Any:
    """Write a workbook of these rows; its path."""

    def write(*rows: list[Any], heads: list[str] = HEADS) -> str:
        book = openpyxl.Workbook()
        book.active.title = "Du lieu"
        for row in (heads, *rows):
            book.active.append(row)
        path = tmp_path / "sheet.xlsx"
        book.save(path)
        return str(path)

    return write


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and what the command printed."""
    out, code = io.StringIO(), 0
    try:
        call_command("import_sheet", *arguments, stdout=out)
    except SystemExit as left:
        code = int(str(left.code))
    return code, json.loads(out.getvalue() or "{}")


def names() -> list[str]:
    """Names of the stored facilities."""
    return list(RuralIndustrialFacility.objects.order_by("pk").values_list("name", flat=True))


def test_a_good_sheet_is_stored_once(office: SimpleNamespace, sheet: Any) -> None:
    path = sheet(GOOD)
    answer = {"sheet": "Du lieu", "rows": 1, "new": 1, "changed": 0, "unchanged": 0, "errors": []}
    assert run("facilities", path, "--dry-run") == (0, answer)
    assert names() == []
    assert run("facilities", path) == (0, answer)
    assert names() == ["Cơ sở minh họa A"]
    assert run("facilities", path) == (0, answer | {"new": 0, "unchanged": 1})
    changed = sheet([*GOOD[:3], 8, 3])
    assert run("facilities", changed) == (0, answer | {"new": 0, "changed": 1})


def test_one_wrong_cell_stores_nothing_and_is_named(office: SimpleNamespace, sheet: Any) -> None:
    path = sheet(GOOD, ["Tổng cộng", "", "", 5, 3], ["Cơ sở minh họa B", "", "12586", "năm", 1])
    code, found = run("facilities", path)
    assert code == 1
    assert found["errors"] == [
        {
            "row": 4,
            "column": "Số lao động",
            "cell": "D4",
            "value": "năm",
            "code": "invalid",
            "message": "Nhập số nguyên không âm, ví dụ 25.",
        }
    ]
    assert names() == []


def test_missing_heads_are_one_error(office: SimpleNamespace, sheet: Any) -> None:
    code, found = run("facilities", sheet(GOOD[1:], heads=HEADS[1:]))
    assert code == 1
    assert [error["row"] for error in found["errors"]] == [None]
    assert "Tên cơ sở" in found["errors"][0]["message"]


def test_a_person_imports_into_his_area_only(office: SimpleNamespace, sheet: Any) -> None:
    far = ["Cơ sở minh họa C", "", "00004", 1, 1]
    code, found = run("facilities", sheet(far), "--as", office.officer.username)
    assert (code, found["errors"][0]["cell"]) == (1, "B2")
    assert found["errors"][0]["message"] == "Địa bàn không thuộc phạm vi của đơn vị."
    assert run("facilities", sheet(GOOD), "--as", office.officer.username)[0] == 0


@pytest.mark.parametrize("resource", ["trainees", "progress", "needs", "products", "khac"])
def test_what_has_not_landed_exits_with_one_line(
    office: SimpleNamespace, sheet: Any, resource: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(resource, sheet(GOOD)) == (2, {})
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"Chưa nhập được “{resource}”; hiện có: facilities, projects")


def test_unusable_files_and_people_exit_with_one_line(
    office: SimpleNamespace, sheet: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "anh.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    reader = person(office.centre, Role.INSPECTOR)
    for arguments in (
        ("facilities", str(tmp_path / "khong-co.xlsx")),
        ("facilities", str(picture)),
        ("facilities", sheet(GOOD), "--as", reader.username),
        ("facilities", sheet(GOOD), "--as", "khong-co"),
    ):
        assert run(*arguments) == (2, {})
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert names() == []


def test_projects_come_in_by_the_same_door(office: SimpleNamespace, sheet: Any) -> None:
    heads = ["Tên đề án", "Năm", "Cấp", "Địa điểm", "Mã địa bàn"]
    path = sheet(["Đề án minh họa", 2026, "Địa phương", "", "12472"], heads=heads)
    code, found = run("projects", path, "--as", office.officer.username)
    assert (code, found["new"], found["errors"]) == (0, 1, [])
    project = SupportProject.objects.get()
    assert (project.name, project.plan.year) == ("Đề án minh họa", 2026)
    assert project.history.first().history_user == office.officer
    code, found = run("projects", path, "--as", office.officer.username)
    assert (code, found["unchanged"]) == (0, 1)


def test_a_wrong_project_is_named_in_the_same_shape(office: SimpleNamespace, sheet: Any) -> None:
    heads = ["Tên đề án", "Năm", "Cấp", "Địa điểm", "Mã địa bàn"]
    rows = [
        ["Đề án minh họa", 2026, "Địa phương", "", "12472"],
        ["Đề án minh họa hai", 2026, "Cấp lạ", "", "12472"],
    ]
    code, found = run("projects", sheet(*rows, heads=heads))
    assert code == 1
    (error,) = found["errors"]
    assert (error["row"], error["column"], error["cell"]) == (3, "Cấp", "C3")
    assert error["value"] == "Cấp lạ"
    assert not error["message"].startswith("Dòng")
    assert not SupportProject.objects.exists()
