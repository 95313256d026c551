"""A list made one's own: narrowed, its columns chosen, kept as a view; then many rows changed."""

import pytest
from playwright.sync_api import Page, expect

from programmes.models import SupportProject
from tests.journeys.guide import Told
from tests.journeys.reporting import SignIn, at_rest, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
VIEW = "Năm 2024 (hành trình)"
NOTE = "Đã rà soát (hành trình)"


def test_from_a_filter_to_many_changes(sign_in: SignIn) -> None:
    told = Told("danh-sach")
    page = sign_in("chuyenvien")
    page.goto("/de-an/")
    with told.step("Lọc", page):
        narrow(page)
    with told.step("Chọn cột", page):
        choose_column(page, "Đơn vị thực hiện")
    with told.step("Lưu cách xem", page):
        keep(page)
    shown = page.locator("tbody tr").count()
    assert 0 < shown < SupportProject.objects.alive().count()
    with told.step("Chọn những đề án cần sửa", page):
        follow(page, f"Sửa cả {shown} đề án khớp điều kiện")
    with told.step("Xem trước", page):
        page.get_by_label("Đổi Ghi chú").check()
        page.locator("[name=note]").fill(NOTE)
        press(page, "Xem trước")
        expect(page.locator("tbody tr")).to_have_count(shown)
    assert not SupportProject.objects.filter(note=NOTE).exists(), "nothing is stored by looking"
    with told.step("Ghi nhận", page):
        press(page, f"Đổi {shown} đề án")
    changed = SupportProject.objects.filter(note=NOTE)
    assert {row.first_year for row in changed} == {2024}
    assert changed.count() == shown
    told.to_the_end()


def narrow(page: Page) -> None:
    """To the projects of 2024."""
    page.get_by_text("Thêm điều kiện").click()
    page.locator("#id_year").fill("2024")
    press(page, "Lọc")


def choose_column(page: Page, name: str) -> None:
    """Show one more column."""
    page.locator("summary", has_text="Cột").click()
    page.get_by_label(name, exact=True).check()
    press(page, "Xem các cột này")
    expect(page.locator("thead")).to_contain_text(name)


def keep(page: Page) -> None:
    """Keep what is seen under a name; it comes back as a tab."""
    page.get_by_role("button", name="Lưu cách xem này").click()
    page.get_by_label("Tên cách xem").fill(VIEW)
    press(page, "Lưu cách xem")
    at_rest(page)
    expect(page.locator(".tabs [aria-current]")).to_contain_text(VIEW)
    expect(page.locator(".pill", has_text="2024")).to_be_visible()
