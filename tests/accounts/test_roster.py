"""Accounts from a list: what is understood, what is said of a wrong cell, passwords shown once."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.choices import OrganisationKind, Role
from accounts.models import User
from accounts.roster import HEADS, laid_out, with_usernames
from kernel.sheets.pasted import cells_of
from kernel.sheets.refusal import SheetRefused
from tests.factories.accounts import office, person, signed_in
from tests.factories.localities import thai_binh_units

PAGE = "/tai-khoan/tu-danh-sach/"
CENTRE = "Trung tâm Khuyến công"


# --- laying out -----------------------------------------------------------------------------------


@pytest.mark.pure
def test_heads_in_any_order_and_words_say_which_column_is_which() -> None:
    text = "STT\tSĐT\tHọ tên\tCơ quan\n1\t912345678\tLê Thị Hoa\tTrung tâm\n\t\t\t\n"
    (row,) = laid_out(cells_of(text))
    found = {head: cell for head, cell in zip(HEADS, row, strict=True) if cell}
    assert found == {"Họ và tên": "Lê Thị Hoa", "Đơn vị": "Trung tâm", "Điện thoại": "912345678"}


@pytest.mark.pure
def test_without_heads_the_order_of_the_page_counts() -> None:
    rows = laid_out(cells_of("hoa\tLê Thị Hoa\n\nan\tNguyễn An\tKế toán\t\t\t\t\t\tthừa"))
    assert [row[:3] for row in rows] == [["hoa", "Lê Thị Hoa", ""], ["an", "Nguyễn An", "Kế toán"]]
    assert {len(row) for row in rows} == {len(HEADS)}


@pytest.mark.pure
def test_a_cell_with_line_ends_and_quotes_is_one_cell() -> None:
    (row,) = laid_out(cells_of('hoa\t"Lê ""Thị""\nHoa"\tKế toán'))
    assert row[1] == 'Lê "Thị" Hoa'


@pytest.mark.pure
@pytest.mark.parametrize("text", ["", " \n\t\n", "\x00"])
def test_nothing_is_nothing(text: str) -> None:
    assert laid_out(cells_of(text)) == []


@pytest.mark.pure
def test_too_many_rows_are_refused() -> None:
    with pytest.raises(SheetRefused, match="Tối đa 500 dòng"):
        laid_out([f"nguoi{n}", f"Người {n}"] for n in range(502))


@pytest.mark.pure
def test_a_name_to_sign_in_with_is_made_of_the_name() -> None:
    rows = [["", name, *[""] * 6] for name in ("Lê Thị Hoa", "Lý Thu Hoa", "Đỗ Ân", "Ân", "")]
    rows.append(["hoa.lt2", "Có Sẵn", *[""] * 6])
    made = [row[0] for row in with_usernames(rows, {"hoa.lt"})]
    assert made == ["hoa.lt3", "hoa.lt4", "an.d", "an", "", "hoa.lt2"]


# --- the page -------------------------------------------------------------------------------------


@pytest.fixture
def place(db: None) -> SimpleNamespace:
    """A Centre and a commune's office in its area, an office elsewhere."""
    units = thai_binh_units()
    centre = office(units.hung_yen, kind=OrganisationKind.EXTENSION_CENTRE, name=CENTRE)
    admin = person("quantri", centre, Role.SYSTEM_ADMIN)
    return SimpleNamespace(
        centre=centre,
        ward=office(units.quynh_phu, name="Phòng Kinh tế xã Quỳnh Phụ"),
        far=office(units.ba_dinh, name="Phòng Kinh tế phường Ba Đình"),
        admin=admin,
        client=signed_in(admin),
    )


HEAD = "Họ và tên\tVai trò\tĐơn vị\tĐiện thoại\n"
OFFICER = f"Lê Thị Hoa\tchuyên viên\t{CENTRE}\t912345678\n"
LOCAL = "Vũ Thị Lan\tCán bộ xã\txã Quỳnh Phụ\t\n"


def paste(place: SimpleNamespace, text: str) -> Any:
    """Post a pasted table."""
    return place.client.post(PAGE, {"bang": text})


def table_of(page: str) -> dict[str, str]:
    """What the table of the page posts."""
    cells = re.findall(r'name="(o-\d+-\d+)"[^>]* value="([^"]*)"', page)
    (count,) = re.findall(r'name="dong" value="(\d+)"', page)
    return {**dict(cells), "dong": count}


