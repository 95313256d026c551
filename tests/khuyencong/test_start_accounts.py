"""start_office --accounts: officers from a workbook, wrong cells named, passwords given once."""

import csv
import io
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, connections

from accounts.choices import OrganisationKind, Role
from accounts.models import Organisation, User
from accounts.services import random_password, system_user
from kernel.sheets.delimited import original
from khuyencong.first_day.people import in_words, write_passwords
from tests.factories.accounts import person
from tests.khuyencong.first_day import CENTRE, OPTIONS, start

pytestmark = pytest.mark.django_db

HEADS = ["Tên đăng nhập", "Họ và tên", "Chức vụ", "Vai trò", "Đơn vị", "Mã đơn vị hành chính"]
HEADS += ["Thư điện tử", "Điện thoại"]
LOCAL = "Cán bộ địa phương"
OFFICER = ["Chuyen.Vien", "Lê Thị Hoa", "Chuyên viên", "chuyên viên", "", 33, "hoa@a.vn", 912345678]
LEADER = ["giamdoc", "Lê Văn C", "Giám đốc", "Lãnh đạo Trung tâm", CENTRE, "", "", ""]
DEPARTMENT = ["sct", "Trần D", "", "Sở Công Thương", "", "33", "", ""]
COMMUNE = ["xa.12472", "Phạm E", "", LOCAL, "", "12472", "", ""]
WARD = ["xa.11983", "Vũ G", "", LOCAL, "Phường Sơn Nam", "", "", ""]


@pytest.fixture
def sheet(tmp_path: Path) -> Any:
    """Write a workbook of these rows; its path."""

    def write(*rows: list[Any], heads: list[str] = HEADS) -> Path:
        book = openpyxl.Workbook()
        for row in (heads, *rows):
            book.active.append(row)
        path = tmp_path / "can bo.xlsx"
        book.save(path)
        return path

    return write


def passwords(folder: Path) -> dict[str, str]:
    """User names and passwords of the only file of passwords in the folder."""
    (path,) = folder.glob("*.csv")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    return {row["Tên đăng nhập"]: original(row["Mật khẩu lần đầu"]) for row in found}


def test_accounts_of_every_kind_in_one_run_with_the_office(
    units: SimpleNamespace, sheet: Any
) -> None:
    path = sheet(OFFICER, LEADER, DEPARTMENT, COMMUNE, WARD)
    code, out, err = start(*OPTIONS, f"--accounts={path}")
    assert (code, err) == (0, "")
    assert "Tài khoản: 5 người (mới)" in out
    people = User.objects.select_related("organisation").in_bulk(field_name="username")
    assert {
        name: (user.role, user.organisation.kind, user.organisation.unit)
        for name, user in people.items()
        if not user.is_system
    } == {
        "quantri": (Role.SYSTEM_ADMIN, OrganisationKind.EXTENSION_CENTRE, units.hung_yen),
        "chuyen.vien": (Role.CENTRE_OFFICER, OrganisationKind.EXTENSION_CENTRE, units.hung_yen),
        "giamdoc": (Role.CENTRE_LEADER, OrganisationKind.EXTENSION_CENTRE, units.hung_yen),
        "sct": (Role.DEPARTMENT, OrganisationKind.PROVINCIAL_DEPARTMENT, units.hung_yen),
        "xa.12472": (Role.LOCAL_OFFICER, OrganisationKind.COMMUNE_OFFICE, units.quynh_phu),
        "xa.11983": (Role.LOCAL_OFFICER, OrganisationKind.COMMUNE_OFFICE, units.son_nam),
    }
    made = people["chuyen.vien"]
    assert (made.phone, made.email, made.position) == ("0912345678", "hoa@a.vn", "Chuyên viên")
    assert User.history.get(username="chuyen.vien").history_user == system_user()


