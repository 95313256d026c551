"""Lists by keyboard and mouse: columns, search, ticked rows, saving by Ctrl+S."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import SavedView
from programmes.models import SupportProject
from tests.journeys import looking

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_columns_are_chosen_and_kept_under_a_name(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("chuyenvien")
    page.goto("/de-an/?year=2026")
    page.get_by_text("Cột", exact=True).click()
    page.get_by_label("Đưa cột Địa bàn lên").press("Enter")
    page.get_by_label("Đơn vị thực hiện", exact=True).check()
    page.get_by_label("Kết thúc", exact=True).uncheck()
    page.get_by_role("button", name="Xem các cột này").click()
    heads = page.locator("thead th[scope=col]:not(.pick)")
    expect(heads.nth(1)).to_contain_text("Địa bàn")
    expect(heads.last).to_contain_text("Đơn vị thực hiện")
    assert "cot=code,unit,name," in page.url
    page.get_by_role("button", name="Lưu cách xem này").click()
    page.get_by_label("Tên cách xem").fill("Theo đơn vị")
    page.get_by_label("Tên cách xem").press("Enter")
    expect(page.locator("nav.tabs [aria-current]")).to_contain_text("Theo đơn vị")
    # Enter in the box of an existing view saves it; it must not press the button that deletes.
    page.get_by_role("button", name="Sửa cách xem này").click()
    page.get_by_label("Tên cách xem").fill("Theo đơn vị thực hiện")
    page.get_by_label("Tên cách xem").press("Enter")
    expect(page.locator("nav.tabs [aria-current]")).to_contain_text("Theo đơn vị thực hiện")
    assert SavedView.objects.get(name__startswith="Theo").name == "Theo đơn vị thực hiện"


def test_ticked_rows_are_changed_after_a_look(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("chuyenvien")
    page.goto("/de-an/")
    page.keyboard.press("/")
    page.keyboard.type("minh hoa 0")
    page.keyboard.press("Enter")
    boxes = page.locator("tbody .pick input")
    boxes.nth(0).check()
    boxes.nth(1).check()
    button = page.get_by_role("button", name="Sửa 2 dòng đã đánh dấu")
    button.click()
    page.locator("#id_note").fill("Đợt hai minh họa")
    page.locator("#id_note").press("Control+s")
    expect(page.locator("h1")).to_contain_text("Xem trước: đổi 2 đề án")
    assert not SupportProject.objects.filter(note="Đợt hai minh họa").exists()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã đổi 2 đề án.")).to_be_visible()
    assert SupportProject.objects.filter(note="Đợt hai minh họa").count() == 2
    looking.settle(page)


def test_a_decision_finds_its_projects_by_search(sign_in: Callable[[str], Page]) -> None:
    project = SupportProject.objects.get(code="MH-2026-02")
    page = sign_in("chuyenvien")
    page.goto(f"/ke-hoach/{project.plan_id}/quyet-dinh/them/")
    field = page.locator("tr:has([name='dong-0-project']) .ts-control input").first
    field.click()
    field.press_sequentially("nghe may")
    page.get_by_role("option", name=project.name).first.click()
    assert page.locator("[name='dong-0-project']").input_value() == str(project.pk)