def test_from_the_paste_to_the_passwords(place: SimpleNamespace) -> None:
    answer = paste(place, HEAD + OFFICER + LOCAL)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2 người: 2 tài khoản mới" in page
    assert not User.objects.filter(username="hoa.lt").exists()
    answer = place.client.post(PAGE, {**table_of(page), "action": "save"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    passwords = re.findall(r'<dd class="code">(\w{4}-\w{4}-\w{4}-\w{4})</dd>', shown)
    officer, local = User.objects.get(username="hoa.lt"), User.objects.get(username="lan.vt")
    assert (officer.role, officer.organisation) == (Role.CENTRE_OFFICER, place.centre)
    assert (local.role, local.organisation) == (Role.LOCAL_OFFICER, place.ward)
    assert officer.phone == "0912345678"
    for user, password in zip((officer, local), passwords, strict=True):
        assert user.check_password(password)
        assert user.must_change_password
        assert user.history.first().history_user == place.admin
    again = place.client.post(PAGE, {**table_of(page), "action": "save"})
    text = again.content.decode()
    assert "Mọi người trong danh sách đã có tài khoản." in text
    assert not any(password in text for password in passwords)


def test_a_wrong_cell_is_named_mended_in_place_and_checked_again(place: SimpleNamespace) -> None:
    answer = paste(place, HEAD + OFFICER + "Vũ Thị Lan\tvua\txã Ở Đâu\t\n")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“vua” không có trong danh mục." in page
    assert "Không có đơn vị “xã Ở Đâu” trong phạm vi của bạn." in page
    assert page.count('aria-invalid="true"') == 2
    table = table_of(page)
    refused = place.client.post(PAGE, {**table, "action": "save"})
    assert (refused.status_code, User.objects.count()) == (422, 1)
    table |= {"o-2-3": "Cán bộ địa phương", "o-2-4": "", "o-2-5": "12472"}
    mended = place.client.post(PAGE, {**table, "action": "check"})
    assert mended.status_code == 200
    assert User.objects.count() == 1
    assert place.client.post(PAGE, {**table, "action": "save"}).status_code == 200
    assert User.objects.get(username="lan.vt").organisation == place.ward


def test_a_row_may_be_left_out(place: SimpleNamespace) -> None:
    table = table_of(paste(place, HEAD + OFFICER + "Sai\t\t\t\n").content.decode())
    answer = place.client.post(PAGE, {**table, "bo-2": "on", "action": "save"})
    assert answer.status_code == 200
    assert User.objects.filter(username="hoa.lt").exists()


def test_an_office_elsewhere_is_as_if_it_were_not_there(place: SimpleNamespace) -> None:
    for typed in ("Phòng Kinh tế phường Ba Đình", "00004"):
        answer = paste(place, f"{HEAD}Vũ Thị Lan\tCán bộ xã\t{typed}\t\n")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"Không có đơn vị “{typed}” trong phạm vi của bạn." in page
        assert page.count("Ba Đình") == 2 * (typed != "00004")


def test_accounts_that_are_there_stay_as_they_are(place: SimpleNamespace) -> None:
    kept = person("hoa.lt", place.centre, Role.CENTRE_OFFICER)
    answer = paste(place, f"Tên đăng nhập\t{HEAD}HOA.LT\t{OFFICER}")
    page = answer.content.decode()
    assert "0 tài khoản mới, 1 đã có và giữ nguyên" in page
    place.client.post(PAGE, {**table_of(page), "action": "save"})
    kept.refresh_from_db()
    assert kept.version == 1


def test_a_file_is_read_as_a_paste(place: SimpleNamespace) -> None:
    book = openpyxl.Workbook()
    for row in (["Họ và tên", "Vai trò", "Mã xã", "Điện thoại"], ["Vũ Lan", "Cán bộ xã", 12472, 9]):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    answer = place.client.post(PAGE, {"tep": SimpleUploadedFile("ds.xlsx", data.getvalue())})
    assert answer.status_code == 200
    table = table_of(answer.content.decode())
    assert (table["o-1-0"], table["o-1-5"]) == ("lan.v", "12472")
    place.client.post(PAGE, {**table, "action": "save"})
    assert User.objects.get(username="lan.v").organisation == place.ward


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Chưa có dòng nào."),
        ({"bang": "  "}, "Chưa có dòng nào."),
        ({"dong": "x"}, "Chưa có dòng nào."),
        ({"dong": "99999999999999999999"}, "Chưa có dòng nào."),
        ({"dong": "9" * 5000}, "Chưa có dòng nào."),
        ({"bang": "a\tb\n" * 600}, "Tối đa 500 dòng"),
    ],
)
def test_what_can_not_be_read(place: SimpleNamespace, data: dict[str, str], said: str) -> None:
    answer = place.client.post(PAGE, data)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_file_that_is_no_table(place: SimpleNamespace) -> None:
    answer = place.client.post(PAGE, {"tep": SimpleUploadedFile("ds.xlsx", b"PK\x03\x04 no")})
    assert answer.status_code == 422
    assert "Chưa đọc được danh sách." in answer.content.decode()


# --- the list -------------------------------------------------------------------------------------


def test_the_list_finds_without_accents_and_filters(place: SimpleNamespace) -> None:
    table = table_of(paste(place, HEAD + OFFICER + LOCAL).content.decode())
    place.client.post(PAGE, {**table, "action": "save"})
    person("far", place.far)

    def names(query: str) -> list[str]:
        page = place.client.get(f"/tai-khoan/{query}").content.decode()
        return re.findall(r'<span class="sub">([\w.]+)', page)

    assert names("") == ["hoa.lt", "lan.vt", "quantri"]
    assert names("?q=le thi hoa") == ["hoa.lt"]
    assert names("?role=local_officer") == ["lan.vt"]
    assert names(f"?organisation={place.ward.pk}") == ["lan.vt"]
    assert names("?state=first&sort=-name") == ["lan.vt", "hoa.lt"]
    assert names("?state=in_use") == ["quantri"]
    User.objects.filter(username="lan.vt").update(is_active=False)
    assert names("?state=closed") == ["lan.vt"]
    assert place.client.get(f"/tai-khoan/?organisation={place.far.pk}").status_code == 400
