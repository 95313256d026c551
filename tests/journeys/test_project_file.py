"""The file of a project: its budget out of Excel, its statement, its indicators, its papers."""

import io
import re

import pypdf
import pytest
from playwright.sync_api import Page, expect

from programmes.models import SupportProject
from tests.journeys.guide import Told
from tests.journeys.reporting import SignIn, download, follow, press, squeezed

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SHEET = (
    "Máy móc\tMáy dệt\tmáy\t2\t150.000.000\t300.000.000\tKCĐP\tBáo giá số 1\n"
    'Máy móc\t"Máy dệt, phần ""đối ứng"""\tmáy\t2\t75 triệu\t\tđối ứng\t\n'
    "Khác\tVận chuyển\tchuyến\t1,5\t\t\tnguồn khác\t\n"
    "Khác\tKhảo sát\tlần\t1\t150.000\t\tnguồn khác\t\n"
)
PASTE = """(input, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const facts = { clipboardData: data, bubbles: true, cancelable: true };
  input.dispatchEvent(new ClipboardEvent("paste", facts));
}"""
WORDS = "Tăng thu nhập cho lao động (minh họa)"
RECORD = {"name": "bien-ban.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


def test_the_file_of_a_project(sign_in: SignIn) -> None:
    told = Told("ho-so-de-an")
    project = SupportProject.objects.get(code="MH-2026-07")
    page = sign_in("chuyenvien")
    page.goto(project.get_absolute_url())
    with told.step("Mở dự toán", page):
        follow(page, "Lập dự toán")
    with told.step("Nhập các dòng chi", page):
        budget(page)
    with told.step("So với kế hoạch", page):
        expect(page.locator("[data-difference='support_provincial']")).to_have_text("64.200.000")
    with told.step("Lưu dự toán", page):
        press(page, "Lưu dự toán")
        expect(page.get_by_text("Đã lưu dự toán: 3 dòng.")).to_be_visible()
    check_budget(page, project)
    with told.step("Soạn thuyết minh", page):
        follow(page, "Thuyết minh")
        write(page)
    page.goto(project.get_absolute_url())
    with told.step("Ghi chỉ tiêu", page):
        follow(page.locator(".file-links"), "Chỉ tiêu")
        plan_indicator(page)
    page.goto(project.get_absolute_url())
    with told.step("Thêm tệp", page):
        page.locator(".add-file summary").click()
        page.set_input_files("[name=upload]", RECORD)
        press(page, "Tải lên")
    with told.step("In thuyết minh và dự toán", page):
        follow(page, "Bản in thuyết minh")
        check_paper(page)
    told.to_the_end()


def budget(page: Page) -> None:
    """Rows pasted add up while one types; one is mended, one taken off, one begun."""
    rows = page.locator("tbody[data-rows] > tr")
    expect(rows).to_have_count(3)
    page.locator("[name=du-toan-0-group]").evaluate(PASTE, SHEET)
    expect(rows).to_have_count(4)  # one more than the page brought
    expect(rows.nth(0).locator("[data-product]")).to_have_text("300.000.000")
    expect(rows.nth(1).locator("[data-product]")).to_have_text("150.000.000")
    expect(rows.nth(2).locator("[data-product]")).to_have_text("chưa rõ")
    expect(page.locator("[name=du-toan-1-content]")).to_have_value('Máy dệt, phần "đối ứng"')
    expect(page.locator("[name=du-toan-1-source]")).to_have_value("counterpart")
    total = page.locator("[data-total='']")
    expect(total).to_have_text("450.150.000")
    expect(page.locator("[data-total='support_provincial']")).to_have_text("300.000.000")
    page.fill("[name=du-toan-2-unit_price]", "2 triệu")
    expect(total).to_have_text("453.150.000")
    rows.nth(3).get_by_role("button", name="Bỏ dòng này").click()
    expect(total).to_have_text("453.000.000")
    page.get_by_role("button", name="Thêm dòng").click()
    expect(page.locator("[name=du-toan-4-group]")).to_be_focused()


def check_budget(page: Page, project: SupportProject) -> None:
    """The server says the same."""
    stored = project.budget_lines.order_by("order").values_list("source", "unit_price")
    assert list(stored) == [
        ("support_provincial", 150_000_000),
        ("counterpart", 75_000_000),
        ("other", 2_000_000),
    ]
    expect(page.locator("[data-total='']")).to_have_text("453.000.000")


def write(page: Page) -> None:
    """A part of the statement, which saves itself, also through a reload."""
    expect(page.get_by_text("Tổng dự toán: 453,0 triệu đồng")).to_be_visible()
    page.fill("[name=effect]", WORDS)
    expect(page.get_by_text("Có thay đổi chưa lưu")).to_be_visible()
    saved = page.locator("[data-save-bar] [role=status]")
    expect(saved).to_have_text(re.compile(r"^Đã lưu \d\d:\d\d$"), timeout=20_000)
    expect(page.get_by_text("Có thay đổi chưa lưu")).to_be_hidden()
    page.reload()
    expect(page.locator("[name=effect]")).to_have_value(WORDS)


def plan_indicator(page: Page) -> None:
    """The first indicator gets what it plans."""
    page.fill("[name=chi-tieu-0-planned]", "3")
    press(page, "Lưu chỉ tiêu")
    expect(page.locator("[name=chi-tieu-0-planned]")).to_have_value("3")


def check_paper(page: Page) -> None:
    """What was written and the budget as its annex are in the PDF."""
    reader = pypdf.PdfReader(io.BytesIO(download(page, "Tải PDF")))
    text = squeezed("".join(one.extract_text() for one in reader.pages))
    assert squeezed(WORDS) in text
    assert "453.000.000" in text