def test_passwords_are_given_once_in_a_file_of_its_owner(
    units: SimpleNamespace, sheet: Any
) -> None:
    path = sheet(OFFICER, COMMUNE)
    _code, out, _err = start(*OPTIONS, f"--accounts={path}")
    given = passwords(path.parent)
    assert set(given) == {"chuyen.vien", "xa.12472"}
    assert len(set(given.values())) == 2
    for username, password in given.items():
        assert User.objects.get(username=username).check_password(password)
        assert password not in out
    assert str(next(path.parent.glob("*.csv"))) in out
    code, out, _err = start(f"--accounts={path}")
    assert code == 0
    assert "Tài khoản: 2 người (đã có)" in out
    assert passwords(path.parent) == given


def test_accounts_that_are_there_stay_unless_update(units: SimpleNamespace, sheet: Any) -> None:
    path = sheet(OFFICER)
    start(*OPTIONS, f"--accounts={path}")
    before = User.objects.get(username="chuyen.vien")
    path = sheet([*OFFICER[:1], "Lê Thị Hoa Mai", *OFFICER[2:]])
    start(f"--accounts={path}")
    kept = User.objects.get(username="chuyen.vien")
    assert (kept.full_name, kept.version) == ("Lê Thị Hoa", before.version)
    _code, out, _err = start("--update", f"--accounts={path}")
    assert "Tài khoản: 1 người (đã sửa)" in out
    kept = User.objects.get(username="chuyen.vien")
    assert (kept.full_name, kept.password) == ("Lê Thị Hoa Mai", before.password)


WRONG = [
    (0, "có dấu", "A2", "chữ không dấu"),
    (0, "", "A2", "Chưa nhập Tên đăng nhập."),
    (0, "he-thong", "A2", "của một tài khoản đã xóa hoặc của hệ thống"),
    (0, "cu", "A2", "của một tài khoản đã xóa hoặc của hệ thống"),
    (1, "", "B2", "Chưa nhập Họ và tên."),
    (3, "", "D2", "Chưa nhập Vai trò."),
    (3, "vua", "D2", "không có trong danh mục"),
    (3, LOCAL, "E2", "Không đơn vị nào ở “33” hợp với Vai trò."),
    (4, "Phường Sơn Nam", "E2", "Không có đơn vị “Phường Sơn Nam”"),  # its code is another one
    (4, "Phòng ở đâu", "E2", "Không có đơn vị “Phòng ở đâu”"),
    (5, "99999", "E2", "Không có đơn vị “99999”"),
    (5, "00004", "E2", "Không có đơn vị “00004”"),  # a ward of another province
    (5, "", "E2", "Chưa nhập Đơn vị."),
    (6, "khong-phai-thu", "G2", "hợp lệ"),
]


@pytest.mark.parametrize(("column", "value", "cell", "sentence"), WRONG)
def test_a_wrong_cell_is_named_and_nothing_is_stored(
    units: SimpleNamespace, sheet: Any, column: int, value: str, cell: str, sentence: str
) -> None:
    start(*OPTIONS)
    gone = person("cu", Organisation.objects.get(kind=OrganisationKind.EXTENSION_CENTRE))
    User.objects.filter(pk=gone.pk).update(deleted_at=gone.created_at, deleted_by=gone)
    before = User.objects.count()
    bad = list(OFFICER)
    bad[column] = value
    path = sheet(bad, COMMUNE)
    code, out, err = start(f"--accounts={path}")
    assert (code, out) == (1, "")
    first, *_others, last = err.strip().splitlines()
    assert first.startswith("Dòng 2, cột “")
    assert f"({cell})" in first
    assert sentence in first
    assert last == "Chưa lưu gì; sửa các ô trên rồi chạy lại."
    assert User.objects.count() == before
    assert not list(path.parent.glob("*.csv"))


