"""The grid of a plan by keys alone, without a script, and through a session that ends."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from programmes.models import AnnualPlan, PlanGridDraft, SupportProject
from tests.journeys.conftest import PATIENCE
from tests.journeys.first_week import paste

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def grid(address: str) -> str:
    """The grid of the sample's local plan of 2026, with nothing typed into it."""
    PlanGridDraft.objects.all().delete()
    plan = AnnualPlan.objects.filter(year=2026, level="local").order_by("pk")[0]
    return f"{plan.get_absolute_url()}nhap-dong/"


def cell(page: Page, row: int, key: str) -> Any:
    return page.locator(f"[name='o-{row}-{key}']")


def saved(page: Page) -> None:
    expect(page.locator("[data-grid-state]")).to_contain_text("Đã lưu", timeout=PATIENCE)


def values(page: Page, key: str, count: int) -> list[str]:
    return [cell(page, row, key).input_value() for row in range(count)]


def test_keys_alone(sign_in: Callable[[str], Page], grid: str) -> None:
    page = sign_in("chuyenvien")
    page.goto(grid)
    cell(page, 0, "name").focus()
    for text in ("Đề án một", "Enter", "Đề án hai", "ArrowUp", "ArrowRight", "ArrowRight"):
        if text[0] == "Đ":
            page.keyboard.type(text)
        else:
            page.keyboard.press(text)
    expect(cell(page, 0, "unit")).to_be_focused()
    page.keyboard.type("Xã A Sào")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+d")
    assert values(page, "unit", 3) == ["Xã A Sào", "Xã A Sào", ""]
    for _tab in range(2):
        page.keyboard.press("Tab")
    expect(cell(page, 1, "support")).to_be_focused()
    page.keyboard.type("1,2 tỷ")
    expect(page.locator("[data-echo='support'] b")).to_have_text("1.200,0")
    expect(page.locator("[data-contents]")).to_contain_text("Chưa rõ nội dung: 1.200,0")
    page.keyboard.press("Control+s")
    saved(page)
    assert not SupportProject.objects.filter(name="Đề án một").exists()
    assert [row["name"] for row in PlanGridDraft.objects.get().rows] == ["Đề án một", "Đề án hai"]


def test_rows_come_and_go_and_come_back(sign_in: Callable[[str], Page], grid: str) -> None:
    page = sign_in("chuyenvien")
    page.goto(grid)
    cell(page, 0, "name").focus()
    paste(page, "Một\t\tXã A Sào\nHai\t\tXã A Sào\nBa\t\tXã A Sào")
    expect(cell(page, 2, "name")).to_have_value("Ba")
    page.keyboard.press("Control+Enter")
    assert values(page, "name", 4) == ["Một", "", "Hai", "Ba"]
    page.keyboard.press("Control+Delete")
    page.keyboard.press("Control+Delete")
    assert values(page, "name", 3) == ["Một", "Ba", ""]
    page.keyboard.press("Control+z")
    assert values(page, "name", 3) == ["Một", "Hai", "Ba"]
    cell(page, 0, "name").fill("Khác")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+z")
    assert values(page, "name", 3) == ["Một", "Hai", "Ba"]
    for _step in range(3):
        page.keyboard.press("Control+z")
    assert values(page, "name", 3) == ["", "", ""]
    page.keyboard.press("Control+y")
    assert values(page, "name", 3) == ["Một", "Hai", "Ba"]
    saved(page)


def test_a_session_that_ends_loses_nothing(
    context: BrowserContext, sign_in: Callable[[str], Page], grid: str
) -> None:
    page = sign_in("chuyenvien")
    page.goto(grid)
    context.clear_cookies()
    cell(page, 0, "name").fill("Đề án chưa kịp lưu")
    state = page.locator("[data-grid-state]")
    expect(state).to_contain_text("Phiên làm việc đã hết hạn", timeout=PATIENCE)
    assert not PlanGridDraft.objects.exists()
    again = sign_in("chuyenvien")
    again.close()
    page.goto(grid)
    expect(cell(page, 0, "name")).to_have_value("Đề án chưa kịp lưu")
    expect(page.get_by_text("đã được khôi phục")).to_be_visible()
    saved(page)
    assert PlanGridDraft.objects.get().rows == [{"name": "Đề án chưa kịp lưu"}]


def test_what_was_kept_gives_way_to_the_stored_table(
    context: BrowserContext, sign_in: Callable[[str], Page], grid: str
) -> None:
    """Typed in a session that ended; meanwhile the person went on elsewhere."""
    page = sign_in("chuyenvien")
    page.goto(grid)
    context.clear_cookies()
    cell(page, 0, "name").fill("Đề án gõ trước")
    state = page.locator("[data-grid-state]")
    expect(state).to_contain_text("Phiên làm việc đã hết hạn", timeout=PATIENCE)
    plan = AnnualPlan.objects.filter(year=2026, level="local").order_by("pk")[0]
    rows, person = [{"name": "Đề án gõ sau"}], User.objects.get(username="chuyenvien")
    PlanGridDraft.objects.create(plan=plan, user=person, rows=rows, version=3)
    sign_in("chuyenvien").close()
    page.goto(grid)
    expect(cell(page, 0, "name")).to_have_value("Đề án gõ trước")
    expect(page.locator("[data-refused]")).to_contain_text("cửa sổ khác", timeout=PATIENCE)
    page.get_by_role("link", name="Bỏ đi, xem bảng đang lưu").click()
    expect(cell(page, 0, "name")).to_have_value("Đề án gõ sau")
    expect(page.locator("[data-restored]")).to_be_hidden()
    assert PlanGridDraft.objects.get().rows == rows


def test_without_a_script(
    browser: Browser,
    context: BrowserContext,
    sign_in: Callable[[str], Page],
    grid: str,
    address: str,
) -> None:
    sign_in("chuyenvien").close()
    bare = browser.new_context(
        base_url=address,
        java_script_enabled=False,
        storage_state=context.storage_state(),
    )
    page = bare.new_page()
    page.goto(grid)
    page.get_by_text("Từ tệp hoặc đoạn chép").click()
    page.fill("#dan", "Tên đề án\tĐịa điểm\tHỗ trợ\tĐối ứng\nKhông có script\tXã A Sào\t100\t-")
    page.get_by_role("button", name="Đọc đoạn chép vào bảng").click()
    expect(cell(page, 0, "name")).to_have_value("Không có script")
    page.get_by_role("button", name="0", exact=True).click()
    expect(cell(page, 0, "counterpart")).to_have_value("0")
    page.get_by_role("button", name="Lưu vào kế hoạch").click()
    expect(page.locator("main")).to_contain_text("Đã thêm 1 đề án vào kế hoạch")
    bare.close()
    project = SupportProject.objects.get(name="Không có script")
    assert (project.support_amount, project.counterpart_amount) == (100_000_000, 0)
