"""A figure's whole way: typed, sent, returned, mended, approved, and found on the paper."""

import io
import re

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.guide import Told
from tests.journeys.reporting import (
    PHONE,
    SignIn,
    Story,
    approve_for_paper,
    at_rest,
    begin,
    begin_again,
    download,
    expect_kept,
    explain,
    fill,
    fill_tile,
    follow,
    give_back,
    in_queue,
    leave_no_state_open,
    line_of,
    open_line,
    open_period,
    phone,
    press,
    send,
    send_again,
    whole,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
OFFICER = "chuyenvien"
CENTRE = Story(
    11,
    2026,
    "Cơ sở minh họa Đồ đồng 09",
    "Đề án minh họa 13: Tư vấn quản lý sản xuất cho cơ sở đồ đồng",
    "417",
    "41,7",
    "Vốn cơ sở đã chi chưa khớp hóa đơn, đề nghị xem lại.",
    ("Cơ sở minh họa Đồ đồng 09", "Đã giao, ký hợp đồng", "35,0", "41,7", "100"),
    ("Số cơ sở được tư vấn", "cơ sở", "1", "1", "1", "1", "100"),
)
COMMUNE = Story(
    11,
    2026,
    "Cơ sở minh họa Xay xát 05",
    "Đề án minh họa 06: Hỗ trợ máy xay xát và đóng túi gạo",
    "2.517",
    "251,7",
    "Vốn cơ sở đã chi vượt tổng vốn của đề án, đề nghị nhập lại theo hóa đơn.",
    ("Cơ sở minh họa Xay xát 05", "Đang thực hiện", "150,0", "251,7", "100"),
    ("Số cơ sở được hỗ trợ ứng dụng máy móc tiên tiến", "cơ sở", "1", "1", "1", "1", "100"),
)
DISTRICT = Story(
    11,
    2024,
    "Máy dệt khăn (minh họa)",
    "Đề án minh họa 26: Phát triển làng nghề dệt khăn gắn với đào tạo nghề",
    "4.126",
    "412,6",
    "Vốn cơ sở đã chi tăng gấp mười lần kỳ trước, đề nghị kiểm tra.",
    ("Cơ sở minh họa Dệt khăn 10", "Đang thực hiện", "300,0", "412,6*", "45"),
    ("Số cơ sở được hỗ trợ ứng dụng máy móc tiên tiến", "cơ sở", "2", "1", "1", "1", "50"),
)


# --- the journeys ---------------------------------------------------------------------------------


def test_the_centre_reports_for_itself(sign_in: SignIn) -> None:
    office = "Trung tâm minh họa"
    page = sign_in(OFFICER)
    begin(page, f"Nộp báo cáo {CENTRE.title}", "Lập báo cáo")
    fill(page, CENTRE, CENTRE.slip, "1", "Hoàn thành")
    leave_no_state_open(page)
    press(page, "Lưu nháp")
    expect_kept(page, CENTRE, CENTRE.slip)
    send(page)
    give_back(page, CENTRE, office)
    begin_again(page, CENTRE)
    line_of(page, CENTRE).locator(".line-invested input").fill(CENTRE.figure)
    send_again(page)
    approve_for_paper(page, CENTRE, office)


def test_a_commune_reports_on_the_phone(sign_in: SignIn) -> None:  # noqa: PLR0915 - one chapter
    office = "Phòng Kinh tế xã Hưng Hà (minh họa)"
    told = Told("bao-cao-tien-do")
    page = phone(sign_in, "xa.12586")
    page.goto("/")
    with told.step("Mở báo cáo của kỳ", page):
        begin(page, f"Nộp báo cáo {COMMUNE.title}", "Lập báo cáo")
    with told.step("Chọn dòng cần nhập", page):
        open_line(page, COMMUNE)
    with told.step("Nhập số thực hiện", page):
        fill_tile(page, COMMUNE)
    whole(page)
    with told.step("Lưu nháp", page):
        press(page, "Lưu nháp")
    expect_kept(page, COMMUNE, COMMUNE.slip)
    whole(page)
    with told.step("Gửi báo cáo", page):
        press(page, "Gửi báo cáo")
        explain(page)
        send(page)
    officer = sign_in(OFFICER)
    in_queue(officer, COMMUNE, office)
    with told.step("Trung tâm trả lại", officer):
        give_back(officer, COMMUNE, office)
    page = phone(sign_in, "xa.12586")
    page.goto("/")
    with told.step("Sửa báo cáo bị trả lại", page):
        begin_again(page, COMMUNE)
        open_line(page, COMMUNE)
        page.locator(".line.is-here .line-invested input").fill(COMMUNE.figure)
        whole(page)
        send_again(page)
    officer = sign_in(OFFICER)
    in_queue(officer, COMMUNE, office)
    with told.step("Trung tâm duyệt", officer):
        approve_for_paper(officer, COMMUNE, office)
    told.to_the_end()


def test_a_former_district_reports_a_month_of_2024(sign_in: SignIn) -> None:
    office = "Phòng Kinh tế và Hạ tầng huyện Hưng Hà (minh họa)"
    open_period(sign_in(OFFICER), DISTRICT)
    page = sign_in("huyen.339")
    begin(page, f"Nộp báo cáo {DISTRICT.title}", "Lập báo cáo")
    fill(page, DISTRICT, DISTRICT.slip, "1", "Đang thực hiện")
    press(page, "Lưu nháp")
    expect_kept(page, DISTRICT, DISTRICT.slip)
    send(page)
    give_back(sign_in(OFFICER), DISTRICT, office)
    page = sign_in("huyen.339")
    begin_again(page, DISTRICT)
    line_of(page, DISTRICT).locator(".line-invested input").fill(DISTRICT.figure)
    send_again(page)
    approve_for_paper(sign_in(OFFICER), DISTRICT, office)


# --- the report in words --------------------------------------------------------------------------

OWN = "Một số cơ sở phải chờ đơn vị lắp đặt, Trung tâm đã làm việc trực tiếp với từng cơ sở."
CAUSES = "Phần viết thêm: Nguyên nhân"


def test_own_words_stay_when_the_figures_change(sign_in: SignIn) -> None:
    told = Told("bao-cao-loi-van")
    page = sign_in(OFFICER)
    page.goto("/bao-cao/")
    with told.step("Chọn kỳ", page):
        open_text(page)
    with told.step("Viết thêm", page):
        page.get_by_label(CAUSES).fill(OWN)
        press(page, "Lưu báo cáo")
    expect(page.locator("main")).to_contain_text("Đã lưu báo cáo tháng 10/2026.")
    old = page.locator("main p", has_text="chưa có báo cáo của kỳ này được duyệt").inner_text()
    assert "phường Thái Bình" in old
    with told.step("Tải bản Word", page):
        written = paragraphs(download(page, "Tải Word"))
    assert OWN in written
    assert old in written
    approve_october(page, "Phòng Kinh tế phường Thái Bình (minh họa)")
    open_text(page)
    change = page.locator(".notice-warning li", has=page.get_by_text(old, exact=True))
    new = change.locator("ins").inner_text()
    assert "phường Thái Bình" not in new
    expect(page.get_by_label(CAUSES)).to_have_value(OWN)
    with told.step("Lập lại khi số liệu đổi", page):
        written = paragraphs(download(page, "Tải Word"))
        press(page, "Lưu báo cáo")
    assert OWN in written
    assert new in written
    assert old not in written
    expect(page.locator(".notice-warning", has_text="Khác với lần lưu trước")).to_have_count(0)
    told.to_the_end()


def open_text(page: Page) -> None:
    """The report in words of October, by way of the list of reports."""
    page.goto("/bao-cao/")
    follow(page.locator("main"), "Báo cáo lời văn")
    page.get_by_label("Kỳ báo cáo").select_option(label="Tháng 10/2026")
    press(page, "Xem")


def approve_october(page: Page, office: str) -> None:
    """Approve what waits since October, from the queue."""
    page.goto("/tien-do/")
    follow(page.locator("tbody tr", has_text="Tháng 10/2026"), re.compile(r"Duyệt \d+"))
    follow(page.locator(".queue li", has_text=office), re.compile(re.escape(office)))
    press(page, "Phê duyệt D")
    expect(page.locator("main")).to_contain_text(f"Đã duyệt báo cáo của {office}.")


def paragraphs(body: bytes) -> list[str]:
    """What a Word file says, paragraph by paragraph."""
    return [one.text for one in docx.Document(io.BytesIO(body)).paragraphs]


# --- the lists on the phone -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "label"),
    [(OFFICER, r"Duyệt \d+"), (OFFICER, "Xem"), ("xa.13225", "Lập báo cáo"), ("xa.13225", "Xem")],
)
def test_buttons_of_rows_are_whole_on_the_phone(sign_in: SignIn, username: str, label: str) -> None:
    page = phone(sign_in, username)
    page.goto("/tien-do/")
    at_rest(page)
    button = page.locator(".row-action .btn", has_text=re.compile(label)).first
    box = button.bounding_box()
    assert box
    assert box["width"] > PHONE["width"] / 2
    assert 36 <= box["height"] <= 56, "one line of text, large enough for a thumb"
