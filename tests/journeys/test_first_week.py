"""An office's first week: its plan comes out of Excel, is approved and printed."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pypdf
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from programmes.models import SupportProject
from tests.journeys.first_week import OFFICER, Clicks, first_day, paste, plan_of_thirty
from tests.journeys.guide import Told

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MOST_CLICKS = 40


@pytest.fixture(scope="module", autouse=True)
def _first_day(address: str, built: Path) -> Iterator[None]:
    with first_day(built):
        yield


def saved(page: Page) -> None:
    """Wait until the grid says that it is saved."""
    expect(page.locator("[data-grid-state]")).to_contain_text("Đã lưu")


def mend(page: Page, label: str | re.Pattern[str]) -> None:
    """Press a button among the findings and wait for what comes of it."""
    button = page.get_by_role("button", name=label).first
    button.click()
    expect(button).not_to_be_attached()
    saved(page)


def test_a(context: BrowserContext, sign_in: Callable[[str], Page]) -> None:
    """Empty office, thirty projects pasted, mended, approved by a recorded decision, printed."""
    clicks = Clicks(context)
    page = sign_in(OFFICER)
    page.goto("/")
    told = Told("lap-ke-hoach")
    with told.step("Mở danh sách kế hoạch", page):
        press(page, "link", "Kế hoạch")
    with told.step("Thêm kế hoạch của năm", page):
        add_plan(page)
    with told.step("Mở bảng nhập", page):
        press(page, "link", "Nhập nhiều đề án")
    with told.step("Dán các dòng từ Excel", page):
        page.locator("[name='o-0-code']").click()
        paste(page, plan_of_thirty())
        saved(page)
    with told.step("Sửa các ô báo lỗi", page):
        mend_all(page)
    with told.step("Lưu vào kế hoạch", page):
        press(page, "button", "Lưu vào kế hoạch")
        expect(page.locator("main")).to_contain_text("Đã thêm 30 đề án vào kế hoạch")
    with told.step("Ghi số và ngày quyết định", page):
        decide(page)
    with told.step("Ghi nhận quyết định", page):
        press(page, "button", "Ghi nhận")
    with told.step("In kế hoạch", page):
        pdf = printed(page)
    told.to_the_end()
    assert clicks.count <= MOST_CLICKS
    check_thirty(pdf)


def check_thirty(pdf: str) -> None:
    """All are approved and on the paper."""
    states = SupportProject.objects.values_list("state", flat=True)
    assert (len(states), set(states)) == (30, {"approved"})
    assert all(re.sub(r"\s", "", f"Đề án minh họa {n}") in pdf for n in range(1, 31))


def press(page: Page, role: Literal["link", "button"], name: str) -> None:
    """Press what is called so."""
    page.get_by_role(role, name=name, exact=True).first.click()


def add_plan(page: Page) -> None:
    """The plan of 2026; province and level are those of the office."""
    press(page, "link", "Thêm kế hoạch")
    page.fill("[name=year]", "2026")
    press(page, "button", "Lưu kế hoạch")


def mend_all(page: Page) -> None:
    """Everything that the grid asks about Excel's rows."""
    for label in (
        re.compile("Ghi 0 ở cả 2 ô có dấu gạch"),
        "Cấp xã, cả 30 dòng",
        "Nguồn khác, cả 30 dòng",
        re.compile("Thêm mới cả 29 cơ sở"),
        re.compile(r"^3 Mô hình trình diễn|^3\.\d Ứng dụng máy móc"),
        re.compile("Lấy ngày đầu tháng ở cả 2 ô"),
        re.compile("Lấy ngày cuối tháng ở cả 2 ô"),
        re.compile("Đổi dấu chấm thành dấu phẩy ở cả 2 ô"),
        "235,8 triệu đồng",
        re.compile("^Xã Minh Tân, huyện Hưng Hà"),
        re.compile("^Xã Quỳnh Phụ"),
        "Là một nhóm",
    ):
        mend(page, label)
    expect(page.locator("[data-summary]")).not_to_contain_text("ô cần sửa")


def decide(page: Page) -> None:
    """Number, date and signer as the paper has them."""
    press(page, "link", "Phê duyệt đợt 1")
    press(page, "link", "Sửa")
    page.fill("[name=number]", "99/QĐ-MH")
    page.fill("[name=signed_on]", "15/06/2026")
    page.fill("[name=issuer]", "Cơ quan phê duyệt minh họa")
    page.fill("[name=signer]", "Người ký minh họa")
    page.locator(".save-bar [type=submit].btn-primary").click()
    expect(page.locator("main")).to_contain_text("99/QĐ-MH")


def printed(page: Page) -> str:
    """The text of the PDF without blanks; Excel and Word come too."""
    press(page, "link", "Kế hoạch khuyến công địa phương năm 2026")
    press(page, "link", "Xem biểu")
    with page.expect_download() as pdf:
        page.get_by_role("link", name="Tải PDF").click()
    for name, start in (("Excel", b"PK"), ("Word", b"PK")):
        with page.expect_download() as other:
            page.get_by_role("link", name=name).click()
        assert Path(other.value.path()).read_bytes().startswith(start)
    reader = pypdf.PdfReader(io.BytesIO(Path(pdf.value.path()).read_bytes()))
    return re.sub(r"\s", "", "".join(one.extract_text() for one in reader.pages))
