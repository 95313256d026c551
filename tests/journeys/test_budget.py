"""A budget pasted from Excel: sums add up while one types, and the server says the same."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from programmes.models import SupportProject

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


def test_a_budget_is_pasted_added_up_and_saved(sign_in: Callable[[str], Page]) -> None:
    project = SupportProject.objects.get(code="MH-2026-07")
    page = sign_in("chuyenvien")
    page.goto(project.get_absolute_url())
    page.get_by_role("link", name="Lập dự toán").click()
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
    expect(page.locator("[data-difference='support_provincial']")).to_have_text("64.200.000")
    page.fill("[name=du-toan-2-unit_price]", "2 triệu")
    expect(total).to_have_text("453.150.000")
    rows.nth(3).get_by_role("button", name="Bỏ dòng này").click()
    expect(total).to_have_text("453.000.000")
    page.get_by_role("button", name="Thêm dòng").click()
    expect(page.locator("[name=du-toan-4-group]")).to_be_focused()
    page.get_by_role("button", name="Lưu dự toán").click()
    expect(page.get_by_text("Đã lưu dự toán: 3 dòng.")).to_be_visible()
    stored = project.budget_lines.order_by("order").values_list("source", "unit_price")
    assert list(stored) == [
        ("support_provincial", 150_000_000),
        ("counterpart", 75_000_000),
        ("other", 2_000_000),
    ]
    expect(page.locator("[data-total='']")).to_have_text("453.000.000")
    page.get_by_role("link", name="Thuyết minh").click()
    expect(page.get_by_text("Tổng dự toán: 453,0 triệu đồng")).to_be_visible()


def test_a_statement_saves_itself(sign_in: Callable[[str], Page]) -> None:
    project = SupportProject.objects.get(code="MH-2026-07")
    page = sign_in("chuyenvien")
    page.goto(f"{project.get_absolute_url()}thuyet-minh/")
    words = "Tăng thu nhập cho lao động (minh họa)"
    page.fill("[name=effect]", words)
    expect(page.get_by_text("Có thay đổi chưa lưu")).to_be_visible()
    saved = page.locator("[data-save-bar] [role=status]")
    expect(saved).to_have_text(re.compile(r"^Đã lưu \d\d:\d\d$"), timeout=20_000)
    expect(page.get_by_text("Có thay đổi chưa lưu")).to_be_hidden()
    page.reload()
    expect(page.locator("[name=effect]")).to_have_value(words)