def test_a_role_in_an_office_of_another_kind(units: SimpleNamespace, sheet: Any) -> None:
    path = sheet([*LEADER[:3], LOCAL, *LEADER[4:]], [*WARD[:3], "Kế toán", *WARD[4:]])
    code, _out, err = start(*OPTIONS, f"--accounts={path}")
    assert code == 1
    first, second, _last = err.splitlines()
    assert first == (
        "Dòng 2, cột “Vai trò” (D2), ghi “Cán bộ địa phương”: Vai trò “Cán bộ địa phương” không "
        "thuộc loại đơn vị “Trung tâm khuyến công”."
    )
    assert second == (
        "Dòng 3, cột “Vai trò” (D3), ghi “Kế toán”: Vai trò “Kế toán Trung tâm” không thuộc loại "
        "đơn vị “Phòng cấp xã”."
    )


def test_a_wrong_cell_takes_the_whole_first_day_back(units: SimpleNamespace, sheet: Any) -> None:
    path = sheet([*OFFICER[:3], "vua", *OFFICER[4:]])
    code, _out, err = start(*OPTIONS, f"--accounts={path}")
    assert code == 1
    assert "ghi “vua”" in err
    assert not Organisation.objects.exists()
    assert not User.objects.filter(is_system=False).exists()


def test_the_same_name_twice(units: SimpleNamespace, sheet: Any) -> None:
    path = sheet(OFFICER, ["CHUYEN.VIEN", *OFFICER[1:]])
    code, _out, err = start(*OPTIONS, f"--accounts={path}")
    assert code == 1
    assert err.startswith("Dòng 3: Trùng với dòng 2 (cùng tên đăng nhập).")


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        (HEADS[1:], "Thiếu cột “Tên đăng nhập”."),
        (HEADS[:4], "Thiếu cột “Đơn vị”."),
        (["Tên"], "Thiếu cột"),
    ],
)
def test_missing_heads(units: SimpleNamespace, sheet: Any, heads: list[str], said: str) -> None:
    code, _out, err = start(*OPTIONS, f"--accounts={sheet(OFFICER[: len(heads)], heads=heads)}")
    assert code == 1
    assert err.startswith(said)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", None])
def test_a_file_that_is_no_workbook(
    units: SimpleNamespace, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "can bo.xlsx"
    if content is not None:
        path.write_bytes(content)
    code, out, err = start(*OPTIONS, f"--accounts={path}")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert not Organisation.objects.exists()


def test_no_account_where_the_passwords_cannot_be_written(
    units: SimpleNamespace, sheet: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(OFFICER)
    taken = path.with_name("taken.csv")
    taken.write_text("x")
    command = "khuyencong.management.commands.start_office"
    monkeypatch.setattr(f"{command}.password_file", lambda _workbook: taken)
    code, _out, err = start(*OPTIONS, f"--accounts={path}")
    assert code == 2
    assert err.startswith("Không ghi được tệp mật khẩu")
    assert not User.objects.filter(username="chuyen.vien").exists()
    assert taken.read_text() == "x"


def test_no_file_of_passwords_where_the_accounts_were_not_kept(
    units: SimpleNamespace, sheet: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(OFFICER)

    keep = connections["default"].savepoint_commit

    def broken(_savepoint: str) -> None:
        monkeypatch.setattr(connections["default"], "savepoint_commit", keep)
        raise DatabaseError("disk full")

    def write_and_break(target: Path, given: Any) -> None:
        write_passwords(target, given)
        monkeypatch.setattr(connections["default"], "savepoint_commit", broken)

    command = "khuyencong.management.commands.start_office"
    monkeypatch.setattr(f"{command}.write_passwords", write_and_break)
    with pytest.raises(DatabaseError, match="disk full"):
        start(*OPTIONS, f"--accounts={path}")
    assert not list(path.parent.glob("*.csv"))
    assert not User.objects.filter(username="chuyen.vien").exists()


def test_first_passwords_differ_and_read_well() -> None:
    made = {random_password() for _time in range(200)}
    assert len(made) == 200
    assert {len(password) for password in made} == {19}
    assert not set("".join(made)) & set("0o1li")


def test_an_error_of_the_whole_sheet_names_no_cell() -> None:
    error = {"row": None, "column": "", "cell": "", "value": None, "message": "Thiếu cột."}
    assert in_words(error) == "Thiếu cột."
